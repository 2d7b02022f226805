"""Facts: numbers as short labels, values, intervals and denominators; a report's key figures."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from explorer.language import Language, Speech, Written, _, speech_in
from explorer.quantity import exactly
from explorer.results.report import HolderShare, Report
from explorer.scenarios.rules import Holder
from explorer.wording.report import (
    HOLDERS,
    STATUSES,
    ceded_share,
    share_of_ukraine,
    with_contested,
)

TRANSFERS: Mapping[str, str] = {
    "ceded_km2": _("Ceded by Ukraine"),
    "returned_km2": _("Returned to Ukraine"),
    "vacated_by_ukraine_km2": _("Vacated by Ukraine"),
    "vacated_by_russia_km2": _("Vacated by Russia"),
}


class Fact(NamedTuple):
    """
    A number, or a word, with all that belongs to it, ready to be shown.

    Attributes
    ----------
    key
        Its name, for example `ceded_km2`.
    label
        What it is.
    value
        The number with its unit, or a word.
    interval
        The number's interval; empty if it has none, or both ends read the same.
    note
        Its share with the denominator, its source, or what else is to be known; may be empty.
    """

    key: str
    label: str
    value: str
    interval: str = ""
    note: str = ""

    @property
    def written(self) -> Written:
        """Value and interval."""
        return Written(self.value, self.interval)


def key_facts(report: Report, language: Language = "en") -> tuple[Fact, ...]:
    """
    Pick a report's key figures.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    facts
        What changes hands, what that holds, statuses, who ends up with what, the line.
    """
    speech = speech_in(language)
    return (
        *_transfers(report, speech),
        *_places(report, speech),
        *_statuses(report, speech),
        *_held(report, speech),
    )


def _transfers(report: Report, speech: Speech) -> Iterator[Fact]:
    for key, label in TRANSFERS.items():
        area = report.totals[key]
        if area.high:
            share = share_of_ukraine(area.value, report, speech)
            note = ceded_share(report, speech) if key == "ceded_km2" else share
            note = with_contested(note, report.contested_part(key), speech)
            yield Fact(key, speech.gettext(label), *speech.written(area, "km²"), note)


def _places(report: Report, speech: Speech) -> Iterator[Fact]:
    if not report.settlements.high:
        return
    settlements = speech.written(report.settlements, digits=0)
    counted = speech.gettext("of 500 residents and more, GeoNames")
    yield Fact("settlements", speech.gettext("Settlements ceded"), *settlements, counted)
    residents = speech.written(report.residents, digits=0)
    undated = speech.gettext("GeoNames, undated, mostly before the war")
    yield Fact("residents", speech.gettext("Residents of those settlements"), *residents, undated)
    if report.belt.high:
        whole = speech.length(exactly(report.belt_km))
        share = speech.gettext("of {whole} along its axis", whole=whole)
        belt = speech.written(report.belt, "km")
        yield Fact("belt", speech.gettext("Fortress belt ceded"), *belt, share)


def _statuses(report: Report, speech: Speech) -> Iterator[Fact]:
    for row in report.statuses:
        name, holder = speech.gettext(STATUSES[row.status]), speech.gettext(HOLDERS[row.holder])
        share = share_of_ukraine(row.area.value, report, speech)
        label = f"{name[:1].upper()}{name[1:]} ({holder})"
        yield Fact(f"{row.status}-{row.holder}", label, *speech.written(row.area, "km²"), share)


def _held(report: Report, speech: Speech) -> Iterator[Fact]:
    for share in report.holders:
        if share.area.high:
            label = speech.gettext(_WOULD_HOLD[share.holder])
            of_ukraine = speech.gettext("{share} of Ukraine", share=speech.percent(share.share_pct))
            yield Fact(share.holder, label, *speech.written(share.area, "km²"), of_ukraine)
            yield from _contested(share, report, speech)
    if report.line.high:
        label = speech.gettext("Line where Ukrainian-held ground ends")
        inside = speech.gettext("inside Ukraine's borders")
        yield Fact("line", label, *speech.written(report.line, "km"), inside)


def _contested(share: HolderShare, report: Report, speech: Speech) -> Iterator[Fact]:
    if (part := share.contested) and part.value:
        label = speech.gettext("Of it contested before")
        of_ukraine = share_of_ukraine(part.value, report, speech)
        yield Fact(f"{share.holder}-contested", label, *speech.written(part, "km²"), of_ukraine)


_WOULD_HOLD: Mapping[Holder, str] = {
    "ukraine": _("Ukraine would hold"),
    "russia": _("Russia would hold"),
    "neutral": _("Neutral zone would take"),
}
