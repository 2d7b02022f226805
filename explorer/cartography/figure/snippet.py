"""Snippet: what an editor pastes into an article: a frame, a frame that follows, or a picture."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from explorer.cartography.figure import height, telling
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.picture import Picture
from explorer.cartography.templating import html, templates
from explorer.language import Language, _, speech_in
from explorer.wording import report as report_wording

PICTURE, PICTURE_TWICE, SOCIAL = "figure.png", "figure-2400.png", "social.png"
_FRAME_WIDTH = 960

WORDS: Mapping[str, str] = {
    "embed": _("Embed this figure"),
    "upload": _(
        "Upload the whole folder, then paste one of these into the article. Where the address of "
        "the folder was not given, put it before each file name."
    ),
    "frame": _("A frame; it keeps the height that is reserved for it"),
    "follows": _("The same with a script: the frame takes the height of what is in it"),
    "still": _("A picture with its description, where no frame is allowed"),
    "preview": _("This is what readers see"),
}


class Embedded(NamedTuple):
    """
    What an article embeds: a map's figure or a claim's.

    Attributes
    ----------
    title, description
        Its heading, and what it shows for those who do not see it.
    language
        `en` or `uk`.
    address
        Where its folder will be published, with its slash; empty if that is not known.
    height
        CSS pixels that its page takes at most.
    """

    title: str
    description: str
    language: Language
    address: str
    height: int


class Snippets(NamedTuple):
    """
    Markup to paste.

    Attributes
    ----------
    frame
        An inline frame.
    follows
        The same with a script that sets its height.
    still
        A picture.
    height
        CSS pixels that the frame keeps free.
    """

    frame: Markup
    follows: Markup
    still: Markup
    height: int


# The height is taken only from the frame itself, and from where its page lies.
LISTEN = Markup(
    '<script>addEventListener("message",function(e){var d=e.data;'
    'if(d&&d.type==="frontline-height"&&d.height>0&&d.height<1e4)'
    '[].forEach.call(document.querySelectorAll("iframe[data-frontline]"),function(f){'
    "if(f.contentWindow===e.source&&new URL(f.src).origin===e.origin)"
    'f.style.height=Math.ceil(d.height)+"px"})})</script>'
)


def of_map(figure: Figure, plate: Plate) -> Embedded:
    """
    Describe a map's figure.

    Parameters
    ----------
    figure
        The figure.
    plate
        Its map.

    Returns
    -------
    embedded
        What its snippets are written from.
    """
    order = figure.order
    return Embedded(
        title=telling.heading(figure.reports, order.title, order.language),
        description=report_wording.alt_text(figure.reports[0], order.language),
        language=order.language,
        address=order.address,
        height=height.reserved(figure, plate),
    )


def frame(embedded: Embedded) -> Markup:
    """
    Write the frame that an editor pastes into an article.

    Parameters
    ----------
    embedded
        What is embedded; its address goes before the file's name.

    Returns
    -------
    markup
        An inline frame that keeps room for the figure, with every text escaped.
    """
    return html("frame", address=embedded.address, title=embedded.title, height=embedded.height)


def snippets(embedded: Embedded, picture: Picture) -> Snippets:
    """
    Write the snippets.

    Parameters
    ----------
    embedded
        What is embedded.
    picture
        The picture that stands in for it.

    Returns
    -------
    snippets
        Markup with every text escaped.
    """
    framed = frame(embedded)
    still = html(
        "still",
        address=embedded.address,
        wide=picture.wide,
        high=picture.high,
        description=embedded.description,
    )
    return Snippets(framed, LISTEN + framed, still, embedded.height)


def sheet(embedded: Embedded, snippets: Snippets) -> str:
    """
    Write the page that offers the snippets.

    Parameters
    ----------
    embedded
        What is embedded.
    snippets
        Its snippets.

    Returns
    -------
    html
        `embed.html`, with the figure below them as readers see it.
    """
    speech = speech_in(embedded.language)
    return (
        templates()
        .get_template("embed.html.j2")
        .render(
            language=embedded.language,
            title=embedded.title,
            words={key: speech.gettext(text) for key, text in WORDS.items()},
            snippets=snippets._asdict(),
            frame=replace_address(snippets.frame, embedded.address),
        )
    )


def replace_address(frame: Markup, address: str) -> Markup:
    """
    Point a frame at the file beside the page that shows it.

    Parameters
    ----------
    frame
        A frame's markup.
    address
        Where it will be published.

    Returns
    -------
    frame
        The same with a relative address.
    """
    return frame.replace(Markup('src="{}').format(address), Markup('src="'), 1)


def oembed(embedded: Embedded, snippets: Snippets) -> dict[str, Any]:
    """
    Describe a figure by oEmbed 1.0.

    Parameters
    ----------
    embedded
        What is embedded.
    snippets
        Its snippets.

    Returns
    -------
    description
        What `oembed.json` says.
    """
    return {
        "type": "rich",
        "version": "1.0",
        "title": embedded.title,
        "provider_name": "Frontline Explorer",
        "html": snippets.follows,
        "width": _FRAME_WIDTH,
        "height": embedded.height,
        "thumbnail_url": f"{embedded.address}{SOCIAL}",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
