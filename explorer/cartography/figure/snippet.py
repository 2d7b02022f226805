"""Snippet: what an editor pastes into an article: a frame, a frame that follows, or a picture."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from explorer.cartography.figure import height, telling
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.picture import Picture
from explorer.cartography.templating import html, templates
from explorer.language import _, speech_in
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


def snippets(figure: Figure, plate: Plate, picture: Picture) -> Snippets:
    """
    Write the snippets.

    Parameters
    ----------
    figure
        The figure.
    plate
        Its map.
    picture
        The picture that stands in for it.

    Returns
    -------
    snippets
        Markup with every text escaped.
    """
    address, language = figure.order.address, figure.order.language
    title = telling.heading(figure.reports, figure.order.title, language)
    reserved = height.reserved(figure, plate)
    frame = html("frame", address=address, title=title, height=reserved)
    described = report_wording.alt_text(figure.reports[0], language)
    still = html(
        "still", address=address, wide=picture.wide, high=picture.high, description=described
    )
    return Snippets(frame, LISTEN + frame, still, reserved)


def sheet(figure: Figure, offered: Snippets) -> str:
    """
    Write the page that offers the snippets.

    Parameters
    ----------
    figure
        The figure.
    offered
        Its snippets.

    Returns
    -------
    html
        `embed.html`, with the figure below them as readers see it.
    """
    language = figure.order.language
    speech = speech_in(language)
    return (
        templates()
        .get_template("embed.html.j2")
        .render(
            language=language,
            title=telling.heading(figure.reports, figure.order.title, language),
            words={key: speech.gettext(text) for key, text in WORDS.items()},
            snippets=offered._asdict(),
            frame=replace_address(offered.frame, figure.order.address),
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


def oembed(figure: Figure, offered: Snippets) -> dict[str, Any]:
    """
    Describe a figure by oEmbed 1.0.

    Parameters
    ----------
    figure
        The figure.
    offered
        Its snippets.

    Returns
    -------
    description
        What `oembed.json` says.
    """
    address = figure.order.address
    return {
        "type": "rich",
        "version": "1.0",
        "title": telling.heading(figure.reports, figure.order.title, figure.order.language),
        "provider_name": "Frontline Explorer",
        "html": offered.follows,
        "width": _FRAME_WIDTH,
        "height": offered.height,
        "thumbnail_url": f"{address}{SOCIAL}",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
