"""Polygons: any file, whose reader says which of them are occupied, and which contested."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError, SourceError
from explorer.geometry.reading import polygons as reading
from explorer.geometry.reading import read as files
from explorer.geometry.reading.content import listed
from explorer.language import _
from explorer.sources import content as contents
from explorer.sources import deepstate
from explorer.sources.content import Features
from explorer.sources.control import Control, Ground, Source, assemble

_NAME = re.compile("[a-z][a-z0-9-]{0,29}")


# Fields that tell a polygon from the others, and not its class.
_NO_CLASS = {"date", "id", "fid", "objectid"}
# Fields that polygons of KML and GeoJSON have whether there are classes or not.
_LABELS = {"name", "description"}


class Choice(NamedTuple):
    """
    Features whose property has a value.

    Attributes
    ----------
    field
        The property's name.
    value
        Its value, as text.
    """

    field: str
    value: str


def choice(text: str) -> Choice:
    """
    Read FIELD=VALUE.

    Parameters
    ----------
    text
        As it is given on the command line.

    Returns
    -------
    choice
        The field and the value.

    Raises
    ------
    SourceError
        If it has no equals sign, or no field.
    """
    field, sign, value = text.partition("=")
    if not (field and sign):
        raise SourceError(f"{text!r} is no choice of polygons; write FIELD=VALUE")
    return Choice(field, value)


def chosen(identifier: str, occupied: Sequence[Choice], contested: Sequence[Choice]) -> Source:
    """
    Make a source of files whose polygons are told apart by a property.

    Parameters
    ----------
    identifier
        What to call it: small letters, digits and hyphens.
    occupied, contested
        What the occupied polygons have, and the contested ones.

    Returns
    -------
    source
        `SOURCE` with a reader and, unless it has the same id, a name of its own.

    Raises
    ------
    SourceError
        If the name has other letters.
    """
    if not _NAME.fullmatch(identifier):
        raise SourceError(
            f"{identifier!r} is no name of a source; use up to 30 small letters, digits and hyphens"
        )
    mine = replace(SOURCE, read=partial(_read, identifier, tuple(occupied), tuple(contested)))
    if identifier == SOURCE.id:
        return mine
    return replace(
        mine,
        id=identifier,
        title=identifier,
        credit=f"after {identifier}, generalised",
        full_credit=f"after {identifier}, at full resolution",
    )


def read(content: bytes, name: str) -> tuple[Control, ...]:
    """
    Read an outline whose polygons have no properties, so that all are occupied.

    Parameters
    ----------
    content
        GeoJSON polygons in degrees.
    name
        The file's name; it has the day unless the features have.

    Returns
    -------
    controls
        One for each day, ascending.

    Raises
    ------
    SourceError
        If there are no polygons, or their properties may tell them apart.
    LayerError
        If it is no GeoJSON.
    """
    return _read(SOURCE.id, (), (), content, name)


def _read(
    identifier: str,
    occupied: tuple[Choice, ...],
    contested: tuple[Choice, ...],
    content: bytes,
    name: str,
) -> tuple[Control, ...]:
    given = reading.of(files.read(name, content))
    features = contents.pairs(given)
    remarks = (*given.remarks, *check_classes(features, (*occupied, *contested), name))
    days = contents.by_day(features, name)
    source = replace(SOURCE, id=identifier)
    return tuple(
        assemble(source, day, ground(each, occupied, contested), content, name, remarks)
        for day, each in days.items()
    )


def check_classes(features: Features, choices: Sequence[Choice], name: str) -> Sequence[FileError]:
    """
    Check that it is known which polygons of a file are occupied.

    Parameters
    ----------
    features
        Its polygons.
    choices
        Properties of those that are occupied or contested; if there are none, all are occupied.
    name
        The file's name, for messages.

    Returns
    -------
    remarks
        What all of them have in common, if all are taken as occupied.

    Raises
    ------
    SourceError
        If there are no polygons; their properties tell classes apart and it is not said which are
        occupied; or none has a property that was named.
    """
    if not features:
        raise SourceError(f"{name}: holds no polygons; give the outline of Russian-held ground")
    _check_present(choices, features, name)
    return () if choices else _shared(features, name)


def ground(
    features: Features, occupied: tuple[Choice, ...], contested: tuple[Choice, ...]
) -> Ground:
    """
    Take the polygons of each class.

    Parameters
    ----------
    features
        The polygons of a file.
    occupied, contested
        What the occupied polygons have, and the contested ones; if nothing, all are occupied.

    Returns
    -------
    ground
        The polygons, as the file has them.
    """
    if not occupied:
        return Ground([shape for _, shape in features])
    fields = {each.field for each in (*occupied, *contested)}
    return Ground(
        occupied=_shapes(features, occupied),
        contested=_shapes(features, contested) if contested else None,
        left_out=[
            " ".join(f"{field}={properties.get(field)}" for field in sorted(fields))
            for properties, _ in features
            if not _has(properties, (*occupied, *contested))
        ],
    )


def _shapes(features: Features, choices: tuple[Choice, ...]) -> list[BaseGeometry]:
    return [shape for properties, shape in features if _has(properties, choices)]


def _has(properties: dict[str, object], choices: tuple[Choice, ...]) -> bool:
    return any(
        each.field in properties and str(properties[each.field]) == each.value for each in choices
    )


def _shared(features: Features, name: str) -> list[FileError]:
    """Say what all polygons are called; refuse those that differ, or have a class."""
    rows = {
        tuple(
            sorted(
                (field, str(value))
                for field, value in properties.items()
                if field.casefold() not in _NO_CLASS and value is not None and value != ""
            )
        )
        for properties, _ in features
    }
    texts = {f"{field}={value}" for row in rows for field, value in row}
    names = [contents.named(properties) for properties, _ in features]
    is_other = any(map(deepstate.is_unoccupied, names))
    is_class = any(field.casefold() not in _LABELS for row in rows for field, _ in row)
    if all(map(deepstate.is_keyed_as_occupied, names)):
        texts = set(names)
    elif len(rows) > 1 or is_class or is_other:
        raise SourceError(
            f"{name}: its polygons have properties: {contents.listed(texts)}; "
            "say which are occupied with --occupied FIELD=VALUE"
        )
    if not texts:
        return []
    message = _("{name}: taken as Russian-held, all with {what}.")
    return [FileError(message, name=name, what=listed(sorted(texts)))]


def _check_present(choices: Sequence[Choice], features: Features, name: str) -> None:
    for each in choices:
        if not any(_has(properties, (each,)) for properties, _ in features):
            values = [
                properties[each.field] for properties, _ in features if each.field in properties
            ]
            fields = {field for properties, _ in features for field in properties}
            there = (
                f"{each.field} is {contents.listed(values)}"
                if values
                else f"the fields are {contents.listed(fields) or 'none'}"
            )
            raise SourceError(
                f"{name}: has no polygon with {each.field}={each.value}: {there}; "
                "write FIELD=VALUE as the file has them"
            )


SOURCE = Source(
    id="polygons",
    title=_("a file of polygons"),
    licence=_("as its source states"),
    credit=_("after a file of polygons, generalised"),
    full_credit=_("after a file of polygons, at full resolution"),
    home="",
    accuracy_km=0.5,
    read=read,
    gap_km=0.02,
)
