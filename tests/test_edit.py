"""What a reader changes: carried out, it is a scenario; packed into an address, it comes back."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import edit as editing
from explorer import packing, report, scenario, spot
from explorer.catalog import installed
from explorer.edit import Edit
from explorer.errors import EditError
from explorer.language import speech
from explorer.report import Report
from explorer.rules import HOLDERS, Rule, Selection
from explorer.sketch import Around, Sketch

SEEDS = Path(scenario.__file__).resolve().parents[1] / "seeds" / "scenarios"
SLOVIANSK = 693468  # its GeoNames id

_degrees = st.tuples(
    st.floats(22, 40).map(lambda x: round(x, 5)), st.floats(44, 52).map(lambda y: round(y, 5))
)
_courses = st.lists(_degrees, min_size=3, max_size=30, unique=True).map(tuple)
_holders = st.sampled_from(HOLDERS)


@st.composite
def _edits(draw: st.DrawFn) -> Edit:
    found = Edit(
        base=draw(st.sampled_from(sorted(scenario.library()))),
        km=draw(st.none() | st.integers(1, 150).map(float)),
        oblasts=draw(st.none() | st.just(("UA-14", "UA-09"))),
        title=draw(st.text(max_size=40)),
    )
    for number, course in enumerate(draw(st.lists(_courses, max_size=3))):
        line = number == 0
        drawn = Sketch(
            name=f"sketch_{number}",
            line=(course,) if line else None,
            area=None if line else (course,),
        )
        select = Selection(inside=(drawn.name,))
        found = editing.hand_over(found, select, draw(_holders), drawn)
    return found


@settings(deadline=None)
@given(_edits())
def test_packed_and_unpacked_is_the_same(edit: Edit) -> None:
    text = packing.packed(edit)
    assert packing.unpacked(text) == edit
    assert len(text) <= packing.LONGEST
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@settings(deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda b: "1" + b.hex()))
def test_any_other_text_is_one_sentence(text: str) -> None:
    with pytest.raises(EditError):
        packing.unpacked(text)


def _packed(told: object) -> str:
    squeezed = zlib.compress(json.dumps(told).encode())
    return "1" + base64.urlsafe_b64encode(squeezed).decode().rstrip("=")


@pytest.mark.parametrize(
    "told",
    [
        {"base": "nowhere"},
        {"base": "freeze", "km": -1},
        {"base": "freeze", "more": 1},
        {"base": "freeze", "sketches": [{"name": "a", "line": [[1, 2, 3]]}]},
        {"base": "freeze", "sketches": [{"name": "<b>", "line": [[0, 0, 1, 1]]}]},
        {"base": "freeze", "title": "x" * 200_000},
        [],
    ],
)
def test_a_wrong_edit_is_one_sentence_in_both_languages(told: object) -> None:
    with pytest.raises(EditError) as fault:
        packing.unpacked(_packed(told))
    for language in ("en", "uk"):
        assert fault.value.sentence(speech(language)).endswith(".")


def test_what_is_too_long_for_an_address_says_how_long() -> None:
    chance = Random(1)  # noqa: S311  (any numbers that do not repeat)
    many = tuple((chance.uniform(22, 40), chance.uniform(44, 52)) for _ in range(4000))
    edit = Edit(base="freeze", sketches=(Sketch(name="line", line=(many,)),))
    with pytest.raises(EditError, match="has 4,000 points, too many for an address of 6,000"):
        packing.packed(edit)


def _report(edit: Edit) -> Report:
    return report.draw_up(installed(), editing.applied(edit))


def test_a_depth_is_the_one_that_the_seed_would_name(tmp_path: Path) -> None:
    """The independent way: the same number written into the proposal's own file."""
    text = (SEEDS / "kellogg-30.toml").read_text(encoding="utf-8")
    assert text.count("within_km = 15") > 0
    path = tmp_path / "kellogg-30.toml"
    path.write_text(text.replace("within_km = 15", "within_km = 22"), encoding="utf-8")
    told = report.draw_up(installed(), scenario.read(path)[0])
    found = _report(Edit(base="kellogg-30", km=22))
    for key, area in told.totals.items():
        assert found.totals[key].value == pytest.approx(area.value, abs=0.01)
    (changed,) = found.scenario.assumptions[-1:]
    assert changed.en == "The reader changed the depth from 15 to 22 km per side."


def test_narrowing_leaves_other_oblasts_as_they_are() -> None:
    found = _report(Edit(base="putin-2024", oblasts=("UA-14",)))
    assert {row.oblast for row in found.moves} == {"UA-14"}
    whole = report.draw_up(installed(), scenario.find("putin-2024"))
    kept = [row.area.value for row in whole.moves if row.oblast == "UA-14"]
    assert [row.area.value for row in found.moves] == pytest.approx(kept)


def test_pieces_one_by_one_are_the_oblast() -> None:
    """Handing over every piece of Donetsk oblast is handing the oblast over."""
    catalog, edit = installed(), Edit(base="freeze")
    table = report.draw_up(catalog, scenario.find("freeze")).outcomes.central.atoms
    pieces = {
        spot._selection(table, int(atom))
        for atom in range(len(table))
        if table.oblast[atom] == "UA-14"
    }
    assert len(pieces) > 10
    for select in sorted(pieces, key=str):
        edit = editing.hand_over(edit, select, "russia")
    at_once = editing.hand_over(Edit(base="freeze"), Selection(oblasts=("UA-14",)), "russia")
    one, other = _report(edit), _report(at_once)
    assert one.totals["ceded_km2"].value == pytest.approx(other.totals["ceded_km2"].value)
    # what Ukraine holds of the oblast: the handover of Donbas without its part of Luhansk oblast
    assert one.totals["ceded_km2"].value == pytest.approx(6092.0, abs=1)


def test_a_settlement_s_surroundings_are_a_disc() -> None:
    near = editing.around(SLOVIANSK, 5)
    edit = editing.hand_over(Edit(base="freeze"), Selection(inside=(near.name,)), "russia", near)
    assert near.around == Around(place=SLOVIANSK, km=5)
    # 25 π km², all of it Ukrainian-held, drawn with a polygon's corners
    assert _report(edit).totals["ceded_km2"].value == pytest.approx(78.54, rel=0.01)


def test_taking_back_leaves_no_sketch_behind() -> None:
    near = editing.around(SLOVIANSK, 5)
    edit = editing.hand_over(Edit(base="freeze"), Selection(inside=(near.name,)), "russia", near)
    assert editing.without(edit, 0) == Edit(base="freeze")


def test_the_same_ground_is_handed_over_once() -> None:
    select = Selection(oblasts=("UA-63",))
    edit = editing.hand_over(Edit(base="freeze"), select, "russia")
    edit = editing.hand_over(edit, select, "neutral")
    assert edit.rules == (Rule(select=select, holder="neutral", optional=True),)


def test_a_saved_scenario_opens_as_it_was(tmp_path: Path) -> None:
    line = Sketch(name="line", line=(((35.0, 52.6), (35.4, 46.0)),))
    edit = editing.drawn_line(line, "ukraine", "russia")
    path = tmp_path / "own.toml"
    path.write_text(scenario.dumps(editing.applied(edit)), encoding="utf-8")
    again = editing.opened(scenario.read(path)[0])
    assert _report(again).totals == _report(edit).totals
