"""Citing: one number with its map, as a text, as BibTeX and as CSL-JSON."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from explorer import __version__
from explorer.language import Language, _, speech_in
from explorer.results.report import Report
from explorer.wording import report as report_wording

PROJECT = "Frontline Explorer"
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TEXT = _(
    "{project}, version {version}. “{title}”: {headline} Retrieved on {accessed} from {address}"
)


@dataclass(frozen=True)
class Cited:
    """
    How to cite what is shown.

    Attributes
    ----------
    text
        A line for an article.
    bibtex
        An entry of type `misc`.
    csl_json
        A list with one item, as Zotero and pandoc read it.
    """

    text: str
    bibtex: str
    csl_json: str


def cite(report: Report, address: str, accessed: date, language: Language = "en") -> Cited:
    """
    Write how to cite what is shown.

    Parameters
    ----------
    report
        What the scenario comes to.
    address
        Of the page that shows it.
    accessed
        When it was looked at.
    language
        `en` or `uk`.

    Returns
    -------
    cited
        The same facts in three forms: title, version, number, line of contact with its source,
        date and address. The author is the project.
    """
    speech = speech_in(language)
    title = report.scenario.title.in_language(language)
    headline = report_wording.headline(report, language)
    text = speech.gettext(
        _TEXT,
        project=PROJECT,
        version=__version__,
        title=title,
        headline=headline,
        accessed=speech.day(accessed),
        address=address,
    )
    plain = re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", headline)
    return Cited(
        text=text,
        bibtex=_bibtex(report, title, plain, address, accessed),
        csl_json=_csl(report, title, plain, address, accessed, language),
    )


def project(address: str, accessed: date, language: Language = "en") -> str:
    """
    Write how to cite the explorer as a whole.

    Parameters
    ----------
    address
        Of its page.
    accessed
        When it was looked at.
    language
        `en` or `uk`.

    Returns
    -------
    text
        A line for an article.
    """
    speech = speech_in(language)
    return speech.gettext(
        "{project}, version {version}. Retrieved on {accessed} from {address}",
        project=PROJECT,
        version=__version__,
        accessed=speech.day(accessed),
        address=address,
    )


def _key(report: Report) -> str:
    return f"frontline-{report.scenario.id}-{report.baseline.date}"


def _bibtex(report: Report, title: str, note: str, address: str, accessed: date) -> str:
    fields = {
        "author": "{" + _latex(PROJECT) + "}",
        "title": "{" + _latex(title) + "}",
        "year": str(accessed.year),
        "note": _latex(note),
        "version": __version__,
        "howpublished": r"\url{" + _url(address) + "}",
        "urldate": accessed.isoformat(),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{_key(report)},\n{lines}}}\n"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in text)


def _url(address: str) -> str:
    r"""Write an address for `\url`, which needs no escapes but for what would end it."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")


def _csl(
    report: Report, title: str, note: str, address: str, accessed: date, language: Language
) -> str:
    item: dict[str, Any] = {
        "id": _key(report),
        "type": "map",
        "author": [{"literal": PROJECT}],
        "title": title,
        "abstract": note,
        "version": __version__,
        "language": language,
        "issued": {"date-parts": [_parts(accessed)]},
        "accessed": {"date-parts": [_parts(accessed)]},
        "URL": address,
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]
