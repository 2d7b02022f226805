"""Telling: what a page says of one scenario, as plain text, each number with what belongs to it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from explorer.cartography import palette
from explorer.language import Language, Speech, _, speech_in
from explorer.results.budget import budgets
from explorer.results.parcels import Disposition
from explorer.results.report import Report
from explorer.scenarios.rules import Holder, Status
from explorer.wording import facts, provenance, uncertainty
from explorer.wording import report as report_wording
from explorer.wording.facts import TRANSFERS, Fact
from explorer.wording.uncertainty import Row

_GROUND: Mapping[str, Disposition] = {
    "ceded_km2": Disposition("ukraine", "russia", ()),
    "returned_km2": Disposition("russia", "ukraine", ()),
    "vacated_by_ukraine_km2": Disposition("ukraine", "neutral", ()),
    "vacated_by_russia_km2": Disposition("russia", "neutral", ()),
}
_HOLDER_NOTES: Mapping[Holder, str] = {
    "ukraine": _("on ground that Ukraine would hold"),
    "russia": _("on ground that Russia would hold"),
    "neutral": _("in the neutral zone"),
}
WORDS: Mapping[str, str] = {
    "proposal": _("Proposal"),
    "legend": _("Legend"),
    "figures": _("All figures, oblast by oblast"),
    "key_figures": _("Key figures"),
    "figure": _("Figure"),
    "value": _("Value (low to high)"),
    "of": _("Share or source"),
    "by_oblast": _("What changes, by oblast"),
    "oblast": _("Oblast"),
    "change": _("Change"),
    "area": _("Area (low to high)"),
    "share": _("Share of the oblast"),
    "about": _("About the proposal, and its sources"),
    "assumed": _("To draw it, this was assumed:"),
    "sources": _("As told by:"),
    "data": _("Get the data"),
    "picture": _("Get a picture"),
    "receipt": _("Receipt"),
    "full": _("Full screen"),
}
_QUESTION = _("If the line is drawn here, who ends up with what?")


class Tile(NamedTuple):
    """
    A fact that is shown large.

    Attributes
    ----------
    shows
        The ground or status on the map that it measures; `None` if it is neither.
    fact
        The fact.
    """

    shows: Disposition | Status | None
    fact: Fact


class Part(NamedTuple):
    """
    What a holder ends up with.

    Attributes
    ----------
    holder
        Who.
    start, wide
        Where its part of a bar 1000 wide starts, and its width.
    fact
        Its area and share.
    """

    holder: Holder
    start: str
    wide: str
    fact: Fact


class Line(NamedTuple):
    """
    A line of the ledger.

    Attributes
    ----------
    oblast, change
        Where, and from whom to whom.
    value, interval, share
        Area with unit, its interval, and its share of the oblast with what of it is contested.
    """

    oblast: str
    change: str
    value: str
    interval: str
    share: str


def heading(reports: tuple[Report, ...], given: str, language: Language) -> str:
    """
    Head a figure.

    Parameters
    ----------
    reports
        Computed figures of its scenarios.
    given
        What an editor wants; empty for a heading that fits.
    language
        `en` or `uk`.

    Returns
    -------
    title
        Plain text.
    """
    if given:
        return given
    if len(reports) == 1:
        return reports[0].scenario.title.in_language(language)
    return speech_in(language).gettext(_QUESTION)


def tiles(report: Report, language: Language) -> tuple[Tile, ...]:
    """
    Pick the numbers that tell the story.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    tiles
        What changes hands, the largest first; where nothing does, what gets a status; else who
        holds what.
    """
    key_facts = facts.key_facts(report, language)
    moves = [fact for fact in key_facts if fact.key in TRANSFERS]
    moves.sort(key=lambda fact: -report.totals[fact.key].value)
    tiles = (
        [Tile(_GROUND[fact.key], fact) for fact in moves]
        or list(_statuses(report, speech_in(language)))
        or [Tile(None, fact) for fact in key_facts if fact.key in report_wording.HOLDERS]
    )
    return tuple(tiles[:_MOST_TILES])


_MOST_TILES = 3


def _statuses(report: Report, speech: Speech) -> Iterator[Tile]:
    for row in report.statuses:
        label = palette.label(palette.badge(row.status), speech.language)
        note = speech.gettext(_HOLDER_NOTES[row.holder])
        fact = Fact(f"{row.status}-{row.holder}", label, *speech.written(row.area, "km²"), note)
        yield Tile(row.status, fact)


def held(report: Report, language: Language) -> tuple[Part, ...]:
    """
    Say who ends up with what, as parts of a bar.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    parts
        From left to right: Ukraine, neutral zone, Russia.
    """
    by_key = {fact.key: fact for fact in facts.key_facts(report, language)}
    shares = {share.holder: share.share_pct for share in report.holders}
    parts, start = [], 0.0
    order: tuple[Holder, ...] = ("ukraine", "neutral", "russia")
    for holder in order:
        if holder in by_key:
            wide = 10 * shares[holder]
            parts.append(Part(holder, f"{start:.1f}", f"{wide:.1f}", by_key[holder]))
            start += wide
    return tuple(parts)


def lines(report: Report, language: Language) -> tuple[Line, ...]:
    """
    List what changes hands by oblast.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    lines
        The largest first.
    """
    speech = speech_in(language)
    return tuple(
        Line(
            # the column's head says that it is an oblast
            row.unit.name_uk.removesuffix(" область") if language == "uk" else row.unit.name,
            palette.label(palette.fill(row.giver, row.taker), language),
            *speech.written(row.area, "km²"),
            report_wording.with_contested(speech.percent(row.share_pct), row.contested, speech),
        )
        for row in report.moves
    )


class Interval(NamedTuple):
    """
    Where the interval of a figure comes from.

    Attributes
    ----------
    sentence
        The figure with both intervals.
    rows
        What each component adds, and its share of the variance as text.
    heads
        Heads of their columns.
    note
        What the columns stand for.
    """

    sentence: str
    rows: tuple[tuple[Row, str], ...]
    heads: tuple[str, ...]
    note: str


def budget(report: Report, language: Language) -> Interval | None:
    """
    Say where the interval of a scenario's main figure comes from.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    interval
        Of what changes hands, or else of what Ukraine holds of Donbas; `None` where the whole line
        was moved instead.
    """
    speech, first = speech_in(language), next(iter(budgets(report)), None)
    if first is None:
        return None
    rows = ((row, speech.percent(row.share)) for row in uncertainty.rows(first, speech))
    return Interval(
        uncertainty.sentence(first, speech),
        tuple(rows),
        tuple(speech.gettext(head) for head in uncertainty.HEADS),
        speech.gettext(uncertainty.NOTE),
    )


def notes(report: Report, language: Language) -> tuple[str, ...]:
    """
    Say what holds for all numbers of a figure.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        Source and date, what the intervals are, what the map is not.
    """
    disclaimer = speech_in(language).gettext(provenance.DISCLAIMER)
    return (
        provenance.source_line(report, language),
        f"{provenance.interval_line(report, language)} {disclaimer}",
    )
