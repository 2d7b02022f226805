"""Ground: the frame divided by an outline of occupied ground, oblast by oblast.

Outline and recognised border come from different sources, so the ground between them is assigned by
the rule by which `geometry.split.trace` removes border noise: a free piece that touches the outline
and is nowhere deeper than 1 km from the border is the borders' disagreement and goes to the
occupied side. All other ground outside the outline is Ukrainian-held. Nothing is simplified.

From one day to the next an outline moves in a few places. What is found for an oblast is kept, and
found again only where an edge of the outline in or beside it has changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy, rim, split

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Complex = npt.NDArray[np.complexfloating[Any, Any]]

# Outline and border count as touching, or as the same, within about 1 cm.
TOUCH_DEGREES = 1e-7
# An edge is no longer than 0.01 degrees once it is densified: one that touches an oblast has its
# middle within this of it.
_REACH_DEGREES = geodesy.DENSIFY_DEGREES
# Where an outline crosses a border, the oblasts on both sides see the same point to 0.1 mm.
_JOIN_DECIMALS = 9


class Outline:
    """
    The outline of occupied ground on one day.

    Parameters
    ----------
    control
        Valid polygons in degrees.
    """

    def __init__(self, control: BaseGeometry) -> None:
        self.shape = shapely.orient_polygons(geodesy.densify(control))
        rings = shapely.get_rings(shapely.get_parts(self.shape))
        coords, self._ring = shapely.get_coordinates(rings, return_index=True)
        self._x, self._y = np.ascontiguousarray(coords.T)
        shapely.prepare(self.shape)

    @cached_property
    def vertices(self) -> Complex:
        """Its vertices, ascending, shape (n,)."""
        return np.unique(self._x + 1j * self._y)

    @cached_property
    def boundary(self) -> BaseGeometry:
        """Its edges, lines in degrees."""
        edges = self.shape.boundary
        shapely.prepare(edges)
        return edges

    @cached_property
    def middles(self) -> Complex:
        """The middle of each of its edges, ascending, shape (m,)."""
        along = self._ring[1:] == self._ring[:-1]
        vertices = self._x + 1j * self._y
        return np.unique(((vertices[1:] + vertices[:-1]) / 2)[along])

    def changes(self, before: "Outline") -> Shapes:
        """
        Find where it differs from another outline.

        Parameters
        ----------
        before
            The other outline.

        Returns
        -------
        places
            Middles of the edges that only one of them has, points in degrees, shape (n,).
        """
        fresh = np.setxor1d(self.middles, before.middles, assume_unique=True)
        return np.asarray(shapely.points(fresh.real, fresh.imag))


@dataclass(frozen=True, eq=False)
class Unit:
    """
    An oblast of the frame.

    Attributes
    ----------
    shape
        Polygons in degrees, densified.
    area_km2
        Its area.
    vertices
        Its vertices, ascending, shape (n,).
    inner
        Its border with other oblasts, lines in degrees.
    """

    shape: BaseGeometry
    area_km2: float
    vertices: Complex
    inner: BaseGeometry


@dataclass(frozen=True, eq=False)
class Pieces:
    """
    Ground of an oblast outside an outline.

    Attributes
    ----------
    parts
        Polygons in degrees, shape (n,).
    shallow
        Which of them are nowhere deeper than 1 km from the frame's border, shape (n,).
    touching
        Which of those touch the outline, shape (n,).
    open
        Which of them go on in another oblast, perhaps, shape (n,).
    """

    parts: Shapes
    shallow: Mask
    touching: Mask
    open: Mask


@dataclass(frozen=True, eq=False)
class Held:
    """
    Ukrainian-held ground of an oblast.

    Attributes
    ----------
    shape
        Polygons in degrees.
    area_km2
        Its area.
    edges
        Where it meets the outline, ends of each edge in degrees, shape (m, 2, 2).
    """

    shape: MultiPolygon
    area_km2: float
    edges: Floats


@dataclass(frozen=True, eq=False)
class Division:
    """
    The frame, divided by an outline.

    Attributes
    ----------
    held
        Ukrainian-held ground, by ISO 3166-2 code.
    """

    held: Mapping[str, Held]

    @cached_property
    def edges(self) -> Floats:
        """Edges of the line of contact, each with both ends in degrees, sorted, shape (m, 2, 2)."""
        edges = np.concatenate([each.edges for each in self.held.values()])
        edges = np.round(edges, _JOIN_DECIMALS)
        return edges[np.lexsort(edges.reshape(-1, 4).T)]

    @cached_property
    def line(self) -> MultiLineString:
        """The edge of Ukrainian-held ground that is not the recognised border, in degrees."""
        return merged(self.edges)


def merged(edges: Floats) -> MultiLineString:
    """
    Join edges into lines.

    Parameters
    ----------
    edges
        Both ends of each in degrees, shape (m, 2, 2).

    Returns
    -------
    lines
        As long as they go without a fork, in degrees.
    """
    together = shapely.multilinestrings(shapely.linestrings(edges))
    return MultiLineString(geodesy.lines(shapely.line_merge(together)))


class Ground:
    """
    The frame, prepared once for all days.

    Parameters
    ----------
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code; together the frame.
    """

    def __init__(self, oblasts: Mapping[str, BaseGeometry]) -> None:
        dense = {code: geodesy.densify(shape) for code, shape in oblasts.items()}
        frame = geodesy.densify(shapely.union_all(list(oblasts.values())))
        self._border = frame.boundary
        self._rim = rim.of(frame, split.BORDER_ERROR_KM)
        shapely.prepare(self._border)
        areas = geodesy.areas_km2(np.array(list(dense.values())))
        self.units = {
            code: _unit(shape, float(km2), self._border)
            for (code, shape), km2 in zip(dense.items(), areas, strict=True)
        }
        self._outline: Outline | None = None
        self._pieces: dict[str, Pieces] = {}
        self._known: dict[str, tuple[Pieces, bytes]] = {}
        self._held: dict[str, Held] = {}

    def divide(self, control: BaseGeometry) -> Division:
        """
        Divide the frame by an outline.

        Parameters
        ----------
        control
            Russian-held ground, valid polygons in degrees.

        Returns
        -------
        division
            Ukrainian-held ground, without slivers where outline and border disagree.
        """
        outline = Outline(control)
        for code in self._touched(outline):
            self._pieces[code] = self._cut(self.units[code], outline)
        for code, noise in _noise(self._pieces).items():
            known = self._pieces[code], noise.tobytes()
            if self._known.get(code) != known:
                self._known[code] = known
                parts = self._pieces[code].parts[~noise]
                self._held[code] = self._hold(self.units[code], parts, outline)
        self._outline = outline
        return Division(dict(self._held))

    def _touched(self, outline: Outline) -> list[str]:
        """List the oblasts that the outline has changed in or beside since the last one."""
        codes = list(self.units)
        if self._outline is None:
            return codes
        changes = shapely.STRtree(outline.changes(self._outline))
        shapes = [unit.shape for unit in self.units.values()]
        touched, _ = changes.query(shapes, predicate="dwithin", distance=_REACH_DEGREES)
        return [codes[number] for number in np.unique(touched)]

    def _cut(self, unit: Unit, outline: Outline) -> Pieces:
        parts = shapely.get_parts(unit.shape.difference(outline.shape))
        parts = parts[shapely.area(parts) > 0]
        shallow = np.asarray(shapely.covers(self._rim, parts), dtype=bool)
        # an island that the outline does not touch is not noise, however small
        touching = shallow.copy()
        touching[shallow] = shapely.dwithin(outline.shape, parts[shallow], TOUCH_DEGREES)
        return Pieces(
            parts=parts,
            shallow=shallow,
            touching=touching,
            open=np.asarray(shapely.dwithin(unit.inner, parts, TOUCH_DEGREES), dtype=bool),
        )

    def _hold(self, unit: Unit, parts: Shapes, outline: Outline) -> Held:
        return Held(
            shape=shapely.multipolygons(parts),
            area_km2=float(geodesy.areas_km2(parts).sum()),
            edges=self._contact(unit, parts, outline),
        )

    def _contact(self, unit: Unit, parts: Shapes, outline: Outline) -> Floats:
        """Find the edges of held ground that lie on the outline and not on the border."""
        edges = _edges(parts)
        vertices = edges @ (1, 1j)
        ours, theirs = (
            _among(known, vertices).all(axis=1) for known in (unit.vertices, outline.vertices)
        )
        # edges of the oblast alone are passed over at once
        edges = edges[~ours | theirs]
        edges = edges[_along(edges, outline.boundary)]
        return np.asarray(edges[~_along(edges, self._border)])


def _unit(shape: BaseGeometry, area_km2: float, border: BaseGeometry) -> Unit:
    edges = _edges(shapely.get_parts(shape))
    inner = shapely.multilinestrings(shapely.linestrings(edges[~_along(edges, border)]))
    for each in (shape, inner):
        shapely.prepare(each)
    return Unit(shape, area_km2, np.unique(edges @ (1, 1j)), inner)


def _edges(parts: Shapes) -> Floats:
    """List both ends of each edge of polygons, shape (m, 2, 2)."""
    coords, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
    along = np.flatnonzero(ring[1:] == ring[:-1])
    return np.stack([coords[along], coords[along + 1]], axis=1)


def _along(edges: Floats, line: BaseGeometry) -> Mask:
    """Tell which edges run along a line; edges of one source meet another's at points only."""
    middles = shapely.points(edges.mean(axis=1))
    return np.asarray(shapely.dwithin(line, middles, TOUCH_DEGREES), dtype=bool)


def _among(known: Complex, vertices: Complex) -> Mask:
    places = np.searchsorted(known, vertices).clip(max=len(known) - 1)
    return np.asarray(known[places] == vertices)


def _noise(pieces: Mapping[str, Pieces]) -> dict[str, Mask]:
    """Tell which pieces are the borders' disagreement, by oblast."""
    codes = list(pieces)
    each = [pieces[code] for code in codes]
    cuts = np.cumsum([len(found.parts) for found in each])[:-1]
    deep = ~np.concatenate([found.shallow for found in each])
    touching = np.concatenate([found.touching for found in each])
    _follow(
        np.concatenate([found.parts for found in each]),
        np.concatenate([found.open for found in each]),
        deep,
        touching,
    )
    return dict(zip(codes, np.split(touching & ~deep, cuts), strict=True))


def _follow(parts: Shapes, is_open: Mask, deep: Mask, touching: Mask) -> None:
    """Join pieces that go on in another oblast: all are deep, or touch, if one of them does."""
    (ends,) = np.nonzero(is_open)
    (starts,) = np.nonzero(is_open & ~deep)
    one, other = shapely.STRtree(parts[ends]).query(parts[starts], predicate="intersects")
    one, other = starts[one], ends[other]
    shared = shapely.intersection(*(shapely.boundary(parts[side]) for side in (one, other)))
    joined = (one != other) & (shapely.length(shared) > TOUCH_DEGREES)
    one, other = one[joined], other[joined]
    for _ in one:
        for quality in (deep, touching):
            np.logical_or.at(quality, one, quality[other])
