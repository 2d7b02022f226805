"""Timeline chart: occupied and contested ground by day, baselines marked, one picked out."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan
from typing import Any, NamedTuple

import altair as alt

from explorer.atoms.table import Floats
from explorer.cartography.charts.style import BAND_OPACITY, DATES, LABELS, named, styled
from explorer.cartography.palette import MARKS, SURFACES, Theme
from explorer.language import Language, Speech, _, speech_in
from explorer.quantity import Quantity, exactly

_HEIGHT = 300
# So near to the beginning a date has room only after its line.
_ROOM_DAYS = 200
# the days stand in the chart once, whichever layers draw them
_DAYS = "days"
_HELD = ("value", "low", "high")
_FREE = ("ukrainian", "ukrainian_low", "ukrainian_high")
_DASHES, _SOLID = [5, 3], [1, 0]
_FAINT = 0.3
_TITLE = _("Held by Russia, km² on each day; the band: the 80 % interval")


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
        Occupied ground and the ends of its 80 % interval in km², not-a-number without a snapshot,
        shape (days, 3).
    ukrainian
        Ukrainian-held ground likewise.
    contested
        The part of it that is contested in km², not-a-number where the source does not say, shape
        (days,).
    """

    place: str
    days: Sequence[date]
    areas: Floats
    ukrainian: Floats
    contested: Floats


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
    speech = speech_in(language)
    chart = alt.layer(
        *_ground(speech, theme),
        *_marks(_marked(baselines, chosen, course, language), speech, theme),
    )
    spec: dict[str, Any] = styled(
        chart,
        heading(course, language),
        describe(course, language),
        theme,
        height=_HEIGHT,
        offset=14,
    ).to_dict()
    # Altair would copy the days at every step, and check them for nothing
    days = [row | _tip(row, speech) for row in rows_of(course)]
    spec["datasets"] = {_DAYS: days, **spec.get("datasets", {})}
    return spec


def _ground(speech: Speech, theme: Theme) -> list[alt.Chart]:
    """Draw occupied ground with its interval, and upon it, as a part of the rest, contested."""
    russia, ukraine = MARKS[theme]["russia"], MARKS[theme]["ukraine"]
    labels = [speech.gettext(text) for text in (_OCCUPIED, _CONTESTED)]
    legend = alt.Legend(
        orient="top",
        direction="vertical",
        title=None,
        labelLimit=0,
        labelColor=SURFACES[theme].ink,
        labelFontSize=12,
        symbolType="stroke",
        symbolStrokeWidth=2,
    )
    colours = alt.Scale(domain=labels, range=[russia, ukraine])
    dashes = alt.Scale(domain=labels, range=[_SOLID, _DASHES])
    days = alt.Chart(alt.NamedData(name=_DAYS)).encode(x=_time(speech))

    def line(field: str, label: str) -> alt.Chart:
        drawn: alt.Chart = (
            named(days, label)
            .mark_line(strokeWidth=1.8, invalid="break-paths-show-domains")
            .encode(
                y=_height(field, speech),
                color=alt.Color("what:N", scale=colours, legend=legend),
                strokeDash=alt.StrokeDash("what:N", scale=dashes, legend=None),
            )
        )
        return drawn

    def band(lower: str, upper: str, colour: str) -> alt.Chart:
        drawn: alt.Chart = days.mark_area(
            color=colour, opacity=BAND_OPACITY, invalid="break-paths-show-domains"
        ).encode(y=_height(lower, speech), y2=f"{upper}:Q")
        return drawn

    tips = [alt.Tooltip(f"{key}_tip:N", title=speech.gettext(_TIPS[key])) for key in _TIPS]
    return [
        band("contested_from", "contested_to", ukraine),
        band("low", "high", russia),
        line("contested_to", labels[1]),
        line("value", labels[0]),
        # a line answers to the pointer at its vertices only where they have an area
        days.mark_circle(opacity=0, size=60).encode(y=_height("value", speech), tooltip=tips),
    ]


_OCCUPIED = _("Held by Russia")
_CONTESTED = _("Dashed: and contested, counted as held by Ukraine")
_TIPS: Mapping[str, str] = {
    "day": _("day"),
    "value": _("held by Russia"),
    "ukrainian": _("held by Ukraine"),
    "contested": _("of which contested"),
}


def _marks(marked: list[Mapping[str, Any]], speech: Speech, theme: Theme) -> list[alt.Chart]:
    """Mark the baselines; the chosen one bears its date, others tell theirs to the pointer."""
    ink = SURFACES[theme].ink
    base = alt.Chart(alt.InlineData(values=marked)).encode(x=_time(speech))
    tip = alt.Tooltip("name:N", title=speech.gettext("Line of contact"))
    # at the bottom, where ground that grows leaves room
    texts: dict[str, Any] = {"baseline": "bottom", "dy": -4, "fontSize": 12}
    before: dict[str, Any] = {"align": "right", "dx": -5}
    after: dict[str, Any] = {"align": "left", "dx": 5}
    return [
        base.mark_rule(color=ink).encode(
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            tooltip=tip,
        ),
        *(
            base.transform_filter(alt.datum.side == side)
            .mark_text(color=ink, **texts, **place)
            .encode(y=alt.value("height"), text="name:N")
            for side, place in (("before", before), ("after", after))
        ),
    ]


def _time(speech: Speech) -> alt.X:
    axis = alt.Axis(format=DATES[speech.language], title=None, grid=False, labelOverlap=True)
    return alt.X("day:T", axis=axis, scale=alt.Scale(type="utc"))


def _height(field: str, speech: Speech) -> alt.Y:
    axis = alt.Axis(title=None, labelExpr=LABELS[speech.language], tickCount=5)
    return alt.Y(f"{field}:Q", scale=alt.Scale(zero=False, nice=True), axis=axis)


def _tip(row: Mapping[str, Any], speech: Speech) -> dict[str, str]:
    """Write a day's figures for the tooltip."""
    if row["value"] is None:
        return {}
    contested = row["contested"]
    held, free = (Quantity(*(row[key] for key in keys)) for keys in (_HELD, _FREE))
    return {
        "day_tip": speech.day(row["day"]),
        "value_tip": speech.area(held),
        "ukrainian_tip": speech.area(free),
        "contested_tip": speech.gettext("not stated by the source")
        if contested is None
        else speech.area(exactly(contested)),
    }


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
    held = speech.gettext(
        "{title}: from {low} on {first} to {high} on {last}.",
        title=heading(course, language),
        **_ends(course.days, course.areas[:, 0], speech),
    )
    if all(isnan(km2) for km2 in course.contested):
        return held
    contested = speech.gettext(
        "Contested, as a part of what Ukraine held: from {low} km² on {first} to {high} km² on "
        "{last}; no line where the source does not state it.",
        **_ends(course.days, course.contested, speech),
    )
    return f"{held} {contested}"


def _ends(days: Sequence[date], areas: Floats, speech: Speech) -> dict[str, str]:
    """Write the first and the last known figure with their days."""
    known = [row for row, area in enumerate(areas) if not isnan(area)]
    first, last = known[0], known[-1]
    return {
        "low": speech.number(areas[first]),
        "first": speech.day(days[first]),
        "high": speech.number(areas[last]),
        "last": speech.day(days[last]),
    }


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
        `day`; in km², none without a snapshot, `value`, `low`, `high`, and likewise `ukrainian`,
        `ukrainian_low` and `ukrainian_high`; none where the source does not say, `contested`, and
        where its band begins and ends.
    """
    columns = {
        **dict(zip(_HELD, course.areas.T, strict=True)),
        **dict(zip(_FREE, course.ukrainian.T, strict=True)),
        "contested": course.contested,
        # both ends: a band is interrupted only where neither is known
        "contested_from": course.areas[:, 0] + course.contested * 0,
        "contested_to": course.areas[:, 0] + course.contested,
    }
    return [
        {"day": day.isoformat()}
        | {
            key: None if isnan(areas[row]) else round(float(areas[row]), 1)
            for key, areas in columns.items()
        }
        for row, day in enumerate(course.days)
    ]


def _marked(
    baselines: Sequence[str], chosen: str, course: Course, language: Language
) -> list[Mapping[str, Any]]:
    """Mark baselines, the chosen one with the side of its line on which its date has room."""
    first = course.days[0]
    room = (date.fromisoformat(chosen) - first).days > _ROOM_DAYS
    return [
        {
            "day": day,
            "name": speech_in(language).short_day(day),
            "side": ("before" if room else "after") if day == chosen else "",
            "width": 2 if day == chosen else 1,
            "opacity": 1 if day == chosen else _FAINT,
        }
        for day in baselines
        if day >= first.isoformat()
    ]
