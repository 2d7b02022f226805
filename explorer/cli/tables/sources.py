"""Tables of the lines of contact at hand, and of what was imported."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from explorer.cli.tables.layout import table
from explorer.geometry import geodesy
from explorer.language import speech_in
from explorer.layers import baselines
from explorer.layers.inventory import Line
from explorer.layers.tracing import Traced
from explorer.sources.control import Control
from explorer.wording import lines as wording


def lines(at_hand: Sequence[Line]) -> list[RenderableType]:
    """
    Lay the lines of contact out.

    Parameters
    ----------
    at_hand
        Lines that ship and imported ones.

    Returns
    -------
    parts
        One table.
    """
    speech = speech_in("en")
    line, _, _, origin, *numbers = wording.HEADS
    rows = []
    for each in at_hand:
        name, source, _, came, *values = wording.row(each, speech)
        rows.append((f"{name}\n{source}", came, *values))
    return [table((line, origin, *numbers), rows, right=(2, 3, 4))]


def imported_row(control: Control, path: Path, identifier: str, traced: Traced) -> dict[str, Any]:
    """
    Gather what an import comes to.

    Parameters
    ----------
    control
        What was read.
    path
        The file.
    identifier
        Id of the source in the line's name.
    traced
        The line.

    Returns
    -------
    row
        Plain values: names, counts, km and km².
    """
    contested = traced.contested
    return {
        "line": baselines.named(identifier, control.day),
        "date": control.day.isoformat(),
        "path": str(path),
        **traced.size(),
        "closed_km2": round(control.closed_km2, 2),
        "contested_km2": None if contested is None else round(geodesy.area_km2(contested), 2),
        "left_out": list(control.left_out),
        "remarks": [*map(str, control.remarks)],
    }


def imported_line(row: dict[str, Any]) -> str:
    """
    Write what an import comes to.

    Parameters
    ----------
    row
        As `imported_row` gathers it.

    Returns
    -------
    text
        One line: the name, counts, and what was closed, is contested or was left out.
    """
    parts = [
        f"{row['sectors']} sectors",
        f"{row['vertices']} vertices",
        f"{row['length_km']:,.0f} km",
    ]
    if row["closed_km2"]:
        parts.append(f"{row['closed_km2']:,.2f} km² of gaps closed")
    if row["contested_km2"]:
        parts.append(f"{row['contested_km2']:,.0f} km² contested, counted as held by Ukraine")
    if row["left_out"]:
        parts.append(f"left out: {', '.join(row['left_out'])}")
    return f"{row['line']}: {', '.join(parts)}"
