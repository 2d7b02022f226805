"""Polygons: those of a file's features, checked before anything costly is done with them."""

import numpy as np
import shapely
from shapely import GeometryType

from explorer.errors import FileError
from explorer.geometry.reading import crossings
from explorer.geometry.reading.content import Content, Feature, listed
from explorer.language import _


def of(content: Content) -> Content:
    """
    Take the polygons of a file's features.

    Parameters
    ----------
    content
        Features in degrees.

    Returns
    -------
    polygons
        Those features that have polygons, each as a polygon or multipolygon, valid or not; remarks
        say which features, or parts of them, are none.

    Raises
    ------
    FileError
        If their outlines cross or overlap so often that uniting them would exhaust the machine.
    """
    kept, others, flat = [], [], []
    for feature in content.features:
        parts = shapely.get_parts(_leaves(feature))
        is_polygon = shapely.get_type_id(parts) == GeometryType.POLYGON
        grounds = parts[is_polygon]
        if not is_polygon.all():
            others.append(feature.number)
        has_extent = shapely.area(shapely.convex_hull(grounds)) > 0
        if not has_extent.all():
            flat.append(feature.number)
        if has_extent.any():
            kept.append(feature._replace(geometry=_united(grounds[has_extent])))
    crossings.check(content.name, kept)
    messages = {
        _(
            "{name}: left out, because only polygons are ground: lines or points of feature "
            "{numbers}."
        ): others,
        _("{name}: left out, because it has no extent: part of feature {numbers}."): flat,
    }
    remarks = [
        FileError(message, name=content.name, numbers=listed(numbers))
        for message, numbers in messages.items()
        if numbers
    ]
    return Content(content.name, tuple(kept), (*content.remarks, *remarks))


def _leaves(feature: Feature) -> shapely.GeometryCollection:
    """Take collections within collections apart."""
    parts = np.array([feature.geometry], dtype=object)
    while (shapely.get_type_id(parts) > GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    return shapely.GeometryCollection([part for part in parts if not part.is_empty])


def _united(grounds: np.ndarray) -> shapely.Geometry:
    return grounds[0] if len(grounds) == 1 else shapely.multipolygons(grounds)
