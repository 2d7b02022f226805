"""What axe-core finds on the page, left out what Streamlit itself draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from tests.helpers.pages import rest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SERIOUS = {"serious", "critical"}


def serious(page: Page) -> list[str]:
    """List what is serious or critical once the page is at rest, by rule and element."""
    rest(page)
    found = Axe().run(page).response
    assert len(found["passes"]) > 10, "axe has looked at nothing"
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in _SERIOUS
        for node in violation["nodes"]
    ]
