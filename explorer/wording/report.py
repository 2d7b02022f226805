"""Wording: what a report says, as sentences in English and Ukrainian.

Each sentence gives value, interval, unit, denominator, date and source together, and takes no side.
"""

from collections.abc import Iterator, Mapping

from explorer.language import Language, Speech, Written, _, speech_in
from explorer.quantity import Quantity
from explorer.results.report import Entry, Report
from explorer.scenarios.rules import Holder, Status

HOLDERS: Mapping[Holder, str] = {
    "ukraine": _("Ukraine"),
    "russia": _("Russia"),
    "neutral": _("Neutral zone"),
}
_ON_WHOSE_GROUND: Mapping[Holder, str] = {
    "ukraine": _("{area} that Ukraine would hold"),
    "russia": _("{area} that Russia would hold"),
    "neutral": _("{area} of the neutral zone"),
}
STATUSES: Mapping[Status, str] = {
    "demilitarised": _("demilitarised"),
    "economic_zone": _("free economic zone"),
    "heavy_weapons_withdrawn": _("heavy weapons withdrawn"),
    "recognised_russian": _("recognised as Russian"),
    "joint_administration": _("joint administration"),
    "international_force": _("foreign troops stationed"),
    "self_governing": _("self-governing"),
    "leased": _("on lease"),
}


def headline(report: Report, language: Language = "en") -> str:
    """
    Say in one sentence what a scenario comes to.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        Such as "Ukraine would cede 6,183 km² (5,984 to 6,381), 11.6 % of Donbas, 541 km² (363 to
        541) of it contested, with 79 settlements (77 to 82) of 500 residents and more; line of
        contact of 9 December 2025 after DeepStateMap".
    """
    speech = speech_in(language)
    clauses = [*_exchanges(report, speech), *_vacated(report, speech)]
    if not clauses:
        clauses = _nothing_moves(report, speech)
    clauses.append(
        speech.gettext(
            "line of contact of {day} after {source}",
            day=speech.day(report.baseline.date),
            source=speech.gettext(report.baseline.source),
        )
    )
    return _sentence(clauses)


def _exchanges(report: Report, speech: Speech) -> Iterator[str]:
    ceded, returned = report.totals["ceded_km2"], report.totals["returned_km2"]
    if ceded.value:
        clause = speech.gettext(
            "Ukraine would cede {area}, {share}",
            area=speech.area(ceded),
            share=with_contested(
                ceded_share(report, speech), report.contested_part("ceded_km2"), speech
            ),
        )
        places = report.settlements
        yield f"{clause}, {_with_settlements(places, speech)}" if places.value else clause
    if returned.value:
        template = _ALSO_GETS_BACK if ceded.value else _GETS_BACK
        share = share_of_ukraine(returned.value, report, speech)
        yield speech.gettext(template, area=speech.area(returned), share=share)


_GETS_BACK = _("Ukraine would get back {area}, {share}")
_ALSO_GETS_BACK = _("it would get back {area}, {share}")


def _with_settlements(places: Quantity, speech: Speech) -> str:
    number, interval = speech.number(places.value), speech.interval(places)
    words = speech.ngettext("with {n} settlement", "with {n} settlements", places.value, n=number)
    of_500 = speech.gettext("of 500 residents and more")
    return f"{Written(words, interval)} {of_500}"


def _vacated(report: Report, speech: Speech) -> Iterator[str]:
    ours, theirs = report.totals["vacated_by_ukraine_km2"], report.totals["vacated_by_russia_km2"]
    if ours.value and theirs.value:
        yield speech.gettext(
            "{first} that Ukraine holds and {second} that Russia holds, together {share}, would "
            "become a neutral zone",
            first=speech.area(ours),
            second=speech.area(theirs),
            share=with_contested(
                share_of_ukraine(ours.value + theirs.value, report, speech),
                report.contested_part("vacated_by_ukraine_km2"),
                speech,
            ),
        )
        return
    for key, template in _VACATES.items():
        if (area := report.totals[key]).value:
            share = share_of_ukraine(area.value, report, speech)
            yield speech.gettext(
                template,
                area=speech.area(area),
                share=with_contested(share, report.contested_part(key), speech),
            )


_VACATES: Mapping[str, str] = {
    "vacated_by_ukraine_km2": _("{area} that Ukraine holds, {share}, would become a neutral zone"),
    "vacated_by_russia_km2": _("{area} that Russia holds, {share}, would become a neutral zone"),
}


def with_contested(text: str, part: Quantity | None, speech: Speech) -> str:
    """
    Follow what is said of some ground by how much of it neither side controls before a scenario.

    Parameters
    ----------
    text
        What is said.
    part
        Area in km²; `None` if it is not known.
    speech
        The language.

    Returns
    -------
    text
        For example `11.6 % of Donbas, 541 km² (363 to 541) of it contested`; as it was where
        nothing is contested.
    """
    return f"{text}, {of_it_contested(part, speech)}" if part and part.value else text


def of_it_contested(part: Quantity, speech: Speech) -> str:
    """
    Say how much of some ground neither side controls before a scenario.

    Parameters
    ----------
    part
        Area in km².
    speech
        The language.

    Returns
    -------
    text
        For example `541 km² (363 to 541) of it contested`.
    """
    return speech.gettext("{area} of it contested", area=speech.area(part))


def _nothing_moves(report: Report, speech: Speech) -> list[str]:
    if report.statuses:
        return [speech.gettext("No ground would change hands"), *_statuses(report, speech)]
    ours, theirs = report.share_of("ukraine"), report.share_of("russia")
    share = share_of_ukraine(ours.area.value, report, speech)
    share = with_contested(share, ours.contested, speech)
    return [
        speech.gettext(
            "No ground would change hands: Ukraine would hold {ukraine}, {ukraine_share}, and "
            "Russia {russia}, {russia_share}",
            ukraine=speech.area(ours.area),
            ukraine_share=share,
            russia=speech.area(theirs.area),
            russia_share=share_of_ukraine(theirs.area.value, report, speech),
        )
    ]


def statuses(report: Report, language: Language = "en") -> str:
    """
    Say in one sentence what ground would have a status.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        For example "6,092 km² (5,914 to 6,270) of the neutral zone: demilitarised."; empty when
        there is none.
    """
    return _sentence(_statuses(report, speech_in(language)))


def _statuses(report: Report, speech: Speech) -> list[str]:
    """Name each ground once, with all that is said of it."""
    grounds: dict[str, list[str]] = {}
    for row in report.statuses:
        ground = speech.gettext(_ON_WHOSE_GROUND[row.holder], area=speech.area(row.area))
        grounds.setdefault(ground, []).append(speech.gettext(STATUSES[row.status]))
    return [f"{ground}: {', '.join(names)}" for ground, names in grounds.items()]


def _map_of(report: Report, speech: Speech) -> str:
    title = report.scenario.title.in_language(speech.language)
    if report.scenario.proposed is None:
        return speech.gettext(
            "Map of Ukraine under a reader's own scenario, “{title}”.", title=title
        )
    return speech.gettext(
        "Map of Ukraine under the proposal “{title}” of {day}.",
        title=title,
        day=speech.day(report.scenario.proposed),
    )


def alt_text(report: Report, language: Language = "en") -> str:
    """
    Describe a scenario's map to one who does not see it.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    text
        Plain text: title, headline, and what changes hands in each oblast.
    """
    speech = speech_in(language)
    parts = [_map_of(report, speech), headline(report, language)]
    if report.moves:
        parts.append(_sentence([_move(row, speech) for row in report.moves]))
        parts.append(statuses(report, language))
    return " ".join(part for part in parts if part)


def _move(row: Entry, speech: Speech) -> str:
    move = speech.gettext(
        _MOVES[row.giver, row.taker],
        oblast=row.unit.called(speech.language),
        area=speech.area(row.area),
    )
    return with_contested(move, row.contested, speech)


_MOVES: Mapping[tuple[Holder, Holder], str] = {
    ("ukraine", "russia"): _("{oblast}: {area} from Ukraine to Russia"),
    ("russia", "ukraine"): _("{oblast}: {area} from Russia to Ukraine"),
    ("ukraine", "neutral"): _("{oblast}: {area} from Ukraine to a neutral zone"),
    ("russia", "neutral"): _("{oblast}: {area} from Russia to a neutral zone"),
}


def share_of_ukraine(area_km2: float, report: Report, speech: Speech) -> str:
    """
    Write a share of the frame.

    Parameters
    ----------
    area_km2
        Area in km².
    report
        Whose frame it lies in.
    speech
        The language.

    Returns
    -------
    text
        For example `1.0 % of Ukraine`.
    """
    share = speech.percent(100 * area_km2 / report.frame_km2)
    return speech.gettext("{share} of Ukraine", share=share)


def ceded_share(report: Report, speech: Speech) -> str:
    """
    Write the share of what is ceded: of Donbas where all of it lies there, else of the frame.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    speech
        The language.

    Returns
    -------
    text
        For example `11.7 % of Donbas`.
    """
    ceded, in_donbas = report.totals["ceded_km2"].value, report.ceded_donbas.value
    if ceded - in_donbas > _ROUNDING_KM2:
        return share_of_ukraine(ceded, report, speech)
    share = speech.percent(100 * in_donbas / report.donbas_km2)
    return speech.gettext("{share} of Donbas", share=share)


_ROUNDING_KM2 = 0.01


def _sentence(clauses: list[str]) -> str:
    text = "; ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
