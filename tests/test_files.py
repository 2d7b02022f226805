"""Files: whole or not at all, and packed alike whenever and in whatever order they come."""

import io
import os
import socket
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import files
from explorer.errors import OutputError


def test_the_same_files_make_the_same_archive() -> None:
    one = files.packed({"a/b.txt": b"text", "a/a.bin": bytes(range(256))})
    assert one == files.packed({"a/a.bin": bytes(range(256)), "a/b.txt": b"text"})
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == ["a/a.bin", "a/b.txt"]
        assert archive.read("a/b.txt") == b"text"
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_file_replaces_another_and_its_size_is_returned(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("before", encoding="utf-8")
    assert files.write(path, "після") == len("після".encode())
    assert path.read_text(encoding="utf-8") == "після"
    assert [each.name for each in tmp_path.iterdir()] == ["file.txt"]


def test_a_file_without_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        files.write(tmp_path / "missing" / "file.txt", b"")


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_a_file_has_the_permissions_that_its_place_gives_it(tmp_path: Path) -> None:
    fresh, private = tmp_path / "fresh.txt", tmp_path / "private.txt"
    private.touch()
    private.chmod(0o604)
    for path in (fresh, private):
        files.write(path, "text")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (fresh, private)] == [0o640, 0o604]
    files.replace_folder(tmp_path / "folder", {"a/b.txt": b"text"})
    folder = tmp_path / "folder"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert stat.S_IMODE((folder / "a" / "b.txt").stat().st_mode) == 0o640


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere" / "file.txt")
    for text in ("first", "second"):
        files.write(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "elsewhere" / "file.txt").read_text(encoding="utf-8") == text
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(OutputError, match="circle: cannot be written"):
        files.write(tmp_path / "circle", "text")


def test_what_is_no_file_is_refused_and_stays(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    os.mkfifo("pipe")
    Path("folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        kinds = {"pipe": "a pipe", "folder": "a folder", "socket": "a socket"}
        for path, kind in {**kinds, os.devnull: "a device"}.items():
            before = Path(path).stat().st_mode
            for refuse in (files.check_place, lambda at: files.write(at, "text")):
                with pytest.raises(OutputError, match=f"{path}: is {kind}; name a file"):
                    refuse(Path(path))
            assert Path(path).stat().st_mode == before
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(files, "_exchanged", lambda *_: False)
    folder = tmp_path / "folder"
    files.replace_folder(folder, {"a.txt": b"a", "deep/b.txt": b"b"})
    files.replace_folder(folder, {"c.txt": folder / "a.txt", "deep/b.txt": b"new"})
    assert files.listed(folder) == {
        "c.txt": folder / "c.txt",
        "deep/b.txt": folder / "deep" / "b.txt",
    }
    assert (folder / "deep" / "b.txt").read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


def test_a_folder_that_a_killed_process_moved_aside_comes_back(tmp_path: Path) -> None:
    left = tmp_path / ".frontline-01234567"
    (left / "old" / "folder").mkdir(parents=True)
    (left / "old" / "folder" / "a.txt").touch()
    files.sweep(tmp_path)
    assert [each.name for each in tmp_path.rglob("*")] == ["folder", "a.txt"]


def test_only_what_nobody_is_writing_is_swept(tmp_path: Path) -> None:
    with files._scratch(tmp_path) as mine:
        files.write(tmp_path / "file.txt", "text")
        assert mine.is_dir()
        (tmp_path / ".frontline-notes.txt").touch()
        (tmp_path / ".frontline-abcdefgh").symlink_to(tmp_path)
    files.sweep(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        ".frontline-abcdefgh",
        ".frontline-notes.txt",
        "file.txt",
    ]


def test_the_second_writer_waits_or_says_so(tmp_path: Path) -> None:
    path, order = tmp_path / "folder", []

    def second() -> None:
        with files.locked(path):
            order.append("second")

    waiting = threading.Thread(target=second)
    with files.locked(path):
        waiting.start()
        told = pytest.raises(OutputError, match="folder: another command is writing there; wait")
        with told, files.locked(path, patience=0):
            pass
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
    assert not list(tmp_path.iterdir())


def test_a_killed_process_holds_no_lock(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from explorer import files\n"
        "with files.locked(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "folder"], check=False)
    assert done.returncode == -9
    assert [each.name for each in tmp_path.iterdir()] == [".folder.lock"]
    with files.locked(tmp_path / "folder", patience=0):
        pass
    assert not list(tmp_path.iterdir())


def test_the_variable_of_a_folder_is_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTLINE_FRAMES", "/data")
    monkeypatch.setenv("FRONTLINE_LINES", "/data/lines")
    assert files.variable_of(Path("/data/lines/x.json")) == "FRONTLINE_LINES"
    assert files.variable_of(Path("/data/osm/lines/x.json")) == "FRONTLINE_FRAMES"
    assert files.variable_of(Path("/data2")) == ""
