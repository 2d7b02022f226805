"""Control: widgets that show a value which is kept elsewhere.

Streamlit drops a widget's own value when a view does not draw the widget, and confuses labels with
values when the language changes. A browser that is one run behind also sends the values that its
widgets showed before. So a widget gets a new key whenever its value or language changes, and events
of widgets that are gone are ignored.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from explorer.app.page import choice

Option = TypeVar("Option", bound=str)


class _Widget(NamedTuple):
    """A widget's key, and its `on_change` callback."""

    key: str
    on_change: Callable[[], None]


def _widget(name: str, value: Any, on_choose: Callable[[Any], None]) -> _Widget:  # noqa: ANN401
    state, count = st.session_state, f"{name} turn"
    stem = f"{name}-{choice.language()}"
    turn = state.get(count, 0)
    if state.get(f"{stem}-{turn}", value) != value:
        turn += 1
    state[count], key = turn, f"{stem}-{turn}"

    def on_change() -> None:
        # Streamlit re-fires on_change after an interrupted rerun; ignore it unless the value
        # changed
        if state[count] == turn and state[key] != value:
            on_choose(state[key])

    return _Widget(key, on_change)


def select(
    label: str,
    options: Sequence[Option],
    value: Option,
    *,
    name: str,
    label_of: Callable[[Option], str],
    on_choose: Callable[[Option], None],
) -> None:
    """
    Ask for one of several options.

    Parameters
    ----------
    label
        Label of the widget.
    options
        The options.
    value
        The chosen one.
    name
        Name of the widget, unique on the page.
    label_of
        Writes an option in the reader's language.
    on_choose
        Called before the next run when the reader chooses another option.
    """
    key, on_change = _widget(name, value, on_choose)
    st.selectbox(
        label,
        options,
        index=options.index(value),
        format_func=label_of,
        key=key,
        on_change=on_change,
    )


def multiselect(
    label: str,
    options: Sequence[Option],
    values: Sequence[Option],
    *,
    name: str,
    label_of: Callable[[Option], str],
    on_choose: Callable[[list[Option]], None],
    placeholder: str,
) -> None:
    """
    Ask for any number of options.

    Parameters
    ----------
    label
        Label of the widget.
    options
        The options.
    values
        The chosen ones.
    name
        Name of the widget, unique on the page.
    label_of
        Writes an option in the reader's language.
    on_choose
        Called before the next run when the reader chooses other options.
    placeholder
        Text shown while none is chosen.
    """
    shown = list(values)
    key, on_change = _widget(name, shown, on_choose)
    st.multiselect(
        label,
        options,
        default=shown,
        format_func=label_of,
        placeholder=placeholder,
        key=key,
        on_change=on_change,
    )


def number(label: str, value: float, *, name: str, on_choose: Callable[[float], None]) -> None:
    """
    Ask for a number.

    Parameters
    ----------
    label
        Label of the widget.
    value
        The present value.
    name
        Name of the widget, unique on the page.
    on_choose
        Called before the next run when the reader sets another number; it must enforce any bounds,
        since Streamlit reports them in English only.
    """
    key, on_change = _widget(name, value, on_choose)
    st.number_input(label, value=value, step=1.0, format="%g", key=key, on_change=on_change)


def text(
    label: str,
    value: str,
    *,
    name: str,
    max_chars: int,
    placeholder: str,
    on_choose: Callable[[str], None],
) -> None:
    """
    Ask for a line of text.

    Parameters
    ----------
    label
        Label of the widget.
    value
        The present value.
    name
        Name of the widget, unique on the page.
    max_chars
        Most characters that it may have.
    placeholder
        Text shown while it is empty.
    on_choose
        Called before the next run when the reader writes another text.
    """
    key, on_change = _widget(name, value, on_choose)
    st.text_input(
        label, value, max_chars=max_chars, placeholder=placeholder, key=key, on_change=on_change
    )
