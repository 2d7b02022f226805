"""Elements: what folium lacks, each a few lines of Leaflet, for a base map that never changes.

A map is stacked in panes. A layer switch shows or hides a whole pane, so that a switch stays as it
was when the scenario inside the pane is exchanged.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from explorer.cartography.palette import Surface
from explorer.cartography.verbatim import Verbatim, style, to_script

# Bottom to top; Leaflet's own panes for tooltips and controls lie above 600.
PANES = (
    "water",
    "neighbours",
    "ground",
    "rivers",
    "statuses",
    "oblasts",
    "borders",
    "belt",
    "scenario",
    "contact",
    "names",
)
_LOWEST = 210
# From here on lines are drawn in full width.
_NEAR_ZOOM = 6.5
# A name that the edge would cut, or the buttons hide, is left out.
_HALF_LETTER_PX = 4
_BUTTONS_PX = 46
_NARROW_PX = 600
_STEP = 10
_TOUCHABLE = "ground"


class Panes(MacroElement):
    """
    The map's stack of panes, and its style.

    Parameters
    ----------
    surface
        Colours of water, names and controls.
    credit
        Whom the base map is owed to, as HTML.
    ground_opacity
        Less than 1 lets an online basemap shine through.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}
        {% macro script(this, kwargs) %}
            {{ this.panes }}.forEach(function (row) {
                var pane = {{ this._parent.get_name() }}.createPane(row[0]);
                pane.style.zIndex = row[1];
                pane.style.opacity = row[2];
                pane.style.pointerEvents = row[3] ? "auto" : "none";
            });
            {{ this._parent.get_name() }}.attributionControl.addAttribution({{ this.credit }});
            (function (map) {
                function far() {
                    map.getContainer().classList.toggle("far", map.getZoom() < {{ this.near }});
                }
                map.on("zoomend", far).whenReady(far);
            })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, surface: Surface, credit: str, ground_opacity: float = 1.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Panes"
        self.panes = to_script(
            [
                [
                    pane,
                    _LOWEST + _STEP * level,
                    ground_opacity if pane == _TOUCHABLE else 1,
                    pane == _TOUCHABLE,
                ]
                for level, pane in enumerate(PANES)
            ]
        )
        self.near = _NEAR_ZOOM
        self.style = style("map.css", surface)
        self.credit = to_script(credit)


class Switch(Layer):
    """
    An entry of the layer control that shows and hides panes.

    Parameters
    ----------
    label
        Its name in the control, as HTML.
    panes
        What it switches.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new (L.Layer.extend({
                show: function (map, display) {
                    {{ this.panes }}.forEach(function (pane) {
                        map.getPane(pane).style.display = display;
                    });
                },
                onAdd: function (map) { this.show(map, ""); },
                onRemove: function (map) { this.show(map, "none"); }
            }))();
        {% endmacro %}
        """
    )

    def __init__(self, label: str, panes: Sequence[str]) -> None:
        super().__init__(name=label, overlay=True)
        self._name = "Switch"
        self.panes = to_script(list(panes))


class Shapes(Verbatim):
    """
    GeoJSON that brings its own style.

    Parameters
    ----------
    features
        GeoJSON features whose properties are Leaflet's path options, and `tooltip`, an HTML text.
    pane
        Where they are drawn.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.geoJson({{ this.data }}, {
                pane: "{{ this.pane }}",
                interactive: {{ this.touchable }},
                smoothFactor: 0.6,
                style: function (feature) { return feature.properties; },
                onEachFeature: function (feature, layer) {
                    if (!feature.properties.tooltip) { return; }
                    layer.bindTooltip(feature.properties.tooltip, {sticky: true, opacity: 1});
                    layer.on({
                        mouseover: function () {
                            layer.setStyle({color: "{{ this.ink }}", weight: 1.8}).bringToFront();
                        },
                        mouseout: function () { layer.setStyle(feature.properties); }
                    });
                }
            }).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, features: Sequence[dict[str, Any]], pane: str, ink: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Shapes"
        self.pane = pane
        self.ink = ink
        self.touchable = "true" if pane == _TOUCHABLE else "false"
        self.data = to_script({"type": "FeatureCollection", "features": list(features)})


class Names(Verbatim):
    """
    Names that appear from a zoom level on, where the map has room for all of them.

    Parameters
    ----------
    rows
        Latitude, longitude, least zoom, kind and text (as HTML) of each.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function (map, rows) {
                var shown = new Map();
                function fits(row) {
                    var at = map.latLngToContainerPoint([row[0], row[1]]), size = map.getSize();
                    var half = row[4].length * {{ this.half_letter }};
                    var before = row[3] === "city" || row[3] === "town" ? 0 : half;
                    return at.x > before && at.x < size.x - (before || 2 * half)
                        && at.y > {{ this.top }} && at.y < size.y - 8;
                }
                function draw() {
                    var zoom = map.getZoom() + 0.01;
                    rows.forEach(function (row) {
                        if ((zoom >= row[2] && fits(row)) === shown.has(row)) { return; }
                        if (shown.has(row)) { shown.get(row).remove(); shown.delete(row); return; }
                        var icon = L.divIcon({
                            className: "name " + row[3],
                            html: "<span>" + row[4] + "</span>",
                            iconSize: [0, 0]
                        });
                        var at = [row[0], row[1]];
                        var options = {icon: icon, pane: "names", interactive: false};
                        shown.set(row, L.marker(at, options).addTo(map));
                    });
                }
                map.on("zoomend moveend resize", draw);
                map.whenReady(draw);
            })({{ this._parent.get_name() }}, {{ this.rows }});
        {% endmacro %}
        """
    )

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Names"
        self.half_letter, self.top = _HALF_LETTER_PX, _BUTTONS_PX
        self.rows = to_script([list(row) for row in rows])


class Views(MacroElement):
    """
    Two buttons, the whole country and what the scenario changes; and the first view.

    Parameters
    ----------
    whole, east
        South-west and north-east corners, as latitude and longitude, of the first view where there
        is room, and of the one on a narrow screen.
    labels
        Texts of the two buttons, as plain text.
    titles
        What Leaflet's own controls are called, by their selectors.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function (map, whole, east, labels) {
                // what the map is kept on, until the reader moves it
                var kept = first;
                function first(options) {
                    var corners = map.getSize().x < {{ this.narrow }} ? east : whole;
                    map.fitBounds(corners, options);
                }
                function changes(options) {
                    var view = {padding: [30, 46], maxZoom: 8};
                    map.fitBounds(map.changes || whole, L.extend(view, options));
                }
                function keep(view, options) { kept = view; view(options); }
                map.openOnChanges = function () { keep(changes, {animate: false}); };
                var bar = L.control({position: "topleft"});
                bar.onAdd = function () {
                    var box = L.DomUtil.create("div", "leaflet-bar views");
                    [first, changes].forEach(function (act, i) {
                        var button = L.DomUtil.create("button", "", box);
                        button.type = "button";
                        button.textContent = labels[i];
                        L.DomEvent.on(button, "click", function () { keep(act); });
                    });
                    L.DomEvent.disableClickPropagation(box);
                    return box;
                };
                bar.addTo(map);
                // Leaflet speaks English only
                Object.entries({{ this.titles }}).forEach(function (entry) {
                    var control = map.getContainer().querySelector(entry[0]);
                    control.title = entry[1];
                    control.setAttribute("aria-label", entry[1]);
                });
                // a page scrolls on under a finger; two of them move the map
                if (L.Browser.mobile) { map.dragging.disable(); }
                L.DomEvent.on(map.getContainer(), "pointerdown keydown", function () {
                    kept = null;
                });
                // a frame may get its size only after the map
                map.on("resize", function () { if (kept) { kept({animate: false}); } });
                first({animate: false});
            })({{ this._parent.get_name() }}, {{ this.whole }}, {{ this.east }}, {{ this.labels }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        whole: Sequence[Sequence[float]],
        east: Sequence[Sequence[float]],
        labels: tuple[str, str],
        titles: Mapping[str, str],
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Views"
        self.narrow = _NARROW_PX
        self.whole, self.east = to_script(whole), to_script(east)
        self.labels = to_script(list(labels))
        self.titles = to_script(dict(titles))


class Changes(MacroElement):
    """
    Tells the map where a scenario changes something; a child of its feature group.

    Parameters
    ----------
    corners
        South-west and north-east, as latitude and longitude.
    open_there
        Whether the map opens there.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent._parent.get_name() }}.changes = {{ this.corners }};
            {% if this.open_there %}
            {{ this._parent._parent.get_name() }}.openOnChanges();
            {% endif %}
        {% endmacro %}
        """
    )

    def __init__(self, corners: Sequence[Sequence[float]], *, open_there: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Changes"
        self.corners = to_script(corners)
        self.open_there = open_there
