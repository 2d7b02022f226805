"""Contested ground, generalised: held to the source's own polygons and to the traced line."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, box

from explorer.geometry import contested, geodesy, split
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.layers.tracing import read_control

# Four degrees by two, Russian-held in the east.
FRAME = box(36.0, 48.0, 40.0, 50.0)
LINE = MultiLineString([LineString([(38.0, 47.9), (38.0, 50.1)])])
OCCUPIED = box(38.0, 47.5, 40.5, 50.5)


def _generalised(ground: shapely.Geometry) -> shapely.Geometry:
    return contested.generalise(ground, OCCUPIED, FRAME, LINE)


def test_ground_beside_the_line_ends_at_the_line() -> None:
    """A gap of 200 m between the source's outline and ours would leave a sliver."""
    ground = _generalised(box(37.5, 48.5, 37.9975, 49.0))
    beside_line = ground.boundary.intersection(LINE)
    assert geodesy.length_km(beside_line) == 0  # beyond reach of the occupied outline: stays apart
    touching = _generalised(box(37.5, 48.5, 38.0, 49.0))
    shared = touching.boundary.intersection(LINE)
    assert geodesy.length_km(shared) == pytest.approx(geodesy.length_km(LINE) * 0.5 / 2.2, rel=0.02)
    assert touching.intersection(OCCUPIED).area == 0


def test_ground_over_the_border_is_left_out() -> None:
    ground = _generalised(box(35.0, 48.5, 36.5, 49.0))
    assert FRAME.covers(ground)
    inside = geodesy.area_km2(box(36.0, 48.5, 36.5, 49.0))
    assert geodesy.area_km2(ground) == pytest.approx(inside, rel=0.001)


@pytest.mark.parametrize("ground", [box(39.0, 48.5, 39.5, 49.0), box(36.0, 48.5, 36.003, 48.503)])
def test_occupied_and_tiny_ground_leave_nothing(ground: shapely.Geometry) -> None:
    assert _generalised(ground).is_empty


@pytest.mark.parametrize("day", ["2025-08-15", "2025-12-09", "2026-08-22"])
def test_the_layer_is_the_source_s_ground_generalised(raw: Path, day: str) -> None:
    catalog = installed()
    ground = baselines.contested(catalog, day)
    assert ground is not None
    assert ground.is_valid
    compact = day.replace("-", "")
    source = read_control(raw / "deepstate_contested" / f"deepstatemap_unknown_{compact}.geojson")
    occupied = read_control(raw / "deepstate" / f"deepstatemap_data_{compact}.geojson")
    frame = baselines.frame(catalog)
    sides = split.split(frame, baselines.line(catalog, day))
    # rounded to the grid, 1 m, along some thousand km of outline
    assert geodesy.area_km2(ground.intersection(sides.russia)) < 0.2
    assert geodesy.area_km2(ground.difference(frame)) < 0.2
    inside = source.difference(occupied).intersection(frame)
    # what our line, generalised at 1 km, gives to Russia comes back elsewhere along it
    assert geodesy.area_km2(ground) == pytest.approx(geodesy.area_km2(inside), rel=0.03)
    in_place = geodesy.area_km2(ground.intersection(inside))
    assert in_place > 0.8 * geodesy.area_km2(inside)
