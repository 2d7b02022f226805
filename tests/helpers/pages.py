"""Pages in a browser: what has to be awaited before they are read, however slow the machine is."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator, Page

# an animation or a typeface that a browser never finishes holds nobody up for longer
_WITHIN_5_S = """(waited) =>
    Promise.race([waited, new Promise((done) => setTimeout(done, 5_000))])"""

# the same for everything that is awaited; the longest is the first run, which reads the layers
PATIENCE_MS = 120_000


# a list closes when the page moves below it, and is opened again; so often that none gives up early
_LIST_MS, _OPENINGS = 10_000, 12


class Box(NamedTuple):
    """Where an element stands in the window, in pixels."""

    x: float
    y: float
    width: float
    height: float


def rest(page: Page) -> None:
    """Wait until the server has answered all that it was told, and the page shows it."""
    # what the reader did last is on its way by the second frame
    page.evaluate(
        f"""({_WITHIN_5_S})(
            new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"""
    )
    expect(page.locator(".board[aria-busy=true]")).to_have_count(0)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    # what is drawn anew fades in
    page.evaluate(
        f"""() => ({_WITHIN_5_S})(Promise.allSettled(document.getAnimations()
            .filter((each) => each.playState === "running")
            .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
            .map((each) => each.finished))
            .then(() => document.fonts.ready)).then(() => null)"""
    )


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list, opened again if it closes because the page moves below it."""
    rest(page)
    opener = page.get_by_role("combobox", name=label)
    opener.scroll_into_view_if_needed()
    box(opener)
    listed = page.get_by_role("option", name=option)
    for opening in count(1):
        opener.click()
        try:
            listed.click(timeout=_LIST_MS)
        except PlaywrightTimeoutError:
            if opening == _OPENINGS:
                raise
            page.keyboard.press("Escape")
        else:
            return


def box(found: Locator) -> Box:
    """Measure an element once it has stopped moving."""
    measured = found.evaluate(
        f"""async (element) => {{
            const soon = {_WITHIN_5_S};
            const frame = () => soon(new Promise((done) => requestAnimationFrame(done)));
            const measure = () => {{
                const {{x, y, width, height}} = element.getBoundingClientRect();
                return [x, y, width, height];
            }};
            await soon(document.fonts.ready);
            for (let before = []; String(before) !== String(measure());) {{
                before = measure();
                await frame();
                await frame();
            }}
            return measure();
        }}"""
    )
    return Box(*measured)


def await_frame(frame: Frame, condition: str) -> None:
    """Wait frame by frame: a page's policy may forbid what `wait_for_function` does."""
    frame.evaluate(
        f"""(said) => new Promise((done, fail) => {{
            setTimeout(() => fail(new Error(`never ${{said}}`)), {PATIENCE_MS});
            const look = () => {{
                if ({condition}) {{ done(); }} else {{ requestAnimationFrame(look); }}
            }};
            look();
        }})""",
        condition,
    )


def expect_text(found: Locator, text: str) -> None:
    """Wait for a text whose numbers and units are joined by spaces that do not break."""
    expect(found).to_contain_text(re.compile(re.escape(text).replace(r"\ ", r"\s")))
