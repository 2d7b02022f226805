"""Warming: what readers will ask for is worked out while nobody asks for anything.

A server that has just started would otherwise import a view's libraries at the first click on it,
and work a scenario out at the first click on that. `FRONTLINE_WARMING=off` leaves it at that, for a
server that few will ask anything.
"""

import logging
import os
import time
from collections.abc import Iterator
from functools import cache, partial
from importlib import import_module
from threading import Thread
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
    """When the page last ran, in seconds of `time.monotonic`."""

    ran = 0.0


def after_run(language: Language, theme: Theme) -> None:
    """
    Note that the page has run, and begin to warm the server up for its language and theme.

    Parameters
    ----------
    language, theme
        Words and colours that a reader has.
    """
    _Page.ran = time.monotonic()
    _start(language, theme)


@cache
def _start(language: Language, theme: Theme) -> None:
    if os.environ.get("FRONTLINE_WARMING") != "off":
        Thread(target=_warm, args=(language, theme), name="warming", daemon=True).start()


def _warm(language: Language, theme: Theme) -> None:
    for step in steps(language, theme):
        while (left := _Page.ran + _QUIET_S - time.monotonic()) > 0:
            time.sleep(left)
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
