"""Another source: how far a second reading of the front differs from the first, day by day."""

from html import escape

import streamlit as st

from explorer.app.page import markup
from explorer.app.page.choice import Choice
from explorer.app.views import area_over_time
from explorer.language import Speech, _
from explorer.layers import second_source
from explorer.layers.second_source import Reading

_FIRST, _SECOND = "DeepStateMap", "UAControlMap"
_ABOUT = _(
    "Ground that Ukraine holds after one source only, measured from the outlines of both as drawn, "
    "at full resolution and without an interval. Contested ground counts as held after "
    "DeepStateMap; UAControlMap marks none. Neither source corrects the other, and the two are "
    "never one series."
)
_HEADS = (_("Day"), _("{source} only, km²"), _("More after {source}, km²"))


def show(choice: Choice, code: str, speech: Speech) -> None:
    """
    Show what two sources disagree on in an area, if they ever do.

    Parameters
    ----------
    choice
        What the reader has chosen.
    code
        ISO 3166-2 code, `UA` for the country, or `donbas`.
    speech
        The language.
    """
    found = second_source.readings(choice.catalog, area_over_time.codes(code))
    if not found:
        return
    place = area_over_time.place(choice.catalog, code, speech)
    day, only, more = _HEADS
    heads = (
        speech.gettext(day),
        *(speech.gettext(only, source=source) for source in (_FIRST, _SECOND)),
        speech.gettext(more, source=_SECOND),
    )
    with st.expander(speech.gettext("What another source says")):
        st.html(f'<p class="source">{escape(speech.gettext(_ABOUT))}</p>')
        st.html(markup.table(place, heads, table(found, speech), words=1))
        st.download_button(
            speech.gettext("Download all oblasts and days of both sources (CSV)"),
            choice.catalog.read(second_source.RESOURCE),
            file_name=f"{second_source.RESOURCE}.csv",
            mime="text/csv",
            on_click="ignore",
            key="another-source-csv",
        )


def table(found: tuple[Reading, ...], speech: Speech) -> list[tuple[str, ...]]:
    """
    List what two sources disagree on.

    Parameters
    ----------
    found
        Readings by day, ascending.
    speech
        The language.

    Returns
    -------
    rows
        Day, what each source alone leaves Ukraine, and how much more the second does; cells as
        text, latest first.
    """
    return [
        (
            speech.day(each.day),
            speech.number(each.only_first_km2),
            speech.number(each.only_second_km2),
            speech.signed(each.net_km2),
        )
        for each in reversed(found)
    ]
