"""Uncertainty: where the intervals of a scenario's main figures come from."""

from html import escape

from explorer.language import Speech
from explorer.results import budget
from explorer.results.budget import Budget
from explorer.results.report import Report
from explorer.wording import uncertainty as wording


def tables(report: Report, speech: Speech) -> str:
    """
    Write each main figure with both intervals and what they are made of.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    speech
        The language.

    Returns
    -------
    html
        A table for each figure, and a note.
    """
    tables = "".join(_table(each, speech) for each in budget.budgets(report))
    return f'{tables}<p class="source">{escape(speech.gettext(wording.NOTE))}</p>'


def _table(budget: Budget, speech: Speech) -> str:
    caption = escape(wording.sentence(budget, speech))
    heads = "".join(f"<th scope=col>{escape(speech.gettext(head))}</th>" for head in wording.HEADS)
    rows = "".join(_row(row, speech) for row in wording.rows(budget, speech))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="ledger budget"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: wording.Row, speech: Speech) -> str:
    share = escape(speech.percent(row.share))
    return (
        f"<tr><td>{escape(row.name)}</td>"
        f"<td class=number>{escape(row.bias)}</td><td class=number>{escape(row.sd)}</td>"
        f'<td class=number>{share} <progress max="100" value="{row.share:.1f}" '
        f'aria-hidden="true"></progress></td></tr>'
    )
