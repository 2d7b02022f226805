"""The map's view: headline, map, key figures, ledger, sources and assumptions."""

from functools import partial
from html import escape

import streamlit as st

from explorer.app.board import board
from explorer.app.board.board import Board
from explorer.app.own import drawing, editor, revision
from explorer.app.page import address, content, notice
from explorer.app.page.choice import Choice
from explorer.app.page.content import Content
from explorer.app.views import places, sections
from explorer.app.views.sections import Sections
from explorer.errors import ExplorerError
from explorer.language import Speech, speech_in
from explorer.wording import age, provenance


def show(choice: Choice) -> None:
    """
    Show a scenario.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    speech = speech_in(choice.language)
    catalog, proposal, day, language, theme = choice
    try:
        with st.spinner(speech.gettext("Drawing the map…"), show_time=True):
            shown = content.gather(catalog, proposal, day, language, theme)
    except ExplorerError as fault:  # the reader's own scenario may not fit this line of contact
        notice.show_error(fault, speech)
        editor.show(choice)
        return
    parts = sections.written(choice, shown)
    st.html(parts.headline)
    drawing.show_fault(choice)
    left, right = st.columns([2.5, 1], gap="medium")
    with left:
        _map(choice, shown, speech)
    with right:
        places.show(choice, shown.report)
    # beside the map, unless a place's description takes that room
    with right if places.at() is None else left:
        st.html(parts.figures)
    editor.show(choice)
    left, right = st.columns([1.4, 1], gap="large")
    with left:
        _ledger(choice, shown, parts, speech)
    right.html(parts.basis)


def _map(choice: Choice, content: Content, speech: Speech) -> None:
    board.show(
        choice.catalog,
        content.drawing,
        key="map",
        language=choice.language,
        theme=choice.theme,
        board=Board(
            at=address.view(),
            marker=places.at(),
            online=st.session_state.get("online", False),
            sketches=drawing.sketches_on_map(choice),
            on_click=places.pick,
            on_draw=revision.defer_drawing(partial(drawing.accept, choice)),
            on_view=lambda view: address.record(address.AT, view),
        ),
    )
    belt = speech.gettext(choice.catalog.resource("fortress_belt").credit)
    credit = speech.gettext("Fortress belt: {credit}.", credit=belt)
    source = age.source_line(content.report, choice.language)
    advice = age.advice(choice.catalog, choice.day, speech)
    disclaimer = speech.gettext(provenance.DISCLAIMER)
    notes = " ".join(filter(None, (source, advice, content.interval, credit, disclaimer)))
    st.html(
        f'{content.legend}<p class="described">{escape(content.alt)}</p>'
        f'<p class="source">{escape(notes)}</p>'
    )
    st.toggle(
        speech.gettext("Online basemap, loaded from {host}", host=board.TILES_HOST), key="online"
    )


def _ledger(choice: Choice, shown: Content, parts: Sections, speech: Speech) -> None:
    st.html(parts.moves)
    with st.expander(speech.gettext("All oblasts")):
        st.html(parts.oblasts)
    with st.expander(speech.gettext("Where the intervals come from")):
        st.html(parts.budgets)
    st.download_button(
        speech.gettext("Download the ledger (CSV)"),
        shown.csv,
        file_name=f"{choice.scenario.id}-{shown.report.baseline.slug}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    st.html(parts.ground)
