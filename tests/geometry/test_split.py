"""The line of contact: tracing, orientation, splitting, and the real snapshots."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from explorer.errors import LineError
from explorer.geometry import geodesy, split
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.layers.tracing import read_control
from explorer.pipeline import line_of_contact
from tests.helpers import grid

FRAME = shapely.coverage_union_all(list(grid.OBLASTS.values()))


def test_west_of_the_line_is_ukraine() -> None:
    sides = split.split(FRAME, grid.LINE)
    assert sides.ukraine.equals(box(34.5, 47, 35.2, 49))
    assert sides.russia.equals(box(35.2, 47, 36.5, 49))


def test_turning_the_line_round_swaps_the_sides() -> None:
    there, back = split.split(FRAME, grid.LINE), split.split(FRAME, grid.LINE.reverse())
    assert there.ukraine.equals(back.russia)
    assert there.russia.equals(back.ukraine)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(34.7, 36.3), min_size=2, max_size=12))
def test_sides_cover_the_frame_and_do_not_overlap(longitudes: list[float]) -> None:
    latitudes = np.linspace(46.9, 49.1, len(longitudes))
    line = LineString(list(zip(longitudes, latitudes.tolist(), strict=True)))
    sides = split.split(FRAME, line)
    assert sides.ukraine.intersection(sides.russia).area == pytest.approx(0, abs=1e-12)
    total = geodesy.area_km2(sides.ukraine) + geodesy.area_km2(sides.russia)
    assert total == pytest.approx(geodesy.area_km2(FRAME), abs=0.01)


def test_an_island_goes_with_the_nearest_side() -> None:
    frame = MultiPolygon(
        [box(34.5, 47, 36.5, 49), box(36.6, 47.5, 36.7, 47.6), box(34.3, 48, 34.4, 48.1)]
    )
    sides = split.split(frame, grid.LINE)
    assert sides.russia.covers(Point(36.65, 47.55))
    assert sides.ukraine.covers(Point(34.35, 48.05))


def test_a_line_that_ends_inside_the_frame_is_refused_with_its_place() -> None:
    with pytest.raises(LineError, match=r"sector from 47\.500° N, 35\.200° E cuts off no ground"):
        split.split(FRAME, LineString([(35.2, 47.5), (35.2, 49.1)]))


def test_sectors_that_disagree_are_refused() -> None:
    lines = MultiLineString([[(35.2, 46.9), (35.2, 49.1)], [(35.8, 46.9), (35.8, 49.1)]])
    with pytest.raises(LineError, match="on both of its sides"):
        split.split(FRAME, lines)


def test_tracing_finds_a_straight_front_and_puts_ukraine_on_its_left() -> None:
    traced = split.trace(box(35.2, 46, 38, 50), FRAME)
    assert len(traced.geoms) == 1
    sides = split.split(FRAME, traced)
    assert geodesy.area_km2(sides.russia) == pytest.approx(
        geodesy.area_km2(box(35.2, 47, 36.5, 49)), rel=1e-3
    )


def test_tracing_keeps_an_enclave_as_a_closed_sector() -> None:
    traced = split.trace(box(35.2, 47.6, 36, 48.4), FRAME)
    assert [sector.is_ring for sector in traced.geoms] == [True]
    sides = split.split(FRAME, traced)
    assert sides.russia.covers(Point(35.6, 48))
    assert sides.ukraine.covers(Point(34.6, 48))


def test_an_outline_along_the_border_is_no_front() -> None:
    with pytest.raises(LineError, match="no outline inside the frame"):
        split.trace(box(34.49, 46.99, 36.51, 49.01), FRAME)


@pytest.fixture(scope="module")
def units() -> dict[str, BaseGeometry]:
    return installed().shapes("oblasts")


@pytest.fixture(scope="module")
def lines() -> dict[str, MultiLineString]:
    return {day: baselines.line(installed(), day) for day in baselines.dates(installed())}


# Ukrainian-held ground in the snapshots at full resolution, on the same frame, main part; measured
# by difference and an equal-area projection, without the code that traces (Donetsk, Luhansk; km2)
FULL_RESOLUTION = {
    "2025-08-15": (6651, 151),
    "2025-12-09": (6098, 94),
    "2026-08-22": (5346, 90),
}


@pytest.mark.parametrize("day", FULL_RESOLUTION)
def test_generalised_lines_keep_the_areas(
    day: str, units: dict[str, BaseGeometry], lines: dict[str, MultiLineString]
) -> None:
    frame = shapely.coverage_union_all(list(units.values()))
    held = split.split(frame, lines[day]).ukraine
    donetsk, luhansk = (
        geodesy.area_km2(units[code].intersection(held)) for code in ("UA-14", "UA-09")
    )
    full_donetsk, full_luhansk = FULL_RESOLUTION[day]
    # the line that numbers are pinned on is held to 0.5 % and 1 %; the two others to 1 %
    assert donetsk == pytest.approx(full_donetsk, rel=0.005 if day == "2025-12-09" else 0.01)
    assert donetsk + luhansk == pytest.approx(full_donetsk + full_luhansk, rel=0.01)


def test_crimea_is_held_by_russia_at_every_date(
    units: dict[str, BaseGeometry], lines: dict[str, MultiLineString]
) -> None:
    frame = shapely.coverage_union_all(list(units.values()))
    assert list(lines) == [day.isoformat() for day in line_of_contact.DATES]
    for day, line in lines.items():
        held = split.split(frame, line).russia
        for code in ("UA-40", "UA-43"):
            missing = geodesy.area_km2(units[code].difference(held))
            assert missing < 0.01, f"{missing} km2 of {code} on {day}"


def test_published_lines_are_generalised(lines: dict[str, MultiLineString]) -> None:
    for day, line in lines.items():
        assert shapely.get_num_coordinates(line) <= 400, day


def test_stated_accuracy_is_what_the_trace_was_measured_to_have(
    raw: Path, lines: dict[str, MultiLineString], units: dict[str, BaseGeometry]
) -> None:
    """Hold ACCURACY_KM's claim: about 80 % of the snapshot's outline lies within 0.5 km."""
    frame = shapely.coverage_union_all(list(units.values()))
    inside = frame.difference(geodesy.buffer(frame.boundary, 5))
    for day in FULL_RESOLUTION:
        path = raw / "deepstate" / f"deepstatemap_data_{day.replace('-', '')}.geojson"
        outline = geodesy.densify(read_control(path).boundary.intersection(inside))
        points = shapely.points(shapely.get_coordinates(outline))
        gaps = np.array([_gap_km(point, lines[day]) for point in points])
        assert np.mean(gaps < 0.5) > 0.75, day
        # beyond 1 km only enclaves and shallow pockets, which the trace leaves out, are far off
        assert np.mean(gaps < 1.05) > 0.98, day


def _gap_km(point: Point, line: BaseGeometry) -> float:
    near, _ = nearest_points(line, point)
    return float(geodesy.GEOD.inv(point.x, point.y, near.x, near.y)[2]) / 1000
