"""Command line for figures: `frontline embed`, `verify` and `export`."""

from pathlib import Path
from typing import Annotated

import typer

from explorer.cli.options import AsJson, BaselineDay, print_json
from explorer.layers.catalog import installed
from explorer.scenarios.library import SCENARIOS


def embed(  # noqa: PLR0913  (each is an option of the command)
    names: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="Ids or TOML files; the first is shown first."),
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write.")],
    extent: Annotated[
        str,
        typer.Option(
            help="`region` (what the scenarios change), `country`, or codes such as UA-14,UA-09."
        ),
    ] = "region",
    lang: Annotated[str, typer.Option(help="Language of the figure: en or uk.")] = "en",
    theme: Annotated[
        str, typer.Option(help="auto (the reader's), light or dark; pictures are light or dark.")
    ] = "auto",
    title: Annotated[str, typer.Option(help="Heading; one that fits when not given.")] = "",
    url: Annotated[
        str, typer.Option(help="Address at which the folder will be published, for the snippets.")
    ] = "",
    baseline: BaselineDay = None,
    as_json: AsJson = False,
) -> None:
    """Write the figure of one or several SCENARIOs for an article, with all that belongs to it."""
    from explorer.publishing import embed as embedding  # noqa: PLC0415

    order, chosen = embedding.order(
        names, language=lang, theme=theme, extent=extent, day=baseline, title=title, address=url
    )
    folder = embedding.make(installed(), order, chosen)
    embedding.write(folder, output)
    sizes = {name: len(content) for name, content in sorted(folder.files.items())}
    if as_json:
        told = {"folder": str(output), "gzipped_bytes": folder.weight, "bytes": sizes}
        print_json(told)
        return
    typer.echo(
        f"{output}: {len(sizes)} files; index.html weighs {folder.weight / 1000:.1f} kB gzipped"
        f" ({sizes['index.html'] / 1000:.0f} kB plain)"
    )
    if folder.weight > embedding.BUDGET_BYTES:
        typer.echo(f"That is over {embedding.BUDGET_BYTES / 1000:.0f} kB: show fewer scenarios.")


def verify(
    path: Annotated[
        Path, typer.Argument(metavar="DIR|FILE", help="A figure's folder, or its page or SVG.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Recompute each number of a published figure and name any that differ; exit 1 at one."""
    from explorer.publishing import verify as verifying  # noqa: PLC0415

    found = verifying.verify(installed(), path)
    if as_json:
        told = [difference._asdict() for difference in found]
        print_json(told)
    elif found:
        for difference in found:
            typer.echo(str(difference))
    else:
        typer.echo(f"{path}: every number follows from its inputs")
    if found:
        raise typer.Exit(1)


def export(
    name: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario's id, or a TOML file.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    wanted: Annotated[
        str, typer.Option("--format", help="geojson, gpkg, kml, shp (zipped), csv or xlsx.")
    ],
    baseline: BaselineDay = None,
    as_json: AsJson = False,
) -> None:
    """Write SCENARIO's partition or numbers for another program, with units and sources."""
    from explorer.exports import formats  # noqa: PLC0415
    from explorer.results import report  # noqa: PLC0415

    catalog = installed()
    found = report.compute(catalog, SCENARIOS.find(name), day=baseline)
    size = formats.export(catalog, found, formats.known(wanted), output)
    if as_json:
        print_json({"path": str(output), "bytes": size})
    else:
        typer.echo(f"{output}: {size / 1000:,.0f} kB")
