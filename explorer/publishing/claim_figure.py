"""Claim figure: a claim beside its dated chart as a folder for an article, like a map's."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from explorer import __version__
from explorer.cartography import raster
from explorer.cartography.charts import claim_plot
from explorer.cartography.charts.claim_plot import POSTER_WIDTH, SCREENS, Screen
from explorer.cartography.figure import page, snippet
from explorer.cartography.figure.ink import colours
from explorer.cartography.figure.page import policy
from explorer.cartography.figure.picture import Picture
from explorer.cartography.figure.snippet import LISTEN, Snippets
from explorer.cartography.lettering import reader_height
from explorer.cartography.palette import Theme
from explorer.cartography.templating import html, templates
from explorer.claims.chart import ChartData, chart_data
from explorer.claims.desk import Finding
from explorer.errors import OutputError
from explorer.exports import spreadsheets
from explorer.language import speech_in
from explorer.layers.catalog import Catalog
from explorer.publishing import claim_receipt
from explorer.publishing.claim_receipt import Order, Receipt
from explorer.publishing.claim_telling import WORDS, Told, tell
from explorer.publishing.receipt import NAME, sha256

POSTER, TABLE, SHEET = "figure.svg", "data.csv", "embed.html"
# Widths of an article's column at which the height is tried; the tallest counts.
_COLUMNS = (320, 360, 390, 440, 480, 600, 680, 720, 960)
_NARROW = 480
_ROUND_TO = 10
_BREATH = 1.05  # a reader's type may break a line earlier


@dataclass(frozen=True)
class Folder:
    """
    A claim figure's folder before it is written.

    Attributes
    ----------
    files
        Content by name, the receipt among them.
    receipt
        What the receipt says.
    """

    files: Mapping[str, bytes]
    receipt: Receipt


def make(
    catalog: Catalog,
    finding: Finding,
    order: Order | None = None,
    file: Path | None = None,
) -> Folder:
    """
    Make a claim figure's folder.

    Parameters
    ----------
    catalog
        The layers.
    finding
        The claim with its verdict.
    order
        Language, theme and address; English in the reader's theme when not given.
    file
        The document's file, where it is none of the library's.

    Returns
    -------
    folder
        All of its files; the same order gives the same bytes.

    Raises
    ------
    OutputError
        When the claim has no chart.
    ClaimError
        When the document's file is missing, or says something else than the finding.
    """
    wanted = order or Order()
    data = charted(catalog, finding)
    recipe = claim_receipt.recipe(catalog, data, wanted, file)
    found = texts(data, wanted)
    pictures = {
        snippet.PICTURE: raster.png(found[POSTER], POSTER_WIDTH),
        snippet.PICTURE_TWICE: raster.png(found[POSTER], 2 * POSTER_WIDTH),
    }
    files = {name: text.encode() for name, text in found.items()} | pictures
    receipt = Receipt(
        recipe=recipe,
        libraries=claim_receipt.libraries(),
        numbers=tuple(claim_receipt.numbers(finding, speech_in(wanted.language))),
        files={name: sha256(content) for name, content in sorted(files.items())},
    )
    return Folder(files | {NAME: claim_receipt.dumps(receipt).encode()}, receipt)


def charted(catalog: Catalog, finding: Finding) -> ChartData:
    """
    Get the chart of a claim.

    Parameters
    ----------
    catalog
        The layers.
    finding
        The claim with its verdict.

    Returns
    -------
    data
        What its chart shows.

    Raises
    ------
    OutputError
        When it has none.
    """
    data = chart_data(catalog, finding)
    if data is None:
        raise OutputError(f"{finding.id}: has no course over time to draw; choose another claim")
    return data


def texts(data: ChartData, order: Order) -> dict[str, str]:
    """
    Draw all of a claim's figure that is text.

    Parameters
    ----------
    data
        The claim's chart, with its finding.
    order
        What is ordered.

    Returns
    -------
    texts
        Content by file name, without the receipt.
    """
    told = tell(data, speech_in(order.language))
    standing = _poster(data, told, order)
    return {
        page.INDEX: _page(data, told, order),
        POSTER: standing.svg,
        TABLE: csv_text(data),
        SHEET: _sheet(told, _snippets(told, order, standing), order),
    }


def _theme(order: Order) -> Theme:
    return "dark" if order.theme == "dark" else "light"


def _poster(data: ChartData, told: Told, order: Order) -> Picture:
    words = {
        "title": told.title,
        "source": told.cited,
        "figures": "\n".join(_line(told)),
        "chart": told.drawn,
        "notes": told.notes,
        "description": told.described,
    }
    return claim_plot.poster(data, words, order.language, _theme(order))


def _line(told: Told) -> Iterator[str]:
    for row in told.tiles:
        beside = "; ".join(part for part in (row.interval, row.day) if part)
        yield f"{row.label}: {row.value}" + (f" ({beside})" if beside else "")


def csv_text(data: ChartData) -> str:
    """
    Write a chart's figures as CSV (RFC 4180).

    Parameters
    ----------
    data
        The chart.

    Returns
    -------
    text
        A header and one row a day, what is claimed in each; no cell is run by a spreadsheet.
    """
    columns = ("day", "value", "low", "high", "unit", "claimed_low", "claimed_high", "claim")
    span, claim = data.claimed, data.finding.claim.paraphrase.en
    bounds = (span.low, span.high) if span else (None, None)
    rows = (
        (point.day.isoformat(), point.value, point.low, point.high, data.unit, *bounds, claim)
        for point in data.points
    )
    return spreadsheets.sheet(columns, rows)


def _page(data: ChartData, told: Told, order: Order) -> str:
    style = _style()
    script = page.script()
    speech = speech_in(order.language)
    charts = [
        {"key": screen.key, "svg": claim_plot.plot(data, screen.size, order.language)}
        for screen in SCREENS
    ]
    return (
        templates()
        .get_template("claim.html.j2")
        .render(
            language=order.language,
            theme=order.theme,
            policy=policy(style, script),
            generator=f"frontline-explorer {__version__}",
            description=" ".join(f"{line}." for line in _line(told)),
            style=Markup(style),  # noqa: S704  (made of our own rules and colours)
            script=Markup(script),  # noqa: S704
            told=told,
            charts=charts,
            words={key: speech.gettext(text) for key, text in WORDS.items()},
        )
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


def frame(told: Told, order: Order) -> Markup:
    """
    Write the frame that an editor pastes into an article.

    Parameters
    ----------
    told
        What the figure says.
    order
        What is ordered; its address goes before the file's name.

    Returns
    -------
    markup
        An inline frame that keeps room for the figure, with every text escaped.
    """
    return html("frame", address=order.address, title=told.title, height=reserved(told))


def _snippets(told: Told, order: Order, picture: Picture) -> Snippets:
    framed, described = frame(told, order), f"{told.title} {told.described}"
    still = html(
        "still",
        address=order.address,
        wide=picture.wide,
        high=picture.high,
        description=described,
    )
    return Snippets(framed, LISTEN + framed, still, reserved(told))


def _sheet(told: Told, found: Snippets, order: Order) -> str:
    speech = speech_in(order.language)
    return (
        templates()
        .get_template("embed.html.j2")
        .render(
            language=order.language,
            title=told.title,
            words={key: speech.gettext(text) for key, text in snippet.WORDS.items()},
            snippets=found._asdict(),
            frame=snippet.replace_address(found.frame, order.address),
        )
    )


def reserved(told: Told) -> int:
    """
    Estimate how high the page is, so that an article can keep that room free.

    Parameters
    ----------
    told
        What the figure says.

    Returns
    -------
    height
        CSS pixels that suffice in a column of any width.
    """
    tallest = max(_height(told, column) for column in _COLUMNS)
    return math.ceil(tallest * _BREATH / _ROUND_TO) * _ROUND_TO


def _height(told: Told, column: int) -> float:
    room, narrow = column - 8.0, column <= _NARROW
    # the narrowest chart that serves the column; the list goes from the widest
    size = [s.size for s in SCREENS if s.widest is None or column <= s.widest][-1]
    head = reader_height(told.title, room, 19 if narrow else 22, 700, 1.2) + 12
    head += reader_height(told.cited, room, 13, 400, 1.4) + 8
    across = room if narrow else max(192.0, (room - 48) / 3)
    tiles = [_tile(row.value, (row.interval, row.day), across, narrow=narrow) for row in told.tiles]
    rows = math.ceil(len(tiles) / max(1, int(room / (across - 1)))) if not narrow else 0
    head += sum(tiles) + 16 if narrow else rows * (max(tiles) + 8) + 24
    chart = reader_height(told.drawn, room, 13, 400, 1.4) + 8 + room * size.high / size.wide
    links = 3 if narrow else 1
    foot = 33 + reader_height(told.notes, room, 12, 400, 1.4) + 8 + links * 27 + 24
    return head + chart + foot


def _tile(value: str, notes: tuple[str, ...], room: float, *, narrow: bool) -> float:
    told = sum(reader_height(note, room, 13, 400, 1.4) for note in notes if note)
    return 20 + reader_height(value, room, 20 if narrow else 24, 700, 1.2) + told + 4
