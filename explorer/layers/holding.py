"""Holding: who held what on one day, from the daily table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import isnan
from typing import Literal

import numpy as np

from explorer.layers import uncertainty
from explorer.layers.catalog import Catalog
from explorer.layers.components import Floats
from explorer.layers.history import COUNTRY, SHIFT_KM, installed
from explorer.layers.spread import EXACT, Border, total
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
        Ground that each held in km².
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


def on(catalog: Catalog, codes: tuple[str, ...] | None, day: date) -> Holding:
    """
    Look up who held what on a day.

    Parameters
    ----------
    catalog
        The layers.
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
        If the table does not cover the day, or a layer is missing or altered.
    """
    table = installed(catalog)
    row = table.outline_row(day)
    russia, ukraine = (
        Quantity(*intervals(catalog, codes, holder)[row].tolist())
        for holder in ("russia", "ukraine")
    )
    contested = float(table.contested(codes)[row])
    return Holding(
        day=table.days[row],
        russia=russia,
        ukraine=ukraine,
        contested_km2=None if isnan(contested) else contested,
    )


@lru_cache(maxsize=64)
def intervals(
    catalog: Catalog, codes: tuple[str, ...] | None, holder: Literal["russia", "ukraine"]
) -> Floats:
    """
    Bound what a holder held on every day.

    Parameters
    ----------
    catalog
        The layers.
    codes
        ISO 3166-2 codes of oblasts whose ground is summed; the whole country when none are given.
    holder
        `russia`, or `ukraine`, contested ground included.

    Returns
    -------
    areas
        Value and ends of the 80 % interval in km², not-a-number without a snapshot, shape
        (days, 3); it cannot be written to.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    table = installed(catalog)
    # the line never reached an oblast that the table leaves out
    known = [code for code in dict.fromkeys(codes or (COUNTRY,)) if code in table.areas]
    areas = np.zeros((len(table.days), 3))
    if known:
        readings = np.stack([_held(table.areas[code], holder) for code in known], axis=1)
        borders = [_border(catalog, day, known, holder) for day in table.days]
        areas = uncertainty.of_daily(catalog, SHIFT_KM).areas(readings, borders)
    areas.flags.writeable = False
    return areas


def _held(areas: Floats, holder: str) -> Floats:
    occupied = areas[:, :3]
    return occupied if holder == "russia" else (areas[:, :1] + areas[:, 3:]) - occupied


def _border(catalog: Catalog, day: date, codes: Sequence[str], holder: str) -> Border:
    known = uncertainty.borders(catalog, day)
    return total(known.get((code, holder), EXACT) for code in codes)
