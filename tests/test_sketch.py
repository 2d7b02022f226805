"""Sketches: read and written back, cut out of the frame, refused in both languages."""

import math
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from explorer import geodesy, scenario, sketch
from explorer.errors import SketchError
from explorer.language import speech
from explorer.rules import HOLDERS, STATUSES, Rule, Selection
from explorer.scenario import Scenario
from explorer.sketch import Around, Sketch

TEXT = {"en": "Own", "uk": "Власний"}

places = st.tuples(
    st.floats(22, 40, allow_nan=False).map(lambda x: round(x, 6)),
    st.floats(44, 53, allow_nan=False).map(lambda y: round(y, 6)),
)
courses = st.lists(
    st.lists(places, min_size=3, max_size=5, unique_by=lambda p: (round(p[0], 4), round(p[1], 4))),
    min_size=1,
    max_size=3,
)
names = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
sketches = st.one_of(
    st.builds(Sketch, name=names, line=courses),
    st.builds(Sketch, name=names, area=courses),
    st.builds(
        Sketch,
        name=names,
        around=st.builds(Around, place=st.integers(1, 10**12), km=st.floats(0.1, 500)),
    ),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
rules = st.builds(
    Rule,
    select=st.builds(
        Selection,
        oblasts=st.none() | st.lists(st.sampled_from(["UA-14", "UA-23"]), max_size=2).map(tuple),
        held_by=st.sampled_from([None, "ukraine", "russia"]),
        inside=st.lists(names, max_size=2).map(tuple),
        outside=st.lists(names, max_size=2).map(tuple),
        within_km=st.none() | st.floats(0.1, 500),
        beyond_km=st.none() | st.floats(0.1, 500),
    ),
    holder=st.sampled_from(HOLDERS),
    statuses=st.lists(st.sampled_from(STATUSES), max_size=2).map(tuple),
    note=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    optional=st.booleans(),
)


def own(**changes: object) -> Scenario:
    """Make a reader's own scenario."""
    given_: dict[str, object] = {
        "id": "own",
        "date": date(2026, 3, 1),
        "kind": "own",
        "confidence": "assumed",
        "title": TEXT,
        "summary": TEXT,
    }
    return Scenario.model_validate(given_ | changes)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(sketches, max_size=3, unique_by=lambda found: found.name),
    st.lists(rules, max_size=3),
    texts,
)
def test_a_scenario_survives_writing_and_reading(
    drawn: list[Sketch], said: list[Rule], title: str
) -> None:
    wanted = own(sketches=drawn, rules=said, title={"en": title, "uk": title})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(scenario.dumps(wanted), encoding="utf-8", newline="\n")
        assert scenario.read(path) == (wanted,)


def test_the_library_survives_writing_and_reading(tmp_path: Path) -> None:
    for wanted in scenario.library().values():
        path = tmp_path / f"{wanted.id}.toml"
        path.write_text(scenario.dumps(wanted), encoding="utf-8", newline="\n")
        assert scenario.read(path) == (wanted,)


def test_a_point_is_written_on_one_line_and_the_largest_scenario_can_be_read(
    tmp_path: Path,
) -> None:
    course = [(22 + n / 1000 + 1e-5, 44.12345) for n in range(sketch.MOST_POINTS)]
    path = tmp_path / "own.toml"
    path.write_text(scenario.dumps(own(sketches=[{"name": "a", "line": [course]}])))
    assert "[22.00001, 44.12345],\n" in path.read_text()
    assert scenario.read(path)[0].sketches[0].points == sketch.MOST_POINTS


def test_degrees_are_rounded_to_the_grid_of_the_layers() -> None:
    drawn = Sketch(name="a", line=(((36.1234567, -0.0), (37.0, 48.000004)),))
    assert drawn.line == (((36.12346, 0.0), (37.0, 48.0)),)
    assert round(1.23456789, geodesy.GRID_DECIMALS) == 1.23457
    assert math.copysign(1, drawn.line[0][0][1]) == 1


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"name": "a"}, "not exactly one of line, area and around"),
        ({"name": "A", "around": {"place": 1, "km": 5}}, "should match pattern"),
        ({"name": "a", "around": {"place": 1, "km": 501}}, "less than or equal to 500"),
        ({"name": "a", "area": [[(36, 48), (37, 48), (36, 48)]]}, "three different corners"),
        ({"name": "a", "line": [[(36, math.inf), (37, 48)]]}, "line"),
        ({"name": "a", "line": [[(36, 48), (181, 48)]]}, "less than or equal to 180"),
        ({"name": "a", "line": []}, "at least 1 item"),
        ({"name": "a", "line": [[(36, 48), (37, 48)]] * 101}, "at most 100 items"),
    ],
)
def test_a_malformed_sketch_is_refused(given_: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Sketch.model_validate(given_)


def test_too_many_points_are_refused_in_both_languages() -> None:
    course = tuple((22 + n / 1000, 44.0) for n in range(3_000))
    with pytest.raises(SketchError, match=r"^a: has 5,001 points; thin it to 5,000") as caught:
        Sketch(name="a", line=(course, course[:2_001]))
    assert caught.value.sentence(speech("en")) == str(caught.value)
    assert caught.value.sentence(speech("uk")).startswith(
        "a: точок — 5\N{NARROW NO-BREAK SPACE}001;"
    )
    halves = [{"name": "a", "line": [course]}, {"name": "b", "line": [course]}]
    with pytest.raises(SketchError, match=r"^a, b: has 6,000 points"):
        own(sketches=halves)


def test_kinds_of_scenarios() -> None:
    library = scenario.library()
    assert {library[name].kind for name in ("line-2022", "borders-1991")} == {"historic"}
    assert library["kellogg-30"].kind == library["fez-symmetric-40"].kind == "buffer"
    assert library["putin-2024"].kind == "proposal"
    assert all(found.citations for found in library.values())
    with pytest.raises(ValidationError, match="has no citation"):
        own(kind="proposal")
    with pytest.raises(ValidationError, match="always assumed"):
        own(confidence="quoted")
