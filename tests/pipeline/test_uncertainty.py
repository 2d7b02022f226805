"""How far off a line is: offsets that are known are found again, shipped figures by other ways."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from shapely.geometry import LineString, Point, box

from explorer.geometry import geodesy
from explorer.layers.catalog import installed
from explorer.pipeline import offsets, uncertainty

CATALOG = installed()
SHIPPED = {row["name"]: row for row in json.loads(CATALOG.read("uncertainty"))["components"]}
DAILY = list(csv.DictReader(CATALOG.read("area_by_oblast_daily").splitlines()))
DONBAS = ("UA-09", "UA-14")
# A front along a meridian, with Ukraine on its west.
FRONT = LineString([(37.5, 48.0), (37.5, 48.6)])


def _east(longitude: float, km: float) -> float:
    """Go east from a meridian at 48.3° N, by GeographicLib."""
    return float(Geodesic.WGS84.Direct(48.3, longitude, 90, km * 1000)["lon2"])


@pytest.mark.parametrize("km", [2.0, -3.0])
def test_a_line_beside_another_is_off_by_what_lies_between(km: float) -> None:
    """Ground that reaches further east has the line on Ukraine's side of its edge."""
    (found,) = offsets.along([FRONT], box(33, 47, _east(37.5, km), 50))
    assert found.mean() == pytest.approx(km, rel=0.01)
    # meridians converge: from 48.0 to 48.6° N two of them come 1.2 % nearer
    assert found == pytest.approx(np.full(len(found), km), rel=0.01)


def test_where_the_other_line_is_missing_the_border_is_the_edge() -> None:
    (found,) = offsets.along([FRONT], box(33, 47, _east(37.5, 40), 48.3))
    assert found.max() == pytest.approx(33.4, abs=0.5)  # 0.3 degrees of latitude
    assert (found > 0).sum() == pytest.approx(len(found) / 2, abs=2)


def test_places_are_equally_far_apart_and_gaps_exact() -> None:
    line = LineString([(36.0, 47.8), (37.0, 48.5), (38.5, 48.6)])
    places = geodesy.places_along(line, 5)
    steps = [
        Geodesic.WGS84.Inverse(one.y, one.x, other.y, other.x)["s12"] / 1000
        for one, other in pairwise(places)
    ]
    # a chord at the bend is shorter
    assert np.sort(steps)[1:] == pytest.approx(np.full(len(steps) - 1, 5), rel=1e-3)
    edge = LineString([(36.2, 47.5), (37.6, 48.1), (38.2, 49.0)])
    exact = [geodesy.distance_km(Point(place), edge) for place in places]
    assert geodesy.gaps_km(places, edge) == pytest.approx(exact, rel=1e-3, abs=1e-3)


def test_known_offsets_are_found_again() -> None:
    """Offsets with an exponential correlation of 3 km, 0.7 km large, 0.2 km to one side."""
    dice, step_km, length_km = np.random.default_rng(7), 0.25, 3.0
    kept = np.exp(-step_km / length_km)
    lines = []
    for _ in range(60):
        line = [dice.standard_normal()]
        for noise in dice.standard_normal(1999) * np.sqrt(1 - kept**2):
            line.append(kept * line[-1] + noise)
        lines.append(0.2 + 0.7 * np.array(line))
    found = offsets.spread(lines, step_km)
    assert found.bias_km == pytest.approx(0.2, abs=0.02)
    assert found.sd_km == pytest.approx(0.7, rel=0.03)
    assert found.length_km == pytest.approx(length_km, rel=0.1)
    # what the length is for: the variance of the mean over a line of 500 km
    means = np.array([line.mean() for line in lines])
    expected = found.sd_km * np.sqrt(2 * found.length_km / (2000 * step_km))
    assert means.std() == pytest.approx(expected, rel=0.25)


def test_the_trace_is_off_by_less_than_its_tolerance() -> None:
    line = SHIPPED["line"]
    # 83 to 85 % of the outlines lie within 0.5 km of the line, on the data card
    assert 0.5 / 2 < line["sd_km"] < 0.5 / 1.4
    assert line["accuracy_km"] == 0.5
    assert abs(line["bias_km"]) < 0.05


def test_the_source_s_bias_is_half_of_what_both_leave_ukraine_of_donbas() -> None:
    fronts = {
        (row["date"], row["oblast"]): float(row["occupied_high_km2"])
        - float(row["occupied_low_km2"])
        for row in DAILY
        if row["oblast"] in DONBAS and row["occupied_km2"]
    }
    rows = csv.DictReader(CATALOG.read("second_source_monthly").splitlines())
    more, length = 0.0, 0.0
    for row in rows:
        if row["oblast"] in DONBAS:
            more += float(row["uacontrolmap_km2"]) - float(row["deepstate_km2"])
            length += fronts[row["date"], row["oblast"]]
    assert SHIPPED["source"]["bias_km"] == pytest.approx(more / 2 / length, abs=0.001)


def test_the_date_s_bias_is_what_russia_gains_in_two_and_a_half_days() -> None:
    """By the table's gains and losses; the layer takes differences of areas."""
    first, last = SHIPPED["date"]["date"].split("/")
    year = [r for r in DAILY if r["oblast"] in DONBAS and first <= r["date"] <= last]
    net = sum(float(r["gained_km2"] or 0) - float(r["lost_km2"] or 0) for r in year)
    measured = [r for r in year if r["occupied_km2"]]
    front = sum(float(r["occupied_high_km2"]) - float(r["occupied_low_km2"]) for r in measured)
    front_km = front / len(measured) * len(DONBAS)
    assert SHIPPED["date"]["bias_km"] == pytest.approx(-2.5 * net / 365 / front_km, abs=0.002)


def test_it_is_measured_anew_to_the_byte(raw: Path) -> None:
    assert uncertainty.build(CATALOG, raw) == CATALOG.read("uncertainty")
