"""GeoJSON (RFC 7946) out: five decimals, one feature a line, the same bytes every time."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from explorer.geometry.geodesy import GRID_DECIMALS


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """
    Round every coordinate to five decimals, vertex by vertex, so that shared edges stay shared.

    Parameters
    ----------
    geometry
        Any geometry in degrees.

    Returns
    -------
    rounded
        The same vertices on the grid.
    """
    return shapely.transform(geometry, lambda xy: np.round(xy, GRID_DECIMALS))


def feature(geometry: BaseGeometry, identifier: str, **properties: object) -> dict[str, Any]:
    """
    Make one GeoJSON feature.

    Parameters
    ----------
    geometry
        Any geometry in degrees.
    identifier
        The feature's id.
    **properties
        Its properties.

    Returns
    -------
    feature
        A GeoJSON feature object.
    """
    return {
        "type": "Feature",
        "id": identifier,
        "properties": properties,
        "geometry": mapping(rounded(geometry)),
    }


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """
    Gather features.

    Parameters
    ----------
    features
        GeoJSON feature objects.

    Returns
    -------
    collection
        A GeoJSON feature collection object.
    """
    return {"type": "FeatureCollection", "features": list(features)}


def dumps(collection: dict[str, Any]) -> str:
    """
    Write a feature collection as text, one feature a line.

    Parameters
    ----------
    collection
        A GeoJSON feature collection object.

    Returns
    -------
    text
        UTF-8 JSON that ends in a newline.
    """
    rows = (
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in collection["features"]
    )
    head = '{"type":"FeatureCollection","features":[\n'
    return head + ",\n".join(rows) + "\n]}\n"
