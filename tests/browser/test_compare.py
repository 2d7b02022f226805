"""Compare in a browser: choose, swap, read, pan one map and see the others follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from explorer.language import speech_in
from tests.helpers.accessibility import serious
from tests.helpers.lines import BASELINE
from tests.helpers.pages import choose, expect_text, rest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from explorer.language import Language


# from the ledger of the handover, checked elsewhere
GIVEN = {
    "en": "6,183 km² (6,007 to 6,227) would be Russia's instead of Ukraine's",
    "uk": "6 183 км² (6 007–6 227) були б під контролем Росії, а не України",
}
TAKEN_BACK = {
    "en": "6,183 km² (6,007 to 6,227) would be Ukraine's instead of Russia's",
    "uk": "6 183 км² (6 007–6 227) були б під контролем України, а не Росії",
}
# how far from the left each of the maps shows one town
_PLACES = """() => [...document.querySelectorAll(".board .name")]
    .filter((name) => name.textContent === "Kramatorsk")
    .map((name) => name.getBoundingClientRect().x)"""
LANGUAGES: tuple[Language, ...] = ("en", "uk")


def _open(page: Page, app_url: str, address: str) -> None:
    page.goto(f"{app_url}/?view=compare&baseline={BASELINE}&{address}")
    expect(page.locator(".board[data-drawn]")).to_have_count(3)
    rest(page)


def _lead(page: Page) -> Locator:
    return page.locator(".headline .lead")


def _expect_sides(page: Page, before: str, after: str) -> None:
    """Expect two rows of six cells that all name the same two sides."""
    rows = page.locator("table.ledger tbody tr")
    expect(rows.locator("td")).to_have_count(2 * 6)
    expect(rows.locator("td:nth-of-type(2)")).to_have_text([before] * 2)
    expect(rows.locator("td:nth-of-type(3)")).to_have_text([after] * 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_compares_a_freeze_with_a_handover_and_swaps(
    page: Page, app_url: str, foreign: list[str], language: Language
) -> None:
    speech = speech_in(language)
    _open(page, app_url, f"scenario=freeze&lang={language}")
    # a freeze is held against the handover unless the reader says otherwise
    expect_text(_lead(page), GIVEN[language])
    expect(page.locator(".headline")).to_have_attribute("aria-live", "polite")
    ukraine, russia = speech.gettext("Ukraine"), speech.gettext("Russia")
    _expect_sides(page, ukraine, russia)

    page.get_by_role("button", name=speech.gettext("Swap")).click()

    expect_text(_lead(page), TAKEN_BACK[language])
    expect(page).to_have_url(re.compile("scenario=donbas-handover"))
    expect(page).to_have_url(re.compile("with=freeze"))
    _expect_sides(page, russia, ukraine)
    assert serious(page) == []
    assert foreign == []


def test_the_second_side_is_chosen_and_kept_in_the_address(page: Page, app_url: str) -> None:
    _open(page, app_url, "scenario=freeze")
    choose(page, "Compare with", "Kellogg's 30 km")
    expect_text(_lead(page), "would be a neutral zone instead of Ukraine's")
    expect(page).to_have_url(re.compile("with=kellogg-30"))
    choose(page, "On the line of contact of", "22 August 2026")
    expect_text(_lead(page), "on 22 August 2026")
    expect(page).to_have_url(re.compile("with=kellogg-30.*with_day=2026-08-22"))
    difference = page.locator(".board").nth(2)
    expect(difference.locator("path.ukraine-neutral").first).to_be_attached()
    choose(page, "Compare with", "Freeze on the line of contact")
    expect_text(_lead(page), "Between 9 December 2025 and 22 August 2026 the line of contact")
    expect(page.get_by_text("Net, Russia ends up with")).to_be_visible()
    expect(difference.locator("path.ukraine-neutral")).to_have_count(0)


def test_a_status_alone_is_drawn_and_said(page: Page, app_url: str) -> None:
    _open(page, app_url, "scenario=freeze&with=fez-symmetric")
    expect_text(_lead(page), "no ground would change hands, but its status would differ")
    difference = page.locator(".board").nth(2)
    expect(difference.locator("path.status-economic_zone").first).to_be_attached()
    expect(page.get_by_text("Economic zone (on one side only)")).to_be_visible()
    expect(page.locator("table.ledger")).to_have_count(0)


def test_maps_follow_one_that_is_panned_and_a_swap_at_once_is_not_lost(
    page: Page, app_url: str
) -> None:
    _open(page, app_url, "scenario=freeze&with=donbas-handover&at=48.5,37.5,8")
    boards = page.locator(".board")
    expect(boards.get_by_text("Kramatorsk", exact=True)).to_have_count(3)
    before = page.evaluate(_PLACES)
    boards.nth(1).locator(".leaflet-container").press("ArrowRight")
    # a key moves the map by 80 pixels, and the others with it
    page.wait_for_function(
        f"before => ({_PLACES})().every((x, place) => Math.abs(before[place] - x - 80) < 2)",
        arg=before,
    )
    # the view is still on its way to the server, in a message that knows nothing of the swap
    page.get_by_role("button", name="Swap").click()
    expect_text(_lead(page), TAKEN_BACK["en"])
    expect(page).to_have_url(re.compile("scenario=donbas-handover"))
    expect(page).to_have_url(re.compile("with=freeze"))
    expect(page).to_have_url(re.compile("at=48"))
