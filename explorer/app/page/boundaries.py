"""Boundaries: whose borders the page computes in, the explorer's own or those of a user."""

import streamlit as st

from explorer.app.page import notice
from explorer.language import Speech
from explorer.layers.catalog import Catalog, installed

# Name in `st.session_state`, and in the address.
FRAME = "frame"


def chosen() -> str:
    """
    Get the name of the chosen boundaries.

    Returns
    -------
    name
        Empty for the explorer's own.
    """
    name: str = st.session_state.get(FRAME, "")
    return name


def catalog() -> Catalog:
    """
    Get the layers in the chosen boundaries.

    Returns
    -------
    catalog
        The explorer's own layers, or those in boundaries that were brought to this machine.
    """
    return installed(chosen())


def title(name: str, speech: Speech) -> str:
    """
    Write what boundaries are called.

    Parameters
    ----------
    name
        A name that a user gave them; empty for the explorer's own.
    speech
        The language.

    Returns
    -------
    text
        Plain text.
    """
    return name or speech.gettext("the explorer's own")


def note_own(speech: Speech) -> None:
    """
    Say that a view's figures by day are not computed in the boundaries that were chosen.

    Parameters
    ----------
    speech
        The language.
    """
    if chosen():
        sentence = speech.gettext(
            "Figures by day are computed in the explorer's own boundaries, not in {frame}.",
            frame=chosen(),
        )
        notice.show(sentence, "note")
