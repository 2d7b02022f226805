"""Sides: the two sides of a reader's line, and how much of each Russia holds."""

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
        Its label, a message of the catalogue, for example `north-west side`.
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
    Measure the two sides of a line.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        A line.
    day
        ISO date of the baseline; the default one if `None`.

    Returns
    -------
    left, right
        Ground on its left and on its right.

    Raises
    ------
    ValueError
        If the sketch is not a line.
    SketchError
        If the line does not split the frame.
    LayerError
        If there is no such baseline, or a layer is missing or altered.
    """
    if sketch.line is None:
        raise ValueError(f"{sketch.name} is not a line")
    atoms = store.atoms(catalog, baselines.find(catalog, day), sketches=(sketch,))
    right, russian = atoms.layers[sketch.name], atoms.russian()
    measured = []
    for label, side in zip(sketched.compass(sketch.line), (~right, right), strict=True):
        area = float(atoms.area_km2[side].sum())
        held = float(atoms.area_km2[side & russian].sum())
        measured.append(Side(label, area, 100 * held / area))
    left, right_side = measured
    return left, right_side


def oriented(catalog: Catalog, sketch: Sketch, day: str | None = None) -> Sketch:
    """
    Orient a line so that Russia holds a larger share of its right side.

    Parameters
    ----------
    catalog
        The layers.
    sketch
        A line.
    day
        ISO date of the baseline; the default one if `None`.

    Returns
    -------
    sketch
        The same line, or its reverse.

    Raises
    ------
    ValueError
        If the sketch is not a line.
    SketchError
        If the line does not split the frame.
    LayerError
        If there is no such baseline, or a layer is missing or altered.
    """
    left, right = sides(catalog, sketch, day)
    if right.russian_pct >= left.russian_pct:
        return sketch
    return sketch.model_copy(update={"line": tuple(sector[::-1] for sector in sketch.courses)})
