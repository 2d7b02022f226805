"""Long run: thirty readers for an hour, each of whom sees the right numbers, in flat memory.

`python -m tests.hostile.long_run [SECONDS] [READERS] [SEED]`: readers open scenarios of the library
and modest ones of their own, on several lines of contact, in both languages, one after the other,
and leave some before they are shown. A headline must be the one that the engine gives for just that
scenario, line and language; a server that mixed its readers up would show another's.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from html import escape
from itertools import product
from typing import NamedTuple
from urllib.parse import urlencode

import psutil
from websockets.exceptions import ConnectionClosed

from benchmarks import serving
from explorer.language import LANGUAGES, Language
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.own import edit as editing
from explorer.own import packing
from explorer.results import report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import report as report_wording
from tests.helpers import visitors
from tests.hostile.addresses import around, edit
from tests.hostile.outcome import Outcome

SECONDS, READERS, SEED = 3600, 30, 1
_PAUSE_S, _IMPATIENT_S = 1.0, 0.2
_TOWNS = (693468, 704147, 709932, 698740, 706483, 709930)
# Of memory: how much more it may be in the last quarter than in the second.
_GROWTH = 1.1
_OWN = 40


class Page(NamedTuple):
    """A page that readers open; `own` is the packed edit of a scenario of theirs."""

    scenario: str
    day: str
    language: Language
    own: str = ""

    @property
    def query(self) -> str:
        given = {"scenario": self.scenario, "baseline": self.day, "lang": self.language}
        return urlencode(given | ({"edit": self.own} if self.own else {}))


def pages(seed: int) -> list[Page]:
    """List the pages that readers open."""
    chance = random.Random(seed)  # noqa: S311  (to be drawn again, not to be secret)
    days = (baselines.newest(installed()), "2025-12-09", "2024-07-08")
    library = [Page(*each) for each in product(SCENARIOS.all(), days, LANGUAGES)]
    owns = [
        Page("own", days[0], chance.choice(LANGUAGES), edit([around(0, town, km)]))
        for town in _TOWNS
        for km in (chance.randrange(3, 12) for _ in range(_OWN // len(_TOWNS)))
    ]
    return [*library, *owns]


@lru_cache(maxsize=1000)
def headline(page: Page) -> str:
    """Compute the first clause of what a page says, as the engine has it."""
    if page.own:
        scenario = editing.applied(packing.unpacked(page.own))
    else:
        scenario = SCENARIOS.all()[page.scenario]
    computed = report.compute(installed(), scenario, day=page.day)
    return escape(report_wording.headline(computed, page.language).rpartition("; ")[0])


def run(seconds: float = SECONDS, readers: int = READERS, seed: int = SEED) -> Outcome:
    """Let readers open pages for a while."""
    with serving.streamlit() as served, ThreadPoolExecutor(readers) as threads:
        until, stop = time.monotonic() + seconds, threading.Event()
        opened = [threads.submit(_read, served.port, seed + n, stop) for n in range(readers)]
        memory = list(_memory(served.process, until))
        stop.set()
        said = [fault for each in opened for fault in each.result()]
    quarter = len(memory) // 4
    early, late = max(memory[quarter : 2 * quarter]), max(memory[3 * quarter :])
    sys.stderr.write(f"memory: {early:.0f} MB in the second quarter, {late:.0f} in the last\n")
    fallen = [fault for fault in said if fault]
    if late > _GROWTH * early:
        fallen.append(f"memory grows from {early:.0f} to {late:.0f} MB")
    return Outcome(len(said), len(said) - sum(map(bool, said)), fallen)


def _memory(process: int, until: float) -> Iterator[float]:
    """Yield the server's memory in MB, from time to time."""
    server = psutil.Process(process)
    while time.monotonic() < until:
        yield server.memory_info().rss / 1e6
        time.sleep(_PAUSE_S)


def _read(port: int, seed: int, stop: threading.Event) -> list[str]:
    """Open one page after the other; list what was wrong with each, or an empty text."""
    chance = random.Random(seed)  # noqa: S311
    said = []
    known = pages(SEED)
    while not stop.wait(_PAUSE_S):
        with suppress(ConnectionClosed), visitors.visiting(port) as socket:
            for page in chance.choices(known, k=5):
                visitors.ask(socket, page.query)
                if chance.random() < 0.1:
                    with suppress(TimeoutError):
                        visitors.seen(socket, timeout=_IMPATIENT_S)
                    break
                said.append(_wrong(page, visitors.seen(socket)))
    return said


def _wrong(page: Page, shown: visitors.Seen) -> str:
    if shown.tracebacks:
        return f"{page}: {shown.tracebacks[0]}"
    if headline(page) not in shown.headline:
        return f"{page}: shows {shown.headline or shown.notices}"
    return ""


if __name__ == "__main__":
    given = [float(text) for text in sys.argv[1:]]
    rest: tuple[float, ...] = (SECONDS, READERS, SEED)[len(given) :]
    seconds, readers, seed = (*given, *rest)
    sys.stdout.write(run(seconds, int(readers), int(seed)).report() + "\n")
