"""Notices: sentences that something is wrong or worth knowing, with nothing in them but text.

Streamlit's own are Markdown: what a stranger writes into an address could link and load there.
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
        A fault and a warning are read out at once, a note when the reader comes to it.
    """
    role = "status" if kind == "note" else "alert"
    st.html(f'<p class="notice {kind}" role="{role}">{escape(text)}</p>')


def fault(error: ExplorerError, speech: Speech) -> None:
    """
    Show what went wrong.

    Parameters
    ----------
    error
        The error.
    speech
        The language; an error that is not spoken is told in English.
    """
    show(told(error, speech), "fault")


def told(error: ExplorerError, speech: Speech) -> str:
    """
    Say what went wrong.

    Parameters
    ----------
    error
        The error.
    speech
        The language; an error that is not spoken is told in English.

    Returns
    -------
    sentence
        Plain text with a full stop.
    """
    text = speech.fault(error) if isinstance(error, TranslatableError) else str(error)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def quoted(text: str) -> str:
    """
    Cut what a stranger wrote to a length that fits a sentence.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    text
        At most 80 letters, the last an ellipsis where it was longer.
    """
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
