"""Generalisation: few enough points, as near as is told, whatever the shape."""

from __future__ import annotations

import time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LinearRing, LineString, MultiLineString, Point, Polygon

from explorer.language import speech_in
from explorer.own.upload import generalisation, read
from explorer.scenarios.sketch import MOST_POINTS
from tests.helpers.uploads import geojson, line


def test_too_many_points_are_thinned_and_the_note_is_true() -> None:
    along = np.linspace(0, 1, 12_000)
    noise = np.random.default_rng(1).normal(0, 0.001, len(along))
    noise[0] = 0
    course = np.column_stack([30 + 6 * along, 48 + np.sin(40 * along) / 3 + noise])
    found = read.read("a.geojson", geojson(line(*course.tolist())))
    assert found.points == 12_000
    assert MOST_POINTS / 10 < found.sketch.points <= MOST_POINTS
    assert found.sketch.line is not None
    assert found.sketch.line[0][0] == (30, 48)
    # an independent plane: the equal-area projection of Europe
    kept, given_ = (
        gpd.GeoSeries([LineString(xy)], crs="EPSG:4326").to_crs("EPSG:3035")[0]
        for xy in (found.sketch.line[0], course)
    )
    farthest = max(kept.distance(Point(xy)) for xy in given_.coords)
    assert farthest <= 1000 * found.tolerance_km * 1.02 + 1.5  # its scale, and half a grid step
    (note,) = found.notes(speech_in("en"))
    assert note.startswith("a.geojson: thinned from 12,000 to")
    (note,) = found.notes(speech_in("uk"))
    assert "проріджено" in note


def test_lines_are_generalised_to_what_is_asked_and_no_further() -> None:
    ring = LinearRing(shapely.get_coordinates(Point(36, 48).buffer(1, quad_segs=100)).round(5))
    ((thin,), km) = generalisation.generalised([ring], 60)
    assert 3 <= generalisation.points([thin]) <= 60
    assert km > 0
    assert thin.is_ring
    lost = Polygon(thin).symmetric_difference(Polygon(ring)).area
    assert lost < ring.length * km / 60  # a degree has at least 60 km here
    assert generalisation.points([ring]) == 400
    assert generalisation.generalised([ring], 400) == ([ring], 0.0)
    closed = LineString([(36, 48), (37, 48), (37, 49), (36, 48)])
    assert generalisation.generalised([closed], 2)[0] == [closed]


def test_half_the_tolerance_would_keep_too_many_points() -> None:
    steps = np.random.default_rng(2).normal(0, 0.002, (3_000, 2))
    walk = LineString((np.array([36, 48]) + np.cumsum(steps, axis=0)).round(5))
    kept, km = generalisation.generalised([walk], 1_700)
    assert generalisation.points(kept) <= 1_700
    assert generalisation.points([generalisation._simplified(walk, km / 2)]) > 1_700


@pytest.mark.parametrize("points", [60_000, 200_000])
def test_a_line_that_halves_badly_is_thinned_too(points: int) -> None:
    """Each point splits off but one, so that a recursion over them all overflows the stack."""
    along = np.arange(points)
    sign = np.where(along % 2, 1, -1)
    zigzag = LineString(
        np.column_stack([30 + along * 1e-5, 48 + sign * (points - along) * 5e-6]).round(5)
    )
    begun = time.process_time()
    kept, km = generalisation.generalised([zigzag], MOST_POINTS)
    assert time.process_time() - begun < 60
    assert generalisation.points(kept) <= MOST_POINTS
    assert kept[0].boundary.equals(zigzag.boundary)
    left_out = shapely.points(zigzag.coords[::500])
    assert shapely.distance(left_out, MultiLineString(kept)).max() < km / 60
