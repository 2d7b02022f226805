"""Revision: applies a reader's change, refuses it with an error, or undoes it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from explorer.app.page import choice, yours
from explorer.errors import ExplorerError, SketchError
from explorer.own.edit import Edit

Draft = Mapping[str, Any]


def defer(act: Callable[..., None], *args: Any) -> Callable[..., None]:  # noqa: ANN401
    """
    Make a widget's callback that queues a change for the start of the next run.

    The browser's next message may interrupt a callback at any access to `st.session_state`, and its
    arguments are lost. This callback only queues the change, which no message interrupts; the run
    that follows applies it.

    Parameters
    ----------
    act
        Changes the reader's scenario.
    *args
        Its first arguments.

    Returns
    -------
    callback
        Takes the other arguments of `act`.
    """
    return _queued(yours.state().deferred, partial(act, *args))


def defer_drawing(act: Callable[..., None]) -> Callable[..., None]:
    """
    Make a callback like that of `defer`, whose change is applied before all others of the run.

    Streamlit runs the callbacks of the map after those of other controls; when both come with one
    message, the reader has drawn first.

    Parameters
    ----------
    act
        Takes a drawing into the reader's scenario.

    Returns
    -------
    callback
        Takes the arguments of `act`.
    """
    return _queued(yours.state().drawings, act)


def _queued(queue: list[Callable[[], None]], act: Callable[..., None]) -> Callable[..., None]:
    def callback(*values: Any) -> None:  # noqa: ANN401
        queue.append(partial(act, *values))

    return callback


def defer_for_shown(act: Callable[..., None], *args: Any) -> Callable[..., None]:  # noqa: ANN401
    """
    Make a callback like that of `defer`, which applies only to the scenario shown now.

    Parameters
    ----------
    act
        Changes the reader's scenario.
    *args
        Its first arguments.

    Returns
    -------
    callback
        Takes the other arguments of `act`; does nothing if another scenario was chosen meanwhile.
    """
    intended = _scenario()

    def act_if_shown(*values: Any) -> None:  # noqa: ANN401
        now = _scenario()
        if now == intended or (now == yours.ID and yours.start() == intended):
            act(*args, *values)

    return defer(act_if_shown)


def is_pending() -> bool:
    """
    Tell whether changes wait for `run_deferred`.

    Returns
    -------
    pending
        True after a callback of `defer` or `defer_drawing`.
    """
    state = yours.state()
    return bool(state.drawings or state.deferred)


def run_deferred() -> None:
    """Apply the queued changes, and switch to the scenario that they show."""
    state = yours.state()
    for queue in (state.drawings, state.deferred):
        while queue:
            try:
                queue[0]()
            except Exception:
                del queue[0]  # it would fail again in every run
                raise
            del queue[0]
    if state.show_next:
        st.session_state[choice.SCENARIO] = state.show_next
        choice.mark_dirty()
        state.show_next = ""


def _scenario() -> str:
    """Get the id of the scenario that is shown once all queued changes are applied."""
    scenario: str = yours.state().show_next or st.session_state[choice.SCENARIO]
    return scenario


def shown_edit() -> Edit | None:
    """
    Get the reader's edit, if it is shown.

    Returns
    -------
    edit
        `None` if a scenario of the library is shown.
    """
    return yours.edit() if _scenario() == yours.ID else None


def current_edit() -> Edit:
    """
    Get the edit that the next change starts from.

    Returns
    -------
    edit
        The one that is shown, else an empty edit of the scenario that is shown.
    """
    return shown_edit() or Edit(base=_scenario())


def apply(edit: Edit, draft: Draft | None = None) -> None:
    """
    Show an edit if it changes something; if it cannot be shown, `refusal` returns the error.

    Parameters
    ----------
    edit
        All changes of the reader.
    draft
        The drawing that it comes from; if it is refused, the map keeps it to be corrected.
    """
    if edit == current_edit():
        return
    try:
        accept(edit)
    except ExplorerError as fault:
        refuse(fault, draft)


def accept(edit: Edit) -> None:
    """
    Show an edit.

    Parameters
    ----------
    edit
        All changes of the reader.

    Raises
    ------
    ExplorerError
        If it cannot be shown; then nothing changes.
    """
    yours.check(edit, st.session_state[choice.BASELINE])
    _show(edit, yours.ID)


def refuse(fault: ExplorerError, draft: Draft | None = None) -> None:
    """
    Record why a change cannot be made.

    Parameters
    ----------
    fault
        The error.
    draft
        The drawing that it comes from, for the map.
    """
    scenario = _scenario()
    state = yours.state()
    state.draft, state.fault, state.refused_on = draft, fault, scenario


def refusal() -> ExplorerError | None:
    """
    Get the error of the last change.

    Returns
    -------
    fault
        `None` if it was made, or if another scenario is shown by now.
    """
    scenario = _scenario()
    state = yours.state()
    return state.fault if state.refused_on == scenario else None


def draft() -> Draft | None:
    """
    Get the last drawing, if it was refused.

    Returns
    -------
    draft
        As the board takes it; `None` if the last change was made.
    """
    return yours.state().draft if refusal() else None


def discard() -> None:
    """Forget the refused change."""
    state = yours.state()
    state.draft, state.fault, state.refused_on = None, None, ""


def start_over() -> None:
    """Drop all changes, and show the scenario that the reader started from."""
    _show(None, yours.start())


def undo() -> None:
    """Undo the last change, and show what was shown before; a refused change is just forgotten."""
    if refusal():
        discard()
        return
    before = yours.undo()
    discard()
    yours.state().show_next = before


def _show(edit: Edit | None, scenario: str) -> None:
    before = _scenario()
    yours.change(edit, before)
    discard()
    yours.state().show_next = scenario


def with_label(fault: ExplorerError, label: Callable[[str], str]) -> ExplorerError:
    """
    Replace a sketch's name in an error by its label on the page.

    Parameters
    ----------
    fault
        The error.
    label
        Returns the page's label of a sketch, given its name.

    Returns
    -------
    fault
        The same error, or a copy with the label.
    """
    if not isinstance(fault, SketchError) or "name" not in fault.values:
        return fault
    name = label(str(fault.values["name"]))
    return SketchError(fault.template, **{**fault.values, "name": name})
