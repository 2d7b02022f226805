"""Rectangles: how long and wide some ground is on each line of contact.

Outlines are needed for that, which ship for few lines. So the layers that a selection names are
overlaid by themselves, in a fifth of the time of all, and what they come to is kept on this
machine.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from explorer.atoms import gathering, overlay
from explorer.atoms.overlay import Overlay
from explorer.claims.series import shifts
from explorer.geometry import cache, coverage, geodesy, split
from explorer.layers import baselines
from explorer.layers.baselines import CONTESTED
from explorer.layers.catalog import Catalog
from explorer.results import binding
from explorer.scenarios.rules import Selection

Sides = tuple[float, float]


@lru_cache(maxsize=16)
def rectangles(catalog: Catalog, select: Selection) -> Mapping[date, tuple[Sides, ...]]:
    """
    Fit the smallest rectangle around the largest connected part of a selection.

    Parameters
    ----------
    catalog
        The layers.
    select
        The ground.

    Returns
    -------
    sides
        By baseline, two adjacent sides in km for each position of the line: as drawn, moved
        towards Russia, moved towards Ukraine; baselines at which nothing is selected are left out.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    on = {day: _on(catalog, name, select) for day, name in baselines.series(catalog).items()}
    return {date.fromisoformat(day): sides for day, sides in on.items() if sides}


def _on(catalog: Catalog, name: str, select: Selection) -> tuple[Sides, ...]:
    rules = cache.rules(
        sys.modules[__name__], overlay, gathering, binding, coverage, geodesy, split
    )
    layers = json.dumps(baselines.input_hashes(catalog, name))
    key = cache.key(rules, shapely.geos_version_string, layers, select.model_dump_json())
    kept = cache.get("rectangles", key, lambda: json.dumps(_fit(catalog, name, select)).encode())
    return tuple((first, second) for first, second in json.loads(kept))


def _fit(catalog: Catalog, name: str, select: Selection) -> list[Sides]:
    """Fit a rectangle for each position of the line; none if it leaves nothing selected."""
    built = _overlaid(catalog, name, select)
    masks = [binding.select(select, built.atoms, km) for km in shifts(built.atoms)]
    if not all(mask.any() for mask in masks):
        return []
    shapes = np.array(built.shapes)
    return [_sides(shapely.coverage_union_all(shapes[mask])) for mask in masks]


def _overlaid(catalog: Catalog, name: str, select: Selection) -> Overlay:
    ground, km = gathering.ground(catalog, name), baselines.find(catalog, name).accuracy_km
    named = {*select.inside, *select.outside, *(() if select.contested is None else (CONTESTED,))}
    return overlay.build(
        replace(
            ground,
            layers={layer: shape for layer, shape in ground.layers.items() if layer in named},
            settlements=(),
            depths_km=tuple(select.depths_km),
            shifts_km=(-km, 0.0, km),
        )
    )


def _sides(shape: BaseGeometry) -> Sides:
    largest = max(geodesy.polygons(shape).geoms, key=lambda part: float(part.area))
    # the rectangle is picked in a plane that is true to shape in the middle of the ground, and
    # its sides are measured on the ellipsoid
    narrowing = float(np.cos(np.radians(largest.centroid.y)))
    plane = shapely.transform(largest, lambda xy: xy * [narrowing, 1.0])
    around = shapely.oriented_envelope(plane)
    corners = shapely.get_coordinates(around.exterior)[:3] / [narrowing, 1.0]
    first, second = (geodesy.length_km(LineString(corners[i : i + 2])) for i in (0, 1))
    return first, second
