"""What tests share: where raw inputs lie, a browser, and a running explorer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.helpers import chromium
from tests.helpers.paths import ROOT
from tests.helpers.serving import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_HERE = {"127.0.0.1", "localhost"}
_PATIENCE_MS = 20_000


def _inputs(folder: Path, variable: str, mend: str) -> Path:
    """Return a folder of inputs; without it a test is skipped, but never in CI."""
    if folder.is_dir() and any(folder.iterdir()):
        return folder
    reason = f"{folder} holds no inputs: {mend}, or set {variable}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


# lines that somebody imported on this machine are no part of what is tested
os.environ["FRONTLINE_LINES"] = str(ROOT / ".cache" / "no-lines")


@pytest.fixture(scope="session")
def raw() -> Path:
    """Yield the folder of raw snapshots, which a licence keeps out of the tree."""
    folder = Path(os.environ.get("FRONTLINE_RAW") or ROOT.parent / "shared" / "geodata")
    return _inputs(folder, "FRONTLINE_RAW", "fetch the raw snapshots")


@pytest.fixture(scope="session")
def npm_inputs() -> Path:
    """Yield the folder of packages that the layers are built from."""
    folder = Path(os.environ.get("FRONTLINE_INPUTS") or ROOT / ".cache" / "inputs")
    return _inputs(folder, "FRONTLINE_INPUTS", "run `make inputs`")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run a headless Chromium that reaches this machine only."""
    # browser tests are few: the others shall not wait for this import
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415

    path = chromium.find()
    if path is None:
        pytest.fail("there is no Chromium: run `python -m tests.helpers.chromium`")
    # a machine that is busy with other things may take its time; what is waited for is the same
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield started
        started.close()


@pytest.fixture
def foreign() -> list[str]:
    """List every address on another host that `page` asked for."""
    return []


@pytest.fixture
def page(browser: Browser, foreign: list[str]) -> Iterator[Page]:
    """Open a fresh page, 1280 by 900, that writes foreign requests into `foreign`."""

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"data", "blob", "file", "about"} and parts.hostname not in _HERE:
            foreign.append(address)

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    # on the context, so that frames, workers and windows which the page opens count too
    context.on("request", lambda request: note(request.url))
    context.on("page", lambda opened: opened.on("websocket", lambda socket: note(socket.url)))
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the explorer for as long as the tests do; yield its address."""
    with running(tmp_path_factory.mktemp("app") / "streamlit.log") as url:
        yield url
