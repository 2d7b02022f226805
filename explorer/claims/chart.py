"""Chart: what a claim's dated chart shows, as plain numbers; app, figure and notebook draw it."""

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
    What a claim's chart shows.

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
        What the claim stands for, open ends cut off at the chart's; none for a rate.
    as_of
        The day it was tested on.
    computed
        The figure on that day; none for a rate.
    """

    finding: Finding
    what: What
    unit: Unit
    points: tuple[Point, ...]
    claimed: Span | None
    as_of: date
    computed: Point | None


def chart_data(catalog: Catalog, finding: Finding) -> ChartData | None:
    """
    Gather what a claim's chart shows.

    Parameters
    ----------
    catalog
        The layers.
    finding
        The claim with its verdict.

    Returns
    -------
    data
        Its chart, or none for a claim that cannot be tested or has no course.
    """
    computed, asked = finding.computed, finding.claim.measures
    if isinstance(computed, Untestable) or computed.day is None:
        return None
    if isinstance(asked, Rate):
        series: Series | None = measure.remaining(catalog, asked)
        what: What = "remaining"
    elif isinstance(asked, AreaChange):
        series = measure.gained(catalog, asked)
        what = "change"
    else:
        series = measure.over_time(catalog, asked)
        what = "course" if series and series.scope == "daily" else "points"
    if series is None or series.scope == "constant":
        return None
    first, last = _window(finding, what)
    points = tuple(point for point in _points(series) if first <= point.day <= last)
    return ChartData(
        finding=finding,
        what=what,
        unit="km2" if what == "remaining" else finding.claim.unit,
        points=points,
        claimed=None if what == "remaining" else _claimed(finding, points),
        as_of=finding.tested_on,
        computed=_computed(finding),
    )


def _window(finding: Finding, what: What) -> tuple[date, date]:
    asked, day = finding.claim.measures, finding.tested_on
    if isinstance(asked, AreaChange):
        return asked.since - _AROUND_CHANGE, asked.until + _AROUND_CHANGE
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
    """Cut a claim that is open to one side off where the chart ends."""
    low, high = stated(finding.claim, hedged=True)
    least = min((point.low for point in points), default=0.0)
    greatest = max((point.high for point in points), default=0.0)
    figures = finding.claim.figures
    return Span(
        min(least, figures[0]) if low == -inf else low,
        max(greatest, figures[1]) if high == inf else high,
    )
