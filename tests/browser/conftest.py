"""What browser tests share: a browser, a fresh page, and a running explorer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.helpers import chromium
from tests.helpers.pages import PATIENCE_MS
from tests.helpers.serving import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request

_HERE = {"127.0.0.1", "localhost"}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start what speaks to browsers."""
    # a machine that is busy with other things may take its time; what is waited for is the same
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Find the Chromium."""
    return chromium.find() or pytest.fail(
        "there is no Chromium: run `python -m tests.helpers.chromium`"
    )


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """Run a headless Chromium that reaches this machine only and keeps nothing."""
    started = playwright.chromium.launch(executable_path=chromium_path, args=chromium.arguments())
    yield started
    started.close()


@pytest.fixture(scope="session")
def profile(
    playwright: Playwright, chromium_path: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Run a headless Chromium that reaches this machine only and keeps scripts it has compiled."""
    # the scripts of the explorer are megabytes, which a fresh profile compiles for each page
    started = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=chromium_path,
        args=chromium.arguments(),
        viewport={"width": 1280, "height": 900},
    )
    started.set_default_timeout(PATIENCE_MS)
    yield started
    started.close()


@pytest.fixture
def foreign() -> list[str]:
    """List every address on another host that `page` asked for."""
    return []


@pytest.fixture
def page(profile: BrowserContext, foreign: list[str]) -> Iterator[Page]:
    """Open a page, 1280 by 900, without cookies, that writes foreign requests into `foreign`."""

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"data", "blob", "file", "about"} and parts.hostname not in _HERE:
            foreign.append(address)

    def note_request(request: Request) -> None:
        note(request.url)

    def note_sockets(opened: Page) -> None:
        opened.on("websocket", lambda socket: note(socket.url))

    # on the profile, so that frames, workers and windows which the page opens count too
    profile.on("request", note_request)
    profile.on("page", note_sockets)
    before = profile.pages
    yield profile.new_page()
    for opened in profile.pages:
        if opened not in before:
            opened.close()
    profile.remove_listener("request", note_request)
    profile.remove_listener("page", note_sockets)
    profile.clear_cookies()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the explorer for as long as the tests do; yield its address."""
    with running(tmp_path_factory.mktemp("app") / "streamlit.log") as url:
        yield url
