"""Interactive map as one offline page: a folium map, dressed like the explorer's."""

from branca.element import Element, Figure

from explorer.cartography import palette
from explorer.cartography.palette import Theme
from explorer.cartography.webmap import assets, base, features
from explorer.cartography.webmap.assets import LeafletMap, SvgDefinitions, label
from explorer.cartography.webmap.elements import Dressed
from explorer.cartography.webmap.verbatim import Markup, number, style
from explorer.language import Language, speech_in
from explorer.layers.catalog import Catalog
from explorer.results.report import Report
from explorer.wording import provenance
from explorer.wording import report as report_wording


def page(
    catalog: Catalog,
    report: Report,
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> str:
    """
    Write a scenario's map as one HTML file that works without a network.

    Parameters
    ----------
    catalog
        The layers.
    report
        What the scenario comes to.
    language, theme
        Words and colours.

    Returns
    -------
    html
        Headline, legend, map, source and disclaimer; the same bytes every time.

    Raises
    ------
    OutputError
        When the map would load something from outside.
    """
    found = features.drawing(catalog, report, language=language, theme=theme)
    told = base.describe(catalog, language, theme)
    drawn = LeafletMap(location=_MIDDLE, zoom_start=6, control_scale=True, **_options(catalog))
    drawn.add_child(SvgDefinitions(str(told["hatching"])))
    drawn.add_child(Dressed(told, found))
    drawn.add_child(Markup(_foot(catalog, report, language)))
    root = drawn.get_root()
    if not isinstance(root, Figure):
        raise TypeError("a folium map stands in a figure")
    root.html.add_child(Element(_head(report, found["legend"], language)), index=0)
    sheet = style("page.css", palette.SURFACES[theme])
    root.header.add_child(Element(f"<style>{told['style']}{sheet}</style>"))
    number(root)
    title = report.scenario.title.in_language(language)
    described = (
        f'{_CONTAINER} role="main" aria-label="{label(report_wording.alt_text(report, language))}"'
    )
    text = root.render().replace(_CONTAINER, described, 1)
    return assets.inline(text, title=title, lang=language)


_MIDDLE = (48.5, 31.5)
_CONTAINER = '<div class="folium-map"'


def _options(catalog: Catalog) -> dict[str, object]:
    return base.options(catalog) | {"zoom_control": "bottomright"}


def _head(report: Report, strip: str, language: Language) -> str:
    proposal = report.scenario
    return (
        f'<header><p class="kicker">{label(proposal.title.in_language(language))}'
        f" <span>{label(provenance.proposed(proposal, language))}</span></p>"
        f"<h1>{label(report_wording.headline(report, language))}</h1>{strip}</header>"
    )


def _foot(catalog: Catalog, report: Report, language: Language) -> str:
    speech = speech_in(language)
    belt = speech.gettext(catalog.resource("fortress_belt").credit)
    lines = [
        provenance.source_line(report, language),
        provenance.interval_line(report, language),
        *(
            speech.gettext("Assumed: {text}", text=t)
            for t in provenance.assumptions(report, language)
        ),
        provenance.told_by(report, language),
        speech.gettext("Fortress belt: {credit}.", credit=belt),
        speech.gettext(provenance.DISCLAIMER),
    ]
    return "<footer>" + "".join(f"<p>{label(line)}</p>" for line in lines) + "</footer>"
