"""Page: the figure as one HTML file; native radio buttons and CSS alone switch its scenarios."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import rjsmin
from markupsafe import Markup

from explorer import __version__
from explorer.cartography import lettering
from explorer.cartography.figure import drawing, legend, telling, writing
from explorer.cartography.figure.composition import Figure, Plate
from explorer.cartography.figure.ground import STEP
from explorer.cartography.figure.ink import Ink, colours, variables
from explorer.cartography.figure.names import Screen
from explorer.cartography.figure.sheet import WIDTH
from explorer.cartography.palette import Theme
from explorer.cartography.templating import templates
from explorer.language import Language, speech_in
from explorer.results.parcels import Disposition
from explorer.wording import facts, provenance
from explorer.wording import report as report_wording

INDEX = "index.html"

# Type keeps its size when the map shrinks: names are laid out anew for three widths of screen, each
# with the widest viewport in CSS pixels that it serves.
_SCREENS = (
    (Screen("l", 830, towns=22), None),
    (Screen("m", 530, towns=14), 679),
    (Screen("s", 350, towns=8), 439),
)
# Where what a scenario says stands below the map and not above it.
_NARROW = "@media(max-width:30em)"
_SIGNS_FROM = 560.0
_NAMES: Mapping[Language, str] = {"en": "English", "uk": "Українською"}


def other(language: Language) -> Language:
    """
    Name the language that the figure's second page is in.

    Parameters
    ----------
    language
        The first page's.

    Returns
    -------
    language
        The other one.
    """
    return "en" if language == "uk" else "uk"


def second(language: Language) -> str:
    """
    Name the file of the figure's second page.

    Parameters
    ----------
    language
        The first page's.

    Returns
    -------
    name
        For example `index.uk.html`.
    """
    return f"index.{other(language)}.html"


def page(figure: Figure, plate: Plate, main: Language, recipe: Mapping[str, Any]) -> str:
    """
    Write a figure as a page.

    Parameters
    ----------
    figure
        The figure, in the page's language.
    plate
        Its map.
    main
        Language of `index.html`; a page in another language is linked from there and back.
    recipe
        What the figure can be made again from, for `frontline verify`.

    Returns
    -------
    html
        A page that loads nothing.
    """
    order, language = figure.order, figure.order.language
    style = _style(figure, plate)
    speech = speech_in(language)
    ink = Ink(variables(), lambda key: f"url(#k-{key})")
    defined, drawn = drawing.body(plate)
    return (
        templates()
        .get_template("figure.html.j2")
        .render(
            language=language,
            theme=order.theme,
            policy=policy(style, script()),
            generator=f"frontline-explorer {__version__}",
            title=telling.heading(figure.reports, order.title, language),
            address=order.address,
            **translations(language, main),
            style=Markup(style),  # noqa: S704  (made of our own rules and colours)
            script=Markup(script()),  # noqa: S704
            words={key: speech.gettext(text) for key, text in telling.WORDS.items()},
            scenarios=[_scenario(figure, plate, n, ink) for n in range(len(figure.reports))],
            wide=round(WIDTH),
            high=round(plate.sheet.height),
            definitions=Markup("").join([*_patterns(plate), defined]),
            drawn=drawn,
            names=[
                {"screen": screen, "markup": lettered.markup}
                for screen, _ in _SCREENS
                for lettered in [writing.letter(plate, screen, speech, lettering.SYSTEM_ALLOWANCE)]
            ],
            notes=telling.notes(figure.reports[0], language),
            recipe=carried(recipe),
        )
    )


def translations(language: Language, main: Language) -> dict[str, Any]:
    """
    Name a page and its translation, for a template.

    Parameters
    ----------
    language
        Language of the page.
    main
        Language of `index.html`.

    Returns
    -------
    names
        `here`, the page's own file, and `other`: language, file and name of the other one.
    """
    names = {main: INDEX, other(main): second(main)}
    translation = other(language)
    return {
        "here": names[language],
        "other": {
            "language": translation,
            "href": names[translation],
            "name": _NAMES[translation],
        },
    }


def carried(recipe: Mapping[str, Any]) -> Markup:
    """
    Write a recipe for a page's own data block.

    Parameters
    ----------
    recipe
        JSON-ready values.

    Returns
    -------
    text
        JSON without a letter that HTML gives a meaning.
    """
    text = json.dumps(recipe, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704  (has no angle bracket)


def _scenario(figure: Figure, plate: Plate, number: int, ink: Ink) -> dict[str, Any]:
    report, language = figure.reports[number], figure.order.language
    proposal = report.scenario
    return {
        "id": proposal.id,
        "title": proposal.title.in_language(language),
        "when": provenance.proposed(report.scenario, language),
        "headline": report_wording.headline(report, language),
        "alt": report_wording.alt_text(report, language),
        "tiles": [
            {"fact": tile.fact, "swatch": _swatch(tile.shows, ink)}
            for tile in telling.tiles(report, language)
        ],
        "legend": [
            {"label": entry.label, "swatch": _swatch(entry.shows, ink)}
            for entry in legend.entries(plate, number, language)
        ],
        "held": telling.held(report, language),
        "figures": facts.key_facts(report, language),
        "rows": telling.lines(report, language),
        "budget": telling.budget(report, language),
        "summary": proposal.summary.in_language(language),
        "assumptions": provenance.assumptions(report, language),
        "confidence": speech_in(language).gettext(provenance.CONFIDENCE[proposal.confidence]),
        "citations": [
            {"text": provenance.citation(cited, language), "url": cited.url}
            for cited in proposal.citations
        ],
    }


def _swatch(shows: legend.Shows | None, ink: Ink) -> Markup:
    return legend.swatch(shows, ink) if shows else Markup("")


def _patterns(plate: Plate) -> Iterator[Markup]:
    looks = _looks(plate)
    ink = Ink(variables(), str)
    for screen, _ in _SCREENS:
        # closer together on a small map, so that a narrow zone holds one
        sign = min(1.0, screen.pixels / _SIGNS_FROM)
        yield ink.patterns(looks, screen.unit / STEP, f"{screen.key}-", sign=sign)
    yield ink.patterns(looks, 1, "k-")


def _looks(plate: Plate) -> list[Disposition]:
    return sorted({look for patch in plate.ground.patches for look in patch.looks})


def _style(figure: Figure, plate: Plate) -> str:
    # lines keep their width when the map shrinks, so a pixel is a pixel
    ink = Ink(variables(), lambda key: f"var(--{key})")
    text = (
        templates()
        .get_template("figure.css.j2")
        .render(
            light=_declared("light"),
            dark=_declared("dark"),
            sheet="".join(_sheet_rules(plate, ink)),
            height=round(100 * plate.sheet.height / WIDTH, 4),
            screens=["".join(_screen(plate, ink, n)) for n in range(len(_SCREENS))],
            switch="".join(_switch(figure, plate, ink)),
        )
    )
    return text.strip()


def _sheet_rules(plate: Plate, ink: Ink) -> Iterator[str]:
    yield from drawing.standing_rules(ink)
    yield from drawing.status_rules(plate, ink)
    yield from drawing.scenario_rules(plate, 0, ink)


def _declared(theme: Theme) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours(theme).items())


def _screen(plate: Plate, ink: Ink, number: int) -> Iterator[str]:
    """Write the rules for one width of screen: its names, and hatching of a size that suits it."""
    screen, widest = _SCREENS[number]
    hatches = "".join(f"--{key}:url(#{screen.key}-{key});" for key in ink.keys(_looks(plate)))
    rules = "".join(writing.rules(screen, ink, f".n-{screen.key} "))
    others = ",".join(f".n-{other.key}" for other, _ in _SCREENS if other != screen)
    shown = f":root{{{hatches}}}{others}{{display:none}}.n-{screen.key}{{display:inline}}"
    yield f"{rules}@media(max-width:{widest}px){{{shown}}}" if widest else f"{rules}{shown}"


def _switch(figure: Figure, plate: Plate, ink: Ink) -> Iterator[str]:
    for number in range(1, len(figure.reports)):
        under = f":root:has(#s{number}:checked)"
        yield from drawing.scenario_rules(plate, number, ink, under=under)
        yield f"{under} .p0{{visibility:hidden}}{under} .p{number}{{visibility:inherit}}"
        yield f"{under} .q0{{display:none}}{under} .q{number}{{display:block}}"
        tell = f"{under} .tell"
        yield f"{_NARROW}{{{tell} .p0{{display:none}}{tell} .p{number}{{display:block}}}}"


@lru_cache(maxsize=1)
def script() -> str:
    """
    Read the script of a figure's page.

    Returns
    -------
    script
        `figure.js` without its comments and spaces, safe inside a `<script>` element.
    """
    source = Path(__file__).with_name("figure.js").read_text(encoding="utf-8")
    return str(rjsmin.jsmin(source))


def policy(style: str, script: str) -> str:
    """
    Write the Content-Security-Policy of a page with one style and one script of its own.

    Parameters
    ----------
    style, script
        Their texts; nothing else may run, and nothing may be loaded.

    Returns
    -------
    policy
        The value of its `<meta>`.
    """
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
