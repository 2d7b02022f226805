"""Options that several commands share, and how they print JSON."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from explorer.errors import SourceError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
ScenarioName = Annotated[
    str, typer.Argument(help="A scenario's id (see `frontline scenarios`), or a TOML file.")
]
BaselineDay = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="LINE",
        help="Line of contact to start from: DATE, or SOURCE:DATE of an imported one.",
    ),
]
SecondDay = Annotated[
    str | None,
    typer.Option(
        "--second-baseline",
        metavar="LINE",
        help="SECOND's line of contact, DATE or SOURCE:DATE; by default the same.",
    ),
]
FrameName = Annotated[
    str,
    typer.Option(
        "--frame",
        metavar="NAME",
        help="Boundaries of your own (`frontline import FILE --as boundaries`); by default ours.",
    ),
]
LineShift = Annotated[
    float | None,
    typer.Option(
        "--line-shift",
        metavar="KM",
        help="How far to move the line for the interval; by default its stated accuracy.",
    ),
]


def print_json(value: Any) -> None:  # noqa: ANN401  (any JSON value)
    """
    Print a value as JSON.

    Parameters
    ----------
    value
        Any JSON value.
    """
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def parsed_day(text: str) -> date:
    """
    Parse a day that is given as an option.

    Parameters
    ----------
    text
        The day as `YYYY-MM-DD`.

    Returns
    -------
    day
        The day.

    Raises
    ------
    SourceError
        If it is not a day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise SourceError(f"{text!r} is not a date; write it as YYYY-MM-DD") from fault
