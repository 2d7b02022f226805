"""Outcomes: a scenario carried out with the line where it is, and moved to each side.

How the figures change with the line is what their intervals are computed from.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.atoms.table import Atoms
from explorer.layers.spread import Border, Spread
from explorer.results import assignment, binding, ledger
from explorer.results import borders as sharing
from explorer.results.assignment import Assignment
from explorer.results.borders import Borders
from explorer.results.ledger import Ledger
from explorer.scenarios.model import Scenario


@dataclass(frozen=True, eq=False)
class Outcome:
    """
    A scenario carried out on one position of the line.

    Attributes
    ----------
    atoms
        The baseline's atoms.
    shift_km
        How far the line is moved, in km, positive towards Ukraine.
    assignment
        Holders and statuses of the atoms.
    """

    atoms: Atoms
    shift_km: float
    assignment: Assignment


def outcome(proposal: Scenario, atoms: Atoms, shift_km: float = 0.0) -> Outcome:
    """
    Carry a scenario out.

    Parameters
    ----------
    proposal
        The scenario.
    atoms
        A baseline's atoms, cut at its depths and that shift.
    shift_km
        How far the line is moved, in km, positive towards Ukraine.

    Returns
    -------
    outcome
        Holders and statuses.

    Raises
    ------
    ScenarioError
        If a rule does not fit the baseline.
    """
    bound = binding.bind(proposal, atoms, shift_km)
    before = assignment.baseline(atoms, shift_km)
    return Outcome(atoms, shift_km, assignment.assign(before, bound))


@dataclass(frozen=True, eq=False)
class Outcomes:
    """
    A scenario carried out with the line where it is and moved to both sides.

    Attributes
    ----------
    positions
        One outcome for each position of the line: where it is drawn, then moved towards Russia and
        towards Ukraine; only the first if it is not moved.
    ledger
        Areas on the same positions.
    spread
        How figures spread.
    borders
        What the borders between oblasts make of each atom's area.
    """

    positions: tuple[Outcome, ...]
    ledger: Ledger
    spread: Spread
    borders: Borders

    @property
    def central(self) -> Outcome:
        """With the line where it is drawn."""
        return self.positions[0]

    @property
    def atoms(self) -> Atoms:
        """The baseline's atoms."""
        return self.central.atoms


def outcomes(
    proposal: Scenario,
    atoms: Atoms,
    spread: Spread,
    known_borders: Mapping[tuple[str, str], Border] | None = None,
) -> Outcomes:
    """
    Carry a scenario out with the line where it is and moved to each side.

    Parameters
    ----------
    proposal
        The scenario.
    atoms
        A baseline's atoms, cut at its depths and the spread's shift.
    spread
        How figures spread; a shift of 0 gives them no interval.
    known_borders
        What is known of the borders between oblasts, by ISO 3166-2 code and holder.

    Returns
    -------
    outcomes
        Outcomes and areas on every position of the line.

    Raises
    ------
    ScenarioError
        If a rule does not fit the baseline.
    """
    km = spread.shift_km
    positions = tuple(
        outcome(proposal, atoms, shift) for shift in ((0.0, -km, km) if km else (0.0,))
    )
    assignments = [each.assignment for each in positions]
    borders = sharing.share_out(known_borders or {}, atoms, assignments[0].before)
    books = ledger.add_up(atoms, assignments, spread, borders)
    return Outcomes(positions, books, spread, borders)
