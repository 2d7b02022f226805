"""OCHA: the front line that the United Nations draws, after ISW; a line, and no ground."""

import hashlib
from datetime import date

import shapely
from shapely.geometry import MultiLineString

from explorer.errors import SourceError
from explorer.geometry import geodesy
from explorer.geometry.reading.content import Content
from explorer.geometry.reading.read import read_document
from explorer.sources import content as contents
from explorer.sources.content import Features
from explorer.sources.control import Control, Source, check_degrees


def read(content: bytes, name: str) -> tuple[Control, ...]:
    """
    Read OCHA's line.

    Parameters
    ----------
    content
        GeoJSON lines; heights are dropped.
    name
        The file's name; it has the day unless the features have.

    Returns
    -------
    controls
        One for each day, ascending, with a line and no ground.

    Raises
    ------
    SourceError
        If the file has no lines, or more than one page.
    LayerError
        If it is no GeoJSON.
    """
    document = contents.document(content, name)
    contents.check_last_page(document, name)
    given = read_document(document, name)
    features = contents.pairs(given)
    if not any(geodesy.lines(shape) for _, shape in features):
        kinds = contents.listed(shape.geom_type for _, shape in features)
        raise SourceError(f"{name}: has no lines but {kinds or 'nothing'}; give OCHA's front line")
    days = contents.by_day(features, name)
    return tuple(_control(day, content, each, given) for day, each in days.items())


def _control(day: date, content: bytes, features: Features, given: Content) -> Control:
    lines = [line for _, shape in features for line in geodesy.lines(shapely.force_2d(shape))]
    check_degrees(lines, given.name)
    return Control(
        day=day,
        source=SOURCE.id,
        occupied=None,
        contested=None,
        sha256=hashlib.sha256(content).hexdigest(),
        licence=SOURCE.licence,
        credit=SOURCE.credit,
        accuracy_km=SOURCE.accuracy_km,
        line=MultiLineString(lines),
        remarks=given.remarks,
    )


SOURCE = Source(
    id="ocha",
    title="OCHA, Ukraine front line",
    licence="as OCHA states; drawn after ISW, whose terms ask for written consent",
    credit="after OCHA and ISW, generalised",
    full_credit="after OCHA and ISW, at full resolution",
    home="https://data.humdata.org",
    # drawn for maps of 1:1,000,000 and smaller, where 1 mm is 1 km
    accuracy_km=1.0,
    read=read,
)
