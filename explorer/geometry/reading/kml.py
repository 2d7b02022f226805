"""KML: its placemarks, and what of it is no placemark.

GDAL gives the frame of a picture as an area, drops coordinates that it cannot read and reads a
file once a folder, so that this reads the elements itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError
from explorer.geometry.reading.content import unreadable
from explorer.geometry.reading.xml import children, local, number_of, parse, text
from explorer.language import _

_PICTURES = ("GroundOverlay", "PhotoOverlay", "ScreenOverlay")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")
_LEAST, _MOST = 2, 3  # numbers of a position: longitude, latitude and perhaps a height


class Placemark(NamedTuple):
    """
    A placemark.

    Attributes
    ----------
    properties
        Its name, description and further values.
    geometry
        In degrees; `None` if it has none.
    """

    properties: dict[str, Any]
    geometry: BaseGeometry | None


@dataclass
class Document:
    """
    What a KML file holds.

    Attributes
    ----------
    placemarks
        In their order.
    pictures
        Names of the pictures that are laid over the ground, of which none is an area.
    links
        Addresses of other files that belong to it.
    """

    placemarks: list[Placemark] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def read(content: bytes, name: str, before: int = 0) -> Document:
    """
    Read a KML file in one pass over its elements.

    Parameters
    ----------
    content
        KML.
    name
        The file's name, for messages.
    before
        How many placemarks came before, from other files of an archive.

    Returns
    -------
    document
        Placemarks, pictures and links.

    Raises
    ------
    FileError
        If it is no KML, or a placemark has coordinates that cannot be read.
    """
    root = parse(content, name, "KML")
    if local(root) not in {"kml", "Document", "Folder", "Placemark"}:
        raise unreadable(name, "KML")
    document = Document()
    for element in root.iter():
        kind = local(element)
        if kind == "Placemark":
            number = before + len(document.placemarks) + 1
            document.placemarks.append(_placemark(element, name, number))
        elif kind in _PICTURES:
            document.pictures.append(text(element, "name") or kind)
        elif kind == "NetworkLink":
            document.links.extend(_addresses(element))
    return document


def _addresses(link: Element) -> Iterator[str]:
    for element in children(link, "Link", "Url"):
        yield text(element, "href")


def _placemark(element: Element, name: str, number: int) -> Placemark:
    try:
        shapes = [_shape(child) for child in children(element, *_SHAPES)]
    except (ValueError, shapely.errors.ShapelyError) as fault:
        raise FileError(
            _(
                "{name}: feature {number} has coordinates that cannot be read; write each as "
                "longitude,latitude with decimal points, and spaces only between them"
            ),
            name=name,
            number=number,
        ) from fault
    return Placemark(_properties(element), _gathered(shapes) if shapes else None)


def _properties(element: Element) -> dict[str, Any]:
    values = {tag: value for tag in ("name", "description") if (value := text(element, tag))}
    for extended in children(element, "ExtendedData"):
        for data in extended.iter():
            if local(data) == "Data":
                values[data.get("name", "")] = text(data, "value")
            elif local(data) == "SimpleData":
                values[data.get("name", "")] = (data.text or "").strip()
    return values | ({"id": element.attrib["id"]} if "id" in element.attrib else {})


def _gathered(shapes: list[BaseGeometry]) -> BaseGeometry:
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)


def _shape(element: Element) -> BaseGeometry:
    kind = local(element)
    if kind in {"MultiGeometry", "MultiTrack"}:
        return shapely.GeometryCollection([_shape(each) for each in children(element, *_SHAPES)])
    if kind == "Polygon":
        return _polygon(element)
    if kind == "Track":
        return _line([_position(each.text or "", None) for each in children(element, "coord")])
    positions = _positions(element)
    if kind == "Point":
        return shapely.Point(*positions)
    return _line(positions)


def _line(positions: list[tuple[float, float]]) -> BaseGeometry:
    """Draw a line; of a single position, a point, which is left out as one."""
    return shapely.LineString(positions) if len(positions) != 1 else shapely.Point(positions[0])


def _polygon(element: Element) -> BaseGeometry:
    shells, holes = (_rings(element, tag) for tag in ("outerBoundaryIs", "innerBoundaryIs"))
    if len(shells) > 1 or (holes and not shells):
        raise ValueError("a polygon has one outer boundary")
    return shapely.Polygon(shells[0], holes) if shells else shapely.Polygon()


def _rings(polygon: Element, tag: str) -> list[list[tuple[float, float]]]:
    edges = children(polygon, tag)
    rings = [_positions(ring) for edge in edges for ring in children(edge, "LinearRing")]
    return [ring for ring in rings if ring]


def _positions(element: Element) -> list[tuple[float, float]]:
    given = " ".join(each.text or "" for each in children(element, "coordinates"))
    return [_position(each, ",") for each in given.split()]


def _position(given: str, separator: str | None) -> tuple[float, float]:
    numbers = given.split(separator)
    if not _LEAST <= len(numbers) <= _MOST:
        raise ValueError(given)
    x, y, *_height = map(number_of, numbers)
    return x, y
