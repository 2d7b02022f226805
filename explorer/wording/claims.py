"""Claims and verdicts in words, the same in the terminal and on the page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from babel.dates import format_date

from explorer.claims.desk import Finding
from explorer.claims.document import Claim, Contested, Document, Precision, Unit, Wording
from explorer.claims.measure import Untestable, Window
from explorer.claims.verdict import Days, Kind
from explorer.language import Speech, Written, _

UNITS: Mapping[Unit, str] = {"km2": _("km²"), "percent": "%", "km": _("km")}
VERDICTS: Mapping[Kind, str] = {
    "consistent": _("Consistent"),
    "rounded": _("Consistent as a round number"),
    "high": _("High"),
    "low": _("Low"),
    "stale": _("Stale"),
    "inconsistent": _("Inconsistent"),
    "not_testable": _("Not testable"),
}
_READINGS: Mapping[Contested, str] = {
    "held": _("{verdict} if contested ground is counted as held"),
    "not held": _("{verdict} if contested ground is not counted as held"),
}
WITHOUT_CONTESTED = _("Without contested ground")
_WORDINGS: Mapping[Wording, str] = {
    "exact": "{figure}",
    "about": _("about {figure}"),
    "more_than": _("more than {figure}"),
    "less_than": _("less than {figure}"),
    "nearly": _("nearly {figure}"),
}
_PATTERNS: Mapping[Precision, str] = {"day": "d MMMM y", "month": "LLLL y", "year": "y"}
_NO_BREAK = "\N{NO-BREAK SPACE}"
# Below this a figure is shown with one decimal.
_FINE: Mapping[Unit, float] = {"km2": 10.0, "km": 100.0, "years": 10.0}


def with_unit(text: str, unit: Unit, value: float, speech: Speech) -> str:
    """
    Put a unit after a figure.

    Parameters
    ----------
    text
        The figure as written, or several.
    unit
        Its unit.
    value
        The last figure, which decides the unit's plural form.
    speech
        A language.

    Returns
    -------
    text
        Figure and unit, joined by a space that does not break.
    """
    if unit == "people":
        return speech.ngettext("{figure} person", "{figure} people", value, figure=text)
    if unit == "years" and value == int(value):
        return speech.ngettext("{figure} year", "{figure} years", value, figure=text)
    if unit == "years":  # Ukrainian has another form for a number with decimals
        return speech.gettext("{figure} years", figure=text)
    return f"{text}{_NO_BREAK}{speech.gettext(UNITS[unit])}"


def claimed(claim: Claim, speech: Speech) -> str:
    """
    Write the figure that a claim states.

    Parameters
    ----------
    claim
        The claim.
    speech
        A language.

    Returns
    -------
    text
        For example `about 6,600 km²`.
    """
    low, high = (_as_stated(value, claim.unit, speech) for value in claim.figures)
    text = low if low == high else speech.gettext("{low} to {high}", low=low, high=high)
    return speech.gettext(
        _WORDINGS[claim.wording], figure=with_unit(text, claim.unit, claim.figures[1], speech)
    )


def _as_stated(value: float, unit: Unit, speech: Speech) -> str:
    if unit == "people":
        return speech.number(value)
    text = f"{value:.10g}"
    return speech.number(value, len(text.partition(".")[2]))


def computed(finding: Finding, speech: Speech) -> Written:
    """
    Write the figure that was computed for a claim.

    Parameters
    ----------
    finding
        The finding.
    speech
        A language.

    Returns
    -------
    written
        For example `6,192 km² (5,970 to 6,450)`; a dash if it cannot be tested.
    """
    measured, unit = finding.computed, finding.claim.unit
    if isinstance(measured, Untestable):
        return Written("–")
    digits = _digits(finding)
    low = speech.number(measured.low, digits) if isfinite(measured.low) else ""
    high = speech.number(measured.high, digits) if isfinite(measured.high) else ""
    if not low:
        return Written(speech.gettext("no end in sight"))
    bounds = (
        speech.gettext("{low} to {high}", low=low, high=high)
        if high
        else speech.gettext("{low} or more, no upper bound", low=low)
    )
    if measured.value is None:
        return Written(with_unit(bounds, unit, 0.5, speech))
    figure = with_unit(speech.number(measured.value, digits), unit, measured.value, speech)
    return Written(figure, bounds)


def both_readings(finding: Finding, speech: Speech) -> str:
    """
    Write the figure that was computed for a claim in each of its readings.

    Parameters
    ----------
    finding
        The finding.
    speech
        A language.

    Returns
    -------
    text
        For example `6,192 km² (5,969 to 6,417); without contested ground 5,646 km² (5,423 to
        5,871)`; one figure where there is one reading.
    """
    text = str(computed(finding, speech))
    if finding.without_contested is None:
        return text
    return speech.gettext(
        "{computed}; without contested ground {without}",
        computed=text,
        without=str(computed(finding.without_contested, speech)),
    )


def difference(finding: Finding, speech: Speech) -> str:
    """
    Write the difference between the claimed and the computed figure.

    Parameters
    ----------
    finding
        The finding.
    speech
        A language.

    Returns
    -------
    text
        For example `+408` if so much more is claimed; a dash if there is no single figure.
    """
    if finding.difference is None:
        return "–"
    return speech.signed(finding.difference, _digits(finding))


def counted(findings: Sequence[Finding], speech: Speech) -> str:
    """
    Count claims by verdict.

    Parameters
    ----------
    findings
        The findings.
    speech
        A language.

    Returns
    -------
    text
        For example "3 claims; consistent: 1; high: 2".
    """
    count = Counter(each.verdict.kind for each in findings)
    number = speech.number(len(findings))
    claims = speech.ngettext("{n} claim", "{n} claims", len(findings), n=number)
    by_verdict = (
        f"{speech.gettext(verdict).lower()}: {count[kind]}"
        for kind, verdict in VERDICTS.items()
        if count[kind]
    )
    return "; ".join((claims, *by_verdict))


def _digits(finding: Finding) -> int:
    """Count the decimals: one for small figures, and as many as a claimed percentage has."""
    computed, unit = finding.computed, finding.claim.unit
    if unit == "people" or isinstance(computed, Untestable):
        return 0
    size = computed.low if computed.value is None else computed.value
    plain = 1 if unit == "percent" or abs(size) < _FINE.get(unit, 0.0) else 0
    stated = max(len(f"{value:.10g}".partition(".")[2]) for value in finding.claim.figures)
    return max(plain, stated if unit == "percent" else 0)


def verdict(finding: Finding, speech: Speech, *, basis: bool = True) -> str:
    """
    Write the verdict on a claim.

    Parameters
    ----------
    finding
        The finding.
    speech
        A language.
    basis
        Whether to name the document's own source if it differs from ours.

    Returns
    -------
    text
        For example `Stale since 20 September 2025; inconsistent with its own 10 %`.
    """
    result = finding.verdict
    parts = [speech.gettext(VERDICTS[result.kind])]
    if result.since:
        parts = [speech.gettext("Stale since {day}", day=speech.day(result.since))]
    if result.contested:
        parts = [speech.gettext(_READINGS[result.contested], verdict=parts[0])]
    clashing = (claim for claim in finding.document.claims if claim.id in result.conflicts)
    names = ", ".join(claimed(claim, speech) for claim in clashing)
    if names and result.kind == "inconsistent":
        parts = [speech.gettext("Inconsistent with its own {claims}", claims=names)]
    elif names:
        parts.append(speech.gettext("inconsistent with its own {claims}", claims=names))
    if result.other_source:
        other = speech.gettext("different source")
        parts.append(f"{other} ({finding.claim.basis})" if basis else other)
    return "; ".join(parts)


def elsewhere(finding: Finding, speech: Speech) -> str:
    """
    Write what other documents state of the same measure over the same period.

    Parameters
    ----------
    finding
        The finding.
    speech
        A language.

    Returns
    -------
    text
        For example `245 km² (DeepState; 1 February 2026)`; empty if there are none.
    """
    parts = (
        f"{claimed(claim, speech)} ({claim.basis or document.document.outlet}; "
        f"{published(document, speech)})"
        for document, claim in finding.elsewhere
    )
    return ", ".join(parts)


def held(stretches: tuple[Days, ...], speech: Speech) -> str:
    """
    Write the periods in which a claim held.

    Parameters
    ----------
    stretches
        First and last day of each, in order.
    speech
        A language.

    Returns
    -------
    text
        The last two stretches and the number of earlier ones; empty if there are none.
    """
    if not stretches:
        return ""
    shown = stretches[-2:]
    parts = [
        speech.gettext("{low} to {high}", low=speech.short_day(first), high=speech.short_day(last))
        for first, last in shown
    ]
    earlier = len(stretches) - len(shown)
    if earlier:
        parts.insert(
            0,
            speech.ngettext(
                "{n} earlier stretch", "{n} earlier stretches", earlier, n=speech.number(earlier)
            ),
        )
    return "; ".join(parts)


class WindowWords(NamedTuple):
    """
    A trailing window in words.

    Attributes
    ----------
    which
        For example `at the rate of the last 90 days`.
    years
        Time until none is left, for example `3.5 years`.
    loss
        The area lost in it, for example `436 km² lost`.
    """

    which: str
    years: str
    loss: str


def window(window: Window, speech: Speech) -> WindowWords:
    """
    Write how long the ground would last at the rate of a trailing window.

    Parameters
    ----------
    window
        The window.
    speech
        A language.

    Returns
    -------
    words
        The window, the time left, and the area lost.
    """
    area = with_unit(speech.number(abs(window.loss_km2)), "km2", window.loss_km2, speech)
    return WindowWords(
        which=speech.gettext(
            "at the rate of the last {days} days", days=speech.number(window.days)
        ),
        years=with_unit(speech.number(window.years, 1), "years", 0.5, speech)
        if window.years is not None
        else speech.gettext("no end in sight"),
        loss=speech.gettext("{area} lost", area=area)
        if window.years is not None
        else speech.gettext("{area} gained", area=area),
    )


def published(document: Document, speech: Speech) -> str:
    """
    Write when a document was published, as precisely as it is known.

    Parameters
    ----------
    document
        The document.
    speech
        A language.

    Returns
    -------
    text
        For example `December 2025`.
    """
    source = document.document
    pattern = _PATTERNS[source.date_precision]
    return str(format_date(source.date, pattern, locale=speech.locale))


def cited(document: Document, speech: Speech) -> str:
    """
    Cite a document.

    Parameters
    ----------
    document
        The document.
    speech
        A language.

    Returns
    -------
    text
        Author, outlet, title, date as precisely as it is known, and where it was read.
    """
    source = document.document
    named = source.author and source.author not in source.outlet
    who = f"{source.author}, {source.outlet}" if named else source.outlet
    title = f"“{source.title}”" if source.title else ""
    day = published(document, speech)
    via = speech.gettext("read in {via}", via=source.via) if source.via else ""
    return ", ".join(part for part in (who, title, day, via) if part)
