"""Occupied and unoccupied Donbas: Donetsk and Luhansk oblasts on each side of the line of contact.

Donbas is here the two oblasts within their administrative borders (53,201 km² as Natural Earth
draws them, 53,212 on the frame of this package).
"""

from collections.abc import Mapping
from typing import Any, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy, geojson, split

DONBAS = {"UA-14": "Donetsk", "UA-09": "Luhansk"}
# The day of the claim that the explorer began with: the 6,600 km² that Ukraine holds.
DAY = "2025-12-09"


def build(
    oblasts: Mapping[str, BaseGeometry],
    line: BaseGeometry,
    day: str,
    side: Literal["ukraine", "russia"],
) -> dict[str, Any]:
    """
    Cut both oblasts along the line of contact.

    Parameters
    ----------
    oblasts
        Polygons of the 27 units in degrees, by ISO 3166-2 code.
    line
        Line of contact in degrees, Ukraine on its left.
    day
        ISO date of the line.
    side
        Whose side to keep.

    Returns
    -------
    collection
        One feature for each oblast, with `oblast`, `name`, `held_by`, `date` and `area_km2`.
    """
    frame = shapely.coverage_union_all(list(oblasts.values()))
    held = getattr(split.split(frame, line), side)
    features = []
    for code, name in DONBAS.items():
        ground = geodesy.polygons(geodesy.to_grid(oblasts[code].intersection(held)))
        features.append(
            geojson.feature(
                ground,
                f"{code}-{side}",
                oblast=code,
                name=name,
                held_by=side,
                date=day,
                area_km2=round(geodesy.area_km2(ground), 2),
            )
        )
    return geojson.collection(features)
