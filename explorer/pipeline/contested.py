"""Contested ground: what DeepStateMap calls “Unknown status” on the date of each line of contact.

Its polygons may not be passed on, as its outlines may not: we generalise them, cut them along our
line and credit it. Nobody recorded contested ground for 2022, which the layer leaves out.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.geometry import contested, geodesy, geojson
from explorer.layers.tracing import read_control
from explorer.pipeline.line_of_contact import ACCURACY_KM, SNAPSHOTS


def build(
    oblasts: Mapping[str, BaseGeometry], lines: Mapping[str, BaseGeometry], raw: Path
) -> dict[str, Any]:
    """
    Generalise the contested ground of every baseline date that a source has it for.

    Parameters
    ----------
    oblasts
        Polygons of the 27 units in degrees, by ISO 3166-2 code.
    lines
        Lines of contact in degrees, Ukraine on the left, by ISO date.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson` and
        `deepstate_contested/deepstatemap_unknown_YYYYMMDD.geojson`.

    Returns
    -------
    collection
        One feature for each date, polygons on Ukraine's side of the line, with `date`, `area_km2`,
        `accuracy_km`, `source` and `credit`.

    Raises
    ------
    SourceError
        If a snapshot is missing or unreadable.
    """
    frame = shapely.coverage_union_all(list(oblasts.values()))
    features = [_feature(day, frame, lines[day.isoformat()], raw) for day in SNAPSHOTS]
    return geojson.collection(features)


def _feature(day: date, frame: BaseGeometry, line: BaseGeometry, raw: Path) -> dict[str, Any]:
    ground = contested.generalise(
        read_control(raw / "deepstate_contested" / f"deepstatemap_unknown_{day:%Y%m%d}.geojson"),
        read_control(raw / "deepstate" / f"deepstatemap_data_{day:%Y%m%d}.geojson"),
        frame,
        line,
    )
    return geojson.feature(
        ground,
        day.isoformat(),
        date=day.isoformat(),
        area_km2=round(geodesy.area_km2(ground), 2),
        accuracy_km=ACCURACY_KM,
        source="DeepStateMap",
        credit="after DeepStateMap, generalised",
    )
