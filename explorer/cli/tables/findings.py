"""Findings: what became of each invariant."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from explorer.cli.tables.layout import table
from explorer.results.invariants import Finding


def findings(found: Sequence[Finding]) -> list[RenderableType]:
    """
    Show what became of each invariant.

    Parameters
    ----------
    found
        The findings.

    Returns
    -------
    parts
        What was checked and what was seen; what does not hold is said in full below.
    """
    rows = [(f.what, "yes" if f.holds else "NO", f.seen if f.holds else "see below") for f in found]
    broken = [f"{f.what}: no; {f.seen}" for f in found if not f.holds]
    summary = table(("what must hold", "holds", "seen"), rows, right=[2])
    return [summary, *(Text(line, style="bold") for line in broken)]
