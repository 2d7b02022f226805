"""The other views as a reader walks through them: compare, timeline, share, data and method."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import expect

from explorer.layers.catalog import installed
from tests.helpers.accessibility import serious
from tests.helpers.lines import BASELINE
from tests.helpers.pages import choose, expect_text, rest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page


LANGUAGES = ("en", "uk")


def _open(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(".headline").first).to_be_visible()
    rest(page)


def _said(found: Locator) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", found.inner_text())


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def _drawn(page: Page, count: int) -> None:
    expect(page.locator(".board[data-drawn]")).to_have_count(count)


def test_two_scenarios_differ_by_a_sentence_a_map_and_a_table(
    page: Page, app_url: str, foreign: list[str]
) -> None:
    address = f"view=compare&scenario=freeze&with=donbas-handover&baseline={BASELINE}"
    _open(page, f"{app_url}/?{address}")
    _drawn(page, 3)
    lead = page.locator(".headline .lead")
    told = "6,183 km² (6,007 to 6,227) would be Russia's instead of Ukraine's"
    expect_text(lead, told)
    rows = page.locator("table.ledger tbody tr")
    oblasts = rows.locator(":is(th, td):first-child")
    expect(oblasts).to_have_text(["Donetsk", "Luhansk"])
    difference = page.locator(".board").nth(2)
    expect(difference.locator("path.ukraine-russia")).to_have_count(2)
    page.get_by_role("button", name="Swap").click()
    expect(lead).to_contain_text("Ukraine's instead of Russia's")
    expect(page).to_have_url(re.compile("scenario=donbas-handover.*with=freeze|with=freeze"))
    assert foreign == []


def test_linked_maps_move_together(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?view=compare&scenario=plan-28&with=freeze&compare_at=48.5,37.5,8")
    _drawn(page, 3)
    towns = page.locator(".board").get_by_text("Kramatorsk", exact=True)
    expect(towns).to_have_count(3)
    first = page.locator(".board").nth(0)
    first.get_by_role("button", name="Whole of Ukraine").click()
    for place in range(3):
        expect(page.locator(".board").nth(place).locator(".leaflet-container.far")).to_be_visible()
    expect(towns).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_days_differ_and_the_table_can_be_taken_along(
    page: Page, app_url: str, language: str
) -> None:
    address = "view=compare&scenario=freeze&baseline=2025-08-15&with=freeze&with_day=2026-08-22"
    _open(page, f"{app_url}/?{address}&lang={language}")
    _drawn(page, 3)
    with page.expect_download() as download:
        page.locator(".st-key-compare-csv button").click()
    rows = _rows(download.value.path())
    taken = sum(float(row["area_km2"]) for row in rows if row["to"] == "russia")
    number = f"{taken:,.0f}" if language == "en" else f"{taken:,.0f}".replace(",", " ")
    expect_text(page.locator(".headline .lead"), number)
    assert {row["first_line_of_contact"] for row in rows} == {"2025-08-15"}
    assert serious(page) == []


def test_unknown_sides_are_one_sentence(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?view=compare&scenario=freeze&with=<b>x</b>&with_day=1999-01-01")
    alerts = page.get_by_role("alert")
    expect(alerts).to_have_count(2)
    expect(alerts.first).to_contain_text("compares with “<b>x</b>”, which is not known")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slider_moves_through_the_lines_at_hand(
    page: Page, app_url: str, foreign: list[str], language: str
) -> None:
    address = f"view=timeline&scenario=freeze&baseline={BASELINE}"
    _open(page, f"{app_url}/?{address}&lang={language}")
    _drawn(page, 1)
    lead = page.locator(".headline .lead")
    # checked against the ledger elsewhere: 112,463 km²
    number = {"en": "112,463 km²", "uk": "112 463 км²"}[language]
    expect_text(lead, number)
    before = page.locator(".board").get_attribute("data-drawn")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("baseline=2026-01-01"))
    expect(lead).not_to_contain_text(re.compile(number.replace(" ", r"\s")))
    expect(page.locator(".board")).not_to_have_attribute("data-drawn", before or "")
    charts = page.locator("[data-testid=stVegaLiteChart]")
    expect(charts).to_have_count(2)
    expect(charts.first).to_be_visible()
    assert serious(page) == []
    assert foreign == []


def test_any_day_and_any_area_have_their_figures(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?view=timeline&day=2025-12-09&area=donbas")
    _drawn(page, 1)
    expect(page.locator(".figures").first).to_contain_text("outline of 9")
    expect(
        page.get_by_text("Donbas (Donetsk and Luhansk oblasts). Held by Russia").first
    ).to_be_visible()
    rest(page)
    with page.expect_download() as download:
        page.locator(".st-key-timeline-csv button").click()
    rows = _rows(download.value.path())
    assert {row["area"] for row in rows} == {"donbas"}
    assert rows[0]["day"] == "2024-07-08"
    assert [row["day"] for row in rows if not row["occupied_km2"]]


def test_what_a_view_cannot_read_is_a_sentence(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?view=timeline&day=1914-08-01&area=moon&by=year")
    alerts = page.get_by_role("alert")
    expect(alerts).to_have_count(3)
    expect(alerts.filter(has_text="day=“1914-08-01”, which is not known")).to_be_visible()
    expect(alerts.filter(has_text="area=“moon”")).to_be_visible()
    expect(alerts.filter(has_text="by=“year”")).to_be_visible()


def test_contested_ground_and_gains_and_losses_of_a_day_and_a_week(
    page: Page, app_url: str, foreign: list[str]
) -> None:
    _open(page, f"{app_url}/?view=timeline&scenario=freeze&day=2025-12-09")
    choose(page, "Area over time", "Donbas (Donetsk and Luhansk oblasts)")
    # 6,098 and 94 km², of which 525 and 21 contested: the rows of both oblasts in the daily table
    sentence = page.locator(".holding")
    expect(sentence).to_contain_text(re.compile(r"6,192.km² \(6,012 to 6,241\), of which 546.km²"))
    expect(page.locator("[data-testid=stVegaLiteChart]")).to_have_count(2)
    page.get_by_role("radio", name="Week").click()
    expect(page).to_have_url(re.compile("by=week"))
    page.get_by_text("Gains and losses as a table").click()
    row = page.get_by_role("row").filter(has_text=re.compile("24.Nov 2025"))
    expect(row).to_contain_text("1 of 7 days missing")
    with page.expect_download() as download:
        page.locator(".st-key-moves-csv button").click()
    rows = _rows(download.value.path())
    (week,) = [each for each in rows if each["first_day"] == "2025-11-24"]
    assert week["missing_days"] == "2025-11-26"
    assert foreign == []


def test_files_can_be_opened_by_others(page: Page, app_url: str, foreign: list[str]) -> None:
    _open(page, f"{app_url}/?view=share&scenario=plan-28")
    for ending in ("geojson", "csv", "xlsx"):
        with page.expect_download() as download:
            page.locator(f".st-key-share-{ending} button").click()
        _opens[ending](download.value.path())
    for ending in ("png", "svg", "zip"):
        page.locator(f".st-key-work-share-{ending}-begin button").click()
        button = page.locator(f".st-key-share-{ending} button")
        expect(button).to_be_visible()
        rest(page)
        with page.expect_download() as download:
            button.click()
        _opens[ending](download.value.path())
    assert foreign == []


def _geojson(path: Path) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert len(found["features"]) > 10


def _table(path: Path) -> None:
    assert any("plan-28" in row.values() for row in _rows(path))


def _workbook(path: Path) -> None:
    assert openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active


def _picture(path: Path) -> None:
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        assert picture.width == 2400


def _svg(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("<svg")


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = [name.rpartition("/")[2] for name in archive.namelist()]
    assert {"index.html", "receipt.json"} <= set(names)


_opens = {
    "geojson": _geojson,
    "csv": _table,
    "xlsx": _workbook,
    "png": _picture,
    "svg": _svg,
    "zip": _archive,
}


def test_long_work_can_be_cancelled_and_the_page_stays_usable(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?view=share&scenario=korea-4")
    page.locator(".st-key-work-share-zip-begin button").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".st-key-work-share-zip-begin button")).to_be_visible()
    rest(page)
    expect(page.locator(".st-key-share-zip button")).to_have_count(0)
    page.get_by_role("radio", name="28-point plan").click()
    expect(page.locator(".headline h1")).to_contain_text("28-point plan")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_offered_opens_what_is_shown(page: Page, app_url: str, language: str) -> None:
    _open(page, f"{app_url}/?view=share&scenario=kellogg-30&baseline=2025-08-15&lang={language}")
    told = _said(page.locator(".headline .lead"))
    address = page.locator(".st-key-share-address code").inner_text()
    assert serious(page) == []
    _open(page, address)
    _drawn(page, 1)
    expect(page.locator(".headline .lead")).to_have_text(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_data_and_method_name_every_layer(page: Page, app_url: str, language: str) -> None:
    _open(page, f"{app_url}/?view=data&lang={language}")
    rows = page.locator("table.ledger tbody tr")
    expect(rows).to_have_count(len(installed().resources))
    told = page.locator("table.ledger")
    for word in ("lines/2025-12-09.geojson", "DeepStateMap", "GeoNames", "Creative Commons"):
        expect(told).to_contain_text(word)
    assert serious(page) == []


@pytest.mark.parametrize(
    "view", ["map", "compare", "timeline", "claims", "embed", "share", "lines", "data"]
)
def test_no_view_scrolls_sideways_on_a_phone(page: Page, app_url: str, view: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/?view={view}&scenario=plan-28&lang=uk")
    drawn = page.locator(".headline, [data-testid=stIFrame]").first
    expect(drawn).to_be_visible()
    rest(page)
    widths = page.evaluate(
        """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
            .map(element => element.scrollWidth)"""
    )
    assert max(widths) <= 390
