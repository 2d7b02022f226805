"""Addresses that a stranger might write to keep the explorer busy, and what each costs it.

    python -m tests.hostile.addresses

The server is started once; each address is opened in a session of its own, one after the other.
"""

from __future__ import annotations

import base64
import json
import math
import random
import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import psutil

from benchmarks import serving
from explorer.layers.catalog import installed
from explorer.layers.gazetteer import places
from tests.helpers import visitors
from tests.hostile.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_CPU_S = 5.0
# Lines of contact that an address may name, beside the newest.
DAYS = ("2025-12-09", "2022-02-23")
_SEED = 20261127
_GRID = 100_000


class Address(NamedTuple):
    """An address, and what is hostile about it."""

    kind: str
    edit: str
    more: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> str:
        return urlencode({"scenario": "own", "edit": self.edit, **dict(self.more)})


@dataclass
class Opened:
    """What opening an address came to."""

    address: Address
    cpu_s: float
    notices: list[str]
    tracebacks: list[str]

    @property
    def held(self) -> bool:
        return self.cpu_s <= MOST_CPU_S and not self.tracebacks


def packed(fields: object) -> str:
    """Pack an edit as addresses have it, without checking it."""
    text = zlib.compress(json.dumps(fields).encode(), 9)
    return "1" + base64.urlsafe_b64encode(text).decode().rstrip("=")


def edit(sketches: Sequence[dict[str, Any]] = (), depths: tuple[float, ...] = ()) -> str:
    """Pack an edit that hands over what is drawn, and the ground within some depths."""
    selects: list[dict[str, Any]] = [{"inside": [each["name"]]} for each in sketches]
    selects += [{"within_km": km} for km in depths]
    rules = [{"select": select, "holder": "russia"} for select in selects]
    return packed({"base": "freeze", "sketches": [*sketches], "rules": rules})


def around(number: int, place: int, km: float) -> dict[str, Any]:
    return {"name": f"around_{number}", "around": {"place": place, "km": km}}


def course(name: str, points: list[tuple[float, float]], kind: str = "line") -> dict[str, Any]:
    """Write a line or an area as steps on the grid."""
    steps, x, y = [], 0, 0
    for longitude, latitude in points:
        to = round(longitude * _GRID), round(latitude * _GRID)
        steps += [to[0] - x, to[1] - y]
        x, y = to
    return {"name": name, kind: [steps]}


def addresses() -> list[Address]:
    """Make all addresses, the same at each call."""
    chance = random.Random(_SEED)  # noqa: S311
    return [*_numbers(), *_surroundings(chance), *_lines(chance), *_areas(chance), *_texts(chance)]


def _numbers() -> Iterator[Address]:
    """Yield distances of all sizes."""
    for km in (0, -1, 1e-9, 0.0999, 500.1, 1e9, 1e308, 10**30, float("nan"), float("inf")):
        yield Address(f"a depth of {km} km", edit(depths=(km,)))
    yield Address("a depth of 100 m", edit(depths=(0.1,)))
    yield Address("8 depths of 1 to 8 km", edit(depths=(1, 3, 4, 6, 7, 8, 9, 11)))
    yield Address("3 depths that are nearly usual", edit(depths=(2.001, 5.001, 10.001)))
    yield Address("3 depths metres apart", edit(depths=(3, 3.001, 3.002)))
    yield Address("60 depths", edit(depths=tuple(range(21, 81))))
    yield Address("a base's depth of 1e-9", packed({"base": "kellogg-30", "km": 1e-9}))


def _surroundings(chance: random.Random) -> Iterator[Address]:
    known = sorted(places(installed()))
    for count, km in ((20, 500), (20, 150), (20, 40), (7, 300), (9, 150), (300, 5)):
        drawn = [around(n, chance.choice(known), km) for n in range(count)]
        yield Address(f"{count} surroundings of {km} km", edit(drawn))
    drawn = [around(n, chance.choice(known), 500) for n in range(20)]
    yield Address("20 of 500 km and 8 depths", edit(drawn, (1, 2, 3, 4, 5, 6, 7, 8)))
    same = [around(n, 693468, 50 + n / 100) for n in range(20)]
    yield Address("20 surroundings of one place, 10 m apart", edit(same))
    yield Address("surroundings of 1e-9 km", edit([around(0, 693468, 1e-9)]))
    yield Address("surroundings of nowhere", edit([around(0, 1, 50)]))
    for day in DAYS:
        heavy = edit([around(n, chance.choice(known), 200) for n in range(5)])
        yield Address(f"5 surroundings on {day}", heavy, (("baseline", day),))
    compared = (("view", "compare"),)
    yield Address("surroundings, compared", edit([around(0, 693468, 200)]), compared)


def _lines(chance: random.Random) -> Iterator[Address]:
    for count, step in ((20, 1e-5), (20, 0.1), (5, 1e-5), (5, 0.1)):
        drawn = [
            course(f"line_{n}", [(34 + n * step, 53), (34 - n * step, 44)]) for n in range(count)
        ]
        yield Address(f"{count} lines {step} degrees apart", edit(drawn))
    for points, width in ((4000, 3.0), (4000, 0.001), (900, 0.05), (300, 0.1)):
        scrawl = [
            (35 + chance.uniform(-width, width), 53 - 9 * n / (points - 1)) for n in range(points)
        ]
        yield Address(f"a scrawl of {points} points, {width} wide", edit([course("line", scrawl)]))
    snake = [(21.5 + n * 0.2, 48.5 + 0.9 * (n % 2 or -1)) for n in range(90)]
    yield Address("a snake across the country", edit([course("line", snake)]))
    yield Address("a line of one point", edit([course("line", [(35, 48), (35, 48)])]))
    yield Address("a line through the sea", edit([course("line", [(0, 0), (1, 1)])]))
    yield Address("longitude and latitude swapped", edit([course("line", [(44, 34), (53, 34)])]))
    far = course("line", [(10**9, 10**9), (35, 48)])
    yield Address("a line to nowhere", edit([far]))
    yield Address("a line of 5,001 points", edit([course("line", [(35, 48)] * 5001)]))


def _areas(chance: random.Random) -> Iterator[Address]:
    for points, radius in ((20, 2.0), (150, 2.0), (1000, 0.2), (2500, 2.0)):
        star = [
            (
                33 + radius * (1 + n % 2) * math.cos(2 * math.pi * n / points),
                49 + radius * (1 + n % 2) / 2 * math.sin(2 * math.pi * n / points),
            )
            for n in range(points)
        ]
        yield Address(f"a star of {points} points", edit([course("area_1", star, "area")]))
    for count in (5, 20):
        boxes = [
            course(f"area_{n}", [(22, 44 + n / 50), (40, 44 + n / 50), (40, 50), (22, 50)], "area")
            for n in range(count)
        ]
        yield Address(f"{count} boxes around the country", edit(boxes))
    combs = []
    for turn in range(5):
        teeth = [(0.9 * (n % 4 in {1, 2}), n // 2 * 0.07) for n in range(28)]
        ring = [*teeth, (-0.1, 0.95), (-0.1, -0.05)]
        moved = [(33 + p[turn % 2], 48.7 + p[1 - turn % 2] + turn / 1000) for p in ring]
        combs.append(course(f"area_{turn}", moved, "area"))
    yield Address("combs across combs", edit(combs))
    bow = [(33.0, 48.0), (34.0, 49.0), (34.0, 48.0), (33.0, 49.0)]
    yield Address("an area that crosses itself", edit([course("area_1", bow, "area")]))
    scrawl = [(chance.uniform(30, 36), chance.uniform(47, 51)) for _ in range(600)]
    yield Address("a scrawl as an area", edit([course("area_1", scrawl, "area")]))
    bits = [[3_300_000 + 100 * n, 4_800_000, 50, 0, 0, 50] for n in range(101)]
    yield Address("an area of 101 parts", edit([{"name": "area_1", "area": bits}]))


def _texts(chance: random.Random) -> Iterator[Address]:
    good = edit([around(0, 693468, 5)])
    yield Address("cut off", good[: len(good) // 2])
    yield Address("no letters of an address", "1<script>")
    yield Address("random bytes", "1" + base64.urlsafe_b64encode(chance.randbytes(600)).decode())
    bomb = zlib.compress(b" " * 50_000_000, 9)
    yield Address("50 MB of spaces", "1" + base64.urlsafe_b64encode(bomb).decode())
    deep = zlib.compress(b"[" * 100_000, 9)
    yield Address("100,000 brackets", "1" + base64.urlsafe_b64encode(deep).decode())
    yield Address("a long number", packed({"base": "freeze", "km": 10**4000}))
    yield Address("a title of 100,000 letters", packed({"base": "freeze", "title": "x" * 100_000}))
    yield Address("an unknown base", packed({"base": "nowhere"}))
    yield Address("an unknown oblast", packed({"base": "putin-2024", "oblasts": ["UA-99"]}))
    for select in ({"inside": ["nowhere"]}, {"inside": ["fortress_belt"] * 5000}):
        rules = [{"select": select, "holder": "russia"}]
        yield Address("names of layers", packed({"base": "freeze", "rules": rules}))
    rules = [{"select": {"oblasts": ["UA-14"]}, "holder": "russia"}] * 61
    yield Address("61 rules", packed({"base": "freeze", "rules": rules}))


def run() -> Outcome:
    """Open every address, and say on the error stream what each came to."""
    openings = []
    for opened in _each():
        sys.stderr.write(_line(opened) + "\n")
        openings.append(opened)
    fallen = [_line(opened) for opened in openings if not opened.held]
    return Outcome(len(openings), len(openings) - len(fallen), fallen)


def _each() -> Iterator[Opened]:
    """Open every address in one server, the dear ones twice, and measure what each costs it."""
    with serving.streamlit() as served:
        server = psutil.Process(served.process)
        # outlines of a day are overlaid for the first reader who sees it, whoever that is
        for day in ("", *DAYS):
            _open(served.port, urlencode({"baseline": day}))
        _open(served.port, f"scenario=own&edit={edit([around(0, 693468, 5)])}")
        for address in addresses():
            opened = _opened(server, served.port, address)
            yield opened
            if opened.cpu_s > 1:
                again = address._replace(kind=f"{address.kind}, again")
                yield _opened(server, served.port, again)


def _opened(server: psutil.Process, port: int, address: Address) -> Opened:
    before = cpu_s(server)
    shown = _open(port, address.query)
    return Opened(address, cpu_s(server) - before, shown.notices, shown.tracebacks)


def _open(port: int, query: str) -> visitors.Seen:
    with visitors.visiting(port) as socket:
        visitors.ask(socket, query)
        return visitors.seen(socket)


def cpu_s(server: psutil.Process) -> float:
    """Add up the processor time of a server and of all processes that it has started, in s."""
    return sum(sum(each.cpu_times()[:4]) for each in (server, *server.children(recursive=True)))


def _line(opened: Opened) -> str:
    """Write what an address came to."""
    said = (opened.tracebacks or opened.notices or ["shown"])[0]
    verdict = "held" if opened.held else "FELL"
    return f"{verdict} {opened.cpu_s:5.1f} s  {opened.address.kind}: {said}"


if __name__ == "__main__":
    sys.stdout.write(run().report() + "\n")
