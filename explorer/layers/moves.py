"""Moves: what Russia gained and lost by week or month, summed from the daily table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import isnan
from typing import Any, Literal

import numpy as np

from explorer.layers.history import History, areas

Period = Literal["week", "month"]


@dataclass(frozen=True)
class Moves:
    """
    What Russia gained and lost in a week or a month.

    Attributes
    ----------
    first, last
        First and last day of it that the table has.
    gained_km2, lost_km2
        Sums of the days' gains and losses in km², each since the snapshot before it.
    missing
        Its days without a figure: what changed on them is counted, net, on the next day that has a
        snapshot, be it in this period or in a later one.
    """

    first: date
    last: date
    gained_km2: float
    lost_km2: float
    missing: tuple[date, ...]

    @property
    def days(self) -> int:
        """
        Number of days from the first to the last.

        Returns
        -------
        days
            Days without a figure included.
        """
        return (self.last - self.first).days + 1

    def to_dict(self) -> dict[str, Any]:
        """
        Give the sums as plain values.

        Returns
        -------
        moves
            Days in ISO 8601, areas in km².
        """
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "gained_km2": round(self.gained_km2, 2),
            "lost_km2": round(self.lost_km2, 2),
            "missing": [day.isoformat() for day in self.missing],
        }


def summed(history: History, codes: tuple[str, ...], period: Period) -> list[Moves]:
    """
    Sum gains and losses by week or month.

    Parameters
    ----------
    history
        The history.
    codes
        ISO 3166-2 codes of oblasts whose ground is summed, or `UA` alone for the country.
    period
        `week` from Monday to Sunday, or `month`.

    Returns
    -------
    moves
        One for each week or month that has a day in the table, ascending.

    Raises
    ------
    LayerError
        If the table lacks one of the oblasts.
    """
    for code in codes:
        areas(history, code)
    gained, lost = (
        np.sum([figures[code] for code in codes], axis=0)
        for figures in (history.gained_km2, history.lost_km2)
    )
    found = []
    for _, group in groupby(range(len(history.days)), lambda row: _KEYS[period](history.days[row])):
        rows = list(group)
        missing = tuple(history.days[row] for row in rows if isnan(gained[row]))
        rise, fall = (float(np.nansum(each[rows])) for each in (gained, lost))
        found.append(Moves(history.days[rows[0]], history.days[rows[-1]], rise, fall, missing))
    return found


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


_KEYS: Mapping[Period, Callable[[date], tuple[int, int]]] = {"week": _week, "month": _month}
