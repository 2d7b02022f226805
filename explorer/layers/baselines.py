"""Baseline: a date's line of contact, with its stated accuracy and credit."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.errors import LayerError
from explorer.layers.catalog import RAIONS, Catalog

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

PREFIX = "atoms-"
# Of a line of contact that was imported; those that ship are features of one layer.
LINE_PREFIX = "line-"
INPUTS = ("oblasts", "line_of_contact", "fortress_belt", "settlements")
OCCUPIED_2022 = "occupied_2022"
# What rules can name in `inside` and `outside`, beside sketches.
LAYERS = (OCCUPIED_2022, "fortress_belt")
START_OF_INVASION = "2022-02-23"
DEFAULT = "2025-12-09"


@dataclass(frozen=True)
class Baseline:
    """
    A date from which scenarios start.

    Attributes
    ----------
    date
        ISO date of the line of contact.
    source, credit
        Where the line comes from, and how to credit it.
    accuracy_km
        How far the line may be off, in km, to either side.
    """

    date: str
    source: str
    credit: str
    accuracy_km: float


def dates(catalog: Catalog) -> tuple[str, ...]:
    """
    List the baselines that a catalog has.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    dates
        ISO dates, ascending.
    """
    return tuple(sorted(n.removeprefix(PREFIX) for n in catalog.resources if n.startswith(PREFIX)))


def find(catalog: Catalog, day: str | None = None) -> Baseline:
    """
    Look a baseline up.

    Parameters
    ----------
    catalog
        The layers.
    day
        ISO date; the default baseline when none is given.

    Returns
    -------
    baseline
        Its date, source, credit and accuracy.

    Raises
    ------
    LayerError
        If the catalog has no line of contact for that date, or does not state its accuracy.
    """
    day = day or DEFAULT
    try:
        date.fromisoformat(day)
    except ValueError as fault:
        raise LayerError(f"{day!r} is no date; write it as YYYY-MM-DD") from fault
    if day not in dates(catalog):
        raise LayerError(
            f"there is no line of contact for {day}; use one of {', '.join(dates(catalog))}"
        )
    resource = catalog.resource(PREFIX + day)
    if resource.accuracy_km is None:
        raise LayerError(f"{resource.name}: states no accuracyKm; add it to the descriptor")
    return Baseline(
        date=day,
        source=resource.sources[0].title,
        credit=resource.credit,
        accuracy_km=resource.accuracy_km,
    )


@lru_cache(maxsize=4)
def frame(catalog: Catalog) -> "BaseGeometry":
    """
    Get the country in its recognised borders.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    frame
        Polygons in degrees.

    Raises
    ------
    LayerError
        If the layer is missing or altered.
    """
    import shapely  # noqa: PLC0415  (a ledger needs no topology)

    return shapely.coverage_union_all(list(catalog.shapes("oblasts").values()))


def line_layer(catalog: Catalog, day: str) -> str:
    """
    Name the layer that has a date's line of contact.

    Parameters
    ----------
    catalog
        The layers.
    day
        ISO date of a baseline.

    Returns
    -------
    name
        Of a layer whose feature of that date is the line.
    """
    imported = LINE_PREFIX + day
    return imported if imported in catalog.resources else "line_of_contact"


@lru_cache(maxsize=16)
def line(catalog: Catalog, day: str) -> "BaseGeometry":
    """
    Get a date's line of contact.

    Parameters
    ----------
    catalog
        The layers.
    day
        ISO date of a baseline.

    Returns
    -------
    line
        Line strings in degrees, Ukraine on the left.

    Raises
    ------
    LayerError
        If the layer is missing or altered.
    """
    return catalog.shapes(line_layer(catalog, day))[day]


def input_hashes(catalog: Catalog, day: str) -> dict[str, str]:
    """
    List the digests of the layers that a date's atoms are made of.

    Parameters
    ----------
    catalog
        The layers.
    day
        ISO date of a baseline.

    Returns
    -------
    hashes
        SHA-256 by layer name.
    """
    raions = (RAIONS,) if RAIONS in catalog.resources else ()
    names = dict.fromkeys((*INPUTS, *raions, line_layer(catalog, day)))
    return {name: catalog.resource(name).sha256 for name in names}
