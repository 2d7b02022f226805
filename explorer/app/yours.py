"""Yours: the reader's own scenario, kept for the session and in the address."""

import streamlit as st

from explorer import edit as editing
from explorer import packing
from explorer.catalog import installed
from explorer.edit import Edit
from explorer.errors import EditError, SpokenError
from explorer.language import Speech
from explorer.scenario import Scenario

ID = editing.ID
# In `st.session_state`: the edit shown, those before it, and the address that it was read from.
_EDIT, _PAST, _READ = "edit", "edits before", "edit in the address"
_MOST_PAST = 50


def exists() -> bool:
    """
    Tell whether the reader has a scenario of their own.

    Returns
    -------
    exists
        Whether there is one.
    """
    return current() is not None


def current() -> Edit | None:
    """
    Get what the reader changed.

    Returns
    -------
    edit
        The changes; none before the first.
    """
    found: Edit | None = st.session_state.get(_EDIT)
    return found


def scenario() -> Scenario:
    """
    Carry the reader's changes out.

    Returns
    -------
    scenario
        Of the kind `own`.

    Raises
    ------
    EditError
        When nothing was changed.
    """
    edit = current()
    if edit is None:
        raise EditError("nothing was changed")
    return editing.applied(edit)


def change(edit: Edit | None) -> None:
    """
    Change the scenario, so that the change can be undone.

    Parameters
    ----------
    edit
        All changes; none to give them up.
    """
    past = [*st.session_state.get(_PAST, []), current()]
    st.session_state[_PAST] = past[-_MOST_PAST:]
    st.session_state[_EDIT] = edit


def can_undo() -> bool:
    """
    Tell whether there is a change to undo.

    Returns
    -------
    can
        Whether there is.
    """
    return bool(st.session_state.get(_PAST))


def undo() -> Edit | None:
    """
    Undo the last change.

    Returns
    -------
    edit
        What is left; none when nothing is.
    """
    *earlier, last = st.session_state[_PAST]
    st.session_state[_PAST] = earlier
    st.session_state[_EDIT] = last
    return current()


def read(text: str, says: Speech) -> str:
    """
    Take the scenario from the address.

    Parameters
    ----------
    text
        What the address holds; empty when it holds none.
    says
        The language of a fault.

    Returns
    -------
    fault
        A sentence; empty when there is none.
    """
    if text == st.session_state.get(_READ, ""):
        return ""
    st.session_state[_READ] = text
    try:
        st.session_state[_EDIT] = _checked(text) if text else None
    except SpokenError as fault:
        return fault.sentence(says)
    return ""


def _checked(text: str) -> Edit:
    edit = packing.unpacked(text)
    editing.check(edit, installed())
    return edit


def write() -> str:
    """
    Write the scenario for the address.

    Returns
    -------
    text
        Empty when there is none.

    Raises
    ------
    EditError
        When it is too long for an address.
    """
    edit = current()
    text = packing.packed(edit) if edit else ""
    st.session_state[_READ] = text
    return text
