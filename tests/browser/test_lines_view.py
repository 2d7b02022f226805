"""The view of lines and sources: a day that never shipped is uploaded, kept, shown, and deleted."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from explorer.layers import history
from explorer.layers.catalog import installed
from tests.helpers.accessibility import serious
from tests.helpers.imports import DAY, NAME, control
from tests.helpers.pages import choose
from tests.helpers.serving import running

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIRST_MS = 180_000  # layers are overlaid, perhaps on a busy machine


def _choose_file(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": content}
    )


def test_a_day_is_uploaded_kept_shown_and_deleted(
    page: Page, raw: Path, foreign: list[str], tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    folders = {"FRONTLINE_LINES": str(lines), "FRONTLINE_CONTROL": str(tmp_path / "control")}
    # an import is at full resolution, as the daily table is
    table = history.installed(installed())
    row = table.days.index(date.fromisoformat(DAY))
    km2 = f"{table.areas[history.COUNTRY][row, 0]:,.0f} km²"
    with running(tmp_path / "streamlit.log", **folders) as url:
        page.goto(f"{url}/?view=lines&scenario=freeze")
        at_hand = page.locator("table.ledger")
        expect(at_hand).to_contain_text("2025-12-09", timeout=FIRST_MS)
        expect(at_hand).not_to_contain_text(NAME, timeout=FIRST_MS)

        # what is no map is one sentence, and nothing is written
        _choose_file(page, "page-20250301.geojson", b"<html>")
        expect(page.get_by_role("alert")).to_contain_text(
            "is a page or XML and no JSON", timeout=FIRST_MS
        )
        assert not lines.exists()

        page.get_by_role("button", name="Remove page-20250301.geojson").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        _choose_file(page, control(raw).name, control(raw).read_bytes())
        preview = page.get_by_role("region", name="1 March 2025, DeepStateMap")
        expect(preview).to_contain_text(km2, timeout=FIRST_MS)
        expect(preview).to_contain_text("since the line of 2 January 2025")
        expect(preview).to_contain_text("no redistribution")
        assert not lines.exists()
        assert serious(page) == []

        page.get_by_role("button", name=f"Keep as {NAME}").click()
        expect(at_hand).to_contain_text(NAME, timeout=FIRST_MS)
        page.get_by_role("button", name="Show it on the map").click()
        expect(page).to_have_url(re.compile(f"baseline=deepstate(:|%3A){DAY}"))
        figures = page.locator(".figures").first
        expect(figures).to_contain_text(km2, timeout=FIRST_MS)
        choose(page, "Line of contact", "1 March 2025, DeepStateMap")

        page.get_by_role("radio", name="Lines and sources").click()
        page.get_by_role("button", name="Delete…").click()
        expect(page.get_by_text(f"This deletes the line of contact {NAME}")).to_be_visible()
        page.get_by_role("button", name="Delete it").click()
        expect(at_hand).not_to_contain_text(NAME, timeout=FIRST_MS)
        expect(page.get_by_role("button", name="Delete…")).to_have_count(0)
        # the line that was shown is gone; the default is shown instead
        expect(page).not_to_have_url(re.compile("deepstate"))
        assert [path.name for path in lines.iterdir()] == ["datapackage.json"]
    assert foreign == []


def test_a_reader_of_a_page_that_is_served_to_others_looks_only(page: Page, tmp_path: Path) -> None:
    folders = {
        "FRONTLINE_LINES": str(tmp_path / "lines"),
        "FRONTLINE_CONTROL": str(tmp_path / "control"),
    }
    with running(tmp_path / "streamlit.log", FRONTLINE_KEEP="never", **folders) as url:
        page.goto(f"{url}/?view=lines&lang=uk")
        expect(page.locator("table.ledger")).to_contain_text("2025-12-09", timeout=FIRST_MS)
        expect(page.get_by_text("Додавати й видаляти лінії може лише")).to_be_visible()
        expect(page.locator("input[type=file]")).to_have_count(0)
