"""Uncertainty: the closed form against drawn errors, and what holds for every interval."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import LayerError
from explorer.layers import baselines, components, uncertainty
from explorer.layers.catalog import installed
from explorer.layers.components import Component
from explorer.layers.spread import DEVIATIONS_80, Border, Model, MovedLine
from tests.helpers.lines import BASELINE

CATALOG = installed()
DRAWS = 4000
# The deviation of n draws has a relative error of 1 / √(2 n), 1.1 % of 4,000; four times that.
TOLERANCE = 4 / sqrt(2 * DRAWS)

km2 = st.floats(0, 50_000)


def component(sd_km: float, reach_km: float | None, exponent: float) -> Component:
    return Component(
        name="source",
        sd_km=sd_km,
        reach_km=reach_km,
        exponent=exponent,
        bias_km=0.0,
        accuracy_km=None,
        of="an error made up for a test",
        source="none",
        date="2025-12-09",
        days=1,
    )


def noise(stretches: int, exponent: float) -> np.ndarray:
    """Draw fractional Gaussian noise from its covariance, a draw a row."""
    apart = np.abs(np.subtract.outer(np.arange(stretches), np.arange(stretches)))
    twice = 2 * (1 - exponent)
    covariance = (
        abs(apart + 1.0) ** twice - 2 * apart.astype(float) ** twice + abs(apart - 1.0) ** twice
    ) / 2
    generator = np.random.default_rng(20251209)
    return generator.normal(size=(DRAWS, stretches)) @ np.linalg.cholesky(covariance).T


@pytest.mark.parametrize("exponent", [0.5, 0.625, 0.75])
@pytest.mark.parametrize("stretches", [1, 3, 25])
def test_mean_error_of_a_front_is_that_of_drawn_errors(exponent: float, stretches: int) -> None:
    drawn = 1.5 * noise(stretches, exponent).mean(axis=1)
    closed = component(1.5, 16.0, exponent).law.mean_error_km(16.0 * stretches)
    assert float(closed) == pytest.approx(drawn.std(), rel=TOLERANCE)


def test_line_that_errs_as_one_errs_alike_however_long_it_is() -> None:
    errors = component(0.03, None, 0.0).law.mean_error_km(np.array([0.0, 10.0, 1000.0]))
    assert errors.tolist() == [0.03, 0.03, 0.03]


def test_count_of_points_is_as_uncertain_as_drawn_lines_make_it() -> None:
    """Points at random about a straight front of 400 km, 0.05 a km², and a line that is off."""
    sd_km, reach_km, stretches, each_km2 = 1.5, 8.0, 50, 0.05
    generator = np.random.default_rng(1)
    errors = sd_km * noise(stretches, 0.5)
    far = 10 * sd_km
    counts = []
    for error in errors:
        points = generator.poisson(each_km2 * 2 * far * reach_km * stretches)
        stretch = generator.integers(stretches, size=points)
        away = generator.uniform(-far, far, size=points)
        counts.append(int((away < error[stretch]).sum()) - int((away < 0).sum()))
    front_km = reach_km * stretches
    rate = each_km2 * front_km
    model = Model(0.5, (component(sd_km, reach_km, 0.5),))
    middle = 1000.0  # far from zero
    bounded = model.count([middle, middle - rate / 2, middle + rate / 2], front_km)
    half = (bounded.high - bounded.low) / 2
    assert half / DEVIATIONS_80 == pytest.approx(np.std(counts), rel=2 * TOLERANCE)


@given(km2, km2, km2, st.floats(-300, 300), st.floats(0, 30))
def test_intervals_hold_the_figure_and_each_other(
    drawn: float, towards_russia: float, towards_ukraine: float, bias: float, sd: float
) -> None:
    model = uncertainty.of(CATALOG, baselines.find(CATALOG, BASELINE))
    area = model.area([drawn, towards_russia, towards_ukraine], Border(bias, sd), 60_000.0)
    assert area.low95 is not None
    assert area.high95 is not None
    assert 0 <= area.low95 <= area.low <= area.value <= area.high <= area.high95 <= 60_000


@given(st.floats(100, 20_000), st.floats(0, 90), st.floats(0, 90))
def test_what_one_side_may_have_more_the_other_may_have_less(
    drawn: float, less: float, more: float
) -> None:
    model = uncertainty.of(CATALOG, baselines.find(CATALOG, BASELINE))
    ours = model.difference([drawn, drawn - less, drawn + more])
    theirs = model.difference([-drawn, less - drawn, -drawn - more])
    assert (theirs.low, theirs.high) == pytest.approx((-ours.high, -ours.low))


@given(st.floats(100, 20_000), st.floats(1, 90), st.floats(0, 30))
def test_components_of_a_budget_add_up_to_the_interval(
    drawn: float, moved: float, sd: float
) -> None:
    model = uncertainty.of(CATALOG, baselines.find(CATALOG, BASELINE))
    readings, border = [drawn, drawn + moved, drawn - moved], Border(0.0, sd)
    whole = sqrt(sum(share.sd_km2**2 for share in model.budget(readings, border)))
    bounded = model.difference(readings)
    with_border = model.area([10_000 + each for each in readings], border)
    assert (with_border.high - with_border.low) / 2 == pytest.approx(DEVIATIONS_80 * whole)
    assert bounded.high - bounded.low <= with_border.high - with_border.low + 1e-9
    assert sum(share.share_pct for share in model.budget(readings, border)) == pytest.approx(100)


def test_figures_that_the_line_does_not_touch_are_certain() -> None:
    model = uncertainty.of(CATALOG, baselines.find(CATALOG, BASELINE))
    area = model.area([4821.0, 4821.0, 4821.0])
    assert (area.low, area.high, area.low95, area.high95) == (4821.0,) * 4


def test_errors_of_opposite_sign_along_one_front_do_not_cancel() -> None:
    """What one oblast gains and another one loses where the line moves adds to what is unknown."""
    model = uncertainty.of(CATALOG, baselines.find(CATALOG, BASELINE))
    apart = model.difference([[100.0, 80.0, 120.0], [100.0, 120.0, 80.0]])
    together = model.difference([[100.0, 80.0, 120.0], [100.0, 80.0, 120.0]])
    assert apart.high - apart.low == pytest.approx(together.high - together.low)


def test_moved_line_gives_the_least_and_the_greatest_figure() -> None:
    area = MovedLine(0.5).area([[60.0, 50.0, 70.0], [5.0, 6.0, 1.0]], Border(30.0, 5.0))
    assert (area.value, area.low, area.high) == (65.0, 56.0, 71.0)
    assert area.low95 is None


def test_many_areas_at_once_are_bounded_like_each_alone() -> None:
    model = uncertainty.of(CATALOG, baselines.find(CATALOG, BASELINE))
    readings = np.array([[[90.0, 70.0, 115.0]], [[0.4, 0.0, 7.0]], [[6183.0, 6383.0, 5984.0]]])
    borders = [Border(6.0, 0.1), Border(), Border(66.0, 4.0)]
    for row, one, border in zip(model.areas(readings, borders), readings, borders, strict=True):
        alone = model.area(one, border)
        assert row.tolist() == pytest.approx([alone.value, alone.low, alone.high])


def test_line_of_another_accuracy_errs_in_proportion() -> None:
    start, later = (
        uncertainty.of(CATALOG, baselines.find(CATALOG, day))
        for day in (baselines.START_OF_INVASION, BASELINE)
    )
    by_name = [{each.name: each for each in model.components} for model in (start, later)]
    assert by_name[0]["line"].sd_km == pytest.approx(10 * by_name[1]["line"].sd_km)  # 5 and 0.5 km
    assert by_name[0]["source"] == by_name[1]["source"]


def test_file_that_is_no_list_of_components_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(CATALOG), "read", lambda *_: '{"components": [{"name": "moon"}]}')
    components.components.cache_clear()
    with pytest.raises(LayerError, match=r"uncertainty\.json: is no list of components"):
        components.components(CATALOG)
    components.components.cache_clear()
