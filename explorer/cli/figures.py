"""Command line for figures: `frontline embed`, `verify` and `export`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from explorer.cli.options import (
    AsJson,
    BaselineDay,
    FrameName,
    echo,
    opened,
    print_json,
    warn_of_outline,
)
from explorer.errors import ClaimError, OutputError
from explorer.layers.catalog import installed
from explorer.scenarios.library import SCENARIOS

if TYPE_CHECKING:  # it draws, and other commands start without what that needs
    from explorer.publishing.folder import Folder


def embed(  # noqa: PLR0913  (each is an option of the command)
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...", help="Ids or TOML files; the first is shown first."
        ),
    ] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write.")],
    claim: Annotated[
        str,
        typer.Option(
            metavar="DOCUMENT/CLAIM",
            help="A claim instead of scenarios (see `frontline claims`); its document may be a "
            "TOML file, as in ours.toml/area.",
        ),
    ] = "",
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
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Write the figure of SCENARIOs, or of a claim, for an article, with all that belongs to it."""
    from explorer.publishing import map_figure, map_recipe  # noqa: PLC0415  (drawing loads much)
    from explorer.publishing.write import write  # noqa: PLC0415

    if bool(names) == bool(claim):
        raise OutputError("embed takes scenarios or --claim; give one of the two")
    if claim:
        if title or baseline or frame or extent != "region":
            raise OutputError(
                "a claim's figure has no --title, --baseline, --frame or --extent; leave them out"
            )
        folder = _claim(claim, lang, theme, url)
    else:
        order, chosen = map_recipe.order(
            names or [],
            language=lang,
            theme=theme,
            extent=extent,
            day=baseline,
            title=title,
            address=url,
        )
        catalog = opened(frame, baseline)
        folder = map_figure.make(catalog, order, chosen)
        warn_of_outline(catalog, baseline)
    write(folder, output)
    sizes = {name: len(content) for name, content in sorted(folder.files.items())}
    if as_json:
        print_json({"folder": str(output), "gzipped_bytes": folder.weight, "bytes": sizes})
        return
    echo(
        f"{output}: {len(sizes)} files; index.html weighs {folder.weight / 1000:.1f} kB gzipped"
        f" ({sizes['index.html'] / 1000:.0f} kB plain)"
    )
    if folder.weight > map_figure.BUDGET_BYTES:
        echo(f"That is over {map_figure.BUDGET_BYTES / 1000:.0f} kB: show fewer scenarios.")


def _claim(name: str, language: str, theme: str, address: str) -> "Folder":
    """Make the figure of a claim that is named by its document and its id."""
    from explorer.claims import desk  # noqa: PLC0415
    from explorer.claims.library import DOCUMENTS  # noqa: PLC0415
    from explorer.publishing import claim_figure, map_recipe  # noqa: PLC0415
    from explorer.publishing.claim_recipe import ClaimOrder  # noqa: PLC0415

    document_name, _, identifier = name.rpartition("/")
    document = DOCUMENTS.find(document_name or name)
    file = Path(document_name) if document_name.endswith(".toml") else None
    findings = {finding.claim.id: finding for finding in desk.check(installed(), document)}
    if identifier not in findings:
        known = ", ".join(f"{document_name or name}/{claim}" for claim in findings)
        raise ClaimError(f"there is no claim {name!r}; use one of {known}")
    spoken, shade, place = map_recipe.checked_options(language, theme, address)
    ordered = ClaimOrder(language=spoken, theme=shade, address=place)
    return claim_figure.make(installed(), findings[identifier], ordered, file)


def verify(
    path: Annotated[
        Path, typer.Argument(metavar="DIR|FILE", help="A figure's folder, or its page or SVG.")
    ],
    *,
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Draw a published figure again and name all that is not the same; exit 1 at one difference."""
    from explorer.publishing import verify as verifying  # noqa: PLC0415  (drawing loads much)

    verification = verifying.verify(installed(frame), path)
    if as_json:
        print_json(
            {
                "verified": verification.verified,
                "differences": [each._asdict() for each in verification.differences],
                "notes": verification.notes,
            }
        )
    else:
        for line in (*verification.differences, *verification.notes):
            echo(str(line))
        if verification.verified:
            echo(f"{path}: every number follows from its inputs")
    if not verification.verified:
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
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Write SCENARIO's partition or numbers for another program, with units and sources."""
    from explorer import files  # noqa: PLC0415
    from explorer.exports import formats  # noqa: PLC0415
    from explorer.results import report  # noqa: PLC0415

    files.check_place(output)
    catalog = opened(frame, baseline)
    found = report.compute(catalog, SCENARIOS.find(name), day=baseline)
    size = formats.export(catalog, found, formats.known(wanted), output)
    warn_of_outline(catalog, baseline)
    if as_json:
        print_json({"path": str(output), "bytes": size})
    else:
        echo(f"{output}: {size / 1000:,.0f} kB")
