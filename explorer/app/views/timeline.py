"""Timeline: occupied area over time, a slider through the baselines, figures of any day."""

from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from explorer.app.board import board
from explorer.app.board.board import Board
from explorer.app.page import address, boundaries, chart, content, markup
from explorer.app.page import choice as choosing
from explorer.app.page.choice import Choice
from explorer.app.views import any_day
from explorer.cartography.charts import timeline_chart
from explorer.cartography.charts.timeline_chart import Course
from explorer.cartography.palette import Theme
from explorer.exports import spreadsheets
from explorer.language import Language, Speech, _, speech_in
from explorer.layers import baselines, history
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import units
from explorer.layers.history import History
from explorer.quantity import Quantity
from explorer.results import comparison
from explorer.results.report import DONBAS, Report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import provenance

# In the address, and in `st.session_state`.
AREA = "area"
_SLIDER = "timeline-line"
_FREEZE = "freeze"
_COUNTRY, _DONBAS = history.COUNTRY, "donbas"
_MONTH_DAYS = 365.25 / 12
_HEIGHT_PX = 480


def show(choice: Choice) -> None:
    """
    Show the occupied area over time, and the scenario on each baseline.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    speech = speech_in(choice.language)
    daily = history.installed(choice.catalog)
    catalog, proposal, day, language, theme = choice
    shown = content.gather(catalog, proposal, day, language, theme)
    st.html(_headline(choice, shown.report, speech))
    boundaries.note_own(speech)
    _slide(choice, speech)
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        board.show(
            catalog,
            shown.drawing,
            key="timeline-map",
            language=language,
            theme=theme,
            board=Board(
                height=_HEIGHT_PX,
                at=address.view(),
                on_view=lambda view: address.record(address.AT, view),
            ),
        )
        st.html(f'{shown.legend}<p class="described">{escape(shown.alt)}</p>')
    with right:
        any_day.show(daily, baselines.date_of(choice.day), speech)
    _course(choice, daily, speech)
    notes = (
        shown.source,
        shown.interval,
        speech.gettext(_ABOUT),
        speech.gettext(provenance.DISCLAIMER),
    )
    st.html(f'<p class="source">{escape(" ".join(notes))}</p>')


_ABOUT = _(
    "The daily areas are computed from each day's full outline; maps and ledgers use lines that "
    "are generalised at 1 km, so that the two differ by some km². A day without an outline is left "
    "out. `frontline import` puts further lines on the slider."
)


def _headline(choice: Choice, report: Report, speech: Speech) -> str:
    """Write the area held on the chosen day; a live region, so that a screen reader reads it."""
    held = occupied(report)
    sentence = speech.gettext(
        "On {day} Russia held {area}, {share} of Ukraine; ",
        day=speech.day(report.baseline.date),
        area=speech.area(held),
        share=speech.percent(100 * held.value / report.frame_km2),
    )
    return markup.headline(
        speech.gettext(
            "Line of contact of {day}",
            day=provenance.line_title(choice.catalog, choice.day, speech),
        ),
        choice.scenario.title.in_language(choice.language),
        sentence.rstrip() + " " + _since(choice, report, speech),
    )


def occupied(report: Report) -> Quantity:
    """
    Add up the area that Russia holds at a baseline.

    Parameters
    ----------
    report
        Report of any scenario on that baseline.

    Returns
    -------
    area
        In km², with the interval of the line moved to both sides.
    """
    return Quantity.over(report.outcomes.ledger.held_before_km2("russia"))


def _since(choice: Choice, report: Report, speech: Speech) -> str:
    lines = _series(choice)
    place = lines.index(choice.day)
    if not place:
        return speech.gettext("the first line at hand.")
    # the area held at a baseline is the same for all scenarios
    freeze = SCENARIOS.find(_FREEZE)
    before = content.compute_report(choice.catalog, freeze, lines[place - 1])
    change = comparison.growth_before(before, report, "russia")
    day, last = (date.fromisoformat(each.baseline.date) for each in (report, before))
    passed = day - last
    ends = (change.value, change.low, change.high)
    rate = Quantity(*(km2 * _MONTH_DAYS / passed.days for km2 in ends))
    return speech.gettext(
        _GREW if change.value >= 0 else _SHRANK,
        day=speech.day(last),
        change=speech.area(_magnitude(change)),
        rate=speech.area(_magnitude(rate)),
    )


_GREW = _("that is {change} more than on {day}, or {rate} a month.")
_SHRANK = _("that is {change} less than on {day}, or {rate} a month.")


def _magnitude(change: Quantity) -> Quantity:
    """Drop the sign of a change."""
    if change.value >= 0:
        return change
    return Quantity(-change.value, -change.high, -change.low)


def _series(choice: Choice) -> tuple[str, ...]:
    """List the lines of the source of the one that is shown: two sources are no series."""
    source = baselines.source_of(choice.day)
    lines = baselines.series(choice.catalog, source) | {baselines.date_of(choice.day): choice.day}
    return tuple(lines.values())


def _slide(choice: Choice, speech: Speech) -> None:
    lines = _series(choice)
    if len(lines) == 1:  # a slider needs two
        return
    place = lines.index(choice.day)
    st.session_state[_SLIDER] = choice.day

    def to(name: str) -> None:
        st.session_state[choosing.BASELINE] = name
        choosing.mark_dirty()

    with st.container(horizontal=True, vertical_alignment="bottom", key="timeline-slide"):
        st.button(
            speech.gettext("Earlier"),
            key="earlier",
            disabled=place == 0,
            on_click=lambda: to(lines[place - 1]),
        )
        st.select_slider(
            speech.gettext("Line of contact"),
            lines,
            format_func=lambda name: speech.short_day(baselines.date_of(name)),
            key=_SLIDER,
            on_change=lambda: to(st.session_state[_SLIDER]),
        )
        st.button(
            speech.gettext("Later"),
            key="later",
            disabled=place == len(lines) - 1,
            on_click=lambda: to(lines[place + 1]),
        )


def _course(choice: Choice, history: History, speech: Speech) -> None:
    known = (_COUNTRY, _DONBAS, *(code for code in history.areas if code != _COUNTRY))
    requested = address.get(AREA)
    st.session_state[AREA] = requested if requested in known else _COUNTRY
    st.selectbox(
        speech.gettext("Area over time"),
        known,
        format_func=lambda code: _place(choice.catalog, code, speech),
        key=AREA,
        on_change=lambda: address.record(AREA, st.session_state[AREA]),
    )
    code = st.session_state[AREA]
    spec = chart_spec(
        choice.catalog, code, baselines.date_of(choice.day), choice.language, choice.theme
    )
    chart.show(spec, key="timeline-chart")
    course = course_of(choice.catalog, code, choice.language)
    st.html(f'<p class="source">{escape(timeline_chart.describe(course, choice.language))}</p>')
    with st.expander(speech.gettext("The chart as a table")):
        heads = [speech.gettext(head) for head in _HEADS]
        st.html(
            markup.table(
                speech.gettext("The last outline of each month"),
                heads,
                months(course, speech),
                words=1,
            )
        )
    st.download_button(
        speech.gettext("Download every day of the chart (CSV)"),
        _csv(choice.catalog, code, course),
        file_name=f"occupied-{code}.csv",
        mime="text/csv",
        on_click="ignore",
        key="timeline-csv",
    )


_HEADS = (
    _("Day"),
    _("Held by Russia, km²"),
    _("Interval, km²"),
    _("Change, km²"),
)


def _place(catalog: Catalog, code: str, speech: Speech) -> str:
    if code == _COUNTRY:
        return speech.gettext("Ukraine")
    if code == _DONBAS:
        return speech.gettext("Donbas (Donetsk and Luhansk oblasts)")
    unit = units(catalog)[code]
    return unit.called(speech.language)


@lru_cache(maxsize=32)
def course_of(catalog: Catalog, code: str, language: Language) -> Course:
    """
    Get the occupied area of an oblast, Donbas or the country over time.

    Parameters
    ----------
    catalog
        The layers.
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.
    language
        `en` or `uk`.

    Returns
    -------
    course
        Every day of the daily table.
    """
    daily = history.installed(catalog)
    codes = {_COUNTRY: None, _DONBAS: DONBAS}.get(code, (code,))
    return Course(_place(catalog, code, speech_in(language)), daily.days, daily.occupied(codes))


@lru_cache(maxsize=64)
def chart_spec(
    catalog: Catalog, code: str, day: str, language: Language, theme: Theme
) -> dict[str, Any]:
    """
    Draw the chart of an area over time.

    Parameters
    ----------
    catalog
        The layers.
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.
    day
        ISO date of the line that is shown.
    language, theme
        Words and colours.

    Returns
    -------
    spec
        Vega-Lite; not to be changed.
    """
    course = course_of(catalog, code, language)
    dates = baselines.dates(catalog)
    return timeline_chart.draw(course, dates, day, language=language, theme=theme)


def months(course: Course, speech: Speech) -> list[tuple[str, ...]]:
    """
    List the last outline of each month.

    Parameters
    ----------
    course
        An area over time.
    speech
        The language.

    Returns
    -------
    rows
        Day, area, interval, and change since the month before; cells as text, latest first.
    """
    known: list[int] = np.flatnonzero(~np.isnan(course.areas[:, 0])).tolist()
    last = {course.days[row].strftime("%Y-%m"): row for row in known}
    rows: list[tuple[str, ...]] = []
    before: float | None = None
    for row in last.values():
        value, low, high = (float(km2) for km2 in course.areas[row])
        change = (
            ""
            if before is None
            else f"{'+' if value >= before else '−'}{speech.number(abs(value - before))}"
        )
        held = Quantity(value, low, high)
        rows.append(
            (speech.day(course.days[row]), speech.value(held), speech.interval(held), change)
        )
        before = value
    return rows[::-1]


def _csv(catalog: Catalog, code: str, course: Course) -> str:
    credit = catalog.resource(history.RESOURCE).credit
    rows = (
        (each["day"], code, *(each[key] for key in ("value", "low", "high")), credit)
        for each in timeline_chart.rows_of(course)
    )
    return spreadsheets.sheet(_COLUMNS, rows)


_COLUMNS = ("day", "area", "occupied_km2", "low_km2", "high_km2", "source")
