"""The command `frontline fetch`, thin over the package."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from explorer.cli.options import AsJson, complain, echo, parsed_day, print_json
from explorer.errors import SourceError

if TYPE_CHECKING:  # other commands start without what a connection needs
    from explorer.sources.control import Source
    from explorer.sources.fetching import Fetched, Fetcher
    from explorer.sources.store import Store


def fetch(
    name: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Id: deepstate, uacontrolmap or isw.")
    ],
    *,
    latest: Annotated[
        bool, typer.Option("--latest", help="Fetch the newest day, as by default.")
    ] = False,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Fetch a day.")] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First of several days; needs --to."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Last of several days; those at hand are kept."),
    ] = None,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Accept the source's licence unasked.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch maps of the front from SOURCE into your own store, under the source's licence."""
    from explorer.sources import addresses, registry, store, transfer  # noqa: PLC0415
    from explorer.sources.fetching import Fetcher  # noqa: PLC0415

    single, ends = _chosen(latest=latest, day=day, first=first, last=last)
    source, own = registry.source(name), store.own()
    places = addresses.places(source)
    _agree(source, own, accepted=accept_licence)
    with transfer.client() as client:
        fetcher = Fetcher(source, places, own, transfer.Transfer(client))
        if ends:
            _fetch_range(fetcher, *ends, as_json=as_json)
            return
        fetched = fetcher.day(single) if single else fetcher.newest()
    if as_json:
        print_json([_row(own, fetched)])
        return
    size = f"{fetched.record.size / 1000:,.0f} kB"
    echo(f"{fetched.day}: {fetched.state}, {size}, {own.path(source.id, fetched.day)}")


def _chosen(
    *, latest: bool, day: str | None, first: str | None, last: str | None
) -> tuple[date | None, tuple[date, date] | None]:
    """Read which days are asked for: a single one, both ends of a range, or the newest."""
    is_range = first is not None or last is not None
    if latest + (day is not None) + is_range > 1:
        raise SourceError(
            "fetch takes --latest, --date, or --from with --to; give one of the three"
        )
    if first is not None and last is not None:
        return None, (parsed_day(first), parsed_day(last))
    if is_range:
        raise SourceError("a range has two ends; give both --from and --to")
    return (None if day is None else parsed_day(day)), None


def _agree(source: "Source", own: "Store", *, accepted: bool) -> None:
    """Show the licence of a source, and ask for consent once."""
    if own.notes(source.id).licence == source.licence:
        return
    echo(f"{source.title} ({source.home})\nLicence: {source.licence}", err=True)
    if not (accepted or _consents()):
        raise SourceError(
            f"{source.id}: its licence is not accepted, so nothing is fetched; answer y, or pass"
            " --accept-licence"
        )
    own.note(source.id, licence=source.licence, accepted=datetime.now(UTC))


def _consents() -> bool:
    try:
        return typer.confirm("Do you accept it?", err=True)
    except typer.Abort:  # nobody is there to answer
        typer.echo(err=True)
        return False


def _fetch_range(fetcher: "Fetcher", first: date, last: date, *, as_json: bool) -> None:
    """Fetch the days that are not at hand; exit 2 if one could not be fetched."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    from explorer.sources.fetching import Failed, Fetched  # noqa: PLC0415

    days, console = fetcher.days(first, last), Console(stderr=True)
    fetched: list[Fetched] = []
    failed: list[Failed] = []
    try:
        for outcome in track(
            fetcher.missing(days),
            description=fetcher.source.id,
            total=len(days),
            console=console,
            disable=not console.is_terminal,
        ):
            if isinstance(outcome, Failed):
                failed.append(outcome)
            else:
                fetched.append(outcome)
    finally:  # what came before a fault is kept, and reported
        if as_json:
            print_json([_row(fetcher.store, each) for each in fetched])
        else:
            counts = Counter(each.state for each in fetched)
            said = ", ".join(f"{number} {state}" for state, number in counts.items())
            echo(f"{fetcher.source.id}, {first} to {last}: {said or 'nothing fetched'}")
    for each in failed:
        complain(each.fault)
    if failed:
        raise typer.Exit(2)


def _row(own: "Store", fetched: "Fetched") -> dict[str, Any]:
    path = own.path(fetched.record.source, fetched.day)
    return {"state": fetched.state, "path": str(path), **fetched.record.model_dump(mode="json")}
