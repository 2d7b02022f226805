"""Any day: figures from the full outline of any day, beside the baselines' maps."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from math import isnan

import streamlit as st

from explorer.app.page import address, markup
from explorer.language import Speech, _
from explorer.layers import history
from explorer.layers.history import History
from explorer.quantity import Quantity, exactly
from explorer.wording.facts import Fact

DAY = "day"
_COUNTRY = history.COUNTRY


def show(history: History, line: str, speech: Speech) -> None:
    """
    Show the figures of any day, from the last outline up to it.

    Parameters
    ----------
    history
        The daily table.
    line
        ISO date of the line that is shown; the first day whose figures are shown.
    speech
        The language.
    """
    first, last = history.days[0], history.days[-1]
    st.session_state[DAY] = _requested_day(history, line)
    st.date_input(
        speech.gettext("Figures of any day"),
        min_value=first,
        max_value=last,
        key=DAY,
        on_change=lambda: address.record(DAY, st.session_state[DAY].isoformat()),
    )
    row = history.days.index(st.session_state[DAY])
    while row and isnan(history.line_km[row]):
        row -= 1
    areas = history.areas[_COUNTRY]
    note = speech.gettext("full outline of {day}", day=speech.day(history.days[row]))
    held = Quantity(*(float(km2) for km2 in areas[row, :3]))
    figures = [
        Fact(
            "held",
            speech.gettext("Held by Russia"),
            *speech.written(held, "km²"),
            note,
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


def _requested_day(history: History, line: str) -> date:
    """Read the day from the address; by default the day of the line shown, else the last day."""
    for day in (address.get(DAY), line):
        with suppress(ValueError):
            requested = date.fromisoformat(day)
            if history.covers(requested):
                return requested
    return history.days[-1]


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
