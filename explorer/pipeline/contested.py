"""Contested ground: what DeepStateMap calls “Unknown status” on the date of a line of contact.

Its polygons may not be passed on, as its outlines may not: we generalise them, cut them along our
line and credit it. Nobody recorded contested ground for 2022, and the source's files of it begin in
September 2024: lines of earlier dates have none.
"""

from datetime import date
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from explorer.geometry import contested, geodesy, geojson
from explorer.layers.tracing import read_control
from explorer.pipeline.line_of_contact import ACCURACY_KM, SNAPSHOTS

DATES = tuple(day for day in SNAPSHOTS if day >= date(2024, 9, 16))


def build(day: date, frame: BaseGeometry, line: BaseGeometry, raw: Path) -> dict[str, Any]:
    """
    Generalise the contested ground of a day.

    Parameters
    ----------
    day
        One of `DATES`.
    frame
        The country, polygons in degrees.
    line
        Line of contact of that day in degrees, Ukraine on the left.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson` and
        `deepstate_contested/deepstatemap_unknown_YYYYMMDD.geojson`.

    Returns
    -------
    collection
        One feature, polygons on Ukraine's side of the line, with `date`, `area_km2`,
        `accuracy_km`, `source` and `credit`.

    Raises
    ------
    SourceError
        If a snapshot is missing or unreadable.
    """
    ground = contested.generalise(
        read_control(raw / "deepstate_contested" / f"deepstatemap_unknown_{day:%Y%m%d}.geojson"),
        read_control(raw / "deepstate" / f"deepstatemap_data_{day:%Y%m%d}.geojson"),
        frame,
        line,
    )
    feature = geojson.feature(
        ground,
        day.isoformat(),
        date=day.isoformat(),
        area_km2=round(geodesy.area_km2(ground), 2),
        accuracy_km=ACCURACY_KM,
        source="DeepStateMap",
        credit="after DeepStateMap, generalised",
    )
    return geojson.collection([feature])
