"""Bring: a line, an area or a saved scenario out of a reader's file."""

from html import escape

import streamlit as st

from explorer.app.own import drawing, revision
from explorer.app.page import notice
from explorer.app.page.choice import Choice
from explorer.errors import ExplorerError, ScenarioError
from explorer.language import Speech, _
from explorer.own import changes
from explorer.own.upload import read
from explorer.scenarios.library import SCENARIOS

_FILE = "own-file"
# In `st.session_state`: why the file cannot be used, and what is to be said of one that can.
_FAULT, _NOTES = "fault of the upload", "notes on the upload"
_TYPES = ("geojson", "json", "kml", "kmz", "gpx", "gpkg", "zip", "toml")
_FILES = _(
    "Line or area: GeoJSON, KML, KMZ, GPX, GeoPackage, zipped Shapefile; or a TOML; at most 10 MB"
)
_CHOOSE = _("Choose a file")
_UNREADABLE = _("The file cannot be read as a scenario: {fault}")


def show(choice: Choice, speech: Speech) -> None:
    """
    Ask for a file.

    Parameters
    ----------
    choice
        What the reader has chosen.
    speech
        The language.
    """
    given = st.file_uploader(
        speech.gettext(_FILES),
        type=list(_TYPES),
        key=_FILE,
        on_change=lambda: _take(choice),
    )
    st.html(f"<style>{_translated(speech)}</style>")
    if given is None:
        return
    found: read.Upload | None = st.session_state.get(_NOTES)
    for text in found.notes(speech) if found else ():
        notice.show(text, "note")
    fault: ExplorerError | None = st.session_state.get(_FAULT)
    if isinstance(fault, ScenarioError):  # of a file's keys, which are English
        notice.show(speech.gettext(_UNREADABLE, fault=str(fault)), "fault")
    elif fault:
        notice.fault(fault, speech)


def _translated(speech: Speech) -> str:
    """Say on the button what Streamlit says in English only."""
    button = f'.st-key-{_FILE} [data-testid="stFileUploaderDropzone"] button'
    text = escape(speech.gettext(_CHOOSE))
    return f'{button} [data-testid="stMarkdownContainer"]::after {{ content: "{text}"; }}'


def _take(choice: Choice) -> None:
    """Take an uploaded file, to make a scenario of it."""
    for name in (_FAULT, _NOTES):
        st.session_state.pop(name, None)
    given = st.session_state[_FILE]
    if given is not None:
        revision.later(_use)(choice, given.name, given.getvalue())


def _use(choice: Choice, name: str, content: bytes) -> None:
    try:
        if name.lower().endswith(".toml"):
            revision.accept(changes.opened(SCENARIOS.loads(content, name)[0]))
            return
        upload = read.read(name, content)
    except ExplorerError as fault:
        st.session_state[_FAULT] = fault
        return
    st.session_state[_NOTES] = upload
    sketch = upload.sketch
    kind = drawing.LINE if sketch.line else drawing.AREA
    drawing.draw(choice, {"kind": kind, "parts": sketch.courses, "name": None})
