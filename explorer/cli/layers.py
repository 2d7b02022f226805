"""The commands `frontline trace`, `build` and `check`, thin over the package."""

from pathlib import Path
from typing import Annotated

import typer

from explorer.catalog import installed
from explorer.cli.options import AsJson, print_json


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
        print_json({"path": str(output), **traced.size()})
    else:
        length = f"{traced.length_km:,.0f} km"
        typer.echo(f"{output}: {traced.sectors} sectors, {traced.vertices} vertices, {length}")


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
        print_json([vars(result) for result in results])
    if check and any(result.state == "changed" for result in results):
        raise typer.Exit(1)


def check(*, as_json: AsJson = False) -> None:
    """Hold the invariants on what is installed: layers, atoms, ledgers."""
    from explorer import invariants, tables  # noqa: PLC0415

    found = list(invariants.hold(installed()))
    if as_json:
        print_json([vars(finding) for finding in found])
    else:
        tables.show(*tables.findings(found))
    if not all(finding.holds for finding in found):
        raise typer.Exit(1)
