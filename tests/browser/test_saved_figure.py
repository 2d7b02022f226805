"""A figure that a browser saved anew says the same, and is verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explorer.layers.catalog import installed
from explorer.publishing import verify
from explorer.publishing.write import write
from tests.helpers.pictures import small_pictures
from tests.helpers.published import KindName, drawing_once, made

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("kind", ["map", "claim"])
def test_a_page_that_a_browser_saved_anew_is_verified(
    kind: KindName, tmp_path: Path, page: Page
) -> None:
    """Chromium writes the page as it has it: only spaces in tags and entities change."""
    out = tmp_path / "out"
    write(made(kind), out)
    for name in ("index.html", "index.uk.html", "embed.html"):
        text = (out / name).read_text(encoding="utf-8")
        saved = page.evaluate(
            "text => '<!DOCTYPE html>' + new DOMParser()"
            ".parseFromString(text, 'text/html').documentElement.outerHTML",
            text,
        )
        assert saved != text
        noted = saved.replace("<html", "<!-- saved from url=(0020)https://example.org/ -->\n<html")
        (out / name).write_text(noted, encoding="utf-8")
    text = (out / "figure.svg").read_text(encoding="utf-8")
    drawing = page.evaluate(
        "text => new XMLSerializer().serializeToString("
        "new DOMParser().parseFromString(text, 'image/svg+xml'))",
        text,
    )
    (out / "figure.svg").write_text(drawing, encoding="utf-8")
    with small_pictures(), drawing_once():
        assert verify.verify(installed(), out) == ((), ())
