"""Files: written whole or not at all, packed to the same bytes, and where a user's own are kept."""

import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from explorer.errors import OutputError

# the earliest time that a zip file can hold
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def write(path: Path, content: str | bytes) -> int:
    """
    Write a file whole or not at all.

    Parameters
    ----------
    path
        Where it goes; an existing file is replaced.
    content
        Text, written as UTF-8, or bytes.

    Returns
    -------
    size
        Bytes written.

    Raises
    ------
    OutputError
        When its folder does not exist or cannot be written to.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise OutputError(
            f"{path}: cannot be written ({fault.strerror}); choose a folder that exists"
        ) from fault
    return len(data)


def packed(files: Mapping[str, bytes]) -> bytes:
    """
    Pack files into a zip file.

    Parameters
    ----------
    files
        Content by path inside the archive.

    Returns
    -------
    archive
        The same bytes for the same files, whenever, wherever and in whatever order they are given.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def users_folder(variable: str, name: str) -> Path:
    """
    Find a folder of the user's own.

    Parameters
    ----------
    variable
        An environment variable that may name it.
    name
        What it is called among the user's files otherwise.

    Returns
    -------
    folder
        It may not exist.
    """
    if named := os.environ.get(variable):
        return Path(named)
    return platformdirs.user_data_path("frontline") / name
