"""Degrees: geometries of any coordinate system in longitude and latitude (EPSG:4326)."""

import warnings
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from pyproj.transformer import AreaOfInterest, TransformerGroup

_WGS84 = "EPSG:4326"


class Converted(NamedTuple):
    """
    Geometries in degrees.

    Attributes
    ----------
    shapes
        Longitude and latitude, shape (n,).
    system
        Name of the coordinate system that they were in; empty if that was WGS 84.
    accuracy_m
        How far off the conversion may be, in m; -1 if its authors do not say.
    """

    shapes: np.ndarray
    system: str = ""
    accuracy_m: float = 0.0


def convert(shapes: np.ndarray, system: str) -> Converted:
    """
    Convert geometries to degrees by the most accurate conversion that is published for their place.

    Parameters
    ----------
    shapes
        Geometries or `None`, shape (n,); x is easting or longitude.
    system
        Their coordinate system: a code such as `EPSG:5581`, also one that was withdrawn, or WKT.

    Returns
    -------
    converted
        The geometries, in degrees.

    Raises
    ------
    pyproj.exceptions.ProjError
        If the system is not known, or none of its conversions to WGS 84 is: without one the ground
        would lie up to some hundreds of metres off.
    """
    stated = CRS(system)
    if stated.is_exact_same(_WGS84):
        return Converted(shapes)
    with warnings.catch_warnings():
        # that a grid is not installed shows in the accuracy of the conversion that is
        warnings.simplefilter("ignore")
        group = TransformerGroup(
            stated,
            _WGS84,
            always_xy=True,
            allow_ballpark=False,
            area_of_interest=_area(shapes, stated),
        )
    if not group.transformers:
        raise ProjError(f"{stated.name}: no conversion to WGS 84 is known")
    best = group.transformers[0]
    moved = shapely.transform(shapes, best.transform, interleaved=False)
    return Converted(np.asarray(moved, dtype=object), stated.name, best.accuracy)


def _area(shapes: np.ndarray, stated: CRS) -> AreaOfInterest | None:
    """Find roughly where geometries lie; `None` if they are nowhere."""
    roughly = Transformer.from_crs(stated, _WGS84, always_xy=True)
    west, south, east, north = shapely.total_bounds(shapes)
    x, y = roughly.transform([west, west, east, east], [south, north, south, north])
    degrees = np.array([x, y])
    if not np.isfinite(degrees).all() or (np.abs(degrees).max(axis=1) > (180, 90)).any():
        return None
    (west, south), (east, north) = degrees.min(axis=1), degrees.max(axis=1)
    return AreaOfInterest(west, south, east, north)
