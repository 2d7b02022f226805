"""Uncertainty: budgets of intervals as tables for the terminal."""

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from explorer.cli.tables.layout import table
from explorer.language import speech_in
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.layers.components import components
from explorer.results.budget import Budget
from explorer.results.report import Report
from explorer.wording import uncertainty as wording

if TYPE_CHECKING:  # a budget needs no topology
    from explorer.pipeline.draws import Drawn


def budgets(
    catalog: Catalog, report: Report, budgets: Sequence[Budget]
) -> Iterator[RenderableType]:
    """
    Lay out where the intervals of a report come from.

    Parameters
    ----------
    catalog
        The layers.
    report
        The report.
    budgets
        Of its main figures.

    Yields
    ------
    part
        Title, each figure with its budget, and what was measured.
    """
    speech = speech_in("en")
    yield Text(f"{report.scenario.title.en} ({report.scenario.id})", style="bold")
    for each in budgets:
        yield Text(wording.sentence(each, speech))
        rows = [
            (row.name, row.bias, row.sd, speech.percent(row.share))
            for row in wording.rows(each, speech)
        ]
        yield table(wording.HEADS, rows, right=[1, 2, 3])
    yield Text(wording.NOTE, style="dim")
    for component in components(catalog):
        measured = f"{component.of} ({component.source}, {component.date})"
        yield Text(f"{wording.COMPONENTS[component.name].capitalize()}: {measured}.", style="dim")
    start = report.baseline
    yield Text(f"Line of contact of {start.date}, {start.credit}.", style="dim")


def draws(drawn: Sequence["Drawn"], baseline: Baseline, count: int) -> Iterator[RenderableType]:
    """
    Lay out what Ukraine holds with the line moved at random.

    Parameters
    ----------
    drawn
        By oblast.
    baseline
        The line that was moved.
    count
        How many draws were made.

    Yields
    ------
    part
        A table and what it shows.
    """
    speech = speech_in("en")
    rows = [
        (
            each.oblast,
            *(speech.number(km2) for km2 in each[1:4]),
            f"{speech.number(each.low_km2)} to {speech.number(each.high_km2)}",
        )
        for each in drawn
    ]
    yield table(_DRAWN, rows, right=[1, 2, 3, 4])
    yield Text(
        f"What Ukraine holds of each oblast, km²; {count} draws, in which the line of contact of "
        f"{baseline.date} is moved by its errors and the ground overlaid, without what the borders "
        f"add. A standard deviation of {count} draws is off by {100 / sqrt(2 * count):.0f} % or "
        "so.",
        style="dim",
    )
    yield Text(f"Line of contact of {baseline.date}, {baseline.credit}.", style="dim")


_DRAWN = ("oblast", "held", "closed form, sd", "draws, sd", "80 % of draws")
