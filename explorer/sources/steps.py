"""Steps: how a source's addresses lead to a map of a day, without a connection.

They are a generator that yields addresses, is sent their answers, and returns a snapshot. When to
ask, and what to keep, is decided elsewhere.
"""

from collections.abc import Generator
from datetime import date
from typing import NamedTuple, Protocol

import httpx

from explorer.sources.transfer import Answer

CHANGED = "the source has changed, so wait for a newer version of frontline"


class Snapshot(NamedTuple):
    """
    A map of a day.

    Attributes
    ----------
    day
        The day that its source gives it.
    answer
        Its bytes, and their address.
    """

    day: date
    answer: Answer


Steps = Generator[httpx.URL, Answer, Snapshot]


class Place(Protocol):
    """Where the days of a source lie."""

    def newest(self, today: date) -> Steps:
        """
        Lead to the newest map.

        Parameters
        ----------
        today
            Today in Kyiv.

        Returns
        -------
        steps
            Addresses to ask.
        """

    def on(self, day: date) -> Steps:
        """
        Lead to a day's map.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        steps
            Addresses to ask.
        """
