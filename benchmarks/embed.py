"""A figure against a folium file of the map and a Streamlit frame: bytes and first paint."""

import gzip
import shutil
import statistics
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.serving import streamlit
from explorer.cartography.webmap import interactive
from explorer.layers.catalog import installed
from explorer.publishing import map_figure, map_recipe
from explorer.results import report
from explorer.scenarios.library import SCENARIOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

SIX = ("donbas-handover", "freeze", "plan-20", "plan-28", "putin-2024", "fez-symmetric")
RUNS = 5
ARTICLE = (
    '<!doctype html><title>Article</title><link rel="icon" href="data:,">'
    '<iframe width="960" height="1300" src="{}"></iframe>'
)


class Cost(NamedTuple):
    """
    What a reader pays.

    Attributes
    ----------
    kilobytes
        Bytes over the wire / 1000.
    requests
        Number of requests.
    first_paint_ms
        Time to the first contentful paint inside the frame.
    map_ms
        Time until the map's outlines are there.
    """

    kilobytes: float
    requests: int
    first_paint_ms: float
    map_ms: float


def run() -> list[str]:
    """
    Load each into an article's frame, in turn, with an empty cache.

    Returns
    -------
    lines
        Medians, and ratios to the figure.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (a tool of tests)
    except ImportError:
        return ["needs a browser: run `make test` once, which installs what drives it"]
    catalog = installed()
    first = report.compute(catalog, SCENARIOS.find(SIX[0]))
    files = {
        "figure": map_figure.make(catalog, *map_recipe.order(SIX)).files["index.html"],
        "folium": interactive.page(catalog, first).encode(),
    }
    with _static(files) as address, streamlit() as served, sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        subjects = {
            "figure, six scenarios": (f"{address}figure", ".sheet .f"),
            "folium file, one scenario": (f"{address}folium", "path.leaflet-interactive"),
            "Streamlit frame": (f"{served.url}?embed=true", "path.leaflet-interactive"),
        }
        costs: dict[str, list[Cost]] = {name: [] for name in subjects}
        for _ in range(RUNS):  # in turn, so that the machine's mood is the same for each
            for name, (where, drawn) in subjects.items():
                costs[name].append(_load(browser, address, where, drawn))
        browser.close()
    return list(_lines({name: _median(measured) for name, measured in costs.items()}))


def _lines(costs: Mapping[str, Cost]) -> Iterator[str]:
    first = next(iter(costs.values()))
    for name, cost in costs.items():
        ratio = f"{cost.kilobytes / first.kilobytes:5.1f} times the bytes"
        yield (
            f"{name:26}{cost.kilobytes:8.0f} kB {cost.requests:4} requests, first paint "
            f"{cost.first_paint_ms:5.0f} ms, map {cost.map_ms:5.0f} ms; {ratio}, "
            f"{cost.map_ms / first.map_ms:4.1f} times the wait"
        )


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def _load(browser: "Browser", address: str, where: str, drawn: str) -> Cost:
    """Load an article with one frame, and wait until the map is in it."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    meter = _Meter(session)
    start = time.perf_counter()
    page.goto(f"{address}article?{where}", wait_until="commit")
    frame = page.wait_for_selector("iframe")
    inside = frame.content_frame() if frame else None
    if inside is None:
        raise RuntimeError("the article has no frame")
    while not any(each.query_selector(drawn) for each in page.frames):
        page.wait_for_timeout(2)
    took = (time.perf_counter() - start) * 1000
    painted = inside.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => {
            const found = list.getEntriesByName("first-contentful-paint");
            if (found.length) done(found[0].startTime);
        }).observe({type: "paint", buffered: true}))"""
    )
    context.close()
    return Cost(meter.bytes / 1000, meter.requests, float(painted), took)


class _Meter:
    """Counts what goes over the wire, the article itself left out."""

    def __init__(self, session: "CDPSession") -> None:
        self.bytes, self.requests = 0, 0
        self._seen: list[str] = []
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self._seen.append(event["requestId"])
            self.requests = len(self._seen) - 1

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._seen[1:]:
            self.bytes += int(event["encodedDataLength"])


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, files: Mapping[str, bytes], *rest: object) -> None:
        self._files = files
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        name, _, frame = self.path.lstrip("/").partition("?")
        content = self._files.get(name) or gzip.compress(ARTICLE.format(frame).encode())
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def _static(files: Mapping[str, bytes]) -> Iterator[str]:
    packed = {name: gzip.compress(content, 9) for name, content in files.items()}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, packed)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
