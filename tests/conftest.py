"""What tests share: where raw inputs lie, a browser, and a running explorer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import chromium
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
_HERE = {"127.0.0.1", "localhost"}
_START_S = 60
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
        pytest.fail("there is no Chromium: run `python tests/chromium.py`")
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


@contextmanager
def running(log: Path, **environment: str) -> Iterator[str]:
    """Run an explorer whose output goes into `log`; yield its address."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = [
        f"--server.port={port}",
        "--server.headless=true",
        "--server.fileWatcherType=none",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=_START_S)


def _free_port() -> int:
    """Find a port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server is healthy; fail with its log when it ends or takes too long."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if _is_healthy(port):
            return
        # the pause between two looks ends at once if the server does
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.1)
            break
    pytest.fail(f"the explorer did not start:\n{log.read_text(encoding='utf-8')}")


def _is_healthy(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=1)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
