"""Citing: one number with its map, as a text, as BibTeX and as CSL-JSON."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import (
    RULE_DICT,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
    get_builtin_uni2latex_dict,
)

from explorer import __version__
from explorer.language import Language, _, speech_in
from explorer.results.report import Report
from explorer.wording import report as report_wording

PROJECT = "Frontline Explorer"
_ASCII = 128
# Only what LaTeX would take for markup is escaped; letters of any language are kept.
_MARKUP = {code: latex for code, latex in get_builtin_uni2latex_dict().items() if code < _ASCII}
_LATEX = UnicodeToLatexEncoder(
    conversion_rules=[UnicodeToLatexConversionRule(RULE_DICT, _MARKUP)],
    replacement_latex_protection="braces-after-macro",
    unknown_char_policy="keep",
    unknown_char_warning=False,
)
# What an address is made of; whatever else is percent-encoded, braces and spaces among it.
_RESERVED = "%:/?#[]@!$&'()*+,;="
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
        Computed figures of one scenario on one baseline.
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
    return f"frontline-{report.scenario.id}-{report.baseline.slug}"


def _bibtex(report: Report, title: str, note: str, address: str, accessed: date) -> str:
    fields = {
        # braces keep a name whole and a title's capitals
        "author": f"{{{_latex(PROJECT)}}}",
        "title": f"{{{_latex(title)}}}",
        "year": str(accessed.year),
        "note": _latex(note),
        "version": __version__,
        "howpublished": rf"\url{{{quote(address, safe=_RESERVED)}}}",
        "urldate": accessed.isoformat(),
    }
    entry = Entry("misc", _key(report), [Field(name, value) for name, value in fields.items()])
    return write_string(Library([entry]))


def _latex(text: str) -> str:
    encoded: str = _LATEX.unicode_to_latex(text)
    return encoded


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
