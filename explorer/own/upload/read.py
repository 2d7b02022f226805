"""Upload: a line or an area out of a file that a reader brings, as a sketch.

A file is a stranger's: its size, its members and its points are bounded, as is how many are worked
on at once; its names never become paths. `read` takes it through `archive` (what a ZIP packs),
`ogr` (GDAL, in a process of its own), `extraction` (lines or areas) and `generalisation` (few
enough points).
"""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from shapely.geometry import LineString

from explorer.errors import UploadError
from explorer.language import Speech, _
from explorer.own.upload import archive, extraction, generalisation, ogr
from explorer.scenarios.sketch import MOST_PARTS, MOST_POINTS, Sketch

LARGEST_MB = 10
_LONGEST_NAME = 80
_LONGEST_IDENTIFIER = 40
_MB = 10**6
# Reading a file takes up to a minute and 2 GB.
_TURNS = threading.BoundedSemaphore(2)
_LONGEST_WAIT_S = 30


class _Format(NamedTuple):
    title: str
    driver: str


_FORMATS: Mapping[str, _Format] = {
    ".geojson": _Format("GeoJSON", "GeoJSON"),
    ".json": _Format("GeoJSON", "GeoJSON"),
    ".kml": _Format("KML", "LIBKML"),
    ".kmz": _Format("KMZ", "LIBKML"),
    ".gpx": _Format("GPX", "GPX"),
    ".gpkg": _Format("GeoPackage", "GPKG"),
    ".zip": _Format("Shapefile", "ESRI Shapefile"),
}


@dataclass(frozen=True)
class Upload:
    """
    What a file came to.

    Attributes
    ----------
    file
        Its name, as plain text from a stranger.
    sketch
        Its lines, merged where they meet, or the outlines of its areas.
    points
        How many points it had before it was thinned.
    tolerance_km
        Greatest distance of a dropped point from the sketch, in km; 0 when none was dropped.
    left_out
        How many points without extent it has beside.
    is_assumed
        Whether it states no coordinate system, so that degrees were assumed.
    """

    file: str
    sketch: Sketch
    points: int
    tolerance_km: float
    left_out: int
    is_assumed: bool

    def notes(self, speech: Speech) -> tuple[str, ...]:
        """
        Say what was done to the file's contents.

        Parameters
        ----------
        speech
            The language.

        Returns
        -------
        sentences
            None for a file that was taken as it is.
        """
        return tuple(self._notes(speech))

    def _notes(self, speech: Speech) -> Iterator[str]:
        if self.tolerance_km:
            yield speech.gettext(
                "{name}: thinned from {points} to {kept} points; no point left out lies farther "
                "than {metres} m from what is kept.",
                name=self.file,
                points=speech.number(self.points),
                kept=speech.number(self.sketch.points),
                metres=speech.number(1000 * self.tolerance_km),
            )
        if self.left_out:
            yield speech.ngettext(
                "{name}: {n} point is left out.",
                "{name}: {n} points are left out.",
                self.left_out,
                name=self.file,
                n=speech.number(self.left_out),
            )
        if self.is_assumed:
            yield speech.gettext(
                "{name}: states no coordinate system; longitude and latitude are assumed.",
                name=self.file,
            )


def read(name: str, content: bytes) -> Upload:
    """
    Read the line or the area of a file.

    Parameters
    ----------
    name
        The file's name; its ending tells the format: GeoJSON, KML, KMZ, GPX, GeoPackage, or a
        Shapefile in a ZIP archive.
    content
        Its bytes.

    Returns
    -------
    upload
        A sketch in longitude and latitude on the five-decimal grid, named after the file.

    Raises
    ------
    UploadError
        When the file is too large, is not what its name says, or holds neither lines nor areas, or
        both; or when two others are still being read after half a minute.
    """
    shown = _shown(name)
    suffix = _checked(shown, content)
    with _turn(shown):
        found = _opened(shown, _files(shown, content, suffix), _FORMATS[suffix])
        lines, is_area, left_out = extraction.extract(shown, found.geometries)
        if len(lines) > MOST_PARTS:
            raise UploadError(
                _("{name}: has {parts} separate pieces; keep the {most} that matter at most"),
                name=shown,
                parts=len(lines),
                most=MOST_PARTS,
            )
        kept, km = generalisation.generalised(lines, MOST_POINTS)
    return Upload(
        file=shown,
        sketch=_sketch(_identifier(shown), kept, is_area=is_area),
        points=generalisation.points(lines),
        tolerance_km=km,
        left_out=left_out,
        is_assumed=found.system == "missing",
    )


def _shown(name: str) -> str:
    """Keep of a file's name what can be shown: no folders, nothing unprintable."""
    plain = "".join(sign for sign in re.split(r"[/\\]", name)[-1] if sign.isprintable())
    return plain[-_LONGEST_NAME:] or "?"


def _checked(shown: str, content: bytes) -> str:
    """Tell a file's format by its ending, unless it is none, or its size is out of bounds."""
    suffix = PurePosixPath(shown).suffix.lower()
    if suffix not in _FORMATS:
        raise UploadError(
            _(
                "{name}: is in no format that can be read; save it as GeoJSON, KML, KMZ, GPX, "
                "GeoPackage, or a Shapefile in a ZIP archive"
            ),
            name=shown,
        )
    if not content:
        raise UploadError(_("{name}: is empty; save it again"), name=shown)
    if len(content) > LARGEST_MB * _MB:
        raise UploadError(
            _("{name}: is larger than {most} MB; leave features or points out"),
            name=shown,
            most=LARGEST_MB,
        )
    return suffix


@contextmanager
def _turn(shown: str) -> Iterator[None]:
    """Work on two files at a time."""
    if not _TURNS.acquire(timeout=_LONGEST_WAIT_S):
        raise UploadError(
            _(
                "{name}: had to wait too long for other files that are being read; give it again "
                "in a minute"
            ),
            name=shown,
        )
    try:
        yield
    finally:
        _TURNS.release()


def _files(shown: str, content: bytes, suffix: str) -> dict[str, bytes]:
    """Lay out what GDAL reads, under names of ours, the file to open first."""
    if suffix not in archive.SUFFIXES:
        return {f"upload{suffix}": content}
    members = archive.unpacked(shown, content, suffix)
    return {f"upload{ending}": member for ending, member in members.items()}


def _opened(shown: str, files: Mapping[str, bytes], form: _Format) -> ogr.Content:
    try:
        found = ogr.read(files, next(iter(files)), form.driver)
    except TimeoutError as fault:
        raise UploadError(
            _("{name}: takes too long to read; leave features or points out"), name=shown
        ) from fault
    except OSError as fault:
        raise UploadError(
            _("{name}: cannot be read as {format}; open it in a map program and save it anew"),
            name=shown,
            format=form.title,
        ) from fault
    _check_usable(shown, found)
    return found


def _check_usable(shown: str, found: ogr.Content) -> None:
    if found.system == "unusable":
        raise UploadError(
            _(
                "{name}: has a coordinate system that cannot be turned into longitude and "
                "latitude; save it in WGS 84 (EPSG:4326)"
            ),
            name=shown,
        )
    if found.points > ogr.MOST_POINTS:
        raise UploadError(
            _(
                "{name}: has {points} points; simplify it in a map program, so that there are at "
                "most {most}"
            ),
            name=shown,
            points=found.points,
            most=ogr.MOST_POINTS,
        )
    if len(found.geometries) > ogr.MOST_FEATURES:
        raise UploadError(
            _("{name}: has more than {most} features; keep those that matter"),
            name=shown,
            most=ogr.MOST_FEATURES,
        )


def _identifier(shown: str) -> str:
    """Name a sketch after a file, as rules can call it."""
    stem = shown.rpartition(".")[0].lower()
    words = re.findall(r"[a-z0-9]+", stem)
    return re.sub(r"^[0-9_]+", "", "_".join(words))[:_LONGEST_IDENTIFIER] or "upload"


def _sketch(name: str, lines: list[LineString], *, is_area: bool) -> Sketch:
    courses = tuple(tuple(line.coords) for line in lines)
    if is_area:
        return Sketch(name=name, area=tuple(ring[:-1] for ring in courses))
    return Sketch(name=name, line=courses)
