"""Parcels: ground with one fate, and what becomes of a point on every position of the line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines
from explorer.atoms.table import Atoms, Floats, Mask
from explorer.geometry import coverage, geodesy
from explorer.layers import gazetteer
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place
from explorer.layers.spread import Spread
from explorer.quantity import Quantity
from explorer.results import ledger
from explorer.results.assignment import Assignment
from explorer.results.outcomes import Outcome, Outcomes
from explorer.results.report import Report
from explorer.scenarios.rules import HOLDERS, STATUSES, Holder, Status, statuses_of


class Disposition(NamedTuple):
    """
    What becomes of some ground.

    Attributes
    ----------
    before, after
        Holder at the baseline and under the scenario.
    statuses
        What else holds there, in the order of `rules.STATUSES`.
    """

    before: Holder
    after: Holder
    statuses: tuple[Status, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the ground changes hands or gets a status."""
        return self.before != self.after or bool(self.statuses)


class Contested(NamedTuple):
    """
    The part of some ground that neither side controls before.

    Attributes
    ----------
    area
        Its area in km².
    shape
        Polygons in degrees; empty where there is none.
    """

    area: Quantity
    shape: BaseGeometry


@dataclass(frozen=True, eq=False)
class Parcel:
    """
    Ground of one oblast that has one fate.

    Attributes
    ----------
    oblast
        ISO 3166-2 code.
    disposition
        Its holders and statuses; between two scenarios or days, the holders under both and the
        statuses that it has under the second only.
    area
        Its area in km².
    share_pct
        Its share of the oblast in percent.
    shape
        Polygons in degrees.
    settlements, residents
        Number of settlements on it and people in them, as GeoNames has them; `None` between two
        scenarios or days, where they are not counted.
    dropped
        Statuses that it has under the first of two scenarios or days only.
    contested
        The part of it that neither side controls before, and between two days by the line of
        either; `None` if no line's source says, or it is not Ukraine's before.
    """

    oblast: str
    disposition: Disposition
    area: Quantity
    share_pct: float
    shape: BaseGeometry
    settlements: int | None = None
    residents: int | None = None
    dropped: tuple[Status, ...] = ()
    contested: Contested | None = None

    @property
    def before(self) -> Holder:
        """Its holder before."""
        return self.disposition.before

    @property
    def after(self) -> Holder:
        """Its holder after."""
        return self.disposition.after

    @property
    def statuses(self) -> tuple[Status, ...]:
        """What else holds there."""
        return self.disposition.statuses


def parcels(catalog: Catalog, report: Report) -> tuple[Parcel, ...]:
    """
    Dissolve a scenario's atoms by oblast and fate, at full resolution.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.

    Returns
    -------
    parcels
        Together a valid coverage of the frame, with the line where it is drawn.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    central, *moved = report.outcomes.positions
    table = central.atoms
    shapes, spread = outlines.shapes(catalog, table), report.spread
    grounds = coverage.dissolve(shapes, _keys(central))
    elsewhere = [coverage.group(_keys(outcome)) for outcome in moved]
    gathered = []
    for (oblast, disposition), (rows, shape) in grounds.items():
        others = [groups.get((oblast, disposition), []) for groups in elsewhere]
        positions = (rows, *others)
        readings = [table.area_km2[each].sum() for each in positions]
        area = spread.area(readings, report.outcomes.borders.of(rows))
        gathered.append(
            Parcel(
                oblast=oblast,
                disposition=disposition,
                area=area,
                share_pct=100 * area.value / report.outcomes.ledger.oblast_km2(oblast),
                shape=shape,
                settlements=sum(len(table.settlements[row]) for row in rows),
                residents=int(table.residents[rows].sum()),
                contested=_contested(table, shapes, disposition, positions, spread),
            )
        )
    return tuple(gathered)


def _contested(
    table: Atoms,
    shapes: Sequence[BaseGeometry],
    disposition: Disposition,
    positions: Sequence[list[int]],
    spread: Spread,
) -> Contested | None:
    """Gather the contested ones among the atoms that a parcel has on each position of the line."""
    mask = table.contested
    if mask is None or disposition.before != "ukraine":
        return None
    return contested_among(positions, mask, table.area_km2, shapes, spread)


def contested_among(
    positions: Sequence[Sequence[int]],
    mask: Mask,
    area_km2: Floats,
    shapes: Sequence[BaseGeometry],
    spread: Spread,
) -> Contested:
    """
    Gather the contested part of some ground.

    Parameters
    ----------
    positions
        Rows of the ground on each position of the line, where it is drawn first.
    mask
        Which rows are contested, shape (n,).
    area_km2
        Their areas in km², shape (n,).
    shapes
        Their outlines, polygons of a valid coverage in degrees.
    spread
        How areas spread.

    Returns
    -------
    contested
        Its area on every position, and its shape where the line is drawn.
    """
    rows, *_ = parts = [[row for row in each if mask[row]] for each in positions]
    area = spread.area([area_km2[each].sum() for each in parts])
    ground = shapely.coverage_union_all([shapes[row] for row in rows])
    return Contested(area, geodesy.polygons(ground))


def _keys(outcome: Outcome) -> Iterator[tuple[str, Disposition]]:
    oblasts = outcome.atoms.oblast.tolist()
    return zip(oblasts, dispositions(outcome.assignment), strict=True)


def dispositions(assignment: Assignment) -> list[Disposition]:
    """
    Look up what becomes of every atom.

    Parameters
    ----------
    assignment
        Holders and statuses of a baseline's atoms.

    Returns
    -------
    dispositions
        One an atom.
    """
    codes = (assignment.before, assignment.after, assignment.statuses)
    return [_disposition(*each) for each in zip(*(c.tolist() for c in codes), strict=True)]


@cache
def _disposition(before: int, after: int, bits: int) -> Disposition:
    return Disposition(HOLDERS[before], HOLDERS[after], statuses_of(bits))


@dataclass(frozen=True)
class PointFate:
    """
    What becomes of a point, as far as the line's accuracy lets one tell.

    Attributes
    ----------
    disposition
        Its holders and statuses with the line where it is drawn.
    certain
        Whether they are the same on every position of the line.
    """

    disposition: Disposition
    certain: bool

    @property
    def changes_hands(self) -> bool:
        """Whether it has another holder afterwards."""
        return self.disposition.before != self.disposition.after


def fate(outcomes: Outcomes, atom: int) -> PointFate:
    """
    Look up what becomes of an atom on every position of the line.

    Parameters
    ----------
    outcomes
        A scenario on every position of the line.
    atom
        Its row.

    Returns
    -------
    fate
        Its holders and statuses, and whether they are certain.
    """
    first, *moved = (of(outcome, atom) for outcome in outcomes.positions)
    return PointFate(first, certain=all(other == first for other in moved))


def of(outcome: Outcome, atom: int) -> Disposition:
    """
    Look up what becomes of an atom on one position of the line.

    Parameters
    ----------
    outcome
        A scenario on that position.
    atom
        Its row.

    Returns
    -------
    disposition
        Its holders and statuses.
    """
    assignment = outcome.assignment
    return _disposition(
        int(assignment.before[atom]), int(assignment.after[atom]), int(assignment.statuses[atom])
    )


def alike(outcome: Outcome, oblast: str, disposition: Disposition) -> Mask:
    """
    Find all ground of an oblast that fares the same.

    Parameters
    ----------
    outcome
        A scenario on one position of the line.
    oblast
        ISO 3166-2 code.
    disposition
        What becomes of it.

    Returns
    -------
    mask
        Shape (n,).
    """
    assignment = outcome.assignment
    bits = sum(1 << STATUSES.index(status) for status in disposition.statuses)
    moved = assignment.moved(disposition.before, disposition.after)
    return np.asarray(moved & (assignment.statuses == bits) & (outcome.atoms.oblast == oblast))


@lru_cache(maxsize=8)
def atoms_of_settlements(table: Atoms) -> Mapping[int, int]:
    """
    Find in which atom each settlement lies.

    Parameters
    ----------
    table
        A baseline's atoms.

    Returns
    -------
    rows
        Row of the atom by GeoNames id.
    """
    return {place: row for row, inside in enumerate(table.settlements) for place in inside}


def places_in(catalog: Catalog, outcome: Outcome, mask: Mask) -> list[Place]:
    """
    List the settlements of some atoms, the largest first.

    Parameters
    ----------
    catalog
        The layers.
    outcome
        An outcome.
    mask
        Atoms, shape (n,).

    Returns
    -------
    places
        Settlements by descending number of residents.
    """
    known = gazetteer.places(catalog)
    inside = [known[key] for key in ledger.settlements_in(outcome.atoms, mask)]
    return sorted(inside, key=lambda place: (-place.residents, place.name))
