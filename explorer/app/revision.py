"""Revision: a change of the reader's takes effect, is refused with a sentence, or is undone."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from explorer.app import choice, yours
from explorer.edit import Edit
from explorer.errors import ExplorerError, SketchError

# In `st.session_state`: what was drawn last and cannot be used, why, and the scenario it was for.
_DRAFT, _FAULT, _OF = "draft", "fault of the draft", "scenario of the draft"
Draft = Mapping[str, Any]


def shown() -> Edit | None:
    """
    Get the edit that is shown, if one is: as it is now, for two clicks may outrun a run.

    Returns
    -------
    edit
        None where a scenario of the library is shown.
    """
    return yours.current() if st.session_state[choice.SCENARIO] == yours.ID else None


def begun() -> Edit:
    """
    Get the edit that the next change builds on.

    Returns
    -------
    edit
        The one that is shown, else one that changes nothing of the scenario that is shown.
    """
    return shown() or Edit(base=st.session_state[choice.SCENARIO])


def make(edit: Edit, draft: Draft | None = None) -> None:
    """
    Make an edit the scenario shown, if it changes something; `refused` says why it cannot be.

    Parameters
    ----------
    edit
        All changes.
    draft
        What was drawn for it, for the map; it stays there to be mended where it is refused.
    """
    if edit == begun():
        return
    try:
        accept(edit)
    except ExplorerError as fault:
        refuse(fault, draft)


def accept(edit: Edit) -> None:
    """
    Make an edit the scenario shown.

    Parameters
    ----------
    edit
        All changes.

    Raises
    ------
    ExplorerError
        When it cannot be shown; then nothing has changed.
    """
    yours.check(edit, st.session_state[choice.BASELINE])
    _show(edit, yours.ID)


def refuse(fault: ExplorerError, draft: Draft | None = None) -> None:
    """
    Note why a change cannot be made.

    Parameters
    ----------
    fault
        The error.
    draft
        What was drawn, for the map.
    """
    st.session_state[_DRAFT], st.session_state[_FAULT] = draft, fault
    st.session_state[_OF] = st.session_state[choice.SCENARIO]


def refused() -> ExplorerError | None:
    """
    Tell why the last change could not be made.

    Returns
    -------
    fault
        None where it could, or where another scenario is shown by now.
    """
    if st.session_state.get(_OF) != st.session_state[choice.SCENARIO]:
        return None
    fault: ExplorerError | None = st.session_state.get(_FAULT)
    return fault


def draft() -> Draft | None:
    """
    Get what was drawn last and could not be used.

    Returns
    -------
    draft
        For the board; none where there is none.
    """
    found: Draft | None = st.session_state.get(_DRAFT) if refused() else None
    return found


def discard() -> None:
    """Forget what was refused."""
    for name in (_DRAFT, _FAULT, _OF):
        st.session_state.pop(name, None)


def give_up() -> None:
    """Give all changes up, and show what the reader started from."""
    _show(None, yours.start())


def undo() -> None:
    """Undo the last change, and show what was shown before it."""
    before = yours.undo()
    discard()
    if before:
        st.session_state[choice.SCENARIO] = before
        choice.used()


def _show(edit: Edit | None, scenario: str) -> None:
    yours.change(edit, st.session_state[choice.SCENARIO])
    discard()
    st.session_state[choice.SCENARIO] = scenario
    choice.used()


def named(fault: ExplorerError, label: Callable[[str], str]) -> ExplorerError:
    """
    Let a fault call a sketch what the page does.

    Parameters
    ----------
    fault
        The error.
    label
        Says what the page calls a sketch of some name.

    Returns
    -------
    fault
        The same one, or one of its kind that says the label.
    """
    if not isinstance(fault, SketchError) or "name" not in fault.values:
        return fault
    name = label(str(fault.values["name"]))
    return SketchError(fault.template, **{**fault.values, "name": name})
