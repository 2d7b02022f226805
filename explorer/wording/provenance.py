"""Provenance: where a report's numbers and its scenario come from, in English and Ukrainian."""

from collections.abc import Iterator, Mapping
from datetime import date

from explorer.language import Language, Speech, _, speech_in
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.quantity import exactly
from explorer.results.report import Report
from explorer.scenarios.model import Citation, Scenario

CONFIDENCE: Mapping[str, str] = {
    "quoted": _("Quoted: in a published text, or the words of a named official"),
    "reported": _("Reported: relayed by outlets from their sources"),
    "assumed": _("Assumed: the sources leave the geometry open"),
}
CONFIDENCE_IN_A_WORD: Mapping[str, str] = {
    "quoted": _("quoted"),
    "reported": _("reported"),
    "assumed": _("assumed"),
}
DISCLAIMER = _("Depiction is not endorsement.")
_OUTLINE = _(
    "The line is {source}'s outline at full resolution. Its licence holds for what you pass on: "
    "{licence}."
)


def line_title(catalog: Catalog, name: str, speech: Speech) -> str:
    """
    Write what a line of contact is called in a list.

    Parameters
    ----------
    catalog
        The layers.
    name
        `DATE` or `SOURCE:DATE`.
    speech
        The language.

    Returns
    -------
    title
        Its day; of an imported line its source too, since lines of several may have one day.
    """
    day = speech.day(baselines.date_of(name))
    if name == baselines.date_of(name):
        return day
    return day_title(baselines.date_of(name), baselines.find(catalog, name).source, speech)


def outline_notice(catalog: Catalog, name: str, speech: Speech) -> str:
    """
    Warn that files drawn from a line have its source's own outline.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of the line.
    speech
        The language.

    Returns
    -------
    sentences
        Whose outline it is, and the licence; empty if the line is generalised.
    """
    layer = baselines.control_layer(catalog, name)
    if layer is None:
        return ""
    about = catalog.resource(layer)
    return speech.gettext(
        _OUTLINE,
        source=speech.gettext(about.sources[0].title),
        licence=speech.gettext(about.licenses[0].title),
    )


def day_title(day: date | str, source: str, speech: Speech) -> str:
    """
    Write what a day of a source is called in a list.

    Parameters
    ----------
    day
        The day, or its ISO form.
    source
        The source's own name.
    speech
        The language.

    Returns
    -------
    title
        Both of them.
    """
    return speech.gettext("{day}, {source}", day=speech.day(day), source=speech.gettext(source))


def source_line(report: Report, language: Language = "en") -> str:
    """
    Say where a report's numbers come from.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        Line of contact with its date and credit, borders, how areas were measured, denominators.
    """
    speech, start = speech_in(language), report.baseline
    line = credit_line(start.date, start.credit, speech)
    return f"{line} {ground_line(report, speech)}"


def credit_line(day: date | str, credit: str, speech: Speech) -> str:
    """
    Say which line of contact is the ground, and whom to credit.

    Parameters
    ----------
    day
        The line's day, or its ISO form.
    credit
        Words to credit it with, in English.
    speech
        The language.

    Returns
    -------
    sentence
        Both of them.
    """
    return speech.gettext(
        "Line of contact of {day}: {credit}.", day=speech.day(day), credit=speech.gettext(credit)
    )


def ground_line(report: Report, speech: Speech) -> str:
    """
    Say in which borders and how a report's areas were measured.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    speech
        The language.

    Returns
    -------
    sentences
        Method, denominators, borders.
    """
    return speech.gettext(
        "Areas of land and inland water on the WGS84 ellipsoid: Ukraine {frame}, Donbas {donbas}. "
        "Borders: {borders}.",
        frame=speech.area(exactly(report.frame_km2)),
        donbas=speech.area(exactly(report.donbas_km2)),
        borders=speech.gettext(report.borders),
    )


def interval_line(report: Report, language: Language = "en") -> str:
    """
    Say what the intervals stand for.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        What they are made of, or how far the whole line was moved.
    """
    speech = speech_in(language)
    if report.line_shift_km is None:
        return speech.gettext(_MODELLED)
    return speech.gettext(
        "Figures in brackets: the whole line of contact moved by {distance} to each side, an "
        "assumption and not a margin of error.",
        distance=speech.length(exactly(report.shift_km)),
    )


_MODELLED = _(
    "Figures in brackets: 80 % intervals, from what was measured of the line, its source, its date "
    "and the borders; contested ground is said beside them."
)


def assumptions(report: Report, language: Language = "en") -> tuple[str, ...]:
    """
    List what had to be assumed to draw a scenario.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        One for each assumption of the scenario, and what contested ground is counted as.
    """
    stated = (text.in_language(language) for text in report.scenario.assumptions)
    return (*stated, *_contested(report, speech_in(language)))


def _contested(report: Report, speech: Speech) -> Iterator[str]:
    """Say whose the contested ground becomes, and what Ukraine would hold without it."""
    kept = report.share_of("ukraine")
    if report.contested is None or kept.rest is None:
        return
    yield speech.gettext(
        "Contested ground, which neither side controls according to {source}, is counted as held "
        "by Ukraine before ({contested}) and changes hands with it; without it Ukraine would hold "
        "{rest} afterwards.",
        source=speech.gettext(report.baseline.source),
        contested=speech.area(report.contested.held),
        rest=speech.area(kept.rest),
    )


def citation(cited: Citation, language: Language = "en") -> str:
    """
    Write where a proposal was reported.

    Parameters
    ----------
    cited
        Its citation.
    language
        `en` or `uk`.

    Returns
    -------
    text
        Outlet, title where there is one, and date, as plain text from a file.
    """
    title = f" “{cited.title}”," if cited.title else ""
    return f"{cited.outlet},{title} {speech_in(language).day(cited.date)}"


def proposed(scenario: Scenario, language: Language = "en") -> str:
    """
    Say when a scenario was proposed, and how sure it is.

    Parameters
    ----------
    scenario
        The scenario.
    language
        `en` or `uk`.

    Returns
    -------
    text
        For example `Proposal of 23 January 2026, reported`.
    """
    speech = speech_in(language)
    if scenario.proposed is None:
        return speech.gettext("A reader's own scenario, proposed by nobody")
    confidence = speech.gettext(CONFIDENCE_IN_A_WORD[scenario.confidence])
    return speech.gettext(
        "Proposal of {day}, {sure}", day=speech.day(scenario.proposed), sure=confidence
    )


def told_by(report: Report, language: Language = "en") -> str:
    """
    Say who reported a proposal.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    text
        One sentence, plain text from a file; that a reader's own scenario is nobody's proposal.
    """
    speech, scenario = speech_in(language), report.scenario
    cited = "; ".join(citation(each, language) for each in scenario.citations)
    if scenario.proposed:
        return speech.gettext("Proposal as told by {sources}.", sources=cited)
    if not cited:
        return speech.gettext("A reader's own scenario, which nobody has proposed.")
    return speech.gettext(_STARTS_FROM, sources=cited)


_STARTS_FROM = _(
    "A reader's own scenario, which nobody has proposed; what it starts from was told by {sources}."
)
