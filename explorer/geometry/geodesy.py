"""Measures on the WGS84 ellipsoid: area, length, distance, buffer; the only module that measures.

Geometries come and go as longitude and latitude in degrees (EPSG:4326, x = longitude). Edges are
straight in longitude and latitude, as RFC 7946 has them; they are densified before measuring so
that the geodesics which `pyproj.Geod` draws between vertices stay with them.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points
from shapely.validation import make_valid

Coordinates = np.ndarray[tuple[int], np.dtype[np.float64]]
Projection = Callable[[Coordinates, Coordinates], tuple[Coordinates, Coordinates]]
Geometries = np.ndarray[tuple[int], np.dtype[np.object_]]
Projected = TypeVar("Projected", BaseGeometry, Geometries)

GEOD = Geod(ellps="WGS84")

# A vertex every 0.01 degrees (about 1 km) keeps the area within 0.002 km2 when an edge is noded.
DENSIFY_DEGREES = 0.01

# Five decimals of a degree (about 1 m) cost 0.04 km2 in all; two decimals cost 33.
GRID_DECIMALS = 5
GRID_DEGREES = 10**-GRID_DECIMALS

# An azimuthal equidistant plane is true to 1 part in 100,000 over pieces of this many vertices.
_PIECE_VERTICES, _PLANE_EDGE_M = 40, 1000.0
# Segments of a quarter circle (see `buffers`); with the finer, arcs lack at most 0.0025 % of area.
_SEGMENTS, _FINE_SEGMENTS = 16, 128
_ROUNDED_PART, _BUFFER_ERROR = 1 / 3, 1e-4


def densify(geometry: BaseGeometry, degrees: float = DENSIFY_DEGREES) -> BaseGeometry:
    """
    Add vertices along edges that are longer than a step.

    Parameters
    ----------
    geometry
        Any geometry in degrees.
    degrees
        Longest edge that stays whole, in degrees.

    Returns
    -------
    densified
        The same point set with more vertices.
    """
    return shapely.segmentize(geometry, degrees)


def polygons(geometry: BaseGeometry) -> MultiPolygon:
    """
    Keep the polygons of any geometry, dropping the lines and points that repairs leave.

    Parameters
    ----------
    geometry
        Any geometry in degrees.

    Returns
    -------
    polygons
        One multipolygon, empty when there was no polygon.
    """
    parts = _parts(geometry)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return shapely.multipolygons(parts[is_polygon & (shapely.area(parts) > 0)])


def area_km2(geometry: BaseGeometry) -> float:
    """
    Measure the ellipsoidal area of polygons.

    Parameters
    ----------
    geometry
        Polygons in degrees, in any orientation; they are made valid first, since signed areas of
        a figure-eight cancel (Karney 2013, doi:10.1007/s00190-012-0578-z).

    Returns
    -------
    area
        Area in km²; 0 for lines and points.
    """
    valid = geometry if geometry.is_valid else make_valid(geometry)
    return float(areas_km2(np.array(polygons(valid).geoms)).sum())


def areas_km2(shapes: Geometries) -> Coordinates:
    """
    Measure the ellipsoidal areas of many polygons.

    Parameters
    ----------
    shapes
        Valid polygons in degrees, in any orientation, shape (n,).

    Returns
    -------
    areas
        Area of each in km², shape (n,).
    """
    parts, shape = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    is_hole = np.diff(part, prepend=-1) == 0
    metres = np.where(is_hole, -1, 1) * np.array([_ring_area_m2(ring) for ring in _dense(rings)])
    return np.bincount(shape[part], metres, minlength=len(shapes)) / 1e6


def _dense(rings: Geometries) -> Iterator[Coordinates]:
    """Densify rings by themselves: densifying a sliver polygon would "repair" it first."""
    coords, ring = shapely.get_coordinates(densify(rings), return_index=True)
    starts = np.searchsorted(ring, np.arange(len(rings)))
    yield from np.split(np.ascontiguousarray(coords.T), starts[1:], axis=1)[: len(rings)]


def _ring_area_m2(degrees: Coordinates) -> float:
    return abs(float(GEOD.polygon_area_perimeter(*degrees)[0]))


def length_km(geometry: BaseGeometry) -> float:
    """
    Measure the geodesic length of lines.

    Parameters
    ----------
    geometry
        Lines in degrees; of polygons, their boundary counts.

    Returns
    -------
    length
        Length in km.
    """
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        geometry = geometry.boundary
    return sum(GEOD.line_length(*_degrees(densify(line))) for line in lines(geometry)) / 1000


def _degrees(line: LineString) -> Coordinates:
    """List longitudes, then latitudes; an array takes a fifth of the time of `coords.xy`."""
    return np.ascontiguousarray(shapely.get_coordinates(line).T)


def lengths_km(lines: np.ndarray) -> np.ndarray:
    """
    Measure the geodesic lengths of many lines at once.

    Parameters
    ----------
    lines
        Line strings in degrees, shape (n,).

    Returns
    -------
    lengths
        Length of each in km, shape (n,); the same as `length_km` gives one by one.
    """
    coords, line = shapely.get_coordinates(densify(lines), return_index=True)
    along = line[1:] == line[:-1]
    (x0, y0), (x1, y1) = coords[:-1][along].T, coords[1:][along].T
    metres = GEOD.inv(x0, y0, x1, y1)[2]
    return np.bincount(line[1:][along], metres, minlength=len(lines)) / 1000


def lines(geometry: BaseGeometry) -> list[LineString]:
    """
    Keep the line strings of any geometry.

    Parameters
    ----------
    geometry
        Any geometry in degrees.

    Returns
    -------
    lines
        Its line strings and rings, in order.
    """
    parts = _parts(geometry)
    kind = shapely.get_type_id(parts)
    is_ring = kind == shapely.GeometryType.LINEARRING
    parts[is_ring] = [LineString(ring) for ring in parts[is_ring]]
    return list(parts[is_ring | (kind == shapely.GeometryType.LINESTRING)])


def distance_km(first: BaseGeometry, second: BaseGeometry) -> float:
    """
    Measure the geodesic distance between the nearest points of two geometries.

    Parameters
    ----------
    first, second
        Any geometries in degrees.

    Returns
    -------
    distance
        Distance in km; 0 where they touch.

    Notes
    -----
    The nearest pair is sought in an azimuthal equidistant plane about the last one found, so
    that the plane is true where it matters.
    """
    if first.intersects(second):
        return 0.0
    first, second = densify(first), densify(second)
    centre, _ = nearest_points(first, second)
    for _ in range(2):
        there, back = _plane(centre)
        pair = nearest_points(_project(first, there), _project(second, there))
        centre, other = (_project(point, back) for point in pair)
    return float(GEOD.inv(centre.x, centre.y, other.x, other.y)[2]) / 1000


def distances_km(place: Point, others: Coordinates) -> Coordinates:
    """
    Measure the geodesic distances from a place to others.

    Parameters
    ----------
    place
        In degrees.
    others
        Longitudes and latitudes in degrees, shape (n, 2).

    Returns
    -------
    distances
        Distances in km, shape (n,).
    """
    start = np.full(len(others), place.x), np.full(len(others), place.y)
    return np.asarray(GEOD.inv(*start, *np.ascontiguousarray(others.T))[2]) / 1000


def buffer(geometry: BaseGeometry, km: float) -> BaseGeometry:
    """
    Take all ground within a geodesic distance of a geometry.

    Parameters
    ----------
    geometry
        Points, lines or polygons in degrees.
    km
        Distance in km, positive.

    Returns
    -------
    ground
        Polygons in degrees, their area true to 0.005 %, their outline to 0.1 % of the distance.
    """
    return buffers(geometry, (km,))[0]


def buffers(geometry: BaseGeometry, distances_km: Sequence[float]) -> tuple[BaseGeometry, ...]:
    """
    Take all ground within each of several geodesic distances of a geometry.

    Parameters
    ----------
    geometry
        Points, lines or polygons in degrees.
    distances_km
        Distances in km, positive.

    Returns
    -------
    grounds
        For each distance polygons in degrees, true as in `buffer`.

    Notes
    -----
    Each piece of some 40 km is buffered in an azimuthal equidistant plane of its own; one plane
    for the whole country would stretch the width by about 0.2 %.

    Chords enclose too little: a disc of 64 sides lacks 0.16 %. So only a third of the distance is
    rounded, and the outline moved out by the rest with its corners mitred. A chord of angle 2h then
    lies r (2 + cos h) / 3 from the centre: the area is the disc's but for terms in h⁴ (0.0001 %).
    Where a line winds closely GEOS may leave a needle, which mitring draws out; a piece whose area
    is not that of fine arcs is drawn with these.
    """
    metres = np.array(distances_km) * 1000
    pieces = [_buffer_piece(piece, metres) for piece in _pieces(geometry)]
    filled = polygons(geometry)
    unions = (
        shapely.union_all([*within, filled] if not filled.is_empty else within)
        for within in zip(*pieces, strict=True)
    )
    steps = metres * _BUFFER_ERROR / 111_200  # m to a degree
    return tuple(ground.simplify(step) for ground, step in zip(unions, steps, strict=True))


def _buffer_piece(piece: BaseGeometry, metres: Coordinates) -> Geometries:
    there, back = _plane(piece.centroid)
    flat, rounded = _project(piece, there), metres * _ROUNDED_PART
    cores = shapely.buffer(flat, rounded, quad_segs=_SEGMENTS)
    mitred = shapely.buffer(cores, metres - rounded, join_style="mitre")
    fine = shapely.buffer(flat, metres, quad_segs=_FINE_SEGMENTS)
    agree = np.isclose(shapely.area(mitred), shapely.area(fine), rtol=_BUFFER_ERROR, atol=0)
    return _project(shapely.segmentize(np.where(agree, mitred, fine), _PLANE_EDGE_M), back)


def _parts(geometry: BaseGeometry) -> Geometries:
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts)


def _pieces(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in _parts(geometry):
        if part.geom_type == "Point":
            yield part
            continue
        boundary = part.boundary if part.geom_type == "Polygon" else part
        for line in lines(boundary):
            yield from _line_pieces(line)


def _line_pieces(line: LineString) -> Iterator[LineString]:
    coords = shapely.get_coordinates(densify(line))
    cuts = [*range(0, len(coords) - 1, _PIECE_VERTICES), len(coords) - 1]
    for start, end in pairwise(cuts):
        yield LineString(coords[start : end + 1])


def simplify(line: BaseGeometry, km: float) -> BaseGeometry:
    """
    Generalise lines by Douglas and Peucker's rule.

    Parameters
    ----------
    line
        Lines in degrees.
    km
        Greatest distance that a dropped vertex may have from the new line, in km.

    Returns
    -------
    generalised
        Lines in degrees with the same ends.
    """
    there, back = _plane(line.envelope.centroid)
    return _project(_project(line, there).simplify(km * 1000), back)


def point_along(line: LineString, km: float) -> Point:
    """
    Walk straight on past the end of a line.

    Parameters
    ----------
    line
        A line in degrees, of at least two points.
    km
        How far beyond its last point, in km.

    Returns
    -------
    point
        The point reached, in degrees.
    """
    (x0, y0), (x1, y1) = line.coords[-2], line.coords[-1]
    azimuth, _, _ = GEOD.inv(x0, y0, x1, y1)
    x, y, _ = GEOD.fwd(x1, y1, azimuth, km * 1000)
    return Point(x, y)


def places_along(line: LineString, km: float) -> Geometries:
    """
    Walk along a line and mark a place at equal distances.

    Parameters
    ----------
    line
        A line in degrees.
    km
        Distance between places in km, positive.

    Returns
    -------
    places
        Points in degrees from the line's start, the last less than a step before its end, shape
        (n,).
    """
    there, back = _plane(line.envelope.centroid)
    flat = _project(line, there)
    metres = np.arange(0, flat.length, km * 1000)
    return _project(np.asarray(shapely.line_interpolate_point(flat, metres)), back)


def leftward(places: Coordinates) -> Coordinates:
    """
    Tell where 1 km to the left of a line leads at each of its vertices.

    Parameters
    ----------
    places
        Longitudes and latitudes of the vertices in degrees, shape (n, 2).

    Returns
    -------
    steps
        What a kilometre at right angles to the line adds to longitude and latitude, in degrees,
        shape (n, 2). At a vertex the line runs as from the one before it to the one after.
    """
    before, after = places[[0, *range(len(places) - 1)]], places[[*range(1, len(places)), -1]]
    azimuths = np.asarray(GEOD.inv(*np.ascontiguousarray(np.hstack([before, after]).T))[0])
    x, y = np.ascontiguousarray(places.T)
    return np.column_stack(GEOD.fwd(x, y, azimuths - 90, np.full(len(x), 1000.0))[:2]) - places


def gaps_km(places: Geometries, edge: BaseGeometry) -> Coordinates:
    """
    Measure how far places are from the nearest point of an edge.

    Parameters
    ----------
    places
        Points in degrees, shape (n,).
    edge
        Lines in degrees; of polygons, their boundary counts.

    Returns
    -------
    gaps
        Distances in km, shape (n,).

    Notes
    -----
    All are measured in one azimuthal equidistant plane about the places, true to 0.1 % within 500
    km of its centre: for one distance that is to be exact, see `distance_km`.
    """
    there, _ = _plane(shapely.multipoints(places).envelope.centroid)
    pieces = _project(np.array(list(_pieces(edge))), there)
    tree = shapely.STRtree(pieces)
    _, metres = tree.query_nearest(_project(places, there), all_matches=False, return_distance=True)
    return np.asarray(metres) / 1000


def to_grid(geometry: BaseGeometry) -> BaseGeometry:
    """
    Round coordinates to the grid that layers are stored in (five decimals).

    Parameters
    ----------
    geometry
        Any geometry in degrees.

    Returns
    -------
    rounded
        Valid geometry whose coordinates have five decimals.
    """
    return shapely.set_precision(geometry, GRID_DEGREES)


def to_grid_lines(lines: list[LineString]) -> MultiLineString:
    """
    Gather lines, their coordinates rounded to the grid, in their order and direction.

    Parameters
    ----------
    lines
        Line strings in degrees.

    Returns
    -------
    lines
        One multi-line string with five decimals; unlike `to_grid`, it never turns a line round.
    """
    rounded = [np.round(shapely.get_coordinates(line), GRID_DECIMALS) for line in lines]
    return MultiLineString([LineString(coords) for coords in rounded])


def _plane(centre: Point) -> tuple[Projection, Projection]:
    # a pipeline, unlike a projection with its coordinate system, is made in 0.2 ms
    plane = Transformer.from_pipeline(
        f"+proj=aeqd +lat_0={centre.y:.15g} +lon_0={centre.x:.15g} +ellps=WGS84"
    )
    return plane.transform, partial(plane.transform, direction="INVERSE")


def _project(geometry: Projected, projection: Projection) -> Projected:
    moved: Projected = shapely.transform(
        geometry, lambda xy: np.column_stack(projection(xy[:, 0], xy[:, 1]))
    )
    return moved
