"""Timeline chart: occupied ground day by day, the baselines marked, one day picked out."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan
from typing import Any, NamedTuple

import altair as alt

from explorer.atoms.table import Floats
from explorer.cartography.charts.style import BAND_OPACITY, DATES, LABELS, styled
from explorer.cartography.palette import MARKS, SURFACES, Theme
from explorer.cartography.placing import Candidate, Placer
from explorer.language import Language, _, speech_in

_HEIGHT = 300
# A date takes about as much of two years on a page of usual width.
_ROOM_DAYS = 90
_TITLE = _("Held by Russia, km² on each day; the band: the line moved by 0.5 km to each side")


class Course(NamedTuple):
    """
    What a timeline shows.

    Attributes
    ----------
    place
        Whose ground it is, in the chart's language.
    days
        Every day.
    areas
        Occupied ground, its low and its high bound in km², not-a-number without a snapshot, shape
        (days, 3).
    """

    place: str
    days: Sequence[date]
    areas: Floats


def draw(
    course: Course,
    baselines: Sequence[str],
    chosen: str,
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> dict[str, Any]:
    """
    Draw a timeline.

    Parameters
    ----------
    course
        What it shows; a day without a snapshot is a gap.
    baselines
        ISO dates to be marked; those before the first day are left out.
    chosen
        ISO date of the one that is picked out.
    language, theme
        Words and colours.

    Returns
    -------
    spec
        Vega-Lite, as wide as its place.
    """
    surface, colour = SURFACES[theme], MARKS[theme]["russia"]
    rows = alt.InlineData(values=rows_of(course))
    axis = alt.Axis(format=DATES[language], title=None, grid=False, labelOverlap=True)
    x = alt.X("day:T", axis=axis)
    scale = alt.Scale(zero=False, nice=True)
    y = alt.Y(
        "low:Q",
        scale=scale,
        axis=alt.Axis(title=None, labelExpr=LABELS[language], tickCount=5),
    )
    tips = [alt.Tooltip("day:T", format="%Y-%m-%d"), "value:Q", "low:Q", "high:Q"]
    marked = alt.InlineData(values=_marked(baselines, chosen, course, language))
    chart = alt.layer(
        alt.Chart(rows)
        .mark_area(color=colour, opacity=BAND_OPACITY, invalid="break-paths-show-domains")
        .encode(x=x, y=y, y2="high:Q"),
        alt.Chart(rows)
        .mark_line(color=colour, strokeWidth=1.8, invalid="break-paths-show-domains")
        .encode(x=x, y=alt.Y("value:Q", scale=scale), tooltip=tips),
        alt.Chart(marked)
        .mark_rule(color=surface.ink)
        .encode(
            x=x,
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            strokeDash=alt.StrokeDash("dash:N", scale=None),
        ),
        alt.Chart(marked)
        .mark_text(align="right", baseline="top", dx=-5, color=surface.ink, fontSize=12)
        .encode(x=x, y=alt.value(2), text="text:N"),
    )
    spec: dict[str, Any] = styled(
        chart,
        heading(course, language),
        describe(course, language),
        theme,
        height=_HEIGHT,
        offset=14,
    ).to_dict()
    return spec


def heading(course: Course, language: Language) -> str:
    """
    Say what a timeline shows.

    Parameters
    ----------
    course
        What it shows.
    language
        `en` or `uk`.

    Returns
    -------
    text
        One line.
    """
    return f"{course.place}. {speech_in(language).gettext(_TITLE)}"


def describe(course: Course, language: Language) -> str:
    """
    Say in words how a timeline runs.

    Parameters
    ----------
    course
        What it shows.
    language
        `en` or `uk`.

    Returns
    -------
    text
        For those who do not see it.
    """
    speech = speech_in(language)
    known = [row for row, area in enumerate(course.areas[:, 0]) if not isnan(area)]
    first, last = known[0], known[-1]
    return speech.gettext(
        "{title}: from {low} on {first} to {high} on {last}.",
        title=heading(course, language),
        low=speech.number(course.areas[first, 0]),
        first=speech.day(course.days[first]),
        high=speech.number(course.areas[last, 0]),
        last=speech.day(course.days[last]),
    )


def rows_of(course: Course) -> list[dict[str, Any]]:
    """
    List a timeline's days.

    Parameters
    ----------
    course
        What it shows.

    Returns
    -------
    rows
        `day`, `value`, `low` and `high` in km², none without a snapshot.
    """
    keys = ("value", "low", "high")
    return [
        {"day": day.isoformat()}
        | {
            key: None if isnan(km2) else round(float(km2), 1)
            for key, km2 in zip(keys, areas, strict=True)
        }
        for day, areas in zip(course.days, course.areas, strict=True)
    ]


def _marked(
    baselines: Sequence[str], chosen: str, course: Course, language: Language
) -> list[Mapping[str, Any]]:
    """Mark baselines; the chosen one bears its date, and others where there is room."""
    first = course.days[0].isoformat()
    placer, named = Placer(), set()
    for day in sorted(baselines, key=lambda day: day != chosen):
        start = date.fromisoformat(day).toordinal()
        named.add(placer.put([Candidate(day, [(start, 0, start + _ROOM_DAYS, 1)])]))
    return [
        {
            "day": day,
            "text": speech_in(language).short_day(day) if day in named else "",
            "width": 2 if day == chosen else 1,
            "dash": [1, 0] if day == chosen else [3, 3],
        }
        for day in baselines
        if day >= first
    ]
