"""Generalisation: drops points from lines, and reports how far the dropped ones lay."""

from bisect import bisect_left

import numpy as np
import shapely
from shapely.geometry import LinearRing, LineString, MultiLineString

from explorer.geometry import geodesy

# From a few steps of the grid, each tolerance twice the one before.
_TOLERANCES_KM = tuple(0.005 * 2**step for step in range(16))
# Points a stretch. On a zigzag, Douglas and Peucker's algorithm takes quadratic time and recurses
# once a point: 60,000 points overflow the stack.
_STRETCH = 1_000


def points(lines: list[LineString]) -> int:
    """
    Count the points of lines and outlines.

    Parameters
    ----------
    lines
        Line strings, or linear rings, whose closing point does not count.

    Returns
    -------
    points
        Their number in all.
    """
    return sum(len(line.coords) - isinstance(line, LinearRing) for line in lines)


def generalised(lines: list[LineString], most: int) -> tuple[list[LineString], float]:
    """
    Generalise lines with the smallest tolerance that leaves few enough points.

    Parameters
    ----------
    lines
        Line strings or linear rings in degrees, on the five-decimal grid.
    most
        Most points that may be left in all. The ends of each line, three corners of each ring, and
        one point in 1,000 are always kept.

    Returns
    -------
    lines, km
        The lines in their order, and the greatest distance of a dropped point from them in km; 0
        if none was dropped.
    """
    if points(lines) <= most:
        return lines, 0.0
    tried: dict[float, list[LineString]] = {}

    def is_enough(km: float) -> bool:
        tried[km] = [_simplified(line, km) for line in lines]
        return points(tried[km]) <= most

    step = bisect_left(_TOLERANCES_KM, True, key=is_enough)  # noqa: FBT003  (the value to find)
    km = _TOLERANCES_KM[min(step, len(_TOLERANCES_KM) - 1)]
    return tried[km], km


def _simplified(line: LineString, km: float) -> LineString:
    """Generalise a line in stretches, all in one call so that they do not cross."""
    degrees = shapely.get_coordinates(line)
    starts = range(0, len(degrees) - 1, _STRETCH)
    stretches = MultiLineString([degrees[start : start + _STRETCH + 1] for start in starts])
    kept = shapely.get_coordinates(geodesy.simplify(stretches, km))
    return shapely.remove_repeated_points(type(line)(np.round(kept, geodesy.GRID_DECIMALS)))
