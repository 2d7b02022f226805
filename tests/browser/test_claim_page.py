"""A claim's figure in a browser: for every reader, on every screen, without anything foreign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explorer.layers.catalog import installed
from explorer.publishing import claim_figure, claim_page
from tests.helpers.claim_figures import HELD, HOSTILE, findings, folder, hostile
from tests.helpers.figures import difference, served
from tests.helpers.pages import await_frame

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_is_accessible(examined: Page, scheme: Any, width: int) -> None:
    page = examined
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    with served(folder(language="uk").files) as address:
        page.goto(f"{address}index.html")
        page.locator("summary").click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator(".chart svg:visible")).to_have_count(1)
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == scheme


def test_the_page_asks_for_nothing(page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        page.locator("summary").click()
        assert page.get_by_role("table").first.inner_text().count("6,192\u00a0km²") == 1
        assert asked == [f"{address}index.html"]
    assert said == [], "the content security policy refused something"


def test_the_page_fits_the_height_that_is_kept_free(page: Page) -> None:
    room = claim_page.reserved(claim_figure.charted(installed(), findings()[HELD]))
    heights = []
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        for width in (320, 390, 480, 600, 680, 760, 960):
            page.set_viewport_size({"width": width, "height": 900})
            await_frame(page.main_frame, f"innerWidth === {width}")
            heights.append(page.evaluate("document.body.getBoundingClientRect().height"))
    assert 0.8 * room < max(heights) <= room, heights


def test_the_chart_follows_the_theme_and_needs_no_script(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        light = page.locator(".chart").screenshot()
        page.emulate_media(color_scheme="dark")
        dark = page.locator(".chart").screenshot()
    context.close()
    assert difference(light, dark)[0] > 150, "the paper and the ink change places"


def test_a_hostile_paraphrase_does_not_run(page: Page, tmp_path: Path) -> None:
    with served(hostile(tmp_path).files) as address:
        for name in ("index.html", "embed.html", "figure.svg"):
            page.goto(f"{address}{name}")
            expect(page.locator("img[src=x]")).to_have_count(0)
            assert page.title() != "run"
        page.goto(f"{address}index.html")
        assert page.get_by_role("heading", level=1).inner_text() == f"={HOSTILE}"
