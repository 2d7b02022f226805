"""Claim page: what a claim's figure says, as a page and as pictures."""

import math
from collections.abc import Iterator

from markupsafe import Markup

from explorer import __version__
from explorer.cartography.charts import claim_plot
from explorer.cartography.charts.claim_plot import SCREENS, Screen
from explorer.cartography.figure import page
from explorer.cartography.figure.ink import colours
from explorer.cartography.figure.page import policy
from explorer.cartography.figure.picture import Picture
from explorer.cartography.figure.snippet import Embedded
from explorer.cartography.lettering import reader_height
from explorer.cartography.palette import Theme
from explorer.cartography.templating import templates
from explorer.claims.chart import ChartData
from explorer.language import LANGUAGES, Language, speech_in
from explorer.publishing import claim_words
from explorer.publishing.claim_recipe import ClaimOrder, ClaimRecipe
from explorer.publishing.claim_words import WORDS, ClaimWords
from explorer.publishing.recipe import as_plain, as_text
from explorer.wording.facts import Fact

# Widths of an article's column at which the height is tried; the tallest counts.
_COLUMNS = (320, 360, 390, 440, 480, 600, 680, 720, 960)
_NARROW = 480
# The main figures' least width, and the gap between them, in pixels.
_TILE, _GAP = 192.0, 24.0
_ROUND_TO = 10
_BREATH = 1.05  # a reader's type may break a line earlier


def html(data: ChartData, recipe: ClaimRecipe, language: Language) -> str:
    """
    Write a claim's figure as a page.

    Parameters
    ----------
    data
        The claim's chart, with its finding.
    recipe
        What the figure can be made again from; its language is that of `index.html`.
    language
        Language of this page.

    Returns
    -------
    html
        A page that loads nothing.
    """
    ordered = recipe.ordered
    words, style = claim_words.words(data, speech_in(language)), _style()
    script = page.script()
    plots = claim_plot.plots(data, [screen.size for screen in SCREENS], language)
    charts = [{"key": screen.key, "svg": svg} for screen, svg in zip(SCREENS, plots, strict=True)]
    return (
        templates()
        .get_template("claim.html.j2")
        .render(
            language=language,
            theme=ordered.theme,
            policy=policy(style, script),
            generator=f"frontline-explorer {__version__}",
            address=ordered.address,
            description=" ".join(f"{line}." for line in figures(words)),
            style=Markup(style),  # noqa: S704  (made of our own rules and colours)
            script=Markup(script),  # noqa: S704
            claim=words,
            charts=charts,
            words={key: speech_in(language).gettext(text) for key, text in WORDS.items()},
            **page.translations(language, ordered.language),
            recipe=page.carried(as_plain(recipe)),
        )
    )


def poster(data: ChartData, recipe: ClaimRecipe) -> Picture:
    """
    Draw a claim's figure as a standing picture.

    Parameters
    ----------
    data
        The claim's chart, with its finding.
    recipe
        What the figure can be made again from, for the picture's metadata.

    Returns
    -------
    picture
        An SVG document.
    """
    ordered = recipe.ordered
    words = _picture_words(data, ordered.language)
    return claim_plot.poster(data, words, ordered.language, _theme(ordered), as_text(recipe))


def social(data: ChartData, ordered: ClaimOrder) -> Picture:
    """
    Draw the picture that stands for a claim's figure where its address is shared.

    Parameters
    ----------
    data
        The claim's chart, with its finding.
    ordered
        Language and theme.

    Returns
    -------
    picture
        An SVG document of 1200 by 630 pixels.
    """
    words = _picture_words(data, ordered.language)
    return claim_plot.social(data, words, ordered.language, _theme(ordered))


def _theme(ordered: ClaimOrder) -> Theme:
    return "dark" if ordered.theme == "dark" else "light"


def _picture_words(data: ChartData, language: Language) -> dict[str, str]:
    words = claim_words.words(data, speech_in(language))
    return {
        "title": words.title,
        "source": words.cited,
        "figures": "\n".join(figures(words)),
        "chart": words.drawn,
        "notes": words.notes,
        "description": words.described,
    }


def figures(words: ClaimWords) -> Iterator[str]:
    """
    Write the main figures, one a line.

    Parameters
    ----------
    words
        What the figure says.

    Yields
    ------
    line
        Claimed, computed and verdict, each with its interval and day.
    """
    for row in words.tiles:
        beside = "; ".join(part for part in (row.interval, row.note) if part)
        yield f"{row.label}: {row.value}" + (f" ({beside})" if beside else "")


def embedded(data: ChartData, ordered: ClaimOrder) -> Embedded:
    """
    Describe a claim's figure for its snippets.

    Parameters
    ----------
    data
        The claim's chart, with its finding.
    ordered
        Language and address.

    Returns
    -------
    embedded
        What its snippets are written from.
    """
    words = claim_words.words(data, speech_in(ordered.language))
    return Embedded(
        title=words.title,
        description=f"{words.title} {words.described}",
        language=ordered.language,
        address=ordered.address,
        height=reserved(data),
    )


def _style() -> str:
    declared: dict[Theme, str] = {
        theme: "".join(
            f"--{name}:{colour};"
            for name, colour in colours(theme).items()
            if name in {"paper", "ink", "muted", "rule"} or name.startswith("mark-")
        )
        for theme in ("light", "dark")
    }
    text = (
        templates()
        .get_template("claim.css.j2")
        .render(
            **declared,
            screens=[_screen(screen) for screen in SCREENS],
            follow="".join(claim_plot.rules(".chart")),
        )
    )
    return text.strip()


def _screen(screen: Screen) -> str:
    """Show one chart, and none of the others, on screens of its width."""
    shown = f".c-{screen.key} svg{{display:block}}"
    if screen.widest is None:
        return f".chart {shown}"
    wider = ",".join(f".chart .c-{s.key} svg" for s in SCREENS if s != screen)
    return f"@media(max-width:{screen.widest}px){{{wider}{{display:none}}.chart {shown}}}"


def reserved(data: ChartData) -> int:
    """
    Estimate how high the page is, so that an article can keep that room free.

    Parameters
    ----------
    data
        The claim's chart, with its finding.

    Returns
    -------
    height
        CSS pixels that suffice in a column of any width, in any language.
    """
    both = [claim_words.words(data, speech_in(language)) for language in LANGUAGES]
    tallest = max(_height(words, column) for column in _COLUMNS for words in both)
    return math.ceil(tallest * _BREATH / _ROUND_TO) * _ROUND_TO


def _height(words: ClaimWords, column: int) -> float:
    room, narrow = column - 8.0, column <= _NARROW
    # the narrowest chart that serves the column; the list goes from the widest
    size = [s.size for s in SCREENS if s.widest is None or column <= s.widest][-1]
    head = reader_height(words.title, room, 19 if narrow else 22, 700, 1.2) + 12
    head += reader_height(words.cited, room, 13, 400, 1.4) + 8
    head += _tiles(words.tiles, room, narrow=narrow)
    chart = reader_height(words.drawn, room, 13, 400, 1.4) + 8 + room * size.high / size.wide
    links = 3 if narrow else 1
    foot = 33 + reader_height(words.notes, room, 12, 400, 1.4) + 8 + links * 27 + 24
    return head + chart + foot


def _tiles(facts: tuple[Fact, ...], room: float, *, narrow: bool) -> float:
    """Estimate the main figures: a column on a narrow screen, else rows that fill the width."""
    if narrow:
        each = (_tile(fact.value, (fact.interval, fact.note), room, narrow=True) for fact in facts)
        return sum(each) + 16
    most = max(1, int((room + _GAP) / (_TILE + _GAP)))
    height = 24.0
    for first in range(0, len(facts), most):
        row = facts[first : first + most]
        across = (room + _GAP) / len(row) - _GAP
        height += 8 + max(
            _tile(fact.value, (fact.interval, fact.note), across, narrow=False) for fact in row
        )
    return height


def _tile(value: str, notes: tuple[str, ...], room: float, *, narrow: bool) -> float:
    told = sum(reader_height(note, room, 13, 400, 1.4) for note in notes if note)
    return 20 + reader_height(value, room, 20 if narrow else 24, 700, 1.2) + told + 4
