// The map in a browser, for the explorer and for a saved page alike: a base that no scenario
// changes, and a drawing laid into it. Both are worked out in Python; here they are only shown.
globalThis.frontlineMap = (function () {
    "use strict";

    // Put panes, names, controls and the first view onto a Leaflet map.
    function dress(map, base) {
        stay(map.getContainer());
        stack(map, base);
        const control = L.control.layers(null, {}, {position: "topright", collapsed: true});
        base.switches.forEach(([label, panes]) => {
            control.addOverlay(switchOf(panes).addTo(map), label);
        });
        control.addTo(map);
        Object.entries(base.shapes).forEach(([pane, features]) => {
            shapes(features, pane, {}).addTo(map);
        });
        name(map, base.names);
        scale(map, base.units);
        views(map, base.views);
        map.drawn = {};
        return map;
    }

    // Leaflet focuses a map that is pressed: a page that scrolled to it would take the place that
    // was meant from under the finger.
    function stay(container) {
        container.focus = () => {
            HTMLElement.prototype.focus.call(container, {preventScroll: true});
        };
    }

    // A layer switch shows or hides whole panes, so that it stays as it was when a drawing changes.
    function stack(map, base) {
        base.panes.forEach(([pane, level, touchable]) => {
            const made = map.createPane(pane);
            made.style.zIndex = level;
            made.style.pointerEvents = touchable ? "auto" : "none";
        });
        map.attributionControl.addAttribution(base.credit);
        function far() {
            map.getContainer().classList.toggle("far", map.getZoom() < base.near);
        }
        map.on("zoomend", far).whenReady(far);
    }

    function switchOf(panes) {
        function display(map, value) {
            panes.forEach((pane) => { map.getPane(pane).style.display = value; });
        }
        return new (L.Layer.extend({
            onAdd(map) { display(map, ""); },
            onRemove(map) { display(map, "none"); },
        }))();
    }

    // GeoJSON whose properties are Leaflet's path options, and `tooltip`, an HTML text.
    function shapes(features, pane, looks) {
        return L.geoJson({type: "FeatureCollection", features}, {
            pane,
            interactive: pane === "ground",
            smoothFactor: 0.6,
            style: (feature) => feature.properties,
            onEachFeature(feature, layer) {
                if (!feature.properties.tooltip) { return; }
                // a shape that hears of focus is a stop for the Tab key, of which there would be dozens
                layer._addFocusListeners = () => {};
                layer.bindTooltip(feature.properties.tooltip, {sticky: true, opacity: 1});
                layer.on({
                    mouseover() {
                        layer.setStyle({color: looks.ink, weight: 1.8}).bringToFront();
                    },
                    mouseout() { layer.setStyle(feature.properties); },
                });
            },
        });
    }

    // Lay a drawing into the map: what it shares with the one before stays untouched, and what is
    // new is there before the old goes, so that nothing flashes.
    function lay(map, drawing) {
        const fresh = {};
        Object.entries(drawing.panes).forEach(([pane, features]) => {
            features.forEach((feature, place) => {
                // what lies over something else in its pane has to be put there again
                const over = pane === "ground" ? "" : place;
                const key = pane + over + JSON.stringify(feature);
                fresh[key] = map.drawn[key] || shapes([feature], pane, drawing).addTo(map);
            });
        });
        Object.entries(map.drawn).forEach(([key, layer]) => {
            if (fresh[key] !== layer) { layer.remove(); }
        });
        map.drawn = fresh;
        map.changes = drawing.changes;
    }

    // Names appear from a zoom level on, where the map has room for all of them.
    function name(map, {rows, halfLetter, top}) {
        const shown = new Map();
        function fits([latitude, longitude, , kind, text]) {
            const at = map.latLngToContainerPoint([latitude, longitude]);
            const size = map.getSize(), half = text.length * halfLetter;
            const before = kind === "city" || kind === "town" ? 0 : half;
            return at.x > before && at.x < size.x - (before || 2 * half)
                && at.y > top && at.y < size.y - 8;
        }
        function draw() {
            const zoom = map.getZoom() + 0.01;
            rows.forEach((row) => {
                if ((zoom >= row[2] && fits(row)) === shown.has(row)) { return; }
                if (shown.has(row)) { shown.get(row).remove(); shown.delete(row); return; }
                const html = `<span>${row[4]}</span>`;
                const icon = L.divIcon({className: `name ${row[3]}`, html, iconSize: [0, 0]});
                const options = {icon, pane: "names", interactive: false, keyboard: false};
                shown.set(row, L.marker([row[0], row[1]], options).addTo(map));
            });
        }
        map.on("zoomend moveend resize", draw);
        map.whenReady(draw);
    }

    // Leaflet writes the scale in English, and writes it anew whenever the map moves.
    function scale(map, units) {
        const bar = L.control.scale({imperial: false}).addTo(map).getContainer().firstChild;
        const translate = () => {
            const [number, unit] = bar.textContent.split(" ");
            if (units[unit]) { bar.textContent = `${number} ${units[unit]}`; }
        };
        // Leaflet listens to the same event, and was there first
        map.on("move", translate).whenReady(translate);
    }

    // Two buttons, the whole country and what the scenario changes; and the first view.
    function views(map, {whole, east, narrow, labels, titles}) {
        // what the map is kept on, until the reader moves it
        let kept = first;
        function first(options) {
            map.fitBounds(map.getSize().x < narrow ? east : whole, options);
        }
        function changes(options) {
            map.fitBounds(map.changes || whole, {padding: [30, 46], maxZoom: 8, ...options});
        }
        function keep(view, options) { kept = view; view(options); }
        map.openFirst = () => keep(first, {animate: false});
        map.openOnChanges = () => keep(changes, {animate: false});
        map.openAt = ([latitude, longitude, zoom]) => {
            kept = null;
            map.setView([latitude, longitude], zoom, {animate: false});
        };
        map.isLeftAlone = () => kept === first;
        const bar = L.control({position: "topleft"});
        bar.onAdd = () => {
            const box = L.DomUtil.create("div", "leaflet-bar views");
            [first, changes].forEach((act, place) => {
                const button = L.DomUtil.create("button", "", box);
                button.type = "button";
                button.textContent = labels[place];
                L.DomEvent.on(button, "click", () => keep(act));
            });
            L.DomEvent.disableClickPropagation(box);
            return box;
        };
        bar.addTo(map);
        // Leaflet speaks English only
        Object.entries(titles).forEach(([selector, title]) => {
            const control = map.getContainer().querySelector(selector);
            control.title = title;
            control.setAttribute("aria-label", title);
        });
        // a page scrolls on under a finger; two of them move the map
        if (L.Browser.mobile) { map.dragging.disable(); }
        L.DomEvent.on(map.getContainer(), "pointerdown keydown", (event) => {
            if (!event.target.closest(".views")) { kept = null; }
        });
        // a frame may get its size only after the map
        map.on("resize", () => { if (kept) { kept({animate: false}); } });
        first({animate: false});
    }

    return {dress, lay};
})();
