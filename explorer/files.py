"""Files: written whole or not at all, packed to the same bytes, and where a user's own are kept.

What is written goes first into a scratch folder beside its place, and takes the place in one step,
so that a process that is killed leaves the old or the new. Its scratch folder is locked as long as
it lives; the next that writes beside it removes those that nobody holds.
"""

import ctypes
import errno
import io
import os
import shutil
import stat
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from explorer.errors import OutputError

# the earliest time that a zip file can hold
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_SCRATCH = ".frontline-"
# in a scratch folder: its lock, what is to take a place, and a folder that made way for it
_LOCK, _NEW, _OLD = "lock", "new", "old"
# flag of Linux's renameat2 and of macOS's renamex_np, and the former's "working directory"
_EXCHANGE = 2
_HERE = -100
_USERS_FOLDERS = {
    "FRONTLINE_LINES": "lines",
    "FRONTLINE_FRAMES": "frames",
    "FRONTLINE_CONTROL": "control",
}
_NO_FILES = {
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}
_MENDS = {
    errno.ENOENT: "choose a folder that exists",
    errno.ENOTDIR: "choose a folder that exists",
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "allow larger files",
    errno.EBUSY: "choose a folder inside it",
}


def write(path: Path, content: str | bytes) -> int:
    """
    Write a file whole or not at all.

    Parameters
    ----------
    path
        Where it goes; an existing file is replaced, and keeps its permissions. A symbolic link is
        followed, and stays.
    content
        Text, written as UTF-8, or bytes.

    Returns
    -------
    size
        Bytes written.

    Raises
    ------
    OutputError
        When its folder does not exist or cannot be written to, or when the path is a folder, a
        device, a pipe or a socket.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with _explained(path):
        target = _followed(path)
        with _scratch(target.parent) as beside:
            _fill(beside / _NEW, data, like=target)
            (beside / _NEW).replace(target)
            _sync(target.parent)
    return len(data)


def check_place(path: Path) -> None:
    """
    Refuse a place to which no file can be written, before what goes there is computed.

    Parameters
    ----------
    path
        Where a file is to go.

    Raises
    ------
    OutputError
        As `write` does; what shows only when it is written is not seen here.
    """
    with _explained(path):
        folder = _followed(path).parent
        folder.stat()
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def replace_folder(path: Path, contents: Mapping[str, bytes | Path]) -> None:
    """
    Write a folder whole or not at all, in the place of one that may be there.

    Parameters
    ----------
    path
        Where it goes.
    contents
        By path inside the folder: bytes, or a file that holds them.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    with _explained(path):
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(target.parent) as beside:
            fresh = beside / _NEW / target.name
            fresh.mkdir(parents=True)
            for name, content in contents.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                if isinstance(content, Path):
                    _link(content, fresh / name)
                else:
                    _fill(fresh / name, content, like=target / name)
            for folder, _, _ in os.walk(fresh):
                _sync(Path(folder))
            _swap(fresh, target, beside / _OLD)
            _sync(target.parent)


def listed(folder: Path) -> dict[str, Path]:
    """
    List the files of a folder, without what others are writing there.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    paths
        Each file by its path inside the folder, ascending.
    """
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path for name, path in names.items() if f"/{_SCRATCH}" not in f"/{name}"}


@contextmanager
def locked(path: Path, patience: float = 60) -> Iterator[None]:
    """
    Let nobody else change what is at a path, as long as this process lives.

    Parameters
    ----------
    path
        A file or folder; it may not exist, its folder must.
    patience
        How long to wait for another to finish, in seconds.

    Yields
    ------
    none
        While nobody else changes it.

    Raises
    ------
    OutputError
        When another is still changing it, or its folder cannot be written to.
    """
    target = Path(os.path.realpath(path))
    lock = FileLock(target.with_name(f".{target.name}.lock"), thread_local=False)
    with _explained(path):
        try:
            lock.acquire(timeout=patience)
        except Timeout as fault:
            raise OutputError(
                f"{path}: another command is writing there; wait until it is done, and try again"
            ) from fault
    try:
        yield
    finally:
        with suppress(OSError):  # whoever waits sees that it is gone, and makes another
            Path(lock.lock_file).unlink()
        lock.release()


def sweep(folder: Path) -> None:
    """
    Remove what killed processes left in a folder, and put back what they had moved aside.

    Parameters
    ----------
    folder
        Where something was to be written.
    """
    for left in folder.glob(f"{_SCRATCH}????????"):
        with suppress(OSError):  # whoever made it is at work, or it is not ours to remove
            if stat.S_ISDIR(left.lstat().st_mode) and _is_own(left):
                with FileLock(left / _LOCK, thread_local=False).acquire(blocking=False):
                    _clear(left)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in a sentence why something cannot be written, and what to do."""
    try:
        yield
    except OSError as fault:
        variable = variable_of(path)
        other = f"set {variable} to another folder" if variable else "choose another place"
        mend = _MENDS.get(fault.errno or 0, other)
        raise OutputError(f"{path}: cannot be written ({fault.strerror}); {mend}") from fault


def _followed(path: Path) -> Path:
    """Find the file that a path stands for; what is no file is refused."""
    target = Path(os.path.realpath(path))
    try:
        kind = stat.S_IFMT(target.stat().st_mode)
    except FileNotFoundError:
        return target
    if kind != stat.S_IFREG:
        raise OutputError(f"{path}: is {_NO_FILES.get(kind, 'no file')}; name a file")
    return target


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """Make a folder on the same file system, which is locked as long as this process lives."""
    sweep(parent)
    folder, lock = _claimed(parent)
    try:
        yield folder
    finally:
        _clear(folder)
        lock.release()


def _claimed(parent: Path) -> tuple[Path, FileLock]:
    while True:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=_SCRATCH))
        lock = FileLock(folder / _LOCK, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except (Timeout, FileNotFoundError):  # another swept it before it was locked
            continue
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return folder, lock


def _clear(scratch: Path) -> None:
    """Remove a scratch folder; a folder that made way, and whose place is empty, goes back."""
    for moved in (scratch / _OLD).glob("*"):
        if not (scratch.parent / moved.name).exists():
            moved.rename(scratch.parent / moved.name)
    shutil.rmtree(scratch, ignore_errors=True)


def _is_own(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()


def _fill(path: Path, content: bytes, like: Path) -> None:
    """Write a new file and see it on the disk, with the permissions of one that it replaces."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileNotFoundError):
        path.chmod(stat.S_IMODE(like.stat().st_mode))


def _link(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:  # on another file system, or one without links
        _fill(path, source.read_bytes(), like=source)


def _swap(fresh: Path, path: Path, aside: Path) -> None:
    """Put a folder in a place, in one step where the system can exchange two."""
    if not path.exists():
        fresh.rename(path)
        return
    shutil.copymode(path, fresh)
    if not _exchanged(fresh, path):
        aside.mkdir()
        path.rename(aside / path.name)
        fresh.rename(path)  # until then, whoever sweeps puts the old one back


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; tell whether the system and the file system could."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(system.renamex_np(*names, _EXCHANGE) == 0)
        return bool(system.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
    except (AttributeError, TypeError):  # an older system, or Windows
        return False


def _sync(folder: Path) -> None:
    """See a folder's names on the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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


def variable_of(path: Path) -> str:
    """
    Name the environment variable that sets the folder in which a path lies.

    Parameters
    ----------
    path
        A file or folder.

    Returns
    -------
    variable
        Empty if it lies in none of the user's own folders.
    """
    homes = {
        users_folder(variable, name).absolute(): variable
        for variable, name in _USERS_FOLDERS.items()
    }
    above = [home for home in homes if path.absolute().is_relative_to(home)]
    return homes[max(above, key=lambda home: len(home.parts))] if above else ""
