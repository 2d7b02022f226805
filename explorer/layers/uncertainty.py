"""Uncertainty: what is not known of each line of contact, of the daily table and of the borders."""

import csv
from datetime import date
from functools import lru_cache
from math import sqrt

from explorer.layers import baselines
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.layers.components import components
from explorer.layers.spread import Border, Model

BORDERS = "inner_borders"


@lru_cache(maxsize=64)
def of(catalog: Catalog, baseline: Baseline) -> Model:
    """
    Gather what is not known of a line of contact.

    Parameters
    ----------
    catalog
        The layers.
    baseline
        The line.

    Returns
    -------
    model
        A line at full resolution was not generalised: it has no component of that name.

    Raises
    ------
    LayerError
        If the components are missing or altered.
    """
    is_full = baselines.control_layer(catalog, baseline.name) is not None
    chosen = (each for each in components(catalog) if not (is_full and each.name == "line"))
    return Model(baseline.accuracy_km, tuple(each.on(baseline.accuracy_km) for each in chosen))


@lru_cache(maxsize=8)
def of_daily(catalog: Catalog, shift_km: float) -> Model:
    """
    Gather what is not known of the daily table's outlines, which are not generalised.

    Parameters
    ----------
    catalog
        The layers.
    shift_km
        How far the line is moved for the bounds of the table, in km.

    Returns
    -------
    model
        Without what only generalised lines have.

    Raises
    ------
    LayerError
        If the components are missing or altered.
    """
    chosen = (each for each in components(catalog) if each.name != "line")
    return Model(shift_km, tuple(chosen))


@lru_cache(maxsize=8)
def _borders(catalog: Catalog) -> dict[date, dict[tuple[str, str], Border]]:
    if BORDERS not in catalog.resources:  # a user's own boundaries are taken as they are
        return {}
    by_day: dict[date, dict[tuple[str, str], Border]] = {}
    with catalog.parsing(BORDERS):
        for row in csv.DictReader(catalog.read(BORDERS).splitlines()):
            sd_km2 = (float(row["osm_km2"]) - float(row["cod_ab_km2"])) / sqrt(2)
            day = by_day.setdefault(date.fromisoformat(row["date"]), {})
            day[row["oblast"], row["holder"]] = Border(float(row["bias_km2"]), sd_km2)
    return by_day


def borders(catalog: Catalog, day: str | date) -> dict[tuple[str, str], Border]:
    """
    Look up what the borders between oblasts make of what each side holds.

    Parameters
    ----------
    catalog
        The layers.
    day
        Date of a line of contact; the nearest that the table has stands in for another.

    Returns
    -------
    borders
        By ISO 3166-2 code and holder; none in boundaries that a user brought.

    Raises
    ------
    LayerError
        If the table is missing or altered.
    """
    table = _borders(catalog)
    wanted = date.fromisoformat(day) if isinstance(day, str) else day
    return table[min(table, key=lambda each: abs(each - wanted))] if table else {}
