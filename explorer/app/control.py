"""Control: a list to choose from that shows a value which is kept elsewhere.

A widget that keeps the value itself loses it where a view does not draw it, and takes a label in
another language for a value. And a browser that is a run behind sends what its widgets showed
before, which would count as the reader's choice. So where value or language are others, the widget
is another one too, and what is said of one that is gone does not count.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from explorer.app import choice

Option = TypeVar("Option", bound=str)


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
    Offer a choice.

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
    state, count = st.session_state, f"{name} turn"
    stem = f"{name}-{choice.language()}"
    turn = state.get(count, 0)
    if state.get(f"{stem}-{turn}", value) != value:
        turn += 1
    state[count], key = turn, f"{stem}-{turn}"

    def tell() -> None:
        if state[count] == turn:
            chosen(state[key])

    st.selectbox(
        label,
        options,
        index=options.index(value),
        format_func=written,
        key=key,
        on_change=tell,
    )
