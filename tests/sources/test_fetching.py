"""Fetching days into the store: sparing, resumed, and never anything but a map of its source."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from explorer.errors import MissingError, OutputError, SourceError, UnavailableError
from explorer.sources import transfer
from explorer.sources.addresses import DeepState, Mirror
from explorer.sources.fetching import Failed, Fetched, Fetcher
from explorer.sources.paging import FeatureService
from explorer.sources.registry import source
from explorer.sources.steps import Place
from explorer.sources.store import Notes, Store
from explorer.sources.transfer import Transfer
from tests.helpers.upstream import Reply, Upstream, serving

NOW = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)
SQUARE = [[[37.7, 48.2], [37.8, 48.2], [37.8, 48.3], [37.7, 48.3], [37.7, 48.2]]]
# Versions of DeepState's API that the examples of its answers have.
LAST, LAST_DAY = 1788638115, date(2026, 9, 5)
LISTED, LISTED_DAY = 1790879037, date(2026, 10, 1)


def outline(*, east: float = 0.0) -> bytes:
    """Write a day as the mirror of outlines does, with a square of occupied ground."""
    ring = [[[x + east, y] for x, y in SQUARE[0]]]
    geometry = {"type": "MultiPolygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


@dataclass
class Desk:
    """A fetcher of a server on 127.0.0.1, whose clock and pauses a test controls."""

    server: Upstream
    folder: Path
    client: httpx.Client
    now: datetime = NOW
    pauses: list[float] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return Store(self.folder)

    @property
    def mirror(self) -> Mirror:
        return Mirror(f"{self.server.address}/data/{{day:%Y%m%d}}.geojson", date(2024, 7, 8))

    @property
    def api(self) -> DeepState:
        return DeepState(f"{self.server.address}/api/history")

    def fetcher(self, *places: Place, name: str = "deepstate") -> Fetcher:
        sender = Transfer(self.client, self.pauses.append, lambda: self.now)
        return Fetcher(source(name), places or (self.mirror,), self.store, sender)

    def publish(self, *days: str, etag: str = '"1"', body: bytes = outline()) -> None:
        for day in days:
            self.server.on(f"/data/{day}.geojson", Reply(body, headers={"ETag": etag}))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving() as server, transfer.client() as client:
        yield Desk(server, tmp_path / "control", client)


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_a_day_is_kept_with_where_it_comes_from(desk: Desk) -> None:
    desk.publish("20260822")
    fetched = desk.fetcher().day(date(2026, 8, 22))
    assert fetched.state == "new"
    content, record = desk.store.read("deepstate", date(2026, 8, 22))
    assert content == outline()
    assert record == fetched.record
    assert record.address == f"{desk.server.address}/data/20260822.geojson"
    assert record.retrieved == NOW
    assert record.etag == '"1"'
    assert record.licence == source("deepstate").licence
    assert record.sha256 == hashlib.sha256(outline()).hexdigest()
    assert record.size == len(outline())


def test_real_days_of_the_mirrors_are_kept(desk: Desk, raw: Path) -> None:
    files = {
        "20260822": raw / "deepstate" / "deepstatemap_data_20260822.geojson",
        "20250815": raw / "deepstate_full" / "deepstatemap_data_20250815_polygons.geojson",
    }
    for day, path in files.items():
        desk.publish(day, body=path.read_bytes())
        fetched = desk.fetcher().day(date.fromisoformat(day))
        assert desk.store.read("deepstate", fetched.day).content == path.read_bytes()


def test_a_real_day_of_uacontrolmap_is_kept(desk: Desk, raw: Path) -> None:
    (newest, *_) = sorted((raw / "uacontrolmap").glob("2026*.json"), reverse=True)
    desk.publish(newest.stem, body=newest.read_bytes())
    fetched = desk.fetcher(name="uacontrolmap").day(date.fromisoformat(newest.stem))
    assert desk.store.read("uacontrolmap", fetched.day).content == newest.read_bytes()


def test_a_day_at_hand_is_sent_only_if_it_has_changed(desk: Desk) -> None:
    day = date(2026, 8, 22)
    desk.publish("20260822")
    first = desk.fetcher().day(day)
    desk.now += timedelta(hours=2)
    again = desk.fetcher().day(day)
    assert again == Fetched(day, "unchanged", first.record)
    assert desk.server.asked[-1].headers["if-none-match"] == '"1"'
    desk.publish("20260822", etag='"2"', body=outline(east=0.1))
    assert desk.fetcher().day(day).state == "changed"
    assert desk.store.read("deepstate", day).content == outline(east=0.1)


def test_a_day_that_was_altered_is_sent_whole(desk: Desk) -> None:
    day = date(2026, 8, 22)
    desk.publish("20260822")
    desk.fetcher().day(day)
    desk.store.path("deepstate", day).write_bytes(b"{}")
    desk.fetcher().day(day)
    assert "if-none-match" not in desk.server.asked[-1].headers
    assert desk.store.read("deepstate", day).content == outline()


def test_a_server_without_tags_is_asked_by_time(desk: Desk) -> None:
    modified = "Sat, 22 Aug 2026 05:00:00 GMT"
    desk.server.on("/data/20260822.geojson", Reply(outline(), headers={"Last-Modified": modified}))
    for state in ("new", "unchanged"):
        assert desk.fetcher().day(date(2026, 8, 22)).state == state
    assert desk.server.asked[-1].headers["if-modified-since"] == modified


def test_unchanged_is_no_answer_to_a_first_question(desk: Desk) -> None:
    desk.server.on("/data/20260822.geojson", Reply(status=304))
    with pytest.raises(UnavailableError, match="answers with status 304"):
        desk.fetcher().day(date(2026, 8, 22))


def test_a_range_is_resumed_where_it_was_cut_short(desk: Desk) -> None:
    desk.publish("20260820", "20260822")
    desk.server.on("/data/20260821.geojson", Reply(b"down", 500))
    wanted = desk.fetcher().days(*days("2026-08-20", "2026-08-22"))
    with pytest.raises(UnavailableError, match=r"busy or broken \(500\)"):
        list(desk.fetcher().missing(wanted))
    assert desk.store.days("deepstate") == (date(2026, 8, 20),)
    desk.publish("20260821")
    desk.server.asked.clear()
    outcomes = list(desk.fetcher().missing(wanted))
    assert [(each.day.day, getattr(each, "state", "")) for each in outcomes] == [
        (20, "at hand"), (21, "new"), (22, "new"),
    ]  # fmt: skip
    assert desk.server.paths == ["/data/20260821.geojson", "/data/20260822.geojson"]


def test_a_range_goes_on_past_a_day_that_has_a_fault(desk: Desk) -> None:
    desk.publish("20260820", "20260823")
    desk.publish("20260822", body=b'{"type": "FeatureCollection", "feat')
    wanted = desk.fetcher().days(*days("2026-08-20", "2026-08-23"))
    outcomes = list(desk.fetcher().missing(wanted))
    failed = [each for each in outcomes if isinstance(each, Failed)]
    assert [each.day for each in failed] == days("2026-08-21", "2026-08-22")
    assert isinstance(failed[0].fault, MissingError)
    assert "2026-08-22.json" in str(failed[1].fault)
    assert desk.store.days("deepstate") == (date(2026, 8, 20), date(2026, 8, 23))
    # one request after the other, with half a second between two days
    assert desk.pauses == [0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [("2026-08-22", "2026-08-21", "2026-08-22 is after 2026-08-21"),
     ("2026-10-01", "2026-10-03", r"2026-10-03 is in the future \(today is 2026-10-02\)"),
     ("2024-07-07", "2024-07-09", "begins on 2024-07-08, after 2024-07-07")],
)  # fmt: skip
def test_a_range_that_cannot_be_is_not_begun(
    desk: Desk, first: str, last: str, sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence):
        desk.fetcher().days(*days(first, last))


def test_a_day_to_come_is_not_asked_for(desk: Desk) -> None:
    with pytest.raises(SourceError, match="2026-10-03 is in the future"):
        desk.fetcher().day(date(2026, 10, 3))
    # in Kyiv it is the 3rd already
    desk.now = datetime(2026, 10, 2, 21, 30, tzinfo=UTC)
    desk.publish("20261003")
    assert desk.fetcher().day(date(2026, 10, 3)).state == "new"


def test_the_newest_day_of_a_mirror_is_found_and_then_unchanged(desk: Desk) -> None:
    desk.publish("20260930")
    assert desk.fetcher().newest().day == date(2026, 9, 30)
    assert desk.fetcher().newest().state == "unchanged"
    assert desk.server.asked[-1].headers["if-none-match"] == '"1"'


def test_a_day_is_looked_for_in_every_place_in_turn(desk: Desk) -> None:
    other = Mirror(desk.mirror.address.replace("/data/", "/other/"), date(2024, 9, 16))
    desk.publish("20260822", "20240820")
    fetcher = desk.fetcher(other, desk.mirror)
    assert fetcher.day(date(2026, 8, 22)).state == "new"
    assert desk.server.paths == ["/other/20260822.geojson", "/data/20260822.geojson"]
    desk.server.asked.clear()
    # the first place began later, and says so unasked
    assert fetcher.day(date(2024, 8, 20)).state == "new"
    assert desk.server.paths == ["/data/20240820.geojson"]
    assert fetcher.days(*days("2024-07-08", "2024-07-09"))


def api(desk: Desk, raw: Path) -> Fetcher:
    """Serve DeepState's API as others saw it."""
    examples, path = raw / "source_examples", "/api/history"
    newest = (examples / "deepstate_history_last.json").read_bytes()
    desk.server.on(f"{path}/last", Reply(newest, headers={"ETag": '"1"'}))
    listing = (examples / "deepstate_history_public.json").read_bytes()
    desk.server.on(f"{path}/public", Reply(listing))
    version = (examples / "deepstate_history_id_geojson.json").read_bytes()
    desk.server.on(f"{path}/{LISTED}/geojson", Reply(version))
    return desk.fetcher(desk.mirror, desk.api)


def test_the_newest_day_comes_from_the_sources_own_service(desk: Desk, raw: Path) -> None:
    fetched = api(desk, raw).newest()
    assert fetched.day == LAST_DAY
    assert desk.server.paths == ["/api/history/last"]
    controls = source("deepstate").read(*desk.store.read("deepstate", LAST_DAY)[:1], "x.json")
    assert [control.day for control in controls] == [LAST_DAY]


def test_a_live_service_is_asked_once_an_hour(desk: Desk, raw: Path) -> None:
    fetcher = api(desk, raw)
    fetcher.newest()
    desk.now += timedelta(minutes=59)
    with pytest.raises(UnavailableError, match=r"asked at 09:30 UTC.*again after 10:30 UTC"):
        fetcher.newest()
    assert len(desk.server.asked) == 1
    desk.now += timedelta(minutes=1)
    assert fetcher.newest().state == "unchanged"
    assert desk.server.asked[-1].headers["if-none-match"] == '"1"'


def test_the_hour_also_counts_after_a_refusal(desk: Desk) -> None:
    fetcher = desk.fetcher(desk.api)
    desk.server.on("/api/history/last", Reply(b"", 401))
    with pytest.raises(UnavailableError, match=r"refuses access \(401\)"):
        fetcher.newest()
    with pytest.raises(UnavailableError, match="once an hour"):
        fetcher.newest()
    assert len(desk.server.asked) == 1


def test_a_service_that_was_not_reached_was_not_asked(desk: Desk) -> None:
    with serving() as gone:
        address = gone.address
    fetcher = desk.fetcher(DeepState(address))
    for _ in range(2):
        with pytest.raises(UnavailableError, match="cannot be reached"):
            fetcher.newest()
    assert desk.store.notes("deepstate") == Notes()


def test_a_clock_that_was_set_back_does_not_lock_a_source(desk: Desk, raw: Path) -> None:
    desk.store.note("deepstate", asked=NOW + timedelta(days=900))
    assert api(desk, raw).newest().state == "new"


def test_a_day_that_no_mirror_has_comes_from_the_service(desk: Desk, raw: Path) -> None:
    fetched = api(desk, raw).day(LISTED_DAY)
    assert fetched.state == "new"
    assert desk.server.paths == [
        "/data/20261001.geojson", "/api/history/public", f"/api/history/{LISTED}/geojson",
    ]  # fmt: skip


def test_a_map_from_the_future_is_refused(desk: Desk, raw: Path) -> None:
    fetcher = api(desk, raw)
    desk.now = datetime(2026, 9, 4, tzinfo=UTC)
    with pytest.raises(SourceError, match=r"is of 2026-09-05, which is in the future"):
        fetcher.newest()
    assert desk.store.days("deepstate") == ()


@pytest.mark.parametrize(
    "body",
    [
        b'{"type": "FeatureCollection", "features": {}}',
        b'{"type": "Topology", "objects": {}}',
        b'{"error": "moved"}',
        b'{"type": "FeatureCollection", "features": [{"type": "Feature"}]}',
        b"[]",
        b"",
        b'{"type": "FeatureColl',
        b"[" * 100_000,
        outline(east=100),
        b"\xff\xfe\x00",
    ],
)
def test_another_schema_is_refused_and_not_kept(desk: Desk, body: bytes) -> None:
    desk.publish("20260822")
    desk.fetcher().day(date(2026, 8, 22))
    desk.publish("20260822", etag='"2"', body=body)
    with pytest.raises(SourceError, match=r"2026-08-22\.json"):
        desk.fetcher().day(date(2026, 8, 22))
    assert desk.store.read("deepstate", date(2026, 8, 22)).content == outline()


def test_no_range_is_asked_of_a_live_service(desk: Desk) -> None:
    with pytest.raises(SourceError, match="once an hour at most, so no range is fetched"):
        desk.fetcher(desk.api).days(*days("2026-08-20", "2026-08-22"))


def service(desk: Desk, raw: Path, *pages: Reply) -> Fetcher:
    """Serve the layer that ISW publishes, in pages."""
    root = "/isw/FeatureServer"
    item = {"url": f"{desk.server.address}{root}"}
    desk.server.on("/items/1", Reply(json.dumps(item).encode()))
    desk.server.on(root, Reply(b'{"layers": [{"id": 49}]}'))
    first = (raw / "source_examples" / "isw_RussiaCoT_f_geojson.json").read_bytes()
    count = Reply(b'{"count": 3}')
    desk.server.on(f"{root}/49/query", count, Reply(first), *pages)
    place = FeatureService(f"{desk.server.address}/items/1", domain="127.0.0.1", kind="assessed")
    return desk.fetcher(place, name="isw")


def test_the_pages_of_a_service_are_one_day(desk: Desk, raw: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"OBJECTID": 3, "EditDate": 1766500000000},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    last = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    fetched = service(desk, raw, Reply(last)).newest()
    assert fetched.day == date(2025, 12, 23)
    kept = json.loads(desk.store.read("isw", fetched.day).content)["assessed"]
    numbers = [each["properties"]["OBJECTID"] for page in kept for each in page["features"]]
    assert numbers == [1, 2, 3]
    assert "resultOffset=2" in desk.server.paths[-1]


@pytest.mark.parametrize("last", [Reply(b"", 404), Reply(b'{"features": []}'), Reply(b"{}")])
def test_a_day_with_a_page_missing_is_not_kept(desk: Desk, raw: Path, last: Reply) -> None:
    with pytest.raises(SourceError):
        service(desk, raw, last).newest()
    assert desk.store.days("isw") == ()


def test_asking_a_service_for_an_old_day_costs_no_question(desk: Desk, raw: Path) -> None:
    with pytest.raises(MissingError, match="use --latest"):
        service(desk, raw).day(date(2026, 8, 22))
    assert not desk.server.asked
    assert desk.store.notes("isw").asked is None


def test_a_store_that_is_full_ends_a_range(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish("20260820", "20260821")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        list(desk.fetcher().missing(days("2026-08-20", "2026-08-21")))
    assert len(desk.server.asked) == 1
