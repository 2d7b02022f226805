"""Meeting: where the ground of two scenarios, or of two days, meets."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines
from explorer.atoms.table import Atoms, Floats, Ints, Mask
from explorer.geometry import coverage, geodesy
from explorer.geometry.coverage import Dissolved
from explorer.layers.catalog import Catalog
from explorer.results.report import Report

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
    contested
        Which of it neither side controls by either line, shape (n,); `None` if the source of
        neither line says.
    """

    first: Ints
    second: Ints
    oblast: npt.NDArray[np.str_]
    area_km2: Floats
    shapes: tuple[BaseGeometry, ...]
    contested: Mask | None


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
        If a layer is missing or altered.
    """
    table = first.outcomes.atoms
    if table is second.outcomes.atoms:
        rows, shapes = np.arange(len(table)), outlines.shapes(catalog, table)
        return Meeting(rows, rows, table.oblast, table.area_km2, shapes, table.contested)
    met = _overlaid(table, _by_fate(catalog, first), _by_fate(catalog, second))
    sides = ((first.outcomes.atoms, met.first), (second.outcomes.atoms, met.second))
    known = [atoms.contested[rows] for atoms, rows in sides if atoms.contested is not None]
    return replace(met, contested=np.any(known, axis=0)) if known else met


def _by_fate(catalog: Catalog, report: Report) -> list[Dissolved]:
    """Join the atoms that fare alike on every position of the line, contested ground apart."""
    table = report.outcomes.atoms
    assignments = [outcome.assignment for outcome in report.outcomes.positions]
    _, oblast = table.oblast_codes
    codes = [codes for each in assignments for codes in (each.after, each.statuses)]
    contested = np.zeros(len(table), bool) if table.contested is None else table.contested
    keys = zip(*(each.tolist() for each in (oblast, contested, *codes)), strict=True)
    grounds = coverage.dissolve(outlines.shapes(catalog, table), keys)
    return [grounds[key] for key in sorted(grounds)]


def _overlaid(table: Atoms, first: list[Dissolved], second: list[Dissolved]) -> Meeting:
    """Node the edges of both sides together, and tell of each face what it lies in on each."""
    edges = shapely.boundary([ground.shape for ground in (*first, *second)])
    noded = shapely.union_all(edges, grid_size=geodesy.GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    points = shapely.point_on_surface(faces)
    places = np.column_stack([_place(side, points) for side in (first, second)])
    # slivers along the frame may lie in one only
    inside = (places >= 0).all(axis=1)
    keys = [(one, other) for one, other in places[inside].tolist()]
    grounds = coverage.dissolve(faces[inside], keys)
    met = sorted(grounds)
    shapes = tuple(grounds[pair].shape for pair in met)
    rows = np.array([first[one].rows[0] for one, _ in met])
    return Meeting(
        first=rows,
        second=np.array([second[other].rows[0] for _, other in met]),
        oblast=table.oblast[rows],
        area_km2=np.array([geodesy.area_km2(shape) for shape in shapes]),
        shapes=shapes,
        contested=None,
    )


def _place(grounds: list[Dissolved], points: Shapes) -> Ints:
    """Find the ground that each point lies in, -1 where there is none."""
    places = np.full(len(points), -1, dtype=np.int64)
    tree = shapely.STRtree([ground.shape for ground in grounds])
    point, ground = tree.query(points, predicate="within")
    places[point] = ground
    return places
