"""Main: one run of the page, from reading the address to writing it."""

from pathlib import Path

import streamlit as st

from explorer.app import warming
from explorer.app.board import board, cards
from explorer.app.own import revision
from explorer.app.page import address, aside, boundaries, choice, control, navigation, notice
from explorer.cartography import palette
from explorer.errors import ExplorerError
from explorer.language import speech_in
from explorer.layers import baselines
from explorer.layers.catalog import frames
from explorer.wording import age

_STYLE = Path(__file__).parent / "page" / "style.css"


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
    aside.start()
    try:
        with warming.deferred():
            _show(static)
    except ExplorerError as fault:
        notice.show_error(fault, speech_in(choice.language()))
    warming.start(choice.language(), choice.theme())
    aside.leave()


def _show(static: Path) -> None:
    if revision.is_pending():
        choice.mark_dirty()
    faults = address.read()
    revision.run_deferred()
    faults += address.sync()
    # before the views, so that a reload as soon as they appear loses nothing
    address.write()
    board.publish(static, boundaries.catalog(), choice.language(), choice.theme())
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        tagline = speech_in(choice.language()).gettext(
            "If the line is drawn here, who ends up with what?"
        )
        st.html(f'<p class="brand"><b>Frontline Explorer</b> <span>{tagline}</span></p>')
        navigation.navigate()
        choice.choose_language()
    # always present, so that a notice that disappears does not move and redraw the views below
    notices = st.container(key="notices")
    with notices:
        for fault in faults:
            notice.show(fault, "warning")
    if navigation.is_of_scenario():
        left, right = st.columns([1, 3.2], gap="medium")
        with left:
            _choose_baseline()
            _choose_frame()
            cards.show()
        with right:
            navigation.show(choice.chosen())
    else:
        navigation.show(choice.chosen())


def _choose_baseline() -> None:
    speech, catalog = speech_in(choice.language()), boundaries.catalog()

    def choose(day: str) -> None:
        st.session_state[choice.BASELINE] = day
        choice.mark_dirty()

    control.select(
        speech.gettext("Line of contact"),
        baselines.names(catalog)[::-1],
        st.session_state[choice.BASELINE],
        name="baseline-box",
        label_of=lambda name: age.line_title(catalog, name, speech),
        on_choose=choose,
    )


def _choose_frame() -> None:
    """Ask for the boundaries, where a user brought others to this machine."""
    speech = speech_in(choice.language())

    def choose(name: str) -> None:
        st.session_state[boundaries.FRAME] = name
        choice.mark_dirty()

    if brought := frames():
        control.select(
            speech.gettext("Boundaries"),
            ("", *brought),
            st.session_state[boundaries.FRAME],
            name="frame-box",
            label_of=lambda name: boundaries.title(name, speech),
            on_choose=choose,
        )
