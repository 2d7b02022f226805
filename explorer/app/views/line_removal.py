"""Line removal: imported lines and fetched maps that a reader deletes from this machine."""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Literal, NamedTuple

import streamlit as st

from explorer.app.page import boundaries, control, notice
from explorer.app.page import choice as choosing
from explorer.app.page.choice import Choice
from explorer.atoms import imported
from explorer.errors import ExplorerError
from explorer.language import Speech, _
from explorer.layers import baselines, inventory
from explorer.layers.catalog import Catalog, lines_folder
from explorer.own import imports
from explorer.own.imports import Day
from explorer.sources import store
from explorer.wording import lines as wording
from explorer.wording import provenance

# In `st.session_state`: what is chosen, what the reader has to confirm, and what went wrong.
_CHOSEN, _ASKED, _FAULT = "removal", "removal asked", "removal fault"
_WARNING_LINE = _(
    "This deletes the line of contact {name} from this machine ({size} kB). Addresses and figures "
    "that name it no longer open here. The file that it was traced from stays."
)
_WARNING_MAP = _(
    "This deletes the fetched map of {name} from this machine ({size} kB). A line that was made "
    "of it stays; to have the map again, it must be fetched again."
)


class Removable(NamedTuple):
    """
    What can be deleted.

    Attributes
    ----------
    kind
        An imported line, or a map that was fetched.
    name
        `SOURCE:DATE`.
    source
        The source's own name.
    size
        Bytes.
    """

    kind: Literal["line", "map"]
    name: str
    source: str
    size: int

    @property
    def key(self) -> str:
        """Its kind and name in one word."""
        return f"{self.kind} {self.name}"


def show(choice: Choice, speech: Speech) -> None:
    """
    Offer to delete what was imported or fetched, if there is any.

    Parameters
    ----------
    choice
        What the reader has chosen.
    speech
        The language.
    """
    removables = {each.key: each for each in _removables(choice.catalog)}
    state = st.session_state
    if fault := state.pop(_FAULT, None):
        notice.show_error(fault, speech)
    if not removables:
        return
    chosen = state.get(_CHOSEN)
    if chosen not in removables:
        chosen = next(iter(removables))
    st.html(f"<h2>{escape(speech.gettext('Delete'))}</h2>")
    control.select(
        speech.gettext("Imported line or fetched map"),
        tuple(removables),
        chosen,
        name=_CHOSEN,
        label_of=lambda key: _label(removables[key], speech),
        on_choose=lambda key: state.update({_CHOSEN: key}),
    )
    _confirm(removables[chosen], choice.catalog, speech)


def _removables(catalog: Catalog) -> Iterator[Removable]:
    for line in reversed(inventory.lines(catalog)):
        if not line.is_shipped:
            yield Removable("line", line.name, line.source, line.size)
    own = store.own()
    for source in imports.SOURCES:
        for day in reversed(own.days(source.id)):
            name, path = Day(source.id, day).name, own.path(source.id, day)
            # a map whose file is gone has a record that can be deleted
            size = path.stat().st_size if path.is_file() else 0
            yield Removable("map", name, source.title, size)


def _label(removable: Removable, speech: Speech) -> str:
    day = baselines.date_of(removable.name)
    title = provenance.day_title(day, removable.source, speech)
    if removable.kind == "line":
        return speech.gettext("Line: {title}", title=title)
    return speech.gettext("Fetched map: {title}", title=title)


def _confirm(removable: Removable, catalog: Catalog, speech: Speech) -> None:
    """Say what goes, once the reader wants to delete it, and ask whether it shall."""
    state = st.session_state

    def ask() -> None:
        state[_ASKED] = removable.key

    def cancel() -> None:
        state.pop(_ASKED, None)

    def delete() -> None:
        cancel()
        _delete(removable, catalog)

    if state.get(_ASKED) != removable.key:
        st.button(speech.gettext("Delete…"), key="removal-ask", on_click=ask)
        return
    warning = _WARNING_LINE if removable.kind == "line" else _WARNING_MAP
    size = wording.size(removable.size, speech)
    notice.show(speech.gettext(warning, name=removable.name, size=size), "warning")
    with st.container(horizontal=True):
        st.button(speech.gettext("Delete it"), key="removal-delete", on_click=delete)
        st.button(speech.gettext("Cancel"), key="removal-cancel", on_click=cancel)


def _delete(removable: Removable, catalog: Catalog) -> None:
    state = st.session_state
    try:
        if removable.kind == "line":
            imported.forget(catalog, lines_folder(boundaries.chosen()), removable.name)
        else:
            day = baselines.date_of(removable.name)
            store.own().forget(baselines.source_of(removable.name), date.fromisoformat(day))
    except ExplorerError as fault:
        state[_FAULT] = fault
        return
    if state.get(choosing.BASELINE) == removable.name and removable.kind == "line":
        state[choosing.BASELINE] = baselines.newest(boundaries.catalog())
        choosing.mark_dirty()
