"""Lengths: along the line of contact or the fortress belt, across some ground, from a town."""

from datetime import date
from functools import partial
from typing import Literal

import numpy as np
from shapely.geometry import Point

from explorer.claims import rectangles
from explorer.claims.document import Distance, Length
from explorer.claims.series import Series
from explorer.errors import ClaimError
from explorer.geometry import geodesy, split
from explorer.layers import baselines, gazetteer, history, uncertainty
from explorer.layers.catalog import Catalog, Resource
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
        model = uncertainty.of_daily(catalog, history.SHIFT_KM)
        return Series("daily", table.days, _around(daily, centre_km + model.point_km))
    lines = baselines.series(catalog)
    km = np.array([_signed_km(catalog, start, name) for name in lines.values()])
    models = [uncertainty.of(catalog, baselines.find(catalog, name)) for name in lines.values()]
    error = np.array([centre_km + model.point_km for model in models])
    return Series("baselines", tuple(map(date.fromisoformat, lines)), _around(km, error))


def _around(value: np.ndarray, error: np.ndarray | float) -> np.ndarray:
    return np.column_stack([value, value - error, value + error])


def _fixed(km: float, resource: Resource) -> Series:
    """Make a constant series of a length between two points of a layer."""
    error = 2 * (resource.accuracy_km or 0.0)
    return Series("constant", (date.max,), _around(np.array([km]), error))


def _signed_km(catalog: Catalog, point: Point, name: str) -> float:
    line = baselines.line(catalog, name)
    behind = split.split(baselines.frame(catalog), line).russia.covers(point)
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
    by_day = rectangles.rectangles(catalog, select)
    rows = [[pick(sides) for sides in positions] for positions in by_day.values()]
    return Series("baselines", tuple(by_day), np.array(rows, dtype=float).reshape(len(rows), -1))
