"""Area over time: a chart of an oblast, Donbas or the country, its table and its days as CSV."""

from datetime import date
from html import escape
from math import isnan
from typing import Any

import numpy as np
import streamlit as st

from explorer.app.page import address, chart, markup
from explorer.app.page.choice import Choice
from explorer.app.page.shared import shared
from explorer.cartography.charts import timeline_chart
from explorer.cartography.charts.timeline_chart import Course
from explorer.cartography.palette import Theme
from explorer.exports import spreadsheets
from explorer.language import Language, Speech, _, speech_in
from explorer.layers import baselines, history, holding
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import units
from explorer.quantity import Quantity
from explorer.results.report import DONBAS
from explorer.wording import daily as wording

# In the address, and in `st.session_state`.
AREA = "area"
_COUNTRY, _DONBAS = history.COUNTRY, "donbas"


def show(choice: Choice, day: date, speech: Speech) -> str:
    """
    Ask for an area, and show it over time.

    Parameters
    ----------
    choice
        What the reader has chosen.
    day
        The day whose figures stand above the chart.
    speech
        The language.

    Returns
    -------
    code
        ISO 3166-2 code of the chosen oblast, `UA` for the country, or `donbas`.
    """
    daily = history.installed(choice.catalog)
    known = (_COUNTRY, _DONBAS, *(code for code in daily.areas if code != _COUNTRY))
    requested = address.get(AREA)
    if requested not in known:
        address.doubt(AREA, speech)
        requested = _COUNTRY
    st.session_state[AREA] = requested
    st.selectbox(
        speech.gettext("Area over time"),
        known,
        format_func=lambda code: place(choice.catalog, code, speech),
        key=AREA,
        on_change=lambda: address.record(AREA, st.session_state[AREA]),
    )
    code: str = st.session_state[AREA]
    found = holding.on(choice.catalog, codes(code), day)
    sentence = wording.holding(found, place(choice.catalog, code, speech), speech)
    st.html(f'<p class="holding" aria-live="polite">{escape(sentence)}</p>')
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
    return code


_HEADS = (
    _("Day"),
    _("Held by Russia, km²"),
    _("Interval, km²"),
    _("Change, km²"),
    _("Held by Ukraine (interval), km²"),
    _("Of which contested, km²"),
)


def codes(code: str) -> tuple[str, ...]:
    """
    List the daily table's codes of an area.

    Parameters
    ----------
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.

    Returns
    -------
    codes
        One code, or those of both oblasts of Donbas.
    """
    return DONBAS if code == _DONBAS else (code,)


def place(catalog: Catalog, code: str, speech: Speech) -> str:
    """
    Name an area.

    Parameters
    ----------
    catalog
        The layers.
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.
    speech
        The language.

    Returns
    -------
    name
        Its name in the language.
    """
    if code == _COUNTRY:
        return speech.gettext("Ukraine")
    if code == _DONBAS:
        return speech.gettext("Donbas (Donetsk and Luhansk oblasts)")
    unit = units(catalog)[code]
    return unit.called(speech.language)


@shared(32)
def course_of(catalog: Catalog, code: str, language: Language) -> Course:
    """
    Get who held what of an oblast, Donbas or the country over time.

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
    ground = codes(code)
    return Course(
        place(catalog, code, speech_in(language)),
        daily.days,
        holding.intervals(catalog, ground, "russia"),
        holding.intervals(catalog, ground, "ukraine"),
        daily.contested(ground),
    )


@shared(64)
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
        Day, area held by Russia, interval, change since the month before, area held by Ukraine,
        and what of it was contested; cells as text, latest first.
    """
    known: list[int] = np.flatnonzero(~np.isnan(course.areas[:, 0])).tolist()
    last = {course.days[row].strftime("%Y-%m"): row for row in known}
    rows: list[tuple[str, ...]] = []
    before: float | None = None
    for row in last.values():
        held, free = (Quantity(*each[row].tolist()) for each in (course.areas, course.ukrainian))
        value = held.value
        change = "" if before is None else speech.signed(value - before)
        contested = float(course.contested[row])
        rows.append(
            (
                speech.day(course.days[row]),
                speech.value(held),
                speech.interval(held),
                change,
                str(speech.written(free)),
                speech.gettext("not stated") if isnan(contested) else speech.number(contested),
            )
        )
        before = value
    return rows[::-1]


def _csv(catalog: Catalog, code: str, course: Course) -> str:
    credit = catalog.resource(history.RESOURCE).credit
    rows = (
        (each["day"], code, *(each[key] for key in _KEYS), credit)
        for each in timeline_chart.rows_of(course)
    )
    return spreadsheets.sheet(_COLUMNS, rows)


_KEYS = ("value", "low", "high", "ukrainian", "contested")
_COLUMNS = (
    "day",
    "area",
    "occupied_km2",
    "low_km2",
    "high_km2",
    "ukrainian_km2",
    "contested_km2",
    "source",
)
