"""Main: one run of the page, from address to address."""

from pathlib import Path

import streamlit as st

from explorer.app import address, views
from explorer.app.choice import choose, choose_language
from explorer.cartography import assets
from explorer.errors import ExplorerError
from explorer.language import speech

_STYLE = Path(__file__).with_name("style.css")


def run(static: Path) -> None:
    """
    Show the explorer.

    Parameters
    ----------
    static
        Folder that Streamlit serves beside the script.
    """
    st.set_page_config(page_title="Frontline Explorer", layout="wide")
    st.html(_STYLE.read_text(encoding="utf-8"))
    try:
        assets.publish(static)
        _show()
    except ExplorerError as fault:
        st.error(str(fault))


def _show() -> None:
    faults = address.read()
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        brand = st.container()
        language = choose_language(address.control_used)
    tagline = speech(language).say("If the line is drawn here, who ends up with what?")
    brand.html(f'<p class="brand"><b>Frontline Explorer</b> <span>{tagline}</span></p>')
    # always there, so that a sentence that goes does not move, and redraw, what stands below it
    notices = st.container()
    for fault in faults:
        notices.warning(fault)
    choice = choose(language, address.control_used)
    address.write()
    views.show(choice)
