"""Control: what the reader sets, showing a value that is kept elsewhere.

A widget that keeps the value itself loses it where a view does not draw it, and takes a label in
another language for a value. And a browser that is a run behind sends what its widgets showed
before, which would count as the reader's choice. So where value or language are others, the widget
is another one too, and what is said of one that is gone does not count.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from explorer.app.page import choice

Option = TypeVar("Option", bound=str)


class _Widget(NamedTuple):
    """A widget's key, and what is called when the reader sets it."""

    key: str
    tell: Callable[[], None]


def _widget(name: str, value: Any, chosen: Callable[[Any], None]) -> _Widget:  # noqa: ANN401
    state, count = st.session_state, f"{name} turn"
    stem = f"{name}-{choice.language()}"
    turn = state.get(count, 0)
    if state.get(f"{stem}-{turn}", value) != value:
        turn += 1
    state[count], key = turn, f"{stem}-{turn}"

    def tell() -> None:
        # a run that was cut short forgets what it showed, and is told of that as of something new
        if state[count] == turn and state[key] != value:
            chosen(state[key])

    return _Widget(key, tell)


def select(
    label: str,
    options: Sequence[Option],
    value: Option,
    *,
    name: str,
    written: Callable[[Option], str],
    chosen: Callable[[Option], None],
) -> None:
    """
    Offer a choice of one.

    Parameters
    ----------
    label
        What it is a choice of.
    options
        What there is to choose.
    value
        Which of them is shown.
    name
        Its name on the page.
    written
        Writes an option in the reader's language.
    chosen
        Called before the next run when the reader chooses another one.
    """
    key, tell = _widget(name, value, chosen)
    st.selectbox(
        label,
        options,
        index=options.index(value),
        format_func=written,
        key=key,
        on_change=tell,
    )


def several(
    label: str,
    options: Sequence[Option],
    values: Sequence[Option],
    *,
    name: str,
    written: Callable[[Option], str],
    chosen: Callable[[list[Option]], None],
    empty: str,
) -> None:
    """
    Offer a choice of several.

    Parameters
    ----------
    label
        What it is a choice of.
    options
        What there is to choose.
    values
        Which of them are shown.
    name
        Its name on the page.
    written
        Writes an option in the reader's language.
    chosen
        Called before the next run when the reader chooses others.
    empty
        What stands there when none is chosen.
    """
    shown = list(values)
    key, tell = _widget(name, shown, chosen)
    st.multiselect(
        label,
        options,
        default=shown,
        format_func=written,
        placeholder=empty,
        key=key,
        on_change=tell,
    )


def number(label: str, value: float, *, name: str, chosen: Callable[[float], None]) -> None:
    """
    Ask for a number.

    Parameters
    ----------
    label
        What it is.
    value
        What is shown.
    name
        Its name on the page.
    chosen
        Called before the next run when the reader sets another one; it keeps the bounds, which
        Streamlit would tell in English only.
    """
    key, tell = _widget(name, value, chosen)
    st.number_input(label, value=value, step=1.0, format="%g", key=key, on_change=tell)


def text(
    label: str, value: str, *, name: str, most: int, empty: str, chosen: Callable[[str], None]
) -> None:
    """
    Ask for a line of text.

    Parameters
    ----------
    label
        What it is.
    value
        What is shown.
    name
        Its name on the page.
    most
        Letters that it may have.
    empty
        What stands there when there is none.
    chosen
        Called before the next run when the reader writes another one.
    """
    key, tell = _widget(name, value, chosen)
    st.text_input(label, value, max_chars=most, placeholder=empty, key=key, on_change=tell)
