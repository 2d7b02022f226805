"""Meeting: where the ground of two scenarios, or of two days, meets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from explorer.atoms import outlines
from explorer.atoms.table import Atoms, Floats, Ints
from explorer.layers.catalog import Catalog
from explorer.results.report import Report

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Meeting:
    """
    Where the ground of both sides meets: what fares alike on each, on every position of its line.

    Attributes
    ----------
    first, second
        Row in each side's table of an atom that stands for it, shape (n,).
    oblast
        ISO 3166-2 code, shape (n,).
    area_km2
        Geodesic area in km², shape (n,).
    shapes
        Outlines, polygons in degrees, a valid coverage.
    """

    first: Ints
    second: Ints
    oblast: npt.NDArray[np.str_]
    area_km2: Floats
    shapes: tuple["BaseGeometry", ...]


def find(catalog: Catalog, first: Report, second: Report) -> Meeting:
    """
    Find where the ground of two reports meets.

    Parameters
    ----------
    catalog
        The layers.
    first, second
        Of a scenario each, on one day or two.

    Returns
    -------
    meeting
        On one table its atoms; else what both leave together, overlaid once.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    table = first.outcomes.central.atoms
    if table is second.outcomes.central.atoms:
        rows = np.arange(len(table))
        return Meeting(rows, rows, table.oblast, table.area_km2, outlines.shapes(catalog, table))
    return _overlaid(table, _by_fate(catalog, first), _by_fate(catalog, second))


class Dissolved(NamedTuple):
    """
    Ground joined where it is alike.

    Attributes
    ----------
    rows
        Of one shape that stands for each, shape (n,).
    shapes
        Polygons in degrees, shape (n,).
    """

    rows: Ints
    shapes: Shapes


def _by_fate(catalog: Catalog, report: Report) -> Dissolved:
    """Join the atoms that fare alike on every position of the line, which leaves few edges."""
    table = report.outcomes.central.atoms
    given = [each.assignment for each in report.outcomes.positions]
    _, oblast = table.oblast_codes
    fates = [codes.astype(np.int64) for each in given for codes in (each.after, each.statuses)]
    return dissolved(np.array(outlines.shapes(catalog, table)), np.column_stack([oblast, *fates]))


def dissolved(shapes: Shapes, keys: Ints) -> Dissolved:
    """
    Join the shapes of a coverage whose keys are the same.

    Parameters
    ----------
    shapes
        Polygons in degrees, shape (n,).
    keys
        Shape (n, k).

    Returns
    -------
    dissolved
        A row for each different key.
    """
    import shapely  # noqa: PLC0415  (a table needs no outlines)

    _, rows, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    parts = [shapely.coverage_union_all(shapes[group == each]) for each in range(len(rows))]
    return Dissolved(rows, np.array(parts))


def _overlaid(table: Atoms, first: Dissolved, second: Dissolved) -> Meeting:
    """Node the edges of both sides together, and tell of each face what it lies in on each."""
    import shapely  # noqa: PLC0415

    from explorer.geometry import geodesy  # noqa: PLC0415

    edges = shapely.boundary([*first.shapes, *second.shapes])
    noded = shapely.union_all(edges, grid_size=geodesy.GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    points = shapely.point_on_surface(faces)
    places = np.column_stack([_place(side.shapes, points) for side in (first, second)])
    # slivers along the frame may lie in one only
    inside = (places >= 0).all(axis=1)
    rows, shapes = dissolved(faces[inside], places[inside])
    one, other = places[inside][rows].T
    return Meeting(
        first=first.rows[one],
        second=second.rows[other],
        oblast=table.oblast[first.rows[one]],
        area_km2=np.array([geodesy.area_km2(shape) for shape in shapes]),
        shapes=tuple(shapes),
    )


def _place(shapes: Shapes, points: Shapes) -> Ints:
    """Find the shape that each point lies in, -1 where there is none."""
    import shapely  # noqa: PLC0415

    found = np.full(len(points), -1, dtype=np.int64)
    point, shape = shapely.STRtree(shapes).query(points, predicate="within")
    found[point] = shape
    return found
