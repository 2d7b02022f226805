"""Command line: `frontline …`, thin over the package; exit codes 0, 1 (negative result), 2."""

import io
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from explorer import __version__
from explorer.cli import claims, fetching, figures, layers, ledgers, uncertainty
from explorer.cli.options import complain
from explorer.errors import ExplorerError, OutputError

app = typer.Typer(
    name="frontline",
    help="If the line is drawn here, who ends up with what? Scenarios for Ukraine, measured.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:  # noqa: FBT001  (typer calls it with the flag)
    if wanted:
        typer.echo(f"frontline {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """If the line is drawn here, who ends up with what? Scenarios for Ukraine, measured."""


_COMMANDS: dict[str, Callable[..., None]] = {
    "scenarios": ledgers.scenarios,
    "ledger": ledgers.ledger,
    "compare": ledgers.compare,
    "map": ledgers.map_,
    "embed": figures.embed,
    "verify": figures.verify,
    "export": figures.export,
    "claims": claims.claims,
    "uncertainty": uncertainty.uncertainty,
    "history": claims.history,
    "fetch": fetching.fetch,
    "trace": layers.trace,
    "import": layers.import_,
    "sources": layers.sources,
    "forget": layers.forget,
    "build": layers.build,
    "check": layers.check,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)


def main() -> None:
    """Run the command line; an error that the user can fix is one line, with exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may know fewer letters than we write
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        sys.exit(0)
    except (ExplorerError, OSError) as error:
        complain(error if isinstance(error, ExplorerError) else _explained(error))
        sys.exit(2)


def _explained(fault: OSError) -> OutputError:
    """Say what the system refuses, where no command has said it better."""
    reason = (fault.strerror or str(fault)).lower()
    return OutputError(f"{fault.filename or 'output'}: {reason}; choose another place")
