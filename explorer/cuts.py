"""Cuts: a baseline's atoms with their outlines, prebuilt, or cut further for what a reader asks.

Sessions share them. Geometries are prepared where they are first asked for points, which two
threads may not do to the same one at once: one session overlays at a time.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache, wraps
from threading import RLock
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from explorer import atoms as atom_table
from explorer import baseline
from explorer.atoms import DEPTHS_KM, Atoms
from explorer.baseline import OCCUPIED_2022, PREFIX, START_OF_INVASION, Baseline
from explorer.catalog import Catalog
from explorer.errors import LayerError, SketchError
from explorer.language import message
from explorer.own import sketch as drawing
from explorer.own.sketch import Sketch

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from explorer.overlay import Ground, Overlay

# Ten times what the layers make; a stranger's address may ask for any number.
MOST_ATOMS = 3_000
_SHREDDED = message(
    "{name}: cuts the ground into more than {most} pieces; draw it with less detail, or take other "
    "sketches and distances back"
)
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_ALONE = RLock()


def _alone(function: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    @wraps(function)
    def locked(*args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
        with _ALONE:
            return function(*args, **kwargs)

    return locked


def atoms(
    catalog: Catalog,
    start: Baseline,
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
    start
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
    shift = start.accuracy_km if shift_km is None else shift_km
    wanted = tuple(sorted({*depths_km} - {*DEPTHS_KM}))
    drawn = tuple(sketches)
    found = _prebuilt(catalog, start.date)
    if not drawn and found and shift in found.shifts_km and {*wanted} <= {*found.depths_km}:
        return found
    return _cut(catalog, start.date, wanted, shift, drawn).atoms


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
    if table not in _PREBUILT:
        raise LayerError(
            f"these atoms of {table.baseline} have no outlines here; overlay them anew"
        )
    return _remembered(_outlined(catalog, table)).shapes


# Outlines of the tables that have been handed out, for as long as those are in use.
_OUTLINES: WeakKeyDictionary[Atoms, tuple["BaseGeometry", ...]] = WeakKeyDictionary()
# Tables whose outlines can be read; two sessions on a cold server may each read one of a date.
_PREBUILT: WeakSet[Atoms] = WeakSet()


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
    start: Baseline,
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
    start
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
    shift = start.accuracy_km if shift_km is None else shift_km
    depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
    return _overlaid(catalog, start.date, depths, shift, tuple(sketches))


@_alone
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


@_alone
@lru_cache(maxsize=16)
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
    from explorer import refinement  # noqa: PLC0415  (prebuilt atoms need no topology)
    from explorer.overlay import Overlay  # noqa: PLC0415

    ground = _ground(catalog, day)
    if sketches:
        *before, last = sketches
        _check_names([*ground.layers, *(sketch.name for sketch in sketches)])
        layer = drawing.layer(catalog, last)
        drawing.check_tangle(sketches)
        start = _cut(catalog, day, depths_km, shift_km, tuple(before))
        found = _remembered(refinement.refine(start, ground, {last.name: layer}))
        if len(found.atoms) > MOST_ATOMS:
            raise SketchError(_SHREDDED, name=last.name, most=MOST_ATOMS)
        return found
    table = _prebuilt(catalog, day)
    if table is None or shift_km not in table.shifts_km:
        depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
        return _overlaid(catalog, day, depths, shift_km, ())
    start = Overlay(table, shapes(catalog, table))
    return _remembered(refinement.deepen(start, ground, depths_km))


@_alone
@lru_cache(maxsize=8)
def _ground(catalog: Catalog, day: str) -> "Ground":
    """Gather what is overlaid for a date, without depths and shifts."""
    from explorer import contact  # noqa: PLC0415
    from explorer.overlay import Ground, Settlement  # noqa: PLC0415

    start = baseline.line(catalog, START_OF_INVASION)
    belt = {row["role"]: shape for row, shape in catalog.features("fortress_belt")}
    return Ground(
        baseline=day,
        oblasts=catalog.shapes("oblasts"),
        line=baseline.line(catalog, day),
        layers={
            OCCUPIED_2022: contact.split(baseline.frame(catalog), start).russia,
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
    if inputs != baseline.input_hashes(catalog, day):
        return None
    _PREBUILT.add(found)
    return found
