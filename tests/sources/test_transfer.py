"""A request over HTTP: bounded, tried again where that helps, and never led elsewhere."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from explorer.errors import MissingError, SourceError, UnavailableError
from explorer.sources import transfer
from explorer.sources.transfer import Answer, Transfer, UnreachableError
from tests.helpers.upstream import Reply, Upstream, serving

NOW = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
DATA = json.dumps({"type": "FeatureCollection", "features": []}).encode()
GIGABYTE = 10**9


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with serving() as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def get(upstream: Upstream, pauses: list[float]) -> Iterator[Callable[[str], Answer]]:
    """Yield a function that asks the server, and notes its pauses instead of waiting."""
    with transfer.client() as client:
        sender = Transfer(client, sleep=pauses.append, now=lambda: NOW)

        def ask(path: str) -> Answer:
            return sender.get(httpx.URL(upstream.address + path))

        yield ask


Get = Callable[[str], Answer]


def test_an_answer_carries_what_it_can_be_asked_for_again_with(
    upstream: Upstream, get: Get
) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Thu, 01 Oct 2026 18:23:57 GMT"}
    upstream.on("/day", Reply(DATA, headers=headers))
    answer = get("/day")
    assert answer == Answer(f"{upstream.address}/day", DATA, '"1"', headers["Last-Modified"])
    assert upstream.asked[0].headers["user-agent"].startswith("frontline-explorer/")


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        (401, UnavailableError, r"refuses access \(401\)"),
        (403, UnavailableError, r"refuses access \(403\)"),
        (404, MissingError, r"does not exist \(404\)"),
        (418, UnavailableError, "answers with status 418"),
    ],
)
def test_a_refusal_is_not_asked_again(
    upstream: Upstream, get: Get, status: int, error: type[SourceError], sentence: str
) -> None:
    upstream.on("/day", Reply(b"no", status))
    with pytest.raises(error, match=sentence):
        get("/day")
    assert len(upstream.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_fault_that_passes_is_waited_out(
    upstream: Upstream, get: Get, pauses: list[float], status: int
) -> None:
    upstream.on("/day", Reply(b"busy", status), Reply(b"busy", status), Reply(DATA))
    assert get("/day").content == DATA
    assert len(pauses) == 2
    # twice as long at each try, and up to a second more by chance
    assert 1 <= pauses[0] <= 2 <= pauses[1] <= 3


def test_a_fault_that_stays_is_told_after_four_tries(upstream: Upstream, get: Get) -> None:
    upstream.on("/day", Reply(b"broken", 500))
    with pytest.raises(UnavailableError, match=r"busy or broken \(500\); try again later"):
        get("/day")
    assert len(upstream.asked) == 4


@pytest.mark.parametrize(
    ("header", "pause_s"), [("17", 17), ("Fri, 02 Oct 2026 09:01:10 GMT", 70), ("0", 0)]
)
def test_the_pause_that_a_server_asks_for_is_kept(
    upstream: Upstream, get: Get, pauses: list[float], header: str, pause_s: float
) -> None:
    upstream.on("/day", Reply(b"busy", 429, {"Retry-After": header}), Reply(DATA))
    assert get("/day").content == DATA
    assert pauses == [pause_s]


def test_a_pause_that_is_no_pause_is_left_out(
    upstream: Upstream, get: Get, pauses: list[float]
) -> None:
    upstream.on("/day", Reply(b"busy", 429, {"Retry-After": "soon"}), Reply(DATA))
    get("/day")
    assert 1 <= pauses[0] <= 2


@pytest.mark.parametrize("header", ["3600", "9" * 400, "Fri, 02 Oct 2026 10:00:00 GMT"])
def test_a_long_pause_is_told_instead_of_waited_for(
    upstream: Upstream, get: Get, pauses: list[float], header: str
) -> None:
    upstream.on("/day", Reply(b"busy", 429, {"Retry-After": header}))
    with pytest.raises(UnavailableError, match=r"busy or broken \(429\); try again"):
        get("/day")
    assert len(upstream.asked) == 1
    assert not pauses


def test_a_body_that_is_cut_off_is_asked_for_again(upstream: Upstream, get: Get) -> None:
    upstream.on("/day", Reply(DATA[:20], announced=len(DATA)), Reply(DATA))
    assert get("/day").content == DATA
    upstream.on("/day", Reply(DATA[:20], announced=len(DATA)))
    with pytest.raises(UnavailableError, match="did not answer in full"):
        get("/day")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(DATA, announced=GIGABYTE),
        Reply(DATA, endless_mb=1000),
        Reply(gzip.compress(bytes(60 * 10**6)), headers={"Content-Encoding": "gzip"}),
    ],
    ids=["announced", "streamed", "packed"],
)
def test_a_large_body_is_not_received(upstream: Upstream, get: Get, reply: Reply) -> None:
    upstream.on("/day", reply)
    with pytest.raises(SourceError, match="larger than 50 MB"):
        get("/day")
    assert len(upstream.asked) == 1


def test_a_body_that_takes_too_long_is_given_up(upstream: Upstream) -> None:
    upstream.on("/day", Reply(DATA))
    clock = iter(NOW + timedelta(minutes=6 * tick) for tick in range(10))
    with transfer.client() as client, pytest.raises(SourceError, match="takes too long"):
        Transfer(client, now=lambda: next(clock)).get(httpx.URL(f"{upstream.address}/day"))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<!DOCTYPE html><title>Sign in</title>", headers={"Content-Type": "text/plain"}),
        Reply(b"Sign in", headers={"Content-Type": "text/html; charset=utf-8"}),
    ],
)
def test_a_page_for_people_is_refused(upstream: Upstream, get: Get, reply: Reply) -> None:
    upstream.on("/day", reply)
    with pytest.raises(UnavailableError, match="a web page instead of data"):
        get("/day")


@pytest.mark.parametrize(
    "location",
    ["/moved", "{other}/day", "https://elsewhere.example/", "file:///etc/passwd", "//x\x1b[2J/"],
)
def test_a_redirect_is_not_followed(upstream: Upstream, get: Get, location: str) -> None:
    with serving() as other:
        location = location.format(other=other.address)
        upstream.on("/day", Reply(b"see", 302, {"Location": location}, endless_mb=1000))
        with pytest.raises(UnavailableError) as raised:
            get("/day")
        assert not other.asked
    assert "\x1b" not in str(raised.value)
    assert {request.path for request in upstream.asked} == {"/day"}


def test_a_body_that_is_packed_twice_is_not_unpacked(upstream: Upstream, get: Get) -> None:
    body = gzip.compress(gzip.compress(bytes(10**6)))
    upstream.on("/day", Reply(body, headers={"Content-Encoding": "gzip, gzip"}))
    with pytest.raises(SourceError, match="is not packed as gzip"):
        get("/day")
    assert upstream.asked[0].headers["accept-encoding"] == "gzip"


def test_a_server_that_is_not_there_is_told_apart() -> None:
    with serving() as gone:
        address = gone.address
    with transfer.client() as client, pytest.raises(UnreachableError, match="cannot be reached"):
        Transfer(client, sleep=lambda _: None).get(httpx.URL(f"{address}/day"))
