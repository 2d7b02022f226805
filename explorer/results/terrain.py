"""Terrain: what a query of a place needs of a scenario, gathered once and handed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines
from explorer.atoms.table import Atoms, Mask
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.results import parcels
from explorer.results.outcomes import Outcome
from explorer.results.report import Report


@dataclass(frozen=True, eq=False)
class Index:
    """
    A baseline's atoms, indexed by place.

    Attributes
    ----------
    shapes
        Polygons in degrees, one an atom, shape (n,).
    tree
        Their index.
    homes
        Row of the atom in which a settlement lies, by GeoNames id.
    """

    shapes: npt.NDArray[np.object_]
    tree: shapely.STRtree
    homes: Mapping[int, int]

    def atom_at(self, point: Point) -> int | None:
        """
        Find the atom at a point.

        Parameters
        ----------
        point
            In degrees.

        Returns
        -------
        atom
            Its row, on an edge the first of the table; `None` outside the frame.
        """
        hits = self.tree.query(point, predicate="intersects")
        return int(hits.min()) if hits.size else None

    def union(self, ground: Mask) -> BaseGeometry:
        """
        Dissolve some atoms.

        Parameters
        ----------
        ground
            Shape (n,).

        Returns
        -------
        shape
            Polygons in degrees.
        """
        return shapely.coverage_union_all(self.shapes[ground])


@dataclass(frozen=True, eq=False)
class Terrain:
    """
    The ground of a scenario on a baseline, ready to be asked for places.

    Attributes
    ----------
    catalog
        The layers.
    report
        Computed figures of the scenario.
    index
        The atoms by place.
    line
        The line of contact as it is drawn, in degrees.
    """

    catalog: Catalog
    report: Report
    index: Index
    line: BaseGeometry

    @property
    def atoms(self) -> Atoms:
        """The baseline's atoms."""
        return self.report.outcomes.atoms

    @property
    def positions(self) -> tuple[Outcome, ...]:
        """The scenario on every position of the line, where it is drawn first."""
        return self.report.outcomes.positions


def gather(catalog: Catalog, report: Report) -> Terrain:
    """
    Gather what queries of places need.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    terrain
        With the same index for all reports on the same atoms.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    line = baselines.line(catalog, report.baseline.name)
    return Terrain(catalog, report, _index(catalog, report.outcomes.atoms), line)


@lru_cache(maxsize=4)
def _index(catalog: Catalog, table: Atoms) -> Index:
    shapes = np.array(outlines.shapes(catalog, table))
    return Index(shapes, shapely.STRtree(shapes), parcels.atoms_of_settlements(table))
