"""A small country of four square oblasts, for tests whose answers one can see.

Each square is one degree wide; the line of contact runs from south to north at 35.2° E, so that
Ukraine lies on its left, in the west::

    49 +-----------+-----------+
       |  UA-01  ! |   UA-02   |
    48 +---------!-+-----------+
       |  UA-03  ! |   UA-04   |
    47 +---------!-+-----------+
      34.5     35.2 35.5      36.5
"""

from functools import partial
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, Point, box
from shapely.geometry.base import BaseGeometry

from explorer.atoms.overlay import Ground, Settlement
from explorer.geometry import split

OBLASTS: dict[str, BaseGeometry] = {
    "UA-01": box(34.5, 48, 35.5, 49),
    "UA-02": box(35.5, 48, 36.5, 49),
    "UA-03": box(34.5, 47, 35.5, 48),
    "UA-04": box(35.5, 47, 36.5, 48),
}
LINE = MultiLineString([[(35.2, 46.9), (35.2, 49.1)]])
BELT = box(34.9, 47.4, 35.1, 48.3)
AXIS = LineString([(35.0, 47.5), (35.0, 48.2)])
PLACES = (
    Settlement(1, Point(34.8, 48.5), 1000),
    Settlement(2, Point(35.0, 47.9), 200),
    Settlement(3, Point(36.0, 47.5), 30),
)


def ground(**changes: object) -> Ground:
    """Describe the small country, with anything changed that a test wants changed."""
    given: dict[str, Any] = {
        "baseline": "2025-12-09",
        "oblasts": OBLASTS,
        "line": LINE,
        "layers": {"fortress_belt": BELT, "occupied_2022": box(35.3, 46, 37, 50)},
        "belt_axis": AXIS,
        "settlements": PLACES,
        "depths_km": (5.0, 10.0),
        "shifts_km": (-1.0, 0.0, 1.0),
    }
    given |= changes
    frame = shapely.coverage_union_all(list(given["oblasts"].values()))
    given["divide"] = partial(split.split, frame, given["line"])
    return Ground(**given)
