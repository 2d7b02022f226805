"""Verdicts on claims: each rule on both sides of its threshold."""

from datetime import timedelta
from math import inf

import numpy as np
import pytest

from explorer.claims import conflicts, desk, verdict
from explorer.claims.document import Claim
from explorer.claims.library import DOCUMENTS
from explorer.claims.measure import Computed
from explorer.claims.series import Series
from explorer.layers.catalog import installed
from explorer.wording import claims as words
from tests.helpers.stated import AREA, DAY, DONBAS, EN, HELD, SHARE, claim, document


def judged(given: Claim, low: float, high: float, value: float | None = None) -> str:
    middle = (low + high) / 2 if value is None else value
    return verdict.judge(given, Computed(middle, low, high, DAY), None, DAY).kind


# --- the rule, on both sides of each threshold


@pytest.mark.parametrize(
    ("value", "wording", "computed", "expected"),
    [
        # rounding: half a unit of the last printed digit
        (14, "exact", 13.5, "consistent"),
        (14, "exact", 13.49, "high"),
        (14, "exact", 14.5, "consistent"),
        (14, "exact", 14.51, "low"),
        (19.25, "exact", 19.255, "consistent"),
        (19.25, "exact", 19.2551, "low"),
        (10, "exact", 10.5, "consistent"),
        (10, "exact", 10.51, "low"),
        # hedging: the last digit that is not zero
        (20, "about", 25, "rounded"),
        (20, "about", 25.01, "low"),
        (20, "about", 15, "rounded"),
        (20, "about", 14.99, "high"),
        (20, "about", 20.5, "consistent"),
        (20, "about", 20.51, "rounded"),
        # in fives where that is a five, but not the first digit
        (25, "about", 27.5, "rounded"),
        (25, "about", 27.51, "low"),
        (50, "about", 54.9, "rounded"),
        (50, "about", 55.1, "low"),
        # nearly: nothing above
        (40, "nearly", 40, "consistent"),
        (40, "nearly", 40.01, "low"),
        (40, "nearly", 35, "rounded"),
        (40, "nearly", 34.99, "high"),
        # open to one side
        (60, "less_than", 60, "consistent"),
        (60, "less_than", 60.01, "low"),
        (60, "more_than", 60, "consistent"),
        (60, "more_than", 59.99, "high"),
        # all or nothing
        (100, "exact", 100, "consistent"),
        (100, "exact", 99.99, "high"),
        (0, "exact", 0.01, "low"),
        (99, "exact", 99.4, "consistent"),
    ],
)
def test_thresholds(value: float, wording: str, computed: float, expected: str) -> None:
    assert judged(claim(value, wording, measures=SHARE), computed, computed) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (6650, 6700, "rounded"),
        (6650.1, 6700, "low"),
        (6500, 6550, "rounded"),
        (6500, 6549.9, "high"),
        (6600.5, 6700, "consistent"),
        (6600.6, 6700, "rounded"),
    ],
)
def test_the_interval_must_meet_the_span(low: float, high: float, expected: str) -> None:
    assert judged(claim(6600, "about"), low, high) == expected


@pytest.mark.parametrize(
    ("computed", "expected"),
    [(72.45, "rounded"), (72.4, "high"), (88.5, "rounded"), (88.6, "low")],
)
def test_rounding_is_that_of_the_printed_number(computed: float, expected: str) -> None:
    """About 50 miles is 45 to 55 miles, 72.45 to 88.55 km when 50 are given as 80.5."""
    printed = claim(
        80.5,
        "about",
        original="50 miles",
        measures={"kind": "length", "across": "long_side", "select": HELD},
    )
    assert judged(printed, computed, computed) == expected


def test_a_number_in_words_is_rounded_as_given() -> None:
    quarter = claim(25, "about", original="a quarter", measures=SHARE)
    assert verdict.stated(quarter, hedged=True) == (22.5, 27.5)
    thousands = claim(1250, "about", original="1,250 miles")
    assert verdict.stated(thousands, hedged=True) == (1225, 1275)


def test_a_range_is_claimed_from_end_to_end() -> None:
    ranged = claim(None, low=10, high=20, measures=SHARE)
    assert verdict.stated(ranged, hedged=False) == (9.5, 20.5)
    assert judged(ranged, 20.5, 30) == "consistent"
    assert judged(ranged, 20.6, 30) == "low"


def test_a_range_without_end_meets_what_is_claimed_of_it() -> None:
    years = claim(1, "more_than", measures={"kind": "rate", "select": HELD, "windows_days": [30]})
    assert judged(years, 2, inf, 3) == "consistent"
    assert judged(years, inf, inf, 3) == "consistent"
    assert judged(years, 0.2, 0.9, 0.5) == "high"


def test_another_source_is_named_whatever_the_verdict() -> None:
    for basis, other in (("DeepState", False), ("", False), ("Russian General Staff", True)):
        given = claim(6600, basis=basis)
        for low, high in ((6500, 6700), (1, 2)):
            found = verdict.judge(given, Computed(low, low, high, DAY), None, DAY)
            assert found.other_source is other
    said = desk.check(installed(), DOCUMENTS.find("rima-2025-12-29"))[0]
    assert words.verdict(said, EN) == "High; different source (Russian General Staff)"


def course(values: list[float], spread: float = 0.4) -> Series:
    """Give a figure for each of the days up to 9 December."""
    start = DAY - timedelta(days=len(values) - 1)
    days = tuple(start + timedelta(days=number) for number in range(len(values)))
    centre = np.array(values)
    return Series("daily", days, np.column_stack([centre, centre - spread, centre + spread]))


@pytest.mark.parametrize(
    ("values", "since"),
    [
        ([16, 15, 14, 13, 12, 11], 2),  # fell through 14 after the third day
        ([11, 12, 13, 14, 15, 16], 1),  # rose through it
        ([16, 14, 16, 13, 12, 11], 2),  # for the last time
        ([16, 15, 14, np.nan, 12, 11], 1),  # the next snapshot counts, not the missing day
        ([13.2, 12, 12, 11, 11, 11], 4),  # only came near: from the day after it last held
        ([12, 12, 12, 11, 11, 11], None),  # never held
    ],
)
def test_stale_since(values: list[float], since: int | None) -> None:
    known = course(values)
    given = claim(14, measures=SHARE)
    row = len(values) - 1
    now = Computed(values[row], float(known.low[row]), float(known.high[row]), DAY)
    found = verdict.judge(given, now, known, DAY)
    assert (found.kind == "stale") is (since is not None)
    assert found.since == (DAY - timedelta(days=since) if since is not None else None)


def test_what_holds_only_later_is_not_stale_and_fronts_never_are() -> None:
    known = course([16, 15, 14.2, 13])
    early = known.days[0]
    now = Computed(16, 15.6, 16.4, early)
    assert verdict.judge(claim(14, measures=SHARE), now, known, early).kind == "low"
    front = claim(14, measures={"kind": "length", "along": "line"})
    assert verdict.judge(front, Computed(13, 12.6, 13.4, DAY), known, DAY).kind == "high"


def test_days_on_which_it_held() -> None:
    known = course([16, 14.2, np.nan, 14.1, 12, 14, np.nan])
    first = known.days[0]
    found = verdict.held(claim(14, measures=SHARE), known)
    assert [(a - first, b - first) for a, b in found] == [
        (timedelta(days=1), timedelta(days=3)),
        (timedelta(days=5), timedelta(days=5)),
    ]


# --- claims of one document


@pytest.mark.parametrize(
    ("area", "share", "excluded"),
    [
        # 6,500 to 6,700 km² of 53,201 (official) to 53,212 (our frame) are 12.2 to 12.6 percent
        (6600, 10, True),
        (6600, 11, True),
        (6600, 12, False),
        (6600, 13, False),
        (6600, 14, True),
        # 11 percent is 10 to 12 at most: 5,320 to 6,385 km²
        (6390, 11, False),
        (6410, 11, True),
        (5300, 11, False),
        (5200, 11, True),
        (5100, 11, True),
    ],
)
def test_area_and_share_of_one_region_may_exclude_each_other(
    area: float, share: float, *, excluded: bool
) -> None:
    both = (claim(area, "about"), claim(share, id="part", measures=SHARE))
    found = conflicts.between(installed(), both)
    assert found == ({"stated": ("part",), "part": ("stated",)} if excluded else {})


def test_both_sides_of_one_region_are_compared_and_others_are_not() -> None:
    occupied = {"kind": "share", "select": {**DONBAS, "held_by": "russia"}, "of": DONBAS}
    catalog = installed()
    held = claim(12, measures=SHARE)
    assert not conflicts.between(catalog, (held, claim(88, id="rest", measures=occupied)))
    assert conflicts.between(catalog, (held, claim(85, id="rest", measures=occupied)))
    elsewhere = {**AREA, "select": {"oblasts": ["UA-14"], "held_by": "ukraine"}}
    assert not conflicts.between(catalog, (held, claim(100, id="rest", measures=elsewhere)))
    later = claim(100, id="rest", as_of=DAY + timedelta(days=1))
    assert not conflicts.between(catalog, (held, later))
    below = claim(100, "less_than", id="rest")
    assert conflicts.between(catalog, (held, below))


def test_two_that_hold_alone_but_not_together_are_both_inconsistent() -> None:
    # 6,040 km² is 11.35 %; both lie within the interval of 9 December, 11.7 % does not go with it
    pair = document(claim(6040), claim(11.7, id="part", measures=SHARE))
    first, second = desk.check(installed(), pair)
    assert [each.verdict.kind for each in (first, second)] == ["inconsistent"] * 2
    assert first.verdict.conflicts == ("part",)
    assert words.verdict(first, EN) == "Inconsistent with its own 11.7\N{NO-BREAK SPACE}%"
    alone = desk.check(installed(), document(claim(6040)))[0]
    assert alone.verdict.kind == "consistent"
