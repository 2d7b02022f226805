"""Verdict: the rule that compares a claimed figure with the computed one.

The thresholds are all here, and `docs/claims.md` describes them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import inf
from typing import Literal, NamedTuple

import numpy as np

from explorer.atoms.table import Mask
from explorer.claims.document import Claim, Contested, Length
from explorer.claims.measure import Computed, Untestable
from explorer.claims.series import Series

Kind = Literal["consistent", "rounded", "high", "low", "stale", "inconsistent", "not_testable"]
CONTRADICTED: tuple[Kind, ...] = ("high", "low", "stale", "inconsistent")

# A figure stands for all that rounds to it: half a unit of its last printed digit to each side.
ROUNDING = 0.5
# Between two claims of one document a whole unit is allowed: documents cut digits off as well.
CUTTING = 1.0
# A hedged figure is rounded at its last digit that is not zero, and to fives if that is a five
# (25 and 1,250, but not 50).
HEDGED = ("about", "nearly")
FIVE = 5
# The source on whose outline everything is measured.
MEASURED_ON = "DeepState"


class Span(NamedTuple):
    """
    Figures from a least to a greatest, or days from a first to a last.

    Attributes
    ----------
    low, high
        Its ends, which belong to it.
    """

    low: float
    high: float

    def meets(self, other: "Span") -> bool:
        """
        Tell whether two spans have a figure in common.

        Parameters
        ----------
        other
            The other span.

        Returns
        -------
        meets
            Whether they touch or overlap.
        """
        return self.low <= other.high and other.low <= self.high


class Days(NamedTuple):
    """
    A stretch of days.

    Attributes
    ----------
    first, last
        Its ends, which belong to it.
    """

    first: date
    last: date


@dataclass(frozen=True)
class Verdict:
    """
    Whether a claim holds, and why not.

    Attributes
    ----------
    kind
        `consistent`, `rounded` (consistent as the round number it is), `high`, `low`, `stale`
        (it held earlier), `inconsistent` (with another claim of its document) or `not_testable`.
    since
        For a stale claim, the first day on which it no longer held.
    conflicts
        Ids of the document's claims that it excludes.
    other_source
        Whether the document names another source than the one we measure on.
    contested
        What contested ground has to count as for the claim to hold; `None` if that does not
        matter.
    """

    kind: Kind
    since: date | None = None
    conflicts: tuple[str, ...] = ()
    other_source: bool = False
    contested: Contested | None = None

    @property
    def contradicted(self) -> bool:
        """Whether the claim does not hold."""
        return self.kind in CONTRADICTED


def stated(claim: Claim, *, hedged: bool, units: float = ROUNDING) -> Span:
    """
    Compute the range of figures that a claim stands for.

    Parameters
    ----------
    claim
        The claim.
    hedged
        Whether a hedged figure may be rounded at its last digit that is not zero.
    units
        How much of a unit in the deciding digit is allowed to each side.

    Returns
    -------
    span
        From the least to the greatest figure, open to one side for `more_than` and `less_than`.
    """
    low, high = claim.figures
    rounded = hedged and claim.wording in HEDGED
    below, above = (units * last_unit(claim, figure, rounded=rounded) for figure in (low, high))
    if claim.wording == "more_than":
        return Span(low, inf)
    if claim.wording == "less_than":
        return Span(-inf, high)
    return Span(low - below, high if claim.wording == "nearly" else high + above)


def last_unit(claim: Claim, figure: float, *, rounded: bool) -> float:
    """
    Find the unit of the digit at which a figure was rounded, as it was printed.

    Parameters
    ----------
    claim
        The claim, for its unit and the number that was printed before it was converted.
    figure
        The figure.
    rounded
        Whether zeros at its end are round, and not digits.

    Returns
    -------
    unit
        In the claim's unit; 0 for all or nothing of a whole, which is not rounded.
    """
    if claim.unit == "percent" and figure in (0, 100):
        return 0.0
    original = re.search(r"\d[\d,]*(\.\d+)?", claim.original) if claim.value is not None else None
    text = original[0].replace(",", "") if original else f"{abs(figure):.10g}"
    printed = Decimal(text)
    _, digits, exponent = (printed.normalize() if rounded else printed).as_tuple()
    unit = float(Decimal(1).scaleb(int(exponent)))
    if rounded and digits[-1] == FIVE and len(digits) > 1:
        unit *= FIVE
    # a conversion carries the rounding over
    return unit * abs(figure) / float(printed) if printed else unit


def judge(
    claim: Claim, computed: Computed | Untestable, series: Series | None, day: date
) -> Verdict:
    """
    Compare a claim with the figure that was computed for it.

    Parameters
    ----------
    claim
        The claim.
    computed
        The figure from the layers, or the reason why there is none.
    series
        The same measure over time, if there is one.
    day
        The day on which it is tested.

    Returns
    -------
    verdict
        Its verdict, without regard to the document's other claims.
    """
    if isinstance(computed, Untestable):
        return Verdict("not_testable")
    other = bool(claim.basis) and claim.basis != MEASURED_ON
    interval = Span(computed.low, computed.high)
    if stated(claim, hedged=False).meets(interval):
        return Verdict("consistent", other_source=other)
    if stated(claim, hedged=True).meets(interval):
        return Verdict("rounded", other_source=other)
    since = stale_since(claim, series, day) if series else None
    if since:
        return Verdict("stale", since=since, other_source=other)
    too_high = stated(claim, hedged=True).low > interval.high
    return Verdict("high" if too_high else "low", other_source=other)


def either(held: Verdict, not_held: Verdict) -> Verdict:
    """
    Combine the verdicts on the two readings of a claim that does not say which it means.

    Parameters
    ----------
    held, not_held
        The verdict with contested ground counted as held by Ukraine, and without it.

    Returns
    -------
    verdict
        That of the only reading which holds, named; if both hold or neither does, the first.
    """
    if held.contradicted == not_held.contradicted:
        return held
    if held.contradicted:
        return replace(not_held, contested="not held")
    return replace(held, contested="held")


def holds(claim: Claim, series: Series) -> Mask:
    """
    Tell on which days a claim is consistent or rounded.

    Parameters
    ----------
    claim
        The claim.
    series
        Its measure over time.

    Returns
    -------
    mask
        Shape (days,); false on days without a snapshot.
    """
    span = stated(claim, hedged=True)
    return np.asarray((series.low <= span.high) & (series.high >= span.low))


def held(claim: Claim, series: Series | None) -> tuple[Days, ...]:
    """
    List the stretches of days on which a claim held.

    Parameters
    ----------
    claim
        The claim.
    series
        Its measure over time, if there is one.

    Returns
    -------
    stretches
        In order; a day without a snapshot does not end a stretch.
    """
    if series is None or series.scope != "daily":
        return ()
    return tuple(_stretches(series.days, holds(claim, series), ~np.isnan(series.value)))


def _stretches(days: Sequence[date], holding: Mask, known: Mask) -> Iterator[Days]:
    first = last = None
    for row in np.flatnonzero(known).tolist():
        if holding[row]:
            first, last = first or days[row], days[row]
        elif first and last:
            yield Days(first, last)
            first = None
    if first and last:
        yield Days(first, last)


def stale_since(claim: Claim, series: Series, day: date) -> date | None:
    """
    Find the day since which a claim that once held no longer does.

    Parameters
    ----------
    claim
        A claim that does not hold on that day.
    series
        Its measure over time.
    day
        The day on which it is tested.

    Returns
    -------
    since
        The first snapshot after the figure passed the claimed one for the last time, or, if it
        only came near, after the last day on which the claim held; `None` if it never held before.
    """
    row = series.index(day)
    # a front's length varies with how it is drawn, so a claim of one never becomes stale
    if series.scope != "daily" or row is None or isinstance(claim.measures, Length):
        return None
    value = series.value[: row + 1]
    known = np.flatnonzero(~np.isnan(value))
    holding = np.flatnonzero(holds(claim, series)[: row + 1])
    if not holding.size:
        return None
    low, high = claim.figures
    edge = low if value[row] < low else high
    beyond = known[np.sign(value[known] - edge) != np.sign(value[row] - edge)]
    last = beyond[-1] if beyond.size else holding[-1]
    return series.days[int(known[known > last][0])]
