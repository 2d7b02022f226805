"""From a click on a scenario to new colours and new number, against a plain st_folium app."""

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import shapely

from benchmarks import serving
from explorer.cartography.webmap import assets, display
from explorer.layers.catalog import Catalog, installed
from explorer.results import report
from explorer.scenarios.library import SCENARIOS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = (
    "freeze",
    "donbas-handover",
    "plan-28",
    "kellogg-30",
    "putin-2024",
    "european-40",
    "istanbul-2022",
    "korea-4",
)
ROUNDS = 4
FIRST_MS = 60_000
# Clicks, waits for the number and the colours, then for the frame in which they are painted.
_WATCH = """([name, selector, place]) => new Promise((done) => {
    const seen = SEEN;
    const before = seen(), start = performance.now();
    document.querySelectorAll(selector)[place].click();
    (function look() {
        const now = seen();
        if (now.every((each, place) => each && each !== before[place])) {
            requestAnimationFrame(() => done(performance.now() - start));
        } else { requestAnimationFrame(look); }
    })();
})"""
CLICK = _WATCH.replace(
    "SEEN",
    """() => [
        document.querySelector(".headline .lead").innerText,
        document.querySelector(".board").dataset.drawn,
    ]""",
)
_PEERS = _WATCH.replace(
    "SEEN",
    """() => [
        document.querySelector("h2").innerText,
        document.querySelector("iframe").contentDocument.querySelector(`path.of-${name}`),
    ]""",
)


def run() -> list[str]:
    """
    Click through the same scenarios in both, in turn.

    Returns
    -------
    lines
        First views, medians, 95th percentiles and the ratio of the medians.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (a tool of tests)
    except ImportError:
        return ["needs a browser: run `make test` once, which installs what drives it"]
    with (
        serving.streamlit() as ours,
        _plain(installed()) as script,
        serving.streamlit(script) as peers,
        sync_playwright() as playwright,
    ):
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        _first(browser, ours.url).close()  # reads the layers
        page = _first(browser, ours.url)
        first_ms = page.evaluate("performance.now()")
        plain = browser.new_page(viewport={"width": 1280, "height": 900})
        plain.goto(peers.url)
        plain.wait_for_selector("iframe", timeout=FIRST_MS)
        plain.frame_locator("iframe").locator("path").first.wait_for(timeout=FIRST_MS)
        _clicks(page, plain, 1)  # each scenario has been worked out
        before = serving.cpu_s(ours), serving.cpu_s(peers)
        clicks, peer = _clicks(page, plain, ROUNDS)
        cpu_ms = [
            1000 * (serving.cpu_s(served) - start) / len(clicks)
            for served, start in zip((ours, peers), before, strict=True)
        ]
        browser.close()
    return [
        f"first useful view     {first_ms:7.0f} ms (layers read, browser's cache empty)",
        f"click, this explorer  {_told(clicks)}",
        f"click, plain app      {_told(peer)}",
        f"ratio of the medians  {statistics.median(clicks) / statistics.median(peer):7.2f}",
        (
            f"the server's CPU      {cpu_ms[0]:7.0f} ms a click, {cpu_ms[1]:5.0f} of the plain "
            f"app's, ratio {cpu_ms[0] / cpu_ms[1]:.2f}"
        ),
    ]


def _first(browser: "Browser", url: str) -> "Page":
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(url)
    page.wait_for_selector(".board[data-drawn]", timeout=FIRST_MS)
    page.wait_for_selector(".headline .lead", timeout=FIRST_MS)
    return page


def _clicks(page: "Page", plain: "Page", rounds: int) -> tuple[list[float], list[float]]:
    """Go through the scenarios in both pages in turn."""
    ours: list[float] = []
    peers: list[float] = []
    for _ in range(rounds):
        for name in NAMES:
            took = page.evaluate(CLICK, [name, f'.cards input[value="{name}"]', 0])
            place = sorted(NAMES).index(name)
            other = plain.evaluate(_PEERS, [name, "[data-testid=stRadio] input", place])
            ours.append(float(took))
            peers.append(float(other))
            time.sleep(0.2)  # a reader looks, and both apps come to rest
    return ours, peers


def _told(times: Sequence[float]) -> str:
    late = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):7.0f} ms median, {late:5.0f} ms p95, {len(times)} clicks"


@contextmanager
def _plain(catalog: Catalog) -> Iterator[Path]:
    """Give the peer the same generalised ground, in the files that a plain app would read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in NAMES:
            (folder / f"{each}.geojson").write_text(_ground(catalog, each), encoding="utf-8")
        oblasts = dict(catalog.shapes("oblasts"))
        drawn = display.simplified(list(oblasts.values()))
        frame = geopandas.GeoDataFrame({"name": list(oblasts)}, geometry=list(drawn), crs=4326)
        (folder / "oblasts.geojson").write_text(frame.to_json(), encoding="utf-8")
        assets.publish(folder / "static")
        script = folder / "plain_app.py"
        shutil.copy(Path(__file__).with_name("plain_app.py"), script)
        yield script


def _ground(catalog: Catalog, name: str) -> str:
    parts = display.grounds(catalog, report.compute(catalog, SCENARIOS.find(name)))
    fates = sorted({(part.before, part.after) for part in parts})
    features = [
        {
            "type": "Feature",
            "properties": {"before": before, "after": after},
            "geometry": shapely.geometry.mapping(
                shapely.union_all(
                    [part.shape for part in parts if (part.before, part.after) == (before, after)]
                )
            ),
        }
        for before, after in fates
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
