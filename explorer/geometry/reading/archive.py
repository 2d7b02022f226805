"""Archive: unpacks a stranger's KMZ, or the Shapefile in a ZIP.

The unpacked size is bounded, and no member's name becomes a path.
"""

import zipfile
import zlib
from collections.abc import Callable, Container
from io import BytesIO

from explorer.errors import FileError
from explorer.language import _

_LARGEST_UNPACKED_MB = 50
_MOST_MEMBERS = 100
_MB = 10**6
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NESTED = (".zip", ".kmz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz")

Members = dict[str, zipfile.ZipInfo]


def shapefile(name: str, content: bytes) -> dict[str, bytes]:
    """
    Unpack the one Shapefile of a ZIP.

    Parameters
    ----------
    name
        The archive's name, for messages.
    content
        Its bytes.

    Returns
    -------
    files
        Contents by ending, `.shp` first.

    Raises
    ------
    FileError
        If it cannot be unpacked, is too large, or does not contain exactly one Shapefile.
    """
    return _unpacked(name, content, _shapefile)


def documents(name: str, content: bytes) -> dict[str, bytes]:
    """
    Unpack the KML files of a KMZ.

    Parameters
    ----------
    name
        The archive's name, for messages.
    content
        Its bytes.

    Returns
    -------
    files
        Contents by path within the archive; the main one, `doc.kml` or the only one, comes first.

    Raises
    ------
    FileError
        If it cannot be unpacked, is too large, or has several KML files of which none is the main
        one.
    """
    return _unpacked(name, content, _documents)


def _unpacked(
    name: str, content: bytes, choose: Callable[[str, list[zipfile.ZipInfo]], Members]
) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            chosen = choose(name, _members(name, archive))
            return {path: _read(archive, member) for path, member in chosen.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as fault:
        raise FileError(
            _("{name}: cannot be unpacked; pack it again as a plain ZIP, without a password"),
            name=name,
        ) from fault


def _members(shown: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List an archive's files, except those that macOS adds."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MOST_MEMBERS:
        raise FileError(
            _("{name}: contains more than {most} files; pack only those that are needed"),
            name=shown,
            most=_MOST_MEMBERS,
        )
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED_MB * _MB:
        raise FileError(
            _("{name}: unpacks to more than {most} MB; leave features or points out"),
            name=shown,
            most=_LARGEST_UNPACKED_MB,
        )
    if any(member.filename.lower().endswith(_NESTED) for member in members):
        raise FileError(
            _("{name}: contains another archive; unpack it and upload it alone"), name=shown
        )
    return [member for member in members if not member.filename.startswith("__MACOSX/")]


def _documents(shown: str, members: list[zipfile.ZipInfo]) -> Members:
    """Find the KML files; the main one is the only one, or the one named `doc.kml`."""
    found = {
        member.filename: member for member in members if member.filename.lower().endswith(".kml")
    }
    main = [path for path in found if path.lower() == "doc.kml"]
    if len(found) != 1 and len(main) != 1:
        raise FileError(
            _("{name}: contains {n} KML files; pack one, or name the main one doc.kml"),
            name=shown,
            n=len(found),
        )
    first = (main or [*found])[0]
    return {first: found.pop(first), **found}


def _shapefile(shown: str, members: list[zipfile.ZipInfo]) -> Members:
    """Find the files of the one Shapefile in an archive."""
    by_path = {member.filename.lower(): member for member in members}
    shapes = [path for path in by_path if path.endswith(".shp")]
    if len(shapes) != 1:
        raise FileError(
            _("{name}: contains {n} Shapefiles; pack exactly one"), name=shown, n=len(shapes)
        )
    stem = shapes[0].removesuffix(".shp")
    files = {ending: by_path[stem + ending] for ending in SHAPEFILE if stem + ending in by_path}
    check_index(shown, files)
    return files


def check_index(name: str, endings: Container[str]) -> None:
    """
    Check that a Shapefile has its index, without which its records cannot be found.

    Parameters
    ----------
    name
        The file's name, for messages.
    endings
        Those of the files that were found.

    Raises
    ------
    FileError
        If `.shx` is not among them.
    """
    if ".shx" not in endings:
        raise FileError(
            _("{name}: lacks the .shx file; pack .shp, .shx, .dbf and .prj together"),
            name=name,
        )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member up to its stated size; only stored and deflated members can be bounded so."""
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(member.filename)
    with archive.open(member) as file:
        return file.read(member.file_size + 1)
