"""Line of contact: traced at 1 km from each date's control polygons, snapped to the frame.

The dates since 2024 come from DeepStateMap's outline of Russian-occupied territory, which its
licence keeps out of this tree: we trace and generalise it and credit it. The line of 23 February
2022 is the edge of Natural Earth's disputed area in the Donbas (public domain, drawn for maps of
1:10,000,000) and Crimea's northern administrative border.

The dates are the first snapshot of each quarter since they began, days on which claims and
proposals hang, and the last snapshot.
"""

from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry import geodesy, geojson, split
from explorer.layers import baselines
from explorer.layers.tracing import read_control
from explorer.pipeline import time_zones

START_OF_INVASION = date.fromisoformat(baselines.START_OF_INVASION)
SNAPSHOTS = (
    date(2024, 7, 8),
    date(2024, 10, 1),
    date(2025, 1, 2),
    date(2025, 4, 2),
    date(2025, 7, 1),
    date(2025, 8, 15),  # the meeting in Alaska, and the claims of that August
    date(2025, 10, 1),
    date(2025, 11, 20),  # the 28 points
    date(2025, 12, 9),  # the claim of 6,600 km²
    date(2026, 1, 1),
    date(2026, 2, 18),  # the talks in Geneva, and a claim of the strip's length and width
    date(2026, 4, 1),
    date(2026, 7, 1),
    date(2026, 8, 22),
)
DATES = (START_OF_INVASION, *SNAPSHOTS)
MOST_VERTICES = 400

# Half the tolerance of the trace: some 80 % of each snapshot's outline lies within 0.5 km of the
# traced line (`tests/geometry/test_split.py` measures it). DeepStateMap states no accuracy.
ACCURACY_KM = 0.5
# Natural Earth states none either; 5 km is 0.5 mm on a map of 1:10,000,000.
ACCURACY_2022_KM = 5.0

CRIMEA, SEVASTOPOL, KHERSON = "UA-43", "UA-40", "UA-65"
ZONES = (time_zones.CRIMEA, time_zones.MAINLAND)
# On water nothing is measured, and the border is drawn with fewer vertices.
_ON_WATER_DEGREES = 0.002
_OFF_SHORE = 0.0005
_ALONG_DEGREES = 0.01


def trace(day: date, frame: BaseGeometry, raw: Path) -> dict[str, Any]:
    """
    Trace the line of contact of a snapshot.

    Parameters
    ----------
    day
        Date of the snapshot.
    frame
        The country, polygons in degrees.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson`.

    Returns
    -------
    collection
        One MultiLineString feature, Ukraine on the left, with `date`, `accuracy_km`, `source` and
        `credit`.

    Raises
    ------
    SourceError
        If the snapshot is missing or unreadable.
    LayerError
        If the line has more than 400 vertices.
    """
    control = read_control(raw / "deepstate" / f"deepstatemap_data_{day:%Y%m%d}.geojson")
    return _collection(
        split.trace(control, frame),
        day,
        accuracy_km=ACCURACY_KM,
        source="DeepStateMap",
        credit="after DeepStateMap, generalised",
    )


def of_2022(
    oblasts: dict[str, BaseGeometry],
    zones: dict[str, MultiPolygon],
    frame: BaseGeometry,
    raw: Path,
) -> dict[str, Any]:
    """
    Draw the line of contact of 23 February 2022.

    Parameters
    ----------
    oblasts
        Polygons of the 27 units in degrees, by ISO 3166-2 code.
    zones
        Outlines of the time zones of `ZONES` in degrees, territorial waters included.
    frame
        The country, polygons in degrees.
    raw
        Folder with `pre2022/ne_10m_Donbass.geojson`.

    Returns
    -------
    collection
        One feature as in `trace`.

    Raises
    ------
    SourceError
        If the file is missing or unreadable.
    LayerError
        If the line has more than 400 vertices.
    """
    area = read_control(raw / "pre2022" / "ne_10m_Donbass.geojson")
    # its edge along Russia is as coarse as its front: pockets along the border are not ground
    donbas = split.trace(area, frame, border_error_km=ACCURACY_2022_KM)
    crimea = _crimean_border(oblasts, zones)
    return _collection(
        MultiLineString([*donbas.geoms, crimea]),
        START_OF_INVASION,
        accuracy_km=ACCURACY_2022_KM,
        source="Natural Earth",
        credit="after Natural Earth's disputed areas, coarse",
    )


def _crimean_border(oblasts: dict[str, BaseGeometry], zones: dict[str, MultiPolygon]) -> LineString:
    """
    Draw Crimea's northern border from sea to sea, with Kherson oblast on its left.

    On land it is the frame's border, to the vertex; on the Syvash and the sea, which are no ground
    of either, it is that of the time zone, and keeps away from both shores.
    """
    north, south = oblasts[KHERSON], shapely.union_all([oblasts[CRIMEA], oblasts[SEVASTOPOL]])
    waters = (
        zones[time_zones.CRIMEA].simplify(_ON_WATER_DEGREES).difference(north.buffer(_OFF_SHORE))
    )
    side = shapely.union_all([south.buffer(_OFF_SHORE), waters]).difference(north)
    outline = max(geodesy.polygons(side).geoms, key=lambda part: part.area).exterior
    along = outline.intersection(zones[time_zones.MAINLAND].buffer(_ALONG_DEGREES))
    border = max(geodesy.lines(shapely.line_merge(along)), key=lambda line: line.length)
    # from west to east the north, Kherson oblast, is on the left
    eastward = border if border.coords[0][0] < border.coords[-1][0] else border.reverse()
    return geodesy.to_grid_lines([eastward]).geoms[0]


def _collection(line: MultiLineString, day: date, **about: object) -> dict[str, Any]:
    vertices = shapely.get_num_coordinates(line)
    if vertices > MOST_VERTICES:
        raise LayerError(
            f"line of contact of {day}: has {vertices} vertices; trace it with a wider tolerance "
            f"so that at most {MOST_VERTICES} are published"
        )
    feature = geojson.feature(line, day.isoformat(), date=day.isoformat(), **about)
    return geojson.collection([feature])
