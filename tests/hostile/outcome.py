"""Outcome of a hostile series: how many attempts there were, and what fell."""

from __future__ import annotations

import json
from typing import NamedTuple


class Outcome(NamedTuple):
    """
    What came of a series of attempts.

    Attributes
    ----------
    tried, held
        How many attempts there were, and how many of them did no harm.
    fallen
        A line for each of the others.
    """

    tried: int
    held: int
    fallen: list[str]

    def report(self) -> str:
        """Write the outcome as JSON."""
        return json.dumps(self._asdict(), ensure_ascii=False, indent=1)
