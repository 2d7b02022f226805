"""Cutting: a baseline's layers overlaid anew, or its atoms cut further for what a reader asks."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from explorer.atoms import gathering, outlines, prebuilt, refine, sketched
from explorer.atoms import overlay as overlaying
from explorer.atoms.overlay import Overlay
from explorer.atoms.table import DEPTHS_KM
from explorer.errors import LayerError, SketchError
from explorer.language import _
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.scenarios.sketch import Sketch

# Ten times what the layers make; a stranger's address may ask for any number.
MOST_ATOMS = 3_000
_SHREDDED = _(
    "{name}: cuts the ground into more than {most} pieces; draw it with less detail, or take other "
    "sketches and distances back"
)


def overlay(
    catalog: Catalog,
    start: Baseline,
    *,
    depths_km: Iterable[float] = (),
    shift_km: float | None = None,
    sketches: Iterable[Sketch] = (),
) -> Overlay:
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
        If a layer is missing or altered, or two have the same name.
    SketchError
        If a sketch marks no ground out.
    """
    shift = start.accuracy_km if shift_km is None else shift_km
    depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
    return _overlaid(catalog, start.name, depths, shift, tuple(sketches))


@gathering.alone
@lru_cache(maxsize=8)
def _overlaid(
    catalog: Catalog,
    name: str,
    depths_km: tuple[float, ...],
    shift_km: float,
    sketches: tuple[Sketch, ...],
) -> Overlay:

    ground = gathering.ground(catalog, name)
    layers = {sketch.name: sketched.layer(catalog, sketch) for sketch in sketches}
    _check_names([*ground.layers, *(sketch.name for sketch in sketches)])
    return outlines.keep(
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


@gathering.alone
@lru_cache(maxsize=16)
def cut(
    catalog: Catalog,
    name: str,
    depths_km: tuple[float, ...],
    shift_km: float,
    sketches: tuple[Sketch, ...],
) -> Overlay:
    """
    Cut a baseline's prebuilt atoms further, along depths and sketches.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.
    depths_km
        Distances from the line at which to cut beside the usual ones, in km.
    shift_km
        How far the line is moved for the interval, in km.
    sketches
        What a reader gives; each becomes a layer of its name.

    Returns
    -------
    overlay
        Atoms with their outlines.

    Raises
    ------
    LayerError
        If a layer is missing or altered, or two have the same name.
    SketchError
        If a sketch marks no ground out.

    Notes
    -----
    Where edges all but coincide, all of them are noded at once instead.
    """
    try:
        return _cut_further(catalog, name, depths_km, shift_km, sketches)
    except LayerError:
        depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
        return _overlaid(catalog, name, depths, shift_km, sketches)


def _cut_further(
    catalog: Catalog,
    name: str,
    depths_km: tuple[float, ...],
    shift_km: float,
    sketches: tuple[Sketch, ...],
) -> Overlay:
    """Cut the nearest atoms that there are further, one sketch after the other."""
    ground = gathering.ground(catalog, name)
    if sketches:
        *before, last = sketches
        _check_names([*ground.layers, *(sketch.name for sketch in sketches)])
        layer = sketched.layer(catalog, last)
        sketched.check_tangle(sketches)
        start = cut(catalog, name, depths_km, shift_km, tuple(before))
        overlay = outlines.keep(refine.refine(start, ground, {last.name: layer}))
        if len(overlay.atoms) > MOST_ATOMS:
            raise SketchError(_SHREDDED, name=last.name, most=MOST_ATOMS)
        return overlay
    table = prebuilt.table(catalog, name)
    if table is None or shift_km not in table.shifts_km:
        depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
        return _overlaid(catalog, name, depths, shift_km, ())
    start = Overlay(table, outlines.shapes(catalog, table))
    return outlines.keep(refine.deepen(start, ground, depths_km))
