"""Holding: who held what on one day, from the daily table."""

from dataclasses import dataclass
from datetime import date
from math import isnan

from explorer.layers.history import History
from explorer.quantity import Quantity


@dataclass(frozen=True)
class Holding:
    """
    Who held what on one day.

    Attributes
    ----------
    day
        Day of the outline.
    russia, ukraine
        Ground that each held in km², with the line moved by 0.5 km to both sides.
    contested_km2
        The part of what Ukraine held that its source says neither side controls; `None` if the
        source does not say.
    """

    day: date
    russia: Quantity
    ukraine: Quantity
    contested_km2: float | None

    @property
    def whole_km2(self) -> float:
        """
        Area of the ground, whoever holds it.

        Returns
        -------
        area
            In km², on the frame.
        """
        return self.russia.value + self.ukraine.value


def on(history: History, codes: tuple[str, ...] | None, day: date) -> Holding:
    """
    Look up who held what on a day.

    Parameters
    ----------
    history
        The daily table.
    codes
        ISO 3166-2 codes of oblasts whose ground is summed; the whole country when none are given.
    day
        The day; one without an outline takes the last one before.

    Returns
    -------
    holding
        Areas, and the day of the outline that they are from.

    Raises
    ------
    LayerError
        If the table does not cover the day.
    """
    row = history.outline_row(day)
    russia = Quantity(*(float(km2) for km2 in history.occupied(codes)[row]))
    contested = float(history.contested(codes)[row])
    return Holding(
        day=history.days[row],
        russia=russia,
        ukraine=beside(russia, float(history.ukrainian(codes)[row])),
        contested_km2=None if isnan(contested) else contested,
    )


def beside(russia: Quantity, free_km2: float) -> Quantity:
    """
    Bound the ground that Ukraine holds beside what Russia holds.

    Parameters
    ----------
    russia
        Ground that Russia holds, in km².
    free_km2
        The rest, in km².

    Returns
    -------
    ukraine
        The rest; where the line is moved it has what Russia has less, and the other way round.
    """
    whole_km2 = free_km2 + russia.value
    return Quantity(free_km2, whole_km2 - russia.high, whole_km2 - russia.low)
