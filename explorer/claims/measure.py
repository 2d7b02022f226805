"""Measure: the figure that the layers give for a claim on its day, with interval and remarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from math import inf

import numpy as np

from explorer.claims import series as areas
from explorer.claims.document import (
    Area,
    AreaChange,
    Claim,
    Distance,
    Length,
    Measure,
    NotTestable,
    Rate,
    Share,
)
from explorer.claims.remark import Remark
from explorer.claims.series import Series
from explorer.errors import ClaimError
from explorer.language import _
from explorer.layers import baselines, history
from explorer.layers.catalog import Catalog

_DAY = timedelta(days=1)
_DAYS_A_YEAR = 365.25
# Documents do not say at which hour a period begins: each of its ends may be a day off.
_OFFSETS = (0, -1, 1)


@dataclass(frozen=True)
class Window:
    """
    How long some ground would last at the rate of a trailing window.

    Attributes
    ----------
    days
        Length of the window in days.
    loss_km2
        Area lost in it, in km²; negative for a gain.
    years
        Remaining area over the yearly loss; `None` if nothing was lost.
    """

    days: int
    loss_km2: float
    years: float | None


@dataclass(frozen=True)
class Computed:
    """
    A figure computed from the layers.

    Attributes
    ----------
    value
        The figure in the claim's unit; `None` if only a range can be given.
    low, high
        Its interval; `high` is infinite if there is no upper bound.
    day
        Day of the line that was used; `None` if the measure uses no line.
    remarks
        How it was computed, and its limits.
    windows
        The trailing windows of a rate.
    """

    value: float | None
    low: float
    high: float
    day: date | None
    remarks: tuple[Remark, ...] = ()
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True)
class Untestable:
    """
    The reason why there is no figure.

    Attributes
    ----------
    reason
        As the claim file states it, or as the layers give it.
    """

    reason: Remark


_OUT_OF_RANGE = _("The daily areas run from {first} to {last}; {day} is outside them.")
_FAR_FROM_BASELINES = _("There is no line of contact near {day}.")
_NO_SNAPSHOT = _("There is no snapshot for {day}; the one of {used} stands in.")
_NEAREST = _("Measured on the line of {used}, the nearest to {day}.")

_MOVED_AND_OFFICIAL = _(
    "The interval is what 80 % of cases lie in, from what was measured of the source, the date and "
    "the borders, and allows for the oblasts' official areas beside those of our borders."
)
_METHODS: Mapping[type[Measure], str] = {
    Area: _MOVED_AND_OFFICIAL,
    Share: _MOVED_AND_OFFICIAL,
    Distance: _(
        "The interval allows for the accuracy of the line and of the town's centre, which is "
        "where it is measured from."
    ),
    AreaChange: _(
        "The interval lets the line err on both days alike, and the period begin and end a day "
        "earlier or later."
    ),
    Rate: _(
        "Remaining area over the mean loss of trailing windows: a range, not a forecast. A rate "
        "holds neither for towns nor for seasons."
    ),
}
_LENGTHS: Mapping[str, str] = {
    "line": _(
        "A front's length depends on how finely it is drawn: the interval runs from a line "
        "generalised at 1 km to one at full resolution."
    ),
    "fortress_belt": _(
        "Measured through the centres of the five towns; their outskirts are not counted."
    ),
}
_OUTLINE = _(
    "All of Russian-held ground is measured in the outline's own borders, which reach a little "
    "beyond ours."
)
_ACROSS = _("A side of the smallest rectangle around the largest connected part.")


def compute(catalog: Catalog, claim: Claim, day: date | None = None) -> Computed | Untestable:
    """
    Compute the figure that a claim states.

    Parameters
    ----------
    catalog
        The layers.
    claim
        The claim.
    day
        A day to test it on instead of its own; a change keeps its period.

    Returns
    -------
    computed
        The figure with its interval, or why there is none.

    Raises
    ------
    ClaimError
        If the claim names an oblast, a layer or a town that the layers do not have.
    """
    measure = claim.measures
    try:
        if isinstance(measure, NotTestable):
            return Untestable(Remark(measure.reason))
        if isinstance(measure, AreaChange):
            return _change(catalog, measure)
        if isinstance(measure, Rate):
            return _rate(catalog, measure, day or claim.as_of)
        return _compute_on_day(catalog, measure, day or claim.as_of)
    except ClaimError as fault:
        raise ClaimError(f"claim {claim.id}: {fault}") from fault


@lru_cache(maxsize=128)
def over_time(catalog: Catalog, measure: Measure, *, daily: bool = True) -> Series | None:
    """
    Compute a claim's measure for every day on record.

    Parameters
    ----------
    catalog
        The layers.
    measure
        What is measured.
    daily
        Whether to read areas from the daily table where it has them; else at the baselines.

    Returns
    -------
    series
        In km², percent or km; `None` for changes, rates and figures that cannot be tested.

    Raises
    ------
    ClaimError
        If it names an oblast, a layer or a town that the layers do not have.
    """
    if isinstance(measure, Area):
        return areas.area(catalog, measure, daily=daily)
    if isinstance(measure, Share):
        return areas.share(catalog, measure, daily=daily)
    if isinstance(measure, Length | Distance):
        from explorer.claims import lengths  # noqa: PLC0415  (areas load no shapely)

        if isinstance(measure, Length):
            return lengths.length(catalog, measure)
        return lengths.distance(catalog, measure)
    return None


def _compute_on_day(catalog: Catalog, measure: Measure, day: date) -> Computed | Untestable:
    # the daily table begins after the oldest baseline
    is_baseline = day.isoformat() in baselines.dates(catalog)
    before_table = is_baseline and not history.installed(catalog).covers(day)
    series = over_time(catalog, measure, daily=not before_table)
    row = series.index(day) if series else None
    if series is None or row is None:
        return _untestable_on(catalog, series, day)
    method = _method(measure)
    if series.scope == "constant":
        used, remarks = None, method
    else:
        used = series.days[row]
        remarks = (*_substitution(series, day, used), *method)
    return Computed(
        value=float(series.value[row]),
        low=float(series.low[row]),
        high=float(series.high[row]),
        day=used,
        remarks=remarks,
    )


def _method(measure: Measure) -> tuple[Remark, ...]:
    if isinstance(measure, Length):
        return (Remark(_LENGTHS[measure.along] if measure.along else _ACROSS),)
    method = Remark(_METHODS[type(measure)])
    if isinstance(measure, Area | AreaChange) and areas.is_whole_outline(measure.select):
        return method, Remark(_OUTLINE)
    return (method,)


def _substitution(series: Series, day: date, used: date) -> tuple[Remark, ...]:
    if used == day:
        return ()
    text = _NO_SNAPSHOT if series.scope == "daily" else _NEAREST
    return (Remark(text, {"day": day, "used": used}),)


def _untestable_on(catalog: Catalog, series: Series | None, day: date) -> Untestable:
    if series is not None and series.scope == "baselines":
        return Untestable(Remark(_FAR_FROM_BASELINES, {"day": day}))
    days = history.installed(catalog).days
    return Untestable(Remark(_OUT_OF_RANGE, {"first": days[0], "last": days[-1], "day": day}))


def area_gain(catalog: Catalog, measure: AreaChange) -> Series:
    """
    Compute the area gained since the first day of a period, day by day.

    Parameters
    ----------
    catalog
        The layers.
    measure
        What is measured.

    Returns
    -------
    series
        Area in km² at the end of each day less that at the end of the period's first.
    """
    series = _area_of(catalog, measure)
    row = series.index(measure.since + _DAY)
    if row is None or series.scope != "daily":
        return Series("baselines", (), np.empty((0, 1)))
    # the end of a day stands in the next day's file, which shows the evening before its date
    ends = tuple(day - _DAY for day in series.days)
    return Series("daily", ends, series.readings - series.readings[row])


def remaining_area(catalog: Catalog, measure: Rate) -> Series:
    """
    Compute the area whose loss a rate is about, over time.

    Parameters
    ----------
    catalog
        The layers.
    measure
        What is measured.

    Returns
    -------
    series
        Its area in km².
    """
    return areas.ground(catalog, measure.select)


def _area_of(catalog: Catalog, measure: AreaChange) -> Series:
    if areas.is_whole_outline(measure.select):
        return areas.outline(catalog)
    return areas.ground(catalog, measure.select)


def _change(catalog: Catalog, measure: AreaChange) -> Computed | Untestable:
    series = _area_of(catalog, measure)
    start, end = measure.since + _DAY, measure.until + _DAY
    rows = series.index(start), series.index(end)
    if series.scope != "daily" or rows[0] is None or rows[1] is None:
        return _untestable_on(catalog, series, start if rows[0] is None else end)
    readings = []
    for before, after in product(_OFFSETS, _OFFSETS):
        shifted = series.index(start + before * _DAY), series.index(end + after * _DAY)
        if shifted[0] is not None and shifted[1] is not None:
            readings.append(series.readings[shifted[1]] - series.readings[shifted[0]])
    used = series.days[rows[0]], series.days[rows[1]]
    return Computed(
        value=float(readings[0][0]),
        low=float(np.min(readings)),
        high=float(np.max(readings)),
        day=measure.until,
        remarks=(
            *_substitution(series, start, used[0]),
            *_substitution(series, end, used[1]),
            *_method(measure),
        ),
    )


_NO_LOSS = _("Nothing was lost on balance in the last {days} days: that window has no end.")
_TOO_EARLY = _("The daily areas do not reach {days} days back; that window is left out.")


def _rate(catalog: Catalog, measure: Rate, day: date) -> Computed | Untestable:
    series = areas.ground(catalog, measure.select)
    row = series.index(day)
    if series.scope != "daily" or row is None:
        return _untestable_on(catalog, series, day)
    windows, years, remarks = [], [], [*_substitution(series, day, series.days[row])]
    for days in measure.windows_days:
        start = series.index(series.days[row] - timedelta(days=days))
        if start is None:
            remarks.append(Remark(_TOO_EARLY, {"days": days}))
            continue
        lasting = years_left(series.readings[start], series.readings[row], row - start)
        loss = float(series.value[start] - series.value[row])
        central = float(lasting[0])
        windows.append(Window(days, loss, None if central == inf else central))
        years.extend(lasting.tolist())
        if central == inf:
            remarks.append(Remark(_NO_LOSS, {"days": days}))
    if not windows:
        return _untestable_on(catalog, series, day - timedelta(days=min(measure.windows_days)))
    return Computed(
        value=None,
        low=min(years),
        high=max(years),
        day=series.days[row],
        remarks=(*remarks, *_method(measure)),
        windows=tuple(windows),
    )


def years_left(before: np.ndarray, now: np.ndarray, days: int) -> np.ndarray:
    """
    Compute how long an area lasts at its mean loss.

    Parameters
    ----------
    before, now
        Its area at the beginning and at the end of a window, in km², of any one shape.
    days
        Length of the window in days.

    Returns
    -------
    years
        Remaining area over the yearly loss, of the same shape; infinite where nothing was lost.
    """
    loss = before - now
    losing = loss > 0
    yearly = np.where(losing, loss, 1.0) / days * _DAYS_A_YEAR
    return np.where(losing, now / yearly, inf)
