"""The commands `frontline claims` and `frontline history`, thin over the package."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from explorer.cli.engines import EngineId, EngineName, SchedulerAddress, started
from explorer.cli.options import AsJson, FrameName, echo, parsed_day, print_json
from explorer.errors import SourceError
from explorer.layers.catalog import Catalog, installed


def claims(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]", help="A claim file, or the id of a document; by default all."
        ),
    ] = None,
    *,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline", metavar="DATE", help="Test on this day's line instead of each claim's."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the claims of documents against the map; exit 1 if one is contradicted."""
    from explorer.claims import desk  # noqa: PLC0415
    from explorer.claims.library import DOCUMENTS  # noqa: PLC0415
    from explorer.cli.tables import claims as claim_tables  # noqa: PLC0415
    from explorer.cli.tables import layout  # noqa: PLC0415

    catalog, day = installed(), None if baseline is None else parsed_day(baseline)
    documents = [DOCUMENTS.find(name)] if name else list(DOCUMENTS.all().values())
    findings = [each for document in documents for each in desk.check(catalog, document, day)]
    if as_json:
        print_json([f.to_dict() for f in findings])
    else:
        layout.show(*(claim_tables.one(findings) if name else claim_tables.overview(findings)))
    if any(each.verdict.contradicted for each in findings):
        raise typer.Exit(1)


def history(  # noqa: PLR0913  (each is an option of the command)
    *,
    oblast: Annotated[
        str, typer.Option(metavar="CODE", help="ISO 3166-2 code of an oblast, or UA for all.")
    ] = "UA",
    raw: Annotated[
        Path | None, typer.Option(envvar="FRONTLINE_RAW", help="Folder of raw snapshots.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Recompute the daily table from RAW into this file."),
    ] = None,
    by: Annotated[
        Literal["week", "month"] | None,
        typer.Option(help="Sum what Russia gained and lost by week or month."),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--day", metavar="DATE", help="Say who held what on this day alone."),
    ] = None,
    engine: EngineName = "local",
    scheduler: SchedulerAddress = None,
    frame: FrameName = "",
    as_json: AsJson = False,
) -> None:
    """Show areas over time, or recompute them from raw snapshots, on one machine or on many."""
    from explorer.cli.tables import claims as claim_tables  # noqa: PLC0415
    from explorer.cli.tables import layout  # noqa: PLC0415
    from explorer.layers import history as daily  # noqa: PLC0415
    from explorer.layers import moves as sums  # noqa: PLC0415

    catalog = installed(frame)
    if output:
        _recompute(catalog, raw, output, engine, scheduler)
        return
    if engine != "local" or scheduler:
        raise SourceError(
            "--engine and --scheduler are for recomputing; say with --output where to"
        )
    if frame:
        raise SourceError(
            f"there is no daily table in the boundaries {frame!r}; recompute it with --output"
        )
    if day and by:
        raise SourceError("--day and --by exclude each other; leave one out")
    table, resource = daily.installed(catalog), catalog.resource(daily.RESOURCE)
    chosen = parsed_day(day) if day else None
    moves = sums.summed(table, (oblast,), by) if by else []
    if as_json:
        rows = daily.rows(table, oblast)
        days = rows if chosen is None else [rows[table.row(chosen)]]
        print_json([each.to_dict() for each in moves] if by else days)
    elif by:
        layout.show(*claim_tables.moves(moves, oblast, resource))
    elif chosen:
        layout.show(*claim_tables.day(catalog, oblast, chosen))
    else:
        layout.show(*claim_tables.months(catalog, oblast))


def _recompute(
    catalog: Catalog, raw: Path | None, output: Path, engine: EngineId, scheduler: str | None
) -> None:
    from explorer import files  # noqa: PLC0415
    from explorer.pipeline import daily  # noqa: PLC0415

    if raw is None:
        raise SourceError("recomputing needs the raw snapshots; pass --raw or set FRONTLINE_RAW")
    files.check_place(output)
    with started(engine, scheduler) as running:
        size = files.write(output, daily.from_layers(catalog, raw, running))
    echo(f"{output}: {size / 1e6:.2f} MB")
