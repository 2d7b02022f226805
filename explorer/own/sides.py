"""Sides: the two sides of a reader's line, told apart by who holds them."""

from typing import NamedTuple

from explorer.atoms import sketched, store
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.scenarios.sketch import Sketch


class Side(NamedTuple):
    """
    One side of a line.

    Attributes
    ----------
    label
        What to call it, a message of the catalogue: `north-west side`, say.
    area_km2
        Its area in km².
    russian_pct
        Share of that area that Russia holds, in percent.
    """

    label: str
    area_km2: float
    russian_pct: float


def sides(catalog: Catalog, sketch: Sketch, day: str | None = None) -> tuple[Side, Side]:
    """
    Tell the two sides of a line apart.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        A line.
    day
        ISO date of the baseline; the default when none is given.

    Returns
    -------
    left, right
        Ground on its left and on its right.

    Raises
    ------
    ValueError
        When the sketch is no line.
    SketchError
        When the line does not split the frame.
    LayerError
        When there is no such baseline, or a layer is missing or altered.
    """
    if sketch.line is None:
        raise ValueError(f"{sketch.name} is no line")
    atoms = store.atoms(catalog, baselines.find(catalog, day), sketches=(sketch,))
    right, russian = atoms.layers[sketch.name], atoms.russian()
    found = []
    for label, side in zip(sketched.compass(sketch.line), (~right, right), strict=True):
        area = float(atoms.area_km2[side].sum())
        held = float(atoms.area_km2[side & russian].sum())
        found.append(Side(label, area, 100 * held / area))
    left, right_side = found
    return left, right_side


def oriented(catalog: Catalog, sketch: Sketch, day: str | None = None) -> Sketch:
    """
    Turn a line so that the side of which Russia holds the larger share is on its right.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        A line.
    day
        ISO date of the baseline; the default when none is given.

    Returns
    -------
    sketch
        The same line, as it is or run backwards.

    Raises
    ------
    ValueError
        When the sketch is no line.
    SketchError
        When the line does not split the frame.
    LayerError
        When there is no such baseline, or a layer is missing or altered.
    """
    left, right = sides(catalog, sketch, day)
    if right.russian_pct >= left.russian_pct:
        return sketch
    return sketch.model_copy(update={"line": tuple(sector[::-1] for sector in sketch.courses)})
