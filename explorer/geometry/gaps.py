"""Gaps: hairlines between polygons that ought to share an edge, closed."""

import numpy as np
import shapely
from pyproj import Transformer
from pyproj.enums import TransformDirection
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy


def close(ground: BaseGeometry, km: float) -> MultiPolygon:
    """
    Close the gaps between polygons, and the cracks within them.

    Parameters
    ----------
    ground
        Valid polygons in degrees.
    km
        How far the ground is grown and shrunk again, in km: gaps narrower than twice this close.

    Returns
    -------
    closed
        Polygons in degrees that hold all of the ground.

    Notes
    -----
    The morphological closing, with mitred corners, which leave an outer corner where it was. It
    is done in a Lambert conformal conic plane with its standard parallels a sixth of the ground's
    height inside its bounds; over Ukraine its scale is true to 0.2 %.
    """
    if ground.is_empty:
        return geodesy.polygons(ground)
    plane = _plane(*ground.bounds)
    grown = shapely.buffer(
        _moved(ground, plane, TransformDirection.FORWARD), km * 1000, join_style="mitre"
    )
    shrunk = shapely.buffer(grown, -km * 1000, join_style="mitre")
    closed = _moved(shrunk, plane, TransformDirection.INVERSE)
    return geodesy.polygons(shapely.make_valid(closed))


def _plane(west: float, south: float, east: float, north: float) -> Transformer:
    sixth = (north - south) / 6
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=lcc "
        f"+lon_0={(west + east) / 2:.15g} +lat_0={(south + north) / 2:.15g} "
        f"+lat_1={south + sixth:.15g} +lat_2={north - sixth:.15g} +ellps=WGS84"
    )


def _moved(ground: BaseGeometry, plane: Transformer, direction: TransformDirection) -> BaseGeometry:
    return shapely.transform(
        ground,
        lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1], direction=direction)),
    )
