"""Timeline: a slider through the baselines, figures of any day, ground over time."""

from datetime import date
from html import escape

import streamlit as st

from explorer.app.board import board
from explorer.app.board.board import Board
from explorer.app.page import address, boundaries, content, markup
from explorer.app.page import choice as choosing
from explorer.app.page.choice import Choice
from explorer.app.views import another_source, any_day, area_over_time, gains_and_losses
from explorer.language import Speech, _, speech_in
from explorer.layers import baselines
from explorer.quantity import Quantity
from explorer.results import comparison
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import age, provenance

# In `st.session_state`.
_SLIDER = "timeline-line"
_FREEZE = "freeze"
_MONTH_DAYS = 365.25 / 12
# between lines further apart a monthly rate would average advances with retreats
_LONGEST_DAYS = 366
_HEIGHT_PX = 480


def show(choice: Choice) -> None:
    """
    Show the occupied area over time, and the scenario on each baseline.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    speech = speech_in(choice.language)
    catalog, proposal, day, language, theme = choice
    with st.spinner(speech.gettext("Drawing the map…"), show_time=True):
        shown = content.gather(catalog, proposal, day, language, theme)
    st.html(_headline(choice, shown.report, speech))
    boundaries.note_own(speech)
    _slide(choice, speech)
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        board.show(
            catalog,
            shown.drawing,
            key="timeline-map",
            language=language,
            theme=theme,
            board=Board(
                height=_HEIGHT_PX,
                at=address.view(),
                on_view=lambda view: address.record(address.AT, view),
            ),
        )
        st.html(f'{shown.legend}<p class="described">{escape(shown.alt)}</p>')
    with right:
        picked = any_day.show(choice.catalog, baselines.date_of(choice.day), speech)
    code = area_over_time.show(choice, picked, speech)
    gains_and_losses.show(choice, code, speech)
    another_source.show(choice, code, speech)
    notes = (
        age.source_line(shown.report, language),
        age.advice(catalog, day, speech),
        shown.interval,
        speech.gettext(_ABOUT),
        speech.gettext(provenance.DISCLAIMER),
    )
    st.html(f'<p class="source">{escape(" ".join(filter(None, notes)))}</p>')


_ABOUT = _(
    "The daily areas are computed from each day's full outline; the lines that ship, and with them "
    "maps and ledgers, are generalised at 1 km, so that the two differ by some km². A day that you "
    "import is at full resolution: its ledger and the daily areas are the same. A day without an "
    "outline is left out. `frontline import` puts further lines on the slider."
)


def _headline(choice: Choice, report: Report, speech: Speech) -> str:
    """Write the area held on the chosen day; a live region, so that a screen reader reads it."""
    held = occupied(report)
    sentence = speech.gettext(
        "On {day} Russia held {area}, {share} of Ukraine; ",
        day=speech.day(report.baseline.date),
        area=speech.area(held),
        share=speech.percent(100 * held.value / report.frame_km2),
    )
    return markup.headline(
        speech.gettext(
            "Line of contact of {day}",
            day=age.line_title(choice.catalog, choice.day, speech),
        ),
        choice.scenario.title.in_language(choice.language),
        sentence.rstrip() + " " + _since(choice, report, speech),
    )


def occupied(report: Report) -> Quantity:
    """
    Add up the area that Russia holds at a baseline.

    Parameters
    ----------
    report
        Report of any scenario on that baseline.

    Returns
    -------
    area
        In km².
    """
    return report.outcomes.ledger.held_before("russia")


def _since(choice: Choice, report: Report, speech: Speech) -> str:
    lines = _series(choice)
    place = lines.index(choice.day)
    if not place:
        return speech.gettext("the first line at hand.")
    # the area held at a baseline is the same for all scenarios
    freeze = SCENARIOS.find(_FREEZE)
    before = content.compute_report(choice.catalog, freeze, lines[place - 1])
    change = comparison.growth_before(before, report, "russia")
    day, last = (date.fromisoformat(each.baseline.date) for each in (report, before))
    passed = day - last
    more = change.value >= 0
    said = {"day": speech.day(last), "change": speech.area(_magnitude(change))}
    if passed.days > _LONGEST_DAYS:
        return speech.gettext(_GREW_IN_ALL if more else _SHRANK_IN_ALL, **said)
    rate = change.scaled(_MONTH_DAYS / passed.days)
    said["rate"] = speech.area(_magnitude(rate))
    return speech.gettext(_GREW if more else _SHRANK, **said)


_GREW = _("that is {change} more than on {day}, or {rate} a month.")
_SHRANK = _("that is {change} less than on {day}, or {rate} a month.")
_GREW_IN_ALL = _("that is {change} more than on {day}, gains and losses in between taken together.")
_SHRANK_IN_ALL = _(
    "that is {change} less than on {day}, gains and losses in between taken together."
)


def _magnitude(change: Quantity) -> Quantity:
    """Drop the sign of a change."""
    if change.value >= 0:
        return change
    return -change


def _series(choice: Choice) -> tuple[str, ...]:
    """List the lines of the source of the one that is shown: two sources are no series."""
    source = baselines.source_of(choice.day)
    lines = baselines.series(choice.catalog, source) | {baselines.date_of(choice.day): choice.day}
    return tuple(lines.values())


def _slide(choice: Choice, speech: Speech) -> None:
    lines = _series(choice)
    if len(lines) == 1:  # a slider needs two
        return
    place = lines.index(choice.day)
    st.session_state[_SLIDER] = choice.day

    def to(name: str) -> None:
        st.session_state[choosing.BASELINE] = name
        choosing.mark_dirty()

    with st.container(horizontal=True, vertical_alignment="bottom", key="timeline-slide"):
        st.button(
            speech.gettext("Earlier"),
            key="earlier",
            disabled=place == 0,
            on_click=lambda: to(lines[place - 1]),
        )
        st.select_slider(
            speech.gettext("Line of contact"),
            lines,
            format_func=lambda name: speech.short_day(baselines.date_of(name)),
            key=_SLIDER,
            on_change=lambda: to(st.session_state[_SLIDER]),
        )
        st.button(
            speech.gettext("Later"),
            key="later",
            disabled=place == len(lines) - 1,
            on_click=lambda: to(lines[place + 1]),
        )
