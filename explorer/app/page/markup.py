"""Markup: the parts of a view as HTML; every text goes through `escape`."""

from collections.abc import Iterable, Sequence
from html import escape

from explorer.wording.facts import Fact


def headline(title: str, kicker: str, sentence: str) -> str:
    """
    Write a scenario's headline.

    Parameters
    ----------
    title, kicker
        Its title, and a short text beside it.
    sentence
        Its result; the last clause, the basis, is set lighter.

    Returns
    -------
    html
        A live region, so that a screen reader reads changes.
    """
    result, separator, basis = sentence.rpartition("; ")
    return (
        f'<div class="headline" aria-live="polite"><h1>{escape(title)} '
        f'<span>{escape(kicker)}</span></h1><p class="lead">{escape(result + separator)}'
        f"<span>{escape(basis)}</span></p></div>"
    )


def figures(figures: Iterable[Fact]) -> str:
    """
    Write key figures.

    Parameters
    ----------
    figures
        The figures.

    Returns
    -------
    html
        A description list, each number with interval and denominator.
    """
    rows = "".join(
        f"<div><dt>{escape(figure.label)}</dt><dd><b>{escape(figure.value)}</b>"
        + (f" <span>({escape(figure.interval)})</span>" if figure.interval else "")
        + f"<small>{escape(figure.note)}</small></dd></div>"
        for figure in figures
    )
    return f'<dl class="figures">{rows}</dl>'


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], words: int) -> str:
    """
    Write a table.

    Parameters
    ----------
    caption
        What it shows.
    heads
        Heads of its columns.
    rows
        Its cells.
    words
        Number of columns, from the left, that hold words; the others hold numbers.

    Returns
    -------
    html
        A table that scrolls sideways if it is too wide.
    """

    def line(cells: Sequence[str], tag: str) -> str:
        tags = (
            f"<{tag}{'' if column < words else ' class=number'}>{escape(cell)}</{tag}>"
            for column, cell in enumerate(cells)
        )
        return f"<tr>{''.join(tags)}</tr>"

    body = "".join(line(row, "td") for row in rows)
    # what scrolls must be reached by keyboard, too
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="ledger"><caption>{escape(caption)}</caption>'
        f"<thead>{line(heads, 'th')}</thead><tbody>{body}</tbody></table></div>"
    )


def citations(sources: Iterable[tuple[str, str]]) -> str:
    """
    Write a list of sources.

    Parameters
    ----------
    sources
        Text and address of each; the address may be empty.

    Returns
    -------
    html
        A list, linked where there is an address.
    """
    items = (
        f'<a href="{escape(url)}" rel="noopener noreferrer" target="_blank">{escape(text)}</a>'
        if url
        else escape(text)
        for text, url in sources
    )
    return bullets(items)


def bullets(items: Iterable[str]) -> str:
    """
    Write a list.

    Parameters
    ----------
    items
        HTML of each entry.

    Returns
    -------
    html
        A list.
    """
    return f'<ul class="notes">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
