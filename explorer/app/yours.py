"""Yours: the reader's own scenario, kept for the session and in the address."""

from typing import NamedTuple

import streamlit as st

from explorer import edit as editing
from explorer import packing
from explorer.app import content
from explorer.catalog import installed
from explorer.edit import Edit
from explorer.errors import EditError, ExplorerError
from explorer.scenario import Scenario

ID = editing.ID
# In `st.session_state`: the edit, what was shown before each change, and what the address said.
_EDIT, _PAST, _READ = "edit", "edits before", "edit in the address"
_MOST_PAST = 50


class Past(NamedTuple):
    """
    What was shown before a change.

    Attributes
    ----------
    edit
        The reader's changes; none before the first.
    scenario
        Id of the scenario that was shown.
    """

    edit: Edit | None
    scenario: str


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


def check(edit: Edit, day: str) -> None:
    """
    Refuse what cannot be shown, before it takes the place of what can.

    Parameters
    ----------
    edit
        The changes, from a reader or from a stranger's address or file.
    day
        ISO date of the line of contact.

    Raises
    ------
    ExplorerError
        When they do not fit together, or cannot be overlaid.
    """
    editing.check(edit, installed())
    content.drawn_up(installed(), editing.applied(edit), day)


def change(edit: Edit | None, shown: str) -> None:
    """
    Change the scenario, so that the change can be undone.

    Parameters
    ----------
    edit
        All changes; none to give them up.
    shown
        Id of the scenario that is shown before the change.
    """
    past = [*st.session_state.get(_PAST, []), Past(current(), shown)]
    st.session_state[_PAST] = past[-_MOST_PAST:]
    st.session_state[_EDIT] = edit


def last() -> Past | None:
    """
    Tell what the last change can be undone to.

    Returns
    -------
    past
        What was shown before it; none when there is no change to undo.
    """
    past: list[Past] = st.session_state.get(_PAST, [])
    return past[-1] if past else None


def start() -> str:
    """
    Tell which scenario the reader's own one took its start from.

    Returns
    -------
    scenario
        Id of the one that was shown before the first of the changes that it is made of.
    """
    past: list[Past] = st.session_state.get(_PAST, [])
    before = next((each for each in reversed(past) if each.edit is None), None)
    edit = current()
    found = before.scenario if before else edit.base if edit else ""
    return found if found != ID else editing.FREEZE


def undo() -> str:
    """
    Undo the last change.

    Returns
    -------
    scenario
        Id of the scenario that was shown before it; empty when there is no change to undo.
    """
    before = last()
    if before is None:  # a second click overtook the run of the first
        return ""
    st.session_state[_PAST] = st.session_state[_PAST][:-1]
    st.session_state[_EDIT] = before.edit
    return before.scenario


def read(text: str, day: str) -> ExplorerError | None:
    """
    Take the scenario from the address.

    Parameters
    ----------
    text
        What the address holds; empty when it holds none.
    day
        ISO date of the line of contact.

    Returns
    -------
    fault
        None when there is none.
    """
    if text == st.session_state.get(_READ, ""):
        return None
    st.session_state[_READ] = text
    st.session_state[_EDIT] = None
    try:
        st.session_state[_EDIT] = _checked(text, day) if text else None
    except ExplorerError as fault:
        return fault
    return None


def squeezed() -> str:
    """
    Write the scenario for the browser to hold, where it is too long for the address.

    Returns
    -------
    text
        Empty when there is none, or the address carries it.
    """
    edit = current()
    carried = st.session_state.get(_READ, "")
    return packing.squeezed(edit) if edit and not carried else ""


def restore(text: str, day: str) -> None:
    """
    Take the scenario that the browser held.

    Parameters
    ----------
    text
        What `squeezed` wrote, or anything else.
    day
        ISO date of the line of contact.

    Raises
    ------
    ExplorerError
        When it is anything else, or cannot be shown.
    """
    st.session_state[_EDIT] = _checked(text, day)


def _checked(text: str, day: str) -> Edit:
    edit = packing.unpacked(text)
    check(edit, day)
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
        When it is too long for an address; the session goes on with it.
    """
    edit = current()
    st.session_state[_READ] = ""
    text = packing.packed(edit) if edit else ""
    st.session_state[_READ] = text
    return text
