"""Coverage: polygons that share edges, dissolved by key, or cut along the edge of one more."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry import geodesy
from explorer.geometry.geodesy import GRID_DEGREES

Shapes = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Snapping moves a vertex by less than a step, so that nothing beyond two of them is touched.
_NEAR_DEGREES = 2 * GRID_DEGREES
# A coverage's outline may lie a step off the frame's; 100 m on, an edge has crossed that too. What
# it meets beyond is not divided, since ground there lies on one side only.
_OVERSHOOT_DEGREES = 1e-3
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


Key = TypeVar("Key", bound=Hashable)


class Dissolved(NamedTuple):
    """
    Polygons of a coverage that have the same key, joined.

    Attributes
    ----------
    rows
        Their indices, ascending.
    shape
        Their union, in the coordinates that they are in.
    """

    rows: list[int]
    shape: BaseGeometry


def group(keys: Iterable[Key]) -> dict[Key, list[int]]:
    """
    Find which rows have the same key.

    Parameters
    ----------
    keys
        One a row.

    Returns
    -------
    rows
        Indices by key, ascending; keys in the order in which they first appear.
    """
    rows: dict[Key, list[int]] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, []).append(row)
    return rows


def dissolve(shapes: Iterable[BaseGeometry], keys: Iterable[Key]) -> dict[Key, Dissolved]:
    """
    Join the polygons of a coverage that have the same key.

    Parameters
    ----------
    shapes
        Polygons of a valid coverage, in any coordinates.
    keys
        One a polygon.

    Returns
    -------
    dissolved
        By key, in the order in which the keys first appear.
    """
    parts = np.array(list(shapes), dtype=object)
    return {
        key: Dissolved(rows, shapely.coverage_union_all(parts[rows]))
        for key, rows in group(keys).items()
    }


def divide(coverage: Shapes, ground: BaseGeometry, frame: BaseGeometry) -> list[Part]:
    """
    Divide a coverage into what lies inside a polygon and what lies outside.

    Parameters
    ----------
    coverage
        Polygons of a valid coverage in degrees, on the five-decimal grid, shape (n,).
    ground
        Polygons in degrees.
    frame
        What the coverage covers, polygons in degrees; its own outline may have been rounded.

    Returns
    -------
    parts
        One or two of each shape, together again a valid coverage.

    Raises
    ------
    LayerError
        If the parts overlap or do not add up to the polygon.

    Notes
    -----
    Only polygons that the edge comes near are noded, with it and by snap rounding; the others stay
    as they are. Their outlines move by less than 1 m where the edge meets them.
    """
    inner = ground.intersection(frame)
    edge = _inner_edge(inner, frame)
    polygons, owners = shapely.get_parts(coverage, return_index=True)
    tree = shapely.STRtree(polygons)
    near = np.zeros(len(polygons), dtype=bool)
    near[tree.query(edge, predicate="dwithin", distance=_NEAR_DEGREES)] = True
    cut = polygons[near]
    faces, polygon = _cut(cut, edge)
    while (beside := _beside(polygons, near, tree, faces)).any():
        near |= beside
        cut = polygons[near]
        faces, polygon = _cut(cut, edge)
    pieces = np.append(polygons[~near], faces)
    shapes = np.append(owners[~near], owners[near][polygon])
    parts = _joined(pieces, shapes, inner, coverage, cut={*owners[near].tolist()})
    if not (_is_sound(cut, faces, frame) and _adds_up(parts, inner, edge)):
        x, y = inner.representative_point().coords[0]
        raise LayerError(
            f"the outline of the ground at {y:.3f}° N, {x:.3f}° E cannot be overlaid; move it by a "
            "few metres"
        )
    return parts


def _inner_edge(ground: BaseGeometry, frame: BaseGeometry) -> BaseGeometry:
    """Take the outline of some ground where it is not the frame's own, led on over the frame."""
    inner = geodesy.lines(ground.boundary.difference(frame.boundary))
    merged = shapely.line_merge(MultiLineString([line for line in inner if line.length > 0]))
    return MultiLineString([_led_on(line) for line in geodesy.lines(merged)])


def _led_on(line: LineString) -> LineString:
    coords = shapely.get_coordinates(shapely.remove_repeated_points(line))
    if line.is_ring:
        return line
    return LineString([_beyond(coords[1], coords[0]), *coords, _beyond(coords[-2], coords[-1])])


def _beyond(start: Floats, end: Floats) -> Floats:
    step = end - start
    return np.asarray(end + step / np.hypot(*step) * _OVERSHOOT_DEGREES)


def _cut(polygons: Shapes, edge: BaseGeometry) -> tuple[Shapes, Ints]:
    """Cut polygons along an edge; give the faces, and the index of the polygon each lies in."""
    noded = shapely.union_all([*shapely.boundary(polygons), edge], grid_size=GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    tree = shapely.STRtree(polygons)
    # ground between the polygons is a face too, and in none of them
    face, polygon = tree.query(shapely.point_on_surface(faces), predicate="within")
    return faces[face], polygon


def _beside(polygons: Shapes, near: Mask, tree: shapely.STRtree, faces: Shapes) -> Mask:
    """
    Tell which other polygons share an edge that noding some has moved.

    Where two of a polygon's edges are less than a step apart, snap rounding makes them one, however
    far from the cut they are.
    """
    before = edges(polygons[near])
    lost = ~np.isin(before.keys, edges(faces).keys)
    touching = np.unique(tree.query(shapely.linestrings(before.ends[lost]))[1])
    others = touching[~near[touching]]
    sharing = edges(polygons[others])
    beside = np.zeros(len(polygons), dtype=bool)
    beside[others[sharing.owners[np.isin(sharing.keys, before.keys[lost])]]] = True
    return beside


def _joined(
    pieces: Shapes, shapes: Ints, ground: BaseGeometry, coverage: Shapes, *, cut: Collection[int]
) -> list[Part]:
    """Join the pieces of each shape that lie on the same side; they touch where it was cut."""
    within = contains(ground, shapely.point_on_surface(pieces)).tolist()
    members: dict[tuple[int, bool], list[BaseGeometry]] = {}
    for piece, shape, inside in zip(pieces, shapes.tolist(), within, strict=True):
        members.setdefault((shape, inside), []).append(piece)

    def outline(shape: int, inside: bool, pieces: list[BaseGeometry]) -> BaseGeometry:  # noqa: FBT001
        if shape in cut:
            return joined(pieces)
        # what lies on one side as a whole stays the object that it is
        both = (shape, not inside) in members
        return shapely.multipolygons(pieces) if both else coverage[shape]

    return [Part(*key, outline(*key, pieces)) for key, pieces in members.items()]


def joined(pieces: Sequence[BaseGeometry]) -> BaseGeometry:
    """
    Join pieces of a coverage.

    Parameters
    ----------
    pieces
        Polygons in degrees that share whole edges, at least one.

    Returns
    -------
    outline
        Polygons in degrees.
    """
    return pieces[0] if len(pieces) == 1 else shapely.coverage_union_all(pieces)


def prepared(shape: BaseGeometry) -> BaseGeometry:
    """
    Copy a geometry and prepare the copy to be asked for many others.

    Parameters
    ----------
    shape
        A geometry in any coordinates, which two threads may use at once.

    Returns
    -------
    copy
        For this thread alone: preparing a geometry changes it, and so does asking it first.
    """
    copy = shapely.from_wkb(shapely.to_wkb(shape))
    shapely.prepare(copy)
    return copy


def contains(ground: BaseGeometry, points: Shapes) -> Mask:
    """
    Tell which points lie inside some ground.

    Parameters
    ----------
    ground
        Polygons in degrees.
    points
        Points in degrees, shape (n,).

    Returns
    -------
    mask
        Shape (n,).
    """
    return np.asarray(shapely.contains(prepared(ground), points), dtype=bool)


def _adds_up(parts: Sequence[Part], ground: BaseGeometry, edge: BaseGeometry) -> bool:
    """Tell whether the parts inside are the ground, but for what rounding its edge may cost."""
    area = sum(part.outline.area for part in parts if part.inside)
    return bool(abs(area - ground.area) <= GRID_DEGREES * (edge.length + 0.1))


def _is_sound(polygons: Shapes, faces: Shapes, frame: BaseGeometry) -> bool:
    """Tell whether all edges that are new are shared by two faces or lie on the frame's border."""
    if not shapely.is_valid(faces).all():
        return False
    after = edges(faces)
    fresh = np.flatnonzero(~np.isin(after.keys, edges(polygons).keys))
    _, first, count = np.unique(after.keys[fresh], return_index=True, return_counts=True)
    single = after.ends[fresh[first[count == 1]]]
    return bool((count <= 2).all() and _run_along(single, edges(np.array([frame]))))  # noqa: PLR2004


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
    directions
        Which way each runs along its key, 1 or -1, shape (m,).
    """

    keys: npt.NDArray[np.complex128]
    owners: Ints
    ends: Floats
    directions: Ints

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
        directions=np.where(ends[0] < ends[1], 1, -1),
    )


def covers_once(shapes: Shapes, frame: BaseGeometry) -> bool:
    """
    Tell whether polygons cover a frame and do not overlap.

    Parameters
    ----------
    shapes
        Polygons in degrees on the five-decimal grid, shape (n,).
    frame
        What they are to cover, polygons in degrees.

    Returns
    -------
    covers
        Whether all of them are valid, every edge inside the frame is shared, and their areas add up
        to the frame's, but for what rounding its border to the grid may cost.

    Notes
    -----
    Rings are turned so that their ground lies on one side. Where two run along an edge in opposite
    directions, as many polygons lie on its one side as on its other. So when all edges but those on
    the border cancel, every place in the frame lies in the same number of polygons, and the areas
    tell that it is one.
    """
    if not shapely.is_valid(shapes).all():
        return False
    found = edges(shapely.orient_polygons(shapes))
    order = np.argsort(found.keys)
    starts = np.flatnonzero(np.diff(found.keys[order], prepend=np.nan))
    single = order[starts[np.add.reduceat(found.directions[order], starts) != 0]]
    # only where the border was noded are its edges not the frame's own
    border = edges(np.array([frame]))
    noded = single[~np.isin(found.keys[single], border.keys)]
    surplus = shapely.area(shapes).sum() - frame.area
    return _run_along(found.ends[noded], border) and bool(
        abs(surplus) <= GRID_DEGREES * frame.length
    )


def _run_along(ends: Floats, border: Edges) -> bool:
    """Tell whether the middles of edges lie on a border; a tree of its edges beats its outline."""
    middles = shapely.points(ends.mean(axis=1))
    tree = shapely.STRtree(shapely.linestrings(border.ends))
    near, _ = tree.query(middles, predicate="dwithin", distance=_NEAR_DEGREES)
    return len(np.unique(near)) == len(middles)


def borders(shapes: Shapes, fresh: Mask | None = None) -> tuple[Ints, Floats]:
    """
    Measure the edges that the polygons of a coverage share.

    Parameters
    ----------
    shapes
        Polygons of a valid coverage in degrees, on the five-decimal grid, shape (n,).
    fresh
        Which of them count, shape (n,): each border has one of these on one side at least. All
        count when it is `None`.

    Returns
    -------
    pairs
        Indices of two shapes that touch along an edge, the lower first, ascending, shape (m, 2).
    km
        Geodesic length of what each pair shares in km, shape (m,).
    """
    shared = edges(shapes)
    order = np.argsort(shared.keys)
    same = shared.keys[order][1:] == shared.keys[order][:-1]
    one, other = order[:-1][same], order[1:][same]
    ends = np.sort(np.column_stack([shared.owners[one], shared.owners[other]]), axis=1)
    chosen = np.ones(len(ends), dtype=bool) if fresh is None else fresh[ends].any(axis=1)
    numbers, pair = np.unique(ends[chosen] @ (len(shapes), 1), return_inverse=True)
    km = geodesy.lengths_km(shared.lines(one[chosen]))
    pairs = np.column_stack(np.divmod(numbers, max(len(shapes), 1)))
    return pairs, np.bincount(pair, km, minlength=len(pairs)).astype(np.float64)
