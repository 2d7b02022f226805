"""Claim words: what a claim's figure says, the same on its page, its picture and its receipt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from explorer.cartography.charts import claim_chart
from explorer.claims.chart import ChartData, Point
from explorer.claims.desk import Finding
from explorer.claims.measure import Untestable
from explorer.language import Speech, _
from explorer.wording import claims as claim_wording
from explorer.wording.claims import WITHOUT_CONTESTED
from explorer.wording.facts import Fact
from explorer.wording.provenance import DISCLAIMER

SOURCE = _(
    "Computed on DeepStateMap's outline of each day, on the WGS84 ellipsoid. Borders © "
    "OpenStreetMap contributors (ODbL) and Natural Earth. A file shows the evening before its date."
)
WORDS: Mapping[str, str] = {
    "table": _("The chart as a table"),
    "figures": _("Claimed and computed"),
    "figure": _("Figure"),
    "value": _("Value"),
    "interval": _("Interval"),
    "day": _("Day"),
    "months": _("The beginning of each month"),
    "computed": _("Computed"),
    "document": _("The document"),
    "data": _("Get the data"),
    "picture": _("Get a picture"),
    "receipt": _("Receipt"),
    "full": _("Full screen"),
}


class Table(NamedTuple):
    """
    A table of plain texts.

    Attributes
    ----------
    heads, rows
        Titles of the columns, and the cells of each row, of which the first names it.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ClaimWords:
    """
    All that a claim's figure says.

    Attributes
    ----------
    title, cited, url
        The claim in our words, its document, and that document's address.
    tiles, rows, months
        The main figures, all figures, and the chart's at the beginning of each month.
    drawn, described
        What the chart shows, as its heading and for those who do not see it.
    remarks, notes
        How the figures were had; source, date of the document and disclaimer.
    """

    title: str
    cited: str
    url: str
    tiles: tuple[Fact, ...]
    rows: tuple[Fact, ...]
    months: Table
    drawn: str
    described: str
    remarks: tuple[str, ...]
    notes: str


def words(data: ChartData, speech: Speech) -> ClaimWords:
    """
    Put a claim's figure into words.

    Parameters
    ----------
    data
        The claim's chart, with its finding.
    speech
        A language.

    Returns
    -------
    told
        Plain texts; whoever writes them into markup escapes them.
    """
    finding = data.finding
    rows = tuple(_rows(finding, speech))
    remarks = [remark.text_in(speech) for remark in finding.remarks]
    if finding.claim.note:
        remarks.append(finding.claim.note.in_language(speech.language))
    return ClaimWords(
        title=finding.claim.paraphrase.in_language(speech.language),
        cited=claim_wording.cited(finding.document, speech),
        url=finding.document.document.url,
        tiles=tuple(_tiles(finding, rows, speech)),
        rows=rows,
        months=months(data, speech),
        drawn=claim_chart.heading(data, speech),
        described=claim_chart.describe(data, speech.language),
        remarks=tuple(remarks),
        notes=f"{speech.gettext(SOURCE)} {speech.gettext(DISCLAIMER)}",
    )


def months(data: ChartData, speech: Speech) -> Table:
    """
    Write the points of a chart that a table shows.

    Parameters
    ----------
    data
        The chart.
    speech
        A language.

    Returns
    -------
    table
        The first day of each month and the claim's own, with figure and interval; once more
        without contested ground where the claim has that reading.
    """
    heads = [WORDS["day"], WORDS["computed"], WORDS["interval"]]
    if data.without_contested:
        heads += [WITHOUT_CONTESTED, WORDS["interval"]]
    rows = (
        (speech.day(point.day), *_cells(point, data, speech))
        + (_cells(without, data, speech) if data.without_contested else ())
        for point, without in _monthly(data)
    )
    return Table(tuple(speech.gettext(head) for head in heads), tuple(rows))


def _monthly(data: ChartData) -> Iterator[tuple[Point, Point | None]]:
    month = ""
    for point, without in data.rows():
        if f"{point.day:%Y-%m}" != month or point.day == data.as_of:
            yield point, without
        month = f"{point.day:%Y-%m}"


def _cells(point: Point | None, data: ChartData, speech: Speech) -> tuple[str, str]:
    if point is None:
        return "", ""
    value, low, high = (
        claim_chart.number(each, data, speech) for each in (point.value, point.low, point.high)
    )
    return value, speech.gettext("{low} to {high}", low=low, high=high)


def _rows(finding: Finding, speech: Speech) -> Iterator[Fact]:
    claim = finding.claim
    yield Fact(
        "claimed",
        speech.gettext("Claimed"),
        claim_wording.claimed(claim, speech),
        "",
        speech.day(claim.as_of),
    )
    yield from tested(finding, speech)
    yield Fact("verdict", speech.gettext("Verdict"), claim_wording.verdict(finding, speech))


def tested(finding: Finding, speech: Speech) -> Iterator[Fact]:
    """
    Write what a claim comes to, in each of its readings.

    Parameters
    ----------
    finding
        The finding.
    speech
        A language.

    Yields
    ------
    fact
        Computed figure, difference and the days on which the claim held.
    """
    yield from _reading(finding, WORDS["computed"], speech)
    if finding.without_contested:
        yield from _reading(finding.without_contested, WITHOUT_CONTESTED, speech)


def _reading(finding: Finding, label: str, speech: Speech) -> Iterator[Fact]:
    """Write what one reading of a claim comes to, and when the claim held in it."""
    computed = finding.computed
    if not isinstance(computed, Untestable):
        value, interval = claim_wording.computed(finding, speech)
        day = speech.day(computed.day or finding.tested_on)
        yield Fact("computed", speech.gettext(label), value, interval, day)
        for window in computed.windows:
            words = claim_wording.window(window, speech)
            yield Fact("window", words.which, words.years, words.loss, day)
    if finding.difference is not None:
        sign = _MORE if finding.difference > 0 else _LESS
        note = speech.gettext(sign) if finding.difference else ""
        written = claim_wording.difference(finding, speech)
        yield Fact("difference", speech.gettext("Difference"), written, note=note)
    if finding.held:
        held = claim_wording.held(finding.held, speech)
        yield Fact("held", speech.gettext("Held, within the interval"), held)


_MORE = _("more claimed than computed")
_LESS = _("less claimed than computed")


def _tiles(finding: Finding, rows: tuple[Fact, ...], speech: Speech) -> Iterator[Fact]:
    """Pick claimed and computed figures, and say with the verdict when the claim held."""
    yield from (row for row in rows if row.key in {"claimed", "computed"})
    holding = finding.without_contested if finding.verdict.contested == "not held" else finding
    held = claim_wording.held(holding.held, speech) if holding else ""
    label = speech.gettext("Held, within the interval")
    yield Fact(
        "verdict",
        speech.gettext("Verdict"),
        claim_wording.verdict(finding, speech),
        f"{label}: {held}" if held else "",
    )
