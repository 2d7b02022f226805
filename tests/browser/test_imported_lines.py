"""Imported lines of contact in a browser: dates like those that ship."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.helpers.imports import DAY, freeze, occupied_km2
from tests.helpers.pages import rest
from tests.helpers.serving import running

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from explorer.layers.catalog import Catalog


def test_the_timeline_moves_through_imported_lines_too(
    page: Page, imported_lines: Path, both: Catalog, tmp_path: Path
) -> None:
    with running(tmp_path / "streamlit.log", FRONTLINE_LINES=str(imported_lines)) as url:
        page.goto(f"{url}/?view=timeline&scenario=freeze&baseline=2025-01-02")
        lead = page.locator(".headline .lead")
        expect(lead).to_contain_text("On 2")
        rest(page)
        page.get_by_role("slider").focus()
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile(f"baseline=deepstate(:|%3A){DAY}"))
        expect(lead).to_contain_text(f"{occupied_km2(freeze(both, DAY)):,.0f}")
        # the figures of a day are those of the line shown
        expect(page.locator(".figures").first).to_contain_text(
            re.compile("outline of 1.March 2025")
        )
        page.goto(f"{url}/?view=data&lang=uk")
        expect(page.locator("table.ledger")).to_contain_text(re.compile("Атоми на 1.березня 2025"))
