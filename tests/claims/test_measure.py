"""Measures of claims: held to independent oracles, missing days named."""

from datetime import date, timedelta
from itertools import pairwise
from math import hypot, inf

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from explorer.atoms import outlines, store
from explorer.claims import measure, rectangles, series
from explorer.claims.measure import Computed, Untestable
from explorer.layers import baselines, history, holding
from explorer.layers.catalog import installed
from explorer.results import binding
from explorer.scenarios.rules import Selection
from tests.helpers.lines import BASELINE
from tests.helpers.stated import DAY, DONBAS, EN, HELD, claim


def test_years_left() -> None:
    before, now = np.array([1000.0, 500.0, 500.0]), np.array([900.0, 500.0, 600.0])
    years = measure.years_left(before, now, 365)
    assert years[0] == pytest.approx(900 / (100 / 365 * 365.25))
    assert years[1:].tolist() == [inf, inf]


def rate(day: date, *windows: int) -> Computed:
    given = claim(
        1, "more_than", measures={"kind": "rate", "select": HELD, "windows_days": windows}
    )
    found = measure.compute(installed(), given, day)
    assert isinstance(found, Computed)
    return found


def test_years_to_take_are_a_range_over_the_windows() -> None:
    found = rate(DAY, 30, 90, 365)
    table = history.installed(installed())
    left = table.areas["UA-14"][:, 3] + table.areas["UA-09"][:, 3]
    now = table.days.index(DAY)
    for window, days in zip(found.windows, (30, 90, 365), strict=True):
        loss = left[now - days] - left[now]
        assert window.loss_km2 == pytest.approx(loss, abs=0.05)
        assert window.years == pytest.approx(left[now] / loss * days / 365.25, rel=1e-4)
    each = [window.years or inf for window in found.windows]
    assert found.value is None
    assert found.low <= min(each) <= max(each) <= found.high < inf


def test_a_window_without_loss_has_no_end_and_one_before_the_table_is_left_out() -> None:
    found = rate(date(2026, 8, 22), 11, 365, 3650)
    gained = [window for window in found.windows if window.loss_km2 <= 0]
    assert gained
    assert all(window.years is None for window in gained)
    assert found.high == inf
    assert [window.days for window in found.windows] == [11, 365]
    said = " ".join(remark.text_in(EN) for remark in found.remarks)
    assert "Nothing was lost on balance" in said
    assert "3,650 days back" in said


def test_a_change_runs_from_the_end_of_one_day_to_the_end_of_another() -> None:
    """The end of a day stands in the next day's file, which shows the evening before its date."""
    since, until = date(2025, 6, 30), date(2025, 7, 31)
    change = {
        "kind": "area_change",
        "select": {"oblasts": ["UA-14"], "held_by": "russia"},
        "since": since,
        "until": until,
    }
    found = measure.compute(installed(), claim(1, as_of=until, measures=change))
    table = history.installed(installed())
    rows = [table.days.index(day + timedelta(days=1)) for day in (since, until)]
    assert isinstance(found, Computed)
    occupied = table.areas["UA-14"]
    assert found.value == pytest.approx(occupied[rows[1], 0] - occupied[rows[0], 0])
    # either end may be a day off, and the line is moved alike on both
    for column in (0, 1, 2):
        for before in (-1, 0, 1):
            for after in (-1, 0, 1):
                reading = occupied[rows[1] + after, column] - occupied[rows[0] + before, column]
                assert found.low - 1e-9 <= reading <= found.high + 1e-9


def test_a_missing_day_is_named_and_the_one_before_stands_in() -> None:
    found = measure.compute(installed(), claim(1, as_of=date(2025, 11, 26)))
    assert isinstance(found, Computed)
    assert found.day == date(2025, 11, 25)
    assert "no snapshot for 26\N{NO-BREAK SPACE}November 2025" in found.remarks[0].text_in(EN)


def test_days_outside_the_table_are_not_testable_unless_a_baseline_is_there() -> None:
    catalog = installed()
    outside = measure.compute(catalog, claim(1, as_of=date(2023, 1, 1)))
    assert isinstance(outside, Untestable)
    assert "8\N{NO-BREAK SPACE}July 2024" in outside.reason.text_in(EN)
    invasion = measure.compute(catalog, claim(1, as_of=date(2022, 2, 23)))
    assert isinstance(invasion, Computed)
    atoms = store.atoms(catalog, baselines.find(catalog, "2022-02-23"))
    free = ~atoms.russian() & np.isin(atoms.oblast, DONBAS["oblasts"])
    assert invasion.value == pytest.approx(float(atoms.area_km2[free].sum()))


def test_ground_by_layer_or_distance_is_known_at_the_baselines() -> None:
    near = {"kind": "area", "select": {**HELD, "within_km": 10}}
    catalog = installed()
    found = measure.compute(catalog, claim(1, measures=near, as_of=date(2025, 12, 20)))
    assert isinstance(found, Computed)
    assert found.day == DAY
    assert "nearest to 20\N{NO-BREAK SPACE}December 2025" in found.remarks[0].text_in(EN)
    atoms = store.atoms(catalog, baselines.find(catalog, BASELINE), depths_km=(10.0,))
    nearby = Selection(oblasts=("UA-14", "UA-09"), held_by="ukraine", within_km=10)
    chosen = binding.select(nearby, atoms)
    assert found.value == pytest.approx(float(atoms.area_km2[chosen].sum()))
    last = date.fromisoformat(baselines.dates(catalog)[-1])
    off = last + timedelta(days=series.MOST_DAYS_OFF + 1)
    far = measure.compute(catalog, claim(1, measures=near, as_of=off))
    assert isinstance(far, Untestable)


def test_shares_err_with_the_line_and_allow_for_official_areas() -> None:
    part = {"oblasts": ["UA-14"], "held_by": "russia"}
    whole = {**DONBAS, "held_by": "russia"}
    found = measure.compute(
        installed(), claim(1, measures={"kind": "share", "select": part, "of": whole})
    )
    table = history.installed(installed())
    row = table.days.index(DAY)
    donetsk, luhansk = table.areas["UA-14"][row, 0], table.areas["UA-09"][row, 0]
    # the official areas are the State Statistics Service's
    scales = [
        official_km2 / (table.area_km2(code) or 0)
        for code, official_km2 in (("UA-14", 26_517), ("UA-09", 26_684))
    ]
    ours = 100 * donetsk / (donetsk + luhansk)
    officially = 100 * donetsk * scales[0] / (donetsk * scales[0] + luhansk * scales[1])
    assert isinstance(found, Computed)
    assert found.value == pytest.approx(ours)
    assert found.low < min(ours, officially)
    assert found.high > max(ours, officially)
    # the numerator's interval is part of the denominator's: it moves the share by less
    held = holding.intervals(installed(), ("UA-14",), "russia")[row]
    assert found.high - found.low < 100 * (held[2] - held[1]) / (donetsk + luhansk)


def test_a_share_of_ukraine_weighs_each_oblast_with_its_official_area() -> None:
    occupied = {"kind": "share", "select": {"held_by": "russia"}, "of": {}}
    new_year = date(2026, 1, 1)
    found = measure.over_time(installed(), claim(1, measures=occupied, as_of=new_year).measures)
    table = history.installed(installed())
    row = table.days.index(new_year)
    official = {row["id"]: row["official_km2"] for row in installed().properties("oblasts")}
    held = sum(
        official[code] * table.areas[code][row, 0] / frame
        for code in table.areas
        if code in official and (frame := table.area_km2(code))
    )
    assert found is not None
    in_frame, *_, in_official, _, _ = found.readings[row]
    # with the Syvash and the estuary, which official areas count, more of the country is occupied
    assert in_frame == pytest.approx(18.90, abs=0.005)
    assert in_official == pytest.approx(100 * held / sum(official.values()))
    assert in_official == pytest.approx(19.36, abs=0.005)


def test_oblasts_that_the_line_never_reached_are_ukrainian() -> None:
    lviv = {"kind": "share", "select": {"oblasts": ["UA-46"], "held_by": "ukraine"}}
    found = measure.compute(
        installed(), claim(100, measures={**lviv, "of": {"oblasts": ["UA-46"]}})
    )
    assert isinstance(found, Computed)
    assert (found.low, found.value, found.high) == pytest.approx((100, 100, 100))


def test_distances_agree_with_geographiclib() -> None:
    """Brute force: the nearest of the line's points, a few metres apart."""
    catalog = installed()
    line = baselines.line(catalog, BASELINE)
    place = next(p for p in catalog.properties("settlements") if p["name"] == "Dobropillia")
    x, y = place["coordinates"]
    coords = [xy for part in line.geoms for xy in dense(list(part.coords), x, y)]
    nearest = min(Geodesic.WGS84.Inverse(y, x, b, a)["s12"] for a, b in coords) / 1000
    given = claim(1, measures={"kind": "distance", "from": "Dobropillia", "to": "line"})
    found = measure.compute(catalog, given)
    assert isinstance(found, Computed)
    assert found.value == pytest.approx(nearest, abs=0.02)
    # the line's error at a point by cause, `data/geo/uncertainty.json`
    accuracy = (catalog.resource("settlements").accuracy_km or 0) + 1.2816 * hypot(
        0.27, 1.28, 0.029
    )
    assert (found.low, found.high) == pytest.approx(
        (nearest - accuracy, nearest + accuracy), abs=0.02
    )


def dense(coords: list[tuple[float, float]], x: float, y: float) -> list[tuple[float, float]]:
    """Give points along the edges that come within half a degree of a place."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(coords):
        if min(abs(x0 - x) + abs(y0 - y), abs(x1 - x) + abs(y1 - y)) < 0.5:
            steps = np.linspace(0, 1, 60)
            found += list(zip(x0 + steps * (x1 - x0), y0 + steps * (y1 - y0), strict=True))
    return found


def test_towns_apart_and_a_town_behind_the_line() -> None:
    catalog = installed()
    apart = claim(1, measures={"kind": "distance", "from": "Sloviansk", "to": "Kramatorsk"})
    found = measure.compute(catalog, apart)
    places = {p["name"]: p["coordinates"] for p in catalog.properties("settlements")}
    (x0, y0), (x1, y1) = places["Sloviansk"], places["Kramatorsk"]
    assert isinstance(found, Computed)
    assert found.value == pytest.approx(Geodesic.WGS84.Inverse(y0, x0, y1, x1)["s12"] / 1000)
    behind = claim(1, measures={"kind": "distance", "from": "Donetsk", "to": "line"})
    found = measure.compute(catalog, behind)
    assert isinstance(found, Computed)
    assert found.value is not None
    assert found.value < 0


def test_the_smallest_rectangle_is_found() -> None:
    """Brute force: the least of the upright boxes around the ground, turned in quarter degrees."""
    catalog = installed()
    select = Selection(oblasts=("UA-14",), held_by="ukraine")
    atoms = store.atoms(catalog, baselines.find(catalog, BASELINE))
    shapes = np.array(outlines.shapes(catalog, atoms))[binding.select(select, atoms)]
    largest = max(shapely.coverage_union_all(shapes).geoms, key=lambda part: part.area)
    km = shapely.get_coordinates(largest) * [111.32 * np.cos(np.radians(48.3)), 111.2]
    boxes = []
    for angle in np.radians(np.arange(0, 90, 0.25)):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        boxes.append(np.ptp(km @ turn.T, axis=0))
    least = min(boxes, key=np.prod)
    found = rectangles.rectangles(catalog, select)[DAY][0]
    assert sorted(found) == pytest.approx(sorted(least.tolist()), rel=0.01)
