"""Many at once: sessions that each change the scenario once a second, and one reader's browser."""

import json
import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks import serving
from benchmarks.toggle import CLICK, NAMES

if TYPE_CHECKING:
    from playwright.sync_api import Page

SESSIONS, CROWD, AT_ONCE = 20, 60, 9
# so many are open while memory is measured, for a few are lost in what is free already
OPENED = 400
SECONDS = 20
PAUSE_S = 1.0
_COMPONENT = "frontline_cards"


@dataclass
class Session:
    """
    A reader without a browser: speaks Streamlit's protocol, as a browser does.

    Attributes
    ----------
    socket
        Its connection.
    cards
        Id of the component that holds the cards.
    states
        What its widgets say, as the server last heard.
    waits
        Seconds from each change to the end of the run that shows it.
    """

    socket: ClientConnection
    cards: str = ""
    waits: list[float] = field(default_factory=list)

    def open(self) -> None:
        """Load the page."""
        self._ask("")
        if not self.cards:
            raise RuntimeError("the page has no cards")

    def change(self, name: str) -> None:
        """Choose a scenario, and wait until the page shows it."""
        start = time.perf_counter()
        self._ask(name)
        self.waits.append(time.perf_counter() - start)

    def _ask(self, name: str) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        if name:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id = self.cards
            chosen = {"at": 1000 * time.perf_counter(), "value": name}
            state.json_value = json.dumps({"chosen": chosen})
        self.socket.send(asked.SerializeToString())
        mapped = False
        while True:
            told = ForwardMsg()
            told.ParseFromString(self.socket.recv())
            kind = told.WhichOneof("type")
            if kind == "delta" and told.delta.new_element.WhichOneof("type") == "bidi_component":
                component = told.delta.new_element.bidi_component
                if component.component_name == _COMPONENT:
                    self.cards = component.id
                else:
                    mapped = True
            elif kind == "ref_hash":
                mapped = True
            elif kind == "script_finished" and mapped:
                return


def run() -> list[str]:
    """
    Let sessions change the scenario once a second, with and without a browser among them.

    Returns
    -------
    lines
        Waits, and memory a session.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (a tool of tests)
    except ImportError:
        return ["needs a browser: run `make test` once, which installs what drives it"]
    first_views = _at_once()
    with serving.streamlit() as served, sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(served.url)
        page.wait_for_selector(".board[data-drawn]", timeout=60_000)
        server = psutil.Process(served.process)
        _reader(page, 2 * len(NAMES), 0.1)  # each scenario has been worked out
        before = server.memory_info().rss
        opened = [_session(served.port) for _ in range(OPENED)]
        each_mb = (server.memory_info().rss - before) / OPENED / 1e6
        begun = serving.cpu_s(served)
        with _toggling(opened[:SESSIONS]) as sessions:
            clicks = _reader(page, SECONDS, PAUSE_S)
        waits = _waits(sessions)
        cpu_ms = 1000 * (serving.cpu_s(served) - begun) / (len(waits) + len(clicks))
        with _toggling(opened[-CROWD:]) as crowd:
            _reader(page, SECONDS, PAUSE_S)
        all_mb = server.memory_info().rss / 1e6
        for each in opened:
            each.socket.close()
        browser.close()
    return [
        (
            f"{AT_ONCE} readers at once of a server that has just started: the last sees its page "
            f"after {max(first_views):.1f} s"
        ),
        f"{SESSIONS} sessions, a change a second each: {_told(waits)}",
        f"a browser among them, click to colours: {_told(clicks)}",
        f"the server's CPU: {cpu_ms:.0f} ms a change",
        f"{CROWD} sessions, a change a second each: {_told(_waits(crowd))}",
        f"memory: {each_mb:.2f} MB a session ({OPENED} open); the server {all_mb:.0f} MB in all",
    ]


def _at_once() -> list[float]:
    """Open a page as often at the same time as soon as a server answers; give seconds."""

    def wait(served: serving.Served) -> float:
        begun = time.perf_counter()
        _session(served.port).socket.close()
        return time.perf_counter() - begun

    with serving.streamlit() as served, ThreadPoolExecutor(AT_ONCE) as readers:
        return list(readers.map(wait, [served] * AT_ONCE))


@contextmanager
def _toggling(sessions: list[Session]) -> Iterator[list[Session]]:
    """Let sessions change the scenario once a second meanwhile."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(sessions)) as threads:
        for place, each in enumerate(sessions):
            threads.submit(_toggle, each, place / len(sessions), stop)
        yield sessions
        stop.set()


def _waits(sessions: list[Session]) -> list[float]:
    return [1000 * wait for each in sessions for wait in each.waits]


def _session(port: int) -> Session:
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    socket = connect(
        address,
        origin=Origin(f"http://127.0.0.1:{port}"),
        subprotocols=[Subprotocol("streamlit")],
        max_size=2**26,
    )
    found = Session(socket)
    found.open()
    return found


def _toggle(session: Session, delay_s: float, stop: threading.Event) -> None:
    stop.wait(delay_s)  # not all in the same moment
    step = round(delay_s * len(NAMES))
    while not stop.is_set():
        due = time.perf_counter() + PAUSE_S
        step += 1
        session.change(NAMES[step % len(NAMES)])
        stop.wait(max(0.0, due - time.perf_counter()))


def _reader(page: "Page", times: int, pause_s: float) -> list[float]:
    found = []
    for name in _round(times):
        due = time.perf_counter() + pause_s
        found.append(float(page.evaluate(CLICK, [name, f'.cards input[value="{name}"]', 0])))
        page.wait_for_timeout(max(0.0, 1000 * (due - time.perf_counter())))
    return found


def _round(times: int) -> Iterator[str]:
    return (NAMES[step % len(NAMES)] for step in range(times))


def _told(times: list[float]) -> str:
    late = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):5.0f} ms median, {late:5.0f} ms p95, {len(times)} changes"
