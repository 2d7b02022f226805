"""Command line: `frontline …`, thin over the package; exit codes 0, 1 (negative result), 2."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from explorer import __version__
from explorer.catalog import installed
from explorer.errors import ExplorerError, OutputError

app = typer.Typer(
    name="frontline",
    help="If the line is drawn here, who ends up with what? Scenarios for Ukraine, measured.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
ScenarioName = Annotated[
    str, typer.Argument(help="A scenario's id (see `frontline scenarios`), or a TOML file.")
]
BaselineDay = Annotated[
    str | None,
    typer.Option("--baseline", metavar="DATE", help="Date of the line of contact to start from."),
]
LineShift = Annotated[
    float | None,
    typer.Option(
        "--line-shift",
        metavar="KM",
        help="How far to move the line for the interval; its stated accuracy when not given.",
    ),
]


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


def _print_json(found: Any) -> None:  # noqa: ANN401  (any JSON value)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


@app.command()
def scenarios(*, as_json: AsJson = False) -> None:
    """List the scenarios, with date and source."""
    from explorer import scenario, tables  # noqa: PLC0415

    found = scenario.library()
    if as_json:
        _print_json([proposal.model_dump(mode="json") for proposal in found.values()])
    else:
        tables.show(tables.scenarios(found.values()))


@app.command()
def ledger(
    name: ScenarioName,
    *,
    baseline: BaselineDay = None,
    line_shift: LineShift = None,
    as_json: AsJson = False,
) -> None:
    """Say who ends up with what under SCENARIO, oblast by oblast, in km²."""
    from explorer import report, scenario  # noqa: PLC0415

    found = report.draw_up(installed(), scenario.find(name), day=baseline, shift_km=line_shift)
    if as_json:
        _print_json(found.to_dict())
        return
    from explorer import tables  # noqa: PLC0415

    tables.show(*tables.report(found))


@app.command()
def compare(
    first: ScenarioName,
    second: ScenarioName,
    *,
    baseline: BaselineDay = None,
    as_json: AsJson = False,
) -> None:
    """Say what changes from one scenario to another: FIRST's holders to SECOND's."""
    from explorer import comparison, scenario, tables  # noqa: PLC0415

    found = comparison.step(installed(), scenario.find(first), scenario.find(second), day=baseline)
    if as_json:
        _print_json(found.to_dict())
    else:
        tables.show(*tables.comparison(found))


@app.command("map")
def map_(
    name: ScenarioName,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="HTML file to write.")],
    baseline: BaselineDay = None,
    as_json: AsJson = False,
) -> None:
    """Write SCENARIO's interactive map as one HTML file that works offline."""
    from explorer import files, report, scenario  # noqa: PLC0415
    from explorer.cartography import interactive  # noqa: PLC0415

    catalog = installed()
    found = report.draw_up(catalog, scenario.find(name), day=baseline)
    size = files.write(output, interactive.page(catalog, found))
    if as_json:
        _print_json({"path": str(output), "bytes": size})
    else:
        typer.echo(f"{output}: {size / 1e6:.1f} MB, works offline")


@app.command()
def trace(
    control: Annotated[Path, typer.Argument(help="GeoJSON polygons of Russian-held ground.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="GeoJSON file to write.")],
    tolerance: Annotated[
        float, typer.Option(metavar="KM", min=0.05, max=20, help="How far vertices may be off.")
    ] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Generalise CONTROL polygons into an oriented line of contact, Ukraine on its left."""
    from explorer import files, tracing  # noqa: PLC0415

    traced = tracing.trace_file(installed(), control, tolerance_km=tolerance)
    files.write(output, traced.text)
    if as_json:
        _print_json({"path": str(output), **traced.size()})
    else:
        length = f"{traced.length_km:,.0f} km"
        typer.echo(f"{output}: {traced.sectors} sectors, {traced.vertices} vertices, {length}")


@app.command()
def build(
    layers: Annotated[
        list[str] | None, typer.Argument(help="Layers to rebuild; all when none is named.")
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if a rebuild would differ.")
    ] = False,
    packages: Annotated[
        Path | None,
        typer.Option(envvar="FRONTLINE_INPUTS", help="Folder of unpacked npm packages."),
    ] = None,
    raw: Annotated[
        Path | None, typer.Option(envvar="FRONTLINE_RAW", help="Folder of raw snapshots.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild the layers of data/geo whose inputs are at hand, byte for byte."""
    from explorer.build import steps  # noqa: PLC0415

    inputs = steps.Inputs(packages=packages, raw=raw)
    results = []
    for result in steps.run(installed().folder, inputs, replace=not check, only=layers or ()):
        results.append(result)
        if not as_json:
            why = f" (needs {result.needs})" if result.needs else ""
            typer.echo(f"{result.state:8} {result.name}{why}")
    if as_json:
        _print_json([vars(result) for result in results])
    if check and any(result.state == "changed" for result in results):
        raise typer.Exit(1)


@app.command()
def check(*, as_json: AsJson = False) -> None:
    """Hold the invariants on what is installed: layers, atoms, ledgers."""
    from explorer import invariants, tables  # noqa: PLC0415

    found = list(invariants.hold(installed()))
    if as_json:
        _print_json([vars(finding) for finding in found])
    else:
        tables.show(*tables.findings(found))
    if not all(finding.holds for finding in found):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; an error that the user can mend is one line and exit code 2."""
    try:
        app()
    except ExplorerError as error:
        typer.echo(f"frontline: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
    except PermissionError as error:
        fault = OutputError(f"{error.filename}: permission denied; choose another place")
        typer.echo(f"frontline: {fault}", err=True)
        sys.exit(2)
