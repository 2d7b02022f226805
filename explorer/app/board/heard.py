"""Heard: what the browser tells of a component, of which nothing is lost and nothing heard twice.

The browser's next message may push aside what a trigger carried, so a component keeps what it tells
as state, which goes with every message; the time at which it was told says whether it is new.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.app.own import revision


def once(key: str, event: str, act: Callable[[Any], None]) -> Callable[[], None]:
    """
    Make the callback of an event.

    Parameters
    ----------
    key
        The component's key on the page.
    event
        The event, whose value has `at`, in milliseconds since the page was opened, and `value`.
    act
        Called with the value at the start of the next run.

    Returns
    -------
    callback
        Queues the call, which no message interrupts; does nothing if it was queued before.
    """
    newest: dict[str, float] = st.session_state.setdefault(f"{key}-heard", {})
    later = revision.defer(act)

    def hear() -> None:
        told = value(key, event)
        at = told.get("at") if isinstance(told, dict) else None
        if isinstance(at, int | float) and at > newest.get(event, 0):
            newest[event] = at
            later(told["value"])

    return hear


def value(key: str, event: str) -> Any:  # noqa: ANN401
    """
    Get what the browser sent last.

    Parameters
    ----------
    key
        The component's key on the page.
    event
        The event.

    Returns
    -------
    value
        `None` if there is none.
    """
    # the browser's next message interrupts a run at any access to one value of the session, and
    # what was sent before is lost; a copy of all values is read without such a pause
    return st.session_state.to_dict()[key].get(event)
