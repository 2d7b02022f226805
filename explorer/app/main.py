"""Main: one run of the page, from address to address."""

from pathlib import Path

import streamlit as st

from explorer.app import address, board, cards, choice, views
from explorer.cartography import palette
from explorer.catalog import installed
from explorer.errors import ExplorerError, SpokenError
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
    colours = "".join(
        f"--{name}: {colour};"
        for name, colour in palette.SURFACES[choice.theme()]._asdict().items()
    )
    style = _STYLE.read_text(encoding="utf-8")
    st.html(f"<style>:root {{ {colours} }}\n{style}</style>")
    try:
        _show(static)
    except SpokenError as fault:
        st.error(fault.sentence(speech(choice.language())))
    except ExplorerError as fault:
        st.error(str(fault))


def _show(static: Path) -> None:
    faults = [*address.read(), *address.write()]
    board.publish(static, installed(), choice.language(), choice.theme())
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        tagline = speech(choice.language()).say("If the line is drawn here, who ends up with what?")
        st.html(f'<p class="brand"><b>Frontline Explorer</b> <span>{tagline}</span></p>')
        views.navigate()
        choice.choose_language()
    # always there, so that a sentence that goes does not move, and redraw, what stands below it
    notices = st.container(key="notices")
    for fault in faults:
        notices.warning(fault)
    if views.is_of_scenario():
        left, right = st.columns([1, 3.2], gap="medium")
        with left:
            choice.choose_baseline()
            cards.show(_choose)
        with right:
            views.show(choice.chosen())
    else:
        views.show(choice.chosen())


def _choose(name: str) -> None:
    st.session_state[choice.SCENARIO] = name
    choice.used()
