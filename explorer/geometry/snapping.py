"""Snapping: control polygons at full resolution, divided from the rest of the frame by a line.

The rule is that of the daily table (see `explorer.geometry.ground`), so that both give one number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from explorer.errors import LineError
from explorer.geometry import geodesy
from explorer.geometry.ground import TOUCH_DEGREES, Ground
from explorer.geometry.split import Sides

# A line ends on the border. It is led on by about 100 m, so that it still crosses the border when
# both are rounded.
_OVERSHOOT_DEGREES = 1e-3
_DIRECTIONS = 64
# How far beside a line its left is looked up, about 0.1 m.
_SIDE_STEP_DEGREES = 1e-6


@dataclass(frozen=True)
class Snapped:
    """
    A frame that control polygons divide.

    Attributes
    ----------
    sides
        Its two parts, polygons in degrees.
    line
        The edge between them, line strings in degrees, Ukraine on the left, each led out over the
        frame, closed, or ended where several meet.
    """

    sides: Sides
    line: MultiLineString


def snap(control: BaseGeometry, oblasts: Mapping[str, BaseGeometry]) -> Snapped:
    """
    Divide a frame by control polygons, and generalise nothing.

    Parameters
    ----------
    control
        Russian-held ground, valid polygons in degrees.
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code; together the frame.

    Returns
    -------
    snapped
        Both sides, and the line between them.

    Raises
    ------
    LineError
        If no outline of the control polygons runs inside the frame.
    """
    return _snapped(control, tuple(oblasts.items()))


# a day's line is taken from its polygons, and then both sides of it
@lru_cache(maxsize=2)
def _snapped(control: BaseGeometry, units: tuple[tuple[str, BaseGeometry], ...]) -> Snapped:
    oblasts = dict(units)
    division = Ground(oblasts).divide(control)
    if division.line.is_empty:
        raise LineError(
            "the control polygons have no outline inside the frame; "
            "give polygons of Russian-held ground in longitude and latitude"
        )
    frame = shapely.coverage_union_all(list(oblasts.values()))
    ukraine = shapely.union_all([held.shape for held in division.held.values()])
    shapely.prepare((frame, ukraine))
    sectors = [
        _led_out(_with_ukraine_left(sector, ukraine), frame)
        for sector in division.line.geoms
        if sector.length > geodesy.GRID_DEGREES
    ]
    return Snapped(
        sides=Sides(
            ukraine=geodesy.polygons(ukraine), russia=geodesy.polygons(frame.difference(ukraine))
        ),
        line=geodesy.to_grid_lines(sectors),
    )


def contested(ground: BaseGeometry, sides: Sides) -> MultiPolygon:
    """
    Take the contested ground of a source that lies on Ukraine's side.

    Parameters
    ----------
    ground
        Ground that neither side controls, valid polygons in degrees.
    sides
        The parts of a frame that the same source's control divides.

    Returns
    -------
    ground
        Polygons in degrees on the five-decimal grid; empty where there are none.
    """
    return geodesy.polygons(geodesy.to_grid(ground.intersection(sides.ukraine)))


def _with_ukraine_left(sector: LineString, ukraine: BaseGeometry) -> LineString:
    coords = shapely.get_coordinates(sector)
    steps = np.diff(coords, axis=0)
    longest = np.argmax(np.hypot(*steps.T))
    (x, y), (dx, dy) = coords[longest] + steps[longest] / 2, steps[longest]
    step = _SIDE_STEP_DEGREES / np.hypot(dx, dy)
    return sector if ukraine.contains(Point(x - dy * step, y + dx * step)) else sector.reverse()


def _led_out(sector: LineString, frame: BaseGeometry) -> LineString:
    if sector.is_ring:
        return sector
    start, *inner, end = sector.coords
    return LineString([*_beyond(start, frame), start, *inner, end, *_beyond(end, frame)])


def _beyond(end: tuple[float, ...], frame: BaseGeometry) -> list[tuple[float, ...]]:
    """Find where a line is led on to beyond the border; nowhere if it ends further inside."""
    place = Point(end)
    # what of the frame lies near enough to matter: distances to all of it take a second
    near = shapely.clip_by_rect(frame, *place.buffer(3 * _OVERSHOOT_DEGREES).bounds)
    if place.distance(near.boundary) > TOUCH_DEGREES:
        return []
    around = shapely.get_coordinates(place.buffer(_OVERSHOOT_DEGREES, _DIRECTIONS // 4))
    furthest = np.argmax(shapely.distance(near, shapely.points(around)))
    return [tuple(around[furthest])]
