"""The commands `frontline trace`, `import`, `build` and `check`, thin over the package."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from explorer.cli.options import AsJson, print_json
from explorer.errors import SourceError
from explorer.layers.catalog import installed, lines_folder


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
    from explorer import files  # noqa: PLC0415
    from explorer.layers import tracing  # noqa: PLC0415

    traced = tracing.trace_file(installed(), control, tolerance_km=tolerance)
    files.write(output, traced.text)
    if as_json:
        print_json({"path": str(output), **traced.size()})
    else:
        length = f"{traced.length_km:,.0f} km"
        typer.echo(f"{output}: {traced.sectors} sectors, {traced.vertices} vertices, {length}")


def import_(
    controls: Annotated[
        list[Path], typer.Argument(help="GeoJSON polygons of Russian-held ground, one file a date.")
    ],
    *,
    source: Annotated[str, typer.Option(help="Who drew them, for example DeepStateMap.")],
    day: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="DATE", help="Their date, if the file's name does not end in it."
        ),
    ] = None,
    credit: Annotated[
        str | None,
        typer.Option(help="Credit of the line; by default after the source."),
    ] = None,
    licence: Annotated[str, typer.Option(help="Their licence.")] = "as its source states",
    tolerance: Annotated[
        float,
        typer.Option(
            metavar="KM",
            min=0.2,
            max=20,
            help="How far vertices may be off; half of it is the line's stated accuracy.",
        ),
    ] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Import CONTROLS as further lines of contact, on this machine, for scenarios to start from."""
    from explorer.atoms import imported  # noqa: PLC0415

    if day and len(controls) > 1:
        raise SourceError("--date needs a single file; end the names of several in their dates")
    days = [_day(day or control.stem, control) for control in controls]
    credit = credit or f"after {source}, generalised"
    origin = imported.Origin(source, credit, licence, tolerance)
    rows = []
    for when, control in zip(days, controls, strict=True):
        traced = imported.add(installed(), lines_folder(), control, when, origin)
        rows.append({"date": when.isoformat(), "path": str(control), **traced.size()})
        if not as_json:
            length = f"{traced.length_km:,.0f} km"
            typer.echo(f"{when}: {traced.sectors} sectors, {traced.vertices} vertices, {length}")
    if as_json:
        print_json(rows)


def _day(text: str, control: Path) -> date:
    """Read a date at the end of a text: 20251209 or 2025-12-09."""
    match = re.search(r"(\d{4})-?(\d\d)-?(\d\d)$", text)
    try:
        return date.fromisoformat("".join(match.groups()) if match else "")
    except ValueError as fault:
        raise SourceError(
            f"{control}: has no date at the end of its name; pass --date as YYYY-MM-DD"
        ) from fault


def build(
    layers: Annotated[
        list[str] | None, typer.Argument(help="Layers to rebuild; by default all.")
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
    from explorer.pipeline import steps  # noqa: PLC0415

    inputs = steps.Inputs(packages=packages, raw=raw)
    results = []
    for result in steps.run(installed().folder, inputs, replace=not check, only=layers or ()):
        results.append(result)
        if not as_json:
            why = f" (needs {result.needs})" if result.needs else ""
            typer.echo(f"{result.state:8} {result.name}{why}")
    if as_json:
        print_json([vars(result) for result in results])
    if check and any(result.state == "changed" for result in results):
        raise typer.Exit(1)


def check(*, as_json: AsJson = False) -> None:
    """Check the invariants of the installed layers, atoms and ledgers; exit 1 if one fails."""
    from explorer.cli.tables import findings, layout  # noqa: PLC0415
    from explorer.results import invariants  # noqa: PLC0415

    results = list(invariants.check_all(installed()))
    if as_json:
        print_json([vars(finding) for finding in results])
    else:
        layout.show(*findings.findings(results))
    if not all(finding.holds for finding in results):
        raise typer.Exit(1)
