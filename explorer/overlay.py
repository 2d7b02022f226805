"""Overlay: node all layers' edges in one pass, polygonize, and dissolve the faces into atoms.

Atoms that exist already are cut along one more layer, or at one more depth, without measuring anew
what stays whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from explorer import contact, division, geodesy
from explorer.atoms import Atoms, Floats, Ints, Mask, radii, signature
from explorer.errors import LayerError


@dataclass(frozen=True)
class Settlement:
    """
    A place with people.

    Attributes
    ----------
    identifier
        GeoNames id.
    point
        Its place in degrees.
    residents
        People, as GeoNames has them.
    """

    identifier: int
    point: Point
    residents: int


@dataclass(frozen=True)
class Ground:
    """
    What is overlaid for one baseline.

    Attributes
    ----------
    baseline
        ISO date of the line of contact.
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code; together the frame.
    line
        Line of contact in degrees, Ukraine on its left.
    layers
        Further polygons in degrees, by name.
    belt_axis
        Axis of the fortress belt, a line in degrees.
    settlements
        Places with people.
    depths_km
        Distances from the line at which to cut, in km.
    shifts_km
        Shifts of the line at which to cut too, in km, positive towards Ukraine.
    """

    baseline: str
    oblasts: Mapping[str, BaseGeometry]
    line: MultiLineString
    layers: Mapping[str, BaseGeometry]
    belt_axis: LineString
    settlements: Sequence[Settlement]
    depths_km: tuple[float, ...]
    shifts_km: tuple[float, ...]

    @cached_property
    def frame(self) -> BaseGeometry:
        """The whole country, polygons in degrees."""
        return shapely.coverage_union_all(list(self.oblasts.values()))

    @cached_property
    def sides(self) -> contact.Sides:
        """The two parts of the frame that the line splits."""
        return contact.split(self.frame, self.line)

    @cached_property
    def places(self) -> dict[int, Settlement]:
        """Settlements by GeoNames id."""
        return {place.identifier: place for place in self.settlements}

    @cached_property
    def zones(self) -> dict[float, BaseGeometry]:
        """Ground within each radius of the line, polygons in degrees, by radius in km."""
        cuts = radii(self.depths_km, self.shifts_km)
        return {km: geodesy.buffer(self.line, km) for km in cuts}


@dataclass(frozen=True)
class Overlay:
    """
    Atoms with their outlines.

    Attributes
    ----------
    atoms
        The table.
    shapes
        Outline of each atom, polygons in degrees on the five-decimal grid, a valid coverage.
    """

    atoms: Atoms
    shapes: tuple[BaseGeometry, ...]


def build(ground: Ground) -> Overlay:
    """
    Overlay a baseline's layers into atoms.

    Parameters
    ----------
    ground
        The layers.

    Returns
    -------
    overlay
        Atoms in the order of oblast, distance and layers.

    Raises
    ------
    LineError
        When the line of contact does not split the frame.
    LayerError
        When the atoms are not a valid coverage.
    """
    faces = _faces(ground)
    memberships = _memberships(ground, faces)
    groups: dict[_Membership, list[int]] = {}
    for face, membership in enumerate(memberships):
        if membership is not None:
            groups.setdefault(membership, []).append(face)
    ordered = sorted(groups)
    shapes = tuple(shapely.coverage_union_all(faces[groups[key]]) for key in ordered)
    if not shapely.coverage_is_valid(shapes):
        raise LayerError(f"the atoms of {ground.baseline} overlap; check its layers' outlines")
    return Overlay(atoms=_table(ground, ordered, shapes), shapes=shapes)


_Membership = tuple[str, float, float, tuple[str, ...]]


def _faces(ground: Ground) -> np.ndarray:
    edges = [shape.boundary for shape in ground.oblasts.values()]
    edges += [ground.line, *(zone.boundary for zone in ground.zones.values())]
    edges += [shape.boundary for shape in ground.layers.values()]
    # edges need no more vertices before they are noded: areas are measured along straight edges
    noded = shapely.union_all(edges, grid_size=geodesy.GRID_DEGREES)
    return np.array(geodesy.polygons(shapely.polygonize(geodesy.lines(noded))).geoms)


def _memberships(ground: Ground, faces: np.ndarray) -> list[_Membership | None]:
    points = shapely.point_on_surface(faces)
    oblasts = _first_match(ground.oblasts, points)
    russian = _inside(ground.sides.russia, points)
    near, far = _bands(ground, points, russian)
    layers = {name: _inside(shape, points) for name, shape in ground.layers.items()}
    return [
        None
        if not oblasts[i]
        else (oblasts[i], near[i], far[i], tuple(sorted(n for n in layers if layers[n][i])))
        for i in range(len(faces))
    ]


def _bands(ground: Ground, points: np.ndarray, russian: Mask) -> tuple[list[float], list[float]]:
    """Bound each point's signed distance from the line by the radii around it."""
    cuts = np.array([0.0, *ground.zones, np.inf])
    inside = [_inside(zone, points) for zone in ground.zones.values()]
    beyond = len(inside) - np.sum(inside, axis=0, dtype=int)
    near, far = cuts[beyond], cuts[beyond + 1]
    return np.where(russian, -far, near).tolist(), np.where(russian, -near, far).tolist()


def _inside(shape: BaseGeometry, points: np.ndarray) -> Mask:
    shapely.prepare(shape)
    return np.asarray(shapely.contains(shape, points))


def _first_match(shapes: Mapping[str, BaseGeometry], points: np.ndarray) -> list[str]:
    found = np.full(len(points), "", dtype="<U8")
    for name, shape in shapes.items():
        found[_inside(shape, points)] = name
    return [str(name) for name in found]


def _table(ground: Ground, keys: Sequence[_Membership], shapes: Sequence[BaseGeometry]) -> Atoms:
    settled = _settled(ground.settlements, shapes)
    borders, border_km = _borders(shapes)
    axis = geodesy.densify(ground.belt_axis)
    return Atoms(
        baseline=ground.baseline,
        ids=tuple(signature(*key) for key in keys),
        oblast=np.array([key[0] for key in keys]),
        near_km=np.array([key[1] for key in keys]),
        far_km=np.array([key[2] for key in keys]),
        layers={name: np.array([name in key[3] for key in keys]) for name in ground.layers},
        area_km2=np.array([geodesy.area_km2(shape) for shape in shapes]),
        belt_km=np.array([geodesy.length_km(axis.intersection(shape)) for shape in shapes]),
        residents=_residents(ground, settled),
        settlements=settled,
        borders=borders,
        border_km=border_km,
        depths_km=ground.depths_km,
        shifts_km=ground.shifts_km,
    )


def _settled(
    settlements: Sequence[Settlement], shapes: Sequence[BaseGeometry]
) -> tuple[tuple[int, ...], ...]:
    """Give each settlement to the atom it lies in, or to the nearest where the coast misses it."""
    tree = shapely.STRtree(shapes)
    nearest = tree.nearest([place.point for place in settlements]) if settlements else []
    found: list[list[int]] = [[] for _ in shapes]
    for place, atom in zip(settlements, nearest, strict=True):
        found[atom].append(place.identifier)
    return tuple(tuple(sorted(places)) for places in found)


def _borders(shapes: Sequence[BaseGeometry]) -> tuple[np.ndarray, np.ndarray]:
    """Measure the edge that each pair of touching atoms shares."""
    pairs = shapely.STRtree(shapes).query(shapes, predicate="touches").T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    pairs = pairs[np.lexsort(pairs.T[::-1])]
    outlines = [shape.boundary for shape in shapes]
    km = np.array(
        [geodesy.length_km(outlines[a].intersection(outlines[b])) for a, b in pairs.tolist()]
    )
    return pairs[km > 0], km[km > 0]


def refine(found: Overlay, ground: Ground, layers: Mapping[str, BaseGeometry]) -> Overlay:
    """
    Cut atoms along further layers.

    Parameters
    ----------
    found
        Atoms of a baseline.
    ground
        What they were overlaid from: its frame, axis and settlements are used.
    layers
        Polygons in degrees, by name.

    Returns
    -------
    overlay
        What `build` gives with these layers too, but for rounding.

    Raises
    ------
    LayerError
        When there is a layer of that name, or the atoms are not a valid coverage.

    Notes
    -----
    Of an atom that is cut, the smaller part is measured and the larger is what is left, so that
    all totals stay as they were. Measuring both would leave some 1e-4 km² over an atom, since its
    outline is rounded to the grid where the layer's edge meets it.
    """
    for name, layer in layers.items():
        if name in found.atoms.layers:
            raise LayerError(f"there is a layer {name!r} already; give the new one another name")
        pieces = _pieces(found, ground.frame, layer, partial(_in_layer, name=name))
        found = _remeasured(found, ground, pieces, layers=(*found.atoms.layers, name))
    return found


def deepen(found: Overlay, ground: Ground, depths_km: Iterable[float]) -> Overlay:
    """
    Cut atoms at further distances from the line of contact.

    Parameters
    ----------
    found
        Atoms of a baseline.
    ground
        What they were overlaid from: its line, frame, axis and settlements are used.
    depths_km
        Distances from the line in km.

    Returns
    -------
    overlay
        What `build` gives with these depths too, but for rounding.

    Raises
    ------
    LayerError
        When the atoms are not a valid coverage.
    """
    table = found.atoms
    depths = tuple(sorted({*table.depths_km, *depths_km}))
    known = radii(table.depths_km, table.shifts_km)
    for km in sorted({*radii(depths, table.shifts_km)} - {*known}):
        zone = geodesy.buffer(ground.line, km)
        pieces = _pieces(found, ground.frame, zone, partial(_in_zone, km=km))
        found = _remeasured(found, ground, pieces, depths_km=depths)
    return found


def _in_layer(key: _Membership, inside: bool, name: str) -> _Membership:  # noqa: FBT001
    oblast, near, far, layers = key
    return (oblast, near, far, tuple(sorted((*layers, name)))) if inside else key


def _in_zone(key: _Membership, inside: bool, km: float) -> _Membership:  # noqa: FBT001
    """Narrow an atom's band where a zone's outline runs inside it."""
    oblast, near, far, layers = key
    if near < km < far:
        near, far = (near, km) if inside else (km, far)
    elif near < -km < far:
        near, far = (-km, far) if inside else (near, -km)
    return oblast, near, far, layers


class _Piece(NamedTuple):
    """What an atom becomes, or a part of it: membership, the atom's index, and the outline."""

    key: _Membership
    atom: int
    outline: BaseGeometry


def _pieces(
    found: Overlay,
    frame: BaseGeometry,
    polygon: BaseGeometry,
    told: Callable[[_Membership, bool], _Membership],
) -> list[_Piece]:
    """Cut the atoms along a polygon's edge where their membership depends on its side."""
    keys = _keys(found.atoms)
    members: dict[tuple[_Membership, int], list[BaseGeometry]] = {}
    for part in division.divide(np.array(found.shapes), polygon, frame):
        key = told(keys[part.shape], part.inside)
        members.setdefault((key, part.shape), []).append(part.outline)
    return [
        _Piece(key, atom, division.joined(parts))
        for (key, atom), parts in sorted(members.items(), key=lambda member: member[0])
    ]


def _keys(atoms: Atoms) -> list[_Membership]:
    names = sorted(atoms.layers)
    inside = [atoms.layers[name].tolist() for name in names]
    columns = (atoms.oblast.tolist(), atoms.near_km.tolist(), atoms.far_km.tolist())
    return [
        (*column, tuple(name for name, within in zip(names, inside, strict=True) if within[i]))
        for i, column in enumerate(zip(*columns, strict=True))
    ]


def _remeasured(
    found: Overlay,
    ground: Ground,
    pieces: Sequence[_Piece],
    *,
    layers: Sequence[str] = (),
    depths_km: tuple[float, ...] = (),
) -> Overlay:
    """Put pieces into a table, measuring only those of atoms that were cut."""
    old = found.atoms
    shapes = tuple(piece.outline for piece in pieces)
    atom = np.array([piece.atom for piece in pieces])
    halves = _halves(atom, shapes)
    axis = geodesy.densify(ground.belt_axis)
    settled = [old.settlements[i] for i in atom.tolist()]
    for pair in halves:
        places = [ground.places[key] for key in settled[pair[0]]]
        for row, found_there in zip(pair, _settled(places, [shapes[i] for i in pair]), strict=True):
            settled[row] = found_there
    borders, border_km = _reborders(old, atom, shapes)
    keys = [piece.key for piece in pieces]
    table = Atoms(
        baseline=old.baseline,
        ids=tuple(signature(*key) for key in keys),
        oblast=old.oblast[atom],
        near_km=np.array([key[1] for key in keys]),
        far_km=np.array([key[2] for key in keys]),
        layers={name: np.array([name in key[3] for key in keys]) for name in layers or old.layers},
        area_km2=_shared_out(old.area_km2[atom], halves, lambda i: geodesy.area_km2(shapes[i])),
        belt_km=_shared_out(
            old.belt_km[atom], halves, lambda i: geodesy.length_km(axis.intersection(shapes[i]))
        ),
        residents=_residents(ground, settled),
        settlements=tuple(settled),
        borders=borders,
        border_km=border_km,
        depths_km=depths_km or old.depths_km,
        shifts_km=old.shifts_km,
    )
    return Overlay(atoms=table, shapes=shapes)


def _residents(ground: Ground, settled: Iterable[Sequence[int]]) -> Ints:
    people = [sum(ground.places[key].residents for key in places) for places in settled]
    return np.array(people, dtype=np.int64)


def _halves(atom: Ints, shapes: Sequence[BaseGeometry]) -> list[tuple[int, int]]:
    """List the rows of each atom that was cut, the smaller part first."""
    rows: dict[int, list[int]] = {}
    for row, parent in enumerate(atom.tolist()):
        rows.setdefault(parent, []).append(row)
    cut = (sorted(both, key=lambda i: shapes[i].area) for both in rows.values() if len(both) > 1)
    return [(smaller, larger) for smaller, larger in cut]


def _shared_out(
    whole: Floats, halves: Iterable[tuple[int, int]], measure: Callable[[int], float]
) -> Floats:
    """Measure the smaller part of each atom that was cut, and leave the rest to the larger."""
    found = whole.copy()
    for smaller, larger in halves:
        if whole[smaller]:
            found[smaller] = min(measure(smaller), whole[smaller])
            found[larger] = whole[larger] - found[smaller]
    return found


def _reborders(old: Atoms, atom: Ints, shapes: Sequence[BaseGeometry]) -> tuple[Ints, Floats]:
    """Keep the borders of whole atoms, and measure those of the parts of cut ones."""
    whole = np.bincount(atom)[atom] == 1
    row = np.full(len(old), -1)
    row[atom[whole]] = np.flatnonzero(whole)
    renumbered = row[old.borders]
    kept = (renumbered >= 0).all(axis=1)
    beside = np.isin(atom, old.borders[~kept]) | ~whole
    pairs, km = _shared_km(np.flatnonzero(beside), np.array(shapes), ~whole)
    borders = np.concatenate([np.sort(renumbered[kept], axis=1), pairs])
    order = np.lexsort(borders.T[::-1])
    return borders[order], np.concatenate([old.border_km[kept], km])[order]


def _shared_km(rows: Ints, shapes: np.ndarray, cut: Mask) -> tuple[Ints, Floats]:
    """Measure the edges that parts of cut atoms share with each other and with whole atoms."""
    edges = division.edges(shapes[rows])
    owner = rows[edges.owners]
    order = np.argsort(edges.keys)
    same = edges.keys[order][1:] == edges.keys[order][:-1]
    one, other = order[:-1][same], order[1:][same]
    fresh = cut[owner[one]] | cut[owner[other]]
    ends = np.sort(np.column_stack([owner[one], owner[other]])[fresh], axis=1)
    pairs, pair = np.unique(ends, axis=0, return_inverse=True)
    km = geodesy.lengths_km(edges.lines(one[fresh]))
    return pairs, np.bincount(pair, km, minlength=len(pairs)).astype(np.float64)
