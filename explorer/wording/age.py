"""Age: how old a line of contact is today, beside its date on the page and in the terminal.

What is published, and what must come out the same on any day, gives the date alone.
"""

from explorer.language import Language, Speech, _, speech_in
from explorer.layers import baselines, inventory
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.results.report import Report
from explorer.wording import provenance

_FETCH, _IMPORT = "frontline fetch deepstate --latest", "frontline import"
_ADVICE = _(
    "The newest line at hand is more than {days} days old. For a newer one run “{fetch}” and then "
    "“{importing}”, or open “Lines and sources” in the explorer."
)


def of(day: str, speech: Speech) -> str:
    """
    Write how old a day's line is.

    Parameters
    ----------
    day
        ISO date.
    speech
        The language.

    Returns
    -------
    age
        For example `97 days old`.
    """
    days = inventory.age_days(day)
    return speech.ngettext("{n} day old", "{n} days old", days, n=speech.number(days))


def line_title(catalog: Catalog, name: str, speech: Speech) -> str:
    """
    Write what a line of contact is called where one is chosen.

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
        Its title with its age.
    """
    title = provenance.line_title(catalog, name, speech)
    return f"{title} ({of(baselines.date_of(name), speech)})"


def credit_line(start: Baseline, speech: Speech) -> str:
    """
    Say which line of contact is the ground, how old it is and whom to credit.

    Parameters
    ----------
    start
        The line.
    speech
        The language.

    Returns
    -------
    sentence
        Date, age and credit.
    """
    return speech.gettext(
        "Line of contact of {day} ({age}): {credit}.",
        day=speech.day(start.date),
        age=of(start.date, speech),
        credit=speech.gettext(start.credit),
    )


def source_line(report: Report, language: Language = "en") -> str:
    """
    Say where a report's numbers come from, and how old its line is.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        As `provenance.source_line`, with the line's age.
    """
    speech = speech_in(language)
    return f"{credit_line(report.baseline, speech)} {provenance.ground_line(report, speech)}"


def advice(catalog: Catalog, name: str, speech: Speech) -> str:
    """
    Say how to get a newer line than the newest at hand.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of the line that is shown.
    speech
        The language.

    Returns
    -------
    sentences
        Empty if that line is not the default, or not more than 30 days old.
    """
    days = inventory.age_days(baselines.date_of(name))
    if name != baselines.newest(catalog) or days <= inventory.OLD_DAYS:
        return ""
    old = speech.number(inventory.OLD_DAYS)
    return speech.gettext(_ADVICE, days=old, fetch=_FETCH, importing=_IMPORT)
