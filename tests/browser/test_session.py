"""A session in a browser: nothing chosen or drawn is lost, and an action is one step back."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from explorer.app.page.navigation import VIEWS
from explorer.language import speech_in
from explorer.layers.catalog import installed
from explorer.own import changes, edit, packing
from explorer.own.edit import Edit
from explorer.results import comparison
from explorer.results.comparison import Side
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.rules import Rule, Selection
from tests.helpers.pages import expect_text, rest
from tests.helpers.serving import running, running_at

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page


LINE = [(35.0, 52.6), (35.2, 50.0), (35.6, 48.4), (35.4, 46.0)]


def _open(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(".board[data-drawn]").first).to_be_visible()
    rest(page)


def _title(page: Page) -> Locator:
    return page.locator(".headline h1")


def _view(page: Page, name: str) -> None:
    """Open a view, and wait until the server has shown it."""
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()
    address = next(view.name for view in VIEWS if view.title == name)
    expect(page).to_have_url(re.compile(f"view={address}"))
    rest(page)


def _geojson(folder: Path, kind: str, coordinates: object) -> Path:
    path = folder / f"{kind}.geojson"
    path.write_text(json.dumps({"type": kind, "coordinates": coordinates}), encoding="utf-8")
    return path


def _winding(points: int) -> list[tuple[float, float]]:
    """Lead a line from the northern border into the Sea of Azov, in waves that thinning keeps."""
    steps = [n / (points - 1) for n in range(points)]
    return [(35.2 + 0.8 * math.sin(90 * t) * math.sin(7 * t), 52.6 - 6.6 * t) for t in steps]


def _upload(page: Page, path: Path) -> None:
    """Upload a line, and wait until it is shown."""
    page.locator("input[type=file]").set_input_files(path)
    expect(_title(page)).to_contain_text("A line of your own")
    rest(page)


def test_views_without_a_line_of_contact_keep_it(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?baseline=2025-08-15&scenario=freeze")
    for view in ("Claims", "Embed", "Data and method", "Timeline", "Claims", "Map"):
        _view(page, view)
    expect(page.locator(".headline .lead")).to_contain_text("15\u00a0August 2025")
    expect(page).to_have_url(re.compile("baseline=2025-08-15"))


def test_a_language_changes_words_and_nothing_else(page: Page, app_url: str) -> None:
    address = "view=compare&scenario=plan-28&with=freeze&with_day=2026-08-22&baseline=2025-08-15"
    _open(page, f"{app_url}/?{address}&lang=en")
    lead = page.locator(".headline .lead")
    expect(lead).to_contain_text("28-point plan")
    for language, day in (("Українська", "22.серпня.2026"), ("English", "22.August.2026")):
        page.get_by_role("radio", name=language).click()
        box = page.locator(".st-key-compare-with input").nth(1)
        expect(box).to_have_value(re.compile(day))
        rest(page)
        expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("radiogroup", name="Scenario").get_by_role("radio", name="20-point").click()
    expect(lead).to_contain_text("20-point plan")
    for part in ("with=freeze", "with_day=2026-08-22", "baseline=2025-08-15", "lang=en"):
        expect(page).to_have_url(re.compile(part))


def test_an_action_is_one_step_of_the_history(page: Page, app_url: str, tmp_path: Path) -> None:
    _open(page, f"{app_url}/?scenario=plan-28")
    steps = page.evaluate("history.length")
    _upload(page, _geojson(tmp_path, "LineString", LINE))
    expect(page).to_have_url(re.compile("edit="))
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    expect(_title(page)).to_contain_text("28-point plan")
    rest(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.go_forward()
    expect(_title(page)).to_contain_text("A line of your own")


def test_what_is_too_long_for_an_address_stays(page: Page, app_url: str, tmp_path: Path) -> None:
    _open(page, f"{app_url}/?scenario=plan-28")
    _upload(page, _geojson(tmp_path, "LineString", _winding(3_000)))
    expect(page.get_by_role("alert")).to_contain_text("too many for an address of 6,000 letters")
    expect(page).to_have_url(re.compile("scenario=own"))
    told = page.locator(".headline .lead").inner_text()
    # a click on the map changes nothing of the scenario
    page.locator(".board .leaflet-container").click(position={"x": 200, "y": 200})
    expect(page).to_have_url(re.compile("spot="))
    rest(page)
    expect(page.locator(".headline .lead")).to_have_text(told)
    page.reload()
    expect(_title(page)).to_contain_text("A line of your own")
    expect(page.locator(".headline .lead")).to_have_text(told)
    rest(page)
    _view(page, "Share")
    expect(page.get_by_text("too long for an address")).to_be_visible()
    expect(page.locator(".st-key-share-address")).to_have_count(0)


def test_a_stranger_is_told_that_the_address_is_not_all(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=own")
    expect(page.get_by_role("alert")).to_contain_text("open the saved file")


def test_starting_over_goes_back_and_is_undone(page: Page, app_url: str, tmp_path: Path) -> None:
    _open(page, f"{app_url}/?scenario=plan-28")
    _upload(page, _geojson(tmp_path, "LineString", LINE))
    page.get_by_role("button", name="Start over").click()
    expect(_title(page)).to_contain_text("28-point plan")
    rest(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(_title(page)).to_contain_text("A line of your own")
    rest(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(_title(page)).to_contain_text("28-point plan")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_count(0)


def test_a_second_scenario_says_what_it_replaces(page: Page, app_url: str, tmp_path: Path) -> None:
    _open(page, f"{app_url}/?scenario=freeze")
    _upload(page, _geojson(tmp_path, "LineString", LINE))
    name = page.get_by_role("textbox", name="Name")
    name.fill("My plan")
    name.press("Enter")
    expect(_title(page)).to_contain_text("My plan")
    rest(page)
    page.get_by_role("radiogroup", name="Scenario").get_by_role("radio", name="Kellogg").click()
    expect(_title(page)).to_contain_text("Kellogg")
    rest(page)
    box = page.get_by_role("spinbutton", name="Depth per side, km")
    box.fill("13")
    box.press("Enter")
    expect(page.get_by_text("took the place of “My plan”")).to_be_visible()
    yours = page.get_by_role("group", name="Yours").get_by_role("radio")
    expect(yours).to_be_checked()
    rest(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    # the title of what is undone names Kellogg too
    expect(yours).not_to_be_checked()
    expect(_title(page)).to_contain_text("Kellogg")
    rest(page)
    yours.click()
    expect(_title(page)).to_contain_text("My plan")


def test_what_cannot_be_shown_is_refused_before_it_is(page: Page, app_url: str) -> None:
    """A kilometre about the centre of Nova Dofinivka, on a spit, is less than 1 km² of ground."""
    _open(page, f"{app_url}/?scenario=freeze&spot=46.580,30.906")
    before = _title(page).inner_text()
    radius = page.get_by_role("spinbutton", name="Radius around the settlement, km")
    radius.fill("1")
    radius.press("Enter")
    page.get_by_role("button", name=re.compile("Hand Nova Dofinivka and 1.km around")).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nova Dofinivka and 1\u00a0km around: cuts off less than 1.0 km²")
    rest(page)
    expect(_title(page)).to_have_text(before)
    page.get_by_role("button", name="Discard").click()
    expect(alert).to_have_count(0)


def test_the_focus_stays_where_ground_was_handed_over(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=freeze&spot=48.85,37.6")
    hand = page.get_by_role("button", name=re.compile("Hand this piece"))
    hand.focus()
    hand.press("Enter")
    expect(page.locator(".headline .lead")).to_contain_text("would cede")
    held = page.get_by_role("button", name=re.compile("Russia would hold this piece"))
    expect(held).to_be_focused()


def test_a_refused_drawing_is_of_the_scenario_it_was_drawn_on(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=freeze&at=48.4,31.4,5.75")
    page.get_by_role("button", name="Draw a line").click()
    frame = page.locator(".board .leaflet-container")
    for x in (300, 360):
        frame.click(position={"x": x, "y": 250})
    page.get_by_role("button", name="Finish").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Your line: the line starts at")
    rest(page)
    page.get_by_role("radiogroup", name="Scenario").get_by_role("radio", name="28-point").click()
    expect(_title(page)).to_contain_text("28-point plan")
    expect(alert).to_have_count(0)


@pytest.mark.parametrize("name", ["scenario", "baseline", "view", "with", "with_day"])
def test_what_a_stranger_writes_into_an_address_is_text(
    page: Page, app_url: str, foreign: list[str], name: str
) -> None:
    view = "view=compare&" if name.startswith("with") else ""
    text = "![x](https://evil.example/p.png) [log in](https://evil.example) <img src=//a.example>"
    _open(page, f"{app_url}/?{view}{name}={text.replace('&', '%26').replace('#', '%23')}")
    alert = page.get_by_role("alert").filter(has_text="![x](https://evil.example/p.png)")
    expect(alert.first).to_be_visible()
    expect(alert.locator("a, img")).to_have_count(0)
    assert foreign == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Edit(base="freeze", rules=(Rule(select=Selection(inside=("nowhere",)), holder="russia"),)),
         "names “nowhere”"),
        (Edit(base="freeze", rules=(Rule(select=Selection(oblasts=("UA-99",)), holder="russia"),)),
         "names “UA-99”"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_shown_is_one_sentence(
    page: Page, app_url: str, told: Edit, words: str
) -> None:
    _open(page, f"{app_url}/?scenario=own&edit={packing.packed(told)}")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text(words)


def test_a_rule_that_matches_nothing_is_no_fault(page: Page, app_url: str) -> None:
    """Russia holds no ground of Volyn oblast."""
    volyn = Selection(oblasts=("UA-07",), held_by="russia")
    told = changes.hand_over(Edit(base="freeze"), volyn, "ukraine")
    assert edit.applied(told).rules
    _open(page, f"{app_url}/?scenario=own&edit={packing.packed(told)}")
    expect(_title(page)).to_contain_text("changed")
    expect(page.get_by_role("button", name="Take back")).to_be_visible()


def test_two_sides_without_a_line_between_are_compared(page: Page, app_url: str) -> None:
    """All ground is Ukraine's in the recognised borders."""
    _open(page, f"{app_url}/?view=compare&scenario=borders-1991&with=borders-1991")
    expect(page.locator(".board[data-drawn]")).to_have_count(3)
    expect(page.locator(".headline .lead")).to_contain_text("nothing changes")


def test_the_figures_of_a_day_are_those_of_the_line(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?view=timeline&scenario=freeze&baseline=2025-12-09")
    lead = page.locator(".headline .lead")
    # the lines of both days are moved together, as a comparison of the two days moves them
    freeze = SCENARIOS.find("freeze")
    step = comparison.compare(installed(), Side(freeze, "2025-11-20"), Side(freeze, "2025-12-09"))
    grown = re.sub(r"\s", " ", speech_in("en").area(step.gain("russia")))
    expect_text(lead, f"{grown} more than on 20 November 2025")
    expect(page.locator(".figures").first).to_contain_text(re.compile("full outline of 9.December"))


def test_the_first_click_after_a_restart_counts(page: Page, tmp_path: Path) -> None:
    connected = page.locator("[data-test-connection-state=CONNECTED]")
    with running(tmp_path / "before.log") as url:
        _open(page, f"{url}/?baseline=2025-12-09&scenario=donbas-handover")
        page.get_by_role("radio", name="Alaska offer").check()
        expect(_title(page)).to_contain_text("Alaska offer")
        rest(page)
        # what was told once and answered is not told again by a page that stays open
        page.go_back()
        expect(_title(page)).to_contain_text("Handover")
        rest(page)
    expect(connected).to_have_count(0)
    port = urlsplit(url).port
    assert port
    with running_at(port, tmp_path / "after.log"):
        expect(connected).to_be_attached()
        page.get_by_role("radio", name="Freeze on the line of contact").check()
        expect(_title(page)).to_contain_text("Freeze")
        expect(page).to_have_url(re.compile("scenario=freeze"))
        expect(page.locator(".headline .lead")).to_contain_text("No ground would change hands")
