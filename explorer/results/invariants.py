"""Invariants: what must hold of the installed layers, atoms and ledgers; `frontline check`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines, prebuilt, store
from explorer.atoms.table import Atoms
from explorer.errors import ExplorerError
from explorer.geometry import geodesy
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.results import ledger, outcomes
from explorer.scenarios.library import SCENARIOS

# Coordinates are stored to five decimals, areas to four: sums may differ by this much.
CLOSURE_KM2 = 0.05
# Tuzla, an islet of Crimea, is in no outline of one of DeepStateMap's mirrors.
TUZLA_KM2 = 1.0
# Contested ground is rounded to a grid of some 1 m, as atoms are, along an outline of 1,000s of km.
CONTESTED_KM2 = 0.5


@dataclass(frozen=True)
class Finding:
    """
    Whether an invariant holds.

    Attributes
    ----------
    what
        What must hold.
    holds
        Whether it does.
    seen
        The number or the fault that was seen.
    """

    what: str
    holds: bool
    seen: str


def check_all(catalog: Catalog) -> Iterator[Finding]:
    """
    Check every invariant.

    Parameters
    ----------
    catalog
        The layers.

    Yields
    ------
    finding
        One for each layer, and several for each baseline.
    """
    yield from _layers(catalog)
    frame_km2 = sum(geodesy.area_km2(shape) for _, shape in catalog.features("oblasts"))
    for name in baselines.names(catalog):
        baseline = baselines.find(catalog, name)
        atoms = store.atoms(catalog, baseline)
        yield from _atoms(catalog, atoms, frame_km2)
        yield _ledgers(atoms, frame_km2)


def _layers(catalog: Catalog) -> Iterator[Finding]:
    for name in catalog.resources:
        what = f"layer {name} is as its descriptor says"
        try:
            size = len(catalog.read(name).encode("utf-8"))
        except ExplorerError as error:
            yield Finding(what, holds=False, seen=str(error))
        else:
            stated = catalog.resource(name).size
            yield Finding(what, holds=size == stated, seen=f"{size:,} bytes")


def _atoms(catalog: Catalog, atoms: Atoms, frame_km2: float) -> Iterator[Finding]:
    day = atoms.baseline
    current = prebuilt.is_current(catalog, day)
    seen = "as built" if current else "overlaid anew; run `frontline build`"
    yield Finding(f"{day}: atoms are made of the layers as they are", holds=current, seen=seen)
    shapes = outlines.shapes(catalog, atoms)
    valid = bool(shapely.coverage_is_valid(shapes))
    yield Finding(f"{day}: atoms are disjoint", holds=valid, seen=f"{len(atoms)} atoms")
    missing = abs(float(atoms.area_km2.sum()) - frame_km2)
    yield Finding(
        f"{day}: atoms cover the frame", holds=missing < CLOSURE_KM2, seen=f"{missing:.4f} km² off"
    )
    measured = np.array([geodesy.area_km2(shape) for shape in shapes])
    worst = float(np.abs(measured - atoms.area_km2).max())
    yield Finding(
        f"{day}: atoms measure what the table says",
        holds=worst < CLOSURE_KM2,
        seen=f"{worst:.4f} km² off at worst",
    )
    yield from _contested(catalog, atoms, shapes)
    crimea = np.isin(atoms.oblast, ("UA-40", "UA-43"))
    area = atoms.area_km2[crimea].sum()
    held = atoms.area_km2[crimea & atoms.russian()].sum()
    yield Finding(
        f"{day}: Crimea and Sevastopol are in the frame, held by Russia",
        holds=bool(held > 0 and area - held < TUZLA_KM2),
        seen=f"{area:,.0f} km²",
    )


def _contested(catalog: Catalog, atoms: Atoms, shapes: Sequence[BaseGeometry]) -> Iterator[Finding]:
    ground = baselines.contested(catalog, atoms.baseline)
    if ground is None or atoms.contested is None:
        return
    frame = baselines.frame(catalog)
    sides = baselines.sides(catalog, atoms.baseline)
    for what, elsewhere in (
        ("contested ground lies in the frame", ground.difference(frame)),
        ("contested ground is none that Russia holds", ground.intersection(sides.russia)),
    ):
        km2 = geodesy.area_km2(elsewhere)
        yield Finding(
            f"{atoms.baseline}: {what}", holds=km2 < CONTESTED_KM2, seen=f"{km2:.4f} km² elsewhere"
        )
    inside = [shape for shape, lies in zip(shapes, atoms.contested.tolist(), strict=True) if lies]
    apart = geodesy.area_km2(shapely.coverage_union_all(inside).symmetric_difference(ground))
    yield Finding(
        f"{atoms.baseline}: atoms rebuild the contested ground",
        holds=apart < CONTESTED_KM2,
        seen=f"{apart:.4f} km² apart",
    )


def _ledgers(atoms: Atoms, frame_km2: float) -> Finding:
    what = f"{atoms.baseline}: every scenario's ledger adds up to the frame"
    worst = 0.0
    try:
        for proposal in SCENARIOS.all().values():
            if set(proposal.depths_km) <= set(atoms.depths_km):
                outcome = outcomes.outcome(proposal, atoms)
                total = ledger.add_up(atoms, [outcome.assignment]).frame_km2
                worst = max(worst, abs(total - frame_km2))
    except ExplorerError as error:
        return Finding(what, holds=False, seen=str(error))
    return Finding(what, holds=worst < CLOSURE_KM2, seen=f"{worst:.4f} km² off at worst")
