"""Draws agree with the closed form of an interval, and depend on their number alone."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from shapely.geometry import MultiLineString, box

from explorer.atoms import store
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.layers.components import Law
from explorer.pipeline import draws
from explorer.pipeline.draws import Front
from explorer.pipeline.engines import Local

DONBAS = ("UA-14", "UA-09")
SOUTH, MIDDLE, NORTH, EAST = 48.0, 48.25, 48.5, 37.0
# the length of a meridian, by another library than the one that measures
LENGTH_KM = Geodesic.WGS84.Inverse(SOUTH, EAST, NORTH, EAST)["s12"] / 1000
BLOCKS = 40


INDEPENDENT = Law(0.3, LENGTH_KM / BLOCKS, 0.5)
OPPOSED = Law(1.5, LENGTH_KM / BLOCKS, 0.625)
WHOLE = Law(0.3, None, 0.0)


@pytest.fixture(scope="module")
def straight() -> Front:
    """Divide two oblasts by a line to the north; Ukraine is in the west."""
    line = MultiLineString([[(EAST, SOUTH - 0.05), (EAST, NORTH + 0.05)]])
    return draws.front(
        line, {"UA-14": box(36, SOUTH, 38, MIDDLE), "UA-09": box(36, MIDDLE, 38, NORTH)}
    )


@pytest.mark.parametrize("error", [INDEPENDENT, OPPOSED, WHOLE])
def test_a_straight_front_spreads_as_the_closed_form_says(straight: Front, error: Law) -> None:
    """
    Compare the spread of 400 draws.

    A standard deviation of n draws is itself known to 1 / √(2 n), here 3.5 %: three times that is
    allowed, and 1.5 % for what interpolation between blocks takes from 40 of them.
    """
    count = 400
    held = [sum(each.values()) for each in draws.sample(straight, [error], count, Local())]
    expected = float(error.area_sd_km2(LENGTH_KM))
    assert np.std(held, ddof=1) == pytest.approx(expected, rel=3 / sqrt(2 * count) + 0.015)
    drawn = sum(straight.held_km2.values())
    assert np.mean(held) == pytest.approx(drawn, abs=3 * expected / sqrt(count))


def test_the_front_of_a_real_day_spreads_as_the_closed_form_says() -> None:
    """
    Compare the spread of 48 draws in Donbas with that of the ledger's own interval.

    The front's length is the area that a shift of 1 km makes, from the atoms. A standard deviation
    of 48 draws is known to 10 %; three times that is allowed.
    """
    catalog = installed()
    atoms = store.atoms(catalog, baselines.find(catalog, "2025-12-09"))
    chosen = np.isin(atoms.oblast, DONBAS)
    areas = {km: atoms.area_km2[chosen & ~atoms.russian(km)].sum() for km in atoms.shifts_km}
    near, far = min(areas), max(areas)
    length_km = abs(areas[far] - areas[near]) / (far - near)
    error, count = Law(0.3, 2.6, 0.5), 48
    front = draws.front_of(catalog, "2025-12-09")
    held = [
        sum(each[code] for code in DONBAS) for each in draws.sample(front, [error], count, Local())
    ]
    expected = float(error.area_sd_km2(length_km))
    assert np.std(held, ddof=1) == pytest.approx(expected, rel=3 / sqrt(2 * count))
    # undisplaced, it is the ledger's figure; in the mean it stays so, but for the line's bends
    assert sum(front.held_km2[code] for code in DONBAS) == pytest.approx(areas[0.0], abs=0.5)
    assert np.mean(held) == pytest.approx(areas[0.0], abs=3 * expected / sqrt(count) + 1)


def test_errors_of_one_draw_add_up(straight: Front) -> None:
    """Variances of independent errors add up; 400 draws, tolerance as above."""
    count = 400
    held = [
        sum(each.values())
        for each in draws.sample(straight, [INDEPENDENT, WHOLE, OPPOSED], count, Local())
    ]
    means = [float(error.mean_error_km(LENGTH_KM)) for error in (INDEPENDENT, WHOLE, OPPOSED)]
    expected = sqrt(sum(km**2 for km in means)) * LENGTH_KM
    assert np.std(held, ddof=1) == pytest.approx(expected, rel=3 / sqrt(2 * count) + 0.015)


def test_the_number_of_a_draw_alone_decides_it(straight: Front) -> None:
    many = draws.sample(straight, [INDEPENDENT], 24, Local())
    assert draws.held_km2(straight, [INDEPENDENT], 17) == many[17]
    assert len({each["UA-14"] for each in many}) == 24


def test_however_large_the_error_ukraine_holds_no_more_than_there_is(straight: Front) -> None:
    whole = {code: straight.held_km2[code] * 2 for code in straight.held_km2}
    for each in draws.sample(straight, [Law(200, 20, 0.5)], 12, Local()):
        for code, km2 in each.items():
            assert -1e-6 <= km2 <= whole[code] * (1 + 1e-6)


@pytest.mark.parametrize("hurst", [0.3, 0.375, 0.5, 0.9, 1.0])
def test_means_of_noise_have_the_variance_of_their_length(hurst: float) -> None:
    """A variance of 4,000 draws is known to √(2 / 4000), 2.2 %: three times that is allowed."""
    generator, count = np.random.default_rng(1), 4000
    values = np.array([draws.noise(generator, 16, hurst) for _ in range(count)])
    for length in (1, 4, 16):
        variance = values[:, :length].mean(axis=1).var()
        assert variance == pytest.approx(length ** (2 * hurst - 2), rel=3 * sqrt(2 / count))
