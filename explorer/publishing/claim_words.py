"""Claim words: what a claim's figure says, the same on its page, its picture and its receipt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.cartography.charts import claim_chart
from explorer.claims.chart import ChartData, Point
from explorer.claims.desk import Finding
from explorer.claims.measure import Untestable
from explorer.language import Speech, _
from explorer.wording import claims as claim_wording
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
    months: tuple[Fact, ...]
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
        months=tuple(_month(point, data, speech) for point in months(data)),
        drawn=claim_chart.heading(data, speech),
        described=claim_chart.describe(data, speech.language),
        remarks=tuple(remarks),
        notes=f"{speech.gettext(SOURCE)} {speech.gettext(DISCLAIMER)}",
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


def _rows(finding: Finding, speech: Speech) -> Iterator[Fact]:
    claim, computed = finding.claim, finding.computed
    yield Fact(
        "claimed",
        speech.gettext("Claimed"),
        claim_wording.claimed(claim, speech),
        "",
        speech.day(claim.as_of),
    )
    if not isinstance(computed, Untestable):
        value, interval = claim_wording.computed(finding, speech)
        day = speech.day(computed.day or finding.tested_on)
        yield Fact("computed", speech.gettext("Computed"), value, interval, day)
        for window in computed.windows:
            words = claim_wording.window(window, speech)
            yield Fact("window", words.which, words.years, words.loss, day)
    if finding.difference is not None:
        note = speech.gettext("claimed less computed")
        yield Fact(
            "difference",
            speech.gettext("Difference"),
            claim_wording.difference(finding, speech),
            note,
        )
    yield Fact("verdict", speech.gettext("Verdict"), claim_wording.verdict(finding, speech))
    held = claim_wording.held(finding.held, speech) or "–"
    yield Fact("held", speech.gettext("Held, within the interval"), held)


def _tiles(finding: Finding, rows: tuple[Fact, ...], speech: Speech) -> Iterator[Fact]:
    """Pick claimed and computed figure, and say with the verdict when the claim held."""
    yield from rows[:2]
    held = claim_wording.held(finding.held, speech)
    label = speech.gettext("Held, within the interval")
    yield Fact(
        "verdict",
        speech.gettext("Verdict"),
        claim_wording.verdict(finding, speech),
        f"{label}: {held}" if held else "",
    )


def _month(point: Point, data: ChartData, speech: Speech) -> Fact:
    value, low, high = (
        claim_chart.number(each, data, speech) for each in (point.value, point.low, point.high)
    )
    day = speech.day(point.day)
    return Fact(
        f"{point.day}", day, value, speech.gettext("{low} to {high}", low=low, high=high), day
    )
