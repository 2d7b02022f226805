"""Claim chart: the computed figure over time, the claimed one across it, its date marked."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import altair as alt

from explorer.cartography.charts.style import BAND_OPACITY, DATES, LABELS, styled
from explorer.cartography.palette import MARKS, SURFACES, Theme
from explorer.claims.chart import ChartData, Point, What
from explorer.claims.document import Area, AreaChange, Length, Rate, Share, Unit
from explorer.language import Language, Speech, _, speech_in
from explorer.scenarios.rules import Holder
from explorer.wording import claims as claim_wording

_HEIGHT = 320
_TITLES: Mapping[What, str] = {
    "course": _("Computed day by day, with its interval"),
    "points": _("Computed at the baselines, with its interval"),
    "change": _("Change since the period's first day, with its interval"),
    "remaining": _("Ground that is left, with its interval"),
}
_UNITS: Mapping[Unit, str] = {"km2": _("km²"), "percent": "%", "km": _("km")}
_SMALL = 100.0


class _Look(NamedTuple):
    """
    How one reading is drawn: rows, what the pointer reads, opacity of the band, dash of the line.

    The rows stand in the chart once, whichever layers draw them.
    """

    rows: str
    figure: str
    band: float
    dash: list[float]


_COMPUTED = _Look("computed", _("computed"), BAND_OPACITY, [1, 0])
_WITHOUT = _Look("without_contested", _("without contested ground"), BAND_OPACITY / 2, [2, 3])


def draw(data: ChartData, *, language: Language = "en", theme: Theme = "light") -> dict[str, Any]:
    """
    Draw a claim's dated chart.

    Parameters
    ----------
    data
        What it shows.
    language
        `en` or `uk`.
    theme
        `light` or `dark`.

    Returns
    -------
    chart
        Specification of a Vega-Lite chart as wide as its place; its description says what it
        shows.
    """
    speech = speech_in(language)
    colour = MARKS[theme][_holder(data)]
    looks = [_WITHOUT, _COMPUTED] if data.without_contested else [_COMPUTED]
    chart = alt.layer(
        *_claimed(data, speech, theme),
        *(mark for look in looks for mark in _course(data, look, speech, colour)),
        *_day(data, speech, theme),
        *_marked(data, speech, colour, theme),
    )
    drawn = styled(
        chart, heading(data, speech), describe(data, language), theme, height=_HEIGHT, offset=16
    )
    specification: dict[str, Any] = drawn.to_dict()
    # Altair would copy the rows at every step, and check 640 of them for nothing
    pairs = list(data.rows())
    rows = {_COMPUTED.rows: [_row(point, data, speech) for point, _without in pairs]}
    if data.without_contested:
        shown = [_row(without, data, speech) for _point, without in pairs if without]
        rows[_WITHOUT.rows] = shown
    specification["datasets"] = {**rows, **specification.get("datasets", {})}
    return specification


def describe(data: ChartData, language: Language = "en") -> str:
    """
    Say in words what a chart shows.

    Parameters
    ----------
    data
        What it shows.
    language
        `en` or `uk`.

    Returns
    -------
    text
        One sentence or two, for those who do not see it.
    """
    speech, finding = speech_in(language), data.finding
    first, last = data.points[0], data.points[-1]
    course = speech.gettext(
        "{title}: from {low} on {first} to {high} on {last}.",
        title=heading(data, speech),
        low=number(first.value, data, speech),
        first=speech.day(first.day),
        high=number(last.value, data, speech),
        last=speech.day(last.day),
    )
    if data.without_contested:
        dotted = speech.gettext("Dotted: without contested ground.")
        course = f"{course} {dotted}"
    if data.claimed is None:
        return course
    claim = speech.gettext(
        "Claimed for {day}: {claimed}; computed: {computed}.",
        day=speech.day(data.as_of),
        claimed=claim_wording.claimed(finding.claim, speech),
        computed=claim_wording.both_readings(finding, speech),
    )
    return f"{course} {claim}"


def heading(data: ChartData, speech: Speech) -> str:
    """
    Say what is drawn.

    Parameters
    ----------
    data
        What the chart shows.
    speech
        A language.

    Returns
    -------
    text
        The chart's heading.
    """
    return speech.gettext(_TITLES[data.what])


def _holder(data: ChartData) -> Holder:
    """Take the colour of whose ground is measured."""
    asked = data.finding.claim.measures
    if isinstance(asked, Area | Share | AreaChange | Rate | Length) and asked.select:
        return asked.select.held_by or "neutral"
    return "neutral"


def number(value: float, data: ChartData, speech: Speech) -> str:
    """
    Write a figure of a chart.

    Parameters
    ----------
    value
        The figure, in the chart's unit.
    data
        The chart.
    speech
        A language.

    Returns
    -------
    text
        The figure with its unit.
    """
    return f"{_bare(value, data, speech)}\N{NO-BREAK SPACE}{speech.gettext(_UNITS[data.unit])}"


def _bare(value: float, data: ChartData, speech: Speech) -> str:
    return speech.number(value, 1 if data.unit == "percent" or abs(value) < _SMALL else 0)


def _time(speech: Speech) -> alt.X:
    axis = alt.Axis(title=None, format=DATES[speech.language], grid=False, labelOverlap=True)
    return alt.X("day:T", axis=axis, scale=alt.Scale(type="utc"))


def _height(field: str, data: ChartData, speech: Speech) -> alt.Y:
    axis = alt.Axis(
        title=speech.gettext(_UNITS[data.unit]),
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=0,
        titleY=-8,
        tickCount=5,
        labelExpr=LABELS[speech.language],
        domain=False,
    )
    return alt.Y(field, axis=axis, scale=alt.Scale(zero=False, nice=True))


def _row(point: Point, data: ChartData, speech: Speech) -> dict[str, Any]:
    low, high = (_bare(value, data, speech) for value in (point.low, point.high))
    return {
        "day": point.day.isoformat(),
        "value": round(point.value, 3),
        "low": round(point.low, 3),
        "high": round(point.high, 3),
        "when": speech.day(point.day),
        "figure": number(point.value, data, speech),
        "interval": speech.gettext("{low} to {high}", low=low, high=high),
    }


def _course(data: ChartData, look: "_Look", speech: Speech, colour: str) -> list[alt.Chart]:
    """Draw the figures of one reading with their intervals."""
    base = alt.Chart(alt.NamedData(name=look.rows)).encode(x=_time(speech))
    tooltip = [
        alt.Tooltip("when:N", title=speech.gettext("day")),
        alt.Tooltip("figure:N", title=speech.gettext(look.figure)),
        alt.Tooltip("interval:N", title=speech.gettext("interval")),
    ]
    low, value = _height("low:Q", data, speech), _height("value:Q", data, speech)
    if data.what == "points":
        bars = base.mark_rule(color=colour, strokeWidth=2, strokeDash=look.dash)
        dots = base.mark_circle(color=colour, size=80, opacity=1)
        return [bars.encode(y=low, y2="high:Q"), dots.encode(y=value, tooltip=tooltip)]
    line = base.mark_line(color=colour, strokeWidth=2, strokeDash=look.dash)
    return [
        base.mark_area(opacity=look.band, color=colour).encode(y=low, y2="high:Q"),
        line.encode(y=value),
        # a line answers to the pointer at its vertices only where they have an area
        base.mark_circle(opacity=0, size=60).encode(y=value, tooltip=tooltip),
    ]


def _claimed(data: ChartData, speech: Speech, theme: Theme) -> list[alt.Chart]:
    """Draw what is claimed as a band, with its figure as a dashed line over the whole time."""
    if data.claimed is None:
        return []
    ink = SURFACES[theme].ink
    figures = data.finding.claim.figures
    span = alt.InlineData(values=[{"low": data.claimed.low, "high": data.claimed.high}])
    lines = alt.InlineData(values=[{"value": value} for value in sorted(set(figures))])
    text = speech.gettext(
        "claimed: {claimed}", claimed=claim_wording.claimed(data.finding.claim, speech)
    )
    label = alt.InlineData(values=[{"value": figures[1], "text": text}])
    rule = alt.Chart(lines).mark_rule(color=ink, strokeDash=[6, 4], strokeWidth=1.5)
    # at the side where the day that is marked, with its figure, is not
    side: dict[str, Any] = (
        {"align": "left", "dx": 6} if _late(data) else {"align": "right", "dx": -6}
    )
    name = alt.Chart(label).mark_text(
        baseline="bottom", dy=-5, color=ink, fontSize=13, fontWeight="bold", **side
    )
    return [
        alt.Chart(span)
        .mark_rect(color=ink, opacity=0.08)
        .encode(y=_height("low:Q", data, speech), y2="high:Q"),
        rule.encode(y=_height("value:Q", data, speech)),
        name.encode(
            y=_height("value:Q", data, speech),
            x=alt.value(0 if _late(data) else "width"),
            text="text:N",
        ),
    ]


def _late(data: ChartData) -> bool:
    """Tell whether the day that is marked lies in the chart's later half."""
    return data.as_of > data.points[len(data.points) // 2].day


def _side(data: ChartData) -> dict[str, Any]:
    """Write to the left of the marked day where it lies late, else to the right."""
    return {"align": "right", "dx": -6} if _late(data) else {"align": "left", "dx": 6}


def _day(data: ChartData, speech: Speech, theme: Theme) -> list[alt.Chart]:
    """Mark the day on which the claim is tested."""
    surface = SURFACES[theme]
    day = alt.InlineData(values=[{"day": data.as_of.isoformat(), "text": speech.day(data.as_of)}])
    return [
        alt.Chart(day).mark_rule(color=surface.ink, strokeWidth=1).encode(x=_time(speech)),
        alt.Chart(day)
        .mark_text(baseline="top", color=surface.ink, fontSize=12, **_side(data))
        .encode(x=_time(speech), y=alt.value(2), text="text:N"),
    ]


def _marked(data: ChartData, speech: Speech, colour: str, theme: Theme) -> list[alt.Chart]:
    """Mark what was computed for the day, in each reading of the claim."""
    rising = data.points[-1].value > data.points[0].value
    left: dict[str, Any] = {"align": "right", "dx": -10}
    right: dict[str, Any] = {"align": "left", "dx": 10}
    # below a rising line there is room on the right only, and above it on the left
    below: dict[str, Any] = {"baseline": "top", "dy": 6} | (right if rising else _side(data))
    above: dict[str, Any] = {"baseline": "bottom", "dy": -2} | (left if rising else right)
    other, places = data.without_contested, [(data.computed, below)]
    if other:  # the two courses leave room above the first and below the second
        places = [(data.computed, above), (other.computed, below)]
    marks: list[alt.Chart] = []
    for point, beside in places:
        if point is None:
            continue
        mark = alt.Chart(alt.InlineData(values=[_row(point, data, speech)])).encode(
            x=_time(speech), y=_height("value:Q", data, speech)
        )
        halo = SURFACES[theme].halo
        dot = mark.mark_circle(size=110, color=colour, opacity=1, stroke=halo, strokeWidth=2)
        words: dict[str, Any] = {"fontSize": 13, "fontWeight": "bold"} | beside
        # the line of what is claimed may run behind the figure
        ground = mark.mark_text(**words, color=halo, stroke=halo, strokeWidth=5)
        figure = mark.mark_text(**words, color=colour)
        marks += [dot, *(text.encode(text="figure:N") for text in (ground, figure))]
    return marks
