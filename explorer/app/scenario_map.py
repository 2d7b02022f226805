"""The map's view: headline, map, key figures, ledger, and what the scenario rests on."""

from html import escape
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from explorer import wording
from explorer.app import content, markup
from explorer.app.choice import Choice
from explorer.cartography import interactive
from explorer.language import Speech, message, speech

_HEIGHT = 600
_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_TILES_HOST = "tile.openstreetmap.org"
_CREDIT = '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'


def show(choice: Choice) -> None:
    """
    Show a scenario.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    says = speech(choice.language)
    found = content.find(choice.scenario.id, choice.day, choice.language)
    kicker = says.say("proposal of {day}", day=found["day"])
    sure = says.say(wording.CONFIDENCE_IN_A_WORD[choice.scenario.confidence])
    st.html(markup.headline(found["title"], f"{kicker}, {sure}", found["headline"]))
    left, right = st.columns([2.3, 1], gap="medium")
    with left:
        _map(choice, found, says)
    with right:
        st.html(
            f"<h2>{escape(says.say('On the map'))}</h2>{found['drawing']['legend']}"
            f"<h2>{escape(says.say('The proposal'))}</h2><p>{escape(found['summary'])}</p>"
        )
    st.html(f"<h2>{escape(says.say('Key figures'))}</h2>{markup.figures(found['figures'])}")
    left, right = st.columns([1.4, 1], gap="large")
    with left:
        _ledger(found, says)
    with right:
        _basis(found, says)


def _map(choice: Choice, found: dict[str, Any], says: Speech) -> None:
    online = st.session_state.get("online", False)
    tiles = folium.TileLayer(_TILES, attr=_CREDIT, control=False) if online else None
    st_folium(
        # built anew each time: a map that was drawn once would be drawn double
        interactive.base_map(choice.catalog, language=choice.language, tiles=tiles),
        feature_group_to_add=interactive.group(found["drawing"]),
        key="map",
        height=_HEIGHT,
        use_container_width=True,
        returned_objects=[],
        render=False,  # it is rendered once anyway
    )
    belt = says.say(choice.catalog.resource("fortress_belt").credit)
    credit = says.say("Fortress belt: {credit}.", credit=belt)
    notes = " ".join((found["source"], found["interval"], credit, says.say(wording.DISCLAIMER)))
    st.html(f'<p class="described">{escape(found["alt"])}</p><p class="source">{escape(notes)}</p>')
    st.toggle(says.say("Online basemap, loaded from {host}", host=_TILES_HOST), key="online")


def _ledger(found: dict[str, Any], says: Speech) -> None:
    st.html(f"<h2>{escape(says.say('Ledger'))}</h2>")
    heads = [says.say(head) for head in _HEADS]
    if found["moves"]:
        st.html(markup.table(says.say("What would change hands"), heads, found["moves"], words=3))
    else:
        st.html(f"<p>{escape(says.say('No ground would change hands.'))}</p>")
    with st.expander(says.say("All oblasts")):
        caption = says.say("All ground, by holder before and after")
        st.html(markup.table(caption, heads, found["rows"], words=3))
    st.download_button(
        says.say("Download the ledger (CSV)"),
        found["csv"],
        file_name=f"{found['file']}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    if found["places"]:
        caption = says.say("Largest settlements ceded, by residents (GeoNames, undated)")
        heads = [says.say("Settlement"), says.say("Residents")]
        st.html(markup.table(caption, heads, found["places"], words=1))


_HEADS = (
    message("Oblast"),
    message("From"),
    message("To"),
    message("Area, km²"),
    message("Interval, km²"),
    message("Share of the oblast"),
)


def _basis(found: dict[str, Any], says: Speech) -> None:
    st.html(
        f"<h2>{escape(says.say('Sources of the proposal'))}</h2>"
        f"<p>{escape(found['sure'])}.</p>{markup.citations(found['citations'])}"
    )
    if found["assumptions"]:
        items = markup.bullets(escape(text) for text in found["assumptions"])
        st.html(f"<h2>{escape(says.say('What had to be assumed'))}</h2>{items}")
