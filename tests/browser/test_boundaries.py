"""Boundaries that a user brought, in a browser: a choice below the line of contact."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from explorer.layers.catalog import DESCRIPTOR, installed
from tests.helpers.pages import choose, rest
from tests.helpers.serving import running

if TYPE_CHECKING:
    from playwright.sync_api import Page

CREDIT = "© somebody else"


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    """Make boundaries that differ from ours in their credit alone."""
    folder = tmp_path / "frames"
    shutil.copytree(installed().folder, folder / "others")
    descriptor = folder / "others" / DESCRIPTOR
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    package["resources"][0]["credit"] = CREDIT
    descriptor.write_text(json.dumps(package), encoding="utf-8")
    return folder


def test_a_choice_of_boundaries_is_computed_in_and_kept_in_the_address(
    page: Page, frames: Path, tmp_path: Path
) -> None:
    with running(tmp_path / "streamlit.log", FRONTLINE_FRAMES=str(frames)) as url:
        page.goto(f"{url}/?scenario=freeze")
        credit = page.get_by_text(f"Borders: {CREDIT}")
        expect(page.get_by_role("combobox", name="Boundaries")).to_be_visible()
        rest(page)
        expect(credit).to_have_count(0)
        choose(page, "Boundaries", "others")
        expect(page).to_have_url(re.compile("frame=others"))
        expect(credit.first).to_be_visible()
        page.goto(f"{url}/?view=claims&frame=others&lang=uk")
        expect(page.get_by_text("а не в межах others")).to_be_visible()
        page.goto(f"{url}/?scenario=freeze&frame=gone")
        expect(page.get_by_text("boundaries “gone”")).to_be_visible()
        expect(page.get_by_text("Borders: © OpenStreetMap").first).to_be_visible()
