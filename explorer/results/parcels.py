"""Fate: what becomes of ground under a scenario, on every position of the line of contact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.atoms.table import Atoms, Mask
from explorer.layers import gazetteer
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place
from explorer.results import ledger
from explorer.results.outcomes import Outcome
from explorer.results.report import Report
from explorer.scenarios.rules import HOLDERS, STATUSES, Holder, Status, statuses_of


@dataclass(frozen=True)
class Fate:
    """
    What becomes of some ground.

    Attributes
    ----------
    before, after
        Holders.
    statuses
        What else holds there, in the order of `rules.STATUSES`.
    """

    before: Holder
    after: Holder
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True)
class PointFate:
    """
    What becomes of a point, as far as the line's accuracy lets one tell.

    Attributes
    ----------
    fate
        With the line where it is.
    certain
        Whether it is the same on every position of the line.
    """

    fate: Fate
    certain: bool

    @property
    def changes_hands(self) -> bool:
        """Whether it has another holder afterwards."""
        return self.fate.before != self.fate.after


def tell(report: Report, atom: int) -> PointFate:
    """
    Tell what becomes of an atom.

    Parameters
    ----------
    report
        What a scenario comes to.
    atom
        Its row.

    Returns
    -------
    told
        Its holders and statuses.
    """
    first, *moved = (of(outcome, atom) for outcome, _ in positions(report))
    return PointFate(fate=first, certain=all(other == first for other in moved))


def of(outcome: Outcome, atom: int) -> Fate:
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
    fate
        Its holders and statuses.
    """
    assignment = outcome.assignment
    return Fate(
        before=HOLDERS[int(assignment.before[atom])],
        after=HOLDERS[int(assignment.after[atom])],
        statuses=statuses_of(int(assignment.statuses[atom])),
    )


def alike(outcome: Outcome, oblast: str, fate: Fate) -> Mask:
    """
    Find all ground of an oblast that fares the same.

    Parameters
    ----------
    outcome
        A scenario on one position of the line.
    oblast
        ISO 3166-2 code.
    fate
        What becomes of it.

    Returns
    -------
    mask
        Shape (n,).
    """
    assignment = outcome.assignment
    bits = sum(1 << STATUSES.index(status) for status in fate.statuses)
    moved = assignment.moved(fate.before, fate.after)
    return np.asarray(moved & (assignment.statuses == bits) & (outcome.atoms.oblast == oblast))


def positions(report: Report) -> Iterator[tuple[Outcome, float]]:
    """
    Go through the positions of the line.

    Parameters
    ----------
    report
        What a scenario comes to.

    Yields
    ------
    outcome, shift_km
        The scenario on each, and how far the line is moved in km, unmoved first.
    """
    shifts = (-report.shift_km, report.shift_km) if report.shift_km else ()
    yield from zip(report.outcomes.positions, (0.0, *shifts), strict=True)


@lru_cache(maxsize=8)
def atoms_of_settlements(table: Atoms) -> Mapping[int, int]:
    """
    Say in which atom each settlement lies.

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
    rows = [known[key] for key in ledger.settlements_in(outcome.atoms, mask)]
    return sorted(rows, key=lambda place: (-place.residents, place.name))
