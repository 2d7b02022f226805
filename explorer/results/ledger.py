"""Ledger: oblast by holder before by holder after, in km², on every position of the line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from explorer.atoms.table import Atoms, Floats, Ints, Mask
from explorer.layers.spread import STILL, Border, Spread
from explorer.quantity import Quantity
from explorer.results.assignment import RUSSIA, UKRAINE, Assignment
from explorer.results.borders import Borders
from explorer.scenarios.rules import HOLDERS, STATUSES, Holder, Status

_HOLDERS = len(HOLDERS)


@dataclass(frozen=True)
class Row:
    """
    Ground of one oblast with the same holder before and after.

    Attributes
    ----------
    oblast
        ISO 3166-2 code.
    giver, taker
        Holder before and after.
    area
        Area in km².
    share_pct
        Its share of the oblast's area in the frame, in percent.
    contested
        The part of it that neither side controls before, in km²; `None` if the line's source does
        not say, or it is not Ukraine's before.
    """

    oblast: str
    giver: Holder
    taker: Holder
    area: Quantity
    share_pct: float
    contested: Quantity | None


class Ground(NamedTuple):
    """
    The area of some ground, as a spread bounds it.

    Attributes
    ----------
    readings
        Area in km² by oblast and position of the line, shape (oblasts, positions).
    border
        What the borders between oblasts make of it.
    """

    readings: Floats
    border: Border


@dataclass(frozen=True, eq=False)
class Ledger:
    """
    Areas by oblast and holder, on every position of the line.

    Attributes
    ----------
    oblasts
        ISO 3166-2 codes, ascending.
    cells_km2
        Area in km² by position of the line (where it is drawn first), oblast, holder before and
        holder after, shape (positions, oblasts, 3, 3).
    spread
        How the areas spread.
    borders_km2
        What the borders between oblasts make of them: bias and standard deviation in km² by oblast
        and both holders, shape (2, oblasts, 3, 3).
    contested
        The part of it that neither side controls before, which is counted as Ukraine's; `None` if
        the line's source does not say what is contested.
    """

    oblasts: tuple[str, ...]
    cells_km2: Floats
    spread: Spread
    borders_km2: Floats
    contested: "Ledger | None" = None

    @property
    def frame_km2(self) -> float:
        """Area of all ground in km²."""
        return float(self.cells_km2[0].sum())

    def oblast_km2(self, oblast: str) -> float:
        """
        Sum an oblast's ground.

        Parameters
        ----------
        oblast
            ISO 3166-2 code.

        Returns
        -------
        area
            Area in km².
        """
        return float(self.cells_km2[0, self.oblasts.index(oblast)].sum())

    def transfer(
        self, giver: Holder, taker: Holder, oblasts: Sequence[str] | None = None
    ) -> Quantity:
        """
        Sum what goes from one holder to another.

        Parameters
        ----------
        giver, taker
            Holder before and after.
        oblasts
            ISO 3166-2 codes; `None` if all.

        Returns
        -------
        area
            In km².
        """
        return self.spread.area(*self.ground((giver,), (taker,), oblasts))

    def held(self, holder: Holder) -> Quantity:
        """
        Sum what a holder ends up with.

        Parameters
        ----------
        holder
            Holder after.

        Returns
        -------
        area
            In km².
        """
        return self.spread.area(*self.ground(HOLDERS, (holder,)))

    def held_before(self, holder: Holder, oblasts: Sequence[str] | None = None) -> Quantity:
        """
        Sum what a holder has at the baseline.

        Parameters
        ----------
        holder
            Holder before.
        oblasts
            ISO 3166-2 codes; `None` if all.

        Returns
        -------
        area
            In km².
        """
        return self.spread.area(*self.ground((holder,), HOLDERS, oblasts))

    def ground(
        self,
        givers: Sequence[Holder],
        takers: Sequence[Holder],
        oblasts: Sequence[str] | None = None,
    ) -> Ground:
        """
        Gather some ground, oblast by oblast.

        Parameters
        ----------
        givers, takers
            Its holders before and after.
        oblasts
            ISO 3166-2 codes; `None` if all.

        Returns
        -------
        ground
            Its area on every position of the line, and what the borders make of it.
        """
        chosen = np.ix_(
            [row for row, code in enumerate(self.oblasts) if oblasts is None or code in oblasts],
            [HOLDERS.index(holder) for holder in givers],
            [HOLDERS.index(holder) for holder in takers],
        )
        readings = np.array([cells[chosen].sum(axis=(1, 2)) for cells in self.cells_km2])
        bias, sd = (float(cells[chosen].sum()) for cells in self.borders_km2)
        return Ground(readings.T, Border(bias, sd))

    def rows(self) -> Iterator[Row]:
        """
        List the cells that hold ground where the line is drawn, oblast by oblast.

        Yields
        ------
        row
            A cell with its area and its share of the oblast.
        """
        totals = self.cells_km2[0].sum(axis=(1, 2)).tolist()
        for i, giver, taker in np.argwhere(self.cells_km2[0] > 0).tolist():
            border = Border(*self.borders_km2[:, i, giver, taker].tolist())
            readings = self.cells_km2[:, i, giver, taker]
            area = self.spread.area(readings, border, totals[i])
            share = 100 * area.value / totals[i]
            contested = self._contested(i, giver, taker)
            yield Row(self.oblasts[i], HOLDERS[giver], HOLDERS[taker], area, share, contested)

    def _contested(self, oblast: int, giver: int, taker: int) -> Quantity | None:
        if self.contested is None or HOLDERS[giver] != "ukraine":
            return None
        return self.spread.area(self.contested.cells_km2[:, oblast, giver, taker])


def add_up(
    atoms: Atoms,
    assignments: Sequence[Assignment],
    spread: Spread = STILL,
    borders: Borders | None = None,
) -> Ledger:
    """
    Sum assignments into a ledger.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    assignments
        Holders of the same atoms on each position of the line, where it is drawn first.
    spread
        How areas spread; by default a line that is not moved.
    borders
        What the borders between oblasts make of them; by default nothing.

    Returns
    -------
    ledger
        Areas that add up to the frame on each.
    """
    oblasts, oblast = atoms.oblast_codes
    count, drawn = len(oblasts), assignments[:1]
    cells = _cells_km2(atoms.area_km2, oblast, count, assignments)
    sides = (borders.biases_km2, borders.sds_km2) if borders else np.zeros((2, len(atoms)))
    along = [_cells_km2(each, oblast, count, drawn)[0] for each in sides]
    contested = _contested_km2(atoms, oblast, count, assignments)
    return _ledger(oblasts, cells, spread, np.stack(along), contested)


def by_raion(
    atoms: Atoms, raions: Iterable[str], assignments: Sequence[Assignment], spread: Spread
) -> Ledger:
    """
    Sum assignments into a ledger of raions.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    raions
        Names of the layers that are raions; no two share ground.
    assignments
        Holders of the same atoms on each position of the line, where it is drawn first.
    spread
        How areas spread; boundaries that a user brought are taken as they are.

    Returns
    -------
    ledger
        Areas by raion, in place of oblasts.
    """
    names = tuple(raions)
    raion = np.full(len(atoms), len(names))  # ground of no raion comes last, and is left out
    for code, name in enumerate(names):
        raion[atoms.layers[name]] = code
    cells = _cells_km2(atoms.area_km2, raion, len(names) + 1, assignments)[:, :-1]
    contested = _contested_km2(atoms, raion, len(names) + 1, assignments)
    if contested is not None:
        contested = contested[:, :-1]
    return _ledger(names, cells, spread, np.zeros((2, *cells.shape[1:])), contested)


def _ledger(
    units: tuple[str, ...],
    cells: Floats,
    spread: Spread,
    borders: Floats,
    contested: Floats | None,
) -> Ledger:
    """Put the contested part, which ends nowhere at a border, beside the areas."""
    part = None if contested is None else Ledger(units, contested, spread, np.zeros_like(borders))
    return Ledger(units, cells, spread, borders, part)


def _contested_km2(
    atoms: Atoms, unit: Ints, count: int, assignments: Sequence[Assignment]
) -> Floats | None:
    """Sum the contested part of what Ukraine holds before; a moved line may take some of it."""
    if atoms.contested is None:
        return None
    area_km2 = np.where(atoms.contested, atoms.area_km2, 0.0)
    cells = _cells_km2(area_km2, unit, count, assignments)
    cells[:, :, RUSSIA] = 0.0
    return cells


def _cells_km2(
    area_km2: Floats, unit: Ints, count: int, assignments: Sequence[Assignment]
) -> Floats:
    """Sum areas by position of the line, unit, holder before and holder after."""
    shape = (count, _HOLDERS, _HOLDERS)
    cells = np.empty((len(assignments), *shape))
    for position, assignment in enumerate(assignments):
        cell = (unit * _HOLDERS + assignment.before) * _HOLDERS + assignment.after
        sums = np.bincount(cell, area_km2, minlength=count * _HOLDERS**2)
        cells[position] = sums.reshape(shape)
    return cells


def status_areas(
    atoms: Atoms, assignments: Sequence[Assignment], spread: Spread, borders: Borders
) -> dict[tuple[Status, Holder], Quantity]:
    """
    Sum the ground under each status, by who holds it afterwards.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    assignments
        Holders and statuses of the same atoms on each position of the line, where it is drawn
        first.
    spread
        How areas spread.
    borders
        What the borders between oblasts make of them.

    Returns
    -------
    areas
        Area in km² by status and holder, if there is any where the line is drawn.
    """
    areas = {}
    for status in STATUSES:
        for code, holder in enumerate(HOLDERS):
            masks = [each.has(status) & (each.after == code) for each in assignments]
            if masks[0].any():
                areas[status, holder] = spread.area(by_oblast(atoms, masks), borders.of(masks[0]))
    return areas


def by_oblast(atoms: Atoms, masks: Sequence[Mask]) -> Floats:
    """
    Sum ground by oblast on several positions of the line.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    masks
        Which atoms it has on each position, each of shape (n,).

    Returns
    -------
    areas
        In km², shape (oblasts, positions).
    """
    oblasts, oblast = atoms.oblast_codes
    sums = [np.bincount(oblast, atoms.area_km2 * mask, minlength=len(oblasts)) for mask in masks]
    return np.array(sums, dtype=float).T


def line_km(atoms: Atoms, codes: npt.NDArray[np.int8]) -> float:
    """
    Measure the line at which Ukrainian-held ground ends inside the frame.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    codes
        Index of each atom's holder, shape (n,).

    Returns
    -------
    length
        Geodesic length in km of the edges between Ukrainian-held atoms and others.
    """
    ukrainian = codes[atoms.borders] == UKRAINE
    return float(atoms.border_km[ukrainian[:, 0] != ukrainian[:, 1]].sum())


def settlements_in(atoms: Atoms, mask: Mask) -> tuple[int, ...]:
    """
    List the settlements of some atoms.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    mask
        Shape (n,).

    Returns
    -------
    identifiers
        GeoNames ids.
    """
    return tuple(place for atom in np.flatnonzero(mask) for place in atoms.settlements[atom])
