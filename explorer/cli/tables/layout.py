"""Layout: tables for the terminal, and figures with unit and interval."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from explorer.language import speech_in
from explorer.quantity import Quantity
from explorer.wording.visible import visible


def show(*parts: RenderableType) -> None:
    """
    Print tables and lines.

    Parameters
    ----------
    *parts
        What to print, from top to bottom.
    """
    Console(highlight=False).print(_Visible(parts))


class _Visible(NamedTuple):
    """What is printed, with nothing in it that steers the terminal but what styles it."""

    parts: Sequence[RenderableType]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(Group(*self.parts), options):
            yield segment._replace(text=visible(segment.text, kept="\n"))


def written(quantity: Quantity, unit: str = "") -> str:
    """
    Write a figure with its unit and interval, in English.

    Parameters
    ----------
    quantity
        The figure.
    unit
        Its unit; empty for a count.

    Returns
    -------
    text
        For example `6,183 km² (5,986 to 6,381)`.
    """
    return str(speech_in("en").written(quantity, unit, None if unit else 0))


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = (), wrap: int = 0
) -> Table:
    """
    Lay rows out as a table.

    Parameters
    ----------
    heads
        Headings of the columns.
    rows
        Cells of each row, as many as headings.
    right
        Numbers of the columns that are set flush right.
    wrap
        Number of the only column that shrinks if the terminal is narrow.

    Returns
    -------
    table
        The table, not yet printed.
    """
    filled = [list(row) for row in rows]
    laid_out = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 1))
    for number, head in enumerate(heads):
        lines = [line for row in [list(heads), *filled] for line in row[number].splitlines()]
        laid_out.add_column(
            head,
            justify="right" if number in right else "left",
            min_width=8 if number == wrap else max(map(len, lines)),
        )
    for row in filled:
        laid_out.add_row(*(Text(cell) for cell in row))
    return laid_out
