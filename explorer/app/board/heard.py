"""Heard: what the browser tells of a component, of which nothing is lost and nothing heard twice.

The browser's next message may push aside what a trigger carried, so a component keeps what it tells
as state, which goes with every message; the time at which it was told says whether it is new.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

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
        The event, whose value has `at`, in milliseconds since the page was opened, `from`, the
        query of the address that the page had then, and `value`.
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


def catch_up(key: str, acts: Mapping[str, Callable[[Any], None]]) -> None:
    """
    Act on what a page told that was open before this session, as after a restart of the server.

    Such a page is first heard of when its reader does something, and Streamlit takes what comes
    with a session's first run for values that always were. What was told at the very address that
    the page still has was never answered, because every answer changes the address.

    Parameters
    ----------
    key
        The component's key on the page; the component has been shown in this run.
    acts
        Called with the value of each event at the start of the run that follows at once.
    """
    if f"{key}-caught-up" in st.session_state:
        return
    st.session_state[f"{key}-caught-up"] = True
    for event, act in acts.items():
        told = value(key, event)
        if isinstance(told, dict) and _parameters(told.get("from")) == st.query_params.to_dict():
            revision.defer(act)(told["value"])
    if revision.is_pending():
        st.rerun()


def _parameters(query: object) -> dict[str, str]:
    return dict(parse_qsl(str(query).removeprefix("?"), keep_blank_values=True))


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
