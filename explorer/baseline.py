"""Baseline: a date's line of contact, its stated accuracy and credit, and its atoms."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from explorer import atoms as atom_table
from explorer import sketch as drawing
from explorer.atoms import DEPTHS_KM, Atoms
from explorer.catalog import Catalog
from explorer.errors import LayerError
from explorer.sketch import Sketch

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from explorer.overlay import Ground, Overlay

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
        When the catalog has no line of contact for that date, or does not state its accuracy.
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


def atoms(
    catalog: Catalog,
    baseline: Baseline,
    *,
    depths_km: Iterable[float] = (),
    shift_km: float | None = None,
    sketches: Iterable[Sketch] = (),
) -> Atoms:
    """
    Get a baseline's atoms: the prebuilt ones where they serve, cut further where they need it.

    Parameters
    ----------
    catalog
        The layers.
    baseline
        The date.
    depths_km
        Distances from the line at which a scenario cuts, in km.
    shift_km
        How far the line is moved for the interval, in km; its accuracy when none is given.
    sketches
        What a reader gives; each becomes a layer of its name. Their edges stay where they are
        drawn when the line is moved.

    Returns
    -------
    atoms
        Atoms cut at those depths and along those edges, for the line where it is and shifted to
        both sides.

    Raises
    ------
    LayerError
        When a layer is missing or altered, or two have the same name.
    SketchError
        When a sketch marks no ground out.
    """
    shift = baseline.accuracy_km if shift_km is None else shift_km
    wanted = tuple(sorted({*depths_km} - {*DEPTHS_KM}))
    drawn = tuple(sketches)
    found = _prebuilt(catalog, baseline.date)
    if not drawn and found and shift in found.shifts_km and {*wanted} <= {*found.depths_km}:
        return found
    return _cut(catalog, baseline.date, wanted, shift, drawn).atoms


def shapes(catalog: Catalog, table: Atoms) -> tuple["BaseGeometry", ...]:
    """
    Get the outlines of a baseline's atoms.

    Parameters
    ----------
    catalog
        The layers.
    table
        The atoms, from `atoms` or `overlay` and this catalog.

    Returns
    -------
    shapes
        Polygons in degrees, one an atom, in the table's order.

    Raises
    ------
    LayerError
        When a layer is missing or altered, or the atoms come from elsewhere.
    """
    if table in _OUTLINES:
        return _OUTLINES[table]
    if table is not _prebuilt(catalog, table.baseline):
        raise LayerError(
            f"these atoms of {table.baseline} have no outlines here; overlay them anew"
        )
    return _remembered(_outlined(catalog, table)).shapes


# Outlines of the tables that have been handed out, for as long as those are in use.
_OUTLINES: WeakKeyDictionary[Atoms, tuple["BaseGeometry", ...]] = WeakKeyDictionary()


def _remembered(found: "Overlay") -> "Overlay":
    _OUTLINES[found.atoms] = found.shapes
    return found


def _outlined(catalog: Catalog, table: Atoms) -> "Overlay":
    """Read the outlines of prebuilt atoms."""
    from explorer import topology  # noqa: PLC0415  (a ledger needs no outlines)
    from explorer.overlay import Overlay  # noqa: PLC0415

    name = f"outlines-{table.baseline}"
    found = topology.loads(catalog.read(name), catalog.resource(name).path)
    return Overlay(atoms=table, shapes=tuple(found[key] for key in table.ids))


def overlay(
    catalog: Catalog,
    baseline: Baseline,
    *,
    depths_km: Iterable[float] = (),
    shift_km: float | None = None,
    sketches: Iterable[Sketch] = (),
) -> "Overlay":
    """
    Overlay a baseline's layers, all of them at once and without what is prebuilt.

    Parameters
    ----------
    catalog
        The layers.
    baseline
        The date.
    depths_km
        Distances from the line at which to cut beside the usual ones, in km.
    shift_km
        How far the line is moved for the interval, in km; its accuracy when none is given.
    sketches
        What a reader gives; each becomes a layer of its name.

    Returns
    -------
    overlay
        Atoms with their outlines.

    Raises
    ------
    LayerError
        When a layer is missing or altered, or two have the same name.
    SketchError
        When a sketch marks no ground out.
    """
    shift = baseline.accuracy_km if shift_km is None else shift_km
    depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
    return _overlaid(catalog, baseline.date, depths, shift, tuple(sketches))


@lru_cache(maxsize=8)
def _overlaid(
    catalog: Catalog,
    day: str,
    depths_km: tuple[float, ...],
    shift_km: float,
    sketches: tuple[Sketch, ...],
) -> "Overlay":
    from explorer import overlay as overlaying  # noqa: PLC0415  (prebuilt atoms need no topology)

    ground = _ground(catalog, day)
    layers = {sketch.name: drawing.layer(catalog, sketch) for sketch in sketches}
    _check_names([*ground.layers, *(sketch.name for sketch in sketches)])
    return _remembered(
        overlaying.build(
            replace(
                ground,
                layers={**ground.layers, **layers},
                depths_km=depths_km,
                shifts_km=tuple(sorted({-shift_km, 0.0, shift_km})),
            )
        )
    )


def _check_names(names: list[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise LayerError(f"two layers are named {twice!r}; rename one")


@lru_cache(maxsize=32)
def _cut(
    catalog: Catalog,
    day: str,
    depths_km: tuple[float, ...],
    shift_km: float,
    sketches: tuple[Sketch, ...],
) -> "Overlay":
    """Cut further what there is; where edges all but coincide, node all of them at once instead."""
    try:
        return _cut_further(catalog, day, depths_km, shift_km, sketches)
    except LayerError:
        depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
        return _overlaid(catalog, day, depths, shift_km, sketches)


def _cut_further(
    catalog: Catalog,
    day: str,
    depths_km: tuple[float, ...],
    shift_km: float,
    sketches: tuple[Sketch, ...],
) -> "Overlay":
    """Cut the nearest atoms that there are further, one sketch after the other."""
    from explorer import overlay as overlaying  # noqa: PLC0415  (prebuilt atoms need no topology)

    ground = _ground(catalog, day)
    if sketches:
        *before, last = sketches
        _check_names([*ground.layers, *(sketch.name for sketch in sketches)])
        layer = drawing.layer(catalog, last)
        drawing.check_tangle(sketches)
        start = _cut(catalog, day, depths_km, shift_km, tuple(before))
        return _remembered(overlaying.refine(start, ground, {last.name: layer}))
    found = _prebuilt(catalog, day)
    if found is None or shift_km not in found.shifts_km:
        depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
        return _overlaid(catalog, day, depths, shift_km, ())
    start = _remembered(_outlined(catalog, found))
    return _remembered(overlaying.deepen(start, ground, depths_km))


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
        When the layer is missing or altered.
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
        When the layer is missing or altered.
    """
    return catalog.shapes(line_layer(catalog, day))[day]


@lru_cache(maxsize=8)
def _ground(catalog: Catalog, day: str) -> "Ground":
    """Gather what is overlaid for a date, without depths and shifts."""
    from explorer import contact  # noqa: PLC0415
    from explorer.overlay import Ground, Settlement  # noqa: PLC0415

    belt = {row["role"]: shape for row, shape in catalog.features("fortress_belt")}
    return Ground(
        baseline=day,
        oblasts=catalog.shapes("oblasts"),
        line=line(catalog, day),
        layers={
            OCCUPIED_2022: contact.split(frame(catalog), line(catalog, START_OF_INVASION)).russia,
            "fortress_belt": belt["corridor"],
        },
        belt_axis=belt["axis"],
        settlements=[
            Settlement(int(row["id"]), shape, int(row["population"]))
            for row, shape in catalog.features("settlements")
        ],
        depths_km=(),
        shifts_km=(0.0,),
    )


def is_current(catalog: Catalog, day: str) -> bool:
    """
    Tell whether a date's prebuilt atoms were made of the layers as they are now.

    Parameters
    ----------
    catalog
        The layers.
    day
        ISO date of a baseline.

    Returns
    -------
    current
        Whether they serve; if not, `atoms` overlays the layers anew.
    """
    return _prebuilt(catalog, day) is not None


@lru_cache(maxsize=8)
def _prebuilt(catalog: Catalog, day: str) -> Atoms | None:
    """Read the prebuilt atoms, unless a layer has changed since they were built."""
    name = PREFIX + day
    if name not in catalog.resources:
        return None
    found, inputs = atom_table.loads(catalog.read(name), catalog.resource(name).path)
    return found if inputs == input_hashes(catalog, day) else None


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
    names = dict.fromkeys((*INPUTS, line_layer(catalog, day)))
    return {name: catalog.resource(name).sha256 for name in names}
