"""Chart: the numbers of a claim's dated chart; app, figure and notebook draw them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf, isfinite
from typing import Literal

import numpy as np

from explorer.claims import measure
from explorer.claims.desk import Finding
from explorer.claims.document import AreaChange, Rate, Unit
from explorer.claims.measure import Untestable
from explorer.claims.series import Series
from explorer.claims.verdict import Span, stated
from explorer.layers.catalog import Catalog

# A change is shown with some of what came before and after it, a point with its own years.
_AROUND_CHANGE = timedelta(days=30)
_AROUND_POINT = timedelta(days=730)

# Columns of a chart's table.
COLUMNS = (
    "day",
    *("value", "low", "high"),
    *("value_without_contested", "low_without_contested", "high_without_contested"),
)

What = Literal["course", "points", "change", "remaining"]


@dataclass(frozen=True)
class Point:
    """
    A computed figure on a day.

    Attributes
    ----------
    day
        The day.
    value, low, high
        The figure and its interval, in the chart's unit.
    """

    day: date
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ChartData:
    """
    The numbers of a claim's chart.

    Attributes
    ----------
    finding
        The claim with its verdict.
    what
        `course`: the measure day by day; `points`: at the baselines only; `change`: gain since
        the period's first day; `remaining`: the ground whose loss a rate is about.
    unit
        Of all figures.
    points
        Computed figures by ascending day; days without a snapshot are left out.
    claimed
        Figures that the claim stands for, clipped to the chart; `None` for a rate.
    as_of
        The day it was tested on.
    computed
        The figure on that day; `None` for a rate.
    without_contested
        The same of the claim's other reading, without contested ground; `None` if it has one only.
    """

    finding: Finding
    what: What
    unit: Unit
    points: tuple[Point, ...]
    claimed: Span | None
    as_of: date
    computed: Point | None
    without_contested: "ChartData | None" = None

    def table(self) -> Iterator[tuple[str | float | None, ...]]:
        """
        List the points of both readings by day.

        Yields
        ------
        cells
            As `COLUMNS` names them; the second reading's are empty where it has no figure.
        """
        for point, without in self.rows():
            figures = (point.value, point.low, point.high)
            others = (without.value, without.low, without.high) if without else (None,) * 3
            yield (point.day.isoformat(), *figures, *others)

    def rows(self) -> Iterator[tuple[Point, Point | None]]:
        """
        Pair the points of the claim's readings by their days.

        Yields
        ------
        point, without
            A point, and that of the reading without contested ground where there is one.
        """
        other = self.without_contested
        without = {point.day: point for point in other.points} if other else {}
        for point in self.points:
            yield point, without.get(point.day)


def chart_data(catalog: Catalog, finding: Finding) -> ChartData | None:
    """
    Compute the numbers of a claim's chart.

    Parameters
    ----------
    catalog
        The layers.
    finding
        The claim with its verdict.

    Returns
    -------
    data
        Its chart; `None` if the claim cannot be tested or its figure does not change over time.
    """
    computed, measured = finding.computed, finding.claim.measures
    if isinstance(computed, Untestable) or computed.day is None:
        return None
    if isinstance(measured, Rate):
        series: Series | None = measure.remaining_area(catalog, measured)
        what: What = "remaining"
    elif isinstance(measured, AreaChange):
        series = measure.area_gain(catalog, measured)
        what = "change"
    else:
        series = measure.over_time(catalog, measured)
        what = "course" if series and series.scope == "daily" else "points"
    if series is None or series.scope == "constant":
        return None
    first, last = _window(finding, what)
    other = finding.without_contested
    points = tuple(point for point in _points(series) if first <= point.day <= last)
    return ChartData(
        finding=finding,
        what=what,
        unit="km2" if what == "remaining" else finding.claim.unit,
        points=points,
        claimed=None if what == "remaining" else _claimed(finding, points),
        as_of=finding.tested_on,
        computed=_computed(finding),
        without_contested=None if other is None else chart_data(catalog, other),
    )


def _window(finding: Finding, what: What) -> tuple[date, date]:
    measured, day = finding.claim.measures, finding.tested_on
    if isinstance(measured, AreaChange):
        return measured.since - _AROUND_CHANGE, measured.until + _AROUND_CHANGE
    if what == "points":
        return day - _AROUND_POINT, day + _AROUND_POINT
    return date.min, date.max


def _points(series: Series) -> tuple[Point, ...]:
    rows = np.column_stack([series.value, series.low, series.high]).tolist()
    return tuple(
        Point(day, *row) for day, row in zip(series.days, rows, strict=True) if isfinite(row[0])
    )


def _computed(finding: Finding) -> Point | None:
    computed = finding.computed
    if isinstance(computed, Untestable) or computed.value is None:
        return None
    return Point(computed.day or finding.tested_on, computed.value, computed.low, computed.high)


def _claimed(finding: Finding, points: tuple[Point, ...]) -> Span:
    """Clip a claim that is open to one side to the range of the chart."""
    low, high = stated(finding.claim, hedged=True)
    least = min((point.low for point in points), default=0.0)
    greatest = max((point.high for point in points), default=0.0)
    figures = finding.claim.figures
    return Span(
        min(least, figures[0]) if low == -inf else low,
        max(greatest, figures[1]) if high == inf else high,
    )
