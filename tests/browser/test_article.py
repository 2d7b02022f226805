"""A figure at home in an article, from another origin: its frame, its room and its picture."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.helpers import chromium
from tests.helpers.figures import folder, served
from tests.helpers.pages import await_frame, box

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARTICLE = """<!doctype html><html lang="en"><title>Article</title>
<body style="margin:0 auto;max-width:{width}px"><h1>News</h1>{snippet}<p id="after">After.</p>"""


def _snippet(kind: str, address: str) -> str:
    """Read a snippet as an editor copies it, then put the address before each file."""
    page = folder().files["embed.html"].decode()
    start = page.index(">", page.index(f'<textarea id="{kind}"')) + 1
    text = page[start : page.index("</textarea>", start)]
    for escaped, plain in (("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    for before in ('src="', 'href="', 'srcset="', "1200w, "):
        text = text.replace(before, before + address)
    return text


def _article(address: str, kind: str, width: int) -> dict[str, bytes]:
    return {"": ARTICLE.format(width=width, snippet=_snippet(kind, address)).encode()}


def _height(page: Page) -> float:
    return box(page.locator("iframe[data-frontline]")).height


_CONTENT = "document.body.getBoundingClientRect().height"
_FITS = f"Math.abs(innerHeight - {_CONTENT}) < 1.5"
# the page takes the height of its tallest scenario once it has looked at all of them
_TALL = "document.querySelector('main').style.minHeight"


@pytest.mark.parametrize("width", [320, 640, 960])
def test_the_frame_follows_its_figure_across_origins(
    page: Page, width: int, foreign: list[str]
) -> None:
    page.set_viewport_size({"width": max(width, 400), "height": 900})
    with served(folder().files) as figures, served(_article(figures, "follows", width)) as article:
        page.goto(article)
        frame = page.frame_locator("iframe")
        frame.get_by_role("heading", level=1).wait_for()
        inside = page.frames[1]
        await_frame(inside, f"{_TALL} && {_FITS}")
        closed = _height(page)
        frame.get_by_text("All figures, oblast by oblast").click()
        await_frame(inside, f"{_FITS} && innerHeight > {closed + 50}")
        frame.get_by_text("All figures, oblast by oblast").click()
        await_frame(inside, f"{_FITS} && innerHeight < {closed + 50}")
        for radio in frame.get_by_role("radio").all():
            radio.check()
            assert inside.evaluate("innerHeight >= document.documentElement.scrollHeight")
            assert _height(page) == pytest.approx(closed, abs=1.5), "the article jumps"
    assert foreign == []


def test_a_stranger_cannot_set_the_height(page: Page) -> None:
    stranger = (
        b"<!doctype html><title>x</title><script>"
        b'parent.postMessage({type:"frontline-height",height:4321},"*");'
        b'parent.postMessage("done","*")</script>'
    )
    with (
        served(folder().files) as figures,
        served({"": stranger}) as other,
        served(_article(figures, "follows", 640)) as article,
    ):
        page.goto(article)
        page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
        page.evaluate(
            """address => new Promise(done => {
                addEventListener("message", event => event.data === "done" && done());
                const frame = Object.assign(document.createElement("iframe"), {src: address});
                document.body.append(frame);
            })""",
            other,
        )
        assert _height(page) < 4000
        # nor can our own page once it was led elsewhere
        page.evaluate(
            """address => new Promise(done => {
                addEventListener("message", event => event.data === "done" && done());
                const frame = document.querySelector("iframe");
                frame.contentWindow.location.replace(address);
            })""",
            other,
        )
        assert _height(page) < 4000


@pytest.fixture(scope="module")
def _set_in_type() -> None:
    """Pages are measured in the type that they ask for; a wider one is scrolled."""
    if not chromium.has_typeface():
        reason = "no typeface as wide as Arial is installed: add fonts-liberation"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.usefixtures("_set_in_type")
@pytest.mark.parametrize("width", [320, 390, 481, 520, 640, 760, 960])
@pytest.mark.parametrize("name", ["index.html", "index.uk.html"])
def test_the_reserved_height_suffices(page: Page, width: int, name: str) -> None:
    reserved = json.loads(folder().files["oembed.json"])["height"]
    page.set_viewport_size({"width": width, "height": reserved})
    with served(folder().files) as address:
        page.goto(f"{address}{name}")
        await_frame(page.main_frame, _TALL)
        taken = page.evaluate(_CONTENT)
    assert taken <= reserved
    assert taken >= 0.72 * reserved, "too much would stay empty"


def test_the_plain_picture_is_described(page: Page) -> None:
    with served(folder().files) as figures, served(_article(figures, "still", 640)) as article:
        page.goto(article)
        picture = page.get_by_role("img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function("document.images[0].complete && document.images[0].naturalWidth")
        expect(picture).to_have_attribute("alt", re.compile("6,183\u00a0km²"))
        assert box(page.locator("#after")).y > 500, "its room was reserved"


def test_the_offering_page_shows_the_figure(page: Page, foreign: list[str]) -> None:
    with served(folder().files) as address:
        page.goto(f"{address}embed.html")
        page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
        expect(page.get_by_label("A frame; it keeps")).to_have_value(re.compile("^<iframe "))
    assert foreign == []
