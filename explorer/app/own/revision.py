"""Revision: a change of the reader's takes effect, is refused with a sentence, or is undone."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from explorer.app.own import yours
from explorer.app.page import choice
from explorer.errors import ExplorerError, SketchError
from explorer.own.edit import Edit

Draft = Mapping[str, Any]


def later(act: Callable[..., None], *given: Any) -> Callable[..., None]:  # noqa: ANN401
    """
    Have something done when the run begins, and not in a widget's callback.

    Another message of the browser may cut a callback short, and what it was told is lost; what is
    waiting is done by that message's run.

    Parameters
    ----------
    act
        Changes the reader's scenario.
    *given
        What it is given first.

    Returns
    -------
    callback
        For a widget; what it is called with is given too.
    """

    def ask(*told: Any) -> None:  # noqa: ANN401
        yours.own().waiting.append(partial(act, *given, *told))
        choice.mark_dirty()

    return ask


def of_shown(act: Callable[..., None], *given: Any) -> Callable[..., None]:  # noqa: ANN401
    """
    Have something done later, as `later` has it, to the scenario that is shown now.

    Parameters
    ----------
    act
        Changes the reader's scenario.
    *given
        What it is given first.

    Returns
    -------
    callback
        For a widget; where another scenario was chosen in the same moment, nothing is done to that.
    """
    meant = _scenario()

    def fitting(*told: Any) -> None:  # noqa: ANN401
        now = _scenario()
        if now == meant or (now == yours.ID and yours.start() == meant):
            act(*given, *told)

    return later(fitting)


def carry_out() -> None:
    """Do what is waiting."""
    own = yours.own()
    while own.waiting:
        try:
            own.waiting[0]()
        except Exception:
            del own.waiting[0]  # a second time it would fail again
            raise
        del own.waiting[0]
    if own.shows:
        st.session_state[choice.SCENARIO] = own.shows
        choice.mark_dirty()
        own.shows = ""


def _scenario() -> str:
    """Name the scenario that is shown, after all that has been carried out."""
    found: str = yours.own().shows or st.session_state[choice.SCENARIO]
    return found


def shown() -> Edit | None:
    """
    Get the edit that is shown, if one is.

    Returns
    -------
    edit
        None where a scenario of the library is shown.
    """
    return yours.current() if _scenario() == yours.ID else None


def begun() -> Edit:
    """
    Get the edit that the next change builds on.

    Returns
    -------
    edit
        The one that is shown, else one that changes nothing of the scenario that is shown.
    """
    return shown() or Edit(base=_scenario())


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
    of = _scenario()
    own = yours.own()
    own.draft, own.fault, own.refused_on = draft, fault, of


def refused() -> ExplorerError | None:
    """
    Tell why the last change could not be made.

    Returns
    -------
    fault
        None where it could, or where another scenario is shown by now.
    """
    of = _scenario()
    own = yours.own()
    return own.fault if own.refused_on == of else None


def draft() -> Draft | None:
    """
    Get what was drawn last and could not be used.

    Returns
    -------
    draft
        For the board; none where there is none.
    """
    return yours.own().draft if refused() else None


def discard() -> None:
    """Forget what was refused."""
    own = yours.own()
    own.draft, own.fault, own.refused_on = None, None, ""


def give_up() -> None:
    """Give all changes up, and show what the reader started from."""
    _show(None, yours.start())


def undo() -> None:
    """Undo the last change, and show what was shown before it; a refused one is only forgotten."""
    if refused():
        discard()
        return
    before = yours.undo()
    discard()
    yours.own().shows = before


def _show(edit: Edit | None, scenario: str) -> None:
    before = _scenario()
    yours.change(edit, before)
    discard()
    yours.own().shows = scenario


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
