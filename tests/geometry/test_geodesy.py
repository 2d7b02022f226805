"""Measures against GeographicLib, an equal-area projection, and closed formulas."""

import itertools
import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy
from explorer.layers import baselines
from explorer.layers.catalog import installed
from tests.helpers.lines import BASELINE

EQUAL_AREA = Transformer.from_crs("EPSG:4326", "EPSG:6933", always_xy=True)

ring_radii = st.lists(st.floats(0.05, 1.5), min_size=5, max_size=12)


def star(radii: list[float], x: float, y: float) -> Polygon:
    """Draw a polygon around a point with the given radii in degrees."""
    turns = np.linspace(0, 2 * math.pi, len(radii), endpoint=False)
    return Polygon(
        [(x + r * math.cos(t), y + r * math.sin(t)) for r, t in zip(radii, turns, strict=True)]
    )


def planimeter_km2(polygon: Polygon) -> float:
    """Measure with GeographicLib's own planimeter, edges densified as RFC 7946 wants."""
    dense = shapely.segmentize(polygon, 0.005)
    area = 0.0
    for sign, ring in [(1, dense.exterior), *((-1, hole) for hole in dense.interiors)]:
        planimeter = Geodesic.WGS84.Polygon()
        for x, y in ring.coords[:-1]:
            planimeter.AddPoint(y, x)
        area += sign * abs(planimeter.Compute()[2])
    return area / 1e6


def equal_area_km2(geometry: BaseGeometry) -> float:
    """Measure in EPSG:6933, a cylindrical equal-area projection of the ellipsoid."""
    dense = shapely.segmentize(geometry, 0.001)
    flat = shapely.transform(
        dense, lambda xy: np.column_stack(EQUAL_AREA.transform(xy[:, 0], xy[:, 1]))
    )
    return float(flat.area) / 1e6


@settings(max_examples=60, deadline=None)
@given(ring_radii, st.floats(22, 40), st.floats(44, 52))
def test_area_agrees_with_geographiclib(radii: list[float], x: float, y: float) -> None:
    shape = star(radii, x, y)
    assert geodesy.area_km2(shape) == pytest.approx(planimeter_km2(shape), rel=1e-6)


def test_areas_of_real_oblasts_are_those_that_pyproj_sums_edge_by_edge() -> None:
    shapes = shapely.orient_polygons(list(installed().shapes("oblasts").values()))
    expected = [geodesy.GEOD.geometry_area_perimeter(geodesy.densify(s))[0] for s in shapes]
    assert geodesy.areas_km2(shapes) * 1e6 == pytest.approx(expected, rel=1e-9, abs=0.01)


def test_lengths_of_real_borders_are_those_that_pyproj_sums_edge_by_edge() -> None:
    shapes = list(installed().shapes("oblasts").values())
    borders = np.array([line for s in shapes for line in geodesy.lines(s.boundary)])
    expected = [geodesy.GEOD.geometry_length(geodesy.densify(line)) for line in borders]
    assert geodesy.lengths_km(borders) * 1e3 == pytest.approx(expected, rel=1e-9)


def test_area_of_real_oblasts_agrees_with_an_equal_area_projection() -> None:
    for row, shape in installed().features("oblasts"):
        expected = equal_area_km2(shape)
        assert geodesy.area_km2(shape) == pytest.approx(expected, rel=2e-6), row["name"]


def test_frame_has_the_area_that_openstreetmap_gives_ukraine() -> None:
    # 596,439.07 km2: Ukraine in the npm package countries-land-10m 0.6.0, its holes filled, as
    # measured in EPSG:6933 before any unit was cut out of it, generalised or rounded
    shapes = [shape for _, shape in installed().features("oblasts")]
    assert len(shapes) == 27
    assert sum(map(geodesy.area_km2, shapes)) == pytest.approx(596_439, abs=5)


def test_area_does_not_depend_on_orientation_or_holes_direction() -> None:
    shell, hole = box(30, 48, 31, 49), box(30.3, 48.3, 30.6, 48.6)
    holed = shell.difference(hole)
    assert geodesy.area_km2(shell.reverse()) == pytest.approx(geodesy.area_km2(shell))
    assert geodesy.area_km2(holed) == pytest.approx(
        geodesy.area_km2(shell) - geodesy.area_km2(hole), abs=1e-6
    )


def test_figure_of_eight_does_not_cancel() -> None:
    eight = Polygon([(30, 48), (31, 49), (31, 48), (30, 49)])
    halves = [
        Polygon([(30, 48), (30.5, 48.5), (30, 49)]),
        Polygon([(31, 48), (31, 49), (30.5, 48.5)]),
    ]
    assert geodesy.area_km2(eight) == pytest.approx(sum(map(planimeter_km2, halves)), rel=1e-4)


def test_lines_and_points_have_no_area() -> None:
    mixed = GeometryCollection([Point(30, 48), LineString([(30, 48), (31, 49)])])
    assert geodesy.area_km2(mixed) == 0
    assert geodesy.polygons(mixed) == MultiPolygon()


@settings(max_examples=40, deadline=None)
@given(ring_radii, st.floats(24, 38), st.floats(45, 51), st.floats(-1.0, 1.0))
def test_cutting_conserves_area(radii: list[float], x: float, y: float, offset: float) -> None:
    shape = star(radii, x, y)
    west = shape.intersection(box(x - 5, y - 5, x + offset, y + 5))
    east = shape.intersection(box(x + offset, y - 5, x + 5, y + 5))
    parts = geodesy.area_km2(west) + geodesy.area_km2(east)
    # 0.002 km2: what the design measured for noding a densified layer
    assert parts == pytest.approx(geodesy.area_km2(shape), abs=0.002)


def test_length_agrees_with_geographiclib() -> None:
    line = LineString([(37.6, 48.85), (37.55, 48.73), (37.7, 48.53)])
    dense = shapely.segmentize(line, 0.005).coords
    expected = sum(
        Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"] for a, b in itertools.pairwise(dense)
    )
    assert geodesy.length_km(line) == pytest.approx(expected / 1000, rel=1e-6)
    assert geodesy.length_km(box(30, 48, 31, 49)) == pytest.approx(
        geodesy.length_km(box(30, 48, 31, 49).boundary)
    )


@given(st.floats(23, 39), st.floats(45, 51), st.floats(0, 360), st.floats(1, 200))
@settings(max_examples=40, deadline=None)
def test_distance_between_points_is_geographiclibs(
    x: float, y: float, azimuth: float, km: float
) -> None:
    there = Geodesic.WGS84.Direct(y, x, azimuth, km * 1000)
    other = Point(there["lon2"], there["lat2"])
    assert geodesy.distance_km(Point(x, y), other) == pytest.approx(km, rel=1e-6)


def test_distance_to_a_line_is_the_least_over_its_points() -> None:
    line = LineString([(36, 47), (38, 50)])
    town = Point(37.6, 48.85)
    along = shapely.segmentize(line, 0.0005).coords
    least = min(Geodesic.WGS84.Inverse(town.y, town.x, y, x)["s12"] for x, y in along)
    assert geodesy.distance_km(town, line) == pytest.approx(least / 1000, rel=1e-4)
    assert geodesy.distance_km(town, town.buffer(0.1)) == 0


@pytest.mark.parametrize("km", [2, 15, 40])
def test_buffer_of_a_point_is_a_geodesic_disc(km: float) -> None:
    centre = Point(37.6, 48.85)
    rim = shapely.get_coordinates(geodesy.buffer(centre, km).boundary)
    reach = [Geodesic.WGS84.Inverse(48.85, 37.6, y, x)["s12"] / 1000 for x, y in rim]
    # a polygon as large as the disc: vertices are outside it, middles of edges inside
    assert min(reach) > km
    assert max(reach) < km * 1.001


# the vertices' number is bounded and the area true however small or large the distance
@pytest.mark.parametrize("km", [0.05, 0.5, 2, 15, 40, 150])
def test_buffer_of_a_point_has_the_area_of_a_geodesic_disc(km: float) -> None:
    disc = Geodesic.WGS84.Polygon()
    for azimuth in np.arange(0, 360, 0.1):
        place = Geodesic.WGS84.Direct(48.85, 37.6, azimuth, km * 1000)
        disc.AddPoint(place["lat2"], place["lon2"])
    ground = geodesy.buffer(Point(37.6, 48.85), km)
    assert geodesy.area_km2(ground) == pytest.approx(abs(disc.Compute()[2]) / 1e6, rel=1e-5)
    assert shapely.get_num_coordinates(ground) <= 65


@pytest.mark.parametrize("km", [0.5, 2, 15])
def test_buffer_has_the_area_that_steiners_formula_gives(km: float) -> None:
    field = Polygon([(36, 48), (37, 48.1), (37.2, 48.7), (36.1, 48.8)])
    road = LineString([(37, 48), (37.6, 48.4)])
    around_km2 = geodesy.length_km(field) * km + math.pi * km**2
    beside_km2 = 2 * geodesy.length_km(road) * km + math.pi * km**2
    grown = planimeter_km2(geodesy.buffer(field, km))
    assert grown == pytest.approx(planimeter_km2(field) + around_km2, rel=5e-5)
    assert planimeter_km2(geodesy.buffer(road, km)) == pytest.approx(beside_km2, rel=5e-5)


# along Crimea's border the line of 2022 winds so closely that GEOS leaves needles
@pytest.mark.parametrize(
    ("day", "km"), [("2025-12-09", 0.5), ("2025-12-09", 15), ("2022-02-23", 25)]
)
def test_buffer_of_the_line_of_contact_is_the_union_of_its_edges_buffers(
    day: str, km: float
) -> None:
    line = baselines.line(installed(), day)
    edges = [
        (start, end)
        for part in line.geoms
        for start, end in itertools.pairwise(part.coords)
        if start != end
    ]
    expected = geodesy.area_km2(shapely.union_all([fine_buffer(LineString(e), km) for e in edges]))
    assert geodesy.area_km2(geodesy.buffer(line, km)) == pytest.approx(expected, rel=5e-5)


def fine_buffer(edge: LineString, km: float) -> BaseGeometry:
    """Buffer in a transverse Mercator plane of its own, circles drawn as 512 chords."""
    centre = edge.centroid
    plane = Transformer.from_pipeline(
        f"+proj=tmerc +lon_0={centre.x} +lat_0={centre.y} +ellps=WGS84"
    )
    dense = shapely.segmentize(edge, 0.01)
    flat = shapely.transform(dense, lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1])))
    ground = shapely.segmentize(flat.buffer(km * 1000, quad_segs=128), 500)
    return shapely.transform(
        ground, lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))
    )


def test_buffer_of_the_line_of_contact_reaches_as_far_as_it_says() -> None:
    line = baselines.line(installed(), BASELINE)
    zone = geodesy.buffer(line, 15)
    rim = shapely.points(shapely.get_coordinates(zone.boundary))[::25]
    gaps = [geodesy.distance_km(point, line) for point in rim]
    assert len(gaps) > 20
    assert min(gaps) > 15 - 0.05
    assert max(gaps) < 15 + 0.05


def test_simplify_keeps_ends_and_tolerance() -> None:
    line = baselines.line(installed(), BASELINE)
    sector = line.geoms[0]
    coarse = geodesy.simplify(sector, 5)
    assert len(coarse.coords) < len(sector.coords) / 2
    assert Point(coarse.coords[0]).distance(Point(sector.coords[0])) < 1e-9
    dropped = [Point(xy) for xy in sector.coords]
    assert max(geodesy.distance_km(point, coarse) for point in dropped) < 5.05
