"""Gains and losses: bars by week or month for an area, as a table and as CSV."""

from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

from explorer.app.page import address, chart, markup
from explorer.app.page.choice import Choice
from explorer.app.views import area_over_time
from explorer.cartography.charts import moves_chart
from explorer.cartography.palette import Theme
from explorer.exports import spreadsheets
from explorer.language import Language, Speech, _, speech_in
from explorer.layers import history, moves
from explorer.layers.catalog import Catalog
from explorer.layers.moves import Moves, Period
from explorer.wording import daily as wording

# In the address, and in `st.session_state`.
BY = "by"
_PERIODS: dict[Period, str] = {"month": _("Month"), "week": _("Week")}


def show(choice: Choice, code: str, speech: Speech) -> None:
    """
    Show what Russia gained and lost of an area, apart, by week or month.

    Parameters
    ----------
    choice
        What the reader has chosen.
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.
    speech
        The language.
    """
    period = _choose(speech)
    place = area_over_time.place(choice.catalog, code, speech)
    chart.show(
        chart_spec(choice.catalog, code, period, choice.language, choice.theme),
        key="moves-chart",
    )
    sums = moves_of(choice.catalog, code, period)
    notes = f"{moves_chart.describe(place, sums, speech)} {speech.gettext(_ABOUT)}"
    st.html(f'<p class="source">{escape(notes)}</p>')
    with st.expander(speech.gettext("Gains and losses as a table")):
        heads = [speech.gettext(head) for head in _HEADS]
        st.html(markup.table(place, heads, table(sums, speech), words=2))
    st.download_button(
        speech.gettext("Download gains and losses (CSV)"),
        _csv(choice.catalog, code, sums),
        file_name=f"gained-and-lost-{code}-by-{period}.csv",
        mime="text/csv",
        on_click="ignore",
        key="moves-csv",
    )


_ABOUT = _(
    "Each day's gains and losses are measured from two outlines as drawn, and have no interval. "
    "What changed on a missing day is counted, net, on the next day that has an outline."
)
_HEADS = (_("From"), _("To"), _("Gained, km²"), _("Lost, km²"), _("Days missing"))


def _choose(speech: Speech) -> Period:
    requested = next((each for each in _PERIODS if each == address.get(BY)), None)
    if requested is None:
        address.doubt(BY, speech)
    st.session_state[BY] = requested or "month"
    st.segmented_control(
        speech.gettext("Gains and losses by"),
        list(_PERIODS),
        format_func=lambda each: speech.gettext(_PERIODS[each]),
        key=BY,
        required=True,
        on_change=lambda: address.record(BY, st.session_state[BY]),
    )
    period: Period = st.session_state[BY]
    return period


@lru_cache(maxsize=64)
def moves_of(catalog: Catalog, code: str, period: Period) -> tuple[Moves, ...]:
    """
    Sum gains and losses of an oblast, Donbas or the country.

    Parameters
    ----------
    catalog
        The layers.
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.
    period
        `week` or `month`.

    Returns
    -------
    moves
        One a week or month, ascending.
    """
    daily = history.installed(catalog)
    return tuple(moves.summed(daily, area_over_time.codes(code), period))


@lru_cache(maxsize=64)
def chart_spec(
    catalog: Catalog, code: str, period: Period, language: Language, theme: Theme
) -> dict[str, Any]:
    """
    Draw the chart of an area's gains and losses.

    Parameters
    ----------
    catalog
        The layers.
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.
    period
        `week` or `month`.
    language, theme
        Words and colours.

    Returns
    -------
    spec
        Vega-Lite; not to be changed.
    """
    place = area_over_time.place(catalog, code, speech_in(language))
    sums = moves_of(catalog, code, period)
    return moves_chart.draw(place, sums, period, language=language, theme=theme)


def table(sums: tuple[Moves, ...], speech: Speech) -> list[tuple[str, ...]]:
    """
    List gains and losses.

    Parameters
    ----------
    sums
        Weeks or months, ascending.
    speech
        The language.

    Returns
    -------
    rows
        First day, last day, gains, losses, and missing days; cells as text, latest first.
    """
    return [
        (
            speech.short_day(each.first),
            speech.short_day(each.last),
            speech.number(each.gained_km2),
            speech.number(each.lost_km2),
            wording.missing(each, speech),
        )
        for each in reversed(sums)
    ]


def _csv(catalog: Catalog, code: str, sums: tuple[Moves, ...]) -> str:
    credit = catalog.resource(history.RESOURCE).credit
    rows = (
        (
            each.first.isoformat(),
            each.last.isoformat(),
            code,
            each.gained_km2,
            each.lost_km2,
            " ".join(day.isoformat() for day in each.missing),
            credit,
        )
        for each in sums
    )
    return spreadsheets.sheet(_COLUMNS, rows)


_COLUMNS = ("first_day", "last_day", "area", "gained_km2", "lost_km2", "missing_days", "source")
