"""Findings: the results of checking the invariants."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from explorer.cli.tables.layout import table
from explorer.results.invariants import Finding


def findings(findings: Sequence[Finding]) -> list[RenderableType]:
    """
    Lay out the result of each invariant.

    Parameters
    ----------
    findings
        The results.

    Returns
    -------
    parts
        A table of what was checked and seen, then each failure in full.
    """
    rows = [
        (f.what, "yes" if f.holds else "NO", f.seen if f.holds else "see below") for f in findings
    ]
    broken = [f"{f.what}: no; {f.seen}" for f in findings if not f.holds]
    summary = table(("what must hold", "holds", "seen"), rows, right=[2])
    return [summary, *(Text(line, style="bold") for line in broken)]
