"""Control: widgets that show a value which is kept elsewhere.

Streamlit drops a widget's own value when a view does not draw the widget, and confuses labels with
values when the language changes. A browser that is one run behind also sends the values that its
widgets showed before. So a widget gets a new key whenever its value or language changes, and events
of widgets that are gone are ignored.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import streamlit as st

from explorer.app.page import choice
from explorer.language import Speech, _

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

Option = TypeVar("Option", bound=str)
_CHOOSE = _("Choose a file")


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


def upload(
    label: str,
    types: Sequence[str],
    speech: Speech,
    *,
    key: str,
    on_change: Callable[[], None] | None = None,
) -> "UploadedFile | None":
    """
    Ask for a file.

    Parameters
    ----------
    label
        Label of the widget; it says which files, and how large they may be.
    types
        Endings of their names.
    speech
        The language.
    key
        Its key on the page.
    on_change
        Called before the next run when the reader chooses a file, or takes it away.

    Returns
    -------
    file
        `None` if there is none.
    """
    file = st.file_uploader(label, type=list(types), key=key, on_change=on_change)
    # Streamlit labels the button in English
    button = f'.st-key-{key} [data-testid="stFileUploaderDropzone"] button'
    text = escape(speech.gettext(_CHOOSE))
    st.html(
        f'<style>{button} [data-testid="stMarkdownContainer"]::after '
        f'{{ content: "{text}"; }}</style>'
    )
    return file
