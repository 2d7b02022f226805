"""Upload: reads a line or an area from a reader's file, as a sketch.

The file is a stranger's: its size and points are bounded, as is the number of files read at once.
It passes through `geometry.reading` (features), `extraction` (lines or areas) and `generalisation`
(few enough points).
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shapely.geometry import LineString

from explorer.errors import FileError, UploadError
from explorer.geometry.reading import read as reading
from explorer.language import Speech, _
from explorer.own.upload import extraction, generalisation
from explorer.scenarios.sketch import MOST_PARTS, MOST_POINTS, Sketch

LARGEST_MB = 10
_LONGEST_NAME = 80
_LONGEST_IDENTIFIER = 40
_MB = 10**6
# Reading a file takes up to a minute and 2 GB.
_TURNS = threading.BoundedSemaphore(2)
_LONGEST_WAIT_S = 30


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
    remarks
        What else of the file was left out, assumed or moved, a sentence each.
    """

    file: str
    sketch: Sketch
    points: int
    tolerance_km: float
    left_out: int
    remarks: tuple[FileError, ...]

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
        yield from map(speech.fault, self.remarks)


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
    FileError
        If the file cannot be read or is too large; of type `UploadError` if it holds neither lines
        nor areas, or both, or if two other files are still being read after half a minute.
    """
    shown = _shown(name)
    _check(shown, content)
    with _turn(shown):
        opened = reading.read(shown, content)
        lines, is_area, left_out = extraction.extract(shown, opened.features)
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
        remarks=opened.remarks,
    )


def _shown(name: str) -> str:
    """Drop folders and unprintable characters from a file's name."""
    plain = "".join(char for char in re.split(r"[/\\]", name)[-1] if char.isprintable())
    return plain[-_LONGEST_NAME:] or "?"


def _check(shown: str, content: bytes) -> None:
    """Refuse a file whose format is unknown or whose size is out of bounds."""
    reading.suffix_of(shown)
    if not content:
        raise FileError(_("{name}: is empty; save it again"), name=shown)
    if len(content) > LARGEST_MB * _MB:
        raise FileError(
            _("{name}: is larger than {most} MB; leave features or points out"),
            name=shown,
            most=LARGEST_MB,
        )


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
