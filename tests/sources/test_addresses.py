"""Where days lie: which addresses are asked, and how their answers lead to a day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from explorer.errors import MissingError, SourceError, UnavailableError
from explorer.sources.addresses import DeepState, Mirror, places
from explorer.sources.paging import FeatureService
from explorer.sources.registry import SOURCES
from explorer.sources.steps import Snapshot, Steps
from explorer.sources.transfer import Answer

DAY = date(2026, 8, 22)
GITHUB, DATA = "https://raw.githubusercontent.com", "deepstate-map-data/main/data"
MIRROR = Mirror("https://mirror.example/data/day_{day:%Y%m%d}.geojson", date(2024, 7, 8))
DEEPSTATE = DeepState("https://deepstate.example/api/history")
SERVICE = "https://services.arcgis.example/isw/FeatureServer"
ISW = FeatureService("https://www.arcgis.example/items/1", "arcgis.example", "assessed")


def follow(steps: Steps, answers: dict[str, Any]) -> tuple[Snapshot, list[str]]:
    """Follow steps through canned answers; an address without one does not exist."""
    asked: list[str] = []
    try:
        url = next(steps)
        while True:
            asked.append(str(url))
            body = answers.get(asked[-1])
            if body is None:
                url = steps.throw(MissingError(f"{url}: does not exist"))
            else:
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                url = steps.send(Answer(asked[-1], content))
    except StopIteration as end:
        return end.value, asked


def example(raw: Path, name: str) -> bytes:
    return (raw / "source_examples" / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "first"),
    [
        (
            "deepstate",
            [
                f"{GITHUB}/rsparks3/{DATA}/deepstatemap_data_20260822_polygons.geojson",
                f"{GITHUB}/cyterat/{DATA}/deepstatemap_data_20260822.geojson",
                "https://deepstatemap.live/api/history/public",
            ],
        ),
        (
            "uacontrolmap",
            [f"{GITHUB}/owlmaps/map-data/master/data/20260822.json"],
        ),
    ],
)
def test_a_day_is_looked_for_in_mirrors_first(name: str, first: list[str]) -> None:
    assert [str(next(place.on(DAY))) for place in places(SOURCES[name])] == first


def test_every_source_that_has_an_address_has_places() -> None:
    fetched = {name for name in SOURCES if name not in {"ocha", "polygons"}}
    newest = {next(place.newest(DAY)) for name in fetched for place in places(SOURCES[name])}
    assert {url.scheme for url in newest} == {"https"}
    assert {url.host for url in newest} == {
        "raw.githubusercontent.com", "deepstatemap.live", "www.arcgis.com",
    }  # fmt: skip
    for name in SOURCES.keys() - fetched:
        assert not SOURCES[name].addresses
        with pytest.raises(SourceError, match=f"{name}: has no address that is known"):
            places(SOURCES[name])


def test_a_mirror_has_a_file_a_day() -> None:
    address = "https://mirror.example/data/day_20260822.geojson"
    snapshot, asked = follow(MIRROR.on(DAY), {address: b"[]"})
    assert asked == [address]
    assert snapshot == Snapshot(DAY, Answer(address, b"[]"))


def test_a_mirror_is_searched_back_from_today() -> None:
    address = "https://mirror.example/data/day_20260822.geojson"
    snapshot, asked = follow(MIRROR.newest(date(2026, 8, 25)), {address: b"[]"})
    assert snapshot.day == DAY
    assert [text[-13:-8] for text in asked] == ["60825", "60824", "60823", "60822"]


def test_a_mirror_that_has_ended_is_not_searched_for_ever() -> None:
    with pytest.raises(MissingError, match="nothing of the 14 days up to 2026-11-27"):
        follow(MIRROR.newest(date(2026, 11, 27)), {})


def test_a_day_before_a_mirror_began_is_not_asked_for() -> None:
    with pytest.raises(MissingError, match="begins on 2024-07-08, after 2024-07-07"):
        follow(MIRROR.on(date(2024, 7, 7)), {})


def test_the_newest_map_of_deepstate_tells_its_day(raw: Path) -> None:
    # 1788638115 is 5 September 2026, 18:55 UTC; the answer itself says "05.09 o 21:55"
    address = "https://deepstate.example/api/history/last"
    answers = {address: example(raw, "deepstate_history_last.json")}
    snapshot, asked = follow(DEEPSTATE.newest(DAY), answers)
    assert snapshot.day == date(2026, 9, 5)
    assert asked == [address]


def test_a_day_of_deepstate_is_its_last_version_by_the_clock_of_kyiv() -> None:
    base = "https://deepstate.example/api/history"
    # 21 August 2026 at 20:59:59 UTC is 23:59:59 in Kyiv, and a second later it is the 22nd
    first = 1787345999
    ids = [first, first + 1, first + 80_000, first + 86_400, first + 86_401]
    answers = {f"{base}/public": [{"id": number} for number in ids], **{
        f"{base}/{number}/geojson": {"id": number} for number in ids
    }}  # fmt: skip
    snapshot, asked = follow(DEEPSTATE.on(DAY), answers)
    assert asked == [f"{base}/public", f"{base}/{first + 86_400}/geojson"]
    assert snapshot.day == DAY


def test_deepstates_list_is_in_the_shape_that_others_saw(raw: Path) -> None:
    base = "https://deepstate.example/api/history"
    answers: dict[str, bytes] = {
        f"{base}/public": example(raw, "deepstate_history_public.json"),
        f"{base}/1790879037/geojson": example(raw, "deepstate_history_id_geojson.json"),
    }
    snapshot, _ = follow(DEEPSTATE.on(date(2026, 10, 1)), answers)
    assert snapshot.answer.content == answers[f"{base}/1790879037/geojson"]
    with pytest.raises(MissingError, match="lists no map of 2026-10-02"):
        follow(DEEPSTATE.on(date(2026, 10, 2)), answers)


@pytest.mark.parametrize(
    "listing",
    [{}, [1], [{}], [{"id": "1"}], [{"id": -5}], [{"id": 10**30}], [{"id": 1.5}], [{"id": None}],
     b"[", b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
def test_a_list_of_another_shape_is_refused(listing: object) -> None:
    with pytest.raises(SourceError, match="/public: "):
        follow(DEEPSTATE.on(DAY), {"https://deepstate.example/api/history/public": listing})


def feature(number: int, edited: object = 1766500000000) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"OBJECTID": number, "EditDate": edited}}


def page(*features: dict[str, Any], goes_on: bool = False) -> dict[str, Any]:
    properties = {"exceededTransferLimit": True} if goes_on else {}
    return {"type": "FeatureCollection", "properties": properties, "features": list(features)}


def query(**parameters: str) -> str:
    return str(httpx.URL(f"{SERVICE}/49/query", params={"where": "1=1", **parameters}))


def page_address(offset: int) -> str:
    return query(
        outFields="*", outSR="4326", orderByFields="OBJECTID", resultOffset=str(offset), f="geojson"
    )


def service(count: int, *pages: dict[str, Any]) -> dict[str, Any]:
    """Answers of a service: its item, its layer, its count, and pages one after the other."""
    answers: dict[str, Any] = {
        "https://www.arcgis.example/items/1?f=json": {"url": SERVICE},
        f"{SERVICE}?f=json": {"layers": [{"id": 49, "name": "control"}]},
        query(returnCountOnly="true", f="json"): {"count": count},
    }
    offset = 0
    for each in pages:
        answers[page_address(offset)] = each
        offset += len(each["features"])
    return answers


def test_pages_of_a_service_are_kept_as_they_are() -> None:
    pages = [page(feature(1), feature(2), goes_on=True), page(feature(3), goes_on=True),
             page(feature(4, 1766590000000))]  # fmt: skip
    snapshot, asked = follow(ISW.newest(DAY), service(4, *pages))
    assert json.loads(snapshot.answer.content) == {"assessed": pages}
    assert asked[3:] == [page_address(0), page_address(2), page_address(3)]
    # the last edit, 1766590000 s, is 24 December 2025, 15:26 UTC
    assert snapshot.day == date(2025, 12, 24)
    assert snapshot.answer.address == f"{SERVICE}/49"


def test_the_page_that_others_saw_goes_on(raw: Path) -> None:
    seen = json.loads(example(raw, "isw_RussiaCoT_f_geojson.json"))
    snapshot, _ = follow(ISW.newest(DAY), service(3, seen, page(feature(3))))
    assert json.loads(snapshot.answer.content)["assessed"][0] == seen
    # 1766500000 s is 23 December 2025, 14:26 UTC
    assert snapshot.day == date(2025, 12, 23)


def test_a_limit_that_is_told_outside_the_properties_counts() -> None:
    first = {**page(feature(1)), "exceededTransferLimit": True}
    _, asked = follow(ISW.newest(DAY), service(2, first, page(feature(2))))
    assert asked[-1] == page_address(1)


@pytest.mark.parametrize(
    ("count", "pages"),
    [(3, [page(feature(1))]), (3, [page(feature(1), goes_on=True), page()]),
     (0, [page(feature(1))])],
)  # fmt: skip
def test_a_page_that_is_missing_is_noticed(count: int, pages: list[dict[str, Any]]) -> None:
    with pytest.raises(SourceError, match=r"sent 1 features of [03], so a page is missing"):
        follow(ISW.newest(DAY), service(count, *pages))


def test_a_page_that_does_not_exist_is_told() -> None:
    with pytest.raises(MissingError, match="resultOffset=1"):
        follow(ISW.newest(DAY), service(2, page(feature(1), goes_on=True)))


def test_pages_are_bounded_together() -> None:
    filled = {**page(feature(1), goes_on=True), "filling": "x" * 26 * 10**6}
    with pytest.raises(SourceError, match="50 MB"):
        follow(ISW.newest(DAY), service(9, filled, filled, page(feature(3))))


def test_text_that_no_encoding_has_is_kept_as_it_is_escaped() -> None:
    broken = page({**feature(1), "name": "\ud800"})
    snapshot, _ = follow(ISW.newest(DAY), service(1, broken))
    assert json.loads(snapshot.answer.content) == {"assessed": [broken]}


def test_pages_without_end_are_given_up() -> None:
    pages = [page(feature(number), goes_on=True) for number in range(60)]
    with pytest.raises(SourceError, match="more than 50 pages"):
        follow(ISW.newest(DAY), service(60, *pages))


@pytest.mark.parametrize(
    ("edits", "day"),
    [([None, 1766500000000], date(2025, 12, 23)),
     (["2025-12-23T23:30:00-05:00"], date(2025, 12, 24)),
     (["2025-12-23"], date(2025, 12, 23))],
)  # fmt: skip
def test_dates_of_edits_are_read_in_every_type(edits: list[object], day: date) -> None:
    pages = page(*(feature(number, edit) for number, edit in enumerate(edits)))
    snapshot, _ = follow(ISW.newest(DAY), service(len(edits), pages))
    assert snapshot.day == day


@pytest.mark.parametrize("edits", [[], [None], ["yesterday"], [10**30], [[1]]])
def test_a_layer_without_a_date_is_refused(edits: list[object]) -> None:
    pages = page(*(feature(number, edit) for number, edit in enumerate(edits)))
    with pytest.raises(SourceError, match="does not tell when it was edited"):
        follow(ISW.newest(DAY), service(len(edits), pages))


@pytest.mark.parametrize(
    "url",
    ["https://elsewhere.example/FeatureServer", "http://services.arcgis.example/FeatureServer",
     "https://notarcgis.example/FeatureServer", "https://arcgis.example.elsewhere.example/", "",
     None, 5, "\ud800", "https://\ud800.arcgis.example/", "file:///etc/passwd", "https://arcgis.example@elsewhere.example/"],
)  # fmt: skip
def test_an_item_does_not_lead_elsewhere(url: object) -> None:
    answers = {"https://www.arcgis.example/items/1?f=json": {"url": url}}
    with pytest.raises(SourceError, match=r"leads to another server|names no service"):
        follow(ISW.newest(DAY), answers)


@pytest.mark.parametrize(
    "layers", [None, [], [{"id": 1}, {"id": 2}], ["49"], [{"id": "../49"}], [{}]]
)
def test_a_service_has_one_layer(layers: object) -> None:
    answers = {**service(1), f"{SERVICE}?f=json": {"layers": layers}}
    with pytest.raises(SourceError, match="does not have exactly one layer"):
        follow(ISW.newest(DAY), answers)


def test_a_fault_that_is_told_with_status_200_is_a_fault() -> None:
    told = {"error": {"code": 499, "message": "Token Required"}}
    with pytest.raises(UnavailableError, match=r"is refused \('Token Required'\)"):
        follow(ISW.newest(DAY), {"https://www.arcgis.example/items/1?f=json": told})


def test_a_service_shows_its_newest_map_only() -> None:
    with pytest.raises(MissingError, match="its newest map only, not 2026-08-22; use --latest"):
        follow(ISW.on(DAY), {})
