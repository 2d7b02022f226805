"""Share: the address of what is shown, its files, and how to cite it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

import streamlit as st

from explorer.app.page import address as addresses
from explorer.app.page import content, markup, notice, work
from explorer.app.page.choice import Choice
from explorer.app.page.work import Job
from explorer.cartography import raster
from explorer.cartography.figure import composition, poster
from explorer.cartography.figure.composition import Order
from explorer.exports import formats
from explorer.exports.formats import Format
from explorer.language import Speech, _, speech_in
from explorer.own import packing
from explorer.publishing import citing, map_figure, map_recipe
from explorer.publishing import folder as folders
from explorer.results.report import Report
from explorer.scenarios import model as scenario_model
from explorer.scenarios.library import SCENARIOS
from explorer.wording import provenance

_QUICK: Mapping[Format, tuple[str, str]] = {
    "geojson": ("GeoJSON", "application/geo+json"),
    "csv": ("CSV", "text/csv"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_BESIDE = "freeze"
_ADDRESS = _(
    "This address, {n} letters long, opens exactly what is shown: scenario, line of contact, your "
    "own changes, place, language and where the map stands. A scenario of your own may take up to "
    "{most} letters of it; a longer one is saved as a file."
)
_NOT_CARRIED = _(
    "Your own scenario is too long for an address, so that this one shows the others only; save it "
    "as a file (Scenario, TOML), which anybody can open."
)
_FILES = _("What is shown now, for further work. Every file names source, date and licence.")


def show(choice: Choice) -> None:
    """
    Show the address, files and citation of what is shown.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    speech = speech_in(choice.language)
    shown = content.gather(
        choice.catalog, choice.scenario, choice.day, choice.language, choice.theme
    )
    title = choice.scenario.title.in_language(choice.language)
    st.html(markup.headline(title, speech.gettext("to take along"), shown.headline))
    address = _address(choice)
    if addresses.carries_own():
        _show_address(address, speech)
    else:
        notice.show(speech.gettext(_NOT_CARRIED), "warning")
        address = st.context.url or ""
    _offer_files(choice, shown.report, speech)
    _show_citation(choice, shown.report, address, speech)


def _address(choice: Choice) -> str:
    """Write the address of the map view with all present parameters."""
    shown = {"scenario": choice.scenario.id, "baseline": choice.day, "lang": choice.language}
    parameters = {**addresses.parameters(), **shown, "view": "map"}
    return f"{st.context.url or ''}?{urlencode(parameters, safe=',')}"


def _show_address(address: str, speech: Speech) -> None:
    st.html(f"<h2>{escape(speech.gettext('Address'))}</h2>")
    with st.container(key="share-address"):
        st.code(address, language=None, wrap_lines=True)
    length = speech.number(len(address))
    note = speech.gettext(_ADDRESS, n=length, most=speech.number(packing.LONGEST))
    st.html(f'<p class="source">{escape(note)}</p>')


def _offer_files(choice: Choice, report: Report, speech: Speech) -> None:
    heading = f"<h2>{escape(speech.gettext('Files'))}</h2>"
    st.html(f'{heading}<p class="source">{escape(speech.gettext(_FILES))}</p>')
    if bound := provenance.outline_notice(choice.catalog, choice.day, speech):
        notice.show(bound, "warning")
    name = f"frontline-{choice.scenario.id}-{report.baseline.slug}"
    of = (choice.scenario, choice.day, choice.language, choice.theme)
    order = _order(choice)
    with st.container(horizontal=True, key="share-files"):
        for format_, (label, mime) in _QUICK.items():
            st.download_button(
                label,
                _writer(choice, report, format_),
                file_name=f"{name}.{format_}",
                mime=mime,
                on_click="ignore",
                key=f"share-{format_}",
            )
        st.download_button(
            speech.gettext("Scenario (TOML)"),
            scenario_model.dumps(choice.scenario),
            file_name=f"{choice.scenario.id}.toml",
            mime="application/toml",
            on_click="ignore",
            key="share-toml",
        )
    jobs: tuple[tuple[str, str, str, Callable[[], Job]], ...] = (
        ("png", "PNG", "image/png", lambda: _png(choice, order)),
        ("svg", "SVG", "image/svg+xml", lambda: _svg(choice, order)),
        (
            "zip",
            speech.gettext("embed folder"),
            "application/zip",
            lambda: _folder(choice, order, name),
        ),
    )
    with st.container(horizontal=True, key="share-pictures"):
        for ending, label, mime, job in jobs:
            with st.container(key=f"share-{ending}-place", width="content"):
                prepare = speech.gettext("Prepare the {file}", file=label)
                made = work.offer(f"share-{ending}", prepare, of, job, speech)
                if made is not None:
                    st.download_button(
                        speech.gettext("Download the {file}", file=label),
                        made,
                        file_name=f"{name}.{ending}",
                        mime=mime,
                        on_click="ignore",
                        key=f"share-{ending}",
                    )


def _writer(choice: Choice, report: Report, format_: Format) -> Callable[[], bytes]:
    return lambda: formats.content(choice.catalog, report, format_)


def _order(choice: Choice) -> Order:
    return Order(
        scenarios=(choice.scenario,),
        language=choice.language,
        theme=choice.theme,
        day=choice.day,
    )


def _svg(choice: Choice, order: Order) -> Job:
    yield 0.1
    figure = composition.compose(choice.catalog, order)
    yield 0.4
    plate = composition.plate(choice.catalog, figure)
    yield 0.7
    return poster.poster(figure, plate).svg.encode()


def _png(choice: Choice, order: Order) -> Job:
    svg = yield from _svg(choice, order)
    yield 0.8
    return raster.png(svg.decode(), 2 * poster.POSTER_WIDTH)


def _folder(choice: Choice, order: Order, name: str) -> Job:
    """Make the folder of the embed view, with a freeze to compare."""
    beside = SCENARIOS.find(_BESIDE)
    both = dict.fromkeys((choice.scenario, beside))
    wanted = replace(order, scenarios=tuple(both), theme="auto")
    chosen = [
        map_recipe.choose(each.id) if each.kind != "own" else map_recipe.without_file(each)
        for each in both
    ]
    folder = yield from map_figure.making(choice.catalog, wanted, chosen)
    return folders.archive(folder, name)


def _show_citation(choice: Choice, report: Report, address: str, speech: Speech) -> None:
    st.html(f"<h2>{escape(speech.gettext('How to cite'))}</h2>")
    cited = citing.cite(report, address, datetime.now(UTC).date(), choice.language)
    forms = (
        (speech.gettext("text"), cited.text, "txt"),
        ("BibTeX", cited.bibtex, "bib"),
        ("CSL-JSON", cited.csl_json, "json"),
    )
    tabs = st.tabs([label for label, _, _ in forms])
    for tab, (label, text, ending) in zip(tabs, forms, strict=True):
        with tab:
            st.code(text, language=None, wrap_lines=True)
            st.download_button(
                speech.gettext("Download the {file}", file=label),
                text,
                file_name=f"frontline-{choice.scenario.id}.{ending}",
                on_click="ignore",
                key=f"cite-{ending}",
            )
