"""Key figures: a report's numbers as short labels, values, intervals and denominators."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from explorer.language import Language, Speech, _, speech_in
from explorer.quantity import exactly
from explorer.results.report import Report
from explorer.scenarios.rules import Holder
from explorer.wording.report import HOLDERS, STATUSES, ceded_share, share_of_ukraine

TRANSFERS: Mapping[str, str] = {
    "ceded_km2": _("Ceded by Ukraine"),
    "returned_km2": _("Returned to Ukraine"),
    "vacated_by_ukraine_km2": _("Vacated by Ukraine"),
    "vacated_by_russia_km2": _("Vacated by Russia"),
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
    speech = speech_in(language)
    return (
        *_transfers(report, speech),
        *_places(report, speech),
        *_statuses(report, speech),
        *_held(report, speech),
    )


def _transfers(report: Report, speech: Speech) -> Iterator[Figure]:
    for key, label in TRANSFERS.items():
        area = report.totals[key]
        if area.high:
            share = share_of_ukraine(area.value, report, speech)
            note = ceded_share(report, speech) if key == "ceded_km2" else share
            yield _figure(key, speech.gettext(label), speech.area(area), note)


def _places(report: Report, speech: Speech) -> Iterator[Figure]:
    if not report.settlements.high:
        return
    told = speech.quantity(report.settlements, "", digits=0)
    yield _figure(
        "settlements", speech.gettext("Settlements ceded"), told, speech.gettext("GeoNames")
    )
    told = speech.quantity(report.residents, "", digits=0)
    undated = speech.gettext("GeoNames, undated, mostly before the war")
    yield _figure("residents", speech.gettext("Residents of those settlements"), told, undated)
    if report.belt.high:
        whole = exactly(float(report.outcomes.central.atoms.belt_km.sum()))
        share = speech.gettext("of {whole} along its axis", whole=speech.length(whole))
        belt = speech.length(report.belt)
        yield _figure("belt", speech.gettext("Fortress belt ceded"), belt, share)


def _statuses(report: Report, speech: Speech) -> Iterator[Figure]:
    for row in report.statuses:
        name, holder = speech.gettext(STATUSES[row.status]), speech.gettext(HOLDERS[row.holder])
        share = share_of_ukraine(row.area.value, report, speech)
        label = f"{name[:1].upper()}{name[1:]} ({holder})"
        yield _figure(f"{row.status}-{row.holder}", label, speech.area(row.area), share)


def _held(report: Report, speech: Speech) -> Iterator[Figure]:
    for share in report.holders:
        if share.area.high:
            label = speech.gettext(_WOULD_HOLD[share.holder])
            of_ukraine = speech.gettext("{share} of Ukraine", share=speech.percent(share.share_pct))
            yield _figure(share.holder, label, speech.area(share.area), of_ukraine)
    if report.line.high:
        label, length = (
            speech.gettext("Line where Ukrainian-held ground ends"),
            speech.length(report.line),
        )
        yield _figure("line", label, length, speech.gettext("inside Ukraine's borders"))


_WOULD_HOLD: Mapping[Holder, str] = {
    "ukraine": _("Ukraine would hold"),
    "russia": _("Russia would hold"),
    "neutral": _("Neutral zone would take"),
}


def _figure(key: str, label: str, told: str, note: str) -> Figure:
    value, _, interval = told.partition(" (")
    return Figure(key, label, value, interval.removesuffix(")"), note)
