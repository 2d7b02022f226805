"""Quantity: a figure with its interval."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """
    A figure with its interval.

    Attributes
    ----------
    value
        The figure with the line where it is drawn.
    low, high
        Least and greatest figure with the line where it is, moved to one side, or to the other.
    """

    value: float
    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float]) -> "Quantity":
        """
        Gather a figure from the positions of the line.

        Parameters
        ----------
        values
            The figure on each, where the line is drawn first.

        Returns
        -------
        quantity
            The first with the least and the greatest.
        """
        found = [float(value) for value in values]
        return cls(value=found[0], low=min(found), high=max(found))


def exactly(value: float) -> Quantity:
    """
    Take a figure that has no interval.

    Parameters
    ----------
    value
        The figure.

    Returns
    -------
    quantity
        Both ends the same as the value.
    """
    return Quantity(value=value, low=value, high=value)
