"""Tables of claims and of areas over time for the terminal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

import numpy as np
from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from explorer.claims.desk import Finding
from explorer.claims.measure import Untestable
from explorer.language import speech_in
from explorer.layers import history, holding
from explorer.layers.catalog import Catalog, Resource
from explorer.layers.history import History
from explorer.layers.moves import Moves
from explorer.wording import claims as claim_wording
from explorer.wording import daily as daily_wording

_SOURCE = (
    "Computed on DeepStateMap's outline of each day, WGS84; borders © OpenStreetMap contributors "
    "(ODbL) and Natural Earth; "
    "docs/claims.md has the rule."
)

_GAINED = (
    "Gained, lost: ground that Russia came to hold and no longer holds, km², each day since the "
    "snapshot before, summed from the line above."
)
_CONTESTED = (
    "what the source says neither side controls, km², counted as Ukrainian-held; empty where it "
    "does not say"
)
_INTERVAL = (
    "Interval: 80 %, from what was measured of the source, the date and the borders "
    "(docs/method.md)."
)


def _sources(resource: Resource) -> str:
    return f"Source: {'; '.join(source.title for source in resource.sources)}."


def _table(*columns: tuple[str, bool]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, (title, right) in enumerate(columns):
        table.add_column(title, justify="right" if right else "left", no_wrap=number == 0)
    return table


def overview(findings: Sequence[Finding]) -> list[RenderableType]:
    """
    Lay out many documents' claims, one a line.

    Parameters
    ----------
    findings
        The findings.

    Returns
    -------
    parts
        A table, the number of claims by verdict, and notes.
    """
    english = speech_in("en")
    table = _table(("claim", False), ("claimed", True), ("computed", True), ("verdict", False))
    for document, each in groupby(findings, key=lambda finding: finding.document.id):
        table.add_row(Text(document, style="bold"))
        for finding in each:
            table.add_row(
                Text(f"  {finding.claim.id}"),
                Text(claim_wording.claimed(finding.claim, english)),
                Text(claim_wording.both_readings(finding, english)),
                Text(claim_wording.verdict(finding, english, basis=False), style=_style(finding)),
            )
    return [table, _count(findings), *_notes()]


def _notes() -> list[RenderableType]:
    return [
        Text("High, low: the document states more, or less, than was computed.", style="dim"),
        Text(_SOURCE, style="dim"),
    ]


def one(findings: Sequence[Finding]) -> list[RenderableType]:
    """
    Lay out one document's claims in full.

    Parameters
    ----------
    findings
        Its findings.

    Returns
    -------
    parts
        The citation, each claim with its figures, verdict, dates and remarks, and a count.
    """
    english = speech_in("en")
    parts: list[RenderableType] = [
        Text(claim_wording.cited(findings[0].document, english), style="bold")
    ]
    for each in findings:
        parts += [Text(f"\n{each.claim.id}", style="bold"), Text(each.claim.paraphrase.en)]
        parts += _figures(each)
        notes = [remark.text_in(english) for remark in each.remarks]
        if each.claim.note:
            notes.append(each.claim.note.en)
        parts += [Padding(Text(note, style="dim"), (0, 0, 0, 2)) for note in notes]
    return [*parts, Text(""), _count(findings), *_notes()]


def _figures(finding: Finding) -> list[RenderableType]:
    english = speech_in("en")
    rows = [
        ("claimed", claim_wording.claimed(finding.claim, english)),
        ("tested on", english.day(finding.tested_on)),
        *_tested(finding),
        ("elsewhere", claim_wording.elsewhere(finding, english)),
    ]
    parts: list[RenderableType] = [_grid(rows, finding)]
    if other := finding.without_contested:
        title = english.gettext(claim_wording.WITHOUT_CONTESTED).lower()
        parts += [Text(f"  {title}"), Padding(_grid(_tested(other), other), (0, 0, 0, 2))]
    return parts


def _tested(finding: Finding) -> Iterator[tuple[str, str]]:
    """Write what one reading of a claim comes to."""
    english = speech_in("en")
    yield "computed", str(claim_wording.computed(finding, english))
    if not isinstance(finding.computed, Untestable):
        words = (claim_wording.window(each, english) for each in finding.computed.windows)
        yield from (("", f"{each.years} {each.which} ({each.loss})") for each in words)
    yield "difference", claim_wording.difference(finding, english)
    yield "verdict", claim_wording.verdict(finding, english)
    yield "held", claim_wording.held(finding.held, english)


def _grid(rows: Iterable[tuple[str, str]], finding: Finding) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, text in rows:
        if text not in {"", "–"}:
            style = _style(finding) if name == "verdict" else ""
            grid.add_row(f"  {name}", Text(text, style=style))
    return grid


def _style(finding: Finding) -> str:
    if finding.verdict.contradicted:
        return "bold"
    return "dim" if finding.verdict.kind == "not_testable" else ""


def _count(findings: Sequence[Finding]) -> Text:
    return Text(claim_wording.counted(findings, speech_in("en")))


def months(catalog: Catalog, code: str) -> list[RenderableType]:
    """
    Lay out the areas at the beginning of every month, and on the last day.

    Parameters
    ----------
    catalog
        The layers.
    code
        ISO 3166-2 code, or `UA` for the country.

    Returns
    -------
    parts
        A table, who held what on the last day, notes and the source.
    """
    english = speech_in("en")
    daily, resource = history.installed(catalog), catalog.resource(history.RESOURCE)
    history.areas(daily, code)  # or there is none
    areas = holding.intervals(catalog, (code,), "russia")
    table = _table(
        ("file of", False),
        ("occupied, km² (interval)", True),
        ("gained", True),
        ("lost", True),
        ("contested", True),
        ("line, km", True),
    )
    known = np.flatnonzero(~np.isnan(areas[:, 0])).tolist()
    chosen = [row for row in known if _begins_month(daily, row)]
    before = 0
    for row in sorted({*chosen, known[0], known[-1]}):
        value, low, high = (english.number(cell) for cell in areas[row])
        since = slice(before + 1, row + 1)
        gained, lost = (
            english.number(float(np.nansum(each[code][since]))) if before < row else ""
            for each in (daily.gained_km2, daily.lost_km2)
        )
        contested = _known(float(daily.contested_km2[code][row]))
        line = english.number(daily.line_km[row])
        day = str(daily.days[row])
        table.add_row(day, f"{value} ({low} to {high})", gained, lost, contested, line)
        before = row
    counts = {word: daily.snapshots.count(word) for word in ("missing", "repeat")}
    kept = f"{counts['missing']} have no snapshot, {counts['repeat']} repeat the day before"
    notes = (
        f"{resource.title}, {code}; the line's length is the country's.",
        f"Of {len(daily.days)} days {kept}; a file shows the evening before its date.",
        f"{_GAINED} Contested: {_CONTESTED}.",
        _INTERVAL,
        _sources(resource),
    )
    last = Text(_held(catalog, code, daily.days[-1]))
    return [table, last, *(Text(note, style="dim") for note in notes)]


def day(catalog: Catalog, code: str, chosen: date) -> list[RenderableType]:
    """
    Say who held what on a day, or on the last one before that has an outline.

    Parameters
    ----------
    catalog
        The layers.
    code
        ISO 3166-2 code, or `UA` for the country.
    chosen
        The day.

    Returns
    -------
    parts
        A sentence, notes and the source.
    """
    history.areas(history.installed(catalog), code)
    notes = (_INTERVAL, f"Contested: {_CONTESTED}.", _sources(catalog.resource(history.RESOURCE)))
    return [Text(_held(catalog, code, chosen)), *(Text(note, style="dim") for note in notes)]


def _held(catalog: Catalog, code: str, day: date) -> str:
    return daily_wording.holding(holding.on(catalog, (code,), day), code, speech_in("en"))


def moves(found: Sequence[Moves], code: str, resource: Resource) -> list[RenderableType]:
    """
    Lay out what Russia gained and lost in each week or month.

    Parameters
    ----------
    found
        The weeks or months.
    code
        ISO 3166-2 code, or `UA` for the country.
    resource
        The table's entry in the catalog.

    Returns
    -------
    parts
        A table, notes and the source.
    """
    english = speech_in("en")
    table = _table(
        ("from", False),
        ("to", False),
        ("gained, km²", True),
        ("lost, km²", True),
        ("days without a figure", False),
    )
    for each in found:
        missing = ", ".join(str(day) for day in each.missing)
        sums = (english.number(km2) for km2 in (each.gained_km2, each.lost_km2))
        table.add_row(str(each.first), str(each.last), *sums, missing)
    notes = (
        f"Ground that Russia came to hold, and that it no longer holds, {code}.",
        "What changed on a day without a figure is counted, net, on the next day that has one.",
        _sources(resource),
    )
    return [table, *(Text(note, style="dim") for note in notes)]


def _known(km2: float) -> str:
    return "" if np.isnan(km2) else speech_in("en").number(km2)


def _begins_month(history: History, row: int) -> bool:
    """Tell whether a day is the first of its month that has a snapshot."""
    day = history.days[row]
    earlier = history.snapshots[max(row - day.day + 1, 0) : row]
    return all(word == "missing" for word in earlier)
