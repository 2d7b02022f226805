"""Sections: the parts of the map's view as HTML, written once for all readers."""

from html import escape
from typing import NamedTuple
from weakref import WeakKeyDictionary

from explorer.app.page import content as contents
from explorer.app.page import markup
from explorer.app.page.choice import Choice
from explorer.app.page.content import Content
from explorer.app.views import terrain, uncertainty
from explorer.language import Speech, _, speech_in
from explorer.quantity import exactly
from explorer.wording import provenance

_UNSURE = _(
    "Unsure: another holder has the settlement's centre where the line of contact is moved by "
    "{shift}."
)


class Sections(NamedTuple):
    """
    The parts of the map's view, as HTML.

    Attributes
    ----------
    headline
        Title and result.
    figures
        Key figures.
    moves, oblasts
        The ledger's rows that change hands, and all of its rows.
    budgets
        Where the intervals come from.
    ground
        Settlements ceded, and distances.
    basis
        The proposal, its sources and assumptions, and the fortress belt.
    """

    headline: str
    figures: str
    moves: str
    oblasts: str
    budgets: str
    ground: str
    basis: str


_WRITTEN: WeakKeyDictionary[Content, Sections] = WeakKeyDictionary()


def written(choice: Choice, content: Content) -> Sections:
    """
    Write the parts of the map's view; kept for as long as the content is.

    Parameters
    ----------
    choice
        What the reader has chosen.
    content
        Texts, tables and map of that choice.

    Returns
    -------
    sections
        The parts.
    """
    sections = _WRITTEN.get(content)
    if sections is None:
        sections = _WRITTEN[content] = _write(choice, content)
    return sections


def _write(choice: Choice, content: Content) -> Sections:
    speech = speech_in(choice.language)
    heads = [speech.gettext(head) for head in contents.LEDGER_HEADS]
    title = choice.scenario.title.in_language(choice.language)
    key_figures = f"<h2>{escape(speech.gettext('Key figures'))}</h2>"
    caption = speech.gettext("All ground, by holder before and after")
    return Sections(
        headline=markup.headline(title, _kicker(choice, speech), content.headline),
        figures=f"{key_figures}{markup.figures(content.figures)}",
        moves=_moves(heads, content, speech),
        oblasts=markup.table(caption, heads, content.rows, words=3),
        budgets=uncertainty.tables(content.report, speech),
        ground=(
            f"{_settlements(content, speech)}"
            f"{terrain.distances(choice.catalog, content.report, speech)}"
        ),
        basis=(
            f"{_proposal(choice, speech)}{_assumptions(choice, content, speech)}"
            f"{terrain.belt(choice.catalog, content.report, speech)}"
        ),
    )


def _kicker(choice: Choice, speech: Speech) -> str:
    if choice.scenario.kind == "own":
        return speech.gettext("your own, proposed by nobody")
    kicker = speech.gettext("proposal of {day}", day=speech.day(choice.scenario.date))
    return (
        f"{kicker}, {speech.gettext(provenance.CONFIDENCE_IN_A_WORD[choice.scenario.confidence])}"
    )


def _moves(heads: list[str], content: Content, speech: Speech) -> str:
    title = f"<h2>{escape(speech.gettext('Ledger'))}</h2>"
    if not content.moves:
        return f"{title}<p>{escape(speech.gettext('No ground would change hands.'))}</p>"
    caption = speech.gettext("What would change hands")
    return f"{title}{markup.table(caption, heads, content.moves, words=3)}"


def _settlements(content: Content, speech: Speech) -> str:
    if not content.places:
        return ""
    caption = speech.gettext("Largest settlements ceded, by residents (GeoNames, undated)")
    heads = [speech.gettext("Settlement"), speech.gettext("Residents")]
    note = speech.gettext(_UNSURE, shift=speech.length(exactly(content.report.shift_km)))
    return (
        f"{markup.table(caption, heads, content.places, words=1)}"
        f'<p class="source">{escape(note)}</p>'
    )


def _proposal(choice: Choice, speech: Speech) -> str:
    proposal, language = choice.scenario, choice.language
    cited = [(provenance.citation(cited, language), cited.url) for cited in proposal.citations]
    return (
        f"<h2>{escape(speech.gettext('The proposal'))}</h2>"
        f"<p>{escape(proposal.summary.in_language(language))}</p>"
        f"<h2>{escape(speech.gettext('Sources of the proposal'))}</h2>"
        f"<p>{escape(speech.gettext(provenance.CONFIDENCE[proposal.confidence]))}.</p>"
        f"{markup.citations(cited)}"
    )


def _assumptions(choice: Choice, content: Content, speech: Speech) -> str:
    assumed = provenance.assumptions(content.report, choice.language)
    if not assumed:
        return ""
    items = markup.bullets(escape(text) for text in assumed)
    return f"<h2>{escape(speech.gettext('What had to be assumed'))}</h2>{items}"
