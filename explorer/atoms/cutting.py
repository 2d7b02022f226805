"""Cutting: a baseline's layers overlaid anew, or its atoms cut further for what a reader asks."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import numpy as np
import shapely

from explorer.atoms import cost, gathering, outlines, prebuilt, refine, sketched
from explorer.atoms import overlay as overlaying
from explorer.atoms.overlay import Overlay
from explorer.atoms.table import DEPTHS_KM
from explorer.errors import LayerError, LimitError, SketchError, TranslatableError
from explorer.geometry import coverage
from explorer.language import _
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.scenarios.sketch import Sketch

# Ten times what the layers make; a stranger's address may ask for any number.
MOST_ATOMS = 3_000
# What may be asked on one's own machine, in seconds of a processor; the page allows less.
MOST_S = 30.0
# Cuts that are kept, of some 4 MB each, and refusals, of hardly anything.
MOST_KEPT, MOST_REFUSED = 16, 1_000
_SHREDDED = _(
    "{name}: cuts the ground into more than {most} pieces; draw it with less detail, or take other "
    "sketches and distances back"
)
_UNNODED = _(
    "The ground cannot be cut where edges all but meet; move what is drawn by some hundred metres."
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


class Cut(NamedTuple):
    """
    How a baseline's prebuilt atoms are cut further.

    Attributes
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
    """

    catalog: Catalog
    name: str
    depths_km: tuple[float, ...]
    shift_km: float
    sketches: tuple[Sketch, ...]


Engine = Callable[[Cut, Overlay | None], Overlay]


def cut(asked: Cut) -> Overlay:
    """
    Cut a baseline's prebuilt atoms further, along depths and sketches.

    Parameters
    ----------
    asked
        How.

    Returns
    -------
    overlay
        Atoms with their outlines; the last ones are kept, and whatever was refused with them.

    Raises
    ------
    LayerError
        If a layer is missing or altered, or two have the same name.
    SketchError
        If a sketch marks no ground out, or all of it would take too long.
    """
    if (known := _KEPT.get(asked)) is not None:
        return known
    try:
        cost.check(asked.depths_km, asked.sketches, MOST_S)
        overlay = outlines.keep(_engine(asked, _KEPT.start(asked) or prebuilt_overlay(asked)))
    except (SketchError, LimitError) as fault:
        _KEPT.put(asked, fault)
        raise
    _KEPT.put(asked, overlay)
    return overlay


def use(engine: Engine) -> None:
    """
    Let another function carry out what `cut` is asked, as in a process of its own.

    Parameters
    ----------
    engine
        Like `compute`, and by way of it.
    """
    global _engine  # noqa: PLW0603  (the page sets it once, when it starts)
    _engine = engine


def compute(asked: Cut, start: Overlay | None) -> Overlay:
    """
    Cut a baseline's prebuilt atoms further, here and now.

    Parameters
    ----------
    asked
        How.
    start
        Prebuilt atoms, or such as are cut along its depths and the first of its sketches; if
        `None`, all layers are overlaid.

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
    catalog, name, depths_km, shift_km, sketches = asked
    _check_names([*gathering.ground(catalog, name).layers, *(each.name for each in sketches)])
    for sketch in sketches:
        sketched.layer(catalog, sketch)
    sketched.check_tangle(sketches)
    if start is not None:
        with suppress(LayerError, shapely.errors.GEOSException):
            return _cut_further(asked, start)
    depths = tuple(sorted({*DEPTHS_KM, *depths_km}))
    try:
        return _overlaid(catalog, name, depths, shift_km, sketches)
    except shapely.errors.GEOSException as fault:
        raise SketchError(_UNNODED) from fault


_engine: Engine = compute


def _cut_further(asked: Cut, start: Overlay) -> Overlay:
    """Cut atoms that there are further, first along the depths, then one sketch after the other."""
    ground = gathering.ground(asked.catalog, asked.name)
    overlay = refine.deepen(start, ground, asked.depths_km)
    for sketch in asked.sketches:
        if sketch.name in start.atoms.layers:
            continue
        layer = sketched.layer(asked.catalog, sketch)
        overlay = refine.refine(overlay, ground, {sketch.name: layer})
        if len(overlay.atoms) > MOST_ATOMS:
            raise SketchError(_SHREDDED, name=sketch.name, most=MOST_ATOMS)
    if not coverage.covers_once(np.array(overlay.shapes), ground.frame):
        raise LayerError(f"the atoms of {asked.name} overlap where they are cut further")
    return outlines.keep(overlay)


def prebuilt_overlay(asked: Cut) -> Overlay | None:
    """
    Get the atoms that ship or were imported.

    Parameters
    ----------
    asked
        What is to be cut.

    Returns
    -------
    overlay
        Atoms with their outlines; `None` if there are none that are cut for the shift of the line.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    table = prebuilt.table(asked.catalog, asked.name)
    if table is None or asked.shift_km not in table.shifts_km:
        return None
    return Overlay(table, outlines.shapes(asked.catalog, table))


class _Kept:
    """The last cuts, or what they were refused for; sessions share them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[Cut, Overlay | TranslatableError] = OrderedDict()

    def get(self, asked: Cut) -> Overlay | None:
        with self._lock:
            answer = self._answers.get(asked)
            if answer is not None:
                self._answers.move_to_end(asked)
        if isinstance(answer, TranslatableError):
            raise type(answer)(answer.template, **answer.values)
        return answer

    def start(self, asked: Cut) -> Overlay | None:
        """Find atoms that are cut along as many of the first sketches as possible."""
        for done in range(len(asked.sketches) - 1, -1, -1):
            with self._lock:
                answer = self._answers.get(asked._replace(sketches=asked.sketches[:done]))
            if isinstance(answer, Overlay):
                return answer
        return None

    def put(self, asked: Cut, answer: Overlay | TranslatableError) -> None:
        with self._lock:
            self._answers[asked] = answer
            refused = [key for key, each in self._answers.items() if not isinstance(each, Overlay)]
            cut = [key for key, each in self._answers.items() if isinstance(each, Overlay)]
            for key in (*refused[:-MOST_REFUSED], *cut[:-MOST_KEPT]):
                del self._answers[key]


_KEPT = _Kept()
