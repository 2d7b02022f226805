"""What a reader changes: carried out, it is a scenario; packed into an address, it comes back."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from random import Random

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pyproj import Transformer

from explorer.errors import EditError, ScenarioError, SketchError
from explorer.language import speech_in
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.own import changes, packing
from explorer.own import edit as editing
from explorer.own.edit import Edit
from explorer.results import binding, place, report
from explorer.results.report import Report
from explorer.scenarios import model as scenario_model
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.rules import HOLDERS, Rule, Selection
from explorer.scenarios.sketch import Around, Sketch
from tests.helpers.lines import BASELINE
from tests.helpers.paths import ROOT


def _handing(*sketches: Sketch, **select: tuple[str, ...]) -> Edit:
    """Hand some ground over."""
    chosen = Selection.model_validate(select)
    return changes.hand_over(Edit(base="freeze"), chosen, "russia", *sketches)


SEEDS = ROOT / "seeds" / "scenarios"
SLOVIANSK = 693468  # its GeoNames id
VACATED = ("vacated_by_ukraine_km2", "vacated_by_russia_km2")

_degrees = st.tuples(
    st.floats(22, 40).map(lambda x: round(x, 5)), st.floats(44, 52).map(lambda y: round(y, 5))
)
_courses = st.lists(_degrees, min_size=3, max_size=30, unique=True).map(tuple)
_holders = st.sampled_from(HOLDERS)


@st.composite
def _edits(draw: st.DrawFn) -> Edit:
    base = draw(st.sampled_from(sorted(SCENARIOS.all())))
    deep = editing.parameters(SCENARIOS.find(base)).km is not None
    found = Edit(
        base=base,
        km=draw(st.none() | st.integers(1, 150).map(float)) if deep else None,
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
        found = changes.hand_over(found, select, draw(_holders), drawn)
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
        {"base": "freeze", "km": 20},
        {"base": "freeze", "sketches": [{"name": "a", "line": [[10**400, 2, 3, 4]]}]},
        {"base": "freeze", "sketches": [{"name": "a", "line": [[1, 1] * 5001]}]},
        {"base": "freeze", "sketches": {"a": 1}},
        {"base": "freeze", "sketches": [{"name": "a", "line": {"a": [1]}}]},
        [],
    ],
)
def test_a_wrong_edit_is_one_sentence_in_both_languages(told: object) -> None:
    with pytest.raises(EditError) as fault:
        packing.unpacked(_packed(told))
    assert speech_in("en").fault(fault.value) == str(fault.value)
    assert speech_in("uk").fault(fault.value) != str(fault.value)


def test_what_is_too_long_for_an_address_says_how_long() -> None:
    chance = Random(1)  # noqa: S311  (any numbers that do not repeat)
    many = tuple((chance.uniform(22, 40), chance.uniform(44, 52)) for _ in range(4000))
    edit = Edit(base="freeze", sketches=(Sketch(name="line", line=(many,)),))
    with pytest.raises(EditError, match="has 4,000 points, too many for an address of 6,000"):
        packing.packed(edit)


def _report(edit: Edit) -> Report:
    return report.compute(installed(), editing.applied(edit), day=BASELINE)


def test_a_depth_is_the_one_that_the_seed_would_name(tmp_path: Path) -> None:
    """The independent way: the same number written into the proposal's own file."""
    text = (SEEDS / "kellogg-30.toml").read_text(encoding="utf-8")
    assert text.count("within_km = 15") > 0
    path = tmp_path / "kellogg-30.toml"
    path.write_text(text.replace("within_km = 15", "within_km = 22"), encoding="utf-8")
    told = report.compute(installed(), SCENARIOS.read(path)[0], day=BASELINE)
    found = _report(Edit(base="kellogg-30", km=22))
    for key, area in told.totals.items():
        assert found.totals[key].value == pytest.approx(area.value, abs=0.01)
    (changed,) = found.scenario.assumptions[-1:]
    assert changed.en == (
        "The reader changed the depth, measured from the line of contact, from 15 to 22 km."
    )


def test_a_depth_is_that_of_points_counted_one_by_one() -> None:
    """The independent way: a grid of equal cells, and straight distances in space to the line."""
    catalog, km, step_m = installed(), 22, 4_000
    frame = gpd.GeoSeries(catalog.shapes("oblasts"), crs="EPSG:4326").to_crs("EPSG:3035")
    west, south, east, north = frame.total_bounds
    x, y = np.meshgrid(np.arange(west, east, step_m), np.arange(south, north, step_m))
    cells = gpd.GeoSeries.from_xy(x.ravel(), y.ravel(), crs="EPSG:3035")
    country = frame.union_all()
    shapely.prepare(country)
    inside = cells[shapely.contains(country, cells.to_numpy())]
    line = shapely.segmentize(baselines.line(catalog, BASELINE), 0.005)
    to_space = Transformer.from_crs("EPSG:4326", "EPSG:4978", always_xy=True)
    at = shapely.get_coordinates(inside.to_crs("EPSG:4326"))
    places, front = (
        np.column_stack(to_space.transform(xy[:, 0], xy[:, 1], np.zeros(len(xy)))) / 1000
        for xy in (at, shapely.get_coordinates(line))
    )
    front_squared = (front**2).sum(axis=1)
    # |a - b|² is |a|² - 2ab + |b|², which a product of matrices has at once
    near = sum(
        int(
            ((part**2).sum(axis=1) + (front_squared - 2 * part @ front.T).min(axis=1) < km**2).sum()
        )
        for part in np.array_split(places, 200)
    )
    vacated = _report(Edit(base="kellogg-30", km=km)).totals
    found = vacated["vacated_by_ukraine_km2"].value + vacated["vacated_by_russia_km2"].value
    # about 2,500 cells count, of which those on the rim fall in or out by chance
    assert found == pytest.approx(near * step_m**2 / 1e6, rel=0.01)


def test_no_depth_is_refused_where_its_edge_nearly_meets_another() -> None:
    """At 93 km, cutting what is prebuilt leaves edges apart; then all is overlaid anew."""
    areas = [
        sum(_report(Edit(base="kellogg-30", km=km)).totals[key].value for key in VACATED)
        for km in (92, 93, 94)
    ]
    assert areas == sorted(areas)
    assert areas[1] - areas[0] == pytest.approx(areas[2] - areas[1], rel=0.2)


def test_narrowing_leaves_other_oblasts_as_they_are() -> None:
    found = _report(Edit(base="putin-2024", oblasts=("UA-14",)))
    assert {row.oblast for row in found.moves} == {"UA-14"}
    whole = report.compute(installed(), SCENARIOS.find("putin-2024"), day=BASELINE)
    kept = [row.area.value for row in whole.moves if row.oblast == "UA-14"]
    assert [row.area.value for row in found.moves] == pytest.approx(kept)


def test_pieces_one_by_one_are_the_oblast() -> None:
    """Handing over every piece of Donetsk oblast is handing the oblast over."""
    catalog, edit = installed(), Edit(base="freeze")
    table = report.compute(catalog, SCENARIOS.find("freeze"), day=BASELINE).outcomes.atoms
    pieces = {
        place._selection(table, int(atom))
        for atom in range(len(table))
        if table.oblast[atom] == "UA-14"
    }
    assert len(pieces) > 10
    for select in sorted(pieces, key=str):
        edit = changes.hand_over(edit, select, "russia")
    at_once = changes.hand_over(Edit(base="freeze"), Selection(oblasts=("UA-14",)), "russia")
    one, other = _report(edit), _report(at_once)
    assert one.totals["ceded_km2"].value == pytest.approx(other.totals["ceded_km2"].value)
    # what Ukraine holds of the oblast: the handover of Donbas without its part of Luhansk oblast
    assert one.totals["ceded_km2"].value == pytest.approx(6092.0, abs=1)


def test_a_settlement_s_surroundings_are_a_disc() -> None:
    near = changes.around(SLOVIANSK, 5)
    edit = changes.hand_over(Edit(base="freeze"), Selection(inside=(near.name,)), "russia", near)
    assert near.around == Around(place=SLOVIANSK, km=5)
    # 25 π km², all of it Ukrainian-held, drawn with a polygon's corners
    assert _report(edit).totals["ceded_km2"].value == pytest.approx(78.54, rel=0.01)


def test_taking_back_leaves_no_sketch_behind() -> None:
    near = changes.around(SLOVIANSK, 5)
    edit = changes.hand_over(Edit(base="freeze"), Selection(inside=(near.name,)), "russia", near)
    assert changes.without(edit, 0) == Edit(base="freeze")


def test_the_same_ground_is_handed_over_once() -> None:
    select = Selection(oblasts=("UA-63",))
    edit = changes.hand_over(Edit(base="freeze"), select, "russia")
    edit = changes.hand_over(edit, select, "neutral")
    (rule,) = edit.rules
    assert (rule.select, rule.holder) == (select, "neutral")


def test_a_saved_scenario_opens_as_it_was(tmp_path: Path) -> None:
    line = Sketch(name="line", line=(((35.0, 52.6), (35.4, 46.0)),))
    edit = changes.drawn_line(line, "ukraine", "russia")
    path = tmp_path / "own.toml"
    path.write_text(scenario_model.dumps(editing.applied(edit)), encoding="utf-8")
    again = changes.opened(SCENARIOS.read(path)[0])
    assert again == edit


@settings(max_examples=25, deadline=None)
@given(_edits())
def test_a_saved_scenario_keeps_what_it_was_made_from(edit: Edit) -> None:
    told = editing.applied(edit)
    again = changes.opened(SCENARIOS.loads(scenario_model.dumps(told).encode(), "own.toml")[0])
    assert editing.applied(again) == told


def test_a_saved_scenario_whose_rules_were_changed_by_hand_opens_on_the_line() -> None:
    told = editing.applied(Edit(base="alaska-2025"))
    others = told.model_copy(update={"rules": told.rules[::-1]})
    again = changes.opened(others)
    assert again.base == "freeze"
    assert [rule.select for rule in again.rules] == [rule.select for rule in others.rules]


def test_ground_that_is_handed_over_loses_what_was_said_of_it() -> None:
    """Under the 28-point plan it would be demilitarised and recognised as Russian."""
    donetsk = Selection(oblasts=("UA-14",), held_by="ukraine")
    for base in ("plan-28", "freeze"):
        found = _report(changes.hand_over(Edit(base=base), donetsk, "ukraine"))
        table, given = found.outcomes.atoms, found.outcomes.central.assignment
        assert not given.statuses[binding.select(donetsk, table)].any()
    assert _report(Edit(base="plan-28")).statuses


def test_what_changes_keep_to_themselves() -> None:
    noted = Rule(select=Selection(oblasts=("UA-63",)), holder="russia", note="\ud800")
    edit = Edit(base="freeze", rules=(noted,))
    assert edit.rules[0].note == ""
    assert packing.unpacked(packing.packed(edit)) == edit
    for km in (0.5, 400):
        with pytest.raises(ValidationError):
            Edit(base="european-40", km=km)
    with pytest.raises(ValidationError):
        Edit(base="freeze", oblasts=())


def test_any_file_of_the_library_opens_under_any_name() -> None:
    for path in sorted(SEEDS.glob("*.toml")):
        proposal = SCENARIOS.loads(path.read_bytes(), "<my file>.toml")[0]
        edit = changes.opened(proposal)
        editing.check(edit, installed())
        plain = [(rule.select, rule.holder, rule.statuses) for rule in edit.rules]
        assert plain == [(rule.select, rule.holder, rule.statuses) for rule in proposal.rules]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "id: field required"),
        (b"\xff", "is not TOML"),
        (b"x = " + b"[" * 100_000, "nested too deeply"),
        (b"#" * 300_000, "larger than 256 KiB"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ScenarioError, match=said) as fault:
        SCENARIOS.loads(content, "a.toml")
    assert str(fault.value).startswith("a.toml: ")


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        (Edit(base="kellogg-30", oblasts=("UA-99",)), "UA-99"),
        (_handing(oblasts=("UA-99",)), "UA-99"),
        (_handing(inside=("nowhere",)), "nowhere"),
        (_handing(changes.around(SLOVIANSK, 5), outside=("occupied_2014",)), "occupied_2014"),
        (_handing(Sketch(name="fortress_belt", around=Around(place=1, km=2))), "fortress_belt"),
    ],
)
def test_what_no_layer_has_is_refused_before_it_is_shown(edit: Edit, name: str) -> None:
    with pytest.raises(EditError, match=f"names “{name}”"):
        editing.check(edit, installed())


def test_a_sketch_that_marks_nothing_out_is_refused_before_it_is_shown() -> None:
    nowhere = changes.around(1, 5)
    with pytest.raises(SketchError, match="there is no settlement with the number 1"):
        _report(_handing(nowhere, inside=(nowhere.name,)))


def test_too_many_changes_are_refused_in_a_sentence() -> None:
    edit = Edit(base="freeze")
    for number in range(scenario_model.MOST_SKETCHES + 1):
        near = changes.around(SLOVIANSK, 5 + number)
        edit = changes.hand_over(edit, Selection(inside=(near.name,)), "russia", near)
    with pytest.raises(EditError, match="21 drawings"):
        editing.applied(edit)
    edit = Edit(base="freeze")
    for number in range(editing.MOST_RULES + 1):
        edit = changes.hand_over(edit, Selection(within_km=5, inside=(f"a_{number}",)), "russia")
    with pytest.raises(EditError, match="61 rules"):
        editing.applied(edit)
    edit = Edit(base="freeze")
    for number in range(scenario_model.MOST_DEPTHS + 1):
        edit = changes.hand_over(edit, Selection(within_km=31 + number), "russia")
    with pytest.raises(EditError, match="9 distances"):
        editing.applied(edit)


def test_a_scenario_without_one_depth_has_none_to_change() -> None:
    depths = {name: editing.parameters(found).km for name, found in SCENARIOS.all().items()}
    assert {name for name, km in depths.items() if km} >= {"kellogg-30", "fez-symmetric-40"}
    assert depths["freeze"] is None
    with pytest.raises(EditError, match="no single depth"):
        editing.applied(Edit(base="freeze", km=20))


def test_a_title_keeps_only_what_can_be_seen() -> None:
    assert Edit(base="freeze", title=" a\u202e\x00\n<b> ").title == "a<b>"
    assert editing.applied(Edit(base="freeze", title="\u200b ")).title.en == (
        "Freeze on the line of contact, changed"
    )


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "line", "area", "around", "a"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(["km", "oblasts", "sketches", "rules", "title"]), _json)
def test_whatever_an_edit_says_is_read_or_is_one_sentence(name: str, told: object) -> None:
    try:
        found = packing.unpacked(_packed({"base": "kellogg-30", name: told}))
    except EditError as fault:
        assert speech_in("uk").fault(fault)  # noqa: PT017  (both ends are right)
    else:
        assert packing.unpacked(packing.packed(found)) == found


@settings(deadline=None, max_examples=100)
@given(_edits(), st.data())
def test_a_damaged_address_is_never_another_scenario(edit: Edit, data: st.DataObject) -> None:
    """Cut off or with one letter changed, the checksum tells; a letter may be worth nothing."""
    text = packing.packed(edit)
    at = data.draw(st.integers(1, len(text) - 1))
    with pytest.raises(EditError):
        packing.unpacked(text[:at])
    letter = data.draw(st.sampled_from("ABCXYZabcxyz0189-_"))
    try:
        assert packing.unpacked(text[:at] + letter + text[at + 1 :]) == edit
    except EditError as fault:
        assert str(fault)  # noqa: PT017
