"""The view of lines and sources: fetched maps, files of any polygons, and bad input."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.app.page import access
from explorer.app.views import line_import
from explorer.app.views.line_import import Request
from explorer.errors import ExplorerError
from explorer.language import speech_in
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.own.imports import Preview
from explorer.sources.store import Record, Store, own
from tests.helpers.imports import DAY, NAME, control

_START_S = 120
_SCRIPT = """
from explorer.app.page.choice import Choice
from explorer.app.views import lines
from explorer.layers.catalog import installed
from explorer.scenarios.library import SCENARIOS
lines.show(Choice(installed(), SCENARIOS.find("freeze"), "2025-12-09", "en"))
"""


@pytest.fixture
def fetched(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Fetch a day into a store of the test's, whose reader may keep and delete."""
    monkeypatch.setenv("FRONTLINE_LINES", str(tmp_path / "lines"))
    monkeypatch.setenv("FRONTLINE_CONTROL", str(tmp_path / "control"))
    monkeypatch.setenv(access.VARIABLE, "always")
    content = control(raw).read_bytes()
    record = Record(
        source="deepstate",
        day=date.fromisoformat(DAY),
        address="https://example.org/map",
        retrieved=datetime(2025, 3, 2, tzinfo=UTC),
        etag="",
        modified="",
        licence="as the test states",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    own().keep(content, record)
    return own()


def _html(app: AppTest) -> str:
    return "".join(str(each.proto.body) for each in app.main if each.type == "html")


def _press(app: AppTest, key: str) -> None:
    next(button for button in app.button if button.key == key).click().run()
    assert not app.exception


def test_a_fetched_map_becomes_a_line_and_both_are_deleted(fetched: Store) -> None:
    app = AppTest.from_string(_SCRIPT, default_timeout=_START_S).run()
    assert not app.exception
    assert NAME not in _html(app)
    app.selectbox[0].select(NAME).run()
    assert f"Fetched on {speech_in('en').day('2025-03-02')}." in _html(app)
    assert "Held by Russia" in _html(app)
    assert NAME not in baselines.names(installed())
    _press(app, "line-keep")
    assert NAME in baselines.names(installed())
    assert f"as {NAME}" in _html(app)
    # the line first, then the map
    for kind in ("line of contact", "fetched map"):
        _press(app, "removal-ask")
        assert f"This deletes the {kind}" in _html(app)
        _press(app, "removal-cancel")
        assert "This deletes" not in _html(app)
        _press(app, "removal-ask")
        _press(app, "removal-delete")
    assert NAME not in baselines.names(installed())
    assert fetched.days("deepstate") == ()


def _polygons(raw: Path) -> bytes:
    """Write a day's outline as a map program would, with a class of its own."""
    document = json.loads(control(raw).read_bytes())
    for feature in document["features"]:
        feature["properties"] = {"status": "held"}
    return json.dumps(document).encode()


def test_polygons_of_a_reader_s_own_are_told_apart_by_a_field(raw: Path) -> None:
    asked = Request(
        "polygons", date.fromisoformat(DAY), "mine.geojson", _polygons(raw), "mine", "status=held"
    )
    outcome = line_import.outcome(installed(), asked)
    assert isinstance(outcome, Preview)
    assert outcome.name == f"mine:{DAY}"
    assert outcome.before is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"occupied": ""}, "say which are occupied with --occupied FIELD=VALUE"),
        ({"occupied": "status=gone"}, "has no polygon with status=gone"),
        ({"occupied": "held"}, "is no choice of polygons; write FIELD=VALUE"),
        ({"occupied": "", "contested": "status=held"}, "--contested needs --occupied"),
        ({"name": "../mine"}, "is no name of a source"),
        ({"day": None}, "has no date in its name"),
        ({"content": b"[" * 100_000}, "cannot be read as GeoJSON"),
        ({"content": b'{"type": "FeatureCollection", "features": []}'}, "holds no polygons"),
        ({"source": "isw", "name": "", "occupied": ""}, "mine.geojson"),
    ],
)
def test_bad_input_is_one_sentence(raw: Path, changes: dict[str, Any], words: str) -> None:
    asked = Request(
        "polygons", date.fromisoformat(DAY), "mine.geojson", _polygons(raw), "mine", "status=held"
    )
    outcome = line_import.outcome(installed(), asked._replace(**changes))
    assert isinstance(outcome, ExplorerError)
    assert words in str(outcome)
    assert "\n" not in str(outcome)


def test_a_line_that_another_session_forgot_gives_way_to_the_default() -> None:
    script = (
        "import streamlit as st\n"
        "from explorer.app.page import address, choice\n"
        f"st.session_state[choice.BASELINE] = {NAME!r}\n"
        "choice.mark_dirty()\n"
        "for text in address.read():\n"
        "    st.text(text)\n"
        "st.text(st.session_state[choice.BASELINE])\n"
    )
    app = AppTest.from_string(script, default_timeout=_START_S).run()
    assert not app.exception
    sentence, shown = (text.value for text in app.text)
    assert NAME in sentence
    assert shown == baselines.newest(installed())
