"""Yours: the reader's own scenario, kept for the session and in the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import streamlit as st

from explorer.app.views import content
from explorer.errors import EditError, ExplorerError
from explorer.layers.catalog import installed
from explorer.own import edit as editing
from explorer.own import packing
from explorer.own.edit import Edit
from explorer.scenarios.model import Scenario

ID = editing.ID
# In `st.session_state`.
_OWN = "own scenario"
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


@dataclass
class Own:
    """
    What a session knows of the reader's own scenario.

    It is one object, for another message may end a run wherever it asks `st.session_state` for
    something: what is changed here is changed whole.

    Attributes
    ----------
    edit
        The changes; none before the first.
    past
        What was shown before each change.
    carried
        What the address says of it.
    waiting
        What the reader has asked for and the next run has to do.
    shows
        Id of the scenario that is to be shown next; empty when it is shown already.
    draft, fault, refused_on
        What was drawn last and cannot be used, why a change was refused, and on which scenario.
    """

    edit: Edit | None = None
    past: list[Past] = field(default_factory=list)
    carried: str = ""
    waiting: list[Callable[[], None]] = field(default_factory=list)
    shows: str = ""
    draft: Mapping[str, Any] | None = None
    fault: ExplorerError | None = None
    refused_on: str = ""


def own() -> Own:
    """
    Get what this session knows.

    Returns
    -------
    own
        To be changed in place.
    """
    found: Own = st.session_state.setdefault(_OWN, Own())
    return found


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
    return own().edit


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
    found = own()
    found.past = [*found.past, Past(found.edit, shown)][-_MOST_PAST:]
    found.edit = edit


def last() -> Past | None:
    """
    Tell what the last change can be undone to.

    Returns
    -------
    past
        What was shown before it; none when there is no change to undo.
    """
    past = own().past
    return past[-1] if past else None


def start() -> str:
    """
    Tell which scenario the reader's own one took its start from.

    Returns
    -------
    scenario
        Id of the one that was shown before the first of the changes that it is made of.
    """
    found = own()
    before = next((each for each in reversed(found.past) if each.edit is None), None)
    start = before.scenario if before else found.edit.base if found.edit else ""
    return editing.FREEZE if start in ("", ID) else start


def undo() -> str:
    """
    Undo the last change.

    Returns
    -------
    scenario
        Id of the scenario that was shown before it; empty when there is no change to undo.
    """
    found = own()
    if not found.past:  # a second click overtook the run of the first
        return ""
    before = found.past.pop()
    found.edit = before.edit
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
    found = own()
    if text == found.carried:
        return None
    found.carried, found.edit = text, None
    try:
        found.edit = _checked(text, day) if text else None
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
    found = own()
    return packing.squeezed(found.edit) if found.edit and not found.carried else ""


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
    own().edit = _checked(text, day)


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
    found = own()
    found.carried = ""
    found.carried = packing.packed(found.edit) if found.edit else ""
    return found.carried
