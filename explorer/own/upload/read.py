"""Upload: reads a line or an area from a reader's file, as a sketch.

The file is a stranger's: its size, members and points are bounded, as is the number of files read
at once, and its names never become paths. It passes through `archive` (unpacks a ZIP), `ogr` (GDAL,
in a process of its own), `extraction` (lines or areas) and `generalisation` (few enough points).
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
    The sketch read from a file.

    Attributes
    ----------
    file
        Its name, as plain text from a stranger.
    sketch
        Its lines, merged where they meet, or the outlines of its areas.
    points
        Number of points before it was thinned.
    tolerance_km
        Greatest distance of a dropped point from the sketch, in km; 0 if none was dropped.
    left_out
        Number of single points that were left out.
    is_assumed
        True if the file states no coordinate system, so that degrees are assumed.
    """

    file: str
    sketch: Sketch
    points: int
    tolerance_km: float
    left_out: int
    is_assumed: bool

    def notes(self, speech: Speech) -> tuple[str, ...]:
        """
        Write what was done to the file's contents.

        Parameters
        ----------
        speech
            The language.

        Returns
        -------
        sentences
            Empty if the file was taken unchanged.
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
        The file's name; its ending decides the format: GeoJSON, KML, KMZ, GPX, GeoPackage, or a
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
        If the file is too large, is not of the format of its name, or holds neither lines nor
        areas, or both; or if two other files are still being read after half a minute.
    """
    shown = _shown(name)
    suffix = _checked(shown, content)
    with _turn(shown):
        opened = _opened(shown, _files(shown, content, suffix), _FORMATS[suffix])
        lines, is_area, left_out = extraction.extract(shown, opened.geometries)
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
        is_assumed=opened.system == "missing",
    )


def _shown(name: str) -> str:
    """Drop folders and unprintable characters from a file's name."""
    plain = "".join(char for char in re.split(r"[/\\]", name)[-1] if char.isprintable())
    return plain[-_LONGEST_NAME:] or "?"


def _checked(shown: str, content: bytes) -> str:
    """Get a file's suffix; raise if its format is unknown or its size is out of bounds."""
    suffix = PurePosixPath(shown).suffix.lower()
    if suffix not in _FORMATS:
        raise UploadError(
            _(
                "{name}: is not in a format that can be read; save it as GeoJSON, KML, KMZ, GPX, "
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
    """Read at most two files at a time."""
    if not _TURNS.acquire(timeout=_LONGEST_WAIT_S):
        raise UploadError(
            _(
                "{name}: waited too long for other files that are being read; upload it again in a "
                "minute"
            ),
            name=shown,
        )
    try:
        yield
    finally:
        _TURNS.release()


def _files(shown: str, content: bytes, suffix: str) -> dict[str, bytes]:
    """Name the files that GDAL reads, the one to open first."""
    if suffix not in archive.SUFFIXES:
        return {f"upload{suffix}": content}
    members = archive.unpacked(shown, content, suffix)
    return {f"upload{ending}": member for ending, member in members.items()}


def _opened(shown: str, files: Mapping[str, bytes], form: _Format) -> ogr.Content:
    try:
        content = ogr.read(files, next(iter(files)), form.driver)
    except TimeoutError as fault:
        raise UploadError(
            _("{name}: takes too long to read; leave features or points out"), name=shown
        ) from fault
    except OSError as fault:
        raise UploadError(
            _("{name}: cannot be read as {format}; open it in a map program and save it again"),
            name=shown,
            format=form.title,
        ) from fault
    _check_usable(shown, content)
    return content


def _check_usable(shown: str, content: ogr.Content) -> None:
    if content.system == "unusable":
        raise UploadError(
            _(
                "{name}: has a coordinate system that cannot be turned into longitude and "
                "latitude; save it in WGS 84 (EPSG:4326)"
            ),
            name=shown,
        )
    if content.points > ogr.MOST_POINTS:
        raise UploadError(
            _(
                "{name}: has {points} points; simplify it in a map program, so that there are at "
                "most {most}"
            ),
            name=shown,
            points=content.points,
            most=ogr.MOST_POINTS,
        )
    if len(content.geometries) > ogr.MOST_FEATURES:
        raise UploadError(
            _("{name}: has more than {most} features; keep those that matter"),
            name=shown,
            most=ogr.MOST_FEATURES,
        )


def _identifier(shown: str) -> str:
    """Make a sketch's name, as rules can use it, from a file's name."""
    stem = shown.rpartition(".")[0].lower()
    words = re.findall(r"[a-z0-9]+", stem)
    return re.sub(r"^[0-9_]+", "", "_".join(words))[:_LONGEST_IDENTIFIER] or "upload"


def _sketch(name: str, lines: list[LineString], *, is_area: bool) -> Sketch:
    courses = tuple(tuple(line.coords) for line in lines)
    if is_area:
        return Sketch(name=name, area=tuple(ring[:-1] for ring in courses))
    return Sketch(name=name, line=courses)
