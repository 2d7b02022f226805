"""Claims: figures that documents state beside the computed ones, each on a dated chart."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, get_args
from urllib.parse import urlencode

import streamlit as st

from explorer.app.page import address, boundaries, control, markup, notice
from explorer.app.page import chart as charts
from explorer.app.page.choice import Choice
from explorer.app.page.shared import shared
from explorer.cartography.charts import claim_chart
from explorer.cartography.figure import snippet
from explorer.cartography.palette import Theme
from explorer.claims import chart, desk
from explorer.claims.chart import ChartData
from explorer.claims.desk import Finding
from explorer.claims.library import DOCUMENTS
from explorer.claims.verdict import Kind
from explorer.exports import spreadsheets
from explorer.language import Language, Speech, _, speech_in
from explorer.layers.catalog import Catalog, installed
from explorer.publishing import claim_figure, claim_page, claim_words
from explorer.publishing import folder as folders
from explorer.publishing.claim_recipe import ClaimOrder
from explorer.publishing.claim_words import SOURCE
from explorer.wording import claims as claim_wording
from explorer.wording.facts import Fact
from explorer.wording.provenance import DISCLAIMER

# In the address; verdicts are separated by commas.
CLAIM, SEARCH, VERDICTS = "claim", "find", "verdict"
_LONGEST_SEARCH = 80
# the claim that the tab opens on: the figure that this project began with
FIRST = "atlantic-council-2025-12/donbas-held-area"

_SIGNS: Mapping[Kind, str] = {
    "consistent": "●",
    "rounded": "◐",
    "high": "▲",
    "low": "▼",
    "stale": "◷",
    "inconsistent": "≠",
    "not_testable": "○",
}
_INTRODUCTION = _(
    "What documents say of territory, lines and rates, each figure held against the outline of its "
    "own day. High and low: the document states more, or less, than was computed. The outline is "
    "measured at full resolution; the lines that ship, and with them the map and its ledger, are "
    "generalised at 1 km and differ by some km²."
)


@shared(2)
def findings(catalog: Catalog) -> Mapping[str, Finding]:
    """
    Check all claims.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    findings
        By id, the newest document's first.
    """
    documents = reversed(DOCUMENTS.all().values())
    checked = (each for document in documents for each in desk.check(catalog, document))
    return {each.id: each for each in checked}


def show(choice: Choice) -> None:
    """
    Show one claim with its chart, and all of them in a table.

    Parameters
    ----------
    choice
        What the reader has chosen; the layers and the language matter here.
    """
    # documents are tested in the explorer's own boundaries, whichever were chosen
    choice = choice._replace(catalog=installed())
    speech = speech_in(choice.language)
    with st.spinner(speech.gettext("Checking the claims…"), show_time=True):
        known = findings(choice.catalog)
    boundaries.note_own(speech)
    st.html(f'<p class="source">{escape(speech.gettext(_INTRODUCTION))}</p>')
    requested = _requested(known, speech)
    shown = _filtered(known, speech)
    if not shown:
        notice.show(speech.gettext("No claim matches; remove a filter."), "note")
        return
    finding = _choose(shown, requested, speech)
    st.html(_headline(finding, speech))
    left, right = st.columns([2.3, 1], gap="medium")
    with left:
        _chart(choice, finding, speech)
    with right:
        _figures(finding, speech)
    st.html(_table(list(shown.values()), speech))
    basis = f"{speech.gettext(SOURCE)} {speech.gettext(DISCLAIMER)}"
    st.html(f'<p class="source">{escape(basis)}</p>')


def _requested(known: Mapping[str, Finding], speech: Speech) -> str:
    """Read the claim from the address; by default the first."""
    requested = address.get(CLAIM) or FIRST
    if requested in known:
        return requested
    warning = speech.gettext(
        "The address names the claim “{asked}”, which is not known; {shown} is shown instead.",
        asked=notice.quoted(requested),
        shown=FIRST,
    )
    notice.show(warning, "warning")
    return FIRST


def _filtered(known: Mapping[str, Finding], speech: Speech) -> dict[str, Finding]:
    present = {each.verdict.kind for each in known.values()}
    st.session_state[SEARCH] = address.get(SEARCH)[:_LONGEST_SEARCH]
    st.session_state[VERDICTS] = _requested_verdicts(present, speech)
    with st.container(horizontal=True, vertical_alignment="bottom", key="claims-filters"):
        text = st.text_input(
            speech.gettext("Search"),
            placeholder=speech.gettext("outlet, author, place"),
            max_chars=_LONGEST_SEARCH,
            key=SEARCH,
            on_change=lambda: address.record(SEARCH, st.session_state[SEARCH]),
        )
        kinds = st.pills(
            speech.gettext("Verdict"),
            [kind for kind in get_args(Kind) if kind in present],
            format_func=lambda kind: (
                f"{_SIGNS[kind]} {speech.gettext(claim_wording.VERDICTS[kind])}"
            ),
            selection_mode="multi",
            key=VERDICTS,
            on_change=lambda: address.record(VERDICTS, ",".join(st.session_state[VERDICTS])),
        )
    words = text.casefold().split()
    return {
        name: each
        for name, each in known.items()
        if (not kinds or each.verdict.kind in kinds)
        and all(word in _searched(each, speech) for word in words)
    }


def _requested_verdicts(present: Collection[Kind], speech: Speech) -> list[Kind]:
    """Read the verdicts from the address; by default none, which shows all."""
    asked = [kind for kind in address.get(VERDICTS).split(",") if kind]
    requested = [kind for kind in get_args(Kind) if kind in asked and kind in present]
    if len(requested) < len(asked):
        address.doubt(VERDICTS, speech)
    return requested


def _searched(finding: Finding, speech: Speech) -> str:
    paraphrase = finding.claim.paraphrase
    return " ".join(
        [finding.id, claim_wording.cited(finding.document, speech), paraphrase.en, paraphrase.uk]
    ).casefold()


def _choose(shown: Mapping[str, Finding], requested: str, speech: Speech) -> Finding:
    value = requested if requested in shown else next(iter(shown))

    def label(name: str) -> str:
        each = shown[name]
        outlet, day = each.document.document.outlet, claim_wording.published(each.document, speech)
        paraphrase = each.claim.paraphrase.in_language(speech.language)
        return f"{_SIGNS[each.verdict.kind]} {outlet}, {day}: {paraphrase}"

    control.select(
        speech.gettext("Claim"),
        list(shown),
        value,
        name=CLAIM,
        label_of=label,
        on_choose=partial(address.record, CLAIM),
    )
    return shown[value]


def _headline(finding: Finding, speech: Speech) -> str:
    """Write verdict, claim and document; a live region, so that a screen reader reads changes."""
    verdict = f"{_SIGNS[finding.verdict.kind]} {claim_wording.verdict(finding, speech)}"
    paraphrase = finding.claim.paraphrase.in_language(speech.language)
    cited = claim_wording.cited(finding.document, speech)
    return (
        f'<div class="headline" aria-live="polite"><h1>{escape(verdict)}</h1>'
        f'<p class="lead">{escape(paraphrase)}</p><p class="source">{escape(cited)}</p></div>'
    )


def _chart(choice: Choice, finding: Finding, speech: Speech) -> None:
    data = chart.chart_data(choice.catalog, finding)
    if data is None:
        st.html(f"<p>{escape(speech.gettext('This figure has no course over time.'))}</p>")
        return
    charts.show(_chart_spec(finding.id, choice.language, choice.theme), key="claim-chart")
    st.html(f'<p class="source">{escape(claim_chart.describe(data, speech.language))}</p>')
    with st.expander(speech.gettext("The chart as a table")):
        caption = speech.gettext("The beginning of each month")
        st.html(markup.table(caption, *claim_words.months(data, speech), words=1))
    st.download_button(
        speech.gettext("Download every day of the chart (CSV)"),
        _csv(data),
        file_name=f"{finding.id.replace('/', '-')}.csv",
        mime="text/csv",
        on_click="ignore",
        key="claim-csv",
    )
    with st.expander(speech.gettext("Embed")):
        _embed(data, speech)


def _embed(data: ChartData, speech: Speech) -> None:
    """Offer the claim's figure for an article; it is drawn when the button is pressed."""
    claim, language = data.finding.id, speech.language
    name = f"frontline-{claim.replace('/', '-')}"
    st.html(f'<p class="source">{escape(speech.gettext(_EMBED))}</p>')
    st.download_button(
        speech.gettext("Download the folder (zip)"),
        lambda: _archive(claim, language, name),
        file_name=f"{name}.zip",
        mime="application/zip",
        on_click="ignore",
        key="claim-folder",
    )
    st.html(f'<p class="source">{escape(speech.gettext(snippet.WORDS["frame"]))}</p>')
    frame = snippet.frame(claim_page.embedded(data, ClaimOrder(language=language)))
    st.code(frame, language="html", wrap_lines=True)


_EMBED = _(
    "Upload the folder, paste the frame into the article, and put the folder's address before "
    "the file name. The figure needs no script and asks no other host for anything; a receipt "
    "lets everybody recompute its numbers."
)


@st.cache_data(show_spinner=False, max_entries=4)
def _archive(name: str, language: Language, folder: str) -> bytes:
    catalog = installed()
    ordered = ClaimOrder(language=language)
    return folders.archive(claim_figure.make(catalog, findings(catalog)[name], ordered), folder)


@st.cache_data(show_spinner=False)
def _chart_spec(name: str, language: Language, theme: Theme) -> dict[str, Any]:
    """Write a chart as Vega-Lite; cached, since it takes a good part of a second."""
    catalog = installed()
    data = chart.chart_data(catalog, findings(catalog)[name])
    return claim_chart.draw(data, language=language, theme=theme) if data else {}


def _csv(data: ChartData) -> str:
    day, *figures = chart.COLUMNS
    return spreadsheets.sheet((day, *(f"{name}_{data.unit}" for name in figures)), data.table())


def _figures(finding: Finding, speech: Speech) -> None:
    claim = finding.claim
    printed = (
        speech.gettext("printed: “{original}”", original=claim.original) if claim.original else ""
    )
    figures = [_figure(speech.gettext("Claimed"), claim_wording.claimed(claim, speech), printed)]
    figures += claim_words.tested(finding, speech)
    stated_elsewhere = claim_wording.elsewhere(finding, speech)
    if stated_elsewhere:
        figures.append(_figure(speech.gettext("Stated elsewhere"), stated_elsewhere))
    st.html(markup.figures(figures))
    notes = [remark.text_in(speech) for remark in finding.remarks]
    if claim.note:
        notes.append(claim.note.in_language(speech.language))
    st.html(markup.bullets(escape(note) for note in notes))
    links = [(speech.gettext("The document"), finding.document.document.url)]
    st.html(markup.citations(link for link in links if link[1]))


def _figure(label: str, value: str, note: str = "") -> Fact:
    return Fact("", label, value, note=note)


def _table(shown: Sequence[Finding], speech: Speech) -> str:
    """Write the table of all claims, each linked to its own address."""
    present = address.parameters()
    heads = "".join(f"<th>{escape(speech.gettext(head))}</th>" for head in _HEADS)
    rows = []
    for each in shown:
        source = each.document.document
        link = urlencode({**present, "view": "claims", CLAIM: each.id})
        paraphrase = escape(each.claim.paraphrase.in_language(speech.language))
        verdict = claim_wording.verdict(each, speech, basis=False)
        outlet, day = source.outlet, claim_wording.published(each.document, speech)
        beside = f'<div class="source">{escape(outlet)}, {escape(day)}</div>'
        cells = (
            f'<a href="?{escape(link)}" target="_self">{paraphrase}</a>{beside}',
            escape(claim_wording.claimed(each.claim, speech)),
            escape(claim_wording.both_readings(each, speech)),
            f"{_SIGNS[each.verdict.kind]} {escape(verdict)}",
        )
        rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    caption = claim_wording.counted(shown, speech)
    return (
        f"<h2>{escape(speech.gettext('All claims'))}</h2>"
        f'<div class="wide"><table class="ledger"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


_HEADS = (
    _("Claim"),
    _("Claimed"),
    _("Computed"),
    _("Verdict"),
)
