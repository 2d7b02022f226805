"""Warming: what readers will ask for is worked out while nobody asks for anything.

A server that has just started would otherwise import a view's libraries at the first click on it,
and work a scenario out at the first click on that. `FRONTLINE_WARMING=off` leaves it at that, for a
server that few will ask anything.
"""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from threading import Lock, Thread
from typing import Any

from explorer.app.page import content, navigation
from explorer.app.page.choice import Choice
from explorer.app.views import sections
from explorer.cartography.palette import Theme
from explorer.errors import ExplorerError
from explorer.language import LANGUAGES, Language
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.scenarios.library import SCENARIOS

_LOG = logging.getLogger(__name__)
# Readers come first: a step is begun when the page has not run for so many seconds.
_QUIET_S = 2.0


class _Page:
    """How many sessions run the page, and when one last ended, in seconds of `time.monotonic`."""

    running = 0
    ended = 0.0
    lock = Lock()


@contextmanager
def deferred() -> Iterator[None]:
    """
    Let the warming wait while the page runs.

    Yields
    ------
    none
        While it waits.
    """
    with _Page.lock:
        _Page.running += 1
    try:
        yield
    finally:
        with _Page.lock:
            _Page.running -= 1
            _Page.ended = time.monotonic()


def _left_s() -> float:
    """Tell how long to wait before the next look, in seconds; none if the page is at rest."""
    with _Page.lock:
        return _QUIET_S if _Page.running else _Page.ended + _QUIET_S - time.monotonic()


@cache
def start(language: Language, theme: Theme) -> None:
    """
    Begin to warm the server up for a language and theme; once, however often it is called.

    Parameters
    ----------
    language, theme
        Words and colours that a reader has.
    """
    if os.environ.get("FRONTLINE_WARMING") != "off":
        Thread(target=_warm, args=(language, theme), name="warming", daemon=True).start()


def _warm(language: Language, theme: Theme) -> None:
    for step in steps(language, theme):
        while (left_s := _left_s()) > 0:
            time.sleep(left_s)
        try:
            step()
        except ExplorerError as fault:  # whoever asks for it is told why
            _LOG.warning("cannot be worked out ahead: %s", fault)


def steps(language: Language, theme: Theme) -> Iterator[partial[Any]]:
    """
    List what is worked out ahead.

    Parameters
    ----------
    language, theme
        Words and colours.

    Yields
    ------
    step
        Imports a view, or writes a scenario of the library on the default line of contact, first
        in the words given and then in the others.
    """
    catalog = installed()
    day = baselines.newest(catalog)
    others = [other for other in LANGUAGES if other != language]
    yield from (partial(import_module, view.module) for view in navigation.VIEWS)
    for each in (language, *others):
        for proposal in SCENARIOS.all().values():
            yield partial(_write, Choice(catalog, proposal, day, each, theme))


def _write(choice: Choice) -> None:
    sections.written(choice, content.gather(*choice))
