"""GeoJSON of any hand: strict, since what a loose reader passes over is ground that is lost."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError
from explorer.geometry.reading import degrees
from explorer.geometry.reading.content import UNUSABLE, Content, moved, unreadable, without_empty
from explorer.language import _

# One bracket opens each position, ring, part and feature.
MOST_BRACKETS = 2_000_000
_SYSTEM = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|ESRI|OGC):(?:[\d.]*:)?(\w{1,12})", re.IGNORECASE
)
_IN_DEGREES = {("EPSG", "4326"), ("OGC", "CRS84"), ("OGC", "CRS84H")}


def parse(content: bytes | str, name: str) -> Any:  # noqa: ANN401  (JSON of any shape)
    """
    Parse JSON.

    Parameters
    ----------
    content
        JSON in UTF-8, UTF-16 or UTF-32, with a byte order mark or without.
    name
        The file's name.

    Returns
    -------
    document
        Objects, arrays and values as Python has them.

    Raises
    ------
    FileError
        If it is no JSON, gives a member twice, or has more than two million brackets.
    """
    given = content.encode() if isinstance(content, str) else content
    if given.count(b"[") + given.count(b"{") > MOST_BRACKETS:
        raise FileError(
            _("{name}: has more than {most} coordinates; simplify it in a map program"),
            name=name,
            most=MOST_BRACKETS,
        )
    try:
        return json.loads(content, object_pairs_hook=_members)
    except (ValueError, RecursionError) as fault:
        raise unreadable(name, "GeoJSON") from fault


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a member that is given twice: of two lists of features one would be lost."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is given twice")
    return members


def loads(text: str, name: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """
    Read a feature collection, a feature or a bare geometry of our own.

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
    FileError
        If the text is not GeoJSON, or a feature has no geometry.
    """
    content = read(parse(text, name), name)
    if content.remarks:
        raise content.remarks[0]
    return [(properties, geometry) for _number, properties, geometry in content.features]


def read(document: Any, name: str) -> Content:  # noqa: ANN401  (JSON of any shape)
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
    content
        In degrees; coordinates of another system, which a `crs` member names, are converted.

    Raises
    ------
    FileError
        If the document is not GeoJSON, or a feature cannot be read.
    """
    features = [
        _feature(row, name, number) for number, row in enumerate(rows(document, name), start=1)
    ]
    return _in_degrees(without_empty(name, features), document.get("crs"))


def rows(document: Any, name: str) -> list[Any]:  # noqa: ANN401  (JSON of any shape)
    """
    List the features of a document, unread.

    Parameters
    ----------
    document
        A feature collection, a feature or a bare geometry, as JSON has it.
    name
        What to call it in an error, a file's name for example.

    Returns
    -------
    rows
        Feature objects, or whatever stands in their place.

    Raises
    ------
    FileError
        If the document is not GeoJSON.
    """
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if not isinstance(kind, str) or kind not in {"Feature", "GeometryCollection", *_BUILDERS}:
        raise unreadable(name, "GeoJSON")
    single = document if kind == "Feature" else {"geometry": document}
    return [{member: value for member, value in single.items() if member != "crs"}]


def _feature(row: dict[str, Any], name: str, number: int) -> tuple[int, dict[str, Any], Any]:
    if isinstance(row, dict) and "crs" in row:
        raise FileError(
            _("{name}: feature {number} has a crs of its own; save all in WGS 84 (EPSG:4326)"),
            name=name,
            number=number,
        )
    try:
        geometry = None if row["geometry"] is None else _shape(row["geometry"])
    except Exception as fault:
        raise FileError(
            _("{name}: feature {number} has no readable geometry; give it GeoJSON coordinates"),
            name=name,
            number=number,
        ) from fault
    properties = dict(row.get("properties") or {})
    if "id" in row:
        properties["id"] = row["id"]
    return number, properties, geometry


def _shape(geometry: dict[str, Any]) -> BaseGeometry:
    """Build a geometry; raise whatever there is to raise of coordinates that are none."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return shapely.GeometryCollection([_shape(each) for each in geometry["geometries"]])
    coordinates = geometry["coordinates"]
    if not isinstance(coordinates, list):
        raise TypeError(kind)
    shape: BaseGeometry = _BUILDERS[kind](coordinates)
    return shape


def _polygon(rings: list[Any]) -> BaseGeometry:
    shell, *holes = [_positions(ring) for ring in rings] or [np.empty((0, 2))]
    if not len(shell):
        return shapely.Polygon()
    return shapely.Polygon(shell, [hole for hole in holes if len(hole)])


def _positions(positions: list[Any]) -> np.ndarray:
    """Take x and y of positions, which are lists of two numbers or more."""
    if not isinstance(positions, list):
        raise TypeError("positions are a list")
    if not positions:
        return np.empty((0, 2))
    try:
        numbers = np.asarray(positions)
    except ValueError:  # some have a height, and some have none
        numbers = np.asarray([position[:2] for position in positions])
    if numbers.ndim != 2 or numbers.shape[1] < 2 or numbers.dtype.kind not in "iuf":  # noqa: PLR2004
        raise ValueError("positions are numbers")
    return numbers[:, :2].astype(float)


def _line(positions: list[Any]) -> BaseGeometry:
    return shapely.LineString(_positions(positions))


def _full(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    return [shape for shape in shapes if not shape.is_empty]


_BUILDERS: Mapping[str, Callable[[list[Any]], BaseGeometry]] = {
    "Point": lambda position: shapely.Point(*_positions([position] if position else [])),
    "MultiPoint": lambda positions: shapely.MultiPoint(_positions(positions)),
    "LineString": _line,
    "MultiLineString": lambda lines: shapely.MultiLineString(_full(map(_line, lines))),
    "Polygon": _polygon,
    "MultiPolygon": lambda parts: shapely.MultiPolygon(_full(map(_polygon, parts))),
}


def _in_degrees(content: Content, stated: Any) -> Content:  # noqa: ANN401  (JSON of any shape)
    if stated is None or _code(stated) in _IN_DEGREES:  # RFC 7946 knows degrees alone
        return content
    code = _code(stated)
    if code is None:
        raise FileError(UNUSABLE, name=content.name)
    shapes = np.array([each.geometry for each in content.features], dtype=object)
    try:
        converted = degrees.convert(shapes, ":".join(code))
    except ProjError as fault:
        raise FileError(UNUSABLE, name=content.name) from fault
    features = tuple(
        each._replace(geometry=shape)
        for each, shape in zip(content.features, converted.shapes, strict=True)
    )
    remarks = moved(content.name, [converted])
    return Content(content.name, features, (*content.remarks, *remarks))


def _code(stated: Any) -> tuple[str, str] | None:  # noqa: ANN401  (JSON of any shape)
    """Read the authority and the code of a `crs` member; `None` if it is written otherwise."""
    try:
        about = stated["properties"]
        text = about["name"] if "name" in about else f"EPSG:{about['code']}"
        match = _SYSTEM.fullmatch(text.strip())
    except (KeyError, TypeError, AttributeError):
        return None
    return (match[1].upper(), match[2].upper()) if match else None
