"""Division: a valid coverage cut along the edge of one more polygon, only where that edge runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from explorer import geodesy
from explorer.errors import LayerError
from explorer.geodesy import GRID_DECIMALS, GRID_DEGREES

Shapes = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# Snapping moves a vertex by less than a step, so that nothing beyond two of them is touched.
_NEAR_DEGREES = 2 * GRID_DEGREES
# How far a cut is led over the frame, about 10 m, so that rounding cannot leave it short.
_OVERSHOOT_DEGREES = 1e-4
# More steps of the grid than latitude has; the number of a vertex stays exact in a float.
_ROW = 2.0**26


class Part(NamedTuple):
    """
    What lies of one shape on one side of a cut.

    Attributes
    ----------
    shape
        Index of the shape that it is part of.
    inside
        Whether it lies inside the polygon.
    outline
        Polygons in degrees on the five-decimal grid.
    """

    shape: int
    inside: bool
    outline: BaseGeometry


def divide(coverage: Shapes, ground: BaseGeometry, frame: BaseGeometry) -> list[Part]:
    """
    Divide a coverage into what lies inside a polygon and what lies outside.

    Parameters
    ----------
    coverage
        Polygons of a valid coverage of the frame in degrees, on the five-decimal grid, shape (n,).
    ground
        Polygons in degrees.
    frame
        What the coverage covers, polygons in degrees.

    Returns
    -------
    parts
        One or two of each shape, together again a valid coverage.

    Raises
    ------
    LayerError
        When the parts overlap or do not add up to the polygon.

    Notes
    -----
    Each shape is cut on its own and the new vertices are rounded to the grid, which is quick.
    Where that leaves an edge that two parts do not share, since the polygon's edge all but
    coincides with one of the coverage, all edges near it are noded at once by snap rounding.
    """
    inner = ground.intersection(frame)
    edge = _inner_edge(inner, frame)
    tree = shapely.STRtree(coverage)
    near = np.unique(tree.query(edge, predicate="dwithin", distance=_NEAR_DEGREES))
    within = _contains(inner, shapely.point_on_surface(coverage)).tolist()
    apart = [Part(i, within[i], coverage[i]) for i in np.setdiff1d(range(len(coverage)), near)]
    if not near.size:
        return apart
    cut = Cut(coverage=coverage, near=near, edge=edge, ground=inner, frame=frame)
    for faces in (_cut_one_by_one, _cut_at_once):
        parts = _sides(cut, faces(cut))
        if _is_sound(cut, parts) and _adds_up(cut, [*parts, *apart]):
            return [*parts, *apart]
    x, y = inner.representative_point().coords[0]
    raise LayerError(
        f"the outline of the ground at {y:.3f}° N, {x:.3f}° E cannot be overlaid; move it by a few "
        "metres"
    )


@dataclass(frozen=True)
class Cut:
    """
    What is cut, and along what.

    Attributes
    ----------
    coverage
        Polygons, shape (n,).
    near
        Indices of those that the edge comes near.
    edge
        Lines that run where the ground ends inside the frame, and a little over it.
    ground, frame
        The polygons that are cut out, and what the coverage covers.
    """

    coverage: Shapes
    near: Ints
    edge: BaseGeometry
    ground: BaseGeometry
    frame: BaseGeometry


Faces = list[tuple[int, BaseGeometry]]


def _inner_edge(ground: BaseGeometry, frame: BaseGeometry) -> BaseGeometry:
    """Take the outline of some ground where it is not the frame's own, led over the frame."""
    inner = ground.boundary.difference(frame.boundary)
    merged = shapely.line_merge(inner) if inner.geom_type == "MultiLineString" else inner
    rounded = [_rounded(line) for line in geodesy.lines(merged)]
    return shapely.multilinestrings([_led_on(line) for line in rounded if line.length > 0])


def _rounded(line: BaseGeometry) -> BaseGeometry:
    return shapely.transform(line, lambda xy: np.round(xy, GRID_DECIMALS))


def _led_on(line: BaseGeometry) -> LineString:
    if line.is_ring:
        return LineString(line)
    coords = shapely.remove_repeated_points(line).coords
    return LineString([_beyond(coords[1], coords[0]), *coords, _beyond(coords[-2], coords[-1])])


def _beyond(start: tuple[float, ...], end: tuple[float, ...]) -> tuple[float, float]:
    step = np.subtract(end, start)
    x, y = end + step / np.hypot(*step) * _OVERSHOOT_DEGREES
    return float(x), float(y)


def _cut_one_by_one(cut: Cut) -> Faces:
    """Cut each shape along the edge, and round the new vertices."""
    noded = shapely.union(shapely.boundary(cut.coverage[cut.near]), cut.edge)
    return [
        (shape, _rounded(face))
        for shape, lines in zip(cut.near.tolist(), noded, strict=True)
        for face in _faces_in(cut.coverage[shape], lines)
    ]


def _faces_in(shape: BaseGeometry, lines: BaseGeometry) -> Shapes:
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return np.asarray(faces[_contains(shape, shapely.point_on_surface(faces))])


def _cut_at_once(cut: Cut) -> Faces:
    """Node the edges of all shapes with the cut by snap rounding, and find whose each face is."""
    shapes = cut.coverage[cut.near]
    noded = shapely.union_all([*shapely.boundary(shapes), cut.edge], grid_size=GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    face, shape = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), predicate="within")
    return [(int(cut.near[s]), faces[f]) for f, s in zip(face, shape, strict=True)]


def _sides(cut: Cut, faces: Faces) -> list[Part]:
    """Join the faces of each shape that lie on the same side."""
    outlines = np.array([face for _, face in faces])
    within = _contains(cut.ground, shapely.point_on_surface(outlines))
    members: dict[tuple[int, bool], list[BaseGeometry]] = {}
    for (shape, face), inside in zip(faces, within.tolist(), strict=True):
        members.setdefault((shape, inside), []).append(face)
    return [
        Part(shape, inside, shapely.coverage_union_all(parts))
        for (shape, inside), parts in members.items()
    ]


def _contains(ground: BaseGeometry, points: Shapes) -> Mask:
    shapely.prepare(ground)
    return np.asarray(shapely.contains(ground, points), dtype=bool)


def _adds_up(cut: Cut, parts: Sequence[Part]) -> bool:
    """Tell whether the parts inside are the polygon, but for what rounding its edge may cost."""
    found = sum(part.outline.area for part in parts if part.inside)
    return bool(abs(found - cut.ground.area) <= GRID_DEGREES * (cut.edge.length + 1))


def _is_sound(cut: Cut, parts: Sequence[Part]) -> bool:
    """Tell whether all edges that are new are shared by two parts or lie on the frame's border."""
    outlines = np.array([part.outline for part in parts])
    if not shapely.is_valid(outlines).all():
        return False
    after = edges(outlines)
    fresh = np.flatnonzero(~np.isin(after.keys, edges(cut.coverage[cut.near]).keys))
    _, first, count = np.unique(after.keys[fresh], return_index=True, return_counts=True)
    single = after.lines(fresh[first[count == 1]])
    border = cut.frame.boundary
    shapely.prepare(border)
    return bool((count <= 2).all() and shapely.dwithin(single, border, _NEAR_DEGREES).all())  # noqa: PLR2004


@dataclass(frozen=True)
class Edges:
    """
    Edges of polygons.

    Attributes
    ----------
    keys
        One number for each edge, the same in both directions, shape (m,).
    owners
        Index of the polygon that each belongs to, shape (m,).
    ends
        Both ends in degrees, shape (m, 2, 2).
    """

    keys: npt.NDArray[np.complex128]
    owners: Ints
    ends: npt.NDArray[np.float64]

    def lines(self, chosen: Ints) -> Shapes:
        """
        Draw some edges.

        Parameters
        ----------
        chosen
            Their indices, shape (k,).

        Returns
        -------
        lines
            Line strings in degrees, shape (k,).
        """
        return np.asarray(shapely.linestrings(self.ends[chosen]))


def edges(shapes: Shapes) -> Edges:
    """
    List the edges of polygons.

    Parameters
    ----------
    shapes
        Polygons in degrees on the five-decimal grid, shape (n,).

    Returns
    -------
    edges
        Every edge of every ring; what two polygons share is listed twice, under one key.
    """
    parts, shape = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    vertices = np.rint(coords / GRID_DEGREES) @ (_ROW, 1.0)
    along = np.flatnonzero((ring[1:] == ring[:-1]) & (vertices[1:] != vertices[:-1]))
    ends = np.stack([vertices[along], vertices[along + 1]])
    return Edges(
        keys=ends.min(axis=0) + 1j * ends.max(axis=0),
        owners=shape[part[ring[along]]],
        ends=np.stack([coords[along], coords[along + 1]], axis=1),
    )
