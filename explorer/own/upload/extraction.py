"""Extraction: the lines or areas of a file's features, on the five-decimal grid.

Geometries are in longitude and latitude in degrees (EPSG:4326).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely import GeometryType

from explorer.errors import UploadError
from explorer.geometry import geodesy
from explorer.geometry.reading.content import Feature
from explorer.language import _

_COLLECTIONS = (
    GeometryType.MULTIPOINT,
    GeometryType.MULTILINESTRING,
    GeometryType.MULTIPOLYGON,
    GeometryType.GEOMETRYCOLLECTION,
)
# Distinct points that a polygon and a line must have at least.
_CORNERS = 3
_ENDS = 2


class Extract(NamedTuple):
    """
    The lines or areas of a file.

    Attributes
    ----------
    lines
        Line strings, joined where exactly two of them meet; for areas, their outlines as linear
        rings. On the five-decimal grid, without repeated points.
    is_area
        Whether they are outlines.
    left_out
        Number of points, and of parts that shrink to a point, which are left out.
    """

    lines: list[shapely.LineString]
    is_area: bool
    left_out: int


def extract(shown: str, features: Sequence[Feature]) -> Extract:
    """
    Extract the lines or areas of a file's features.

    Parameters
    ----------
    shown
        The file's name, for error messages.
    features
        Features in degrees.

    Returns
    -------
    extract
        Lines or outlines; parts that shrink to a point on the grid are left out.

    Raises
    ------
    UploadError
        If an area has a hole, or there are neither lines nor areas, or both.
    """
    parts, feature = _parts(features)
    _check_holes(shown, parts, feature)
    parts = shapely.transform(parts, _on_grid)
    kind = shapely.get_type_id(parts)
    is_line, is_area = kind == GeometryType.LINESTRING, kind == GeometryType.POLYGON
    different = shapely.get_num_geometries(shapely.extract_unique_points(parts))
    has_extent = different >= np.where(is_area, _CORNERS, _ENDS)
    lines, areas = (
        shapely.remove_repeated_points(parts[chosen & has_extent]) for chosen in (is_line, is_area)
    )
    left_out = int((~has_extent).sum())
    _check_kinds(shown, lines, areas, left_out)
    courses = shapely.get_exterior_ring(areas) if len(areas) else _merged(lines)
    return Extract([*courses], bool(len(areas)), left_out)


def _parts(features: Sequence[Feature]) -> tuple[np.ndarray, np.ndarray]:
    """Split geometries into points, lines and polygons, each with the number of its feature."""
    parts = np.array([each.geometry for each in features], dtype=object)
    feature = np.array([each.number for each in features], dtype=int)
    while np.isin(shapely.get_type_id(parts), _COLLECTIONS).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        feature = feature[index]
    is_there = shapely.get_num_coordinates(parts) > 0
    return parts[is_there], feature[is_there]


def _check_holes(shown: str, parts: np.ndarray, feature: np.ndarray) -> None:
    holes, part = shapely.get_rings(parts, return_index=True)
    is_hole = np.append(False, part[1:] == part[:-1]) & ~shapely.is_empty(holes)
    if is_hole.any():
        first = is_hole.argmax()
        x, y = holes[first].coords[0]
        raise UploadError(
            _(
                "{name}: feature {number} has a hole at {place}; cut the area open there, or fill "
                "the hole"
            ),
            name=shown,
            number=int(feature[part[first]]),
            place=(x, y),
        )


def _on_grid(degrees: np.ndarray) -> np.ndarray:
    return np.round(degrees, geodesy.GRID_DECIMALS)


def _check_kinds(shown: str, lines: np.ndarray, areas: np.ndarray, left_out: int) -> None:
    if len(lines) and len(areas):
        raise UploadError(
            _("{name}: has both lines and areas; keep one kind in the file"), name=shown
        )
    if len(lines) or len(areas):
        return
    if left_out:
        raise UploadError(
            _("{name}: has points only; join them into a line or an area"), name=shown
        )
    raise UploadError(_("{name}: has neither a line nor an area; draw one and save it"), name=shown)


def _merged(lines: np.ndarray) -> np.ndarray:
    """Join lines where exactly two of them meet."""
    merged: np.ndarray = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    return merged
