"""Inventory: the lines of contact at hand, from whom, how old and how large."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from explorer.layers import baselines
from explorer.layers.catalog import Catalog


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
        How far it may be off, in km, to either side.
    size
        Bytes of its atoms, their outlines and, unless it ships in one layer with others, the line.
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


def lines(catalog: Catalog, today: date | None = None) -> tuple[Line, ...]:
    """
    List the lines of contact that a catalog has.

    Parameters
    ----------
    catalog
        The layers.
    today
        The day from which age is counted; today in UTC when none is given.

    Returns
    -------
    lines
        By date and then by source.

    Raises
    ------
    LayerError
        If a line states no accuracy.
    """
    now = today or datetime.now(tz=UTC).date()
    return tuple(_line(catalog, name, now) for name in baselines.names(catalog))


def _line(catalog: Catalog, name: str, today: date) -> Line:
    baseline = baselines.find(catalog, name)
    parts = [
        catalog.resources[layer]
        for prefix in (baselines.LINE_PREFIX, baselines.PREFIX, baselines.OUTLINES_PREFIX)
        if (layer := baselines.resource_name(prefix, name)) in catalog.resources
    ]
    atoms = catalog.resource(baselines.resource_name(baselines.PREFIX, name))
    return Line(
        name=name,
        date=baseline.date,
        age_days=(today - date.fromisoformat(baseline.date)).days,
        source=baseline.source,
        credit=baseline.credit,
        licence=atoms.licenses[0].title,
        accuracy_km=baseline.accuracy_km,
        size=sum(part.size for part in parts),
        is_shipped=not any(
            catalog.path(atoms.name).is_relative_to(beside) for beside in catalog.beside
        ),
    )
