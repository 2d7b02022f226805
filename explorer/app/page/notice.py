"""Notices: errors, warnings and notes as plain text.

Streamlit's own notices are Markdown, in which text from a stranger's address could place links and
images.
"""

from html import escape
from typing import Literal

import streamlit as st

from explorer.errors import ExplorerError, TranslatableError
from explorer.language import Speech

Kind = Literal["fault", "warning", "note"]
_LONGEST = 80


def show(text: str, kind: Kind) -> None:
    """
    Show a sentence.

    Parameters
    ----------
    text
        Plain text.
    kind
        A screen reader reads a fault or a warning at once, a note in its turn.
    """
    role = "status" if kind == "note" else "alert"
    st.html(f'<p class="notice {kind}" role="{role}">{escape(text)}</p>')


def show_error(error: ExplorerError, speech: Speech) -> None:
    """
    Show an error.

    Parameters
    ----------
    error
        The error.
    speech
        The language; an error without translation is shown in English.
    """
    show(sentence(error, speech), "fault")


def sentence(error: ExplorerError, speech: Speech) -> str:
    """
    Write an error as a sentence.

    Parameters
    ----------
    error
        The error.
    speech
        The language; an error without translation is shown in English.

    Returns
    -------
    sentence
        Plain text with a full stop.
    """
    text = speech.fault(error) if isinstance(error, TranslatableError) else str(error)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def quoted(text: str) -> str:
    """
    Shorten a stranger's text so that it fits a sentence.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    text
        At most 80 characters; a longer text ends in an ellipsis.
    """
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
