// @ts-check
// The map in a browser, for the explorer and for a saved page alike: a base that no scenario
// changes, and a drawing laid into it. Both are computed in Python; here they are only shown.
var frontlineMap = (() => {
    "use strict";

    /** @typedef {import("./webmap").Base} Base */
    /** @typedef {import("./webmap").Drawing} Drawing */
    /** @typedef {import("./webmap").Name} Name */
    /** @typedef {import("./webmap").Names} Names */
    /** @typedef {import("./webmap").Shape} Shape */
    /** @typedef {import("./webmap").Views} Views */
    /** @typedef {"whole" | "changes"} Opening what a map shows of itself, unless it is moved */

    const CHANGES_PADDING_PX = /** @type {[number, number]} */ ([30, 46]);
    const CHANGES_MAX_ZOOM = 8;
    const EDGE_PX = 8;

    // A Leaflet map that wears panes, names, controls and a drawing.
    class DressedMap {
        /** @type {Map<string, L.Layer>} */
        #layers = new Map();
        /** @type {Drawing["changes"]} */
        #changes = null;
        /** @type {Opening | null} */
        #opening = null;

        /** @param {L.Map} map @param {Views} views */
        constructor(map, views) {
            this.map = map;
            this.views = views;
        }

        // Lay a drawing in: what it shares with the one before stays untouched, and what is new is
        // there before the old goes, so that nothing flashes.
        /** @param {Drawing} drawing */
        lay(drawing) {
            /** @type {Map<string, L.Layer>} */
            const layers = new Map();
            for (const [key, pane, feature] of keyed(drawing)) {
                const there = layers.get(key) ?? this.#layers.get(key);
                layers.set(key, there ?? shapes([feature], pane, drawing.ink).addTo(this.map));
            }
            for (const [key, layer] of this.#layers) {
                if (!layers.has(key)) { layer.remove(); }
            }
            this.#layers = layers;
            this.#changes = drawing.changes;
        }

        // Show the whole country or what changes, and keep to it until the reader moves the map.
        /** @param {Opening} opening @param {L.FitBoundsOptions} options */
        open(opening, options = {animate: false}) {
            this.#opening = opening;
            const {whole, east, narrow} = this.views;
            if (opening === "changes") {
                const limits = {padding: CHANGES_PADDING_PX, maxZoom: CHANGES_MAX_ZOOM};
                this.map.fitBounds(this.#changes ?? whole, {...limits, ...options});
            } else {
                this.map.fitBounds(this.map.getSize().x < narrow ? east : whole, options);
            }
        }

        /** @param {[latitude: number, longitude: number, zoom: number]} view */
        openAt([latitude, longitude, zoom]) {
            this.leave();
            this.map.setView([latitude, longitude], zoom, {animate: false});
        }

        leave() { this.#opening = null; }

        // A frame may get its size only after the map.
        reopen() { if (this.#opening) { this.open(this.#opening); } }

        get isLeftAlone() { return this.#opening === "whole"; }
    }

    /**
     * Put panes, names, controls and the first view onto a Leaflet map.
     *
     * @param {L.Map} map
     * @param {Base} base
     */
    function dress(map, base) {
        keepPageStill(map.getContainer());
        stack(map, base);
        const control = L.control.layers({}, {}, {position: "topright", collapsed: true});
        for (const [label, panes] of base.switches) {
            control.addOverlay(paneSwitch(panes).addTo(map), label);
        }
        control.addTo(map);
        for (const [pane, features] of Object.entries(base.shapes)) {
            shapes(features, pane, "").addTo(map);
        }
        writeNames(map, base.names);
        addScale(map, base.units);
        const dressed = new DressedMap(map, base.views);
        addViews(dressed);
        return dressed;
    }

    // Leaflet focuses a map that is pressed: a page that scrolled to it would take the place that
    // was meant from under the finger.
    /** @param {HTMLElement} container */
    function keepPageStill(container) {
        container.focus = () => {
            HTMLElement.prototype.focus.call(container, {preventScroll: true});
        };
    }

    /** @param {L.Map} map @param {Base} base */
    function stack(map, base) {
        for (const [name, zIndex, isTouchable] of base.panes) {
            const {style} = map.createPane(name);
            style.zIndex = String(zIndex);
            style.pointerEvents = isTouchable ? "auto" : "none";
        }
        map.attributionControl.addAttribution(base.credit);
        function thin() {
            map.getContainer().classList.toggle("far", map.getZoom() < base.near);
        }
        map.on("zoomend", thin).whenReady(thin);
    }

    /**
     * A layer that shows or hides whole panes, so that it stays as it was when a drawing changes.
     *
     * @param {string[]} panes
     * @returns {L.Layer}
     */
    function paneSwitch(panes) {
        /** @param {L.Map} map @param {string} value */
        function display(map, value) {
            for (const name of panes) {
                const pane = map.getPane(name);
                if (pane) { pane.style.display = value; }
            }
        }
        return Object.assign(new L.Layer(), {
            /** @param {L.Map} map */
            onAdd(map) { display(map, ""); return this; },
            /** @param {L.Map} map */
            onRemove(map) { display(map, "none"); return this; },
        });
    }

    /**
     * @param {Shape[]} features
     * @param {string} pane
     * @param {string} ink colour of the shape under the pointer
     */
    function shapes(features, pane, ink) {
        /** @type {L.GeoJSONOptions<Shape["properties"]> & L.PolylineOptions} */
        const options = {
            pane,
            interactive: pane === "ground",
            smoothFactor: 0.6,
            style: (feature) => feature?.properties ?? {},
            onEachFeature: (feature, layer) => {
                addTooltip(feature, /** @type {L.Path} */ (layer), ink);
            },
        };
        return L.geoJSON(features, options);
    }

    /** @param {Shape} feature @param {L.Path} path @param {string} ink */
    function addTooltip({properties}, path, ink) {
        if (!properties.tooltip) { return; }
        // a shape that hears of focus is a stop for the Tab key, of which there would be dozens
        Object.assign(path, {_addFocusListeners() {}});
        path.bindTooltip(properties.tooltip, {sticky: true, opacity: 1});
        path.on({
            mouseover() { path.setStyle({color: ink, weight: 1.8}).bringToFront(); },
            mouseout() { path.setStyle(properties); },
        });
    }

    /**
     * The shapes of a drawing, each with a key that is the same in another drawing if it looks and
     * lies the same there.
     *
     * @param {Drawing} drawing
     * @returns {[key: string, pane: string, feature: Shape][]}
     */
    function keyed({panes}) {
        return Object.entries(panes).flatMap(([pane, features]) => {
            return features.map((feature, place) => {
                // what lies over something else in its pane has to be put there again
                const over = pane === "ground" ? "" : String(place);
                return [pane + over + JSON.stringify(feature), pane, feature];
            });
        });
    }

    /**
     * Whether a map has room for a name, so that neither its edge cuts it nor the buttons hide it.
     *
     * @param {Name} name
     * @param {{x: number, y: number}} at where it stands on the map, in pixels
     * @param {{x: number, y: number}} size of the map
     * @param {Names} names
     */
    function hasRoom([, , , kind, html], at, size, {halfLetter, top}) {
        const half = html.length * halfLetter;
        // the name of a town stands on the right of its dot, others around their place
        const [left, right] = kind === "city" || kind === "town" ? [0, 2 * half] : [half, half];
        return at.x > left && at.x < size.x - right && at.y > top && at.y < size.y - EDGE_PX;
    }

    // Names appear from a zoom level on, where the map has room for all of them.
    /** @param {L.Map} map @param {Names} names */
    function writeNames(map, names) {
        /** @type {Map<Name, L.Marker>} */
        const written = new Map();
        /** @param {Name} name */
        function isWanted(name) {
            const [latitude, longitude, zoom] = name;
            const at = map.latLngToContainerPoint([latitude, longitude]);
            return map.getZoom() + 0.01 >= zoom && hasRoom(name, at, map.getSize(), names);
        }
        function write() {
            for (const name of names.rows) {
                const marker = written.get(name);
                if (isWanted(name) === Boolean(marker)) { continue; }
                if (marker) {
                    marker.remove();
                    written.delete(name);
                } else {
                    written.set(name, nameMarker(name).addTo(map));
                }
            }
        }
        map.on("zoomend moveend resize", write);
        map.whenReady(write);
    }

    /** @param {Name} name */
    function nameMarker([latitude, longitude, , kind, html]) {
        const icon = L.divIcon({
            className: `name ${kind}`, html: `<span>${html}</span>`, iconSize: [0, 0],
        });
        const options = {icon, pane: "names", interactive: false, keyboard: false};
        return L.marker([latitude, longitude], options);
    }

    /**
     * Write a length in the reader's language.
     *
     * @param {string} text as Leaflet writes it, "500 m" or "10 km"
     * @param {Record<string, string>} units
     */
    function translated(text, units) {
        const [number, unit = ""] = text.split(" ");
        return unit in units ? `${number} ${units[unit]}` : text;
    }

    // Leaflet writes the scale in English, and writes it anew whenever the map moves.
    /** @param {L.Map} map @param {Base["units"]} units */
    function addScale(map, units) {
        const bar = L.control.scale({imperial: false}).addTo(map).getContainer()?.firstElementChild;
        if (!bar) { return; }
        const translate = () => { bar.textContent = translated(bar.textContent, units); };
        // Leaflet listens to the same event, and was there first
        map.on("move", translate).whenReady(translate);
    }

    // Two buttons, the whole country and what the scenario changes; and the first view.
    /** @param {DressedMap} dressed */
    function addViews(dressed) {
        const {map, views} = dressed;
        const box = L.DomUtil.create("div", "leaflet-bar views");
        /** @type {Opening[]} */
        const openings = ["whole", "changes"];
        openings.forEach((opening, place) => {
            const button = L.DomUtil.create("button", "", box);
            button.type = "button";
            button.textContent = views.labels[place] ?? "";
            L.DomEvent.on(button, "click", () => dressed.open(opening, {}));
        });
        L.DomEvent.disableClickPropagation(box);
        const bar = new L.Control({position: "topleft"});
        bar.onAdd = () => box;
        bar.addTo(map);
        translateControls(map.getContainer(), views.titles);
        // a page scrolls on under a finger; two of them move the map
        if (L.Browser.mobile) { map.dragging.disable(); }
        L.DomEvent.on(map.getContainer(), "pointerdown keydown", ({target}) => {
            if (!box.contains(/** @type {Node} */ (target))) { dressed.leave(); }
        });
        map.on("resize", () => dressed.reopen());
        dressed.open("whole");
    }

    // Leaflet speaks English only.
    /** @param {HTMLElement} container @param {Views["titles"]} titles */
    function translateControls(container, titles) {
        for (const [selector, title] of Object.entries(titles)) {
            const control = container.querySelector(selector);
            control?.setAttribute("title", title);
            control?.setAttribute("aria-label", title);
        }
    }

    return {dress, hasRoom, keyed, translated};
})();
