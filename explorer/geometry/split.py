"""Line of contact: traced from control polygons, snapped to the frame, splitting the frame."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from explorer.errors import LineError, LooseLineError, TornGroundError
from explorer.geometry import coverage, geodesy, rim

Mask = npt.NDArray[np.bool_]

# Borders and control outlines come from different hands, so an outline that runs along the frame
# is the border, not a front. Where DeepStateMap's outlines follow the land border, 97 % of them
# lie within 0.3 km of the frame's. With 0.5 and 2 km the ground held in Sumy oblast on three dates
# is within 2.1 % of what the outlines themselves hold; 3 and 4 km lose up to 16 % (pockets). A
# finer trace keeps smaller pockets, down to the first of both numbers.
MARGINS_KM = (0.3, 0.5)
BORDER_ERROR_KM = 1.0
SHORTEST_KM = (0.4, 2.0)
TOLERANCE_KM = 1.0
OVERSHOOT_KM = 1.0

# How far from the end of an outline another way out over the border is sought, about 5 km.
_NEAR_DEGREES = 0.05

# How far beside a line its two sides are looked up, about 0.1 m.
_SIDE_STEP_DEGREES = 1e-6


@dataclass(frozen=True)
class Sides:
    """
    The two parts of a frame that a line of contact splits.

    Attributes
    ----------
    ukraine
        Ground on the left of the line, polygons in degrees.
    russia
        Ground on its right, polygons in degrees.
    """

    ukraine: MultiPolygon
    russia: MultiPolygon


def trace(
    control: BaseGeometry,
    frame: BaseGeometry,
    *,
    tolerance_km: float = TOLERANCE_KM,
    border_error_km: float = BORDER_ERROR_KM,
) -> MultiLineString:
    """
    Generalise the outline of control polygons into an oriented line of contact.

    Parameters
    ----------
    control
        Russian-held ground, polygons in degrees.
    frame
        The country in its recognised borders, polygons in degrees.
    tolerance_km
        Greatest distance of a dropped vertex from the line, in km.
    border_error_km
        How far outline and border may disagree, in km.

    Returns
    -------
    line
        Line strings in degrees, Ukraine on the left, each reaching past the frame or closed.

    Raises
    ------
    LineError
        If no outline of the control polygons runs inside the frame.

    Notes
    -----
    An outline counts where it lies half the tolerance inside the frame (0.5 km, but not less than
    0.3) and is longer than twice the tolerance (2 km, but not less than 0.4); each sector is
    generalised (Douglas and Peucker) and led straight out over the nearest border. One that then
    cuts off nothing is left out, and so are Ukrainian-held pockets between the line and the border
    that are nowhere deeper than `border_error_km`: there outline and border disagree.
    """
    valid = shapely.make_valid(control)
    inside = frame.difference(rim.of(frame, _within(MARGINS_KM, tolerance_km / 2)))
    outlines = geodesy.lines(shapely.line_merge(valid.boundary.intersection(inside)))
    sectors = [
        _generalise(outline, frame, tolerance_km)
        for outline in outlines
        if geodesy.length_km(outline) > _within(SHORTEST_KM, 2 * tolerance_km)
    ]
    if not sectors:
        raise LineError(
            "the control polygons have no outline inside the frame; "
            "give polygons of Russian-held ground in longitude and latitude"
        )
    faces = _faces(frame, sectors)
    held = _held(faces, valid)
    near = rim.of(frame, border_error_km)
    kept = [s for s in sectors if not _is_border_noise(s, near, faces, held)]
    oriented = _dividing(kept, frame, valid)
    oriented.sort(key=lambda sector: (-geodesy.length_km(sector), sector.coords[0]))
    return geodesy.to_grid_lines(_cutting(oriented, frame))


def _within(bounds: tuple[float, float], km: float) -> float:
    least, most = bounds
    return min(max(km, least), most)


def _held(faces: list[Polygon], control: BaseGeometry) -> Mask:
    """Tell which faces Russia holds for the most part."""
    return np.array([face.intersection(control).area > face.area / 2 for face in faces])


def _dividing(
    sectors: list[LineString], frame: BaseGeometry, control: BaseGeometry
) -> list[LineString]:
    """Keep the sectors with one holder on each side, with Ukraine on their left."""
    faces = _faces(frame, sectors)
    held = _held(faces, control)
    russian_left = [_russian_left(sector, faces, held) for sector in sectors]
    kept = [
        sector.reverse() if excess > 0 else sector
        for sector, excess in zip(sectors, russian_left, strict=True)
        if excess
    ]
    # what one sector no longer divides is one face now, which may change the holder of others
    return kept if len(kept) == len(sectors) else _dividing(kept, frame, control)


def _cutting(sectors: list[LineString], frame: BaseGeometry) -> list[LineString]:
    """Leave out sectors that cut off no ground: both ends were led over the border at one place."""
    faces = _faces(frame, sectors)
    return [s for s in sectors if _sides_of(_noded(s, frame), faces)[0].size]


def _generalise(outline: LineString, frame: BaseGeometry, tolerance_km: float) -> LineString:
    line = geodesy.simplify(outline, tolerance_km)
    if line.is_ring:
        return line
    start, end = Point(line.coords[0]), Point(line.coords[-1])
    return LineString([past_frame(start, frame), *line.coords, past_frame(end, frame)])


def past_frame(point: Point, frame: BaseGeometry) -> Point:
    """
    Go from a point inside the frame straight out over its nearest border.

    Parameters
    ----------
    point
        A point in degrees, inside the frame.
    frame
        The country, polygons in degrees.

    Returns
    -------
    point
        The point 1 km beyond that border, in degrees.

    Notes
    -----
    Where the nearest border is the tip of an inlet, straight on leads past it and not out; then
    the nearest vertex counts from which it leads out.
    """
    _, edge = nearest_points(point, frame.boundary)
    beyond = _beyond(point, edge)
    if not frame.covers(LineString([point, beyond])):
        return beyond
    near = frame.boundary.intersection(point.buffer(_NEAR_DEGREES))
    vertices = shapely.points(shapely.get_coordinates(geodesy.densify(near)))
    for vertex in vertices[np.argsort(shapely.distance(vertices, point))]:
        onward = _beyond(point, vertex)
        if not frame.covers(LineString([point, onward])):
            return onward
    return beyond


def _beyond(point: Point, edge: Point) -> Point:
    return geodesy.point_along(LineString([point, edge]), OVERSHOOT_KM)


def _is_border_noise(
    sector: LineString, near: BaseGeometry, faces: list[Polygon], held: Mask
) -> bool:
    """Tell whether a sector only cuts a shallow Ukrainian-held pocket off along the border."""
    left, right = _sides_of(sector, faces)
    pockets = {face for face in {*left, *right} if not held[face]}
    largest = max(range(len(faces)), key=lambda face: faces[face].area if not held[face] else 0)
    if not pockets or largest in pockets:
        return False
    return all(near.covers(faces[face]) for face in pockets)


def _russian_left(sector: LineString, faces: list[Polygon], held: Mask) -> int:
    """Count the places along a sector with Russia on its left, less those with it on its right."""
    left, right = _sides_of(sector, faces)
    return int(held[left].sum()) - int(held[right].sum())


@lru_cache(maxsize=4)
def split(frame: BaseGeometry, line: BaseGeometry) -> Sides:
    """
    Split the frame into the ground on the left and on the right of a line of contact.

    Parameters
    ----------
    frame
        The country, polygons in degrees.
    line
        Oriented line strings in degrees, Ukraine on the left, ends past the frame.

    Returns
    -------
    sides
        Two parts that cover the frame; an island that no line crosses goes with the nearest part
        on the same side of the line.

    Raises
    ------
    LooseLineError
        If a sector cuts off no ground.
    TornGroundError
        If the sectors leave some ground on both sides.
    """
    sectors = geodesy.lines(line)
    faces = _faces(frame, sectors)
    left_votes, right_votes = np.zeros(len(faces), int), np.zeros(len(faces), int)
    for sector in sectors:
        left, right = _sides_of(_noded(sector, frame), faces)
        if not left.size:
            raise LooseLineError(_loose_end(sector), sector.coords[0])
        np.add.at(left_votes, left, 1)
        np.add.at(right_votes, right, 1)
    _check_votes(faces, left_votes, right_votes)
    known = np.flatnonzero(left_votes + right_votes)
    russian = _spread(faces, MultiLineString(sectors), right_votes > 0, known)
    return Sides(ukraine=_gather(faces, ~russian), russia=_gather(faces, russian))


def _noded(sector: LineString, frame: BaseGeometry) -> LineString:
    """Add vertices where a sector crosses the border, so that no spit is stepped over."""
    crossings = shapely.get_coordinates(sector.intersection(frame.boundary))
    vertices = shapely.get_coordinates(sector)
    places = shapely.points(np.concatenate([vertices[:-1], crossings]))
    along = np.unique(np.append(shapely.line_locate_point(sector, places), sector.length))
    return LineString(shapely.get_coordinates(shapely.line_interpolate_point(sector, along)))


def _spread(
    faces: list[Polygon], line: MultiLineString, russian: np.ndarray, known: np.ndarray
) -> np.ndarray:
    """Give each face that no line touches (an island) the side of the nearest one on its side."""
    spread = russian.copy()
    sided = np.array([faces[face] for face in known])
    shapely.prepare(sided)
    boxes = shapely.envelope(sided)
    for island in np.setdiff1d(np.arange(len(faces)), known):
        gaps = shapely.distance(boxes, faces[island])
        spread[island] = russian[known[_nearest(sided, gaps, faces[island], line)]]
    return spread


def _nearest(sided: np.ndarray, gaps: np.ndarray, island: Polygon, line: MultiLineString) -> int:
    """Find the nearest face to an island that no line parts it from; gaps bound the distances."""
    nearest, least = 0, np.inf
    for face in np.argsort(gaps, kind="stable").tolist():
        if gaps[face] > least:
            break
        link = shapely.shortest_line(sided[face], island)
        # the nearest ground may lie beyond the line, across water
        if link.length < least and not link.crosses(line):
            nearest, least = face, link.length
    return nearest


def _check_votes(faces: list[Polygon], left: np.ndarray, right: np.ndarray) -> None:
    torn = np.flatnonzero((left > 0) & (right > 0))
    if torn.size:
        where = faces[torn[0]].representative_point()
        raise TornGroundError(
            f"the line of contact leaves the ground at {where.y:.3f}° N, {where.x:.3f}° E on both "
            "of its sides; orient every sector with Ukraine on the left",
            (where.x, where.y),
        )


def _loose_end(sector: LineString) -> str:
    x, y = sector.coords[0]
    return (
        f"the line of contact's sector from {y:.3f}° N, {x:.3f}° E cuts off no ground; "
        "lead both of its ends past the border, in longitude and latitude"
    )


def _gather(faces: list[Polygon], chosen: np.ndarray) -> MultiPolygon:
    parts = [face for face, taken in zip(faces, chosen, strict=True) if taken]
    return geodesy.polygons(shapely.coverage_union_all(parts))


def _faces(frame: BaseGeometry, sectors: list[LineString]) -> list[Polygon]:
    noded = shapely.union_all([frame.boundary, *(geodesy.densify(s) for s in sectors)])
    faces = shapely.get_parts(shapely.polygonize(geodesy.lines(noded)))
    return list(faces[shapely.covers(coverage.prepared(frame), shapely.point_on_surface(faces))])


def _sides_of(sector: LineString, faces: list[Polygon]) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the faces met just left and just right of a sector."""
    coords = shapely.get_coordinates(geodesy.densify(sector))
    steps = np.diff(coords, axis=0)
    lengths = np.hypot(*steps.T)
    middles = (coords[:-1] + coords[1:]) / 2
    normals = np.column_stack([-steps[:, 1], steps[:, 0]])
    keep = lengths > 10 * _SIDE_STEP_DEGREES
    offset = normals[keep] / lengths[keep, None] * _SIDE_STEP_DEGREES
    sides = (shapely.points(middles[keep] + offset), shapely.points(middles[keep] - offset))
    left, right = (_face_at(faces, points) for points in sides)
    # a tail past the border may cross a spit beyond it: ground on both sides is not split there
    cuts = (left >= 0) & (right >= 0) & (left != right)
    return left[cuts], right[cuts]


def _face_at(faces: list[Polygon], points: np.ndarray) -> np.ndarray:
    faces_of = np.full(len(points), -1)
    near, within_bounds = shapely.STRtree(points).query(faces)
    for number in np.unique(near).tolist():
        shapely.prepare(faces[number])
        some = within_bounds[near == number]
        faces_of[some[shapely.contains(faces[number], points[some])]] = number
    return faces_of
