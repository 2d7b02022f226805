"""Lines and sources: which lines of contact are at hand, and what a reader may add and delete."""

from html import escape

import streamlit as st

from explorer.app.page import access, markup, notice
from explorer.app.page.choice import Choice
from explorer.app.views import line_import, line_removal
from explorer.language import Speech, _, speech_in
from explorer.layers import baselines, inventory
from explorer.own import imports
from explorer.sources.control import Source
from explorer.wording import age
from explorer.wording import lines as wording

_LEAD = _(
    "A few lines of contact ship with the explorer. Any other day becomes one from a source's own "
    "file."
)
_ELSEWHERE = _(
    "Only a reader on the machine that serves this page may add lines and delete them. Run the "
    "explorer on your own machine for that; whoever serves it may set {setting}."
)
_FETCHING = _(
    "This page asks no other host. A map that is not at hand is fetched by a command in a "
    "terminal, which shows the source's licence and asks whether you accept it:"
)


def show(choice: Choice) -> None:
    """
    Show the lines at hand, and offer to add one and to delete others.

    Parameters
    ----------
    choice
        What the reader has chosen; the layers and the language matter here.
    """
    speech = speech_in(choice.language)
    st.html(
        f'<div class="headline"><h1>{escape(speech.gettext("Lines and sources"))}</h1>'
        f'<p class="lead">{escape(speech.gettext(_LEAD))}</p></div>'
    )
    st.html(_table(choice, speech))
    advice = age.advice(choice.catalog, baselines.newest(choice.catalog), speech)
    if advice:
        st.html(f'<p class="source">{escape(advice)}</p>')
    if not access.may_keep():
        setting = f"{access.VARIABLE}=always"
        notice.show(speech.gettext(_ELSEWHERE, setting=setting), "note")
        return
    line_import.show(choice, speech)
    st.html(_fetching(speech))
    line_removal.show(choice, speech)


def _table(choice: Choice, speech: Speech) -> str:
    rows = [wording.row(each, speech) for each in inventory.lines(choice.catalog)]
    heads = [speech.gettext(head) for head in wording.HEADS]
    return markup.table(speech.gettext("Lines at hand"), heads, rows[::-1], wording.WORDS)


def _fetching(speech: Speech) -> str:
    sources = [each for each in imports.SOURCES if each.home]
    commands = markup.bullets(
        f"<code>{_command(each)}</code><br>"
        + escape(
            speech.gettext(
                "{source}, licence: {licence}.",
                source=speech.gettext(each.title),
                licence=speech.gettext(each.licence),
            )
        )
        for each in sources
    )
    title = escape(speech.gettext("Fetch a map"))
    return f"<h2>{title}</h2><p>{escape(speech.gettext(_FETCHING))}</p>{commands}"


def _command(source: Source) -> str:
    """Write the command for a day; a source without an address for each day has the newest only."""
    day = " --date YYYY-MM-DD" if source.addresses else ""
    return escape(f"frontline fetch {source.id}{day}")
