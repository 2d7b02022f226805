"""Lengths: along the line of contact or the fortress belt, across some ground, from a town."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines
from explorer.claims.document import Distance, Length
from explorer.claims.series import Series, each_baseline, shifts
from explorer.errors import ClaimError
from explorer.geometry import geodesy, split
from explorer.layers import gazetteer, history
from explorer.layers.catalog import Catalog, Resource
from explorer.results import binding
from explorer.scenarios.rules import Selection

Side = Literal["long_side", "short_side"]


def length(catalog: Catalog, measure: Length) -> Series:
    """
    Compute a length that a claim states, over time.

    Parameters
    ----------
    catalog
        The layers.
    measure
        What is measured.

    Returns
    -------
    series
        Length in km. Along the line of contact the first reading is at full resolution, the
        second generalised at 1 km: how long a front is depends on how finely it is drawn.

    Raises
    ------
    ClaimError
        If it names an oblast or a layer that the layers do not have.
    """
    if measure.select is not None and measure.across is not None:
        return _across(catalog, measure.select, measure.across)
    if measure.along == "fortress_belt":
        axis = next(s for row, s in catalog.features("fortress_belt") if row["role"] == "axis")
        return _fixed(geodesy.length_km(axis), catalog.resource("fortress_belt"))
    table = history.installed(catalog)
    readings = np.column_stack([table.line_km, table.line_generalised_km])
    return Series("daily", table.days, readings)


def distance(catalog: Catalog, measure: Distance) -> Series:
    """
    Compute a distance that a claim states, over time.

    Parameters
    ----------
    catalog
        The layers.
    measure
        What is measured.

    Returns
    -------
    series
        Distance in km from the town's centre; to the line of contact it is negative for a town
        behind it. The readings differ by the accuracy of the line and of each centre.

    Raises
    ------
    ClaimError
        If the settlements have no town of that name.
    """
    settlements = catalog.resource("settlements")
    start = _town(catalog, measure.start)
    if measure.end != "line":
        return _fixed(geodesy.distance_km(start, _town(catalog, measure.end)), settlements)
    centre_km = settlements.accuracy_km or 0.0
    table = history.installed(catalog)
    daily = table.towns_km.get(history.town(measure.start))
    if daily is not None:
        return Series("daily", table.days, _around(daily, centre_km + history.SHIFT_KM))
    lines = catalog.features("line_of_contact")
    km = np.array([_signed_km(catalog, start, line) for _, line in lines])
    error = np.array([centre_km + row["accuracy_km"] for row, _ in lines])
    days = tuple(date.fromisoformat(row["id"]) for row, _ in lines)
    return Series("baselines", days, _around(km, error))


def _around(value: np.ndarray, error: np.ndarray | float) -> np.ndarray:
    return np.column_stack([value, value - error, value + error])


def _fixed(km: float, resource: Resource) -> Series:
    """Make a constant series of a length between two points of a layer."""
    error = 2 * (resource.accuracy_km or 0.0)
    return Series("constant", (date.max,), _around(np.array([km]), error))


def _signed_km(catalog: Catalog, point: Point, line: BaseGeometry) -> float:
    frame = shapely.coverage_union_all([shape for _, shape in catalog.features("oblasts")])
    behind = split.split(frame, line).russia.covers(point)
    return geodesy.distance_km(point, line) * (-1 if behind else 1)


def _town(catalog: Catalog, name: str) -> Point:
    namesakes = [place for place in gazetteer.places(catalog).values() if place.name == name]
    if not namesakes:
        raise ClaimError(f"unknown town {name!r}; use a name of the settlements layer")
    # of two places with one name, a document means the larger
    largest = max(namesakes, key=lambda place: place.residents)
    return Point(largest.longitude, largest.latitude)


def _across(catalog: Catalog, select: Selection, side: Side) -> Series:
    pick = partial(max) if side == "long_side" else partial(min)
    by_day = rectangles(catalog, select)
    rows = [[pick(sides) for sides in positions] for positions in by_day.values()]
    return Series("baselines", tuple(by_day), np.array(rows, dtype=float).reshape(len(rows), -1))


@lru_cache(maxsize=16)
def rectangles(
    catalog: Catalog, select: Selection
) -> Mapping[date, tuple[tuple[float, float], ...]]:
    """
    Fit the smallest rectangle around the largest connected part of a selection.

    Parameters
    ----------
    catalog
        The layers.
    select
        The ground.

    Returns
    -------
    sides
        By baseline, two adjacent sides in km for each position of the line: as drawn, moved
        towards Russia, moved towards Ukraine; baselines at which nothing is selected are left out.
    """
    sides = {}
    for day, atoms in each_baseline(catalog, select).items():
        shapes = np.array(outlines.shapes(catalog, atoms))
        masks = [binding.select(select, atoms, km) for km in shifts(atoms)]
        if all(mask.any() for mask in masks):
            sides[day] = tuple(_sides(shapely.coverage_union_all(shapes[m])) for m in masks)
    return sides


def _sides(shape: BaseGeometry) -> tuple[float, float]:
    largest = max(geodesy.polygons(shape).geoms, key=lambda part: float(part.area))
    # the rectangle is picked in a plane that is true to shape in the middle of the ground, and
    # its sides are measured on the ellipsoid
    narrowing = float(np.cos(np.radians(largest.centroid.y)))
    plane = shapely.transform(largest, lambda xy: xy * [narrowing, 1.0])
    around = shapely.oriented_envelope(plane)
    corners = shapely.get_coordinates(around.exterior)[:3] / [narrowing, 1.0]
    first, second = (geodesy.length_km(LineString(corners[i : i + 2])) for i in (0, 1))
    return first, second
