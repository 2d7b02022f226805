"""The map's view: headline, map, key figures, ledger, sources and assumptions."""

from functools import partial
from html import escape

import streamlit as st

from explorer.app.board import board
from explorer.app.board.board import Board
from explorer.app.own import drawing, editor, revision
from explorer.app.page import address, content, markup, notice
from explorer.app.page.choice import Choice
from explorer.app.page.content import Content
from explorer.app.views import details, places, uncertainty
from explorer.errors import ExplorerError
from explorer.language import Speech, _, speech_in
from explorer.quantity import exactly
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
    title = proposal.title.in_language(language)
    st.html(markup.headline(title, _kicker(choice, speech), shown.headline))
    drawing.show_fault(choice)
    left, right = st.columns([2.5, 1], gap="medium")
    with left:
        _map(choice, shown, speech)
    with right:
        places.show(choice, shown.report)
    # beside the map, unless a place's description takes that room
    with right if places.at() is None else left:
        st.html(f"<h2>{escape(speech.gettext('Key figures'))}</h2>{markup.figures(shown.figures)}")
    editor.show(choice)
    left, right = st.columns([1.4, 1], gap="large")
    with left:
        _ledger(choice, shown, speech)
        details.distances(choice, shown.report)
    with right:
        _basis(choice, shown, speech)
        details.belt(choice, shown.report)


def _kicker(choice: Choice, speech: Speech) -> str:
    if choice.scenario.kind == "own":
        return speech.gettext("your own, proposed by nobody")
    kicker = speech.gettext("proposal of {day}", day=speech.day(choice.scenario.date))
    return (
        f"{kicker}, {speech.gettext(provenance.CONFIDENCE_IN_A_WORD[choice.scenario.confidence])}"
    )


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


def _ledger(choice: Choice, shown: Content, speech: Speech) -> None:
    heads = [speech.gettext(head) for head in content.LEDGER_HEADS]
    moves = (
        markup.table(speech.gettext("What would change hands"), heads, shown.moves, words=3)
        if shown.moves
        else f"<p>{escape(speech.gettext('No ground would change hands.'))}</p>"
    )
    st.html(f"<h2>{escape(speech.gettext('Ledger'))}</h2>{moves}")
    with st.expander(speech.gettext("All oblasts")):
        caption = speech.gettext("All ground, by holder before and after")
        st.html(markup.table(caption, heads, shown.rows, words=3))
    uncertainty.show(shown.report, speech)
    st.download_button(
        speech.gettext("Download the ledger (CSV)"),
        shown.csv,
        file_name=f"{choice.scenario.id}-{shown.report.baseline.slug}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    if shown.places:
        caption = speech.gettext("Largest settlements ceded, by residents (GeoNames, undated)")
        heads = [speech.gettext("Settlement"), speech.gettext("Residents")]
        shift = speech.length(exactly(shown.report.shift_km))
        note = speech.gettext(_UNSURE, shift=shift)
        st.html(
            f"{markup.table(caption, heads, shown.places, words=1)}"
            f'<p class="source">{escape(note)}</p>'
        )


_UNSURE = _(
    "Unsure: another holder has the settlement's centre where the line of contact is moved by "
    "{shift}."
)


def _basis(choice: Choice, shown: Content, speech: Speech) -> None:
    proposal, language = choice.scenario, choice.language
    cited = [(provenance.citation(cited, language), cited.url) for cited in proposal.citations]
    st.html(
        f"<h2>{escape(speech.gettext('The proposal'))}</h2>"
        f"<p>{escape(proposal.summary.in_language(language))}</p>"
        f"<h2>{escape(speech.gettext('Sources of the proposal'))}</h2>"
        f"<p>{escape(speech.gettext(provenance.CONFIDENCE[proposal.confidence]))}.</p>"
        f"{markup.citations(cited)}"
    )
    assumed = provenance.assumptions(shown.report, language)
    if assumed:
        items = markup.bullets(escape(text) for text in assumed)
        st.html(f"<h2>{escape(speech.gettext('What had to be assumed'))}</h2>{items}")
