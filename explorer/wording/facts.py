"""Key figures: a report's numbers as short labels, values, intervals and denominators."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from explorer.language import Language, Speech, message, speech
from explorer.quantity import exactly
from explorer.results.report import Report
from explorer.scenarios.rules import Holder
from explorer.wording.report import HOLDERS, STATUSES, ceded_share, share_of_ukraine

TRANSFERS: Mapping[str, str] = {
    "ceded_km2": message("Ceded by Ukraine"),
    "returned_km2": message("Returned to Ukraine"),
    "vacated_by_ukraine_km2": message("Vacated by Ukraine"),
    "vacated_by_russia_km2": message("Vacated by Russia"),
}


class Figure(NamedTuple):
    """
    A key figure, ready to be shown.

    Attributes
    ----------
    key
        Its name, for example `ceded_km2`.
    label
        What it is.
    value
        The number with its unit.
    interval
        Its interval; empty where both ends read the same.
    note
        Its share with the denominator, or its source.
    """

    key: str
    label: str
    value: str
    interval: str
    note: str


def figures(report: Report, language: Language = "en") -> tuple[Figure, ...]:
    """
    Pick a report's key figures.

    Parameters
    ----------
    report
        What a scenario comes to.
    language
        `en` or `uk`.

    Returns
    -------
    figures
        What changes hands, what that holds, statuses, who ends up with what, the line.
    """
    says = speech(language)
    return (
        *_transfers(report, says),
        *_places(report, says),
        *_statuses(report, says),
        *_held(report, says),
    )


def _transfers(report: Report, says: Speech) -> Iterator[Figure]:
    for key, label in TRANSFERS.items():
        area = report.totals[key]
        if area.high:
            share = share_of_ukraine(area.value, report, says)
            note = ceded_share(report, says) if key == "ceded_km2" else share
            yield _figure(key, says.say(label), says.area(area), note)


def _places(report: Report, says: Speech) -> Iterator[Figure]:
    if not report.settlements.high:
        return
    told = says.quantity(report.settlements, "", digits=0)
    yield _figure("settlements", says.say("Settlements ceded"), told, says.say("GeoNames"))
    told = says.quantity(report.residents, "", digits=0)
    undated = says.say("GeoNames, undated, mostly before the war")
    yield _figure("residents", says.say("Residents of those settlements"), told, undated)
    if report.belt.high:
        whole = exactly(float(report.outcomes.central.atoms.belt_km.sum()))
        share = says.say("of {whole} along its axis", whole=says.length(whole))
        belt = says.length(report.belt)
        yield _figure("belt", says.say("Fortress belt ceded"), belt, share)


def _statuses(report: Report, says: Speech) -> Iterator[Figure]:
    for row in report.statuses:
        name, holder = says.say(STATUSES[row.status]), says.say(HOLDERS[row.holder])
        share = share_of_ukraine(row.area.value, report, says)
        label = f"{name[:1].upper()}{name[1:]} ({holder})"
        yield _figure(f"{row.status}-{row.holder}", label, says.area(row.area), share)


def _held(report: Report, says: Speech) -> Iterator[Figure]:
    for share in report.holders:
        if share.area.high:
            label = says.say(_WOULD_HOLD[share.holder])
            of_ukraine = says.say("{share} of Ukraine", share=says.percent(share.share_pct))
            yield _figure(share.holder, label, says.area(share.area), of_ukraine)
    if report.line.high:
        label, length = says.say("Line where Ukrainian-held ground ends"), says.length(report.line)
        yield _figure("line", label, length, says.say("inside Ukraine's borders"))


_WOULD_HOLD: Mapping[Holder, str] = {
    "ukraine": message("Ukraine would hold"),
    "russia": message("Russia would hold"),
    "neutral": message("Neutral zone would take"),
}


def _figure(key: str, label: str, told: str, note: str) -> Figure:
    value, _, interval = told.partition(" (")
    return Figure(key, label, value, interval.removesuffix(")"), note)
