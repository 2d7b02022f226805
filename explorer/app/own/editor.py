"""Editor: controls to change the scenario shown, upload, list rules, undo, name and save."""

from hashlib import sha256
from html import escape
from typing import Literal

import streamlit as st

from explorer.app.own import bring, revision
from explorer.app.page import control, notice, yours
from explorer.app.page.choice import Choice
from explorer.language import Speech, _, speech_in
from explorer.layers.gazetteer import units
from explorer.own import changes
from explorer.own import edit as editing
from explorer.own.edit import Edit
from explorer.results.place import Spot
from explorer.scenarios import model as scenario_model
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.rules import HOLDERS, Holder, Rule, Selection
from explorer.wording import names as name_wording
from explorer.wording import own as own_wording
from explorer.wording import report as report_wording

Kind = Literal["oblast", "piece", "settlement"]

_STARTS = _(
    "Draw a line or an area on the map, upload one, set a number, or click a place and hand it "
    "over: that makes a scenario of your own, which this page's address carries."
)
_REPLACED = _("It took the place of “{title}”, which Undo brings back.")


def hand_over(kind: Kind, spot: Spot, holder: Holder, km: float) -> None:
    """
    Hand ground over to a holder, in the reader's own scenario.

    Parameters
    ----------
    kind
        `oblast`, `piece` or `settlement`.
    spot
        The picked place.
    holder
        Who gets the ground.
    km
        Radius about the settlement in km.
    """
    edit = revision.current_edit()
    if kind == "settlement":
        near = changes.around(spot.nearest.identifier, km)
        changed = changes.hand_over(edit, Selection(inside=(near.name,)), holder, near)
    else:
        oblast = Selection(oblasts=(spot.oblast,))
        select = oblast if kind == "oblast" else spot.selection
        changed = changes.hand_over(edit, select, holder)
    revision.apply(changed)


def show(choice: Choice) -> None:
    """
    Show the controls that change the scenario, and the changes made.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    speech, edit = speech_in(choice.language), revision.shown_edit()
    with st.container(border=True, key="yours"):
        heading = f"<h2>{escape(speech.gettext('Make it yours'))}</h2>"
        st.html(f'{heading}<p class="source">{escape(speech.gettext(_STARTS))}</p>')
        _parameters(choice, speech)
        bring.show(choice, speech)
        if edit is not None:
            _show_replaced(choice, speech)
            _rules(choice, edit, speech)
            _name(choice, edit, speech)
        _actions(choice, edit, speech)


def _parameters(choice: Choice, speech: Speech) -> None:
    edit = revision.current_edit()
    parameters = editing.parameters(SCENARIOS.find(edit.base))
    with st.container(horizontal=True, vertical_alignment="bottom", key="own-parameters"):
        if parameters.km is not None:
            control.number(
                speech.gettext("Depth per side, km"),
                float(edit.km or parameters.km),
                name="own-km",
                on_choose=revision.defer_for_shown(_set_km, parameters.km),
            )
        if parameters.km is not None or parameters.oblasts:
            _ask_oblasts(choice, parameters.oblasts, edit, speech)


def _set_km(usual: float, chosen: float) -> None:
    km = min(max(chosen, editing.LEAST_KM), editing.MOST_KM)
    revision.apply(revision.current_edit().model_copy(update={"km": None if km == usual else km}))


def _ask_oblasts(choice: Choice, named: tuple[str, ...], edit: Edit, speech: Speech) -> None:
    known = units(choice.catalog)
    codes = named or tuple(known)
    control.multiselect(
        speech.gettext("Only in these oblasts"),
        codes,
        edit.oblasts or named,
        name="own-oblasts",
        label_of=lambda code: name_wording.oblast(known[code], speech),
        on_choose=revision.defer_for_shown(_set_oblasts, codes),
        placeholder=speech.gettext("Everywhere"),
    )


def _set_oblasts(codes: tuple[str, ...], chosen: list[str]) -> None:
    everywhere = not chosen or set(chosen) == set(codes)
    oblasts = None if everywhere else tuple(chosen)
    revision.apply(revision.current_edit().model_copy(update={"oblasts": oblasts}))


def _show_replaced(choice: Choice, speech: Speech) -> None:
    """Note that the last change replaced another scenario of the reader's, if it did."""
    before = yours.previous()
    if before and before.edit and before.scenario != yours.ID:
        title = editing.applied(before.edit).title.in_language(choice.language)
        notice.show(speech.gettext(_REPLACED, title=title), "note")


def _rules(choice: Choice, edit: Edit, speech: Speech) -> None:
    if not edit.rules:
        return
    title = speech.gettext("Who gets which ground; where several fit, the last one counts")
    st.html(f"<h3>{escape(title)}</h3>")
    for rule in edit.rules:
        ground = own_wording.ground(rule, edit, choice.catalog, speech)
        # keyed by its selection, since its position changes when an earlier rule is taken back
        name = f"rule-{sha256(rule.select.model_dump_json().encode()).hexdigest()[:12]}"
        with st.container(horizontal=True, vertical_alignment="bottom", key=name):
            if rule.holder is None:
                statuses = ", ".join(
                    speech.gettext(report_wording.STATUSES[status]) for status in rule.statuses
                )
                st.html(f"<p>{escape(ground)}: {escape(statuses)}</p>")
            else:
                control.select(
                    ground,
                    HOLDERS,
                    rule.holder,
                    name=f"{name}-holder",
                    label_of=lambda each: speech.gettext(report_wording.HOLDERS[each]),
                    on_choose=revision.defer_for_shown(_reassign, rule),
                )
            st.button(
                speech.gettext("Take back"),
                key=f"{name}-back",
                help=ground,
                on_click=revision.defer_for_shown(_take_back, rule),
            )


def _reassign(rule: Rule, holder: Holder) -> None:
    edit = revision.current_edit()
    if rule in edit.rules:
        revision.apply(changes.reassigned(edit, edit.rules.index(rule), holder))


def _take_back(rule: Rule) -> None:
    edit = revision.current_edit()
    if rule not in edit.rules:  # a second click came before the first one's rerun
        return
    left = changes.without(edit, edit.rules.index(rule))
    if left == Edit(base=edit.base):
        revision.start_over()
    else:
        revision.apply(left)


def _name(choice: Choice, edit: Edit, speech: Speech) -> None:
    control.text(
        speech.gettext("Name"),
        edit.title,
        name="own-title",
        max_chars=editing.LONGEST_TITLE,
        placeholder=choice.scenario.title.in_language(choice.language),
        on_choose=revision.defer_for_shown(_rename),
    )


def _rename(title: str) -> None:
    revision.apply(Edit.model_validate(revision.current_edit().model_dump() | {"title": title}))


def _actions(choice: Choice, edit: Edit | None, speech: Speech) -> None:
    with st.container(horizontal=True, key="own-actions"):
        if edit is not None or yours.previous():
            st.button(
                speech.gettext("Undo"),
                key="own-undo",
                disabled=yours.previous() is None,
                on_click=revision.defer(revision.undo),
            )
        if edit is None:
            return
        st.button(
            speech.gettext("Start over"),
            key="own-over",
            on_click=revision.defer(revision.start_over),
        )
        st.download_button(
            speech.gettext("Save as a file (TOML)"),
            scenario_model.dumps(choice.scenario),
            file_name="own.toml",
            mime="application/toml",
            on_click="ignore",
        )
