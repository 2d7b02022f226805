"""Uncertainty: what a figure comes to when the line of contact moves by its stated accuracy.

The interval is an assumption, not a confidence interval: the whole line is moved to one side and
then to the other. Errors that differ along the line would partly cancel, so it is a wide one.
"""

from dataclasses import dataclass

from explorer.atoms.table import Atoms
from explorer.results import assignment, binding, ledger
from explorer.results.assignment import Assignment
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
    """

    positions: tuple[Outcome, ...]
    ledger: Ledger

    @property
    def central(self) -> Outcome:
        """With the line where it is drawn."""
        return self.positions[0]

    @property
    def atoms(self) -> Atoms:
        """The baseline's atoms."""
        return self.central.atoms


def outcomes(proposal: Scenario, atoms: Atoms, shift_km: float) -> Outcomes:
    """
    Carry a scenario out with the line where it is and moved to each side.

    Parameters
    ----------
    proposal
        The scenario.
    atoms
        A baseline's atoms, cut at its depths and that shift.
    shift_km
        How far to move the line, in km; 0 gives figures without an interval.

    Returns
    -------
    outcomes
        Outcomes and areas on every position of the line.

    Raises
    ------
    ScenarioError
        If a rule does not fit the baseline.
    """
    shifts = (0.0, -shift_km, shift_km) if shift_km else (0.0,)
    positions = tuple(outcome(proposal, atoms, km) for km in shifts)
    return Outcomes(positions, ledger.add_up(atoms, [each.assignment for each in positions]))
