"""Bring: reads a line, an area or a saved scenario from a reader's file."""

import streamlit as st

from explorer.app.own import drawing, revision
from explorer.app.page import control, notice
from explorer.app.page.choice import Choice
from explorer.errors import ExplorerError, ScenarioError
from explorer.language import Speech, _
from explorer.own import changes
from explorer.own.upload import read
from explorer.scenarios.library import SCENARIOS

_FILE = "own-file"
# In `st.session_state`: the error of a file that cannot be used, or the upload of one that can.
_FAULT, _UPLOAD = "fault of the upload", "upload"
_TYPES = ("geojson", "json", "kml", "kmz", "gpx", "gpkg", "zip", "toml")
_FILES = _(
    "Line or area: GeoJSON, KML, KMZ, GPX, GeoPackage, zipped Shapefile; or a TOML; at most 10 MB"
)
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
    file = control.upload(
        speech.gettext(_FILES), _TYPES, speech, key=_FILE, on_change=lambda: _queue(choice)
    )
    if file is None:
        return
    upload: read.Upload | None = st.session_state.get(_UPLOAD)
    for text in upload.notes(speech) if upload else ():
        notice.show(text, "note")
    fault: ExplorerError | None = st.session_state.get(_FAULT)
    if isinstance(fault, ScenarioError):  # names keys of the file, which are English
        notice.show(speech.gettext(_UNREADABLE, fault=str(fault)), "fault")
    elif fault:
        notice.show_error(fault, speech)


def _queue(choice: Choice) -> None:
    """Queue an uploaded file to be read in the next run."""
    for name in (_FAULT, _UPLOAD):
        st.session_state.pop(name, None)
    file = st.session_state[_FILE]
    if file is not None:
        revision.defer(_use)(choice, file.name, file.getvalue())


def _use(choice: Choice, name: str, content: bytes) -> None:
    try:
        if name.lower().endswith(".toml"):
            revision.accept(changes.opened(SCENARIOS.loads(content, name)[0]))
            return
        upload = read.read(name, content)
    except ExplorerError as fault:
        st.session_state[_FAULT] = fault
        return
    st.session_state[_UPLOAD] = upload
    sketch = upload.sketch
    kind = drawing.LINE if sketch.line else drawing.AREA
    drawing.accept(choice, {"kind": kind, "parts": sketch.courses, "name": None})
