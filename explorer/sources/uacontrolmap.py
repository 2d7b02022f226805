"""UAControlMap: a reading of the front that is independent of DeepState's.

The public repository `owlmaps/map-data` has one JSON file a day, whose rings are [latitude,
longitude]; the map itself is a KML file, whose Russian-held areas are marked [Z].
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree
from shapely.geometry import Polygon

from explorer.errors import SourceError
from explorer.language import _
from explorer.sources import content as contents
from explorer.sources.control import Control, Ground, Source, assemble

_AREAS, _UKRAINIAN, _FRONT = "areas", "areas_ua", "frontline"
_KML = "{http://www.opengis.net/kml/2.2}"
_FOLDER = "Important Areas"
_MARK = "[Z]"
_UNMARKED = {"Crimea", "Pre-War Crimea"}


def read(content: bytes, name: str) -> tuple[Control]:
    """
    Read a day of UAControlMap.

    Parameters
    ----------
    content
        JSON with `areas`, or KML.
    name
        The file's name, which has the day.

    Returns
    -------
    controls
        The day's control, alone.

    Raises
    ------
    SourceError
        If the file is in neither layout, or has an area of a kind that is not known.
    """
    day = contents.day_of(name)
    is_kml = content.lstrip().startswith(b"<") and b"<kml" in content[:1000]
    ground = _areas_kml(content, name) if is_kml else _areas_json(content, name)
    return (assemble(SOURCE, day, ground, content, name),)


def _areas_json(content: bytes, name: str) -> Ground:
    document = contents.document(content, name)
    if not isinstance(document, dict) or _AREAS not in document:
        keys = contents.listed(document) if isinstance(document, dict) else "no object"
        raise SourceError(f"{name}: has no {_AREAS!r} but {keys}; give a day of UAControlMap")
    left_out = ["ground in Russia that Ukraine holds"] if document.get(_UKRAINIAN) else []
    return Ground([*_rings(document[_AREAS], name)], left_out=left_out)


def _rings(areas: Any, name: str) -> Iterator[Polygon]:  # noqa: ANN401  (JSON of any shape)
    try:
        for ring in areas:
            yield Polygon([(longitude, latitude) for latitude, longitude, *_ in ring])
    except (TypeError, ValueError) as fault:
        raise SourceError(
            f"{name}: has an area that is no ring of [latitude, longitude]; fetch it again"
        ) from fault


def _areas_kml(content: bytes, name: str) -> Ground:
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as fault:
        raise SourceError(f"{name}: is no KML, or not whole; fetch it again") from fault
    folders = {_text(folder, "name"): folder for folder in root.iter(f"{_KML}Folder")}
    if _FOLDER not in folders:
        listed = contents.listed(folders)
        raise SourceError(f"{name}: has no folder {_FOLDER!r} but {listed}; give UAControlMap's")
    areas = [*folders[_FOLDER].iter(f"{_KML}Placemark")]
    unknown = [
        text
        for area in areas
        if not (text := _text(area, "name")).endswith(_MARK) and text not in _UNMARKED
    ]
    if unknown:
        raise SourceError(
            f"{name}: has areas of a kind that is not known: {contents.listed(unknown)}; "
            f"Russian-held ones are marked {_MARK}"
        )
    return Ground(
        [polygon for area in areas for polygon in _polygons(area, name)],
        left_out=[folder for folder in folders if folder != _FOLDER],
    )


def _text(element: Element, tag: str) -> str:
    return " ".join((element.findtext(f"{_KML}{tag}") or "").split())


def _polygons(area: Element, name: str) -> Iterator[Polygon]:
    for polygon in area.iter(f"{_KML}Polygon"):
        try:
            shell, *holes = (
                [
                    tuple(float(number) for number in corner.split(",")[:2])
                    for corner in (ring.text or "").split()
                ]
                for ring in polygon.iter(f"{_KML}coordinates")
            )
            yield Polygon(shell, holes)
        except (TypeError, ValueError) as fault:
            raise SourceError(
                f"{name}: {_text(area, 'name')[:60]!r} has coordinates that are no ring; "
                "fetch it again"
            ) from fault


SOURCE = Source(
    id="uacontrolmap",
    title=_("UAControlMap"),
    licence=_("none stated; figures may be published with credit, its outlines may not"),
    credit=_("after UAControlMap (via owlmaps), generalised"),
    full_credit=_("after UAControlMap (via owlmaps), at full resolution"),
    home="https://github.com/owlmaps/map-data",
    # it states none: as for DeepState, half the tolerance of the trace
    accuracy_km=0.5,
    read=read,
    gap_km=0.06,
    addresses=("https://raw.githubusercontent.com/owlmaps/map-data/master/data/{day:%Y%m%d}.json",),
)
