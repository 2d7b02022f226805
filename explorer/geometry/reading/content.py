"""Content: the features of a file, what was left out of it, and how much of it can be worked on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError
from explorer.geometry.reading.degrees import Converted
from explorer.language import _

MOST_FEATURES = 5_000
MOST_POINTS = 200_000
UNUSABLE = _(
    "{name}: has a coordinate system that cannot be turned into longitude and latitude; save it in "
    "WGS 84 (EPSG:4326)"
)
# From how many metres on an inaccurate conversion is worth a word.
_INACCURATE_M = 10
_FARTHEST = (180, 90)
_MOST_LISTED = 5
_LONGEST_LISTED = 60


class Feature(NamedTuple):
    """
    A feature of a file.

    Attributes
    ----------
    number
        Its place in the file, from 1.
    properties
        Its values by name, as the file has them; its `id`, if it has one, is among them.
    geometry
        Any geometry with two coordinates; in degrees, unless it was just read.
    """

    number: int
    properties: dict[str, Any]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Content:
    """
    What was read from a file.

    Attributes
    ----------
    name
        The file's name, for messages.
    features
        Its features that have a geometry, in their order.
    remarks
        What was left out, assumed or moved: a sentence each, which is not raised.
    """

    name: str
    features: tuple[Feature, ...]
    remarks: tuple[FileError, ...] = ()


def listed(values: Iterable[object]) -> str:
    """
    List the first few of what a sentence is about.

    Parameters
    ----------
    values
        Numbers of features, or names from a stranger's file.

    Returns
    -------
    text
        Printable, with commas between them, each at most 60 signs long.
    """
    texts = ["".join(filter(str.isprintable, str(value)))[:_LONGEST_LISTED] for value in values]
    more = len(texts) - _MOST_LISTED
    return ", ".join(texts[:_MOST_LISTED]) + (f", … (+{more})" if more > 0 else "")


def unreadable(name: str, title: str) -> FileError:
    """
    Say that a file is not of the format of its name.

    Parameters
    ----------
    name
        The file's name.
    title
        The format, as it is called.

    Returns
    -------
    error
        To be raised.
    """
    return FileError(
        _("{name}: cannot be read as {format}; open it in a map program and save it again"),
        name=name,
        format=title,
    )


def without_empty(name: str, features: Sequence[tuple[int, dict[str, Any], Any]]) -> Content:
    """
    Gather features, without those that have no geometry.

    Parameters
    ----------
    name
        The file's name.
    features
        Number, properties and geometry of each; the geometry may be `None` or empty.

    Returns
    -------
    content
        Its remark names those that are left out.
    """
    kept, empty = [], []
    for number, properties, geometry in features:
        if geometry is None or geometry.is_empty:
            empty.append(number)
        else:
            kept.append(Feature(number, properties, geometry))
    remarks: tuple[FileError, ...] = ()
    if empty:
        message = _("{name}: left out, because it has no geometry: feature {numbers}.")
        remarks = (FileError(message, name=name, numbers=listed(empty)),)
    return Content(name, tuple(kept), remarks)


def moved(name: str, conversions: Iterable[Converted]) -> list[FileError]:
    """
    Say by how much conversions may have moved a file's features, if it is worth a word.

    Parameters
    ----------
    name
        The file's name.
    conversions
        How its geometries were converted to degrees.

    Returns
    -------
    remarks
        One for each coordinate system whose conversion is off by 10 m or more, or by nobody knows
        how much.
    """
    remarks = []
    for system, accuracy_m in sorted({(each.system, each.accuracy_m) for each in conversions}):
        if accuracy_m < 0:
            message = _("{name}: converted from {system}; how far off that may be is not known.")
        elif accuracy_m >= _INACCURATE_M:
            message = _("{name}: converted from {system}, which may be off by {metres} m.")
        else:
            continue
        metres = round(accuracy_m)
        remarks.append(FileError(message, name=name, system=listed([system]), metres=metres))
    return remarks


def check_size(name: str, features: int, points: int, most_points: int = MOST_POINTS) -> None:
    """
    Refuse a file that is too large to work on.

    Parameters
    ----------
    name
        The file's name.
    features, points
        How many it has.
    most_points
        How many points it may have.

    Raises
    ------
    FileError
        If there are more than 5,000 features, or too many points.
    """
    if features > MOST_FEATURES:
        raise FileError(
            _("{name}: has more than {most} features; keep those that matter"),
            name=name,
            most=MOST_FEATURES,
        )
    if points > most_points:
        raise FileError(
            _(
                "{name}: has {points} points; simplify it in a map program, so that there are at "
                "most {most}"
            ),
            name=name,
            points=points,
            most=most_points,
        )


def check_degrees(content: Content) -> None:
    """
    Refuse coordinates that are no longitude and latitude.

    Parameters
    ----------
    content
        Features in degrees.

    Raises
    ------
    FileError
        If a coordinate is not finite, or farther than 180° or 90°; it names the feature.
    """
    shapes = np.array([each.geometry for each in content.features], dtype=object)
    degrees, index = shapely.get_coordinates(shapes, return_index=True)
    unknown = ~np.isfinite(degrees).all(axis=1)
    if unknown.any():
        raise FileError(
            _("{name}: feature {number} has a coordinate that is not a number; fix it"),
            name=content.name,
            number=content.features[index[unknown.argmax()]].number,
        )
    outside = (np.abs(degrees) > _FARTHEST).any(axis=1)
    if outside.any():
        raise FileError(
            _(
                "{name}: feature {number} lies outside longitude and latitude; save the file with "
                "its coordinate system, or in WGS 84 (EPSG:4326)"
            ),
            name=content.name,
            number=content.features[index[outside.argmax()]].number,
        )
