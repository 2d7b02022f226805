"""Wording: what a report says, as sentences in English and Ukrainian.

Each sentence gives value, interval, unit, denominator, date and source together, and takes no side.
"""

from collections.abc import Iterator, Mapping

from explorer.language import Language, Speech, message, speech
from explorer.quantity import Quantity
from explorer.results.report import Entry, Report
from explorer.scenarios.rules import Holder, Status

HOLDERS: Mapping[Holder, str] = {
    "ukraine": message("Ukraine"),
    "russia": message("Russia"),
    "neutral": message("Neutral zone"),
}
_ON_WHOSE_GROUND: Mapping[Holder, str] = {
    "ukraine": message("{area} that Ukraine would hold"),
    "russia": message("{area} that Russia would hold"),
    "neutral": message("{area} of the neutral zone"),
}
STATUSES: Mapping[Status, str] = {
    "demilitarised": message("demilitarised"),
    "economic_zone": message("free economic zone"),
    "heavy_weapons_withdrawn": message("heavy weapons withdrawn"),
    "recognised_russian": message("recognised as Russian"),
    "joint_administration": message("joint administration"),
    "international_force": message("foreign troops stationed"),
}


def headline(report: Report, language: Language = "en") -> str:
    """
    Say in one sentence what a scenario comes to.

    Parameters
    ----------
    report
        What it comes to.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        For example "Ukraine would cede 6,183 km² (5,986 to 6,381), 11.7 % of Donbas, with 79
        settlements (77 to 82); line of contact of 9 December 2025 after DeepStateMap."
    """
    says = speech(language)
    clauses = [*_exchanges(report, says), *_vacated(report, says)]
    if not clauses:
        clauses = _nothing_moves(report, says)
    clauses.append(
        says.say(
            "line of contact of {day} after {source}",
            day=says.day(report.baseline.date),
            source=says.say(report.baseline.source),
        )
    )
    return _sentence(clauses)


def _exchanges(report: Report, says: Speech) -> Iterator[str]:
    ceded, returned = report.totals["ceded_km2"], report.totals["returned_km2"]
    if ceded.value:
        clause = says.say(
            "Ukraine would cede {area}, {share}",
            area=says.area(ceded),
            share=ceded_share(report, says),
        )
        places = report.settlements
        yield f"{clause}, {_with_settlements(places, says)}" if places.value else clause
    if returned.value:
        told = _ALSO_GETS_BACK if ceded.value else _GETS_BACK
        share = share_of_ukraine(returned.value, report, says)
        yield says.say(told, area=says.area(returned), share=share)


_GETS_BACK = message("Ukraine would get back {area}, {share}")
_ALSO_GETS_BACK = message("it would get back {area}, {share}")


def _with_settlements(places: Quantity, says: Speech) -> str:
    number, interval = says.number(places.value), says.interval(places)
    told = says.count("with {n} settlement", "with {n} settlements", places.value, n=number)
    return f"{told} ({interval})" if interval else told


def _vacated(report: Report, says: Speech) -> Iterator[str]:
    ours, theirs = report.totals["vacated_by_ukraine_km2"], report.totals["vacated_by_russia_km2"]
    if ours.value and theirs.value:
        yield says.say(
            "{first} that Ukraine holds and {second} that Russia holds, together {share}, would "
            "become a neutral zone",
            first=says.area(ours),
            second=says.area(theirs),
            share=share_of_ukraine(ours.value + theirs.value, report, says),
        )
        return
    for area, told in ((ours, _UKRAINE_VACATES), (theirs, _RUSSIA_VACATES)):
        if area.value:
            yield says.say(
                told, area=says.area(area), share=share_of_ukraine(area.value, report, says)
            )


_UKRAINE_VACATES = message("{area} that Ukraine holds, {share}, would become a neutral zone")
_RUSSIA_VACATES = message("{area} that Russia holds, {share}, would become a neutral zone")


def _nothing_moves(report: Report, says: Speech) -> list[str]:
    if report.statuses:
        return [says.say("No ground would change hands"), *_statuses(report, says)]
    held = {share.holder: share for share in report.holders}
    texts = {
        key: text
        for holder in ("ukraine", "russia")
        for key, text in (
            (holder, says.area(held[holder].area)),
            (f"{holder}_share", share_of_ukraine(held[holder].area.value, report, says)),
        )
    }
    return [
        says.say(
            "No ground would change hands: Ukraine would hold {ukraine}, {ukraine_share}, and "
            "Russia {russia}, {russia_share}",
            **texts,
        )
    ]


def statuses(report: Report, language: Language = "en") -> str:
    """
    Say in one sentence what ground would have a status.

    Parameters
    ----------
    report
        What a scenario comes to.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        For example "6,092 km² (5,914 to 6,270) of the neutral zone: demilitarised."; empty when
        there is none.
    """
    return _sentence(_statuses(report, speech(language)))


def _statuses(report: Report, says: Speech) -> list[str]:
    """Name each ground once, with all that is said of it."""
    grounds: dict[str, list[str]] = {}
    for row in report.statuses:
        ground = says.say(_ON_WHOSE_GROUND[row.holder], area=says.area(row.area))
        grounds.setdefault(ground, []).append(says.say(STATUSES[row.status]))
    return [f"{ground}: {', '.join(names)}" for ground, names in grounds.items()]


def _map_of(report: Report, says: Speech) -> str:
    title = report.scenario.title.in_language(says.language)
    if report.scenario.proposed is None:
        return says.say("Map of Ukraine under a reader's own scenario, “{title}”.", title=title)
    return says.say(
        "Map of Ukraine under the proposal “{title}” of {day}.",
        title=title,
        day=says.day(report.scenario.proposed),
    )


def alt_text(report: Report, language: Language = "en") -> str:
    """
    Describe a scenario's map to one who does not see it.

    Parameters
    ----------
    report
        What it comes to.
    language
        `en` or `uk`.

    Returns
    -------
    text
        Plain text: title, headline, and what changes hands in each oblast.
    """
    says = speech(language)
    parts = [_map_of(report, says), headline(report, language)]
    if report.moves:
        parts.append(_sentence([_move(row, says) for row in report.moves]))
        parts.append(statuses(report, language))
    return " ".join(part for part in parts if part)


def _move(row: Entry, says: Speech) -> str:
    return says.say(
        _MOVES[row.giver, row.taker],
        oblast=row.unit.called(says.language),
        area=says.area(row.area),
    )


_MOVES: Mapping[tuple[Holder, Holder], str] = {
    ("ukraine", "russia"): message("{oblast}: {area} from Ukraine to Russia"),
    ("russia", "ukraine"): message("{oblast}: {area} from Russia to Ukraine"),
    ("ukraine", "neutral"): message("{oblast}: {area} from Ukraine to a neutral zone"),
    ("russia", "neutral"): message("{oblast}: {area} from Russia to a neutral zone"),
}


def share_of_ukraine(area_km2: float, report: Report, says: Speech) -> str:
    """
    Write a share of the frame.

    Parameters
    ----------
    area_km2
        Area in km².
    report
        Whose frame it lies in.
    says
        The language.

    Returns
    -------
    text
        For example `1.0 % of Ukraine`.
    """
    share = says.percent(100 * area_km2 / report.frame_km2)
    return says.say("{share} of Ukraine", share=share)


def ceded_share(report: Report, says: Speech) -> str:
    """
    Write the share of what is ceded: of Donbas where all of it lies there, else of the frame.

    Parameters
    ----------
    report
        What a scenario comes to.
    says
        The language.

    Returns
    -------
    text
        For example `11.7 % of Donbas`.
    """
    ceded, in_donbas = report.totals["ceded_km2"].value, report.ceded_donbas.value
    if ceded - in_donbas > _ROUNDING_KM2:
        return share_of_ukraine(ceded, report, says)
    share = says.percent(100 * in_donbas / report.donbas_km2)
    return says.say("{share} of Donbas", share=share)


_ROUNDING_KM2 = 0.01


def _sentence(clauses: list[str]) -> str:
    text = "; ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
