"""Boundaries: oblasts and raions from a file that a user brings, as units of a frame.

A unit of the file belongs to the oblast of the explorer's own frame that it shares most ground
with, whatever it is called: names and codes differ from source to source, and some sources give
one name twice. Several units of an oblast are its raions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError, SourceError
from explorer.geometry import geodesy, geojson
from explorer.geometry.reading import polygons as grounds
from explorer.geometry.reading import read as reading
from explorer.geometry.reading.content import Content
from explorer.pipeline import oblasts

LARGEST_MB = 100
MOST_UNITS = 2_000
MOST_POINTS = 500_000
# Sources leave out Sevastopol or the city of Kyiv, or have them in the oblast around them.
MOST_MISSING = 3
# Part of a unit that another may cover too, since borders are simplified one by one.
_SLIVER = 0.01
_NAMES = ("raion", "name_uk", "name", "NAME", "shapeName")


@dataclass(frozen=True)
class Boundaries:
    """
    Units of a file that together make a frame.

    Attributes
    ----------
    oblasts
        Polygons in degrees, a valid coverage on the five-decimal grid, by ISO 3166-2 code.
    raions
        Polygons in degrees by oblast and name, of the oblasts that the file divides; those of an
        oblast cover it.
    missing
        Codes of the oblasts that the file does not have; their outline is the explorer's own.
    remarks
        What of the file was left out, assumed or moved, a sentence each.
    """

    oblasts: Mapping[str, BaseGeometry]
    raions: Mapping[tuple[str, str], BaseGeometry]
    missing: tuple[str, ...]
    remarks: tuple[FileError, ...] = ()


def read(path: Path, own: Mapping[str, BaseGeometry]) -> Boundaries:
    """
    Read the boundaries of a file.

    Parameters
    ----------
    path
        A file of polygons with a coordinate system that it states: oblasts, or raions. Names of
        raions are in a field `raion`, `name_uk`, `name`, `NAME` or `shapeName`.
    own
        Polygons of the explorer's own 27 units in degrees, by ISO 3166-2 code.

    Returns
    -------
    boundaries
        All 27 oblasts, and the raions of those that the file divides.

    Raises
    ------
    SourceError
        If the file cannot be read, is too large, or its units are not those of Ukraine.
    """
    content = _content(path)
    given, units = _names(content), _units(content)
    _check_apart(path, units)
    codes = tuple(own)
    owners = owners_of(path, units, own)
    missing = tuple(code for code in codes if code not in owners)
    if len(missing) > MOST_MISSING:
        raise SourceError(
            f"{path}: has no unit for {len(missing)} of the {len(codes)} oblasts "
            f"({', '.join(missing[:5])}…); give a file with all of them"
        )
    names = _named(path, given, owners)
    borrowed = [own[code] for code in missing]
    cut = [unit.difference(shapely.union_all(borrowed)) for unit in units]
    ground = _without_holes([*cut, *borrowed])
    led_out = [
        geodesy.polygons(geojson.rounded(unit))
        for unit in oblasts.lead_out([*cut, *borrowed], ground)
    ]
    if not shapely.coverage_is_valid(led_out):
        raise SourceError(f"{path}: its units do not fit edge to edge; mend their borders first")
    owners += missing
    return Boundaries(
        oblasts={
            code: shapely.coverage_union_all(
                [unit for unit, owner in zip(led_out, owners, strict=True) if owner == code]
            )
            for code in codes
        },
        raions=_raions(path, names, owners, led_out),
        missing=missing,
        remarks=content.remarks,
    )


def polygons(path: Path) -> tuple[list[str] | None, list[BaseGeometry]]:
    """
    Read the polygons of a file.

    Parameters
    ----------
    path
        A file of polygons with a coordinate system that it states.

    Returns
    -------
    names, units
        Names of the polygons, if it has a field for them, and the polygons in degrees.

    Raises
    ------
    SourceError
        If the file cannot be read, is too large, or has other features.
    """
    content = _content(path)
    return _names(content), _units(content)


def _content(path: Path) -> Content:
    """Read a file that has polygons alone."""
    read = reading.read_file(path, MOST_POINTS, LARGEST_MB)
    if len(read.features) > MOST_UNITS:
        raise SourceError(f"{path}: has over {MOST_UNITS:,} features; give oblasts or raions")
    if not read.features:
        raise SourceError(f"{path}: has no features; give polygons")
    content = grounds.of(read)
    numbers = [each.number for each in content.features]
    last = read.features[-1].number
    if numbers != [*range(1, last + 1)]:
        other = min({*range(1, last + 1)} - {*numbers})
        raise SourceError(f"{path}: feature {other} is no polygon; give polygons alone")
    return content


def _units(content: Content) -> list[BaseGeometry]:
    return [geodesy.polygons(shapely.make_valid(each.geometry)) for each in content.features]


def _names(content: Content) -> list[str] | None:
    """Take the names of polygons from the first field that has any."""
    rows = [each.properties for each in content.features]
    field = next((name for name in _NAMES if any(name in row for row in rows)), None)
    return None if field is None else [str(row.get(field)) for row in rows]


def _check_apart(path: Path, units: Sequence[BaseGeometry]) -> None:
    """Refuse units that share ground; along their borders they may, by slivers."""
    first, second = shapely.STRtree(units).query(units, predicate="intersects")
    pairs = first < second
    shapes = np.array(units)
    one, other = shapes[first[pairs]], shapes[second[pairs]]
    smaller = np.minimum(shapely.area(one), shapely.area(other))
    shared = shapely.area(shapely.intersection(one, other)) > _SLIVER * smaller
    if shared.any():
        worst = int(shared.argmax())
        raise SourceError(
            f"{path}: features {first[pairs][worst] + 1} and {second[pairs][worst] + 1} share "
            "ground; "
            "cut one out of the other, or leave one out"
        )


def _named(path: Path, names: Sequence[str] | None, owners: Sequence[str]) -> Sequence[str]:
    """Check that raions have names; an oblast needs none."""
    if names is None:
        divided = sorted({owner for owner in owners if owners.count(owner) > 1})
        if divided:
            raise SourceError(
                f"{path}: has several units in {divided[0]} and no names for them; "
                f"name them in a field {' or '.join(_NAMES)}"
            )
        return [""] * len(owners)
    return names


def owners_of(
    path: Path, units: Sequence[BaseGeometry], own: Mapping[str, BaseGeometry]
) -> tuple[str, ...]:
    """
    Find the oblast that each unit shares most ground with.

    Parameters
    ----------
    path
        The units' file, which an error names.
    units
        Polygons in degrees.
    own
        Polygons of the explorer's own 27 units in degrees, by ISO 3166-2 code.

    Returns
    -------
    owners
        ISO 3166-2 code of each unit's oblast.

    Raises
    ------
    SourceError
        If most of a unit lies outside all oblasts, or in several.
    """
    codes, shapes = np.array([*own]), np.array([*own.values()])
    owners = []
    for number, unit in enumerate(units, start=1):
        shared = shapely.area(shapely.intersection(shapes, unit))
        best = int(shared.argmax())
        if shared[best] < shapely.area(unit) / 2:
            raise SourceError(
                f"{path}: feature {number} does not lie in an oblast of Ukraine for the most "
                "part; give oblasts or raions, in the coordinate system that the file states"
            )
        owners.append(str(codes[best]))
    return tuple(owners)


def _without_holes(units: Sequence[BaseGeometry]) -> BaseGeometry:
    """Get the ground of all units; a gap that units enclose is ground too."""
    parts = geodesy.polygons(shapely.union_all(units)).geoms
    return shapely.union_all([shapely.polygons(part.exterior) for part in parts])


def _raions(
    path: Path, names: Sequence[str], owners: Sequence[str], units: Sequence[BaseGeometry]
) -> dict[tuple[str, str], BaseGeometry]:
    """Gather the units of those oblasts that have several."""
    raions: dict[tuple[str, str], BaseGeometry] = {}
    for name, owner, unit in zip(names, owners, units, strict=False):  # borrowed ones have none
        if owners.count(owner) == 1:
            continue
        if (owner, name) in raions:
            raise SourceError(f"{path}: two units of {owner} are named {name!r}; rename one")
        raions[owner, name] = unit
    return raions
