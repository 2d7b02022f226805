"""The commands that read, build and check layers, thin over the package."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from explorer.cli.options import AsJson, FrameName, echo, parsed_day, print_json
from explorer.errors import SourceError
from explorer.layers.catalog import frame_folder, installed, lines_folder


def trace(
    control: Annotated[
        Path,
        typer.Argument(
            help="Polygons of Russian-held ground: GeoJSON, KML, KMZ, GeoPackage or Shapefile."
        ),
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="GeoJSON file to write.")],
    tolerance: Annotated[
        float, typer.Option(metavar="KM", min=0.05, max=20, help="How far vertices may be off.")
    ] = 1.0,
    occupied: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE",
            help="The property of Russian-held polygons, if the file has others too.",
        ),
    ] = None,
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Generalise CONTROL polygons into an oriented line of contact, Ukraine on its left."""
    from explorer import files  # noqa: PLC0415
    from explorer.layers import tracing  # noqa: PLC0415

    files.check_place(output)
    traced = tracing.trace_file(
        installed(frame), control, tolerance_km=tolerance, occupied=occupied or ()
    )
    files.write(output, tracing.dumps(traced, control, tolerance))
    if as_json:
        print_json({"path": str(output), **traced.size(), "remarks": [*map(str, traced.remarks)]})
    else:
        length = f"{traced.length_km:,.0f} km"
        echo(f"{output}: {traced.sectors} sectors, {traced.vertices} vertices, {length}")
        for remark in traced.remarks:
            echo(str(remark))


def import_(  # noqa: PLR0913  (each is an option of the command)
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Files of a source's polygons, one file a date; or boundaries."
        ),
    ],
    *,
    source: Annotated[
        str,
        typer.Option(
            help="Who drew them: deepstate, uacontrolmap or isw; polygons, or a name of your own, "
            "for any file of polygons and for boundaries."
        ),
    ],
    kind: Annotated[
        Literal["line", "boundaries"],
        typer.Option(
            "--as", help="What FILE is: control, to trace a line of contact; or oblasts or raions."
        ),
    ] = "line",
    day: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help="Their date, if the file and its name have none or the file has several.",
        ),
    ] = None,
    occupied: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE", help="Of any file of polygons: the property of occupied ones."
        ),
    ] = None,
    contested: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE", help="Of any file of polygons: the property of contested ones."
        ),
    ] = None,
    tolerance: Annotated[
        float | None,
        typer.Option(
            metavar="KM",
            min=0.2,
            max=20,
            help="Generalise the outline: how far vertices may be off, which adds to the "
            "interval. By default nothing is generalised.",
        ),
    ] = None,
    frame: FrameName = "",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Of boundaries: what --frame calls them later.")
    ] = "",
    credit: Annotated[
        str, typer.Option(help="Of boundaries: how to credit them; by default their source.")
    ] = "",
    licence: Annotated[
        str, typer.Option(help="Of boundaries: their licence.")
    ] = "as its source states",
    as_json: AsJson = False,
) -> None:
    """Import FILEs as further lines of contact on this machine, or one as boundaries.

    A line is named SOURCE:DATE, and stands beside those of other sources and those that ship.
    """
    if kind == "boundaries":
        _import_boundaries(paths, name, source, credit or source, licence, as_json=as_json)
        return
    from explorer.atoms import imported  # noqa: PLC0415
    from explorer.cli.tables import sources as tables  # noqa: PLC0415
    from explorer.sources import files, registry  # noqa: PLC0415

    if day and len(paths) > 1:
        raise SourceError("--date needs a single file; end the names of several in their dates")
    drawn_by = registry.told_apart(source, occupied or (), contested or ())
    origin = imported.origin_of(drawn_by, tolerance)
    catalog, folder = installed(frame), lines_folder(frame)
    asked = parsed_day(day) if day else None
    rows = []
    for path in paths:
        control = files.read(drawn_by, path, asked)
        traced = imported.add(catalog, folder, control, path.name, origin)
        row = tables.imported_row(control, path, origin.identifier, traced)
        rows.append(row)
        if not as_json:
            for line in (tables.imported_line(row), *row["remarks"]):
                echo(line)
    if as_json:
        print_json(rows)


def _import_boundaries(
    paths: list[Path], name: str, source: str, credit: str, licence: str, *, as_json: bool
) -> None:
    """Make all layers anew in the boundaries of one file."""
    from explorer.pipeline import frames  # noqa: PLC0415

    if len(paths) > 1 or not name:
        raise SourceError("boundaries are one file with a --name, by which --frame finds them")
    folder = frame_folder(name)
    brought = frames.add(installed(), folder, paths[0], frames.About(source, credit, licence))
    if as_json:
        print_json(
            {
                "frame": name,
                "path": str(folder),
                "oblasts": len(brought.oblasts),
                "raions": len(brought.raions),
                "not_in_file": brought.missing,
                "remarks": [*map(str, brought.remarks)],
            }
        )
        return
    raions = f", {len(brought.raions)} raions" if brought.raions else ""
    echo(f"{name}: {len(brought.oblasts)} oblasts{raions}; use it by --frame {name}")
    if brought.missing:
        echo(f"Not in {paths[0]}, drawn as in ours: {', '.join(brought.missing)}")
    for remark in brought.remarks:
        echo(str(remark))


def sources(*, as_json: AsJson = False) -> None:
    """List the lines of contact at hand: from whom, how old, how large, with what accuracy."""
    from explorer.cli.tables import ageing, layout  # noqa: PLC0415
    from explorer.cli.tables import sources as tables  # noqa: PLC0415
    from explorer.layers import baselines, inventory  # noqa: PLC0415

    catalog = installed()
    lines = inventory.lines(catalog)
    if as_json:
        print_json([each.to_dict() for each in lines])
    else:
        newest = baselines.newest(catalog)
        layout.show(*tables.lines(lines), *ageing.advice(catalog, newest))


def forget(
    name: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE:DATE", help="Name of the line, as `frontline sources` has it."
        ),
    ],
    *,
    kind: Annotated[
        Literal["line", "map"],
        typer.Option(
            "--as", help="What to delete: the imported line, or the map that was fetched."
        ),
    ] = "line",
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Delete an imported line of contact, or a fetched map, from this machine."""
    from explorer.atoms import imported  # noqa: PLC0415
    from explorer.layers import baselines  # noqa: PLC0415
    from explorer.sources import store  # noqa: PLC0415

    if kind == "line":
        line = imported.forget(installed(frame), lines_folder(frame), name)
        name, size = line.name, line.size
    else:
        source, day = baselines.source_of(name), parsed_day(baselines.date_of(name))
        size = store.own().record(source, day).size
        store.own().forget(source, day)
    if as_json:
        print_json({"name": name, "was": kind, "bytes": size})
    else:
        echo(f"{name}: {kind} deleted, {size / 1000:,.0f} kB")


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
            echo(f"{result.state:8} {result.name}{why}")
    if as_json:
        print_json([vars(result) for result in results])
    if check and any(result.state == "changed" for result in results):
        raise typer.Exit(1)


def check(*, frame: FrameName = "", as_json: AsJson = False) -> None:
    """Check the invariants of the installed layers, atoms and ledgers; exit 1 if one fails."""
    from explorer.cli.tables import findings, layout  # noqa: PLC0415
    from explorer.results import invariants  # noqa: PLC0415

    results = list(invariants.check_all(installed(frame)))
    if as_json:
        print_json([vars(finding) for finding in results])
    else:
        layout.show(*findings.findings(results))
    if not all(finding.holds for finding in results):
        raise typer.Exit(1)
