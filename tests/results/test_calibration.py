"""Calibration: laws that are known are found again, and the table in the documentation is true."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from explorer.layers.catalog import installed
from explorer.layers.components import Law
from explorer.results import calibration
from explorer.results.calibration import Case
from tests.helpers.paths import ROOT

CATALOG = installed()
ROWS = {row.areas: row for row in calibration.rows(CATALOG)}
PLACES = [code for codes in list(calibration.GROUPS.values())[:3] for code in codes]


def _drawn(law: Law, days: int) -> list[Case]:
    """Draw differences of two sources that err by a law, in seven oblasts with fixed fronts."""
    dice = np.random.default_rng(20260822)
    fronts = dict(zip(PLACES, (40.0, 25.0, 50.0, 400.0, 250.0, 240.0, 200.0), strict=True))
    return [
        Case(
            date(2024, 8, 1) + timedelta(days=day),
            place,
            float(np.sqrt(2) * law.area_sd_km2(front_km) * dice.standard_normal()),
            front_km,
        )
        for day in range(days)
        for place, front_km in fronts.items()
    ]


def test_a_front_as_long_as_the_reach_errs_like_a_point() -> None:
    assert float(Law(1.5, 20, 0.625).mean_error_km(20)) == pytest.approx(1.5)
    assert float(Law(0.1, None, 0).area_sd_km2(400)) == pytest.approx(40)


def test_independent_stretches_add_up_in_variance() -> None:
    dice = np.random.default_rng(1)
    stretches = dice.normal(0, 1.5 * 20, size=(20_000, 16))  # 16 stretches of 20 km, in km²
    expected = stretches.sum(axis=1).std()
    assert Law(1.5, 20, 0.5).area_sd_km2(16 * 20) == pytest.approx(expected, rel=0.02)


def test_a_known_law_is_found_again() -> None:
    law = Law(1.3, 15, 0.5)
    found = calibration.fit(_drawn(law, 1000), law.sd_km)
    assert found.exponent == law.exponent
    assert found.reach_km == pytest.approx(law.reach_km, rel=0.05)


def test_variances_add_up_to_the_squares_of_the_differences() -> None:
    cases = calibration.cases(CATALOG)
    law = calibration.fit(cases, 1.28)
    variances = 2 * law.area_sd_km2(np.array([case.front_km for case in cases])) ** 2
    squares = sum(case.difference_km2**2 for case in cases)
    assert variances.sum() == pytest.approx(squares, rel=1e-6)


def test_spans_are_those_of_a_normal_distribution() -> None:
    normal = NormalDist()
    for percent, deviations in calibration.SPANS.items():
        assert 2 * normal.cdf(deviations) - 1 == pytest.approx(percent / 100, abs=1e-4)


def test_cases_are_what_both_tables_say() -> None:
    """The oracle is pandas."""
    both = pd.read_csv(CATALOG.path("second_source_monthly")).merge(
        pd.read_csv(CATALOG.path("area_by_oblast_daily")), on=["date", "oblast"]
    )
    both = both.set_index(["date", "oblast"])
    fronts = (both.occupied_high_km2 - both.occupied_low_km2).to_dict()
    differences = (both.uacontrolmap_km2 - both.deepstate_km2).to_dict()
    cases = calibration.cases(CATALOG)
    assert len(cases) == sum(front > 0 for front in fronts.values()) == 168
    for case in cases:
        key = case.day.isoformat(), case.place
        assert case.front_km == pytest.approx(fronts[key])
        # four areas are rounded to 0.1 km²
        assert case.difference_km2 == pytest.approx(differences[key], abs=0.21)


def test_the_table_in_the_documentation_is_computed() -> None:
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    assert calibration.markdown(CATALOG) in text


def test_spans_hold_what_they_should_over_all_oblasts() -> None:
    within_80, within_95 = ROWS["All oblasts"].reading or (0, 0)
    assert 0.75 <= within_80 <= 0.90
    assert 0.92 <= within_95 <= 0.99


@pytest.mark.parametrize(
    ("areas", "least", "most"),
    [
        ("Donetsk, Zaporizhzhia, Kharkiv, Kherson", (0.75, 0.92), (0.90, 0.99)),
        ("Sumy and Dnipropetrovsk", (0.75, 0.92), (0.90, 0.99)),
        # 26 days, of which one is 4 %; neighbouring months are alike
        ("Donbas together", (0.69, 0.92), (0.80, 0.99)),
        ("Ukraine together", (0.65, 0.95), (0.75, 1.00)),
        # too wide: both sources agree on the front in Luhansk oblast
        ("Luhansk", (1.00, 1.00), (1.00, 1.00)),
    ],
)
def test_how_often_spans_hold_a_second_reading(
    areas: str, least: tuple[float, float], most: tuple[float, float]
) -> None:
    reading = ROWS[areas].reading
    assert reading is not None
    for share, low, high in zip(reading, least, most, strict=True):
        assert low <= share <= high


def test_spans_of_the_ground_are_narrower() -> None:
    for row in ROWS.values():
        if row.reading:
            assert row.ground[0] <= row.reading[0]
            assert row.ground[1] <= row.reading[1]


def test_the_bias_of_the_borders_matters() -> None:
    taken_off, left_in = (row.ground for row in ROWS.values() if row.reading is None)
    assert min(taken_off) >= 0.95
    assert max(left_in) <= 0.85
