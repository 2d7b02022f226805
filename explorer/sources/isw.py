"""ISW: answers of the Institute for the Study of War's FeatureServer, in GeoJSON or Esri's JSON.

ISW keeps a layer each for the control it assesses, for what Russia claims, and for where Russian
forces infiltrated. A file is one answer, whose name says which layer it is; or an array of the
pages of one; or an object of such arrays by kind, `{"assessed": […], "infiltrated": […]}`.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.geometry.reading import polygons
from explorer.geometry.reading.content import Content, without_empty
from explorer.language import _
from explorer.sources import content as contents
from explorer.sources.control import Control, Ground, Source, assemble

ASSESSED, CLAIMED, INFILTRATED = "assessed", "claimed", "infiltrated"
# Parts of the services' names, which gain and lose a version now and then. ISW has layers of
# assessed Russian advances and of claimed Ukrainian counteroffensives too: those are no control.
_NAMED: Mapping[str, str] = {
    "infiltrat": INFILTRATED,
    "claimed(?!ukrainian)": CLAIMED,
    "russiacot|assessed(?!russian)": ASSESSED,
}
_WEB_MERCATOR = {3857, 102100, 102113, 900913}
_WGS84 = {4326}


def read(content: bytes, name: str) -> tuple[Control]:
    """
    Read ISW's layers of a day.

    Parameters
    ----------
    content
        An answer, its pages, or those of several layers by kind.
    name
        The file's name; it has the day, and the layer where the content does not say.

    Returns
    -------
    controls
        The day's control, alone: assessed ground is occupied, infiltrated ground contested.

    Raises
    ------
    SourceError
        If a page is missing, the layer or its coordinates are not known, or the day is unclear.
    LayerError
        If a page is no GeoJSON.
    """
    document = contents.document(content, name)
    layers = document if _is_by_kind(document) else {_kind(name): document}
    pages = {kind: each if isinstance(each, list) else [each] for kind, each in layers.items()}
    for each in pages.values():
        for page in each[:-1]:
            contents.check_page(page, name)
        contents.check_last_page(each[-1] if each else None, name)
    read = {kind: [_ground(page, name) for page in each] for kind, each in pages.items()}
    shapes = {
        kind: [shape for page in each for _, shape in contents.pairs(page)]
        for kind, each in read.items()
    }
    remarks = tuple(remark for each in read.values() for page in each for remark in page.remarks)
    ground = Ground(shapes.get(ASSESSED), shapes.get(INFILTRATED), shapes.get(CLAIMED))
    everything = [page for each in pages.values() for page in each]
    return (assemble(SOURCE, _day(everything, name), ground, content, name, remarks),)


def _is_by_kind(document: Any) -> bool:  # noqa: ANN401  (JSON of any shape)
    return (
        isinstance(document, dict)
        and bool(document)
        and set(document) <= {ASSESSED, CLAIMED, INFILTRATED}
    )


def _kind(name: str) -> str:
    for part, kind in _NAMED.items():
        if re.search(part, name.lower()):
            return kind
    raise SourceError(
        f"{name}: does not say which of ISW's layers it is; put one of "
        f"{', '.join((ASSESSED, CLAIMED, INFILTRATED))} in its name"
    )


def _day(pages: list[Any], name: str) -> date:
    """Get the day in the file's name, else the one day on which the layers were edited."""
    named = contents.day_in(name)
    if named is not None:
        return named
    edited: set[date] = {
        contents.moment(value).date()
        for page in pages
        for row in page.get("features", ())
        for key, value in (row.get("properties") or row.get("attributes") or {}).items()
        if key.casefold() == "editdate" and isinstance(value, int | float)
    }
    if len(edited) != 1:
        days = ", ".join(sorted(map(str, edited))) or "no day"
        raise SourceError(f"{name}: was edited on {days}; pass the one it shows as --date")
    return edited.pop()


def _ground(page: dict[str, Any], name: str) -> Content:
    if page.get("type") == "FeatureCollection":
        return contents.ground(page, name)
    rows: list[tuple[int, dict[str, Any], Any]] = [
        (number, {}, row.get("geometry") and _in_degrees(_esri(row["geometry"], name), page, name))
        for number, row in enumerate(page["features"], start=1)
    ]
    return polygons.of(without_empty(name, rows))


def _esri(geometry: dict[str, Any], name: str) -> BaseGeometry:
    """Build a polygon of Esri's rings, of which holes are those that lie within another."""
    try:
        rings = [shapely.Polygon([corner[:2] for corner in ring]) for ring in geometry["rings"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise SourceError(f"{name}: has a feature without rings; ask for polygons") from fault
    # even-odd: a ring within a ring is a hole
    whole: BaseGeometry = shapely.Polygon()
    for ring in rings:
        whole = whole.symmetric_difference(shapely.make_valid(ring))
    return whole


def _in_degrees(shape: BaseGeometry, page: dict[str, Any], name: str) -> BaseGeometry:
    system = page.get("spatialReference") or {}
    codes = {system.get("latestWkid"), system.get("wkid")}
    if codes & _WGS84:
        return shape
    if not codes & _WEB_MERCATOR:
        listed = contents.listed(codes)
        raise SourceError(f"{name}: has the spatial reference {listed}; ask for outSR=4326")
    degrees = Transformer.from_crs(3857, 4326, always_xy=True)
    return shapely.transform(shape, lambda xy: np.column_stack(degrees.transform(*xy.T)))


SOURCE = Source(
    id="isw",
    title=_("Institute for the Study of War"),
    licence=_("use only with ISW's written consent"),
    credit=_("after the Institute for the Study of War and Critical Threats, generalised"),
    full_credit=_(
        "after the Institute for the Study of War and Critical Threats, at full resolution"
    ),
    home="https://understandingwar.org",
    # ISW states none: as for DeepState, half the tolerance of the trace
    accuracy_km=0.5,
    read=read,
    gap_km=0.02,
)
