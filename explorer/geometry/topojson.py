"""Topology: a coverage as arcs, each shared edge written once, in and out of TopoJSON.

The format is Mike Bostock's TopoJSON 1.0: coordinates are whole steps of the five-decimal grid,
each vertex the difference from the one before; an arc run backwards is written as its complement.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry.geodesy import GRID_DECIMALS, GRID_DEGREES, polygons

Ints = npt.NDArray[np.int64]
# Numbers of vertices: columns of the grid times `_ROW`, more steps than latitude has, plus rows.
Arc = tuple[int, ...]

_ROW = 2**26


@dataclass(frozen=True)
class Topology:
    """
    Polygons as rings of arcs.

    Attributes
    ----------
    arcs
        Runs of vertices between junctions, in steps of the grid (1e-5 degrees), each once, of
        shape (k, 2).
    shapes
        For each geometry its polygons, for each polygon its rings, for each ring its arcs'
        numbers; `~number` stands for an arc run backwards.
    """

    arcs: tuple[Ints, ...]
    shapes: tuple[tuple[tuple[tuple[int, ...], ...], ...], ...]


def cut(coverage: Sequence[BaseGeometry]) -> Topology:
    """
    Cut a coverage's rings into arcs.

    Parameters
    ----------
    coverage
        Polygons in degrees whose shared edges have the same vertices.

    Returns
    -------
    topology
        The arcs, and the rings made of them.
    """
    parts, shape = shapely.get_parts([polygons(each) for each in coverage], return_index=True)
    lines, part = shapely.get_rings(parts, return_index=True)
    rings = _vertices(lines)
    junctions = _junctions(rings)
    numbers: dict[Arc, int] = {}
    shapes: list[list[list[tuple[int, ...]]]] = [[] for _ in coverage]
    for owner in shape.tolist():
        shapes[owner].append([])
    filled = [rows for each in shapes for rows in each]
    for ring, owner in zip(rings, part.tolist(), strict=True):
        filled[owner].append(_number(ring.tolist(), junctions, numbers))
    return Topology(arcs=_steps(numbers), shapes=tuple(tuple(map(tuple, each)) for each in shapes))


def _vertices(lines: npt.NDArray[np.object_]) -> list[Ints]:
    """List the vertices of each ring, without the closing one, each as one number."""
    coords, line = shapely.get_coordinates(lines, return_index=True)
    numbers = np.rint(coords / GRID_DEGREES).astype(np.int64) @ (_ROW, 1)
    starts = np.flatnonzero(np.diff(line)) + 1
    return [ring[:-1] for ring in np.split(numbers, starts)] if len(lines) else []


def _steps(arcs: Collection[Arc]) -> tuple[Ints, ...]:
    """Return the vertices of each arc in grid steps."""
    ends = np.cumsum([len(arc) for arc in arcs])
    numbers = np.array([number for arc in arcs for number in arc], dtype=np.int64)
    columns = (numbers + _ROW // 2) // _ROW
    steps = np.column_stack([columns, numbers - columns * _ROW])
    return tuple(np.split(steps, ends[:-1]))


def _junctions(rings: Sequence[Ints]) -> set[int]:
    """Find the vertices at which two rings part: their neighbours there differ."""
    vertices = np.concatenate(rings)
    ends = np.cumsum([len(ring) for ring in rings])
    starts = np.append(0, ends[:-1])
    before, after = np.roll(vertices, 1), np.roll(vertices, -1)
    before[starts], after[ends - 1] = vertices[ends - 1], vertices[starts]
    order = np.argsort(vertices)
    neighbours = np.sort([before[order], after[order]], axis=0)
    found = vertices[order]
    is_met = found[1:] == found[:-1]
    parts = (neighbours[:, 1:] != neighbours[:, :-1]).any(axis=0)
    return set(found[1:][is_met & parts].tolist())


def _number(ring: list[int], junctions: set[int], numbers: dict[Arc, int]) -> tuple[int, ...]:
    starts = [i for i, vertex in enumerate(ring) if vertex in junctions]
    if not starts:  # an island: start at its least vertex, so that both its sides agree
        starts = [ring.index(min(ring))]
    turned = ring[starts[0] :] + ring[: starts[0]] + [ring[starts[0]]]
    cuts = [start - starts[0] for start in starts] + [len(ring)]
    arcs = []
    for begin, end in pairwise(cuts):
        arc = tuple(turned[begin : end + 1])
        back = arc[::-1]
        arcs.append(~numbers[back] if back in numbers else numbers.setdefault(arc, len(numbers)))
    return tuple(arcs)


def dumps(topology: Topology, ids: Sequence[str], name: str) -> str:
    """
    Write a topology as TopoJSON.

    Parameters
    ----------
    topology
        Arcs and rings.
    ids
        Id of each geometry.
    name
        Name of the one object in the file.

    Returns
    -------
    text
        TopoJSON that ends in a newline.
    """
    geometries = [
        {"type": "MultiPolygon", "id": key, "arcs": shape}
        for key, shape in zip(ids, topology.shapes, strict=True)
    ]
    document = {
        "type": "Topology",
        "transform": {"scale": [GRID_DEGREES, GRID_DEGREES], "translate": [0, 0]},
        "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [np.diff(arc, axis=0, prepend=0).tolist() for arc in topology.arcs],
    }
    return json.dumps(document, separators=(",", ":")).replace("]],[[", "]],\n[[") + "\n"


def loads(text: str, source: str) -> dict[str, MultiPolygon]:
    """
    Read the geometries that `dumps` wrote.

    Parameters
    ----------
    text
        TopoJSON with one object.
    source
        What to call the text in an error.

    Returns
    -------
    shapes
        Polygons in degrees, by id.

    Raises
    ------
    LayerError
        If the text is not such a file.
    """
    try:
        document = json.loads(text)
        arcs = [_degrees(arc) for arc in document["arcs"]]
        (objects,) = document["objects"].values()
        return {row["id"]: _shape(row["arcs"], arcs) for row in objects["geometries"]}
    except (ValueError, KeyError, TypeError, IndexError) as fault:
        raise LayerError(f"{source}: is no TopoJSON of atoms; run `frontline build`") from fault


def _degrees(arc: list[list[int]]) -> npt.NDArray[np.float64]:
    steps = np.cumsum(np.array(arc), axis=0) * GRID_DEGREES
    return np.asarray(np.round(steps, GRID_DECIMALS), dtype=np.float64)


def _shape(parts: list[list[list[int]]], arcs: list[npt.NDArray[np.float64]]) -> MultiPolygon:
    rings = [[_ring(ring, arcs) for ring in part] for part in parts]
    return MultiPolygon([Polygon(shell, holes) for shell, *holes in rings])


def _ring(numbers: list[int], arcs: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    runs = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([runs[0], *(run[1:] for run in runs[1:])])
