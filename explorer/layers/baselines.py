"""Baseline: a line of contact, named by date and source, with its stated accuracy and credit.

Lines that ship are named `DATE`, imported ones `SOURCE:DATE`. A date alone also names an imported
line of the source that ships, so that the lines of that source are one series. The newest line of
this series is the default everywhere.

Each line has layers of its own: the line itself, its contested ground where the source says what is
contested, and its atoms. A further line leaves the layers of all others as they are.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.errors import LayerError
from explorer.layers.catalog import RAIONS, Catalog

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from explorer.geometry.split import Sides

# Of the layers of a line of contact, before its name.
LINE_PREFIX = "line-"
CONTESTED_PREFIX = "contested-"
# Of the control polygons of an imported line that was not generalised.
CONTROL_PREFIX = "control-"
PREFIX = "atoms-"
OUTLINES_PREFIX = "outlines-"
PREFIXES = (LINE_PREFIX, CONTESTED_PREFIX, CONTROL_PREFIX, PREFIX, OUTLINES_PREFIX)
CONTESTED = "contested"
OCCUPIED_2022 = "occupied_2022"
# What rules can name in `inside` and `outside`, beside sketches.
LAYERS = (OCCUPIED_2022, "fortress_belt")
START_OF_INVASION = "2022-02-23"
# Layers that the atoms of every line are made of.
INPUTS = ("oblasts", f"{LINE_PREFIX}{START_OF_INVASION}", "fortress_belt", "settlements")
# Id of the source of the lines that ship.
SHIPPED_SOURCE = "deepstate"
_SEPARATOR = ":"


@dataclass(frozen=True)
class Baseline:
    """
    A line of contact from which scenarios start.

    Attributes
    ----------
    date
        ISO date of the line of contact.
    source, credit
        Where the line comes from, and how to credit it.
    accuracy_km
        How far the line may be off, in km, to either side.
    name
        What it is called: `DATE` or `SOURCE:DATE`.
    """

    date: str
    source: str
    credit: str
    accuracy_km: float
    name: str

    @property
    def slug(self) -> str:
        """Its name with no character that a file's name cannot have."""
        return self.name.replace(_SEPARATOR, "-")


def named(source: str, day: date) -> str:
    """
    Name an imported line.

    Parameters
    ----------
    source
        Id of its source.
    day
        Its date.

    Returns
    -------
    name
        `SOURCE:DATE`.
    """
    return f"{source}{_SEPARATOR}{day.isoformat()}"


def date_of(name: str) -> str:
    """
    Get the date of a line.

    Parameters
    ----------
    name
        Its name.

    Returns
    -------
    date
        ISO date.
    """
    return name.rpartition(_SEPARATOR)[2]


def source_of(name: str) -> str:
    """
    Get the source of a line.

    Parameters
    ----------
    name
        Its name.

    Returns
    -------
    source
        Its id; that of the lines that ship if the name is a date alone.
    """
    return name.rpartition(_SEPARATOR)[0] or SHIPPED_SOURCE


def resource_name(prefix: str, name: str) -> str:
    """
    Name the layer that has a part of a baseline.

    Parameters
    ----------
    prefix
        One of `PREFIXES`.
    name
        The baseline's name.

    Returns
    -------
    resource
        A name as Frictionless allows it, without a colon.
    """
    return prefix + name.replace(_SEPARATOR, ".")


def names(catalog: Catalog) -> tuple[str, ...]:
    """
    List the baselines that a catalog has.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    names
        Of all of them, by date and then by source.
    """
    parts = (
        name.removeprefix(LINE_PREFIX).rpartition(".")
        for name in catalog.resources
        if name.startswith(LINE_PREFIX)
    )
    found = (f"{source}{_SEPARATOR}{day}" if source else day for source, _, day in parts)
    return tuple(sorted(found, key=lambda name: (date_of(name), name)))


def series(catalog: Catalog, source: str = SHIPPED_SOURCE) -> dict[str, str]:
    """
    List the baselines of one source: those of two are never one series.

    Parameters
    ----------
    catalog
        The layers.
    source
        Its id; by default the source of the lines that ship.

    Returns
    -------
    series
        The baselines' names by ISO date, ascending; of a line that ships and an imported one of
        one date, the one that ships.
    """
    # a date alone sorts before any source of that date
    alike = [name for name in names(catalog)[::-1] if source_of(name) == source]
    return dict(reversed({date_of(name): name for name in alike}.items()))


def dates(catalog: Catalog) -> tuple[str, ...]:
    """
    List the dates of the lines of the source that ships.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    dates
        ISO dates, ascending; each is enough to find its line.
    """
    return tuple(series(catalog))


def newest(catalog: Catalog) -> str:
    """
    Name the newest line of the source that ships, imported ones among them: the default.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    name
        `DATE`, or `SOURCE:DATE` of an imported line. A newer line of another source is never it:
        two sources are not one series, and the default would jump from one to the other.
    """
    return list(series(catalog).values())[-1]


def full_name(catalog: Catalog, name: str) -> str | None:
    """
    Complete the name of a baseline.

    Parameters
    ----------
    catalog
        The layers.
    name
        `DATE` or `SOURCE:DATE`.

    Returns
    -------
    name
        As `names` lists it; `None` if there is no such baseline.
    """
    return name if name in names(catalog) else series(catalog).get(name)


def find(catalog: Catalog, name: str | None = None) -> Baseline:
    """
    Look a baseline up.

    Parameters
    ----------
    catalog
        The layers.
    name
        `DATE` or `SOURCE:DATE`; the newest line of the source that ships when none is given.

    Returns
    -------
    baseline
        Its name, date, source, credit and accuracy.

    Raises
    ------
    LayerError
        If the catalog has no such line of contact, or does not state its accuracy.
    """
    name = name or newest(catalog)
    try:
        date.fromisoformat(date_of(name))
    except ValueError as fault:
        raise LayerError(f"{name!r} is no date; write it as YYYY-MM-DD") from fault
    full = full_name(catalog, name)
    if full is None:
        known = ", ".join(names(catalog))
        raise LayerError(f"there is no line of contact for {name}; use one of {known}")
    resource = catalog.resource(resource_name(LINE_PREFIX, full))
    if resource.accuracy_km is None:
        raise LayerError(f"{resource.name}: states no accuracyKm; add it to the descriptor")
    return Baseline(
        date=date_of(full),
        source=resource.sources[0].title,
        credit=resource.credit,
        accuracy_km=resource.accuracy_km,
        name=full,
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


@lru_cache(maxsize=32)
def line(catalog: Catalog, name: str) -> "BaseGeometry":
    """
    Get a baseline's line of contact.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    line
        Line strings in degrees, Ukraine on the left.

    Raises
    ------
    LayerError
        If the layer is missing or altered.
    """
    return catalog.shapes(resource_name(LINE_PREFIX, name))[name]


def control_layer(catalog: Catalog, name: str) -> str | None:
    """
    Name the layer that has the control polygons of a baseline.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    layer
        One whose feature of that name is Russian-held ground as its source draws it; `None` if
        the line of contact was generalised.
    """
    imported = resource_name(CONTROL_PREFIX, name)
    return imported if imported in catalog.resources else None


@lru_cache(maxsize=4)
def sides(catalog: Catalog, name: str) -> "Sides":
    """
    Divide the frame into what Ukraine and what Russia holds on a baseline.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    sides
        By the control polygons where they are kept, else by the line of contact.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    LineError
        If the line of contact does not split the frame.
    """
    from explorer.geometry import snapping, split  # noqa: PLC0415  (a ledger needs no topology)

    layer = control_layer(catalog, name)
    if layer is None:
        return split.split(frame(catalog), line(catalog, name))
    return snapping.snap(catalog.shapes(layer)[name], catalog.shapes("oblasts")).sides


def contested_layer(catalog: Catalog, name: str) -> str | None:
    """
    Name the layer that has the contested ground of a baseline.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    layer
        One whose feature of that name is the ground; `None` if the line's source does not say what
        is contested on that day.
    """
    layer = resource_name(CONTESTED_PREFIX, name)
    return layer if layer in catalog.resources else None


def contested(catalog: Catalog, name: str) -> "BaseGeometry | None":
    """
    Get the ground of a baseline that neither side controls.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    ground
        Polygons in degrees on Ukraine's side of the line; `None` if the line's source does not say
        what is contested on that day.

    Raises
    ------
    LayerError
        If the layer is altered.
    """
    layer = contested_layer(catalog, name)
    return None if layer is None else catalog.shapes(layer)[name]


def line_layers(catalog: Catalog, name: str) -> tuple[str, ...]:
    """
    Name the layers that say where a baseline's line runs and what is contested before it.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    layers
        That of the line, and those of its contested ground and its control polygons if there are
        any.
    """
    further = (contested_layer(catalog, name), control_layer(catalog, name))
    return (resource_name(LINE_PREFIX, name), *filter(None, further))


def input_hashes(catalog: Catalog, name: str) -> dict[str, str]:
    """
    List the digests of the layers that a baseline's atoms are made of.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    hashes
        SHA-256 by layer name.
    """
    raions = (RAIONS,) if RAIONS in catalog.resources else ()
    layers = dict.fromkeys((*INPUTS, *raions, *line_layers(catalog, name)))
    return {layer: catalog.resource(layer).sha256 for layer in layers}
