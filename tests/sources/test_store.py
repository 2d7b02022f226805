"""The user's own store of raw days: whole or absent, verified when read, forgotten on demand."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from explorer import files
from explorer.errors import MissingError, OutputError, SourceError
from explorer.sources import store
from explorer.sources.store import Notes, Record, Store

DAY = date(2026, 8, 22)
CONTENT = b'{"type": "FeatureCollection", "features": []}'


def record(day: date = DAY, source: str = "deepstate-mirror", content: bytes = CONTENT) -> Record:
    return Record(
        source=source,
        day=day,
        address="https://example.org/day.geojson",
        retrieved=datetime(2026, 8, 23, 6, tzinfo=UTC),
        etag='"1"',
        modified="",
        licence="credited visuals only",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


@pytest.fixture
def own(tmp_path: Path) -> Store:
    return Store(tmp_path / "control")


def test_a_day_is_read_as_it_was_kept(own: Store) -> None:
    own.keep(CONTENT, record())
    assert own.read("deepstate-mirror", DAY) == (CONTENT, record())
    assert own.days("deepstate-mirror") == (DAY,)
    assert sorted(path.name for path in own.folder.rglob("*.json")) == [
        "2026-08-22.json",
        "2026-08-22.record.json",
    ]


def test_days_are_listed_in_order_and_by_source(own: Store) -> None:
    earlier = date(2024, 12, 31)
    own.keep(CONTENT, record())
    own.keep(CONTENT, record(earlier))
    own.keep(CONTENT, record(source="isw"))
    assert own.days("deepstate-mirror") == (earlier, DAY)
    assert own.days("isw") == (DAY,)
    assert own.days("uacontrolmap") == ()


def test_other_files_are_no_days(own: Store) -> None:
    own.keep(CONTENT, record())
    for name in ("2026-08-23.json", ".2026-08-23.record.json-x1", "20260824.record.json"):
        (own.folder / "deepstate-mirror" / name).write_bytes(CONTENT)
    assert own.days("deepstate-mirror") == (DAY,)


def test_a_day_that_was_altered_is_not_read(own: Store) -> None:
    own.keep(CONTENT, record())
    own.path("deepstate-mirror", DAY).write_bytes(CONTENT.replace(b"[]", b"{}"))
    with pytest.raises(SourceError, match="was altered after it was fetched; fetch it again"):
        own.read("deepstate-mirror", DAY)


def test_a_day_without_its_bytes_is_not_read(own: Store) -> None:
    own.keep(CONTENT, record())
    own.path("deepstate-mirror", DAY).unlink()
    with pytest.raises(SourceError, match="cannot be read"):
        own.read("deepstate-mirror", DAY)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"source": 1}', b"\xff"])
def test_a_broken_record_is_named(own: Store, text: bytes) -> None:
    own.keep(CONTENT, record())
    path = own.folder / "deepstate-mirror" / f"{DAY}.record.json"
    path.write_bytes(text)
    with pytest.raises(SourceError, match=f"{path}: cannot be read; delete it"):
        own.read("deepstate-mirror", DAY)


def test_a_day_that_is_not_at_hand_says_how_to_fetch_it(own: Store) -> None:
    with pytest.raises(MissingError, match="frontline fetch isw --date 2026-08-22"):
        own.read("isw", DAY)


def test_a_day_is_forgotten(own: Store) -> None:
    own.keep(CONTENT, record())
    own.forget("deepstate-mirror", DAY)
    own.forget("deepstate-mirror", DAY)
    assert own.days("deepstate-mirror") == ()
    assert not list(own.folder.rglob("*.json"))


def test_notes_of_a_source_are_remembered(own: Store) -> None:
    asked = datetime(2026, 10, 2, 9, tzinfo=UTC)
    assert own.notes("isw") == Notes()
    own.note("isw", licence="by consent")
    own.note("isw", asked=asked)
    assert own.notes("isw") == Notes(licence="by consent", asked=asked)
    assert own.days("isw") == ()


@pytest.mark.parametrize("name", ["", "..", "../isw", "/etc", "a/b", "ISW", "a\x00", "-a", "a\n"])
def test_an_id_cannot_lead_out_of_the_store(own: Store, name: str) -> None:
    with pytest.raises(SourceError, match="is no id of a source"):
        own.keep(CONTENT, record(source=name))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "control").write_text("a file")
    with pytest.raises(OutputError, match="set FRONTLINE_CONTROL to another folder"):
        Store(tmp_path / "control").keep(CONTENT, record())


def test_a_write_that_fails_leaves_the_day_as_it_was(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.keep(CONTENT, record())
    full = OSError(28, "No space left on device")
    monkeypatch.setattr(files, "_swap", Mock(side_effect=full))
    with pytest.raises(OutputError, match="No space left on device"):
        own.keep(b"[]", record(content=b"[]"))
    monkeypatch.undo()
    assert own.read("deepstate-mirror", DAY).content == CONTENT
    assert len(list(own.folder.rglob("*"))) == 3


def test_the_user_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTLINE_CONTROL", str(tmp_path))
    assert store.own().folder == tmp_path
    monkeypatch.delenv("FRONTLINE_CONTROL")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert store.own().folder.parts[-2:] == ("frontline", "control")
