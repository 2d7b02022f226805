"""Rim: the ground near a frame's border, which takes seconds to draw and depends on it alone."""

import sys
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.geometry import cache, geodesy


def of(frame: BaseGeometry, km: float) -> BaseGeometry:
    """
    Take the ground within a geodesic distance of a frame's border, on both of its sides.

    Parameters
    ----------
    frame
        Polygons in degrees.
    km
        Distance in km, positive.

    Returns
    -------
    rim
        Polygons in degrees, as `geodesy.buffer` draws them; drawn once for each frame and
        distance, and then kept on this machine. Prepared.
    """
    return _of(shapely.to_wkb(frame.boundary), km)


@lru_cache(maxsize=8)
def _of(border: bytes, km: float) -> BaseGeometry:
    def draw() -> bytes:
        ground: bytes = shapely.to_wkb(geodesy.buffer(shapely.from_wkb(border), km))
        return ground

    rule = cache.rules(geodesy, sys.modules[__name__])
    name = cache.key(border, str(km), rule, shapely.geos_version_string)
    rim = shapely.from_wkb(cache.get("rims", name, draw))
    shapely.prepare(rim)
    return rim
