"""The explorer behind nginx as docs/ set it up: all of it works, and its policy stops nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.helpers import nginx
from tests.helpers.pages import PATIENCE_MS, rest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

LINE = [(35.0, 52.6), (35.2, 50.0), (35.6, 48.4), (35.4, 46.0)]
_TELL = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error("stopped", event.violatedDirective, event.blockedURI))"""


@pytest.fixture
def behind(
    browser: Browser, app_url: str, tmp_path: Path
) -> Iterator[tuple[BrowserContext, nginx.Nginx]]:
    """Open a browser's session that trusts the certificate of an nginx before the explorer."""
    port = urlsplit(app_url).port
    assert port
    with nginx.running(tmp_path, port) as server:
        context = browser.new_context(ignore_https_errors=True)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(_TELL)
        yield context, server
        context.close()


def test_the_policy_stops_nothing_that_readers_do(
    behind: tuple[BrowserContext, nginx.Nginx], tmp_path: Path
) -> None:
    context, server = behind
    stopped: list[str] = []
    refused: list[tuple[int, str]] = []

    def note(answer: Response) -> None:
        if answer.status >= 400:
            refused.append((answer.status, answer.url))

    page = context.new_page()
    page.on("console", lambda said: stopped.append(said.text) if "stopped" in said.text else None)
    page.on("response", note)
    page.goto(f"{server.url}/?scenario=plan-28")
    expect(page.locator(".board[data-drawn]").first).to_be_visible()
    rest(page)
    page.get_by_text("Online basemap").click()
    rest(page)
    line = tmp_path / "line.geojson"
    line.write_text(json.dumps({"type": "LineString", "coordinates": LINE}), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(line)
    expect(page.locator(".headline h1")).to_contain_text("A line of your own")
    rest(page)
    _view(page, "Timeline")
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
    _view(page, "Embed")
    figure = page.frame_locator('iframe[title="The figure as readers see it"]')
    expect(figure.get_by_role("radio").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_text("Download the folder (zip)").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    assert stopped == []
    assert refused == []


def _view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()
    rest(page)
