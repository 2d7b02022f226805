"""Sweep: how much ground the line of contact passes over when it is moved, to each side.

It is measured in cells of a fifth of a degree, and in each again only when the line near it has
moved since the day before.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from explorer.geometry import geodesy
from explorer.geometry.ground import Division, Floats, Unit, merged

Cell = tuple[int, int]

CELL_DEGREES = 0.2
# In Ukraine, a degree of longitude is 67 km or more.
_KM_A_DEGREE = 67.0


class Swept(NamedTuple):
    """
    Ground that the line passes over in an oblast.

    Attributes
    ----------
    ukrainian_km2, russian_km2
        How much of it lies on either side of the line, in km².
    """

    ukrainian_km2: float
    russian_km2: float


class Sweep:
    """
    Measures ground near the line.

    Parameters
    ----------
    units
        Oblasts of the frame, by ISO 3166-2 code.
    km
        How far the line is moved.
    """

    def __init__(self, units: Mapping[str, Unit], km: float) -> None:
        self._codes = list(units)
        self._tree = shapely.STRtree([unit.shape for unit in units.values()])
        self._km = km
        self._known: dict[Cell, tuple[bytes, dict[str, Swept]]] = {}

    def measure(self, division: Division) -> dict[str, Swept]:
        """
        Measure the ground within the distance of the line.

        Parameters
        ----------
        division
            The frame, divided by an outline.

        Returns
        -------
        swept
            What the line passes over, by ISO 3166-2 code of all oblasts.
        """
        totals = {code: np.zeros(2) for code in self._codes}
        for cell, edges in _by_cell(division.edges, self._km / _KM_A_DEGREE):
            course = edges.tobytes()
            if cell not in self._known or self._known[cell][0] != course:
                self._known[cell] = course, dict(self._swept(cell, edges, division))
            for code, swept in self._known[cell][1].items():
                totals[code] += swept
        return {code: Swept(*map(float, total)) for code, total in totals.items()}

    def _swept(self, cell: Cell, edges: Floats, division: Division) -> Iterator[tuple[str, Swept]]:
        corner = np.array(cell) * CELL_DEGREES
        ground = geodesy.buffer(merged(edges), self._km)
        zone = ground.intersection(shapely.box(*corner, *corner + CELL_DEGREES))
        units = self._tree.query(zone, predicate="intersects")
        near = shapely.intersection(self._tree.geometries[units], zone)
        held = np.array([division.held[self._codes[unit]].shape for unit in units])
        ahead = geodesy.areas_km2(shapely.intersection(held, near))
        behind = geodesy.areas_km2(near) - ahead
        for unit, *swept in zip(units, ahead, behind, strict=True):
            yield self._codes[unit], Swept(*swept)


def _by_cell(edges: Floats, reach: float) -> Iterator[tuple[Cell, Floats]]:
    """List edges by cells that they come within reach of, in degrees: four at most for each."""
    first = np.floor((edges.min(axis=1) - reach) / CELL_DEGREES).astype(int)
    last = np.floor((edges.max(axis=1) + reach) / CELL_DEGREES).astype(int)
    chosen, cells = [], []
    for step in ((0, 0), (0, 1), (1, 0), (1, 1)):
        (inside,) = np.nonzero((first + step <= last).all(axis=1))
        chosen.append(inside)
        cells.append(first[inside] + step)
    yield from _grouped(np.concatenate(chosen), np.concatenate(cells), edges)


def _grouped(
    chosen: npt.NDArray[np.int64], cells: npt.NDArray[np.int64], edges: Floats
) -> Iterator[tuple[Cell, Floats]]:
    order = np.lexsort((chosen, cells[:, 1], cells[:, 0]))
    found, starts = np.unique(cells[order], axis=0, return_index=True)
    for cell, rows in zip(found.tolist(), np.split(order, starts[1:]), strict=True):
        yield (cell[0], cell[1]), edges[chosen[rows]]
