"""Importing a day's line with its atoms against plain `geopandas.overlay` of the same ground."""

import os
import tempfile
import time
from pathlib import Path

import geopandas as gpd

from explorer.atoms import imported, table
from explorer.atoms.table import Atoms
from explorer.layers import baselines
from explorer.layers.catalog import Catalog, installed
from explorer.sources import deepstate, files

EQUAL_AREA = "EPSG:6933"
# Not true to scale at the front's far ends, but a plane that a naive tool takes.
PLANE = "EPSG:32637"
# Ours is led along the border where the outline misses it, the peer's outline is not.
AGREEMENT = 0.01
DAY = "deepstate/deepstatemap_data_20260715.geojson"


def run() -> list[str]:
    """
    Import a day, and cut the oblasts along the same outline and the same zones plainly.

    Returns
    -------
    lines
        Seconds of the processor, ratio, and how far occupied ground differs.

    Raises
    ------
    RuntimeError
        When occupied ground differs by more than 1 %.
    """
    path = Path(os.environ.get("FRONTLINE_RAW", "")) / DAY
    if not path.is_file():
        return ["needs the raw snapshots: set FRONTLINE_RAW"]
    catalog = installed()
    _imported(catalog, path)  # draws the rim along the border, once on a machine
    start = time.process_time()
    atoms = _imported(catalog, path)
    ours_s = time.process_time() - start
    start = time.process_time()
    pieces, peer_km2 = _overlaid(catalog, path, table.radii(atoms.depths_km, atoms.shifts_km))
    peer_s = time.process_time() - start
    ours_km2 = float(atoms.area_km2[atoms.russian()].sum())
    difference = abs(peer_km2 / ours_km2 - 1)
    if difference > AGREEMENT:
        raise RuntimeError(f"the occupied ground differs by {difference:.1e}")
    return [
        f"{len(atoms)} atoms, line and outlines   {ours_s:9.2f} s",
        f"geopandas.overlay, {pieces} areas   {peer_s:9.2f} s",
        f"ratio                         {ours_s / peer_s:9.2f} of its time",
        f"occupied ground differs by    {difference:9.1e}",
    ]


def _imported(catalog: Catalog, path: Path) -> Atoms:
    """Overlay a day in a new folder, as `frontline import` does; read the table back."""
    control = files.parse(deepstate.SOURCE, path.read_bytes(), path.name, None)
    origin = imported.origin_of(deepstate.SOURCE)
    with tempfile.TemporaryDirectory() as scratch:
        imported.add(catalog, Path(scratch), control, path.name, origin)
        (text,) = Path(scratch).glob(f"{baselines.PREFIX}*.json")
        atoms, _ = table.loads(text.read_text(encoding="utf-8"), text.name)
        return atoms


def _overlaid(catalog: Catalog, path: Path, cuts_km: tuple[float, ...]) -> tuple[int, float]:
    """Cut oblasts along an outline and zones about it; count the pieces, sum occupied ground."""
    oblasts = catalog.shapes("oblasts")
    pieces = gpd.GeoDataFrame({"id": list(oblasts)}, geometry=list(oblasts.values()), crs=4326)
    control = gpd.read_file(path)[["geometry"]]
    edge = control.to_crs(PLANE).boundary
    zones: dict[str, gpd.GeoSeries] = {"occupied": control.geometry}
    zones |= {f"{km:g}": edge.buffer(km * 1000).to_crs(4326) for km in cuts_km}
    for name, zone in zones.items():
        pieces = _cut(pieces, name, zone)
    km2 = pieces.to_crs(EQUAL_AREA).area / 1e6
    return len(pieces), float(km2[pieces["occupied"].notna()].sum())


def _cut(pieces: gpd.GeoDataFrame, name: str, zone: gpd.GeoSeries) -> gpd.GeoDataFrame:
    other = gpd.GeoDataFrame({name: [True] * len(zone)}, geometry=list(zone), crs=4326)
    return gpd.overlay(pieces, other, how="identity", keep_geom_type=True)
