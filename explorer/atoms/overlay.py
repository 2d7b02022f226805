"""Overlay: node all layers' edges in one pass, polygonize, and dissolve the faces into atoms.

Atoms that exist already are cut along one more layer, or at one more depth, without measuring anew
what stays whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from explorer.atoms.table import Atoms, Floats, Ints, Mask, radii, signature
from explorer.errors import LayerError
from explorer.geometry import coverage, geodesy, split
from explorer.layers.baselines import CONTESTED


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
    divide
        Finds the two parts of the frame that it divides.
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
    divide: Callable[[], split.Sides]
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
    def sides(self) -> split.Sides:
        """The two parts of the frame; atoms that are only cut further do without them."""
        return self.divide()

    @cached_property
    def places(self) -> dict[int, Settlement]:
        """Settlements by GeoNames id."""
        return {place.identifier: place for place in self.settlements}

    @cached_property
    def zones(self) -> dict[float, BaseGeometry]:
        """Ground within each radius of the line, polygons in degrees, by radius in km."""
        cuts = radii(self.depths_km, self.shifts_km)
        return dict(zip(cuts, geodesy.buffers(self.line, cuts), strict=True))


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
        If the line of contact does not split the frame.
    LayerError
        If the atoms are not a valid coverage.
    """
    atoms = _dissolved(ground)
    shapes = tuple(atoms.values())
    if not coverage.covers_once(np.array(shapes), ground.frame):
        raise LayerError(f"the atoms of {ground.baseline} overlap; check its layers' outlines")
    return Overlay(atoms=_table(ground, [*atoms], shapes), shapes=shapes)


def outlines(ground: Ground) -> dict[str, BaseGeometry]:
    """
    Overlay a baseline's layers for the outlines of atoms whose table is known.

    Parameters
    ----------
    ground
        The layers.

    Returns
    -------
    shapes
        Polygons in degrees as in `build`, by the atoms' ids; nothing is measured.

    Raises
    ------
    LineError
        If the line of contact does not split the frame.
    """
    return {signature(*key): shape for key, shape in _dissolved(ground).items()}


Membership = tuple[str, float, float, tuple[str, ...]]


def _dissolved(ground: Ground) -> dict[Membership, BaseGeometry]:
    """Dissolve the faces inside the frame by what they are part of, in order."""
    faces = _faces(ground)
    memberships = _memberships(ground, faces)
    inside = np.array([membership is not None for membership in memberships])
    atoms = coverage.dissolve(faces[inside], filter(None, memberships))
    return {key: atoms[key].shape for key in sorted(atoms)}


def _faces(ground: Ground) -> np.ndarray:
    edges = [shape.boundary for shape in ground.oblasts.values()]
    edges += [ground.line, *(zone.boundary for zone in ground.zones.values())]
    edges += [shape.boundary for shape in ground.layers.values()]
    # edges need no more vertices before they are noded: areas are measured along straight edges
    noded = shapely.union_all(edges, grid_size=geodesy.GRID_DEGREES)
    return np.asarray(shapely.get_parts(shapely.polygonize(geodesy.lines(noded))))


def _memberships(ground: Ground, faces: np.ndarray) -> list[Membership | None]:
    points = shapely.point_on_surface(faces)
    oblasts = _first_match(ground.oblasts, points)
    russian = coverage.contains(ground.sides.russia, points)
    near, far = _bands(ground, points, russian)
    layers = {name: coverage.contains(shape, points) for name, shape in ground.layers.items()}
    if CONTESTED in layers:  # it ends at the line, but for rounding
        layers[CONTESTED] &= ~russian
    return [
        None
        if not oblasts[i]
        else (oblasts[i], near[i], far[i], tuple(sorted(n for n in layers if layers[n][i])))
        for i in range(len(faces))
    ]


def _bands(ground: Ground, points: np.ndarray, russian: Mask) -> tuple[list[float], list[float]]:
    """Bound each point's signed distance from the line by the radii around it."""
    cuts = np.array([0.0, *ground.zones, np.inf])
    inside = [coverage.contains(zone, points) for zone in ground.zones.values()]
    beyond = len(inside) - np.sum(inside, axis=0, dtype=int)
    near, far = cuts[beyond], cuts[beyond + 1]
    return np.where(russian, -far, near).tolist(), np.where(russian, -near, far).tolist()


def _first_match(shapes: Mapping[str, BaseGeometry], points: np.ndarray) -> list[str]:
    names = np.full(len(points), "", dtype="<U8")
    for name, shape in shapes.items():
        names[coverage.contains(shape, points)] = name
    return [str(name) for name in names]


def _table(ground: Ground, keys: Sequence[Membership], shapes: Sequence[BaseGeometry]) -> Atoms:
    homes = settled(ground.settlements, shapes)
    borders, border_km = coverage.borders(np.array(shapes))
    return Atoms(
        baseline=ground.baseline,
        ids=tuple(signature(*key) for key in keys),
        oblast=np.array([key[0] for key in keys]),
        near_km=np.array([key[1] for key in keys]),
        far_km=np.array([key[2] for key in keys]),
        layers={name: np.array([name in key[3] for key in keys]) for name in ground.layers},
        area_km2=geodesy.areas_km2(np.array(shapes)),
        belt_km=_lengths_km(shapely.intersection(geodesy.densify(ground.belt_axis), shapes)),
        residents=residents(ground, homes),
        settlements=homes,
        borders=borders,
        border_km=border_km,
        depths_km=ground.depths_km,
        shifts_km=ground.shifts_km,
    )


def _lengths_km(lines: np.ndarray) -> Floats:
    parts, line = shapely.get_parts(lines, return_index=True)
    return np.bincount(line, geodesy.lengths_km(parts), len(lines)).astype(np.float64)


def settled(
    settlements: Sequence[Settlement], shapes: Sequence[BaseGeometry]
) -> tuple[tuple[int, ...], ...]:
    """
    Give each settlement to the atom it lies in, or to the nearest where the coast misses it.

    Parameters
    ----------
    settlements
        Places with people.
    shapes
        Outlines of the atoms in degrees.

    Returns
    -------
    homes
        GeoNames ids of those in each atom, ascending.
    """
    points = np.array([place.point for place in settlements])
    atoms = np.full(len(points), -1)
    atom, place = shapely.STRtree(points).query(shapes, predicate="contains")
    atoms[place] = atom
    beside = atoms < 0
    if beside.any():
        atoms[beside] = shapely.STRtree(shapes).nearest(points[beside])
    inside: list[list[int]] = [[] for _ in shapes]
    for place, atom in zip(settlements, atoms.tolist(), strict=True):
        inside[atom].append(place.identifier)
    return tuple(tuple(sorted(places)) for places in inside)


def residents(ground: Ground, homes: Iterable[Sequence[int]]) -> Ints:
    """
    Count the people of settlements.

    Parameters
    ----------
    ground
        What has the settlements.
    homes
        GeoNames ids of those in each atom.

    Returns
    -------
    residents
        People in each atom, shape (n,).
    """
    people = [sum(ground.places[key].residents for key in places) for places in homes]
    return np.array(people, dtype=np.int64)
