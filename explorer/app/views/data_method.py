"""Data and method: source, licence, date and accuracy of each layer; how numbers are computed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

import streamlit as st

from explorer.app.page import markup
from explorer.app.page.choice import Choice
from explorer.language import Speech, _, speech_in
from explorer.layers.catalog import Resource
from explorer.publishing import citing

_INTRODUCTION = _(
    "Every number on this page is computed from the layers below, which ship with the explorer. "
    "Nothing is asked of another host."
)
_METHOD: tuple[tuple[str, str], ...] = (
    (
        _("Areas"),
        _(
            "Measured on the WGS84 ellipsoid with geodesic edges (Karney 2013, as in PROJ), not on "
            "a map projection; Web Mercator would read 2.27 times too large at 48.4° N."
        ),
    ),
    (
        _("Atoms and the ledger"),
        _(
            "All layers of a date are overlaid once into atoms: ground with the same oblast, side "
            "of the line of contact, distance from it and layers. A scenario relabels atoms, and "
            "the ledger adds them up, so that the parts always make the whole."
        ),
    ),
    (
        _("Intervals"),
        _(
            "An interval holds the figure in 80 % of cases, from what was measured of the line as "
            "it is drawn, its source (by a second one), its date and the borders between oblasts. "
            "Errors that differ along the line cancel in part. Contested ground is said beside it."
        ),
    ),
    (
        _("Zones"),
        _(
            "A distance from the line of contact is geodesic, on the side that the proposal names. "
            "Lines and areas of your own are exact as drawn; only the line of contact moves for "
            "the intervals."
        ),
    ),
    (
        _("Settlements and residents"),
        _(
            "A settlement counts where its centre lies. Residents are GeoNames', undated, mostly "
            "from before 2022, and unknown for many villages: an order of magnitude, not a count "
            "of those who live there now."
        ),
    ),
)
_LIMITS: tuple[str, ...] = (
    _(
        "Lines of contact that ship are generalised at 1 km, imported ones are not; the line of 23 "
        "February 2022 is good to 5 km."
    ),
    _(
        "The frame is Ukraine in its internationally recognised borders, after OpenStreetMap: "
        "along Russia they are 17 metres off in the median, 61 at the 90th percentile. The borders "
        "of Zaporizhzhia oblast and of Crimea are as close; those between other oblasts, after "
        "Natural Earth, are 0.5 km off in the median, 5 km at worst."
    ),
    _(
        "Rivers, lakes and reservoirs count as ground; waters that are open to the sea, such as "
        "the Syvash and the Dnipro-Buh estuary, do not."
    ),
    _("A proposal that leaves ground open needs assumptions; each scenario lists its own."),
    _("A line of control is not a border, and depiction is not endorsement."),
)


def show(choice: Choice) -> None:
    """
    Show the sources and methods of all numbers.

    Parameters
    ----------
    choice
        What the reader has chosen; the layers and the language matter here.
    """
    speech = speech_in(choice.language)
    st.html(
        f'<div class="headline"><h1>{escape(speech.gettext("Data and method"))}</h1>'
        f'<p class="lead">{escape(speech.gettext(_INTRODUCTION))}</p></div>'
    )
    resources = choice.catalog.resources.values()
    st.html(f"<h2>{escape(speech.gettext('Layers'))}</h2>{_layers(resources, speech)}")
    parts = "".join(
        f"<h2>{escape(speech.gettext(title))}</h2><p>{escape(speech.gettext(text))}</p>"
        for title, text in _METHOD
    )
    limits = markup.bullets(escape(speech.gettext(text)) for text in _LIMITS)
    st.html(f"{parts}<h2>{escape(speech.gettext('Limits'))}</h2>{limits}")
    st.html(f"<h2>{escape(speech.gettext('How to cite'))}</h2>")
    today = datetime.now(UTC).date()
    cited = citing.project(st.context.url or "", today, choice.language)
    st.code(cited, language=None, wrap_lines=True)


def _layers(resources: Iterable[Resource], speech: Speech) -> str:
    heads = "".join(f"<th>{escape(speech.gettext(head))}</th>" for head in _HEADS)
    rows = "".join(_row(each, speech) for each in resources)
    caption = escape(speech.gettext("Each with the beginning of its SHA-256"))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="ledger"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


_HEADS = (
    _("Layer"),
    _("Source"),
    _("Licence"),
    _("As of"),
    _("Accuracy"),
)


def _row(each: Resource, speech: Speech) -> str:
    sources = ", ".join(_link(one.title, one.path) for one in each.sources)
    licences = ", ".join(_link(speech.gettext(one.title), one.path) for one in each.licenses)
    day = speech.short_day(each.as_of) if each.as_of else "—"
    accuracy = (
        f"{speech.number(each.accuracy_km, 1)} {speech.gettext('km')}" if each.accuracy_km else "—"
    )
    name = (
        f'{escape(title(each, speech))}<div class="source"><code>{escape(each.path)}</code>, '
        f"{escape(each.sha256[:12])}</div>"
    )
    cells = (name, sources, licences, escape(day), escape(accuracy))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def title(each: Resource, speech: Speech) -> str:
    """
    Write a layer's title.

    Parameters
    ----------
    each
        The layer; a date in its title is the one it shows.
    speech
        The language.

    Returns
    -------
    text
        Plain text.
    """
    if each.as_of is None:
        return speech.gettext(each.title)
    return speech.gettext(each.title.replace(str(each.as_of), "{day}"), day=speech.day(each.as_of))


def _link(text: str, address: str) -> str:
    if not address.startswith(("https://", "http://")):
        return escape(text)
    return (
        f'<a href="{escape(address)}" rel="noopener noreferrer" target="_blank">{escape(text)}</a>'
    )
