"""Topology: a coverage as arcs, each shared edge written once, in and out of TopoJSON.

The format is Mike Bostock's TopoJSON 1.0: coordinates are whole steps of the five-decimal grid,
each vertex the difference from the one before; an arc run backwards is written as its complement.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry.geodesy import GRID_DECIMALS, GRID_DEGREES, polygons

Vertex = tuple[int, int]
Arc = tuple[Vertex, ...]


@dataclass(frozen=True)
class Topology:
    """
    Polygons as rings of arcs.

    Attributes
    ----------
    arcs
        Runs of vertices between junctions, in steps of the grid (1e-5 degrees), each once.
    shapes
        For each geometry its polygons, for each polygon its rings, for each ring its arcs'
        numbers; `~number` stands for an arc run backwards.
    """

    arcs: tuple[Arc, ...]
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
    gridded = [
        [[_steps(ring) for ring in (part.exterior, *part.interiors)] for part in polygons(s).geoms]
        for s in coverage
    ]
    junctions = _junctions(ring for shape in gridded for part in shape for ring in part)
    numbers: dict[Arc, int] = {}
    shapes = tuple(
        tuple(tuple(_number(ring, junctions, numbers) for ring in part) for part in shape)
        for shape in gridded
    )
    return Topology(arcs=tuple(numbers), shapes=shapes)


def _steps(ring: BaseGeometry) -> list[Vertex]:
    """Return a ring's vertices in grid steps, without the closing one."""
    steps = np.rint(shapely.get_coordinates(ring) / GRID_DEGREES).astype(np.int64)
    return [(x, y) for x, y in steps[:-1].tolist()]


def _junctions(rings: Iterator[list[Vertex]]) -> set[Vertex]:
    """Find the vertices at which two rings part: their neighbours there differ."""
    neighbours: dict[Vertex, frozenset[Vertex]] = {}
    junctions: set[Vertex] = set()
    for ring in rings:
        for i, vertex in enumerate(ring):
            pair = frozenset((ring[i - 1], ring[(i + 1) % len(ring)]))
            if neighbours.setdefault(vertex, pair) != pair:
                junctions.add(vertex)
    return junctions


def _number(ring: list[Vertex], junctions: set[Vertex], numbers: dict[Arc, int]) -> tuple[int, ...]:
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
        "arcs": [[arc[0], *_differences(arc)] for arc in topology.arcs],
    }
    return json.dumps(document, separators=(",", ":")).replace("]],[[", "]],\n[[") + "\n"


def _differences(arc: Arc) -> list[list[int]]:
    steps: list[list[int]] = np.diff(np.array(arc), axis=0).tolist()
    return steps


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
