"""KMZ: the main document of the archive, and those in it that its links lead to."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from explorer.geometry.reading import archive, kml
from explorer.geometry.reading.kml import Document


def read(content: bytes, name: str) -> tuple[Document, list[str]]:
    """
    Read the KML files of a KMZ, each once.

    Parameters
    ----------
    content
        The archive.
    name
        Its name, for messages.

    Returns
    -------
    document
        Placemarks and pictures of all that were read; its links are those that lead out of the
        archive, which are not followed.
    unlinked
        Paths of the KML files in the archive that nothing leads to, which were not read.

    Raises
    ------
    FileError
        If it cannot be unpacked, or one of its files cannot be read.
    """
    files = archive.documents(name, content)
    whole, waiting, seen = Document(), [next(iter(files))], set[str]()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        document = kml.read(files[path], f"{name} ({path})", before=len(whole.placemarks))
        whole.placemarks += document.placemarks
        whole.pictures += document.pictures
        for link in document.links:
            inside = _inside(files, path, link)
            if inside is None:
                whole.links.append(link)
            else:
                waiting.append(inside)
    return whole, [path for path in files if path not in seen]


def _inside(files: Mapping[str, bytes], path: str, link: str) -> str | None:
    """Find the file of the archive that a link leads to."""
    address = unquote(link.partition("#")[0]).replace("\\", "/")
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), address)).lower()
    return next((each for each in files if each.lower() == wanted), None)
