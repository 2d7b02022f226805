"""Ledger: oblast by holder before by holder after, in km², summed from atoms."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.atoms.table import Atoms, Floats, Mask
from explorer.results.assignment import UKRAINE, Assignment
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
    area_km2
        Area in km².
    share_pct
        Its share of the oblast's area in the frame, in percent.
    """

    oblast: str
    giver: Holder
    taker: Holder
    area_km2: float
    share_pct: float


@dataclass(frozen=True, eq=False)
class Ledger:
    """
    What each oblast's ground comes to.

    Attributes
    ----------
    oblasts
        ISO 3166-2 codes, ascending.
    cells_km2
        Area in km² by oblast, holder before and holder after, shape (oblasts, 3, 3).
    """

    oblasts: tuple[str, ...]
    cells_km2: Floats

    @property
    def frame_km2(self) -> float:
        """Area of all ground in km²."""
        return float(self.cells_km2.sum())

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
        return float(self.cells_km2[self.oblasts.index(oblast)].sum())

    def cell_km2(self, oblast: str, giver: Holder, taker: Holder) -> float:
        """
        Look one cell up.

        Parameters
        ----------
        oblast
            ISO 3166-2 code.
        giver, taker
            Holder before and after.

        Returns
        -------
        area
            Area in km².
        """
        row = self.oblasts.index(oblast)
        return float(self.cells_km2[row, HOLDERS.index(giver), HOLDERS.index(taker)])

    def transfer_km2(self, giver: Holder, taker: Holder) -> float:
        """
        Sum what goes from one holder to another.

        Parameters
        ----------
        giver, taker
            Holder before and after.

        Returns
        -------
        area
            Area in km².
        """
        return float(self.cells_km2[:, HOLDERS.index(giver), HOLDERS.index(taker)].sum())

    def held_km2(self, holder: Holder) -> float:
        """
        Sum what a holder ends up with.

        Parameters
        ----------
        holder
            Holder after.

        Returns
        -------
        area
            Area in km².
        """
        return float(self.cells_km2[:, :, HOLDERS.index(holder)].sum())

    def rows(self) -> Iterator[Row]:
        """
        List the cells that hold ground, oblast by oblast.

        Yields
        ------
        row
            A cell with its area and its share of the oblast.
        """
        totals = self.cells_km2.sum(axis=(1, 2))
        cells, totals_km2 = self.cells_km2.tolist(), totals.tolist()
        for i, giver, taker in np.argwhere(self.cells_km2 > 0).tolist():
            area = cells[i][giver][taker]
            yield Row(
                self.oblasts[i], HOLDERS[giver], HOLDERS[taker], area, 100 * area / totals_km2[i]
            )


def add_up(atoms: Atoms, assignment: Assignment) -> Ledger:
    """
    Sum an assignment into a ledger.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    assignment
        Holders of the same atoms.

    Returns
    -------
    ledger
        Areas that add up to the frame.
    """
    oblasts, oblast = atoms.oblast_codes
    cell = (oblast * _HOLDERS + assignment.before) * _HOLDERS + assignment.after
    sums = np.bincount(cell, atoms.area_km2, minlength=len(oblasts) * _HOLDERS**2)
    cells = sums.astype(np.float64, copy=False).reshape(-1, _HOLDERS, _HOLDERS)
    return Ledger(oblasts=oblasts, cells_km2=cells)


def status_km2(atoms: Atoms, assignment: Assignment) -> dict[tuple[Status, Holder], float]:
    """
    Sum the ground under each status, by who holds it afterwards.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    assignment
        Holders and statuses of the same atoms.

    Returns
    -------
    areas
        Area in km² by status and holder, where there is any.
    """
    areas: dict[tuple[Status, Holder], float] = {}
    for status in STATUSES:
        for code, holder in enumerate(HOLDERS):
            area = float(atoms.area_km2[assignment.has(status) & (assignment.after == code)].sum())
            if area:
                areas[status, holder] = area
    return areas


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
