"""Two scenarios or two days: the step between them adds up, whichever way it is taken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple
from itertools import product

import pytest
import shapely
from pyproj import Transformer

from explorer import baseline, comparison, comparison_wording, report, scenario
from explorer.catalog import installed
from explorer.comparison import Comparison, Side
from explorer.report import Report
from explorer.rules import HOLDERS

DAY, LATER, EARLY = "2025-12-09", "2026-08-22", "2022-02-23"
PAIRS = [
    (("freeze", DAY), ("donbas-handover", DAY)),
    (("plan-28", DAY), ("kellogg-30", DAY)),
    (("freeze", DAY), ("freeze", LATER)),
    (("kellogg-30", "2025-08-15"), ("plan-28", LATER)),
    (("freeze", EARLY), ("borders-1991", DAY)),
]


def _compared(first: tuple[str, str], second: tuple[str, str]) -> Comparison:
    sides = [Side(scenario.find(name), day) for name, day in (first, second)]
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
    assert sum(row.area.value for row in found.entries) == pytest.approx(599_094, abs=1)


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


def test_two_days_against_plain_polygons_in_an_equal_area_projection() -> None:
    """Another way to the same number: union, difference and a Lambert azimuthal projection."""
    catalog = installed()
    held = []
    for day in (DAY, LATER):
        table = baseline.atoms(catalog, baseline.find(catalog, day))
        shapes = baseline.shapes(catalog, table)
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
    told = report.draw_up(installed(), scenario.find("donbas-handover"), day=DAY)
    ceded = told.totals["ceded_km2"]
    moved = found.transfers["ukraine", "russia"]
    for one, other in zip(astuple(moved), astuple(ceded), strict=True):
        assert one == pytest.approx(other)


def test_pieces_are_a_coverage_of_the_frame() -> None:
    pieces = list(_compared(*PAIRS[3]).pieces())
    assert shapely.coverage_is_valid([piece.shape for piece in pieces])
    assert len({piece[:3] for piece in pieces}) == len(pieces)


@pytest.mark.parametrize(
    ("pair", "words", "ukrainian"),
    [
        (PAIRS[0], "6,183 km² (5,986 to 6,381) would go from Ukraine to Russia", "Від «Замор"),
        (PAIRS[2], "From 9 December 2025 to 22 August 2026, under “Freeze", "за сценарієм"),
        (PAIRS[3], "on 15 August 2025 to “28-point plan” on 22 August 2026", "станом на"),
        ((PAIRS[0][0], PAIRS[0][0]), "no ground changes hands; line of", "жодна ділянка"),
        ((PAIRS[0][0], ("fez-symmetric", DAY)), "but its status differs", "але її статус інший"),
    ],
)
def test_a_sentence_says_what_differs(
    pair: tuple[tuple[str, str], tuple[str, str]], words: str, ukrainian: str
) -> None:
    found = _compared(*pair)
    told = comparison_wording.sentence(found).replace("\u00a0", " ")
    assert words in told
    assert "DeepStateMap" in told
    assert ukrainian in comparison_wording.sentence(found, "uk")
