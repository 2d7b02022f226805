"""Places: the place that the reader picked on the map or by name, and its description."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from explorer.app.own import editor, revision
from explorer.app.page import address
from explorer.app.page.choice import Choice
from explorer.app.views import details
from explorer.language import LANGUAGES, _, speech_in
from explorer.results import place as spot
from explorer.results.report import Report
from explorer.wording.names import Key

# In the address: latitude and longitude in degrees, or ISO 3166-2 code of an oblast.
SPOT = "spot"
_HINT = _(
    "Click the map, or type a name, to see who holds a place before and after, and how much ground "
    "shares its fate. With the map in focus, Enter picks what stands in its middle."
)


def at() -> tuple[float, float] | None:
    """
    Read the picked place from the address.

    Returns
    -------
    place
        Latitude and longitude in degrees; `None` if none is picked.
    """
    values = address.numbers(SPOT, (90.0, 180.0))
    return (values[0], values[1]) if values else None


def pick(place: Sequence[float]) -> None:
    """
    Pick a place.

    Parameters
    ----------
    place
        Latitude and longitude in degrees, from the browser.
    """
    latitude, longitude = place
    address.record(SPOT, f"{float(latitude):.4f},{float(longitude):.4f}")


def show(choice: Choice, report: Report) -> None:
    """
    Describe the picked place, or explain how to pick one.

    Parameters
    ----------
    choice
        What the reader has chosen.
    report
        Computed figures of that scenario.
    """
    speech = speech_in(choice.language)

    def pick_by_name(key: Key) -> None:
        if isinstance(key, str):
            address.record(SPOT, key)
        elif named := spot.settlement(choice.catalog, report, key):
            pick((named.latitude, named.longitude))

    details.search(choice, pick_by_name)
    on_flip = revision.defer(editor.hand_over)
    if within := spot.oblast(choice.catalog, report, address.get(SPOT)):
        st.button(speech.gettext("Close"), key="place-close", on_click=_close)
        details.whole(choice, report, within, on_flip)
        return
    place = at()
    if place is None:
        address.doubt(SPOT, speech)
        st.html(f'<p class="source">{escape(speech.gettext(_HINT))}</p>')
        return
    found = spot.find(choice.catalog, report, place[1], place[0])
    if found is None:
        st.html(f"<p>{escape(speech.gettext('This place lies outside Ukraine.'))}</p>")
        return
    st.button(speech.gettext("Close"), key="place-close", on_click=_close)
    details.panel(choice, report, found, on_flip)


def _close() -> None:
    address.record(SPOT, "")
    for language in LANGUAGES:
        st.session_state[f"{details.SEARCH}-{language}"] = None
