"""The tab of figures in a browser: the figure is seen as readers see it, and taken along."""

from __future__ import annotations

import json
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.helpers.lines import BASELINE
from tests.helpers.pages import rest

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_figure_is_seen_live_and_taken_along(
    page: Page, app_url: str, foreign: list[str]
) -> None:
    page.goto(f"{app_url}/?figure=donbas-handover,plan-28&baseline={BASELINE}")
    figure = page.frame_locator('iframe[title="The figure as readers see it"]')
    plan = figure.get_by_role("radio", name="28-point plan")
    expect(plan).to_be_visible()
    rest(page)
    plan.check()
    expect(figure.locator(".tell")).to_contain_text("6,092", use_inner_text=True)
    page.get_by_text("Phone", exact=True).click()
    page.wait_for_function(
        "document.querySelector('iframe[title^=\"The figure\"]').clientWidth === 390"
    )
    with page.expect_download() as download:
        page.get_by_text("Download the folder (zip)").click()
    with zipfile.ZipFile(download.value.path()) as found:
        names = {PurePosixPath(name).name for name in found.namelist()}
        told = json.loads(found.read("frontline-donbas-handover/receipt.json"))
    assert {"index.html", "figure.svg", "social.png", "receipt.json"} <= names
    assert [each["id"] for each in told["recipe"]["scenarios"]] == ["donbas-handover", "plan-28"]
    assert foreign == []
