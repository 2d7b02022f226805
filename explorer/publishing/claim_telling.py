"""Claim telling: what a claim's figure says, the same on its page, its picture and its receipt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from explorer.cartography.charts import claim_chart
from explorer.claims.chart import ChartData, Point
from explorer.claims.desk import Finding
from explorer.claims.measure import Untestable
from explorer.language import Speech, message
from explorer.wording import claims as claim_wording
from explorer.wording.provenance import DISCLAIMER

SOURCE = message(
    "Computed on DeepStateMap's outline of each day within Natural Earth's borders, on the WGS84 "
    "ellipsoid. A file shows the evening before its date."
)
WORDS: Mapping[str, str] = {
    "table": message("The chart as a table"),
    "figures": message("Claimed and computed"),
    "figure": message("Figure"),
    "value": message("Value"),
    "interval": message("Interval"),
    "day": message("Day"),
    "months": message("The beginning of each month"),
    "computed": message("Computed"),
    "document": message("The document"),
    "data": message("Get the data"),
    "picture": message("Get a picture"),
    "receipt": message("Receipt"),
    "full": message("Full screen"),
}


class Row(NamedTuple):
    """
    A figure or a finding in words.

    Attributes
    ----------
    label
        What it is.
    value
        The figure with its unit, or the words of a verdict.
    interval
        What goes with it: its interval, or what was lost in a window.
    day
        The day that it is of.
    """

    label: str
    value: str
    interval: str = ""
    day: str = ""


@dataclass(frozen=True)
class Told:
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
    tiles: tuple[Row, ...]
    rows: tuple[Row, ...]
    months: tuple[Row, ...]
    drawn: str
    described: str
    remarks: tuple[str, ...]
    notes: str


def tell(data: ChartData, says: Speech) -> Told:
    """
    Put a claim's figure into words.

    Parameters
    ----------
    data
        The claim's chart, with its finding.
    says
        A language.

    Returns
    -------
    told
        Plain texts; whoever writes them into markup escapes them.
    """
    found = data.finding
    rows = tuple(_rows(found, says))
    remarks = [remark.said(says) for remark in found.remarks]
    if found.claim.note:
        remarks.append(found.claim.note.in_language(says.language))
    return Told(
        title=found.claim.paraphrase.in_language(says.language),
        cited=claim_wording.cited(found.document, says),
        url=found.document.document.url,
        tiles=tuple(_tiles(found, rows, says)),
        rows=rows,
        months=tuple(_month(point, data, says) for point in months(data)),
        drawn=claim_chart.heading(data, says),
        described=claim_chart.describe(data, says.language),
        remarks=tuple(remarks),
        notes=f"{says.say(SOURCE)} {says.say(DISCLAIMER)}",
    )


def months(data: ChartData) -> Iterator[Point]:
    """
    Pick the points of a chart that a table shows.

    Parameters
    ----------
    data
        The chart.

    Yields
    ------
    point
        The first of each month, and the one of the claim's day.
    """
    month = ""
    for point in data.points:
        if f"{point.day:%Y-%m}" != month or point.day == data.as_of:
            yield point
        month = f"{point.day:%Y-%m}"


def _rows(found: Finding, says: Speech) -> Iterator[Row]:
    claim, given = found.claim, found.computed
    yield Row(says.say("Claimed"), claim_wording.claimed(claim, says), "", says.day(claim.as_of))
    if not isinstance(given, Untestable):
        value, _, interval = claim_wording.computed(found, says).rstrip(")").partition(" (")
        day = says.day(given.day or found.tested_on)
        yield Row(says.say("Computed"), value, interval, day)
        for window in given.windows:
            words = claim_wording.window(window, says)
            yield Row(words.which, words.years, words.loss, day)
    if found.difference is not None:
        note = says.say("claimed less computed")
        yield Row(says.say("Difference"), claim_wording.difference(found, says), note)
    yield Row(says.say("Verdict"), claim_wording.verdict(found, says))
    held = claim_wording.held(found.held, says) or "–"
    yield Row(says.say("Held, within the interval"), held)


def _tiles(found: Finding, rows: tuple[Row, ...], says: Speech) -> Iterator[Row]:
    """Pick claimed and computed figure, and say with the verdict when the claim held."""
    yield from rows[:2]
    held = claim_wording.held(found.held, says)
    label = says.say("Held, within the interval")
    yield Row(
        says.say("Verdict"), claim_wording.verdict(found, says), f"{label}: {held}" if held else ""
    )


def _month(point: Point, data: ChartData, says: Speech) -> Row:
    value, low, high = (
        claim_chart.number(each, data, says) for each in (point.value, point.low, point.high)
    )
    day = says.day(point.day)
    return Row(day, value, says.say("{low} to {high}", low=low, high=high), day)
