"""GeoJSON (RFC 7946) in and out: five decimals, one feature a line, the same bytes every time."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry.geodesy import GRID_DECIMALS

_NOT_GEOJSON = "is not GeoJSON; give a FeatureCollection"


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


def loads(text: str, name: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """
    Read a feature collection, a feature or a bare geometry.

    Parameters
    ----------
    text
        GeoJSON.
    name
        What to call it in an error, a file's name for example.

    Returns
    -------
    features
        Properties (with the feature's `id`, if it has one) and geometry of each.

    Raises
    ------
    LayerError
        If the text is not GeoJSON.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise LayerError(f"{name}: {_NOT_GEOJSON}") from fault
    return features(document, name)


def features(document: Any, name: str) -> list[tuple[dict[str, Any], BaseGeometry]]:  # noqa: ANN401
    """
    Read the features of a document that is parsed.

    Parameters
    ----------
    document
        A feature collection, a feature or a bare geometry, as JSON has it.
    name
        What to call it in an error, a file's name for example.

    Returns
    -------
    features
        Properties (with the feature's `id`, if it has one) and geometry of each.

    Raises
    ------
    LayerError
        If the document is not GeoJSON.
    """
    try:
        kind = document["type"]
        if kind == "FeatureCollection":
            rows = document["features"]
        else:
            rows = [document if kind == "Feature" else {"geometry": document}]
        return [_read(row, name, number) for number, row in enumerate(rows, start=1)]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise LayerError(f"{name}: {_NOT_GEOJSON}") from fault


def _read(row: dict[str, Any], name: str, number: int) -> tuple[dict[str, Any], BaseGeometry]:
    try:
        geometry = _shape(row["geometry"])
    except Exception as fault:
        raise LayerError(
            f"{name}: feature {number} has no readable geometry; give it GeoJSON coordinates"
        ) from fault
    properties = dict(row.get("properties") or {})
    if "id" in row:
        properties["id"] = row["id"]
    return properties, geometry


def _shape(geometry: dict[str, Any]) -> BaseGeometry:
    if geometry["type"] in {"Polygon", "MultiPolygon"}:
        geometry = {**geometry, "coordinates": _packed(geometry["coordinates"])}
    return shape(geometry)


def _packed(coordinates: Any) -> Any:  # noqa: ANN401
    """Pack rings into arrays, which shapely reads faster; what is none stays, to be refused."""
    if coordinates and isinstance(coordinates[0][0], list):
        return [_packed(each) for each in coordinates]
    ring = np.asarray(coordinates)
    return ring if np.issubdtype(ring.dtype, np.number) else coordinates
