"""Relabelling atoms against overlaying polygons again: the same layers, the same answer."""

import timeit
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely

from explorer.atoms import store
from explorer.geometry import split
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.results import ledger, outcomes
from explorer.scenarios.library import SCENARIOS

EQUAL_AREA = "EPSG:6933"
SCENARIO = "donbas-handover"
AGREEMENT = 1e-4


def best_of(call: Callable[[], object], repeat: int) -> float:
    """
    Time a call.

    Parameters
    ----------
    call
        What to time.
    repeat
        How often to try.

    Returns
    -------
    seconds
        The shortest of the tries, which other load disturbs least.
    """
    number, _ = timeit.Timer(call).autorange()
    return min(timeit.repeat(call, number=number, repeat=repeat)) / number


def run() -> list[str]:
    """
    Measure relabel-and-ledger for all oblasts against `geopandas.overlay` and an equal-area sum.

    Returns
    -------
    lines
        Times, ratio, and how far the answers differ.

    Raises
    ------
    RuntimeError
        When the two answers differ by more than one part in 10,000.
    """
    catalog = installed()
    proposal = SCENARIOS.find(SCENARIO)
    atoms = store.atoms(catalog, baselines.find(catalog), depths_km=proposal.depths_km)
    oblasts, control = _layers()

    def relabel() -> np.ndarray:
        outcome = outcomes.outcome(proposal, atoms)
        cells = ledger.add_up(atoms, [outcome.assignment]).cells_km2[0]
        return np.asarray(cells.sum(axis=(1, 2)))

    def overlay() -> np.ndarray:
        pieces = gpd.overlay(oblasts, control, how="intersection")
        pieces["km2"] = pieces.to_crs(EQUAL_AREA).area / 1e6
        return np.asarray(pieces.groupby("id")["km2"].sum().sort_index())

    difference = float(np.abs(relabel() / overlay() - 1).max())
    if difference > AGREEMENT:
        raise RuntimeError(f"the answers differ by {difference:.2e}")
    ours, peer = best_of(relabel, 5), best_of(overlay, 3)
    return [
        f"relabel and ledger, 27 oblasts   {ours * 1e3:9.3f} ms",
        f"geopandas.overlay, equal area    {peer * 1e3:9.3f} ms",
        f"ratio                            {peer / ours:9.0f} times faster",
        f"greatest difference of an oblast {difference:9.1e}",
    ]


def _layers() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Read the oblasts and the two sides of the line, as a naive tool would have them."""
    catalog = installed()
    rows = catalog.features("oblasts")
    oblasts = gpd.GeoDataFrame(
        {"id": [row["id"] for row, _ in rows]}, geometry=[s for _, s in rows], crs="EPSG:4326"
    )
    frame = shapely.coverage_union_all([shape for _, shape in rows])
    sides = split.split(frame, baselines.line(catalog, baselines.newest(catalog)))
    control = gpd.GeoDataFrame(
        {"held_by": ["ukraine", "russia"]}, geometry=[sides.ukraine, sides.russia], crs="EPSG:4326"
    )
    return oblasts, control
