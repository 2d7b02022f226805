"""Archive: unpacks the files that GDAL needs from a stranger's ZIP or KMZ.

The unpacked size is bounded, and no member's name becomes a path.
"""

import zipfile
import zlib
from io import BytesIO

from explorer.errors import UploadError
from explorer.language import _

SUFFIXES = (".kmz", ".zip")
_LARGEST_UNPACKED_MB = 50
_MOST_MEMBERS = 100
_MB = 10**6
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NESTED = (".zip", ".kmz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz")

Members = dict[str, zipfile.ZipInfo]


def unpacked(shown: str, content: bytes, suffix: str) -> dict[str, bytes]:
    """
    Unpack the document of a KMZ, or the one Shapefile of a ZIP.

    Parameters
    ----------
    shown
        The archive's name, for error messages.
    content
        Its bytes.
    suffix
        `.kmz` or `.zip`.

    Returns
    -------
    files
        Contents by ending, such as `.kml`; the file to open comes first.

    Raises
    ------
    UploadError
        If it cannot be unpacked, is too large, or does not contain exactly one document.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = _members(shown, archive)
            chosen = _kml(shown, members) if suffix == ".kmz" else _shapefile(shown, members)
            return {ending: _read(archive, member) for ending, member in chosen.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as fault:
        raise UploadError(
            _("{name}: cannot be unpacked; pack it again as a plain ZIP, without a password"),
            name=shown,
        ) from fault


def _members(shown: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List an archive's files, except those that macOS adds."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MOST_MEMBERS:
        raise UploadError(
            _("{name}: contains more than {most} files; pack only those that are needed"),
            name=shown,
            most=_MOST_MEMBERS,
        )
    if sum(member.file_size for member in members) > _LARGEST_UNPACKED_MB * _MB:
        raise UploadError(
            _("{name}: unpacks to more than {most} MB; leave features or points out"),
            name=shown,
            most=_LARGEST_UNPACKED_MB,
        )
    if any(member.filename.lower().endswith(_NESTED) for member in members):
        raise UploadError(
            _("{name}: contains another archive; unpack it and upload it alone"), name=shown
        )
    return [member for member in members if not member.filename.startswith("__MACOSX/")]


def _kml(shown: str, members: list[zipfile.ZipInfo]) -> Members:
    """Find the document of a KMZ: its only KML file, or the one named `doc.kml`."""
    documents = [member for member in members if member.filename.lower().endswith(".kml")]
    main = [member for member in documents if member.filename.lower() == "doc.kml"]
    if len(documents) != 1 and len(main) != 1:
        raise UploadError(
            _("{name}: contains {n} KML files; pack one, or name the main one doc.kml"),
            name=shown,
            n=len(documents),
        )
    return {".kml": (main or documents)[0]}


def _shapefile(shown: str, members: list[zipfile.ZipInfo]) -> Members:
    """Find the files of the one Shapefile in an archive."""
    by_path = {member.filename.lower(): member for member in members}
    shapes = [path for path in by_path if path.endswith(".shp")]
    if len(shapes) != 1:
        raise UploadError(
            _("{name}: contains {n} Shapefiles; pack exactly one"), name=shown, n=len(shapes)
        )
    stem = shapes[0].removesuffix(".shp")
    files = {ending: by_path[stem + ending] for ending in _SHAPEFILE if stem + ending in by_path}
    if ".shx" not in files:
        raise UploadError(
            _("{name}: lacks the .shx file; pack .shp, .shx, .dbf and .prj together"),
            name=shown,
        )
    return files


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member up to its stated size; only stored and deflated members can be bounded so."""
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(member.filename)
    with archive.open(member) as file:
        return file.read(member.file_size + 1)
