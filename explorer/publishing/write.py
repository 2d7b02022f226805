"""Write: a figure's folder on disk, whole or not at all."""

import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

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
    before = _written_over(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
        try:
            fresh, old = beside / "new", beside / "old"
            fresh.mkdir()
            for name, content in folder.files.items():
                (fresh / name).write_bytes(content)
            if path.exists():
                path.rename(old)
            _move(fresh, path, old)
            _remove(old, before)
        finally:
            shutil.rmtree(beside / "new", ignore_errors=True)
            with suppress(OSError):  # what is not the figure's stays
                beside.rmdir()
    except OSError as fault:
        raise OutputError(
            f"{path}: cannot be written ({fault.strerror}); choose another place"
        ) from fault


def _move(fresh: Path, path: Path, old: Path) -> None:
    try:
        fresh.rename(path)
    except OSError:
        if old.exists():  # what was there comes back
            old.rename(path)
        raise


def _remove(old: Path, names: frozenset[str]) -> None:
    """Remove what the replaced figure's own recipe names, and nothing else."""
    if not old.exists():
        return
    for name in names:
        (old / name).unlink(missing_ok=True)
    old.rmdir()


def _written_over(path: Path) -> frozenset[str]:
    """Name the files of the figure that stands at a path; refuse to write over anything else."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise OutputError(f"{path}: is not a folder; choose another place")
    if not path.exists() or not any(path.iterdir()):
        return frozenset()
    try:
        kind, stood = published.read_receipt(path, KINDS)
    except OutputError as fault:
        raise OutputError(
            f"{path}: holds files that are not a figure of this program; choose a new folder"
        ) from fault
    names: frozenset[str] = kind.names(stood.recipe)
    for entry in sorted(path.iterdir()):
        if entry.name not in names or not stat.S_ISREG(entry.lstat().st_mode):
            raise OutputError(
                f"{path}: holds {entry.name!r}, which would be lost; move it away or choose a new "
                "folder"
            )
    return names
