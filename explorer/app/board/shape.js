// @ts-check
// A line or an area that is there, with a handle on each point. It moves at once, the server is
// told, and what the server says before it has read the newest move changes nothing.
var FrontlineShape = (() => {
    "use strict";

    /** @typedef {import("./messages").Drawn} Drawn */
    /** @typedef {import("./messages").Parts} Parts */
    /** @typedef {import("./messages").PencilWords} PencilWords */
    /** @typedef {import("./messages").Sketch} Sketch */
    /** @typedef {ReturnType<typeof frontlineSketch.handles>[number]} Handle */
    /** @typedef {Handle & {marker: L.Marker}} Grip a handle on the map */

    const MOST_HANDLES = 250;
    /** @type {Record<string, [number, number]>} */
    const STEPS_PX = {
        ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8],
    };

    return class Shape {
        /** @type {Sketch | null} what is on the map */
        #shown = null;
        /** @type {{serial: number, signature: string}[]} what the server has not answered yet */
        #unanswered = [];
        // whether there is more to send once the server has answered
        #isWaiting = false;
        // whether its points cannot be moved, while something else is drawn
        isStill = false;
        /** @type {L.Polyline | L.Polygon | null} */
        #outline = null;
        /** @type {Grip[]} */
        #grips = [];

        /**
         * @param {L.Map} map
         * @param {PencilWords} words
         * @param {(drawn: Drawn) => number} send to the server, which answers with the number
         * @param {() => void} refuse tells that a point cannot be taken away
         */
        constructor(map, words, send, refuse) {
            this.map = map;
            this.words = words;
            this.send = send;
            this.refuse = refuse;
            this.handles = L.layerGroup().addTo(map);
            this.sides = L.layerGroup().addTo(map);
        }

        /** @param {L.LatLngExpression[] | L.LatLngExpression[][]} points */
        static outline(points, isClosed = false) {
            const options = {className: "pencil-line", interactive: false};
            return isClosed ? L.polygon(points, options) : L.polyline(points, options);
        }

        get isCrowded() { return (this.#shown?.parts.flat().length ?? 0) > MOST_HANDLES; }

        get isUnanswered() { return this.#unanswered.length > 0; }

        // Whether it is a sketch of the server's, by its name or as it was moved to.
        /** @param {Sketch} sketch */
        matches({name, parts}) {
            const there = frontlineSketch.signature(parts);
            return this.#shown?.name === name
                || this.#unanswered.some(({signature}) => signature === there);
        }

        remove() {
            this.#show(null);
            this.handles.remove();
            this.sides.remove();
        }

        /**
         * Take notice of what the server says.
         *
         * @param {Sketch | null} sketch `null` if it does not have this shape
         * @param {number} answers the number of the newest drawing that it has read
         */
        receive(sketch, answers) {
            this.#unanswered = this.#unanswered.filter(({serial}) => serial > answers);
            if (sketch && this.#shown) { this.#shown.name = sketch.name; }
            if (sketch && this.#isWaiting) { this.#report(); }
            if (!this.isUnanswered) { this.#show(sketch); }
        }

        /** @param {boolean} isStill */
        keepStill(isStill) {
            this.isStill = isStill;
            this.#draw();
            this.#writeSides();
        }

        /** @param {Drawn} drawn what the server is to know */
        announce(drawn) {
            const signature = frontlineSketch.signature(drawn.parts);
            this.#unanswered.push({serial: this.send(drawn), signature});
        }

        /** @param {Sketch | null} sketch */
        #show(sketch) {
            const before = this.#shown;
            const focused = before && this.#focused();
            const at = focused && String(frontlineSketch.position(before.parts, focused));
            this.#unanswered = [];
            this.#isWaiting = false;
            this.#shown = sketch && {...sketch};
            if (!isAlike(sketch, before)) {
                this.#draw();
                const stays = this.#grips.find((grip) => {
                    return !grip.isNew && String(this.#at(grip)) === at;
                });
                this.#focus(stays);
            }
            this.#writeSides();
        }

        #draw() {
            this.#outline?.remove();
            this.#outline = null;
            this.handles.clearLayers();
            this.#grips = [];
            if (!this.#shown) { return; }
            const {kind, parts} = this.#shown;
            const points = frontlineSketch.latLngs(parts);
            this.#outline = Shape.outline(points, kind === "area").addTo(this.map);
            if (this.isStill || this.isCrowded) { return; }
            this.#grips = frontlineSketch.handles(kind, parts).map((handle) => this.#grip(handle));
        }

        /** @param {Handle} handle */
        #at(handle) { return frontlineSketch.position(this.#shown?.parts ?? [], handle); }

        // A point that can be dragged, nudged by arrow keys and deleted; or one that can be put in.
        /** @param {Handle} handle */
        #grip(handle) {
            const {isNew} = handle;
            const icon = L.divIcon({
                className: isNew ? "grip fresh" : "grip", iconSize: isNew ? [10, 10] : [14, 14],
            });
            const title = isNew ? this.words.between : this.words.point;
            const [lng, lat] = this.#at(handle);
            const options = {icon, draggable: true, title, alt: title, keyboard: !isNew};
            const marker = L.marker([lat, lng], options).addTo(this.handles);
            const grip = {...handle, marker};
            marker.on("drag", () => {
                this.#outline?.setLatLngs(frontlineSketch.latLngs(this.#moved(grip)));
            });
            marker.on("dragend", () => this.#put(grip));
            marker.on("keydown", ({originalEvent}) => this.#press(grip, originalEvent));
            return grip;
        }

        /** @param {Grip} grip @param {KeyboardEvent} event */
        #press(grip, event) {
            const step = STEPS_PX[event.key];
            if (step) {
                const from = this.map.latLngToContainerPoint(grip.marker.getLatLng());
                grip.marker.setLatLng(this.map.containerPointToLatLng(from.add(step)));
                this.#put(grip);
            } else if (event.key === "Delete" || event.key === "Backspace") {
                this.#drop(grip);
            } else { return; }
            event.preventDefault();
            event.stopPropagation();
        }

        // The parts with a point where its handle is.
        /** @param {Grip} grip */
        #moved(grip) {
            const {lat, lng} = grip.marker.getLatLng();
            return frontlineSketch.moved(this.#shown?.parts ?? [], grip, [lng, lat]);
        }

        /** @param {Grip} grip */
        #put(grip) {
            if (!this.#shown) { return; }
            this.#shown.parts = frontlineSketch.rounded(this.#moved(grip));
            // the handles stay, and with them the focus, unless there is one more
            if (grip.isNew) { this.#draw(); } else { this.#follow(this.#shown.parts); }
            this.#report();
        }

        /** @param {Parts} parts */
        #follow(parts) {
            this.#outline?.setLatLngs(frontlineSketch.latLngs(parts));
            for (const grip of this.#grips) {
                const [lng, lat] = this.#at(grip);
                grip.marker.setLatLng([lat, lng]);
            }
        }

        /** @param {Grip} grip */
        #drop(grip) {
            if (!this.#shown) { return; }
            const parts = frontlineSketch.without(this.#shown.kind, this.#shown.parts, grip);
            if (!parts.length) { this.refuse(); return; }
            this.#shown.parts = parts;
            this.#draw();
            this.#focus(frontlineSketch.nearest(this.#grips, grip));
            this.#report();
        }

        /** @param {Grip | undefined} grip */
        #focus(grip) { grip?.marker.getElement()?.focus({preventScroll: true}); }

        #focused() {
            const focused = document.activeElement;
            return this.#grips.find(({marker}) => marker.getElement() === focused);
        }

        #report() {
            if (!this.#shown) { return; }
            const {kind, parts, name} = this.#shown;
            // an area gets its name from the server: told of twice before, it would be two
            this.#isWaiting = !name && this.isUnanswered;
            if (!this.#isWaiting) { this.announce({kind, parts, name}); }
        }

        // Who gets the ground on the left and on the right, written beside the middle of a line.
        #writeSides() {
            this.sides.clearLayers();
            const line = this.#shown?.parts[0] ?? [];
            const place = Math.max(1, Math.floor(line.length / 2));
            const [before, after] = [line[place - 1], line[place]].map((at) => {
                return at && L.CRS.EPSG3857.project(L.latLng(at[1], at[0]));
            });
            if (this.isStill || !this.#shown?.sides.length || !before || !after) { return; }
            const middle = L.CRS.EPSG3857.unproject(before.add(after).divideBy(2));
            frontlineSketch.sideOffsets(before, after).forEach(({x, y}, side) => {
                const icon = L.divIcon({
                    className: "side-name", iconSize: [0, 0], iconAnchor: [-x, -y],
                });
                const options = {icon, interactive: false, keyboard: false};
                const element = L.marker(middle, options).addTo(this.sides).getElement();
                const name = L.DomUtil.create("span", "", element);
                name.textContent = this.#shown?.sides[side] ?? "";
            });
        }
    };

    /** @param {Sketch | null} one @param {Sketch | null} other */
    function isAlike(one, other) {
        return one?.kind === other?.kind
            && JSON.stringify(one?.parts) === JSON.stringify(other?.parts);
    }
})();
