"""Assignment: every atom to one holder, total and immutable, and the difference of two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.atoms.table import Atoms, Mask
from explorer.results.binding import BoundRule
from explorer.scenarios.rules import HOLDERS, STATUSES, Holder, Status

Codes = npt.NDArray[np.int8]
Bits = npt.NDArray[np.uint8]

UKRAINE, RUSSIA, NEUTRAL = (np.int8(code) for code in range(len(HOLDERS)))


@dataclass(frozen=True, eq=False)
class Assignment:
    """
    Who holds each atom, before and after.

    Attributes
    ----------
    before, after
        Index of the holder in `rules.HOLDERS` at the baseline and under the scenario, shape (n,);
        the arrays cannot be written to.
    statuses
        One bit for each of `rules.STATUSES`, shape (n,).
    """

    before: Codes
    after: Codes
    statuses: Bits

    def __post_init__(self) -> None:
        for codes in (self.before, self.after, self.statuses):
            codes.flags.writeable = False

    def holder(self, atom: int) -> Holder:
        """
        Name who ends up with an atom.

        Parameters
        ----------
        atom
            Its row.

        Returns
        -------
        holder
            `ukraine`, `russia` or `neutral`.
        """
        return HOLDERS[int(self.after[atom])]

    def has(self, status: Status) -> Mask:
        """
        Tell where a status holds.

        Parameters
        ----------
        status
            One of `rules.STATUSES`.

        Returns
        -------
        mask
            Shape (n,).
        """
        return np.asarray((self.statuses & _bit(status)) > 0)

    def moved(self, giver: Holder, taker: Holder) -> Mask:
        """
        Tell what changes hands between two holders.

        Parameters
        ----------
        giver, taker
            Holder before and after.

        Returns
        -------
        mask
            Shape (n,).
        """
        from_giver = self.before == HOLDERS.index(giver)
        return np.asarray(from_giver & (self.after == HOLDERS.index(taker)))


def baseline(atoms: Atoms, shift_km: float = 0.0) -> Codes:
    """
    Say who holds each atom at the baseline.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    shift_km
        How far the line is moved, in km, positive towards Ukraine.

    Returns
    -------
    codes
        Index of the holder, shape (n,).
    """
    return np.where(atoms.russian(shift_km), RUSSIA, UKRAINE).astype(np.int8)


def assign(before: Codes, rules: Sequence[BoundRule]) -> Assignment:
    """
    Let the rules relabel the baseline, the last that matches winning.

    Parameters
    ----------
    before
        Index of each atom's holder at the baseline, shape (n,).
    rules
        Rules bound to the same atoms.

    Returns
    -------
    assignment
        Every atom with one holder.
    """
    after = before.copy()
    statuses = np.zeros(len(before), dtype=np.uint8)
    for bound in rules:
        if bound.rule.holder is not None:
            after[bound.mask] = HOLDERS.index(bound.rule.holder)
        if bound.rule.lifts_statuses:
            statuses[bound.mask] = 0
        for status in bound.rule.statuses:
            statuses[bound.mask] |= _bit(status)
    return Assignment(before=before.copy(), after=after, statuses=statuses)


def diff(first: Assignment, second: Assignment) -> Assignment:
    """
    Take the step from one scenario to another.

    Parameters
    ----------
    first, second
        Assignments of the same atoms.

    Returns
    -------
    step
        What the first leaves as `before`, what the second leaves as `after`, and its statuses.
    """
    return Assignment(
        before=first.after.copy(), after=second.after.copy(), statuses=second.statuses.copy()
    )


def _bit(status: Status) -> np.uint8:
    return np.uint8(1 << STATUSES.index(status))
