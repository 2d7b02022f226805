"""Files: whole or not at all, and packed alike whenever and in whatever order they come."""

import io
import zipfile
from pathlib import Path

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
