"""The explorer in a browser: one clicks, and map, numbers and address follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from explorer.layers.catalog import installed
from explorer.results import report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import report as report_wording
from tests.helpers.accessibility import serious
from tests.helpers.lines import BASELINE
from tests.helpers.pages import box, expect_text, rest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


HANDOVER = "Ukraine would cede 6,183 km² (6,007 to 6,227), 11.6 % of Donbas"
KELLOGG = "15,455 km² (15,291 to 15,544) that Ukraine holds"


def _map(page: Page) -> Locator:
    return page.locator(".board")


def _lead(page: Page) -> Locator:
    return page.locator(".headline .lead")


def _on_the_newest_line(scenario: str) -> str:
    """Write what a scenario comes to on the line that is shown unless the address names one."""
    found = report.compute(installed(), SCENARIOS.find(scenario))
    return report_wording.headline(found).partition(";")[0]


def _ground(page: Page, before: str, after: str) -> Locator:
    return _map(page).locator(f"path.{before}-{after}")


def _open(page: Page, url: str) -> None:
    page.goto(url)
    expect(_lead(page)).to_be_visible()
    expect(_map(page).locator("path.leaflet-interactive").first).to_be_attached()
    rest(page)


def _card(page: Page, title: str) -> Locator:
    return page.get_by_role("radiogroup", name="Scenario").get_by_role("radio", name=title)


def _choose(page: Page, title: str) -> None:
    _card(page, title).click()


def _show_changes(page: Page) -> None:
    """Let the map fly to what changes, and wait until it is there."""
    container = _map(page).locator(".leaflet-container")
    expect(container).to_have_class(re.compile(r"\bfar\b"))
    _map(page).get_by_role("button", name="What changes").click()
    expect(container).not_to_have_class(re.compile(r"\bfar\b"))


def test_choosing_changes_map_number_and_address(
    page: Page, app_url: str, foreign: list[str]
) -> None:
    _open(page, f"{app_url}/?baseline={BASELINE}")
    expect_text(_lead(page), HANDOVER)
    ceded = _ground(page, "ukraine", "russia").first
    expect(ceded).to_have_attribute("fill", "url(#ukraine-russia)")
    expect(_ground(page, "ukraine", "neutral")).to_have_count(0)
    # a map that is drawn anew forgets this
    container = _map(page).locator(".leaflet-container")
    container.evaluate("element => { element.kept = true; }")

    _choose(page, "Kellogg")

    expect_text(_lead(page), KELLOGG)
    vacated = _ground(page, "russia", "neutral").first
    expect(vacated).to_have_attribute("fill", "url(#russia-neutral)")
    expect(_ground(page, "ukraine", "russia")).to_have_count(0)
    expect(page).to_have_url(re.compile("scenario=kellogg-30"))
    rest(page)
    assert container.evaluate("element => element.kept")
    assert foreign == []


def test_arrow_keys_go_through_the_scenarios_and_back_goes_back(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=donbas-handover")
    title = page.locator(".headline h1")
    expect(title).to_contain_text("Handover of the rest of Donbas")
    _card(page, "Handover of the rest of Donbas").focus()
    page.keyboard.press("ArrowDown")
    expect(title).not_to_contain_text("Handover of the rest of Donbas")
    expect(page).not_to_have_url(re.compile("donbas-handover"))
    rest(page)
    page.keyboard.press("ArrowUp")
    expect(title).to_contain_text("Handover of the rest of Donbas")
    expect(page).to_have_url(re.compile("donbas-handover"))
    rest(page)
    page.go_back()
    expect(title).not_to_contain_text("Handover of the rest of Donbas")
    expect(_card(page, "Handover of the rest of Donbas")).not_to_be_checked()


def test_address_opens_scenario_line_and_language(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=kellogg-30&baseline=2026-08-22&lang=uk")
    expect_text(_lead(page), "стали б нейтральною зоною; лінія зіткнення на 22 серпня 2026 року")
    expect(page.locator(".headline h1")).to_contain_text("Келлога")
    expect(_map(page).get_by_text("Харків", exact=True)).to_be_visible()
    page.get_by_role("radio", name="English").or_(
        page.get_by_role("button", name="English")
    ).first.click()
    expect_text(_lead(page), "would become a neutral zone; line of contact of 22 August 2026")
    expect(page).to_have_url(re.compile("baseline=2026-08-22&lang=en"))


def test_default_variant_is_shown_under_its_family(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=fez-symmetric-10")
    expect(page.locator(".headline h1")).to_contain_text("10 km on each side")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("scenario=<b>x</b>", "The address names the proposal “<b>x</b>”, which is not known"),
        ("baseline=2020-01-01", "The address names the line of contact of “2020-01-01”, which"),
        ("lang=xx", "The address names the language “xx”, which is not known; English is shown"),
        ("spot=nowhere", "The address says spot=“nowhere”, which is not known; it is left out"),
        ("amp;lang=xx", "The address names the language “xx”, which is not known"),
    ],
)
def test_bad_address_is_one_sentence(page: Page, app_url: str, address: str, sentence: str) -> None:
    _open(page, f"{app_url}/?{address}")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect_text(_lead(page), _on_the_newest_line("donbas-handover"))
    _choose(page, "Kellogg")
    expect_text(_lead(page), _on_the_newest_line("kellogg-30"))
    rest(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_cards_are_grouped_dated_and_marked(page: Page, app_url: str) -> None:
    _open(page, app_url)
    cards = page.get_by_role("radiogroup", name="Scenario")
    titles = cards.get_by_role("group").locator("legend")
    expect(titles).to_have_text(["Lines of the past", "Proposals", "Buffers"])
    expect_text(
        cards.locator("label", has_text="28-point plan"), "20 Nov 2025, quoted · assumption"
    )
    historic = page.get_by_role("group", name="Lines of the past")
    expect(historic.get_by_role("radio", name="recognised borders")).to_have_count(1)
    expect(historic.get_by_role("radio", name="Kellogg")).to_have_count(0)


def test_layer_switch_stays_when_the_scenario_changes(page: Page, app_url: str) -> None:
    _open(page, app_url)
    belt = _map(page).locator("path.line-belt")
    expect(belt).to_be_visible()
    _map(page).get_by_role("button", name="Layers").press("Enter")
    switch = _map(page).get_by_role("checkbox", name="Fortress belt")
    # a pointer that enters the list may not press anything in the same moment
    switch.hover()
    switch.uncheck()
    expect(belt).to_be_hidden()
    _choose(page, "28-point plan")
    expect(page.locator(".headline h1")).to_contain_text("28-point plan")
    rest(page)
    expect(belt).to_be_hidden()


def test_view_stays_when_the_scenario_changes(page: Page, app_url: str) -> None:
    _open(page, app_url)
    _show_changes(page)
    expect(_map(page).get_by_text("Kramatorsk", exact=True)).to_be_visible()
    _choose(page, "28-point plan")
    expect(page.locator(".headline h1")).to_contain_text("28-point plan")
    rest(page)
    expect(_map(page).get_by_text("Kramatorsk", exact=True)).to_be_visible()


def test_table_says_what_the_map_says(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=plan-28&baseline={BASELINE}")
    rows = page.locator("table.ledger").first.locator("tbody tr")
    expect(rows).to_have_count(6)
    expect(rows.first.locator("th, td")).to_have_text(
        [
            "Donetsk",
            "Ukraine",
            "Neutral zone",
            "6,092",
            "5,926 to 6,138",
            "23.0 %",
            "523 (420 to 523)",
        ]
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the ledger").click()
    assert download.value.suggested_filename == f"plan-28-{BASELINE}.csv"
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("oblast,name,from,to,area_km2,low_km2,high_km2")
    donetsk = next(line for line in lines if line.startswith("UA-14,Donetsk,ukraine,neutral"))
    assert donetsk.split(",")[4:8] == ["6091.82", "5925.83", "6137.57", "22.98"]


@pytest.mark.parametrize("name", ["freeze", "plan-28", "putin-2024", "borders-1991"])
def test_narrow_screen_does_not_scroll_sideways(page: Page, app_url: str, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    _open(page, f"{app_url}/?scenario={name}")
    widths = page.evaluate(
        """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
            .map(element => element.scrollWidth)"""
    )
    assert max(widths) <= 390
    assert box(_map(page)).y < 600


def test_nothing_is_asked_of_another_host(page: Page, app_url: str, foreign: list[str]) -> None:
    _open(page, f"{app_url}/?scenario=plan-28&lang=uk")
    title = page.locator(".headline h1")
    for _ in range(3):
        before = title.inner_text()
        page.locator(".cards :checked").press("ArrowDown")
        expect(title).not_to_have_text(before)
        rest(page)
    assert foreign == []


def test_where_the_map_stands_is_in_the_address(page: Page, app_url: str) -> None:
    _open(page, app_url)
    _show_changes(page)
    _map(page).get_by_role("button", name="Zoom in").click()
    # zoomed in once more than what changes, where the map is at rest
    expect(page).to_have_url(re.compile(r"at=4\d\.\d+%2C3\d\.\d+%2C8\.5"))
    expect(_map(page).get_by_text("Druzhkivka", exact=True)).to_be_visible()
    rest(page)
    ceded = _ground(page, "ukraine", "russia").first
    before = box(ceded)
    page.reload()
    expect(_map(page).get_by_text("Druzhkivka", exact=True)).to_be_visible()
    rest(page)
    again = box(ceded)
    # the address keeps three decimals of a degree: less than a pixel here
    assert again.x == pytest.approx(before.x, abs=2)
    assert again.width == pytest.approx(before.width, abs=2)


@pytest.mark.parametrize(("scheme", "paper"), [("light", 255), ("dark", 21)])
def test_page_and_map_follow_the_reader_s_theme(
    page: Page, app_url: str, scheme: Literal["light", "dark"], paper: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    _open(page, app_url)
    for name in (".stApp", ".leaflet-bar"):
        expect(page.locator(name).first).to_have_css(
            "background-color", re.compile(rf"rgba?\({paper},")
        )


def test_online_basemap_is_asked_for_only_when_wanted(
    page: Page, app_url: str, foreign: list[str]
) -> None:
    _open(page, app_url)
    assert foreign == []
    host = "tile.openstreetmap.org"
    with page.context.expect_event("request", lambda request: host in request.url):
        page.get_by_text(f"Online basemap, loaded from {host}").click()
    assert all(url.startswith(f"https://{host}/") for url in foreign)


def test_a_click_tells_of_a_place_and_the_address_keeps_it(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?baseline={BASELINE}")
    _show_changes(page)
    # the name lets the click through to the ground under it
    _map(page).get_by_text("Kramatorsk", exact=True).click(force=True)
    details = page.locator(".details")
    expect_text(details, "Ground of the oblast with the same fate")
    expect_text(details, "6,092 km² (5,926 to 6,138)")
    expect_text(details, "Nearest settlement")
    expect(page).to_have_url(re.compile("spot=48"))
    _choose(page, "Freeze on the line of contact")
    expect_text(details, "Under the scenarioUkraine")
    page.reload()
    expect_text(details, "Under the scenarioUkraine")


def test_a_place_is_found_by_its_name(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?lang=uk")
    page.get_by_role("combobox", name=re.compile("Знайти область або населений пункт")).focus()
    page.keyboard.type("Слов’янськ")
    expect(page.get_by_role("option").first).to_contain_text("Слов’янськ")
    page.keyboard.press("Enter")
    details = page.locator(".details")
    expect_text(details, "Донецька область")
    expect(_map(page).locator(".spot")).to_be_visible()


def test_the_keyboard_picks_the_middle_of_the_map(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?at=48.85,37.6,8")
    container = _map(page).locator(".leaflet-container")
    container.focus()
    page.keyboard.press("Enter")
    place = re.compile(r"48\.8[45]\d°\sN,\s37\.(59|60)\d°\sE")  # to the pixel
    expect(page.locator(".details")).to_contain_text(place)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_axe_finds_nothing_serious_on_the_map(
    page: Page, app_url: str, scheme: Literal["light", "dark"], language: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    _open(page, f"{app_url}/?lang={language}&spot=48.85,37.6")
    expect(page.locator(".details")).to_be_visible()
    assert serious(page) == []
