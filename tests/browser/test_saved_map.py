"""A saved map in a browser: one file that draws without a network, and says what it shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from explorer.cartography.webmap import folium_map, interactive
from explorer.layers.catalog import installed
from explorer.results import report
from explorer.scenarios.library import SCENARIOS
from tests.helpers.lines import BASELINE
from tests.helpers.pages import box
from tests.helpers.webmaps import HOSTILE, rendered, square_map

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_saved_map_draws_without_a_network(page: Page, foreign: list[str], tmp_path: Path) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    saved = tmp_path / "map.html"
    saved.write_text(folium_map.inline(rendered(square_map()), title="A map"), encoding="utf-8")
    page.goto(saved.as_uri())

    shape = page.locator("path.leaflet-interactive")
    expect(shape).to_have_attribute("fill", "url(#hatch)")
    shape.hover()
    expect(page.locator(".leaflet-tooltip")).to_be_visible()
    # the hostile name arrives letter by letter, and none of it was run
    assert page.locator(".leaflet-tooltip").inner_text().strip() == HOSTILE
    expect(page).to_have_title("A map")
    # the layer control's picture is in the page: it has no other place to come from
    toggle = page.locator(".leaflet-control-layers-toggle")
    picture = toggle.evaluate("element => getComputedStyle(element).backgroundImage")
    assert picture.startswith('url("data:image/png')
    assert [url for url in asked if not url.startswith("data:")] == [saved.as_uri()]
    assert foreign == []
    assert faults == []


def test_foreign_requests_are_noticed(page: Page, foreign: list[str]) -> None:
    page.set_content('<img src="https://a.test/b"><iframe src="https://c.test/d"></iframe>')
    with page.expect_websocket():
        page.evaluate("new WebSocket('ws://e.test/f')")
    assert sorted(foreign) == ["https://a.test/b", "https://c.test/d", "ws://e.test/f"]


@pytest.fixture
def saved(tmp_path: Path) -> str:
    path = tmp_path / "map.html"
    plan = report.compute(installed(), SCENARIOS.find("plan-28"), day=BASELINE)
    path.write_text(interactive.page(installed(), plan), encoding="utf-8")
    return path.as_uri()


def test_saved_map_opens_on_what_changes(saved: str, page: Page, foreign: list[str]) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(saved)
    zone = page.locator("path.ukraine-neutral").first
    expect(zone).to_have_attribute("fill", "url(#ukraine-neutral)")
    close = box(zone)
    assert close.width > 80
    page.get_by_role("button", name="Whole of Ukraine").click()
    page.locator(".folium-map.far").wait_for()
    assert box(zone).width < close.width
    assert (foreign, faults) == ([], [])


def test_saved_map_has_its_scale_in_its_language(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    plan = report.compute(installed(), SCENARIOS.find("plan-28"), day=BASELINE)
    path.write_text(interactive.page(installed(), plan, language="uk"), encoding="utf-8")
    page.goto(path.as_uri())
    scale = page.locator(".leaflet-control-scale-line")
    expect(scale).to_have_text(re.compile(r"^\d+ км$"))
    page.get_by_role("button", name="Уся Україна").click()
    page.locator(".folium-map.far").wait_for()
    expect(scale).to_have_text(re.compile(r"^\d+ км$"))


def test_tooltip_says_who_where_and_how_much(saved: str, page: Page) -> None:
    page.goto(saved)
    zone = page.locator("path.ukraine-neutral").first
    box(zone)
    zone.hover()
    expect(page.locator(".leaflet-tooltip")).to_contain_text("Donetsk")
    told = page.locator(".leaflet-tooltip").inner_text().replace("\u00a0", " ")
    assert told.startswith("Donetsk\nUkraine → Neutral zone\n6,092 km² (5,926 to 6,138), 23.0 %")
