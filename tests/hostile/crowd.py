"""Twenty strangers at once, and how long readers wait meanwhile.

    python -m tests.hostile.crowd

Each stranger opens one dear address after the other, none of them twice, and leaves some before
they are shown. Readers of the library change the scenario once a second; another opens a modest
scenario of their own, each time another one.
"""

from __future__ import annotations

import random
import statistics
import sys
import threading
import time
from contextlib import suppress

import psutil
from websockets.exceptions import ConnectionClosed

from benchmarks import serving, sessions
from benchmarks.toggle import NAMES
from explorer.layers.catalog import installed
from explorer.layers.gazetteer import places
from tests.helpers import visitors
from tests.hostile.addresses import Address, around, course, cpu_s, edit

STRANGERS, READERS, SECONDS = 20, 5, 60
_SLOVIANSK = 693468
_PATIENCE_S = (3.0, 20.0)


def dear(chance: random.Random, known: list[int]) -> Address:
    """Make an address that is just not refused at once, or is hard to cut."""
    kind = chance.randrange(4)
    if kind == 0:
        return Address("circles", edit([around(n, chance.choice(known), 149) for n in range(9)]))
    if kind == 1:
        step, west = chance.uniform(1e-5, 0.1), chance.uniform(28, 36)
        lines = [[(west + n * step, 53.0), (west - n * step, 44.0)] for n in range(5)]
        return Address("lines", edit([course(f"line_{n}", each) for n, each in enumerate(lines)]))
    if kind == 2:
        return Address("depths", edit(depths=tuple(chance.uniform(1, 60) for _ in range(3))))
    place = chance.choice(known)
    return Address("one place", edit([around(n, place, 50 + n / 100) for n in range(20)]))


def _stranger(port: int, number: int, stop: threading.Event) -> None:
    chance, known = random.Random(number), sorted(places(installed()))  # noqa: S311
    while not stop.is_set():
        with suppress(TimeoutError, ConnectionClosed), visitors.visiting(port) as socket:
            visitors.ask(socket, dear(chance, known).query)
            visitors.seen(socket, timeout=chance.choice(_PATIENCE_S))


def _reader(port: int, number: int, stop: threading.Event, waits: list[float]) -> None:
    session = sessions._session(port)
    names = NAMES
    while not stop.is_set():
        due = time.perf_counter() + 1
        number += 1
        session.change(names[number % len(names)])
        stop.wait(max(0.0, due - time.perf_counter()))
    waits += session.waits
    session.socket.close()


def _own(port: int, km: float) -> float:
    start = time.perf_counter()
    address = Address("own", edit([around(0, _SLOVIANSK, km)]))
    with visitors.visiting(port) as socket:
        visitors.ask(socket, address.query)
        shown = visitors.seen(socket)
    if shown.notices or shown.tracebacks:
        raise RuntimeError(f"a reader's scenario is not shown: {shown}")
    return time.perf_counter() - start


def run(strangers: int = STRANGERS, seconds: float = SECONDS) -> list[str]:
    """Measure how long readers wait beside strangers, and alone."""
    with serving.streamlit() as served:
        port, server = served.port, psutil.Process(served.process)
        for number in range(2 * len(NAMES)):  # each scenario has been worked out
            warm = sessions._session(port)
            warm.change(NAMES[number % len(NAMES)])
            warm.socket.close()
        cold, alone = _own(port, 4.5), [_own(port, 5 + n / 100) for n in range(5)]
        stop, waits = threading.Event(), [list[float]() for _ in range(READERS)]
        threads = [
            *(threading.Thread(target=_stranger, args=(port, n, stop)) for n in range(strangers)),
            *(
                threading.Thread(target=_reader, args=(port, n, stop, w))
                for n, w in enumerate(waits)
            ),
        ]
        before, start = cpu_s(server), time.perf_counter()
        for thread in threads:
            thread.start()
        owns: list[float] = []
        while time.perf_counter() - start < seconds:
            owns.append(_own(port, 6 + len(owns) / 100))
            time.sleep(2)
        used = cpu_s(server) - before
        stop.set()
        for thread in threads:
            thread.join()
    library = [1000 * wait for each in waits for wait in each]
    return [
        f"a reader's own scenario alone: {cold:.1f} s the first, then {max(alone):.1f} s at most",
        f"library beside {strangers} strangers: {statistics.median(library):.0f} ms median",
        f"its p95: {statistics.quantiles(library, n=20)[-1]:.0f} ms of {len(library)} changes",
        f"their own beside them: {statistics.median(owns):.1f} s median, {max(owns):.1f} s at most",
        f"processor: {used:.0f} s in {seconds:.0f} s",
    ]


if __name__ == "__main__":
    sys.stdout.write("\n".join(run()) + "\n")
