"""Yours: the reader's own scenario, kept for the session and in the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import streamlit as st

from explorer.app.page import boundaries, content
from explorer.errors import EditError, ExplorerError
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
    The state before a change.

    Attributes
    ----------
    edit
        The reader's changes; `None` before the first.
    scenario
        Id of the scenario that was shown.
    """

    edit: Edit | None
    scenario: str


@dataclass
class OwnState:
    """
    A session's state of the reader's own scenario.

    It is one object, because a run can be interrupted at any access to `st.session_state`, which
    would leave several values half changed.

    Attributes
    ----------
    edit
        The changes; `None` before the first.
    past
        The state before each change.
    in_address
        The packed scenario as the address has it.
    drawings, deferred
        Changes that the next run has to apply, those of the map first.
    show_next
        Id of the scenario to show next; empty if it is shown already.
    draft, fault, refused_on
        The last drawing if it was refused, the error of a refused change, and the scenario that
        was shown then.
    """

    edit: Edit | None = None
    past: list[Past] = field(default_factory=list)
    in_address: str = ""
    drawings: list[Callable[[], None]] = field(default_factory=list)
    deferred: list[Callable[[], None]] = field(default_factory=list)
    show_next: str = ""
    draft: Mapping[str, Any] | None = None
    fault: ExplorerError | None = None
    refused_on: str = ""


def state() -> OwnState:
    """
    Get this session's state.

    Returns
    -------
    state
        Changed in place by the functions of this module and of `revision`.
    """
    kept: OwnState = st.session_state.setdefault(_OWN, OwnState())
    return kept


def exists() -> bool:
    """
    Tell whether the reader has a scenario of their own.

    Returns
    -------
    exists
        True if there is one.
    """
    return edit() is not None


def edit() -> Edit | None:
    """
    Get the reader's changes.

    Returns
    -------
    edit
        The changes; `None` before the first.
    """
    return state().edit


def scenario() -> Scenario:
    """
    Apply the reader's changes to the scenario that they start from.

    Returns
    -------
    scenario
        A scenario of the kind `own`.

    Raises
    ------
    EditError
        If nothing was changed.
    """
    changes = edit()
    if changes is None:
        raise EditError("nothing was changed")
    return editing.applied(changes)


def check(edit: Edit, day: str) -> None:
    """
    Check that an edit can be shown, before it replaces the one that is.

    Parameters
    ----------
    edit
        The changes, from a reader or from a stranger's address or file.
    day
        ISO date of the line of contact.

    Raises
    ------
    ExplorerError
        If the changes contradict each other, or cannot be overlaid.
    """
    editing.check(edit, boundaries.catalog())
    content.compute_report(boundaries.catalog(), editing.applied(edit), day)


def change(edit: Edit | None, shown: str) -> None:
    """
    Replace the reader's changes, so that this can be undone.

    Parameters
    ----------
    edit
        All changes; `None` to drop them.
    shown
        Id of the scenario that is shown before the change.
    """
    kept = state()
    kept.past = [*kept.past, Past(kept.edit, shown)][-_MOST_PAST:]
    kept.edit = edit


def previous() -> Past | None:
    """
    Get the state that undoing the last change returns to.

    Returns
    -------
    past
        `None` if there is no change to undo.
    """
    past = state().past
    return past[-1] if past else None


def start() -> str:
    """
    Get the scenario that the reader's own one started from.

    Returns
    -------
    scenario
        Id of the scenario that was shown before the first of its changes.
    """
    kept = state()
    before = next((each for each in reversed(kept.past) if each.edit is None), None)
    start = before.scenario if before else kept.edit.base if kept.edit else ""
    return editing.FREEZE if start in ("", ID) else start


def undo() -> str:
    """
    Undo the last change.

    Returns
    -------
    scenario
        Id of the scenario that was shown before it; empty if there is no change to undo.
    """
    kept = state()
    if not kept.past:  # a second click came before the first one's rerun
        return ""
    before = kept.past.pop()
    kept.edit = before.edit
    return before.scenario


def read_address(text: str, day: str) -> ExplorerError | None:
    """
    Read the reader's scenario from the address.

    Parameters
    ----------
    text
        The packed scenario; empty if the address has none.
    day
        ISO date of the line of contact.

    Returns
    -------
    fault
        `None` if it can be shown.
    """
    kept = state()
    if text == kept.in_address:
        return None
    try:
        edit = _checked(text, day) if text else None
    except ExplorerError as fault:
        kept.in_address, kept.edit = text, None
        return fault
    # only now: a run that is interrupted while it waits reads the address again
    kept.in_address, kept.edit = text, edit
    return None


def packed_for_browser() -> str:
    """
    Pack a scenario that is too long for the address, for the browser's tab to keep.

    Returns
    -------
    text
        Empty if there is none, or if the address has it.
    """
    kept = state()
    return packing.compressed(kept.edit) if kept.edit and not kept.in_address else ""


def restore(text: str, day: str) -> None:
    """
    Restore the scenario that the browser's tab kept.

    Parameters
    ----------
    text
        From the browser; anything but the text of `packed_for_browser` is refused.
    day
        ISO date of the line of contact.

    Raises
    ------
    ExplorerError
        If it cannot be unpacked or shown.
    """
    state().edit = _checked(text, day)


def _checked(text: str, day: str) -> Edit:
    edit = packing.unpacked(text)
    check(edit, day)
    return edit


def packed_for_address() -> str:
    """
    Pack the scenario for the address.

    Returns
    -------
    text
        Empty if there is none.

    Raises
    ------
    EditError
        If it is too long for an address; the session keeps it.
    """
    kept = state()
    kept.in_address = ""
    kept.in_address = packing.packed(kept.edit) if kept.edit else ""
    return kept.in_address
