"""The tab of claims in a browser: an address names a claim, and its figure is taken along."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.helpers.claim_figures import HELD, findings, folder
from tests.helpers.pages import rest

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_tab_shows_the_claim_of_the_address(
    page: Page, app_url: str, foreign: list[str]
) -> None:
    page.goto(f"{app_url}/?claim=bbc-2025-12-24/sloviansk-distance")
    page.get_by_text("Russian troops stand some 40 kilometres east of Sloviansk.").first.wait_for()
    page.locator(
        "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
    ).first.wait_for()
    rest(page)
    table = page.locator("table.ledger").last
    expect(table.locator("tbody tr")).to_have_count(len(findings()))
    page.get_by_role("button", name="High").click()
    high = sum(each.verdict.kind == "high" for each in findings().values())
    filtered = page.get_by_text(f"{high} claims; high: {high}")
    expect(filtered).to_be_visible()
    expect(page).to_have_url(re.compile("verdict=high"))
    rest(page)
    table.get_by_role("link", name="Kyiv holds roughly 30 percent").click()
    page.get_by_text("New York Post, 24").wait_for()
    expect(page).to_have_url(re.compile("claim=new-york-post-2025-12-24"))
    # the filter stays, in the list and in the address
    expect(filtered).to_be_visible()
    expect(page).to_have_url(re.compile("verdict=high"))
    rest(page)
    assert foreign == []


def test_the_app_gives_snippet_and_folder(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?claim={HELD}")
    summary = page.locator("details summary").filter(has_text="Embed")
    expect(summary).to_be_visible()
    rest(page)
    summary.click()
    code = page.locator("code").filter(has_text="<iframe")
    expect(code).to_contain_text('title="Ukraine still controls about 6,600')
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the folder (zip)").click()
    with zipfile.ZipFile(download.value.path()) as found:
        (name,) = (n for n in found.namelist() if n.endswith("/index.html"))
        assert found.read(name) == folder().files["index.html"]
