"""Uncertainty: what a figure comes to when the line of contact moves by its stated accuracy.

The interval is an assumption, not a confidence interval: the whole line is moved to one side and
then to the other. Errors that differ along the line would partly cancel, so it is a wide one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.atoms.table import Atoms
from explorer.quantity import Quantity
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
    assignment
        Their holders.
    ledger
        Their areas.
    """

    atoms: Atoms
    assignment: Assignment
    ledger: Ledger


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
        Holders and areas.

    Raises
    ------
    ScenarioError
        When a rule does not fit the baseline.
    """
    bound = binding.bind(proposal, atoms, shift_km)
    found = assignment.assign(assignment.baseline(atoms, shift_km), bound)
    return Outcome(atoms=atoms, assignment=found, ledger=ledger.add_up(atoms, found))


@dataclass(frozen=True, eq=False)
class Outcomes:
    """
    A scenario carried out with the line where it is and moved to both sides.

    Attributes
    ----------
    central
        With the line where it is.
    moved
        With the line moved, towards Russia first.
    """

    central: Outcome
    moved: tuple[Outcome, ...]

    @property
    def positions(self) -> tuple[Outcome, ...]:
        """All of them, with the line where it is first."""
        return (self.central, *self.moved)

    def quantity(self, measure: Callable[[Outcome], float]) -> Quantity:
        """
        Measure something on every position of the line.

        Parameters
        ----------
        measure
            What to measure on an outcome.

        Returns
        -------
        quantity
            The central value with the least and the greatest.
        """
        return Quantity.over(measure(each) for each in self.positions)


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
        The central outcome and the shifted ones.

    Raises
    ------
    ScenarioError
        When a rule does not fit the baseline.
    """
    return Outcomes(
        central=outcome(proposal, atoms),
        moved=tuple(outcome(proposal, atoms, km) for km in (-shift_km, shift_km) if km),
    )
