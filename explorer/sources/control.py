"""Control: the ground that one source says is occupied, and contested, on one day."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from shapely.geometry import MultiLineString, MultiPolygon, box
from shapely.geometry.base import BaseGeometry

from explorer.errors import FileError, SourceError
from explorer.geometry import gaps, geodesy
from explorer.geometry.reading import crossings
from explorer.geometry.reading.content import Feature, check_size

# A day of DeepStateMap has 15,000; to close the gaps of more takes half a minute.
MOST_POINTS = 100_000
# Ukraine with its waters, with a degree to spare, in degrees: ground elsewhere is a mistake.
_REGION = box(21.0, 43.0, 41.5, 53.5)


@dataclass(frozen=True)
class Control:
    """
    What one source says of one day.

    Attributes
    ----------
    day
        The day that it shows.
    source
        Id of the source.
    occupied
        Russian-held ground, polygons in degrees (WGS84); `None` if the file does not say.
    contested
        Ground that neither side controls, polygons in degrees (WGS84), none of them occupied;
        `None` if the file does not say.
    sha256
        Digest of the file's bytes, in hexadecimal digits.
    licence, credit
        The source's licence, and the words to credit it with.
    accuracy_km
        How far its outlines may be off, in km, to either side.
    closed_km2
        Area of the gaps between neighbouring polygons that were closed, in km².
    claimed
        Ground that Russia claims and the source does not confirm, polygons in degrees; `None` if
        the file does not say.
    line
        The front line, line strings in degrees, where a source draws a line and no ground.
    retrieved
        When the file was fetched, with its time zone; `None` if unknown.
    left_out
        Names of what is in the file and not in any of these, each once, in order.
    remarks
        What else of the file was left out, assumed or moved, a sentence each.
    """

    day: date
    source: str
    occupied: MultiPolygon | None
    contested: MultiPolygon | None
    sha256: str
    licence: str
    credit: str
    accuracy_km: float
    closed_km2: float = 0.0
    claimed: MultiPolygon | None = None
    line: MultiLineString | None = None
    retrieved: datetime | None = None
    left_out: tuple[str, ...] = ()
    remarks: tuple[FileError, ...] = ()


@dataclass(frozen=True)
class Source:
    """
    Where control comes from.

    Attributes
    ----------
    id, title
        A short name for the command line, and its own name.
    licence, credit, full_credit
        What its licence says, and the words to credit a generalised line with, and one that is
        not.
    home
        Address of its public page.
    accuracy_km
        How far its outlines may be off, in km, to either side.
    read
        Reads the bytes of a file into the control of each of its days. The second argument is the
        file's name, for messages and for the day where the file itself has none. It raises
        `SourceError` if the file is not in a layout that is known.
    gap_km
        Gaps between neighbouring polygons that are narrower than twice this are closed, in km.
    addresses
        Where a day lies, templates for `str.format(day=date)`.
    """

    id: str
    title: str
    licence: str
    credit: str
    full_credit: str
    home: str
    accuracy_km: float
    read: Callable[[bytes, str], tuple[Control, ...]]
    gap_km: float = 0.0
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """
    The polygons of a file by what they say, as the file has them.

    Attributes
    ----------
    occupied, contested, claimed
        Polygons in degrees, each valid or not, that overlap or not; `None` if the file does not
        have that kind.
    left_out
        Names of what else the file has.
    """

    occupied: Sequence[BaseGeometry] | None
    contested: Sequence[BaseGeometry] | None = None
    claimed: Sequence[BaseGeometry] | None = None
    left_out: Iterable[str] = ()


def assemble(
    source: Source,
    day: date,
    ground: Ground,
    content: bytes,
    name: str,
    remarks: tuple[FileError, ...] = (),
) -> Control:
    """
    Make control of a file's polygons: made valid, united, with the gaps between them closed.

    Parameters
    ----------
    source
        Where they come from.
    day
        The day that they show.
    ground
        The polygons in degrees.
    content
        The file's bytes.
    name
        The file's name, for messages.
    remarks
        What of the file is in none of them, a sentence each.

    Returns
    -------
    control
        Where contested ground overlaps occupied ground, it is occupied.

    Raises
    ------
    SourceError
        If a coordinate is no number in degrees, or the polygons lie outside Ukraine.
    """
    occupied, closed_km2 = None, 0.0
    if ground.occupied is not None:
        united = united_ground(ground.occupied, name)
        occupied = gaps.close(united, source.gap_km) if source.gap_km else united
        closed_km2 = geodesy.area_km2(occupied.difference(united)) if source.gap_km else 0.0
    return Control(
        day=day,
        source=source.id,
        occupied=occupied,
        contested=_beside(ground.contested, occupied, name),
        sha256=hashlib.sha256(content).hexdigest(),
        licence=source.licence,
        credit=source.credit,
        accuracy_km=source.accuracy_km,
        closed_km2=closed_km2,
        claimed=_beside(ground.claimed, occupied, name),
        left_out=tuple(sorted(set(ground.left_out))),
        remarks=remarks,
    )


def _beside(
    shapes: Sequence[BaseGeometry] | None, occupied: MultiPolygon | None, name: str
) -> MultiPolygon | None:
    """Unite polygons, without the ground that is occupied."""
    if shapes is None:
        return None
    united = united_ground(shapes, name)
    return united if occupied is None else geodesy.polygons(united.difference(occupied))


def united_ground(shapes: Sequence[BaseGeometry], name: str) -> MultiPolygon:
    """
    Unite polygons.

    Parameters
    ----------
    shapes
        Polygons in degrees, each valid or not, that overlap or not.
    name
        The file's name, for messages.

    Returns
    -------
    united
        Valid polygons in degrees.

    Raises
    ------
    SourceError
        If a coordinate is no number in degrees, the polygons lie outside Ukraine, or their outlines
        cross too often.
    """
    flat = [shapely.force_2d(shape) for shape in shapes]
    check_degrees(flat, name)
    check_size(name, 0, int(shapely.get_num_coordinates(flat).sum()), MOST_POINTS)
    crossings.check(name, [Feature(number, {}, shape) for number, shape in enumerate(flat, 1)])
    return geodesy.polygons(shapely.union_all([shapely.make_valid(shape) for shape in flat]))


def check_degrees(shapes: Sequence[BaseGeometry], name: str) -> None:
    """
    Check that geometries are in degrees and that some of them lies in Ukraine.

    Parameters
    ----------
    shapes
        Geometries without a third coordinate.
    name
        The file's name, for messages.

    Raises
    ------
    SourceError
        If a coordinate is not finite or is no longitude or latitude, or all lie elsewhere.
    """
    corners = shapely.get_coordinates(list(shapes))
    if not (np.isfinite(corners).all() and (np.abs(corners) <= (180, 90)).all()):
        raise SourceError(
            f"{name}: has coordinates that are no degrees; "
            "convert them to longitude and latitude (EPSG:4326)"
        )
    if len(corners) and not any(_REGION.intersects(box(*shape.bounds)) for shape in shapes):
        x, y = corners[0]
        raise SourceError(
            f"{name}: lies outside Ukraine, at longitude {x:.2f} and latitude {y:.2f}; "
            "give each point as longitude, then latitude"
        )
