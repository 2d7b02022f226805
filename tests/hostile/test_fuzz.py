"""No input ends in a traceback: what is read from strangers, altered in ways that Hypothesis finds.

`make test` tries the same 40 inputs of each kind every time; `make fuzz` tries as many new ones as
FRONTLINE_FUZZ says.
"""

from __future__ import annotations

import base64
import copy
import json
import os
import tomllib
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.claims.library import DOCUMENTS
from explorer.errors import ExplorerError
from explorer.layers import tracing
from explorer.layers.catalog import installed
from explorer.own import packing
from explorer.publishing import published, receipt, verify
from explorer.publishing.kinds import KINDS
from explorer.scenarios.library import SCENARIOS
from explorer.sources import files, polygons, registry
from explorer.wording.visible import visible
from tests.helpers.published import KindName, made

_WANTED = os.environ.get("FRONTLINE_FUZZ")
fuzzed = settings(
    max_examples=int(_WANTED or 40),
    derandomize=_WANTED is None,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_TOKENS = st.sampled_from(
    [
        *["", '"', "'", "[" * 200, "{", "}", "]", ",", "=", "\n", "\x00", "\x1b[2J", "\u202e"],
        *["1e999", "-1", "nan", "inf", "9" * 5000, "0x1", "2026-02-30", "true", "null", "\\u0000"],
        *["\ufeff", "é"],
    ]
)
# what a value may be replaced by: TOML has no null, and JSON no date
_PLAIN = (
    st.sampled_from(["", "\x1b[2J", "\u202e", "x" * 3000, 0, -1, 2**62, 1e-9, 1e308, True, [], {}])
    | st.floats()
    | st.integers(-(2**62), 2**62)
    | st.text(max_size=12)
    | st.lists(st.integers(-200, 200), max_size=3)
)


@st.composite
def altered(draw: st.DrawFn, originals: list[str]) -> bytes:
    """Cut, double or overwrite parts of a text."""
    text = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 1, 5, 60, 2000])))
        text = text[:start] + draw(_TOKENS | st.just(text[start:end] * 2)) + text[end:]
    content = text.encode("utf-8", "surrogatepass")
    return content[: draw(st.sampled_from([len(content), len(content) // 2]))]


@st.composite
def changed(draw: st.DrawFn, originals: list[Any], hostile: st.SearchStrategy[Any] = _PLAIN) -> Any:
    """Replace, remove or double a value somewhere in a document."""
    document = copy.deepcopy(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 3))):
        at = document
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inside = at[key]
            if isinstance(inside, dict | list) and inside and draw(st.integers(0, 5)):
                at = inside
                continue
            _change(at, key, draw(st.sampled_from(["replace", "remove", "double"])), draw(hostile))
            break
    return document


def _change(at: Any, key: Any, how: str, value: Any) -> None:
    if how == "replace":
        at[key] = value
    elif how == "remove":
        del at[key]
    elif isinstance(at, list):
        at.append(copy.deepcopy(at[key]))
    else:
        at[f"{key}2"] = at[key]


def _told(read: Callable[[], object]) -> None:
    """Read; what cannot be read is one sentence that a terminal shows as it is."""
    try:
        read()
    except ExplorerError as fault:
        shown = visible(str(fault))
        assert shown
        assert "Traceback" not in shown
        assert len(shown) < 2_000


def _seeds(folder: str) -> list[str]:
    path = Path(__file__).resolve().parents[2] / "seeds" / folder
    return [each.read_text(encoding="utf-8") for each in sorted(path.glob("*.toml"))]


def _documents(originals: list[str]) -> st.SearchStrategy[bytes]:
    values = changed([*map(tomllib.loads, originals)])
    return altered(originals) | values.map(tomli_w.dumps).map(str.encode)


@fuzzed
@given(_documents(_seeds("scenarios")))
def test_a_scenario(content: bytes) -> None:
    _told(lambda: SCENARIOS.loads(content, "mine.toml"))


@fuzzed
@given(_documents(_seeds("claims")))
def test_a_claim(content: bytes) -> None:
    _told(lambda: DOCUMENTS.loads(content, "mine.toml"))


_EDITS: list[Any] = [
    {"base": "donbas-handover", "km": 12.5},
    {"base": "kellogg-30", "oblasts": ["UA-14", "UA-09"]},
    {
        "base": "freeze",
        "sketches": [
            {"id": "one", "line": [[3_700_000, 4_800_000, 1000, 2000, -50, 900]]},
            {"id": "two", "area": [[3_700_000, 4_800_000, 90_000, 0, 0, 90_000]]},
            {"id": "three", "around": "sloviansk", "km": 10.0},
        ],
    },
]


def _squeezed(document: Any) -> str:
    content = json.dumps(document).encode()
    deflated = zlib.compressobj(9, zlib.DEFLATED, 15)
    return "1" + base64.urlsafe_b64encode(deflated.compress(content) + deflated.flush()).decode()


@fuzzed
@given(changed(_EDITS, _PLAIN | st.none()).map(_squeezed) | st.text(max_size=40).map("1{}".format))
def test_an_address(text: str) -> None:
    _told(lambda: packing.unpacked(text))


_SQUARE = [[36.0, 48.0], [37.0, 48.0], [37.0, 49.0], [36.0, 48.0]]
_LINES: list[Any] = [
    {"type": "Polygon", "coordinates": [_SQUARE]},
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": 1,
                "properties": {
                    "status": "occupied",
                    "name": "Окуповано /// Occupied",
                    "fill": "#a",
                },
                "geometry": {"type": "MultiPolygon", "coordinates": [[_SQUARE], [_SQUARE]]},
            },
            {
                "type": "Feature",
                "properties": None,
                "geometry": {
                    "type": "GeometryCollection",
                    "geometries": [{"type": "Polygon", "coordinates": [[*_SQUARE, [0, 0, 0]]]}],
                },
            },
        ],
    },
]
_SOURCES = [
    *registry.SOURCES.values(),
    polygons.chosen("mine", [polygons.choice("status=occupied")], []),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of numbers that are none
@fuzzed
@given(
    altered([*map(json.dumps, _LINES)])
    | changed(_LINES, _PLAIN | st.none()).map(json.dumps).map(str.encode),
    st.sampled_from(_SOURCES),
)
def test_a_line(tmp_path: Path, content: bytes, source: Any) -> None:
    _told(lambda: files.parse(source, content, "map-20260101.geojson"))
    (tmp_path / "control.geojson").write_bytes(content)
    _told(lambda: tracing.read_control(tmp_path / "control.geojson"))


def test_a_traced_line_with_an_infinite_coordinate(tmp_path: Path) -> None:
    text = json.dumps(_LINES[0]).replace("49.0", "1e999")
    (tmp_path / "control.geojson").write_text(text, encoding="utf-8")
    _told(lambda: tracing.read_control(tmp_path / "control.geojson"))


@fuzzed
@given(st.data(), st.sampled_from(["map", "claim"]))
def test_a_figure(tmp_path: Path, data: st.DataObject, kind: KindName) -> None:
    text = made(kind).files[receipt.NAME].decode()
    documents = changed([json.loads(text)], _PLAIN | st.none()).map(json.dumps).map(str.encode)
    (tmp_path / receipt.NAME).write_bytes(data.draw(altered([text]) | documents))

    def read() -> None:
        its_kind, stood = published.read_receipt(tmp_path, KINDS)
        list(verify._inputs(installed(), its_kind, stood.recipe))
        list(its_kind.origins(stood.recipe))
        its_kind.names(stood.recipe)

    _told(read)
