"""Any day: figures from the full outline of any day, beside the baselines' maps."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from html import escape

import streamlit as st

from explorer.app.page import address, markup
from explorer.language import Speech, _
from explorer.layers import holding
from explorer.layers.catalog import Catalog
from explorer.layers.history import History, installed
from explorer.quantity import exactly
from explorer.wording import daily as wording
from explorer.wording.facts import Fact

DAY = "day"


def show(catalog: Catalog, line: str, speech: Speech) -> date:
    """
    Show the figures of any day, from the last outline up to it.

    Parameters
    ----------
    catalog
        The layers.
    line
        ISO date of the line that is shown; the first day whose figures are shown.
    speech
        The language.

    Returns
    -------
    day
        The day that the reader has chosen.
    """
    history = installed(catalog)
    first, last = history.days[0], history.days[-1]
    st.session_state[DAY] = _requested_day(history, line, speech)
    st.date_input(
        speech.gettext("Figures of any day"),
        min_value=first,
        max_value=last,
        key=DAY,
        on_change=lambda: address.record(DAY, st.session_state[DAY].isoformat()),
    )
    day: date = st.session_state[DAY]
    row = history.outline_row(day)
    found = holding.on(catalog, None, day)
    figures = [
        Fact(
            "held",
            speech.gettext("Held by Russia"),
            *speech.written(found.russia, "km²"),
            speech.gettext("full outline of {day}", day=speech.day(found.day)),
        ),
        Fact(
            "ukraine",
            speech.gettext("Held by Ukraine"),
            *speech.written(found.ukraine, "km²"),
            wording.contested(found, speech),
        ),
        Fact(
            "line",
            speech.gettext("Line of contact"),
            speech.length(exactly(history.line_km[row])),
            "",
            speech.gettext(
                "at full resolution; {km} generalised at 1 km",
                km=speech.length(exactly(history.line_generalised_km[row])),
            ),
        ),
        *(
            Fact(
                name,
                _town(name, speech),
                _distance(float(km[row]), speech),
                "",
                speech.gettext("from the town's centre to the line"),
            )
            for name, km in history.towns_km.items()
        ),
    ]
    st.html(markup.figures(figures))
    if not _covered(history, line):
        text = speech.gettext(_BEYOND, first=speech.day(first), last=speech.day(last))
        st.html(f'<p class="source">{escape(text)}</p>')
    return day


_BEYOND = _("The daily figures run from {first} to {last}; the line on the map is of another day.")


def _requested_day(history: History, line: str, speech: Speech) -> date:
    """Read the day from the address; by default the covered day nearest to the line shown."""
    if requested := _covered(history, address.get(DAY)):
        return requested
    address.doubt(DAY, speech)
    first, last = history.days[0], history.days[-1]
    return min(max(date.fromisoformat(line), first), last)


def _covered(history: History, day: str) -> date | None:
    with suppress(ValueError):
        requested = date.fromisoformat(day)
        return requested if history.covers(requested) else None
    return None


def _town(name: str, speech: Speech) -> str:
    return speech.gettext(_TOWNS[name])


_TOWNS: Mapping[str, str] = {
    "sloviansk": _("Sloviansk"),
    "kramatorsk": _("Kramatorsk"),
    "druzhkivka": _("Druzhkivka"),
    "oleksiievo_druzhkivka": _("Oleksiievo-Druzhkivka"),
    "kostiantynivka": _("Kostiantynivka"),
}


def _distance(km: float, speech: Speech) -> str:
    text = speech.length(exactly(abs(km)))
    return speech.gettext("{distance} behind the line", distance=text) if km < 0 else text
