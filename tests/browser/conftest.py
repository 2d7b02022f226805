"""What browser tests share: a browser, an empty page, and a running explorer."""

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
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        Page,
        Playwright,
        Request,
        ViewportSize,
        WebSocket,
    )

_HERE = {"127.0.0.1", "localhost"}
_SIZE: ViewportSize = {"width": 1280, "height": 900}
# an answer that is still on its way is not kept either; pages without an origin keep nothing
_FORGET = """() => {
    if (!location.protocol.startsWith("http")) { return; }
    Storage.prototype.setItem = () => {};
    sessionStorage.clear();
    localStorage.clear();
}"""


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
        viewport=_SIZE,
        # what Streamlit moves while it waits is painted sixty times a second; our maps still move
        reduced_motion="reduce",
    )
    started.set_default_timeout(PATIENCE_MS)
    yield started
    started.close()


@pytest.fixture
def foreign(profile: BrowserContext) -> Iterator[list[str]]:
    """List every address on another host that the pages of a test ask for."""
    asked: list[str] = []

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"data", "blob", "file", "about"} and parts.hostname not in _HERE:
            asked.append(address)

    def note_request(request: Request) -> None:
        note(request.url)

    def note_socket(socket: WebSocket) -> None:
        note(socket.url)

    def note_sockets(opened: Page) -> None:
        opened.on("websocket", note_socket)

    # on the profile, so that frames, workers and windows which a page opens count too
    profile.on("request", note_request)
    profile.on("page", note_sockets)
    for opened in profile.pages:
        note_sockets(opened)
    yield asked
    profile.remove_listener("request", note_request)
    profile.remove_listener("page", note_sockets)
    for opened in profile.pages:
        opened.remove_listener("websocket", note_socket)


@pytest.fixture
def page(profile: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Show an empty page, 1280 by 900, that keeps nothing of the tests before.

    To open a tab costs as much as to load the explorer in it, so that tests share one. Whatever a
    failed test may have left, such as a button that is still held down, goes with its tab.
    """
    failed = request.session.testsfailed
    yield profile.pages[0]
    if request.session.testsfailed > failed:
        profile.new_page()
        profile.pages[0].close()
    _clear(profile)


def _clear(profile: BrowserContext) -> None:
    """Leave one tab, which shows nothing and remembers nothing."""
    page, *others = profile.pages
    for other in others:
        other.close()
    page.unroute_all()
    page.evaluate(_FORGET)
    page.goto("about:blank")
    page.set_viewport_size(_SIZE)
    page.emulate_media(color_scheme="null")
    page.mouse.move(0, 0)
    wire = profile.new_cdp_session(page)
    wire.send("Page.resetNavigationHistory")
    wire.detach()
    profile.clear_cookies()


@pytest.fixture(scope="session")
def _unguarded(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True, viewport=_SIZE)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def examined(_unguarded: Page) -> Iterator[Page]:
    """Show an empty page into which axe can be put past a content security policy."""
    yield _unguarded
    _unguarded.goto("about:blank")
    _unguarded.set_viewport_size(_SIZE)
    _unguarded.emulate_media(color_scheme="null")


@pytest.fixture
def tab(profile: BrowserContext) -> Iterator[Page]:
    """Open a tab for one test, as for one that stands between the page and its server."""
    opened = profile.new_page()
    yield opened
    opened.close()
    profile.clear_cookies()


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the explorer for as long as the tests do; yield its address."""
    with running(tmp_path_factory.mktemp("app") / "streamlit.log") as url:
        yield url
