"""Content: the bytes of an upstream file as a JSON document, and the day that its name has."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.geometry.reading import geojson, polygons, read
from explorer.geometry.reading.content import Content

Features = list[tuple[dict[str, Any], BaseGeometry]]

# A day of DeepStateMap is half a megabyte.
MOST_BYTES = 50_000_000
_DAY = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_MOST_LISTED = 12
_LONGEST_LISTED = 60


def document(content: bytes, name: str) -> Any:  # noqa: ANN401  (JSON of any shape)
    """
    Read JSON.

    Parameters
    ----------
    content
        Text in UTF-8, UTF-16 or UTF-32, at most 50 MB.
    name
        The file's name, for messages.

    Returns
    -------
    document
        Objects, arrays and values as Python has them.

    Raises
    ------
    SourceError
        If it is too large or no JSON, a web page for example.
    FileError
        If it is not whole, or has more brackets than can be worked on.
    """
    if len(content) > MOST_BYTES:
        raise SourceError(f"{name}: is larger than {MOST_BYTES // 10**6} MB; simplify it first")
    if content.lstrip()[:1] == b"<":
        raise SourceError(f"{name}: is a page or XML and no JSON; fetch or save the file again")
    return geojson.parse(content, name)


def ground(document: Any, name: str) -> Content:  # noqa: ANN401  (JSON of any shape)
    """
    Read the polygons of a GeoJSON document.

    Parameters
    ----------
    document
        As `document` reads it.
    name
        The file's name, for messages.

    Returns
    -------
    content
        Polygons in degrees, valid or not, and what was left out.

    Raises
    ------
    FileError
        If it is not GeoJSON, a feature cannot be read, or there is too much to work on.
    """
    return polygons.of(read.read_document(document, name))


def pairs(content: Content) -> Features:
    """
    Take properties and geometries of features.

    Parameters
    ----------
    content
        The features.

    Returns
    -------
    features
        In their order.
    """
    return [(properties, geometry) for _number, properties, geometry in content.features]


def day_in(name: str) -> date | None:
    """
    Find the day in a file's name: 20251209 or 2025-12-09, the last if there are several.

    Parameters
    ----------
    name
        The file's name.

    Returns
    -------
    day
        `None` if the name has none.
    """
    for parts in reversed(_DAY.findall(name)):
        try:
            return date.fromisoformat("".join(parts))
        except ValueError:
            continue
    return None


def day_of(name: str) -> date:
    """
    Get the day in a file's name where the file itself has none.

    Parameters
    ----------
    name
        The file's name.

    Returns
    -------
    day
        As `day_in` finds it.

    Raises
    ------
    SourceError
        If the name has none.
    """
    day = day_in(name)
    if day is None:
        raise SourceError(f"{name}: has no date in its name; pass --date as YYYY-MM-DD")
    return day


def listed(values: Iterable[object]) -> str:
    """
    List the different values that a file has, for a message.

    Parameters
    ----------
    values
        Any, from a stranger's file.

    Returns
    -------
    text
        At most twelve, each shortened and quoted, in order.
    """
    shown = sorted({repr(value)[:_LONGEST_LISTED] for value in values})
    more = len(shown) - _MOST_LISTED
    return ", ".join(shown[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def named(properties: dict[str, Any]) -> str:
    """
    Get a feature's name.

    Parameters
    ----------
    properties
        Of a stranger's feature.

    Returns
    -------
    name
        Empty if it has none.
    """
    return str(properties.get("name") or "")


def by_day(features: Features, name: str) -> dict[date, Features]:
    """
    Take the days of a file apart.

    Parameters
    ----------
    features
        Properties and geometry of each. Its day is its property `date`, in any case: an ISO date
        or milliseconds since 1970.
    name
        The file's name; its day counts if no feature has one, or a single one of them.

    Returns
    -------
    days
        The features of each day, ascending.

    Raises
    ------
    SourceError
        If a date cannot be read, features of several days stand beside some without one, or there
        is no day at all.
    """
    days = [_dated(properties, name) for properties, _ in features]
    known = sorted({day for day in days if day is not None})
    if len(known) > 1 and None in days:
        raise SourceError(
            f"{name}: has features of {known[0]} to {known[-1]} and some without a date; "
            "give every feature its date"
        )
    if len(known) <= 1:
        return {known[0] if known else day_of(name): features}
    pairs = list(zip(days, features, strict=True))
    return {day: [feature for other, feature in pairs if other == day] for day in known}


def _dated(properties: dict[str, Any], name: str) -> date | None:
    value = next((value for key, value in properties.items() if key.casefold() == "date"), None)
    try:
        if value in {None, ""}:
            return None
        if isinstance(value, int | float):
            return moment(value).date()
        return date.fromisoformat(str(value)[:10])
    except (ValueError, OverflowError, OSError, TypeError) as fault:
        raise SourceError(
            f"{name}: has the date {str(value)[:_LONGEST_LISTED]!r}; write dates as YYYY-MM-DD"
        ) from fault


def moment(milliseconds: float) -> datetime:
    """
    Read a time as ArcGIS writes it.

    Parameters
    ----------
    milliseconds
        Since 1970, in UTC.

    Returns
    -------
    time
        With its time zone.

    Raises
    ------
    ValueError, OverflowError, OSError
        If there is no such time.
    """
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def check_page(page: Any, name: str) -> None:  # noqa: ANN401  (JSON of any shape)
    """
    Check that a document is an answer of a FeatureServer.

    Parameters
    ----------
    page
        The document.
    name
        The file's name, for messages.

    Raises
    ------
    SourceError
        If it is a refusal, or has no features.
    """
    if isinstance(page, dict) and isinstance(page.get("error"), dict):
        said = str(page["error"].get("message"))[:_LONGEST_LISTED]
        raise SourceError(f"{name}: is a refusal of the server ({said}); fetch it again")
    features = page.get("features") if isinstance(page, dict) else None
    if not isinstance(features, list) or not all(isinstance(row, dict) for row in features):
        keys = listed(page) if isinstance(page, dict) else "no object"
        raise SourceError(f"{name}: has no list of features but {keys}; fetch it again")


def check_last_page(page: Any, name: str) -> None:  # noqa: ANN401  (JSON of any shape)
    """
    Check that an answer of a FeatureServer says that no other follows.

    Parameters
    ----------
    page
        The document, or the last page of several.
    name
        The file's name, for messages.

    Raises
    ------
    SourceError
        If features are missing.
    """
    check_page(page, name)
    properties = page.get("properties")
    stated = {**(properties if isinstance(properties, dict) else {}), **page}
    if stated.get("exceededTransferLimit"):
        raise SourceError(
            f"{name}: says that it is not the last page (exceededTransferLimit); fetch the others "
            "with resultOffset, and give all of them as an array, [page, page]"
        )
