"""What browser tests share: a browser, a fresh page, and a running explorer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.helpers import chromium
from tests.helpers.serving import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_HERE = {"127.0.0.1", "localhost"}
_PATIENCE_MS = 20_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run a headless Chromium that reaches this machine only."""
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
