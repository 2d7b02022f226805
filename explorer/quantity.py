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
        Ends of its 80 % interval; where the whole line is moved instead, the least and the
        greatest figure.
    low95, high95
        Ends of its 95 % interval; `None` if it has none.
    """

    value: float
    low: float
    high: float
    low95: float | None = None
    high95: float | None = None

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
        readings = [float(value) for value in values]
        return cls(value=readings[0], low=min(readings), high=max(readings))

    @property
    def outer(self) -> "Quantity":
        """The figure with its 95 % interval; as it is, if it has none."""
        if self.low95 is None or self.high95 is None:
            return self
        return Quantity(self.value, self.low95, self.high95)

    def __neg__(self) -> "Quantity":
        return Quantity(
            -self.value,
            -self.high,
            -self.low,
            None if self.high95 is None else -self.high95,
            None if self.low95 is None else -self.low95,
        )

    def scaled(self, factor: float) -> "Quantity":
        """
        Convert a figure to another unit.

        Parameters
        ----------
        factor
            What to multiply it by, above zero.

        Returns
        -------
        quantity
            The figure and its interval in the other unit.
        """
        return Quantity(
            self.value * factor,
            self.low * factor,
            self.high * factor,
            None if self.low95 is None else self.low95 * factor,
            None if self.high95 is None else self.high95 * factor,
        )


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
        All ends the same as the value.
    """
    return Quantity(value, value, value, value, value)
