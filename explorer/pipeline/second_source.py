"""Second source: what DeepStateMap and UAControlMap each leave Ukraine, by oblast, day for day.

Two readings of one front differ, and the difference belongs to neither: it is shown beside the
figures, and the two are never one series. UAControlMap states no licence, so its polygons stay out
of this tree; figures computed from them may be published with credit.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy
from explorer.geometry.ground import Division, Ground, Held
from explorer.layers.tracing import read_control
from explorer.sources import files, uacontrolmap

COLUMNS = (
    "date",
    "oblast",
    "deepstate_km2",
    "uacontrolmap_km2",
    "only_deepstate_km2",
    "only_uacontrolmap_km2",
)
_LEAST_KM2 = 0.05  # what rounds to 0.0 in all columns is no row


def build(units: Mapping[str, BaseGeometry], raw: Path) -> str:
    """
    Measure what each source leaves Ukraine, on each day that both have a file of.

    Parameters
    ----------
    units
        Polygons of the 27 units in degrees, by ISO 3166-2 code; together the frame.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson` and `uacontrolmap/YYYYMMDD.json`.

    Returns
    -------
    text
        CSV with the columns of `COLUMNS`, for each oblast that either source divides: ground that
        Ukraine holds by each, and ground that it holds by one of them only, in km² on the WGS84
        ellipsoid.

    Raises
    ------
    SourceError
        If a file is unreadable.

    Notes
    -----
    Outlines are snapped to the frame as the daily table's are, so that DeepStateMap's figures are
    those of the table. A file of either shows the evening before its date, or the morning of it.
    """
    ground = Ground(units)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for day, first, second in divisions(ground, raw):
        for code, areas in _areas_km2(units, first.held, second.held):
            writer.writerow([day, code, *(f"{km2:.1f}" for km2 in areas)])
    return text.getvalue()


def divisions(ground: Ground, raw: Path) -> Iterator[tuple[date, Division, Division]]:
    """
    Divide the frame by each source, on each day that both have a file of.

    Parameters
    ----------
    ground
        The frame.
    raw
        Folder as in `build`.

    Yields
    ------
    day, first, second
        The day, and the frame as DeepStateMap and as UAControlMap divide it; by day, ascending.

    Raises
    ------
    SourceError
        If a file is unreadable.
    """
    for path in sorted((raw / "uacontrolmap").glob("????????.json")):
        other = raw / "deepstate" / f"deepstatemap_data_{path.stem}.geojson"
        if other.exists():
            control = files.read(uacontrolmap.SOURCE, path)
            first = ground.divide(read_control(other))
            yield control.day, first, ground.divide(control.occupied)


def _areas_km2(
    units: Mapping[str, BaseGeometry], first: Mapping[str, Held], second: Mapping[str, Held]
) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    for code in sorted(units):
        one, other = first[code], second[code]
        only_one = geodesy.area_km2(geodesy.polygons(shapely.difference(one.shape, other.shape)))
        # rounding may leave less than nothing of what one source alone has
        only_other = max(only_one - (one.area_km2 - other.area_km2), 0.0)
        if max(only_one, only_other) >= _LEAST_KM2:
            yield code, (one.area_km2, other.area_km2, only_one, only_other)
