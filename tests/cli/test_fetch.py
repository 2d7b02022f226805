"""`frontline fetch`, as a reader runs it: the licence first, then days, then what went wrong."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from explorer.sources import addresses, store
from explorer.sources.addresses import Mirror
from explorer.sources.registry import source
from tests.helpers.commands import Done, run
from tests.helpers.upstream import Reply, Upstream, serving

ACCEPT = "--accept-licence"


@pytest.fixture
def upstream(tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """Serve three days of DeepState's mirror, into a store of the test's own."""
    monkeypatch.setenv("FRONTLINE_CONTROL", str(tmp_path / "control"))
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with serving() as server:
        place = Mirror(server.address + "/{day:%Y%m%d}.geojson", date(2024, 7, 8))
        monkeypatch.setattr(addresses, "places", lambda _: (place,))
        for day in ("20260819", "20260820", "20260822"):
            content = (raw / "deepstate" / f"deepstatemap_data_{day}.geojson").read_bytes()
            server.on(f"/{day}.geojson", Reply(content, headers={"ETag": f'"{day}"'}))
        yield server


def fetch(*options: str) -> Done:
    return run("fetch", "deepstate", *options)


def test_a_day_is_fetched_and_then_unchanged(upstream: Upstream) -> None:
    first = fetch("--date", "2026-08-22", ACCEPT)
    path = store.own().path("deepstate", date(2026, 8, 22))
    assert first.returncode == 0, first.stderr
    assert first.stdout == f"2026-08-22: new, {path.stat().st_size / 1000:.0f} kB, {path}\n"
    assert fetch("--date", "2026-08-22").stdout.startswith("2026-08-22: unchanged, ")
    assert len(upstream.asked) == 2


def test_the_record_is_printed_as_json(upstream: Upstream) -> None:
    done = fetch("--date", "2026-08-22", ACCEPT, "--json")
    (row,) = json.loads(done.stdout)
    assert set(row) == {
        "state", "path", "source", "day", "address", "retrieved", "etag", "modified", "licence",
        "size", "sha256",
    }  # fmt: skip
    assert row["address"] == f"{upstream.address}/20260822.geojson"
    assert Path(row["path"]).stat().st_size == row["size"]


def test_the_licence_is_shown_and_asked_about_once(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    done = fetch("--date", "2026-08-22")
    assert done.returncode == 0
    assert source("deepstate").licence in done.stderr
    assert "Do you accept it?" in done.stderr
    again = fetch("--date", "2026-08-20")
    assert again.returncode == 0
    assert again.stderr == ""
    assert len(upstream.asked) == 2


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_nothing_is_asked_for_under_a_licence_that_is_refused(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    done = fetch("--date", "2026-08-22")
    assert done.returncode == 2
    fault = "frontline: deepstate: its licence is not accepted, so nothing is fetched;"
    assert fault in done.stderr
    assert not upstream.asked
    assert not store.own().folder.exists()


def test_a_licence_that_has_changed_is_asked_about_again(upstream: Upstream) -> None:
    store.own().note("deepstate", licence="an earlier licence")
    assert fetch("--date", "2026-08-22").returncode == 2
    assert not upstream.asked


def test_a_range_says_what_came_and_names_each_fault(upstream: Upstream) -> None:
    wanted = ("--from", "2026-08-19", "--to", "2026-08-22")
    done = fetch(*wanted, ACCEPT)
    assert done.returncode == 2
    assert done.stdout == "deepstate, 2026-08-19 to 2026-08-22: 3 new\n"
    (fault,) = [line for line in done.stderr.splitlines() if line.startswith("frontline: ")]
    assert fault.startswith(f"frontline: {upstream.address}/20260821.geojson: does not exist (404)")
    upstream.on("/20260821.geojson", upstream.reply("/20260820.geojson"))
    resumed = fetch(*wanted)
    assert (resumed.returncode, resumed.stderr) == (0, "")
    assert resumed.stdout == "deepstate, 2026-08-19 to 2026-08-22: 3 at hand, 1 new\n"


def test_a_range_that_is_cut_short_says_what_came(upstream: Upstream) -> None:
    upstream.on("/20260820.geojson", Reply(b"", 403))
    done = fetch("--from", "2026-08-19", "--to", "2026-08-22", ACCEPT, "--json")
    assert done.returncode == 2
    assert [row["day"] for row in json.loads(done.stdout)] == ["2026-08-19"]
    assert "refuses access (403)" in done.stderr


def test_the_newest_day_is_fetched_by_default(upstream: Upstream) -> None:
    # whatever day it is today, its file is there
    today = Mirror(upstream.address + "/20260822.geojson", date(2024, 7, 8))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "places", lambda _: (today,))
        assert ": new, " in fetch(ACCEPT).stdout
        assert fetch("--latest").returncode == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--latest", "--date", "2026-08-22"), "give one of the three"),
        (("--date", "2026-08-22", "--from", "2026-08-22"), "give one of the three"),
        (("--from", "2026-08-22"), "give both --from and --to"),
        (("--to", "2026-08-22"), "give both --from and --to"),
        (("--date", "22.08.2026"), "'22.08.2026' is not a date; write it as YYYY-MM-DD"),
        (("--date", ""), "'' is not a date"),
        (("--from", "", "--to", ""), "'' is not a date"),
        (("--from", "2026-08-22", "--to", "tomorrow"), "'tomorrow' is not a date"),
        (("--date", "2999-01-01", ACCEPT), "2999-01-01 is in the future"),
    ],
)
def test_options_that_do_not_fit_are_one_sentence(
    upstream: Upstream, options: tuple[str, ...], sentence: str
) -> None:
    done = fetch(*options)
    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence in done.stderr.splitlines()[-1]
    assert not upstream.asked


def test_a_source_that_is_not_known_is_one_sentence(tmp_path: Path) -> None:
    done = run("fetch", "../deepstate", folder=tmp_path)
    assert done.returncode == 2
    assert "there is no source '../deepstate'; use one of deepstate," in done.stderr


def test_a_source_without_an_address_is_one_sentence() -> None:
    done = run("fetch", "polygons", ACCEPT)
    assert done.returncode == 2
    assert "polygons: has no address that is known" in done.stderr
