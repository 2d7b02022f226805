"""Write: a figure's folder on disk, whole or not at all."""

import stat
from pathlib import Path

from explorer import files
from explorer.errors import OutputError
from explorer.publishing import published
from explorer.publishing.folder import Folder
from explorer.publishing.kinds import KINDS


def write(folder: Folder, path: Path) -> None:
    """
    Write a figure's folder, whole or not at all.

    Parameters
    ----------
    folder
        Its files.
    path
        Where it goes: a new or empty folder, or one that holds a figure and nothing else.

    Raises
    ------
    OutputError
        When something else is there, or the folder cannot be written.
    """
    path = path.absolute()
    _check_place(path)
    files.replace_folder(path, folder.files)


def _check_place(path: Path) -> None:
    """Refuse to write over anything but a figure of this program."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise OutputError(f"{path}: is not a folder; choose another place")
    if not path.exists() or not any(path.iterdir()):
        return
    try:
        kind, stood = published.read_receipt(path, KINDS)
    except OutputError as fault:
        raise OutputError(
            f"{path}: holds files that are not a figure of this program; choose a new folder"
        ) from fault
    names = kind.names(stood.recipe)
    for entry in sorted(path.iterdir()):
        if entry.name not in names or not stat.S_ISREG(entry.lstat().st_mode):
            raise OutputError(
                f"{path}: holds {entry.name!r}, which would be lost; move it away or choose a new "
                "folder"
            )
