"""Two scenarios or two days: the step between them adds up, whichever way it is taken."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import astuple, replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import shapely
from pyproj import Transformer

from explorer.atoms import imported, outlines, overlay, store
from explorer.cartography.webmap import display, features, legend
from explorer.geometry import geodesy
from explorer.language import LANGUAGES, Language, Text, speech_in
from explorer.layers import baselines, gazetteer
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog, installed
from explorer.quantity import Quantity
from explorer.results import comparison, disagreement, report
from explorer.results.comparison import Comparison, Side
from explorer.results.outcomes import Outcomes
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario
from explorer.scenarios.rules import HOLDERS, Rule, Selection
from explorer.scenarios.sketch import Sketch
from explorer.sources import registry
from explorer.wording import comparison as comparison_wording
from tests.helpers import grid
from tests.helpers.imports import add, control

DAY, LATER, EARLY = "2025-12-09", "2026-08-22", "2022-02-23"
MINE = "uacontrolmap/20251209.json"
PAIRS = [
    (("freeze", DAY), ("donbas-handover", DAY)),
    (("plan-28", DAY), ("kellogg-30", DAY)),
    (("freeze", DAY), ("freeze", LATER)),
    (("kellogg-30", "2025-08-15"), ("plan-28", LATER)),
    (("freeze", EARLY), ("borders-1991", DAY)),
]


@cache
def _compared(first: tuple[str, str], second: tuple[str, str]) -> Comparison:
    sides = [Side(SCENARIOS.find(name), day) for name, day in (first, second)]
    return comparison.compare(installed(), *sides)


def _held(found: Report) -> dict[tuple[str, str], float]:
    """Ground by oblast and holder afterwards, in km², from the report's own ledger."""
    held: dict[tuple[str, str], float] = defaultdict(float)
    for row in found.rows:
        held[row.oblast, row.taker] += row.area.value
    return held


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_rows_lead_from_one_ledger_to_the_other(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    found = _compared(first, second)
    one, other = _held(found.first), _held(found.second)
    for oblast, holder in product({row.oblast for row in found.entries}, HOLDERS):
        gained = sum(r.area.value for r in found.rows if (r.oblast, r.taker) == (oblast, holder))
        lost = sum(r.area.value for r in found.rows if (r.oblast, r.giver) == (oblast, holder))
        # both days are noded on the five-decimal grid (1 m): 0.1 km² over all of an oblast's edges
        step = other.get((oblast, holder), 0.0) - one.get((oblast, holder), 0.0)
        assert gained - lost == pytest.approx(step, abs=0.1)
    # the whole frame, which `tests/geometry` holds to its source
    assert sum(row.area.value for row in found.entries) == pytest.approx(596_439, abs=1)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_way_back_takes_the_same_ground(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    there, back = _compared(first, second), _compared(second, first)
    steps = {(r.oblast, r.giver, r.taker): r.area.value for r in there.rows}
    returned = {(r.oblast, r.taker, r.giver): r.area.value for r in back.rows}
    for key in steps.keys() | returned.keys():
        assert steps.get(key, 0.0) == pytest.approx(returned.get(key, 0.0), abs=0.02)


def test_intervals_hold_the_value() -> None:
    for row in _compared(*PAIRS[3]).entries:
        assert row.area.low <= row.area.value <= row.area.high


def test_lines_of_one_source_move_together_and_of_two_apart() -> None:
    """Where the front stood still, moving two lines apart would make up a strip along all of it."""
    alike = _compared(("freeze", DAY), ("freeze", LATER))
    ends = [
        [_russian(found.outcomes, n) for found in (alike.first, alike.second)] for n in range(3)
    ]
    # slivers along shared edges, as above
    assert _gains(alike) == pytest.approx([second - first for first, second in ends], abs=0.1)
    apart = _compared(("freeze", EARLY), ("freeze", DAY))
    first, second = (
        [_russian(found.outcomes, n) for n in range(3)] for found in (apart.first, apart.second)
    )
    expected = [later - earlier for earlier, later in product(first, second)]
    assert _gains(apart) == pytest.approx(expected, abs=0.1)
    assert _width(alike.gain("russia")) < _width(apart.gain("russia"))


def _gains(found: Comparison) -> list[float]:
    """Say how much more Russia has on the second side, on each position of the lines."""
    russia = HOLDERS.index("russia")
    return [
        float(cells[:, :, russia].sum() - cells[:, russia, :].sum()) for cells in found.cells_km2
    ]


def _width(quantity: Quantity) -> float:
    return quantity.high - quantity.low


def test_a_change_within_one_table_has_the_interval_of_the_ledger() -> None:
    """What a handover takes from a freeze is what it cedes."""
    found = _compared(("freeze", DAY), ("donbas-handover", DAY))
    assert found.transfers["ukraine", "russia"] == found.second.totals["ceded_km2"]
    ceded = {row.oblast: row.area for row in found.second.moves}
    assert {row.oblast: row.area for row in found.rows} == ceded


def _russian(found: Outcomes, position: int) -> float:
    return float(found.ledger.ground(HOLDERS, ("russia",)).readings[:, position].sum())


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_what_one_gains_the_others_lose(first: tuple[str, str], second: tuple[str, str]) -> None:
    found = _compared(first, second)
    one, other = (
        {share.holder: share.area.value for share in side.holders}
        for side in (found.first, found.second)
    )
    assert sum(found.gain(holder).value for holder in HOLDERS) == pytest.approx(0, abs=1e-6)
    for holder in HOLDERS:
        assert found.gain(holder).value == pytest.approx(other[holder] - one[holder], abs=0.1)


def test_two_days_against_plain_polygons_in_an_equal_area_projection() -> None:
    """Another way to the same number: union, difference and a Lambert azimuthal projection."""
    catalog = installed()
    held = []
    for day in (DAY, LATER):
        table = store.atoms(catalog, baselines.find(catalog, day))
        shapes = outlines.shapes(catalog, table)
        russian = table.russian()
        held.append(shapely.union_all([s for s, r in zip(shapes, russian, strict=True) if r]))
    to_plane = Transformer.from_crs(4326, "+proj=laea +lat_0=48 +lon_0=36", always_xy=True)
    gained, lost = (
        shapely.transform(shapely.segmentize(ground, 0.01), to_plane.transform, interleaved=False)
        for ground in (held[1].difference(held[0]), held[0].difference(held[1]))
    )
    found = _compared(("freeze", DAY), ("freeze", LATER)).transfers
    assert found["ukraine", "russia"].value == pytest.approx(gained.area / 1e6, rel=1e-4)
    assert found["russia", "ukraine"].value == pytest.approx(lost.area / 1e6, rel=1e-4)


def test_the_same_day_agrees_with_the_ledger() -> None:
    found = _compared(*PAIRS[0])
    told = report.compute(installed(), SCENARIOS.find("donbas-handover"), day=DAY)
    ceded = told.totals["ceded_km2"]
    moved = found.transfers["ukraine", "russia"]
    for one, other in zip(astuple(moved), astuple(ceded), strict=True):
        assert one == pytest.approx(other)


def test_pieces_are_a_coverage_of_the_frame() -> None:
    found = _compared(*PAIRS[3])
    pieces = found.parcels()
    assert shapely.coverage_is_valid([piece.shape for piece in pieces])
    assert len({(p.oblast, p.disposition, p.dropped) for p in pieces}) == len(pieces)
    for row in found.rows:
        wanted = (row.oblast, row.giver, row.taker)
        parts = [p for p in pieces if (p.oblast, p.before, p.after) == wanted]
        assert sum(part.area.value for part in parts) == pytest.approx(row.area.value)
        assert sum(part.share_pct for part in parts) == pytest.approx(row.share_pct)


def test_statuses_of_one_side_only() -> None:
    """A zone of 10 km beside none, and beside one of 5 km on the same ground."""
    none, small, large = ("freeze", DAY), ("fez-symmetric-5", DAY), ("fez-symmetric-10", DAY)
    whole = {row.status: 0.0 for row in _compared(none, large).second.statuses}
    for row in _compared(none, large).second.statuses:
        whole[row.status] += row.area.value
    only = {step.status: step for step in _compared(none, large).statuses}
    assert only.keys() == whole.keys()
    for status, step in only.items():
        assert step.only_second.value == pytest.approx(whole[status])
        assert step.only_first.value == 0
    back = {step.status: step for step in _compared(large, none).statuses}
    ring = {step.status: step for step in _compared(small, large).statuses}
    for status, step in only.items():
        assert back[status].only_first == step.only_second
        assert 0 < ring[status].only_second.value < step.only_second.value
    assert not _compared(large, large).statuses


def test_the_small_country_between_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a tenth of a degree further east gives a strip two degrees long to Ukraine."""
    named = dict(zip(("UA-14", "UA-09", "UA-23", "UA-63"), grid.OBLASTS.values(), strict=True))
    tables = {
        day: overlay.build(grid.ground(baseline=day, line=_line(east), oblasts=named))
        for day, east in ((DAY, 35.2), (LATER, 35.3))
    }
    shapes = {built.atoms: built.shapes for built in tables.values()}
    start = Baseline(date=DAY, source="a map", credit="", accuracy_km=1.0, name=DAY)
    monkeypatch.setattr(baselines, "find", lambda _, day: replace(start, date=day, name=day))
    monkeypatch.setattr(store, "atoms", lambda _, found, **__: tables[found.date].atoms)
    monkeypatch.setattr(outlines, "shapes", lambda _, table: shapes[table])
    found = _compared.__wrapped__(("freeze", DAY), ("freeze", LATER))
    assert {(row.oblast, row.giver, row.taker) for row in found.rows} == {
        ("UA-14", "russia", "ukraine"),
        ("UA-23", "russia", "ukraine"),
    }
    # a tenth of the one degree that each square is wide
    assert [row.share_pct for row in found.rows] == pytest.approx([10, 10], abs=0.01)
    strip = geodesy.area_km2(shapely.box(35.2, 47, 35.3, 49))
    moved = found.transfers["russia", "ukraine"]
    # both lines are moved at once: the strip keeps its width, but for the five-decimal grid
    for area in astuple(moved):
        assert area == pytest.approx(strip, abs=0.5)


def _line(east: float) -> shapely.MultiLineString:
    return shapely.MultiLineString([[(east, 46.9), (east, 49.1)]])


@pytest.mark.parametrize(
    ("pair", "words", "ukrainian"),
    [
        (
            PAIRS[0],
            "(6,007 to 6,227) would be Russia's instead of Ukraine's, all of it in Donetsk and",
            "були б під контролем Росії, а не України, усе в межах: Донецька область і",
        ),
        (
            PAIRS[2],
            "Between 9 December 2025 and 22 August 2026 the line of contact moved: Russia took ",
            "Між 9 грудня 2025 року та 22 серпня 2026 року лінія зіткнення змістилася: Росія ",
        ),
        (
            PAIRS[3],
            "on 15 August 2025 to “28-point plan” on 22 August 2026",
            "станом на 22 серпня 2026 року: ",
        ),
        (
            (("plan-28", DAY), ("plan-28", LATER)),
            "From 9 December 2025 to 22 August 2026, under “28-point plan”, ",
            "за сценарієм «План із 28 пунктів»: ",
        ),
        (
            (PAIRS[0][0], PAIRS[0][0]),
            "nothing changes: all ground keeps its holder and its status; line of",
            "уся територія зберігає і сторону, і статус",
        ),
        (
            (PAIRS[0][0], ("fez-symmetric", DAY)),
            "its status would differ: only under “Free economic zone, 10 km on each side” ",
            "лише за сценарієм «Вільна економічна зона, по 10 км з кожного боку» ",
        ),
    ],
)
def test_a_sentence_says_what_differs(
    pair: tuple[tuple[str, str], tuple[str, str]], words: str, ukrainian: str
) -> None:
    found = _compared(*pair)
    for language, expected in zip(LANGUAGES, (words, ukrainian), strict=True):
        told = _plain(comparison_wording.sentence(found, language))
        assert expected in told
        assert "DeepStateMap" in told
        assert "{" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_sentence_gives_each_transfer(
    first: tuple[str, str], second: tuple[str, str], language: Language
) -> None:
    found = _compared(first, second)
    told, speech = comparison_wording.sentence(found, language), speech_in(language)
    assert found.transfers
    for area in found.transfers.values():
        assert speech.area(area) in told


def test_what_happened_is_told_from_the_earlier_day_on() -> None:
    there, back = _compared(*PAIRS[2]), _compared(*PAIRS[2][::-1])
    first, second = (_plain(comparison_wording.sentence(found)) for found in (there, back))
    number = re.compile(r"\d[\d,]* km²")
    assert number.findall(first) == number.findall(second)
    # the daily table, at full resolution, has 1,085 km² net; pockets narrower than the trace keeps
    # and what a line generalised at 1 km cuts off make the rest
    assert "Russia took 1,40" in first
    assert "Russia took 1,40" in second
    net = "Net, Russia ends up with 1,060 km²"
    assert [_plain(each)[: len(net)] for each in comparison_wording.details(back)] == [net]


def test_what_the_sentence_leaves_out_is_said_below() -> None:
    told = [_plain(each) for each in comparison_wording.details(_compared(*PAIRS[1]))]
    assert [each.partition(":")[0] for each in told] == ["Statuses would differ"]
    assert "demilitarised" in told[0]
    assert comparison_wording.details(_compared(*PAIRS[0])) == ()


@pytest.mark.parametrize(
    ("pair", "source", "interval"),
    [
        (PAIRS[0], "Line of contact of 9 December 2025", "80 % intervals, from what was measured"),
        (PAIRS[2], "Line of contact of 22 August 2026", "what they err alike cancels"),
        (PAIRS[4], "Line of contact of 23 February 2022", "each errs by itself"),
    ],
)
def test_notes_name_both_lines_and_how_they_err(
    pair: tuple[tuple[str, str], tuple[str, str]], source: str, interval: str
) -> None:
    found = _compared(*pair)
    assert source in _plain(comparison_wording.source_line(found))
    assert interval in _plain(comparison_wording.interval_line(found))
    assert "Ukraine 596,439 km²" in _plain(comparison_wording.source_line(found))


def _plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize("first", ["kellogg-30", "freeze"])
def test_the_map_of_the_difference_shows_what_differs_and_names_it(first: str) -> None:
    back = first == "freeze"
    found = _compared((first, DAY), ("kellogg-30" if back else "freeze", DAY))
    parts = display.stepped(found)
    strip = legend.of_step(parts, ("one", "other"))
    drawn = features.drawn(installed(), parts, strip)
    shown = {each["properties"]["className"] for each in drawn["panes"]["ground"]}
    told = {f"{row.giver}-{row.taker}" for row in found.entries}
    assert shown == told
    assert ("Neutral zone → Ukraine" in strip) != back
    assert "Demilitarised (on one side only)" in strip
    tips = " ".join(each["properties"]["tooltip"] for each in drawn["panes"]["ground"])
    assert ("no longer: demilitarised" in tips) != back
    signs = {each["properties"]["className"] for each in drawn["panes"]["statuses"]}
    assert "status-demilitarised" in signs


def test_scenarios_whose_sketches_share_a_name_are_compared_all_the_same() -> None:
    west, east = (_marked(longitude) for longitude in (36.0, 36.4))
    found = comparison.compare(installed(), Side(west, DAY), Side(east, DAY))
    back, there = (area.value for area in found.transfers.values())
    squares = [geodesy.area_km2(shapely.box(x, 50, x + 0.3, 50.2)) for x in (36.0, 36.4)]
    # sketches are cut on the five-decimal grid
    assert [back, there] == pytest.approx(sorted(squares, reverse=True), abs=0.1)
    assert {row.oblast for row in found.rows} <= {"UA-59", "UA-63"}


def _marked(west: float) -> Scenario:
    """Make a square beyond the line neutral ground."""
    ring = ((west, 50.0), (west + 0.3, 50.0), (west + 0.3, 50.2), (west, 50.2))
    return Scenario(
        id="own",
        date=date(2026, 1, 1),
        kind="own",
        confidence="assumed",
        title=Text(en="Own", uk="Власний"),
        summary=Text(en="A square.", uk="Квадрат."),
        sketches=(Sketch(name="square", area=(ring,)),),
        rules=(Rule(select=Selection(inside=("square",)), holder="neutral"),),
    )


@pytest.mark.parametrize("later", [DAY, LATER])
def test_the_difference_hatches_what_either_line_says_is_contested(later: str) -> None:
    found = _compared(("freeze", DAY), ("donbas-handover", later))
    told = [baselines.contested(installed(), day) for day in (DAY, later)]
    full = geodesy.area_km2(shapely.union_all([each for each in told if each is not None]))
    parcels = found.parcels()
    areas = [each.contested.area.value for each in parcels if each.contested]
    # outlines are noded on the five-decimal grid (1 m), as are those of the atoms
    assert sum(areas) == pytest.approx(full, abs=0.5)
    drawn = display.stepped(found)
    strip = legend.of_step(drawn, ("one", "other"))
    assert features.drawn(installed(), drawn, strip)["panes"]["contested"]
    assert "Contested" in strip


def test_two_sources_disagree_as_the_monthly_series_says(raw: Path, tmp_path: Path) -> None:
    """The series cuts the outlines of both with each other, without atoms."""
    for source, path in (("deepstate", control(raw, DAY)), ("uacontrolmap", raw / MINE)):
        given = registry.source(source)
        add(tmp_path, path, imported.origin_of(given), given)
    catalog, freeze = Catalog(installed().folder, tmp_path), SCENARIOS.find("freeze")
    sides = [Side(freeze, f"{source}:{DAY}") for source in ("deepstate", "uacontrolmap")]
    found = comparison.compare(catalog, *sides)
    assert disagreement.is_of_sources(found)
    rows = csv.DictReader(installed().read("second_source_monthly").splitlines())
    series = {row["oblast"]: row for row in rows if row["date"] == DAY}
    units = gazetteer.units(installed())
    measured = {unit.name: each for unit, each in disagreement.by_oblast(found)}
    assert measured.keys() == {units[code].name for code in series}
    for code, row in series.items():
        first, second, together = measured[units[code].name]
        # gaps between UAControlMap's polygons are closed for both; slivers as above
        assert first.value == pytest.approx(float(row["only_deepstate_km2"]), abs=0.2)
        assert second.value == pytest.approx(float(row["only_uacontrolmap_km2"]), abs=0.2)
        assert together.value == pytest.approx(first.value + second.value)
        assert max(first.low, second.low) <= together.low <= together.high
    whole = disagreement.whole(found)
    assert whole.together.value == pytest.approx(
        sum(each.together.value for each in measured.values()), abs=0.2
    )
    for language in LANGUAGES:
        said = comparison_wording.sentence(found, language)
        assert said.count(speech_in(language).gettext("DeepStateMap")) == 2
        assert speech_in(language).area(whole.together) in said
