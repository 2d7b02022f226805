"""GPX: its routes and tracks as lines, its waypoints as points."""

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError
from explorer.geometry.reading.content import Content, listed, unreadable, without_empty
from explorer.geometry.reading.xml import children, local, number_of, parse, text
from explorer.language import _

_FEATURES = ("wpt", "rte", "trk")
_TEXTS = ("name", "desc", "cmt", "type")


def read(content: bytes, name: str) -> Content:
    """
    Read a GPX file.

    Parameters
    ----------
    content
        GPX.
    name
        The file's name, for messages.

    Returns
    -------
    content
        A feature for each waypoint, route and track, in their order. A segment of a single point
        is left out, which a remark says.

    Raises
    ------
    FileError
        If it is no GPX, or a point has no readable latitude and longitude.
    """
    root = parse(content, name, "GPX")
    if local(root) != "gpx":
        raise unreadable(name, "GPX")
    features, single = [], []
    for number, element in enumerate(children(root, *_FEATURES), start=1):
        parts = [_positions(part, name, number) for part in _parts(element)]
        if local(element) == "wpt":
            geometry: BaseGeometry = shapely.Point(parts[0][0])
        else:
            geometry = shapely.MultiLineString([part for part in parts if len(part) > 1])
            single += [f"{number}.{place}" for place, part in enumerate(parts, 1) if len(part) == 1]
        features.append((number, _properties(element), geometry))
    read = without_empty(name, features)
    if not single:
        return read
    message = _("{name}: left out, because it has a single point: segment {numbers}.")
    remark = FileError(message, name=name, numbers=listed(single))
    return Content(name, read.features, (*read.remarks, remark))


def _parts(element: Element) -> Iterable[Iterable[Element]]:
    """Take the points of a waypoint, of a route, or of each segment of a track."""
    kind = local(element)
    if kind == "wpt":
        return [[element]]
    if kind == "rte":
        return [children(element, "rtept")]
    return [children(segment, "trkpt") for segment in children(element, "trkseg")]


def _positions(points: Iterable[Element], name: str, number: int) -> list[tuple[float, float]]:
    positions = []
    for place, point in enumerate(points, start=1):
        try:
            positions.append((number_of(point.attrib["lon"]), number_of(point.attrib["lat"])))
        except (KeyError, ValueError) as fault:
            raise FileError(
                _(
                    "{name}: feature {number} has no readable lat and lon at its point {place}; "
                    "write both with decimal points"
                ),
                name=name,
                number=number,
                place=place,
            ) from fault
    return positions


def _properties(element: Element) -> dict[str, Any]:
    return {tag: value for tag in _TEXTS if (value := text(element, tag))}
