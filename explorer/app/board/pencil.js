// Draws a line or an area on the map point by point, and edits the points of one that is there.
globalThis.frontlinePencil = (function () {
    "use strict";

    const MOST_HANDLES = 250;
    // after so long without an answer, none is waited for, and what the server said last counts
    const PATIENCE_MS = 5000;
    const STEPS_PX = {
        ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8],
    };

    function fewest(kind) { return kind === "area" ? 3 : 2; }

    function turned(parts) { return parts.map((part) => part.map(([lng, lat]) => [lat, lng])); }

    function rounded(parts) {
        return parts.map((part) => part.map((at) => at.map((x) => Number(x.toFixed(5)))));
    }

    // The same for a line that was run backwards: the server turns Russia's side to its right.
    function points(parts) { return parts.flat().map(String).sort().join(" "); }

    function button(bar, text, act) {
        const made = L.DomUtil.create("button", "", bar);
        made.type = "button";
        made.textContent = text;
        made.addEventListener("click", act);
        return made;
    }

    // A line or an area that is there, with a handle on each point. It moves at once, the server
    // is told, and an answer to what has been moved on since changes nothing.
    class Shape {
        constructor(map, words, tell, refuse) {
            Object.assign(this, {map, words, tell, refuse, told: null, shown: null, isStill: false});
            this.unanswered = [];
            this.grips = [];
            this.handles = L.layerGroup().addTo(map);
            this.names = L.layerGroup().addTo(map);
        }

        get isCrowded() { return this.shown?.parts.flat().length > MOST_HANDLES; }

        // Whether it is what the server tells of, by its name or as it was moved to.
        is(told) {
            return this.shown?.name === told.name || this.unanswered.includes(points(told.parts));
        }

        remove() {
            this.hear(null);
            this.handles.remove();
            this.names.remove();
        }

        hear(told) {
            const mark = JSON.stringify(told);
            if (mark === this.mark) { return; }
            this.mark = mark;
            this.told = told;
            const place = told ? this.unanswered.indexOf(points(told.parts)) : -1;
            if (place < 0 || !this.shown) { this.take(told); return; }
            this.unanswered.splice(0, place + 1);
            this.shown.name = told.name;
            if (this.isWaiting) { this.send(); }
            if (!this.unanswered.length) { this.take(told); }
        }

        // Show what the server says.
        take(told) {
            const held = this.focused();
            const at = held && String(this.shown.parts[held[0]][held[1]]);
            const stays = JSON.stringify(told?.parts) === JSON.stringify(this.shown?.parts)
                && told?.kind === this.shown?.kind;
            this.settle();
            this.shown = told && {...told};
            if (!stays) {
                this.draw();
                this.focus(this.grips.find((grip) => !grip.fresh && String(this.where(grip)) === at));
            }
            this.side();
        }

        // Stand still while something else is drawn.
        still(isStill) {
            this.isStill = isStill;
            this.draw();
            this.side();
        }

        draw() {
            this.outline?.remove();
            this.outline = null;
            this.handles.clearLayers();
            this.grips = [];
            if (!this.shown) { return; }
            const {kind, parts} = this.shown;
            const shape = kind === "area" ? L.polygon : L.polyline;
            this.outline = shape(turned(parts), {className: "pencil-line", interactive: false})
                .addTo(this.map);
            if (this.isStill || this.isCrowded) { return; }
            parts.forEach((part, row) => part.forEach((_, place) => {
                this.grip({row, place, fresh: false});
                if (part[place + 1] || kind === "area") {
                    this.grip({row, place: place + 1, fresh: true});
                }
            }));
        }

        // Where a handle stands: on its point, or half way to the point before.
        where({row, place, fresh}) {
            const part = this.shown.parts[row];
            if (!fresh) { return part[place]; }
            const from = part[place - 1], to = part[place % part.length];
            return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
        }

        // A point that can be dragged, nudged by arrow keys and deleted; or one that can be put in.
        grip(grip) {
            const {fresh} = grip, size = fresh ? [10, 10] : [14, 14];
            const icon = L.divIcon({className: fresh ? "grip fresh" : "grip", iconSize: size});
            const title = fresh ? this.words.between : this.words.point;
            const [lng, lat] = this.where(grip);
            const options = {icon, draggable: true, title, alt: title, keyboard: !fresh};
            grip.marker = L.marker([lat, lng], options).addTo(this.handles);
            grip.marker.on("drag", () => {
                this.outline.setLatLngs(turned(this.moved(grip, grip.marker.getLatLng())));
            });
            grip.marker.on("dragend", () => this.put(grip, grip.marker.getLatLng()));
            grip.marker.on("keydown", ({originalEvent}) => this.key(grip, originalEvent));
            this.grips.push(grip);
        }

        key(grip, event) {
            const step = STEPS_PX[event.key];
            if (step) {
                const from = this.map.latLngToContainerPoint(grip.marker.getLatLng());
                this.put(grip, this.map.containerPointToLatLng(from.add(step)));
            } else if (event.key === "Delete" || event.key === "Backspace") {
                this.drop(grip);
            } else { return; }
            event.preventDefault();
            event.stopPropagation();
        }

        moved({row, place, fresh}, {lat, lng}) {
            const parts = this.shown.parts.map((part) => [...part]);
            parts[row].splice(place, fresh ? 0 : 1, [lng, lat]);
            return parts;
        }

        put(grip, at) {
            this.shown.parts = rounded(this.moved(grip, at));
            // the handles stay, and with them the focus, unless there is one more
            if (grip.fresh) { this.draw(); } else { this.follow(); }
            this.send();
        }

        follow() {
            this.outline.setLatLngs(turned(this.shown.parts));
            this.grips.forEach((grip) => {
                const [lng, lat] = this.where(grip);
                grip.marker.setLatLng([lat, lng]);
            });
        }

        drop({row, place}) {
            const {kind, parts} = this.shown;
            const left = parts.map((part, each) => part.filter((_, at) => each !== row || at !== place))
                .filter((part) => part.length >= fewest(kind));
            if (!left.length) { this.refuse(); return; }
            this.shown.parts = left;
            this.draw();
            this.focus(this.nearest(row, place));
            this.send();
        }

        // The handle of a part and a place, or the last before it.
        nearest(row, place) {
            const points = this.grips.filter((grip) => !grip.fresh);
            return points.findLast((grip) => grip.row === row && grip.place <= place)
                || points.findLast((grip) => grip.row <= row);
        }

        focus(grip) { grip?.marker.getElement().focus({preventScroll: true}); }

        focused() {
            const found = this.grips.find(({marker}) => marker.getElement() === document.activeElement);
            return found && [found.row, found.place];
        }

        send() {
            const {kind, parts, name} = this.shown;
            // an area gets its name from the server: told of twice before, it would be two
            this.isWaiting = !name && this.unanswered.length > 0;
            if (!this.isWaiting) { this.announce({kind, parts, name}); }
        }

        announce(drawn) {
            this.unanswered.push(points(drawn.parts));
            this.tell(drawn);
            clearTimeout(this.late);
            this.late = setTimeout(() => this.take(this.told), PATIENCE_MS);
        }

        settle() {
            clearTimeout(this.late);
            this.unanswered = [];
            this.isWaiting = false;
        }

        // Who gets the ground on the left and on the right, written beside the middle of a line.
        side() {
            this.names.clearLayers();
            if (this.isStill || !this.shown?.sides.length) { return; }
            const line = turned(this.shown.parts)[0];
            const place = Math.max(1, Math.floor(line.length / 2));
            const [from, to] = [place - 1, place].map((at) => {
                return L.CRS.EPSG3857.project(L.latLng(line[at]));
            });
            const along = to.subtract(from), long = Math.hypot(along.x, along.y) || 1;
            const middle = L.CRS.EPSG3857.unproject(from.add(to).divideBy(2));
            this.shown.sides.forEach((text, right) => {
                const turn = (right ? 1 : -1) * 34 / long;
                // on the screen y runs down: the left of a line that runs east is up
                const iconAnchor = [-along.y * turn, -along.x * turn];
                const icon = L.divIcon({className: "side-name", iconSize: [0, 0], iconAnchor});
                const options = {icon, interactive: false, keyboard: false};
                const marker = L.marker(middle, options).addTo(this.names);
                L.DomUtil.create("span", "", marker.getElement()).textContent = text;
            });
        }
    }

    // The tools, and what is being drawn with them.
    class Pencil {
        constructor(holder, map, words, tell) {
            Object.assign(this, {map, words, tell, kind: null, points: [], shapes: []});
            this.layers = L.layerGroup().addTo(map);
            // what was drawn last, until the server tells of it
            this.fresh = this.made();
            this.bar = L.DomUtil.create("div", "pencil leaflet-bar", holder);
            this.bar.setAttribute("role", "toolbar");
            this.bar.setAttribute("aria-label", words.toolbar);
            this.hint = L.DomUtil.create("p", "pencil-hint", holder);
            this.hint.setAttribute("role", "status");
            this.rest();
            map.on("click", ({latlng}) => { if (this.kind) { this.add(latlng); } });
            map.on("mousemove", ({latlng}) => this.lead(latlng));
            map.getContainer().addEventListener("keydown", (event) => this.key(event));
        }

        get isBusy() { return Boolean(this.kind); }

        get isUnanswered() {
            return [this.fresh, ...this.shapes].some((shape) => shape.unanswered.length);
        }

        made() {
            const shape = new Shape(this.map, this.words, this.tell, () => this.say(this.words.few));
            shape.hear(null);
            return shape;
        }

        // What is there already, as the server tells it.
        show(told) {
            const left = new Set([this.fresh, ...this.shapes]);
            this.shapes = told.map((each) => {
                const found = [...left].find((shape) => shape.is(each)) || this.made();
                left.delete(found);
                found.isStill = Boolean(this.kind);
                found.hear(each);
                return found;
            });
            const stays = left.has(this.fresh);
            left.delete(this.fresh);
            left.forEach((shape) => shape.remove());
            if (stays) { this.fresh.hear(null); } else { this.fresh = this.made(); }
            this.say();
        }

        say(news = "") {
            const resting = this.shapes.some((shape) => shape.isCrowded) ? this.words.many : news;
            const text = this.kind ? this.hinted : resting;
            // a sentence that is written again would be read out again
            if (this.hint.textContent !== text) { this.hint.textContent = text; }
        }

        // Not drawing: what can be begun.
        rest() {
            this.kind = null;
            this.points = [];
            // the double click that finished is still on its way to the map
            setTimeout(() => { if (!this.kind) { this.map.doubleClickZoom.enable(); } });
            this.layers.clearLayers();
            this.bar.replaceChildren();
            button(this.bar, this.words.line, () => this.begin("line"));
            button(this.bar, this.words.area, () => this.begin("area"));
            this.map.getContainer().classList.remove("drawing");
            this.shapes.forEach((shape) => shape.still(false));
            this.say();
        }

        // A finger has no keys, and hides what it is on.
        get hinted() {
            return matchMedia("(pointer: coarse)").matches ? this.words.tap : this.words.hint;
        }

        begin(kind) {
            this.kind = kind;
            this.shapes.forEach((shape) => shape.still(true));
            this.map.doubleClickZoom.disable();
            this.map.getContainer().classList.add("drawing");
            this.bar.replaceChildren();
            button(this.bar, this.words.middle, () => this.add(this.map.getCenter()));
            this.back = button(this.bar, this.words.back, () => this.takeBack());
            this.end = button(this.bar, this.words.finish, () => this.finish());
            button(this.bar, this.words.cancel, () => this.rest());
            this.say();
            this.draw();
            this.map.getContainer().focus({preventScroll: true});
        }

        add(at) {
            const last = this.points.at(-1);
            const near = last && this.map.latLngToContainerPoint(last)
                .distanceTo(this.map.latLngToContainerPoint(at)) < 4;
            // the second click of a double click lies on the first
            if (near) { this.finish(); return; }
            this.points.push(at);
            this.draw();
        }

        takeBack() { this.points.pop(); this.draw(); }

        lead(at) {
            if (!this.kind || !this.points.length) { return; }
            this.leader?.remove();
            this.leader = L.polyline([this.points.at(-1), at], {
                className: "pencil-leader", interactive: false,
            }).addTo(this.layers);
        }

        draw() {
            this.layers.clearLayers();
            const shape = this.kind === "area" && this.points.length > 2 ? L.polygon : L.polyline;
            shape(this.points, {className: "pencil-line", interactive: false}).addTo(this.layers);
            this.points.forEach((at) => {
                L.circleMarker(at, {radius: 4, className: "pencil-point", interactive: false})
                    .addTo(this.layers);
            });
            this.back.disabled = !this.points.length;
            this.end.disabled = this.points.length < fewest(this.kind);
        }

        key(event) {
            if (!this.kind || event.target.closest("button")) { return; }
            const isZ = event.key === "z" && (event.ctrlKey || event.metaKey);
            if (event.key === "Backspace" || isZ) { this.takeBack(); }
            else if (event.key === "Escape") { this.rest(); }
            else if (event.key === " ") { this.add(this.map.getCenter()); }
            else if (event.key === "Enter") { this.finish(); }
            else { return; }
            event.preventDefault();
            event.stopPropagation();
        }

        finish() {
            if (this.end.disabled) { return; }
            const parts = rounded([this.points.map(({lat, lng}) => [lng, lat])]);
            this.fresh.announce({kind: this.kind, parts, name: null});
            this.rest();
            // the button that finished is gone
            this.map.getContainer().focus({preventScroll: true});
        }
    }

    return {Pencil};
})();
