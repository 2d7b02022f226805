"""Claim chart: the computed figure over time, the claimed one across it, its date marked."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from explorer.cartography.palette import MARKS, SURFACES, Theme
from explorer.claims.chart import ChartData, Point, What
from explorer.claims.document import Area, AreaChange, Length, Rate, Share, Unit
from explorer.language import Language, Speech, message, speech
from explorer.scenarios.rules import Holder
from explorer.wording import claims as claim_wording

_HEIGHT = 320
FONT = "Source Sans, Helvetica, Arial, sans-serif"
_BAND_OPACITY = 0.25
_TITLES: Mapping[What, str] = {
    "course": message("Computed day by day, with its interval"),
    "points": message("Computed at the baselines, with its interval"),
    "change": message("Change since the period's first day, with its interval"),
    "remaining": message("Ground that is left, with its interval"),
}
_UNITS: Mapping[Unit, str] = {"km2": message("km²"), "percent": "%", "km": message("km")}
# d3 writes numbers the English way; the page's language has its own separators
LABELS: Mapping[Language, str] = {
    "en": "format(datum.value, ',')",
    "uk": "replace(replace(format(datum.value, ','), /,/g, '\N{NARROW NO-BREAK SPACE}'), '.', ',')",
}
DATES: Mapping[Language, str] = {"en": "%b %Y", "uk": "%m.%Y"}
_SMALL = 100.0
# the computed figures stand in the chart once, whichever layers draw them
_ROWS = "computed"


def draw(data: ChartData, *, language: Language = "en", theme: Theme = "light") -> alt.LayerChart:
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
        A Vega-Lite chart as wide as its place; its description says what it shows.
    """
    said, surface = speech(language), SURFACES[theme]
    colour = MARKS[theme][_holder(data)]
    chart = alt.layer(
        *_claimed(data, said, theme),
        *_computed(data, said, colour),
        *_day(data, said, colour, theme),
        datasets={_ROWS: [_row(point, data, said) for point in data.points]},
    )
    title = alt.TitleParams(
        heading(data, said),
        anchor="start",
        color=surface.muted,
        fontSize=13,
        fontWeight="normal",
        offset=16,
    )
    styled: alt.LayerChart = (
        chart.properties(
            height=_HEIGHT,
            width="container",
            background=surface.paper,
            description=describe(data, language),
            title=title,
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=surface.muted,
            titleColor=surface.muted,
            gridColor=surface.rule,
            domainColor=surface.rule,
            tickColor=surface.rule,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
    )
    return styled


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
    said, found = speech(language), data.finding
    first, last = data.points[0], data.points[-1]
    course = said.say(
        "{title}: from {low} on {first} to {high} on {last}.",
        title=heading(data, said),
        low=number(first.value, data, said),
        first=said.day(first.day),
        high=number(last.value, data, said),
        last=said.day(last.day),
    )
    if data.claimed is None:
        return course
    claim = said.say(
        "Claimed for {day}: {claimed}; computed: {computed}.",
        day=said.day(data.as_of),
        claimed=claim_wording.claimed(found.claim, said),
        computed=claim_wording.computed(found, said),
    )
    return f"{course} {claim}"


def heading(data: ChartData, said: Speech) -> str:
    """
    Say what is drawn.

    Parameters
    ----------
    data
        What the chart shows.
    said
        A language.

    Returns
    -------
    text
        The chart's heading.
    """
    return said.say(_TITLES[data.what])


def _holder(data: ChartData) -> Holder:
    """Take the colour of whose ground is measured."""
    asked = data.finding.claim.measures
    if isinstance(asked, Area | Share | AreaChange | Rate | Length) and asked.select:
        return asked.select.held_by or "neutral"
    return "neutral"


def number(value: float, data: ChartData, said: Speech) -> str:
    """
    Write a figure of a chart.

    Parameters
    ----------
    value
        The figure, in the chart's unit.
    data
        The chart.
    said
        A language.

    Returns
    -------
    text
        The figure with its unit.
    """
    return f"{_bare(value, data, said)}\N{NO-BREAK SPACE}{said.say(_UNITS[data.unit])}"


def _bare(value: float, data: ChartData, said: Speech) -> str:
    return said.number(value, 1 if data.unit == "percent" or abs(value) < _SMALL else 0)


def _time(said: Speech) -> alt.X:
    axis = alt.Axis(title=None, format=DATES[said.language], grid=False, labelOverlap=True)
    return alt.X("day:T", axis=axis, scale=alt.Scale(type="utc"))


def _height(field: str, data: ChartData, said: Speech) -> alt.Y:
    axis = alt.Axis(
        title=said.say(_UNITS[data.unit]),
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=0,
        titleY=-8,
        tickCount=5,
        labelExpr=LABELS[said.language],
        domain=False,
    )
    return alt.Y(field, axis=axis, scale=alt.Scale(zero=False, nice=True))


def _row(point: Point, data: ChartData, said: Speech) -> dict[str, Any]:
    low, high = (_bare(value, data, said) for value in (point.low, point.high))
    return {
        "day": point.day.isoformat(),
        "value": round(point.value, 3),
        "low": round(point.low, 3),
        "high": round(point.high, 3),
        "when": said.day(point.day),
        "figure": number(point.value, data, said),
        "interval": said.say("{low} to {high}", low=low, high=high),
    }


def _computed(data: ChartData, said: Speech, colour: str) -> list[alt.Chart]:
    base = alt.Chart(alt.NamedData(name=_ROWS)).encode(x=_time(said))
    tooltip = [
        alt.Tooltip("when:N", title=said.say("day")),
        alt.Tooltip("figure:N", title=said.say("computed")),
        alt.Tooltip("interval:N", title=said.say("interval")),
    ]
    low, value = _height("low:Q", data, said), _height("value:Q", data, said)
    if data.what == "points":
        bars = base.mark_rule(color=colour, strokeWidth=2).encode(y=low, y2="high:Q")
        dots = base.mark_circle(color=colour, size=80, opacity=1)
        return [bars, dots.encode(y=value, tooltip=tooltip)]
    return [
        base.mark_area(opacity=_BAND_OPACITY, color=colour).encode(y=low, y2="high:Q"),
        base.mark_line(color=colour, strokeWidth=2).encode(y=value),
        # a line answers to the pointer at its vertices only where they have an area
        base.mark_circle(opacity=0, size=60).encode(y=value, tooltip=tooltip),
    ]


def _claimed(data: ChartData, said: Speech, theme: Theme) -> list[alt.Chart]:
    """Draw what is claimed as a band, with its figure as a dashed line over the whole time."""
    if data.claimed is None:
        return []
    ink = SURFACES[theme].ink
    figures = data.finding.claim.figures
    span = alt.InlineData(values=[{"low": data.claimed.low, "high": data.claimed.high}])
    lines = alt.InlineData(values=[{"value": value} for value in sorted(set(figures))])
    text = said.say("claimed: {claimed}", claimed=claim_wording.claimed(data.finding.claim, said))
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
        .encode(y=_height("low:Q", data, said), y2="high:Q"),
        rule.encode(y=_height("value:Q", data, said)),
        name.encode(
            y=_height("value:Q", data, said),
            x=alt.value(0 if _late(data) else "width"),
            text="text:N",
        ),
    ]


def _late(data: ChartData) -> bool:
    """Tell whether the day that is marked lies in the chart's later half."""
    return data.as_of > data.points[len(data.points) // 2].day


def _day(data: ChartData, said: Speech, colour: str, theme: Theme) -> list[alt.Chart]:
    """Mark the day on which the claim is tested, and what was computed for it."""
    surface = SURFACES[theme]
    day = alt.InlineData(values=[{"day": data.as_of.isoformat(), "text": said.day(data.as_of)}])
    side: dict[str, Any] = (
        {"align": "right", "dx": -6} if _late(data) else {"align": "left", "dx": 6}
    )
    layers = [
        alt.Chart(day).mark_rule(color=surface.ink, strokeWidth=1).encode(x=_time(said)),
        alt.Chart(day)
        .mark_text(baseline="top", color=surface.ink, fontSize=12, **side)
        .encode(x=_time(said), y=alt.value(2), text="text:N"),
    ]
    if data.computed is None:
        return layers
    mark = alt.Chart(alt.InlineData(values=[_row(data.computed, data, said)])).encode(
        x=_time(said), y=_height("value:Q", data, said)
    )
    # beside a rising line there is room on the right only
    rising = data.points[-1].value > data.points[0].value
    beside: dict[str, Any] = {"align": "left", "dx": 10} if rising else side
    words: dict[str, Any] = {
        "color": colour,
        "fontSize": 13,
        "fontWeight": "bold",
        "baseline": "top",
        "dy": 6,
    }
    return [
        *layers,
        mark.mark_circle(size=110, color=colour, opacity=1, stroke=surface.halo, strokeWidth=2),
        mark.mark_text(**words, **beside).encode(text="figure:N"),
    ]
