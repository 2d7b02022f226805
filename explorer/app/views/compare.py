"""Compare: two scenarios or two days side by side, the difference on a map and in a table."""

from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from explorer.app.board import board
from explorer.app.board.board import Board
from explorer.app.page import address, content, control, markup, notice, packed, yours
from explorer.app.page import choice as choosing
from explorer.app.page.choice import Choice
from explorer.app.page.packed import Packed
from explorer.app.page.shared import shared
from explorer.cartography.palette import Theme
from explorer.cartography.webmap import display, features, legend
from explorer.exports import spreadsheets
from explorer.language import Language, Speech, _, speech_in
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.results import comparison, disagreement
from explorer.results.comparison import Comparison, Side
from explorer.wording import age, provenance
from explorer.wording import comparison as comparison_wording

# In the address.
WITH, WITH_DAY = "with", "with_day"
# View of the three maps; apart from that of the map tab, which may show other ground.
AT = "compare_at"
_FREEZE, _HANDOVER = "freeze", choosing.DEFAULT
_HEIGHT_PX, _TALL_PX = 400, 480
_UNKNOWN = {
    WITH: _("The address compares with “{asked}”, which is not known; {shown} is shown instead."),
    WITH_DAY: _(
        "The address compares with the line of contact of “{asked}”, which is not known; that of "
        "{shown} is shown instead."
    ),
}


@dataclass(frozen=True, eq=False)
class ComparisonContent:
    """
    Texts and map of a comparison in one language and theme.

    Attributes
    ----------
    comparison
        The comparison.
    sentence
        Summary of the differences.
    drawing
        JSON of the difference map.
    legend
        HTML of its legend.
    """

    comparison: Comparison
    sentence: str
    drawing: Packed
    legend: str


def show(choice: Choice) -> None:
    """
    Show the chosen scenario and day beside another.

    Parameters
    ----------
    choice
        What the reader has chosen: the first side.
    """
    speech = speech_in(choice.language)
    second = _ask(choice, speech)
    with st.spinner(speech.gettext("Comparing…"), show_time=True):
        shown = gather(
            choice.catalog,
            Side(choice.scenario, choice.day),
            Side(second.scenario, second.day),
            choice.language,
            choice.theme,
        )
    st.html(markup.headline(speech.gettext("What differs"), "", shown.sentence))
    details = comparison_wording.details(shown.comparison, choice.language)
    st.html(f"<div>{''.join(f'<p>{escape(detail)}</p>' for detail in details)}</div>")
    titles = comparison_wording.titles(shown.comparison, choice.language)
    sides = zip(st.columns(2), (choice, second), titles, ("one", "other"), strict=True)
    for column, side, title, key in sides:
        with column:
            _side(side, title, key)
    _difference(choice, shown, speech)


def _ask(choice: Choice, speech: Speech) -> Choice:
    """Ask for the second side; the address holds the choice."""
    known = {**choosing.scenarios(), **({yours.ID: yours.scenario()} if yours.exists() else {})}
    days = baselines.names(choice.catalog)
    default = _HANDOVER if choice.scenario.id == _FREEZE else _FREEZE
    name, asked = address.get(WITH) or default, address.get(WITH_DAY) or choice.day
    day = baselines.full_name(choice.catalog, asked) or asked
    if name not in known:
        shown = known[default].title.in_language(choice.language)
        warning = speech.gettext(_UNKNOWN[WITH], asked=notice.quoted(name), shown=shown)
        notice.show(warning, "warning")
        name = default
    if day not in days:
        shown = provenance.line_title(choice.catalog, choice.day, speech)
        warning = speech.gettext(_UNKNOWN[WITH_DAY], asked=notice.quoted(day), shown=shown)
        notice.show(warning, "warning")
        day = choice.day

    def swap() -> None:
        address.record(WITH, choosing.canonical_id(choice.scenario.id))
        address.record(WITH_DAY, choice.day)
        state = st.session_state
        state[choosing.SCENARIO], state[choosing.BASELINE] = name, day

    def titled(name: str) -> str:
        return choosing.title(name, speech)

    with st.container(horizontal=True, vertical_alignment="bottom", key="compare-with"):
        control.select(
            speech.gettext("Compare with"),
            list(known),
            name,
            name=WITH,
            label_of=titled,
            on_choose=partial(address.record, WITH),
        )
        control.select(
            speech.gettext("On the line of contact of"),
            days[::-1],
            day,
            name=WITH_DAY,
            label_of=lambda name: age.line_title(choice.catalog, name, speech),
            on_choose=partial(address.record, WITH_DAY),
        )
        st.button(speech.gettext("Swap"), key="compare-swap", on_click=swap)
    return choice._replace(scenario=known[name], day=day)


@shared(24)
def gather(
    catalog: Catalog, first: Side, second: Side, language: Language, theme: Theme
) -> ComparisonContent:
    """
    Compute a comparison and all that is shown of it; cached.

    Parameters
    ----------
    catalog
        The layers.
    first, second
        The sides.
    language, theme
        Words and colours.

    Returns
    -------
    content
        Texts and map; not to be changed.
    """
    comparison = compare(catalog, first, second)
    parts = display.stepped(comparison)
    speech = speech_in(language)
    one, other = (
        speech.gettext("Line under “{name}”", name=name)
        for name in comparison_wording.titles(comparison, language)
    )
    strip = legend.of_step(parts, (one, other), language=language, theme=theme)
    drawn = features.drawn(catalog, parts, strip, language=language, theme=theme)
    return ComparisonContent(
        comparison=comparison,
        sentence=comparison_wording.sentence(comparison, language),
        drawing=packed.pack(drawn),
        legend=strip,
    )


compare = shared(16)(comparison.compare)


def _side(side: Choice, title: str, key: str) -> None:
    catalog, proposal, day, language, theme = side
    shown = content.gather(catalog, proposal, day, language, theme)
    st.html(f"<h2>{escape(title)}</h2>")
    board.show(
        catalog,
        shown.drawing,
        key=f"compare-{key}",
        language=language,
        theme=theme,
        board=Board(
            height=_HEIGHT_PX,
            link="compare",
            at=address.view(AT),
            on_view=partial(address.record, AT) if key == "one" else None,
        ),
    )
    st.html(
        f'{shown.legend}<p class="source">{escape(shown.headline)}</p>'
        f'<p class="described">{escape(shown.alt)}</p>'
    )


def _difference(choice: Choice, shown: ComparisonContent, speech: Speech) -> None:
    st.html(f"<h2>{escape(speech.gettext('The difference'))}</h2>")
    board.show(
        choice.catalog,
        shown.drawing,
        key="compare-difference",
        language=choice.language,
        theme=choice.theme,
        board=Board(
            height=_TALL_PX,
            link="compare",
            at=address.view(AT),
            opens_on_changes=address.view(AT) is None,
        ),
    )
    comparison = shown.comparison
    st.html(f'{shown.legend}<p class="described">{escape(shown.sentence)}</p>')
    if comparison.rows:
        st.html(_table(comparison, speech))
        st.download_button(
            speech.gettext("Download the table (CSV)"),
            _csv(comparison, speech),
            file_name=f"{_name(comparison)}.csv",
            mime="text/csv",
            on_click="ignore",
            key="compare-csv",
        )
    language = choice.language
    notes = (
        comparison_wording.source_line(comparison, language),
        comparison_wording.interval_line(comparison, language),
        comparison_wording.contested_line(comparison, language),
        speech.gettext(provenance.DISCLAIMER),
    )
    st.html(f'<p class="source">{escape(" ".join(notes))}</p>')


def _table(comparison: Comparison, speech: Speech) -> str:
    """Write the ground whose holder differs as a table by oblast."""
    if disagreement.is_of_sources(comparison):
        return _disagreement(comparison, speech)
    heads = [speech.gettext(head) for head in content.HEADS]
    rows = [content.row_texts(row, speech) for row in comparison.rows]
    caption = speech.gettext("What changes hands from the first to the second")
    return markup.table(caption, heads, rows, words=3)


def _disagreement(comparison: Comparison, speech: Speech) -> str:
    found = [
        (unit.called(speech.language), each) for unit, each in disagreement.by_oblast(comparison)
    ]
    found.append((speech.gettext("Ukraine"), disagreement.whole(comparison)))
    rows = [(name, *(speech.area(area) for area in each)) for name, each in found]
    heads = (
        speech.gettext("Oblast"),
        *comparison_wording.disagreement_heads(comparison, speech),
    )
    return markup.table(
        speech.gettext("Ground that Ukraine holds after one source only, with its interval"),
        heads,
        rows,
        words=1,
    )


def _name(comparison: Comparison) -> str:
    sides = (
        f"{each.scenario.id}-{each.baseline.slug}" for each in (comparison.first, comparison.second)
    )
    return "-to-".join(sides)


def _csv(comparison: Comparison, speech: Speech) -> str:
    sides = [
        cell
        for each in (comparison.first, comparison.second)
        for cell in (each.scenario.id, each.baseline.name, each.baseline.credit)
    ]
    return spreadsheets.sheet(
        _COLUMNS, ((*content.row_values(row, speech), *sides) for row in comparison.rows)
    )


_COLUMNS = (
    *content.CELLS,
    *("first", "first_line_of_contact", "first_source"),
    *("second", "second_line_of_contact", "second_source"),
)
