"""Options that several commands share, and how they print JSON."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from explorer.errors import SourceError
from explorer.language import speech_in
from explorer.layers import baselines
from explorer.layers.catalog import Catalog, installed, lines_folder
from explorer.wording.visible import visible

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
ScenarioName = Annotated[
    str, typer.Argument(help="A scenario's id (see `frontline scenarios`), or a TOML file.")
]
BaselineDay = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="LINE",
        help="Line of contact to start from: DATE of one that ships, or SOURCE:DATE of a map that "
        "was imported or fetched.",
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
        help="Move the whole line by so much to each side for the intervals; by default they are "
        "80 % intervals from what was measured of the line, its source, its date and the borders.",
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
    echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo(text: str, *, err: bool = False) -> None:
    """
    Print lines, with nothing in them that steers a terminal.

    Parameters
    ----------
    text
        One line or more, or JSON, whose meaning stays the same.
    err
        Whether they go to the error stream.
    """
    typer.echo(visible(text, kept="\n"), err=err)


def complain(fault: object) -> None:
    """
    Print what is wrong as one line of the error stream.

    Parameters
    ----------
    fault
        An error.
    """
    typer.echo(f"frontline: {visible(str(fault))}", err=True)


def opened(frame: str, *lines: str | None) -> Catalog:
    """
    Open the layers with the lines that are asked for.

    Parameters
    ----------
    frame
        Name of boundaries of the user's own; empty for the explorer's.
    *lines
        Names of lines, `DATE` or `SOURCE:DATE`. One whose map was fetched and not imported yet is
        made first, and that is said; of one that is not known, whoever needs it complains.

    Returns
    -------
    catalog
        The layers, with the lines beside them.

    Raises
    ------
    MissingError
        If a line's source and date are named, and its map has not been fetched.
    """
    for name in filter(None, lines):
        if baselines.full_name(installed(frame), name) is None:
            _import_fetched(frame, name)
    return installed(frame)


def warn_of_outline(catalog: Catalog, name: str | None) -> None:
    """
    Say on the error stream if a line is its source's own outline, which a licence may bind.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of the line, of which files were written; the default one when none is given.
    """
    from explorer.wording import provenance  # noqa: PLC0415  (a ledger in JSON needs no words)

    full = baselines.find(catalog, name).name
    if notice := provenance.outline_notice(catalog, full, speech_in("en")):
        echo(notice, err=True)


def _import_fetched(frame: str, name: str) -> None:
    from explorer.own import imports  # noqa: PLC0415  (what is at hand needs no topology)
    from explorer.sources import store  # noqa: PLC0415

    day, own = imports.named(name), store.own()
    if day is None or (name != day.name and day.day not in own.days(day.source)):
        return
    imports.add_fetched(installed(frame), lines_folder(frame), own, day)
    echo(f"{day.name}: imported from your store, at full resolution", err=True)


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
