"""Any day: what the full outline of a day gives, beside the lines at hand."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from math import isnan

import streamlit as st

from explorer.app.page import address, markup
from explorer.language import Speech, message
from explorer.layers import history
from explorer.layers.history import History
from explorer.quantity import Quantity, exactly
from explorer.wording.facts import Figure

DAY = "day"
_COUNTRY = history.COUNTRY


def show(found: History, line: str, says: Speech) -> None:
    """
    Show the figures of any day, from the last outline at or before it.

    Parameters
    ----------
    found
        The daily table.
    line
        ISO date of the line that is shown, whose figures are shown at first.
    says
        The language.
    """
    first, last = found.days[0], found.days[-1]
    st.session_state[DAY] = _asked_day(found, line)
    st.date_input(
        says.say("Figures of any day"),
        min_value=first,
        max_value=last,
        key=DAY,
        on_change=lambda: address.told(DAY, st.session_state[DAY].isoformat()),
    )
    asked = found.days.index(st.session_state[DAY])
    row = asked
    while row and isnan(found.line_km[row]):
        row -= 1
    areas = found.areas[_COUNTRY]
    note = says.say("full outline of {day}", day=says.day(found.days[row]))
    held = Quantity(*(float(km2) for km2 in areas[row, :3]))
    figures = [
        Figure(
            "held",
            says.say("Held by Russia"),
            says.area(exactly(held.value)),
            says.interval(held),
            note,
        ),
        Figure(
            "line",
            says.say("Line of contact"),
            says.length(exactly(found.line_km[row])),
            "",
            says.say(
                "at full resolution; {km} generalised at 1 km",
                km=says.length(exactly(found.line_generalised_km[row])),
            ),
        ),
        *(
            Figure(
                name,
                _town(name, says),
                _distance(float(km[row]), says),
                "",
                says.say("from the town's centre to the line"),
            )
            for name, km in found.towns_km.items()
        ),
    ]
    st.html(markup.figures(figures))


def _asked_day(found: History, line: str) -> date:
    """Read the day from the address; else it is the day of the line shown, or the last one."""
    for day in (address.get(DAY), line):
        with suppress(ValueError):
            asked = date.fromisoformat(day)
            if found.covers(asked):
                return asked
    return found.days[-1]


def _town(name: str, says: Speech) -> str:
    return says.say(_TOWNS[name])


_TOWNS: Mapping[str, str] = {
    "sloviansk": message("Sloviansk"),
    "kramatorsk": message("Kramatorsk"),
    "druzhkivka": message("Druzhkivka"),
    "oleksiievo_druzhkivka": message("Oleksiievo-Druzhkivka"),
    "kostiantynivka": message("Kostiantynivka"),
}


def _distance(km: float, says: Speech) -> str:
    told = says.length(exactly(abs(km)))
    return says.say("{distance} behind the line", distance=told) if km < 0 else told
