"""Upload: a line or an area out of a file that a reader brings, as a sketch.

A file is a stranger's: its size, its members and its points are bounded, its names never become
paths, and GDAL reads it in a process of its own (`explorer.ogr`).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from explorer import geodesy, ogr
from explorer.errors import UploadError
from explorer.language import Speech, message
from explorer.ogr import MOST_FEATURES, Content
from explorer.sketch import MOST_PARTS, MOST_POINTS, Course, Sketch

LARGEST_MB = 10
_LARGEST_UNPACKED_MB = 50
_MOST_MEMBERS = 100
_LONGEST_NAME = 80
_LONGEST_IDENTIFIER = 40
_MB = 10**6
# Thinning starts with a few steps of the grid and doubles from there.
_LEAST_KM = 0.005
_MOST_KM = 100.0

Kind = Literal["line", "area"]
Courses = tuple[Course, ...]


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
SUFFIXES = tuple(_FORMATS)
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ARCHIVES = (".zip", ".kmz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz")


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

    def notes(self, says: Speech) -> tuple[str, ...]:
        """
        Say what was done to the file's contents.

        Parameters
        ----------
        says
            The language.

        Returns
        -------
        sentences
            None for a file that was taken as it is.
        """
        return tuple(self._notes(says))

    def _notes(self, says: Speech) -> Iterator[str]:
        if self.tolerance_km:
            yield says.say(
                "{name}: thinned from {points} to {kept} points; no point left out lies farther "
                "than {metres} m from what is kept.",
                name=self.file,
                points=says.number(self.points),
                kept=says.number(self.sketch.points),
                metres=says.number(1000 * self.tolerance_km),
            )
        if self.left_out:
            yield says.count(
                "{name}: {n} point is left out.",
                "{name}: {n} points are left out.",
                self.left_out,
                name=self.file,
                n=says.number(self.left_out),
            )
        if self.is_assumed:
            yield says.say(
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
        both.
    """
    shown = _shown(name)
    found = _content(shown, content)
    told = _sort(shown, found)
    kind: Kind = "area" if told.areas else "line"
    courses = told.areas or _merged(told.lines)
    if len(courses) > MOST_PARTS:
        raise UploadError(
            message("{name}: has {parts} separate pieces; keep the {most} that matter at most"),
            name=shown,
            parts=len(courses),
            most=MOST_PARTS,
        )
    kept, km = _thin(kind, courses, MOST_POINTS)
    return Upload(
        file=shown,
        sketch=_sketch(_identifier(shown), kind, kept),
        points=sum(map(len, courses)),
        tolerance_km=km,
        left_out=told.left_out,
        is_assumed=found.system == "missing",
    )


def thinned(sketch: Sketch, most: int) -> tuple[Sketch, float]:
    """
    Leave points of a sketch out until few enough are left.

    Parameters
    ----------
    sketch
        What a reader gives.
    most
        How many points may be left; never less than it takes to keep each of its pieces.

    Returns
    -------
    sketch, km
        The generalised sketch, and the greatest distance of a dropped point from it in km: 0
        where nothing had to be dropped.
    """
    if sketch.points <= most:
        return sketch, 0.0
    kind: Kind = "line" if sketch.area is None else "area"
    courses, km = _thin(kind, sketch.courses, most)
    return _sketch(sketch.name, kind, courses), km


def _shown(name: str) -> str:
    """Keep of a file's name what can be shown: no folders, nothing unprintable."""
    plain = "".join(sign for sign in re.split(r"[/\\]", name)[-1] if sign.isprintable())
    return plain[-_LONGEST_NAME:] or "?"


def _identifier(shown: str) -> str:
    """Name a sketch after a file, as rules can call it."""
    stem = shown.rpartition(".")[0].lower()
    words = re.findall(r"[a-z0-9]+", stem)
    return re.sub(r"^[0-9_]+", "", "_".join(words))[:_LONGEST_IDENTIFIER] or "upload"


def _content(shown: str, content: bytes) -> Content:
    suffix = PurePosixPath(shown).suffix.lower()
    if suffix not in _FORMATS:
        raise UploadError(
            message(
                "{name}: is in no format that can be read; save it as GeoJSON, KML, KMZ, GPX, "
                "GeoPackage, or a Shapefile in a ZIP archive"
            ),
            name=shown,
        )
    if not content:
        raise UploadError(message("{name}: is empty; save it again"), name=shown)
    if len(content) > LARGEST_MB * _MB:
        raise UploadError(
            message("{name}: is larger than {most} MB; leave features or points out"),
            name=shown,
            most=LARGEST_MB,
        )
    return _opened(shown, content, suffix)


def _opened(shown: str, content: bytes, suffix: str) -> Content:
    files = _files(shown, content, suffix)
    try:
        found = ogr.read(files, next(iter(files)), _FORMATS[suffix].driver)
    except TimeoutError as fault:
        raise UploadError(
            message("{name}: takes too long to read; leave features or points out"), name=shown
        ) from fault
    except OSError as fault:
        raise UploadError(
            message(
                "{name}: cannot be read as {format}; open it in a map program and save it anew"
            ),
            name=shown,
            format=_FORMATS[suffix].title,
        ) from fault
    if found.system == "unusable":
        raise UploadError(
            message(
                "{name}: has a coordinate system that cannot be turned into longitude and "
                "latitude; save it in WGS 84 (EPSG:4326)"
            ),
            name=shown,
        )
    if len(found.geometries) > MOST_FEATURES:
        raise UploadError(
            message("{name}: has more than {most} features; keep those that matter"),
            name=shown,
            most=MOST_FEATURES,
        )
    return found


def _files(shown: str, content: bytes, suffix: str) -> dict[str, bytes]:
    """Lay out what GDAL reads, under names of ours, the file to open first."""
    if suffix not in {".kmz", ".zip"}:
        return {f"upload{suffix}": content}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = _members(shown, archive)
            chosen = _kml(shown, members) if suffix == ".kmz" else _shapefile(shown, members)
            return {f"upload{ending}": _unpacked(archive, m) for ending, m in chosen.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as fault:
        raise UploadError(
            message("{name}: cannot be unpacked; pack it again as a plain ZIP, without a password"),
            name=shown,
        ) from fault


def _members(shown: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List an archive's files, but for those that macOS adds."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MOST_MEMBERS:
        raise UploadError(
            message("{name}: packs more than {most} files; pack only those that are needed"),
            name=shown,
            most=_MOST_MEMBERS,
        )
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED_MB * _MB:
        raise UploadError(
            message("{name}: unpacks to more than {most} MB; leave features or points out"),
            name=shown,
            most=_LARGEST_UNPACKED_MB,
        )
    if any(member.filename.lower().endswith(_ARCHIVES) for member in members):
        raise UploadError(
            message("{name}: packs another archive; unpack that one and give it alone"), name=shown
        )
    return [member for member in members if not member.filename.startswith("__MACOSX/")]


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack no more than the member says it is; only deflate can be stopped there."""
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(member.filename)
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _kml(shown: str, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Find the document of a KMZ: its only KML file, or the one that has the usual name."""
    found = [member for member in members if member.filename.lower().endswith(".kml")]
    main = [member for member in found if member.filename.lower() == "doc.kml"]
    if len(found) != 1 and len(main) != 1:
        raise UploadError(
            message("{name}: packs {n} KML files; pack one, or name the main one doc.kml"),
            name=shown,
            n=len(found),
        )
    return {".kml": (main or found)[0]}


def _shapefile(shown: str, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Find the files of the one Shapefile in an archive."""
    by_path = {member.filename.lower(): member for member in members}
    shapes = [path for path in by_path if path.endswith(".shp")]
    if len(shapes) != 1:
        raise UploadError(
            message("{name}: packs {n} Shapefiles; pack exactly one"), name=shown, n=len(shapes)
        )
    stem = shapes[0].removesuffix(".shp")
    found = {ending: by_path[stem + ending] for ending in _SHAPEFILE if stem + ending in by_path}
    if ".shx" not in found:
        raise UploadError(
            message("{name}: lacks the .shx file; pack .shp, .shx, .dbf and .prj together"),
            name=shown,
        )
    return found


class _Sorted(NamedTuple):
    lines: Courses
    areas: Courses
    left_out: int


def _sort(shown: str, found: Content) -> _Sorted:
    """Part lines from areas; what has no extent on the grid is a point and left out."""
    courses: dict[str, list[Course]] = {"line": [], "area": []}
    left_out = 0
    for number, geometry in enumerate(found.geometries, start=1):
        for kind, positions in _pieces(shown, number, geometry):
            course = _course(shown, number, positions)
            if kind == "area" and course[0] == course[-1]:
                course = course[:-1]
            if len(set(course)) < _LEAST_POINTS[kind]:
                left_out += 1
            else:
                courses[kind].append(course)
    told = _Sorted(tuple(courses["line"]), tuple(courses["area"]), left_out)
    _check_kinds(shown, told)
    return told


_LEAST_POINTS: Mapping[str, int] = {"point": 2, "line": 2, "area": 3}


def _check_kinds(shown: str, told: _Sorted) -> None:
    if told.lines and told.areas:
        raise UploadError(
            message("{name}: has both lines and areas; keep one kind in the file"), name=shown
        )
    if not told.lines and not told.areas:
        if told.left_out:
            raise UploadError(
                message("{name}: has points only; join them into a line or an area"), name=shown
            )
        raise UploadError(
            message("{name}: has neither a line nor an area; draw one and save it"), name=shown
        )


def _pieces(
    shown: str, number: int, geometry: dict[str, Any] | None
) -> Iterator[tuple[str, list[list[float]]]]:
    """Take a GeoJSON geometry apart into points, lines and outlines."""
    if geometry is None:
        return
    kind: str = geometry["type"]
    if kind == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _pieces(shown, number, member)
    elif kind == "Point":
        yield "point", [geometry["coordinates"]]
    elif kind == "LineString":
        yield "line", geometry["coordinates"]
    elif kind == "Polygon":
        outline, *holes = geometry["coordinates"]
        if holes:
            raise UploadError(_HOLE, name=shown, number=number, place=_place(holes[0][0]))
        yield "area", outline
    else:  # several of one of those kinds
        for coordinates in geometry["coordinates"]:
            plain = {"type": kind.removeprefix("Multi"), "coordinates": coordinates}
            yield from _pieces(shown, number, plain)


_HOLE = message(
    "{name}: feature {number} has a hole at {place}; cut the area open there, or fill the hole"
)


def _place(position: list[float]) -> tuple[float, float]:
    return float(position[0]), float(position[1])


def _course(shown: str, number: int, positions: list[list[float]]) -> Course:
    """Round positions to the grid, without repeating one."""
    degrees = np.array(positions, dtype=float)
    if not np.isfinite(degrees).all():
        raise UploadError(
            message("{name}: feature {number} has a coordinate that is no number; mend it"),
            name=shown,
            number=number,
        )
    if (np.abs(degrees) > (180, 90)).any():
        raise UploadError(
            message(
                "{name}: feature {number} lies outside longitude and latitude; save the file with "
                "its coordinate system, or in WGS 84 (EPSG:4326)"
            ),
            name=shown,
            number=number,
        )
    return _on_grid(degrees)


def _on_grid(degrees: np.ndarray) -> Course:
    rounded = np.round(degrees, geodesy.GRID_DECIMALS)
    moves = np.append(True, (rounded[1:] != rounded[:-1]).any(axis=1))
    return tuple((x, y) for x, y in rounded[moves].tolist())


def _merged(lines: Courses) -> Courses:
    """Join lines where exactly two of them meet."""
    merged = shapely.line_merge(shapely.multilinestrings([LineString(line) for line in lines]))
    return tuple(tuple(line.coords) for line in geodesy.lines(merged))


def _thin(kind: Kind, courses: Courses, most: int) -> tuple[Courses, float]:
    """Generalise, ever more coarsely, until few enough points are left."""
    kept, km, least = courses, 0.0, _LEAST_POINTS[kind] * len(courses)
    while sum(map(len, kept)) > max(most, least) and km < _MOST_KM:
        km = 2 * km or _LEAST_KM
        kept = tuple(_generalised(kind, course, km) for course in courses)
    return kept, km


def _generalised(kind: Kind, course: Course, km: float) -> Course:
    if kind == "line":
        return _on_grid(shapely.get_coordinates(geodesy.simplify(LineString(course), km)))
    ring = geodesy.simplify(Polygon(course), km).exterior
    return _on_grid(shapely.get_coordinates(ring)[:-1])


def _sketch(name: str, kind: Kind, courses: Courses) -> Sketch:
    return Sketch(name=name, line=courses) if kind == "line" else Sketch(name=name, area=courses)
