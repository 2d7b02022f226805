"""Interactive map as one offline page: a folium map, dressed like the explorer's."""

from explorer.cartography import palette
from explorer.cartography.palette import Theme
from explorer.cartography.webmap import base, features, folium_map
from explorer.cartography.webmap.folium_map import Dressed, LeafletMap, Markup, SvgDefinitions
from explorer.cartography.webmap.markup import label, style
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
        Computed figures of one scenario on one baseline.
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
    drawing = features.drawing(catalog, report, language=language, theme=theme)
    described = base.describe(catalog, language, theme)
    drawn = LeafletMap(
        report_wording.alt_text(report, language),
        location=_MIDDLE,
        zoom_start=6,
        **_options(catalog),
    )
    drawn.add_child(SvgDefinitions(str(described["hatching"])))
    drawn.add_child(Dressed(described, drawing))
    drawn.add_child(Markup(_foot(catalog, report, language)))
    return folium_map.page(
        drawn,
        head=_head(report, drawing["legend"], language),
        style=f"{described['style']}{style('page.css', palette.SURFACES[theme])}",
        title=report.scenario.title.in_language(language),
        lang=language,
    )


_MIDDLE = (48.5, 31.5)


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
