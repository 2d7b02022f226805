"""Inventory: the lines of contact at hand, from whom, how old and how large."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from explorer.layers import baselines, uncertainty
from explorer.layers.catalog import Catalog

# The newest line at hand counts as old after as many days.
OLD_DAYS = 30


@dataclass(frozen=True)
class Line:
    """
    A line of contact at hand.

    Attributes
    ----------
    name
        `DATE` or `SOURCE:DATE`.
    date
        ISO date that it shows.
    age_days
        Days since that date.
    source, credit, licence
        Where it comes from, how to credit it, and its licence.
    accuracy_km
        How far it is off at a point in 80 % of cases at most, in km, to either side.
    size
        Bytes of the line, its contested ground and its control polygons, and of its atoms with
        their outlines, as far as these are kept.
    is_shipped
        Whether it ships with the explorer; otherwise it was imported on this machine.
    """

    name: str
    date: str
    age_days: int
    source: str
    credit: str
    licence: str
    accuracy_km: float
    size: int
    is_shipped: bool

    def to_dict(self) -> dict[str, Any]:
        """
        Give the line as plain values.

        Returns
        -------
        line
            Its attributes, `bytes` for the size and `origin` `shipped` or `imported`.
        """
        values = asdict(self)
        size, is_shipped = values.pop("size"), values.pop("is_shipped")
        return {**values, "bytes": size, "origin": "shipped" if is_shipped else "imported"}


def today() -> date:
    """
    Tell which day it is: ages are counted from here alone.

    Returns
    -------
    day
        Today in UTC.
    """
    return datetime.now(tz=UTC).date()


def age_days(day: str) -> int:
    """
    Count the days since a line's date.

    Parameters
    ----------
    day
        ISO date.

    Returns
    -------
    days
        0 for a date that is still to come, as where the day is a few hours ahead.
    """
    return max(0, (today() - date.fromisoformat(day)).days)


def lines(catalog: Catalog) -> tuple[Line, ...]:
    """
    List the lines of contact that a catalog has.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    lines
        By date and then by source.

    Raises
    ------
    LayerError
        If a line states no accuracy.
    """
    return tuple(_line(catalog, name) for name in baselines.names(catalog))


def _line(catalog: Catalog, name: str) -> Line:
    baseline = baselines.find(catalog, name)
    parts = [
        catalog.resources[layer]
        for prefix in baselines.PREFIXES
        if (layer := baselines.resource_name(prefix, name)) in catalog.resources
    ]
    line = catalog.resource(baselines.resource_name(baselines.LINE_PREFIX, name))
    return Line(
        name=name,
        date=baseline.date,
        age_days=age_days(baseline.date),
        source=baseline.source,
        credit=baseline.credit,
        licence=line.licenses[0].title,
        accuracy_km=round(uncertainty.of(catalog, baseline).point_km, 1),
        size=sum(part.size for part in parts),
        is_shipped=not any(
            catalog.path(line.name).is_relative_to(beside) for beside in catalog.beside
        ),
    )
