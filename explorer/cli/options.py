"""Options that several commands share, and how they print JSON."""

import json
from typing import Annotated, Any

import typer

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
