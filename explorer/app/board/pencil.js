// @ts-check
// The tools with which a line or an area is drawn on the map point by point, and the shapes that
// are there already.
var FrontlinePencil = (() => {
    "use strict";

    /** @typedef {import("./messages").Drawn} Drawn */
    /** @typedef {import("./messages").Kind} Kind */
    /** @typedef {import("./messages").NumberedDrawn} NumberedDrawn */
    /** @typedef {import("./messages").PencilWords} PencilWords */
    /** @typedef {import("./messages").Sketch} Sketch */

    // the second click of a double click lies as near to the first
    const SAME_POINT_PX = 4;
    // a server that says nothing for so long is lost, and what it said last counts
    const PATIENCE_MS = 120_000;

    /**
     * What a key does while something is drawn.
     *
     * @param {KeyboardEvent} event
     */
    function command({key, ctrlKey, metaKey}) {
        if (key === "Backspace" || (key === "z" && (ctrlKey || metaKey))) { return "takeBack"; }
        if (key === "Escape") { return "rest"; }
        if (key === " ") { return "addMiddle"; }
        return key === "Enter" ? "finish" : null;
    }

    return class Pencil {
        // the number of the newest drawing
        #serial = 0;
        /** @type {NumberedDrawn[]} what the server has not read yet */
        #unread = [];
        /** @type {Sketch[]} what the server said last */
        #latest = [];
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        #giveUp;
        /** @type {Kind | null} what is being drawn */
        #kind = null;
        /** @type {L.LatLng[]} */
        #points = [];
        /** @type {InstanceType<typeof FrontlineShape>[]} */
        #shapes = [];
        /** @type {L.Polyline | null} from the last point to the pointer */
        #leader = null;

        /**
         * @param {HTMLElement} holder
         * @param {L.Map} map
         * @param {PencilWords} words
         * @param {(drawings: NumberedDrawn[]) => void} send to the server, until it has read them
         */
        constructor(holder, map, words, send) {
            this.holder = holder;
            this.map = map;
            this.words = words;
            this.send = send;
            this.layers = L.layerGroup().addTo(map);
            // what was drawn last, until the server tells of it
            this.fresh = this.#shape();
            this.bar = L.DomUtil.create("div", "pencil leaflet-bar", holder);
            this.bar.setAttribute("role", "toolbar");
            this.bar.setAttribute("aria-label", words.toolbar);
            this.hint = L.DomUtil.create("p", "pencil-hint", holder);
            this.hint.setAttribute("role", "status");
            this.rest();
            map.on("click", ({latlng}) => { if (this.#kind) { this.add(latlng); } });
            map.on("mousemove", ({latlng}) => this.#lead(latlng));
            map.getContainer().addEventListener("keydown", (event) => this.#press(event));
        }

        get isBusy() { return this.#kind !== null; }

        get isUnanswered() {
            return [this.fresh, ...this.#shapes].some((shape) => shape.isUnanswered);
        }

        #shape() {
            const refuse = () => this.#say(this.words.few);
            const send = (/** @type {Drawn} */ drawn) => this.#send(drawn);
            return new FrontlineShape(this.map, this.words, send, refuse);
        }

        /** @param {Drawn} drawn @returns {number} with which the server will answer */
        #send(drawn) {
            this.#serial += 1;
            // of the moves of one shape the newest says all
            const others = this.#unread.filter(({name}) => !name || name !== drawn.name);
            this.#unread = [...others, {...drawn, serial: this.#serial}];
            this.send(this.#unread);
            clearTimeout(this.#giveUp);
            this.#giveUp = setTimeout(() => this.show(this.#latest, this.#serial), PATIENCE_MS);
            this.holder.setAttribute("aria-busy", "true");
            return this.#serial;
        }

        // Show what the server keeps; a shape that it kept before stays the same.
        /**
         * @param {Sketch[]} sketches
         * @param {number} answers the number of the newest drawing that it has read
         */
        show(sketches, answers) {
            // the server remembers the numbers of a pencil before this one
            this.#serial = Math.max(this.#serial, answers);
            this.#latest = sketches;
            this.#unread = this.#unread.filter(({serial}) => serial > answers);
            const left = new Set([this.fresh, ...this.#shapes]);
            this.#shapes = sketches.map((sketch) => {
                const shape = [...left].find((each) => each.matches(sketch)) ?? this.#shape();
                left.delete(shape);
                shape.isStill = this.isBusy;
                shape.receive(sketch, answers);
                return shape;
            });
            if (left.delete(this.fresh)) {
                this.fresh.receive(null, answers);
            } else {
                this.fresh = this.#shape();
            }
            for (const shape of left) { shape.remove(); }
            if (!this.isUnanswered) { clearTimeout(this.#giveUp); }
            this.holder.setAttribute("aria-busy", String(this.isUnanswered));
            this.#say();
        }

        #say(news = "") {
            const isCrowded = this.#shapes.some((shape) => shape.isCrowded);
            const resting = isCrowded ? this.words.many : news;
            const text = this.isBusy ? this.#instruction : resting;
            // a sentence that is written again would be read out again
            if (this.hint.textContent !== text) { this.hint.textContent = text; }
        }

        // A finger has no keys, and hides what it is on.
        get #instruction() {
            return matchMedia("(pointer: coarse)").matches ? this.words.tap : this.words.hint;
        }

        // Draw nothing, and offer what can be begun.
        rest() {
            this.#kind = null;
            this.#points = [];
            // the double click that finished is still on its way to the map
            setTimeout(() => { if (!this.isBusy) { this.map.doubleClickZoom.enable(); } }, 0);
            this.layers.clearLayers();
            this.bar.replaceChildren();
            this.#button(this.words.line, () => this.begin("line"));
            this.#button(this.words.area, () => this.begin("area"));
            this.map.getContainer().classList.remove("drawing");
            for (const shape of this.#shapes) { shape.keepStill(false); }
            this.#say();
        }

        /** @param {Kind} kind */
        begin(kind) {
            this.#kind = kind;
            for (const shape of this.#shapes) { shape.keepStill(true); }
            this.map.doubleClickZoom.disable();
            this.map.getContainer().classList.add("drawing");
            this.bar.replaceChildren();
            this.#button(this.words.middle, () => this.addMiddle());
            this.back = this.#button(this.words.back, () => this.takeBack());
            this.end = this.#button(this.words.finish, () => this.finish());
            this.#button(this.words.cancel, () => this.rest());
            this.#say();
            this.#draw();
            this.#focusMap();
        }

        /** @param {string} text @param {() => void} act */
        #button(text, act) {
            const button = L.DomUtil.create("button", "", this.bar);
            button.type = "button";
            button.textContent = text;
            button.addEventListener("click", act);
            return button;
        }

        /** @param {L.LatLng} at */
        add(at) {
            const last = this.#points.at(-1);
            if (last && this.#distancePx(last, at) < SAME_POINT_PX) { this.finish(); return; }
            this.#points.push(at);
            this.#draw();
        }

        addMiddle() { this.add(this.map.getCenter()); }

        /** @param {L.LatLng} one @param {L.LatLng} other */
        #distancePx(one, other) {
            const place = this.map.latLngToContainerPoint(one);
            return place.distanceTo(this.map.latLngToContainerPoint(other));
        }

        takeBack() {
            this.#points.pop();
            this.#draw();
        }

        /** @param {L.LatLng} at where the pointer is */
        #lead(at) {
            const last = this.#points.at(-1);
            if (!last) { return; }
            this.#leader?.remove();
            const options = {className: "pencil-leader", interactive: false};
            this.#leader = L.polyline([last, at], options).addTo(this.layers);
        }

        #draw() {
            this.layers.clearLayers();
            const isClosed = this.#kind === "area" && this.#points.length > 2;
            FrontlineShape.outline(this.#points, isClosed).addTo(this.layers);
            for (const at of this.#points) {
                L.circleMarker(at, {radius: 4, className: "pencil-point", interactive: false})
                    .addTo(this.layers);
            }
            if (this.back) { this.back.disabled = !this.#points.length; }
            if (this.end) { this.end.disabled = !this.#isEnough; }
        }

        get #isEnough() {
            return this.#kind && this.#points.length >= frontlineSketch.fewestPoints(this.#kind);
        }

        /** @param {KeyboardEvent} event */
        #press(event) {
            const target = /** @type {Element} */ (event.target);
            const name = command(event);
            if (!this.isBusy || !name || target.closest("button")) { return; }
            this[name]();
            event.preventDefault();
            event.stopPropagation();
        }

        finish() {
            if (!this.#kind || !this.#isEnough) { return; }
            const kind = this.#kind;
            const parts = frontlineSketch.rounded([this.#points.map(({lat, lng}) => [lng, lat])]);
            this.fresh.announce({kind, parts, name: null});
            this.rest();
            // the button that finished is gone
            this.#focusMap();
        }

        // Leave the map, and wait for no answer any more.
        remove() {
            clearTimeout(this.#giveUp);
            this.holder.removeAttribute("aria-busy");
            for (const shape of [this.fresh, ...this.#shapes]) { shape.remove(); }
        }

        #focusMap() { this.map.getContainer().focus({preventScroll: true}); }
    };
})();
