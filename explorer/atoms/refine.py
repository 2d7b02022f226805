"""Refinement: atoms cut further along one more layer, or at one more distance from the line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from shapely.geometry.base import BaseGeometry

from explorer.atoms import overlay
from explorer.atoms.overlay import Ground, Membership, Overlay
from explorer.atoms.table import Atoms, Floats, Ints, radii, signature
from explorer.errors import LayerError
from explorer.geometry import coverage, geodesy


def refine(overlay: Overlay, ground: Ground, layers: Mapping[str, BaseGeometry]) -> Overlay:
    """
    Cut atoms along further layers.

    Parameters
    ----------
    overlay
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
        If there is a layer of that name, or the atoms are not a valid coverage.

    Notes
    -----
    Of an atom that is cut, the smaller part is measured and the larger is what is left, so that
    all totals stay as they were. Measuring both would leave some 1e-4 km² over an atom, since its
    outline is rounded to the grid where the layer's edge meets it.
    """
    for name, layer in layers.items():
        if name in overlay.atoms.layers:
            raise LayerError(f"there is a layer {name!r} already; give the new one another name")
        pieces = _pieces(overlay, ground.frame, layer, partial(_in_layer, name=name))
        overlay = _remeasured(overlay, ground, pieces, layers=(*overlay.atoms.layers, name))
    return overlay


def deepen(overlay: Overlay, ground: Ground, depths_km: Iterable[float]) -> Overlay:
    """
    Cut atoms at further distances from the line of contact.

    Parameters
    ----------
    overlay
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
        If the atoms are not a valid coverage.
    """
    table = overlay.atoms
    depths = tuple(sorted({*table.depths_km, *depths_km}))
    known = radii(table.depths_km, table.shifts_km)
    for km in sorted({*radii(depths, table.shifts_km)} - {*known}):
        zone = geodesy.buffer(ground.line, km)
        pieces = _pieces(overlay, ground.frame, zone, partial(_in_zone, km=km))
        overlay = _remeasured(overlay, ground, pieces, depths_km=depths)
    return overlay


def _in_layer(key: Membership, inside: bool, name: str) -> Membership:  # noqa: FBT001
    oblast, near, far, layers = key
    return (oblast, near, far, tuple(sorted((*layers, name)))) if inside else key


def _in_zone(key: Membership, inside: bool, km: float) -> Membership:  # noqa: FBT001
    """Narrow an atom's band where a zone's outline runs inside it."""
    oblast, near, far, layers = key
    if near < km < far:
        near, far = (near, km) if inside else (km, far)
    elif near < -km < far:
        near, far = (-km, far) if inside else (near, -km)
    return oblast, near, far, layers


class _Piece(NamedTuple):
    """What an atom becomes, or a part of it: membership, the atom's index, and the outline."""

    key: Membership
    atom: int
    outline: BaseGeometry


def _pieces(
    overlay: Overlay,
    frame: BaseGeometry,
    polygon: BaseGeometry,
    updated: Callable[[Membership, bool], Membership],
) -> list[_Piece]:
    """Cut the atoms along a polygon's edge where their membership depends on its side."""
    keys = _keys(overlay.atoms)
    members: dict[tuple[Membership, int], list[BaseGeometry]] = {}
    for part in coverage.divide(np.array(overlay.shapes), polygon, frame):
        key = updated(keys[part.shape], part.inside)
        members.setdefault((key, part.shape), []).append(part.outline)
    return [
        _Piece(key, atom, coverage.joined(parts))
        for (key, atom), parts in sorted(members.items(), key=lambda member: member[0])
    ]


def _keys(atoms: Atoms) -> list[Membership]:
    names = sorted(atoms.layers)
    inside = [atoms.layers[name].tolist() for name in names]
    columns = (atoms.oblast.tolist(), atoms.near_km.tolist(), atoms.far_km.tolist())
    return [
        (*column, tuple(name for name, within in zip(names, inside, strict=True) if within[i]))
        for i, column in enumerate(zip(*columns, strict=True))
    ]


def _remeasured(
    whole: Overlay,
    ground: Ground,
    pieces: Sequence[_Piece],
    *,
    layers: Sequence[str] = (),
    depths_km: tuple[float, ...] = (),
) -> Overlay:
    """Put pieces into a table, measuring only those of atoms that were cut."""
    old = whole.atoms
    shapes = tuple(piece.outline for piece in pieces)
    atom = np.array([piece.atom for piece in pieces])
    halves = _halves(atom, shapes)
    axis = geodesy.densify(ground.belt_axis)
    settled = [old.settlements[i] for i in atom.tolist()]
    for pair in halves:
        places = [ground.places[key] for key in settled[pair[0]]]
        homes = overlay.settled(places, [shapes[row] for row in pair])
        for row, home in zip(pair, homes, strict=True):
            settled[row] = home
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
        residents=overlay.residents(ground, settled),
        settlements=tuple(settled),
        borders=borders,
        border_km=border_km,
        depths_km=depths_km or old.depths_km,
        shifts_km=old.shifts_km,
    )
    return Overlay(atoms=table, shapes=shapes)


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
    measured = whole.copy()
    for smaller, larger in halves:
        if whole[smaller]:
            measured[smaller] = min(measure(smaller), whole[smaller])
            measured[larger] = whole[larger] - measured[smaller]
    return measured


def _reborders(old: Atoms, atom: Ints, shapes: Sequence[BaseGeometry]) -> tuple[Ints, Floats]:
    """Keep the borders of whole atoms, and measure those of the parts of cut ones."""
    whole = np.bincount(atom)[atom] == 1
    row = np.full(len(old), -1)
    row[atom[whole]] = np.flatnonzero(whole)
    renumbered = row[old.borders]
    kept = (renumbered >= 0).all(axis=1)
    beside = np.isin(atom, old.borders[~kept]) | ~whole
    rows = np.flatnonzero(beside)
    pairs, km = coverage.borders(np.array(shapes)[rows], ~whole[rows])
    borders = np.concatenate([np.sort(renumbered[kept], axis=1), rows[pairs]])
    order = np.lexsort(borders.T[::-1])
    return borders[order], np.concatenate([old.border_km[kept], km])[order]
