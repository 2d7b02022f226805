"""Second source: what DeepStateMap and UAControlMap each leave Ukraine, on days that both show."""

import csv
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from explorer.layers.catalog import Catalog
from explorer.layers.history import COUNTRY

RESOURCE = "second_source_monthly"


class Reading(NamedTuple):
    """
    What both sources say of a day.

    Attributes
    ----------
    day
        The day.
    only_first_km2, only_second_km2
        Ground that Ukraine holds by DeepStateMap only, and by UAControlMap only, in km².
    """

    day: date
    only_first_km2: float
    only_second_km2: float

    @property
    def net_km2(self) -> float:
        """How much more UAControlMap leaves Ukraine than DeepStateMap, in km²."""
        return self.only_second_km2 - self.only_first_km2


@lru_cache(maxsize=32)
def readings(catalog: Catalog, codes: tuple[str, ...]) -> tuple[Reading, ...]:
    """
    Read the series of the difference between both sources.

    Parameters
    ----------
    catalog
        The layers.
    codes
        ISO 3166-2 codes of oblasts, which are summed; `UA` for all of Ukraine.

    Returns
    -------
    readings
        By day, ascending; none where the sources never differ.

    Raises
    ------
    LayerError
        If the table is missing or altered.
    """
    sums: dict[date, list[list[float]]] = {}
    for row in csv.DictReader(catalog.read(RESOURCE).splitlines()):
        if COUNTRY in codes or row["oblast"] in codes:
            only = [float(row[f"only_{name}_km2"]) for name in ("deepstate", "uacontrolmap")]
            sums.setdefault(date.fromisoformat(row["date"]), []).append(only)
    return tuple(Reading(day, *np.sum(only, axis=0).tolist()) for day, only in sums.items())
