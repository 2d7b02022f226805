// The map in the explorer: fetches what never changes once, lays in what the server sends, and
// tells the server where the reader clicked, what they drew, and where they moved to.

const boards = new WeakMap();
const linked = new Map();
const bases = new Map();
const SETTLED_MS = 350;
const MOST_HANDLES = 250;

function script(address) {
    return new Promise((done, failed) => {
        const made = document.createElement("script");
        made.src = address;
        made.onload = done;
        made.onerror = () => failed(new Error(`${address} cannot be loaded`));
        document.head.append(made);
    });
}

function library(files) {
    const at = (name) => new URL(files[name], document.baseURI).href;
    if (!globalThis.frontlineLibrary) {
        const sheet = document.createElement("link");
        sheet.rel = "stylesheet";
        sheet.href = at("sheet");
        document.head.append(sheet);
        globalThis.frontlineLibrary = Promise.all([script(at("leaflet")), script(at("map"))]);
    }
    return globalThis.frontlineLibrary;
}

function fetched(address) {
    const url = new URL(address, document.baseURI).href;
    if (!bases.has(url)) { bases.set(url, fetch(url).then((answer) => answer.json())); }
    return bases.get(url);
}

function once(tag, id, parent) {
    const found = document.getElementById(id);
    if (found) { return found; }
    const made = document.createElement(tag);
    made.id = id;
    parent.append(made);
    return made;
}

function element(tag, className, parent, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    parent.append(made);
    return made;
}

function button(parent, text, act, title = "") {
    const made = element("button", "", parent, text);
    made.type = "button";
    if (title) { made.title = title; made.setAttribute("aria-label", title); }
    made.addEventListener("click", act);
    return made;
}

// Move maps as no reader has: where they stand then is not told to the server.
let isUnasked = false;
function unasked(move) {
    isUnasked = true;
    try { move(); } finally { isUnasked = false; }
}

class Board {
    constructor(holder) {
        this.holder = holder;
        this.map = null;
    }

    async show(told, server) {
        this.server = server;
        this.wanted = told;
        const [base] = await Promise.all([fetched(told.base), library(told.files)]);
        // a later call overtook this one, or the reader has left
        if (this.wanted !== told || !this.holder.isConnected) { return; }
        if (this.base !== told.base) { this.raise(told, base); }
        frontlineMap.lay(this.map, told.drawing);
        this.basemap(told.tiles);
        this.spot(told.spot);
        this.pencil?.show(told.sketch);
        if (told.opensOnChanges !== this.opened) {
            this.opened = told.opensOnChanges;
            if (told.opensOnChanges) { unasked(() => this.map.openOnChanges()); }
        }
        this.holder.dataset.drawn = told.mark;
    }

    // Build the map, or build it anew in other words or colours where the reader had moved it.
    raise(told, base) {
        const view = this.map && !this.map.isLeftAlone()
            ? [this.map.getCenter().lat, this.map.getCenter().lng, this.map.getZoom()]
            : told.at;
        this.remove();
        this.base = told.base;
        once("style", "frontline-map-style", document.head).textContent = base.style;
        const svg = once("div", "frontline-hatching", document.body);
        svg.innerHTML = '<svg width="0" height="0" style="position:absolute" aria-hidden="true">'
            + `<defs>${base.hatching}</defs></svg>`;
        const frame = element("div", "board-map", this.holder);
        frame.setAttribute("role", "application");
        frame.setAttribute("aria-label", told.words.map);
        this.map = L.map(frame, {...base.options, zoomControl: false});
        this.map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
        L.control.zoom({position: "bottomright"}).addTo(this.map);
        L.control.scale({imperial: false}).addTo(this.map);
        frontlineMap.dress(this.map, base);
        if (view) { this.map.openAt(view); }
        this.resized = new ResizeObserver(() => {
            unasked(() => this.map.invalidateSize({animate: false}));
        });
        this.resized.observe(frame);
        this.listen(frame, told);
        if (told.link) { unasked(() => this.join(told.link)); }
        if (told.words.sketch) { this.pencil = new Pencil(this, told.words.sketch); }
    }

    listen(frame, told) {
        if (told.clickable) {
            this.map.on("click", ({latlng}) => this.pick(latlng));
            // the keyboard picks what stands in the middle
            frame.addEventListener("keydown", (event) => {
                if (event.key === "Enter" && event.target === frame) {
                    this.pick(this.map.getCenter());
                }
            });
        }
        if (told.keepsView) {
            this.map.on("moveend", () => {
                if (isUnasked) { return; }
                clearTimeout(this.settling);
                this.settling = setTimeout(() => this.tellView(), SETTLED_MS);
            });
        }
    }

    pick({lat, lng}) {
        if (this.pencil?.busy) { return; }
        this.server.trigger("spot", [lat, lng]);
    }

    tellView() {
        if (!this.map || this.map.isLeftAlone()) { return; }
        const {lat, lng} = this.map.getCenter();
        const view = [lat.toFixed(3), lng.toFixed(3), this.map.getZoom()].join(",");
        if (view !== this.view) { this.server.state("view", this.view = view); }
    }

    join(word) {
        if (!linked.has(word)) { linked.set(word, new Set()); }
        const group = linked.get(word);
        const other = [...group].find((each) => each.map);
        if (other) { this.map.openAt([...Object.values(other.map.getCenter()), other.map.getZoom()]); }
        group.add(this);
        this.leave = () => group.delete(this);
        this.map.on("move", () => {
            if (this.following) { return; }
            group.forEach((other) => {
                if (other === this || !other.map) { return; }
                other.following = true;
                other.map.openAt([...Object.values(this.map.getCenter()), this.map.getZoom()]);
                other.following = false;
            });
        });
    }

    basemap(tiles) {
        if (!tiles === !this.tiles) { return; }
        this.tiles?.remove();
        this.tiles = tiles && L.tileLayer(tiles.url, {attribution: tiles.credit}).addTo(this.map);
        this.map.getPane("ground").style.opacity = tiles ? 0.75 : 1;
        ["water", "neighbours"].forEach((pane) => {
            this.map.getPane(pane).style.display = tiles ? "none" : "";
        });
    }

    spot(at) {
        this.mark?.remove();
        this.mark = at && L.marker(at, {
            icon: L.divIcon({className: "spot", iconSize: [18, 18]}),
            interactive: false,
            keyboard: false,
        }).addTo(this.map);
    }

    remove() {
        clearTimeout(this.settling);
        this.leave?.();
        this.resized?.disconnect();
        this.map?.remove();
        this.holder.replaceChildren();
        this.map = this.pencil = this.tiles = this.mark = this.base = null;
    }
}

// Draws a line or an area point by point, and edits the points of one that is there.
class Pencil {
    constructor(board, words) {
        this.board = board;
        this.map = board.map;
        this.words = words;
        this.points = [];
        this.layers = L.layerGroup().addTo(this.map);
        this.handles = L.layerGroup().addTo(this.map);
        this.bar = element("div", "pencil leaflet-bar", board.holder);
        this.bar.setAttribute("role", "toolbar");
        this.bar.setAttribute("aria-label", words.toolbar);
        this.hint = element("p", "pencil-hint", board.holder);
        this.hint.setAttribute("role", "status");
        this.rest();
        this.map.on("click", ({latlng}) => { if (this.kind) { this.add(latlng); } });
        this.map.on("mousemove", ({latlng}) => this.lead(latlng));
        this.map.getContainer().addEventListener("keydown", (event) => this.key(event));
    }

    get busy() { return Boolean(this.kind); }

    // Not drawing: what can be begun.
    rest() {
        this.kind = null;
        this.points = [];
        this.map.doubleClickZoom.enable();
        this.layers.clearLayers();
        this.hint.textContent = "";
        this.bar.replaceChildren();
        button(this.bar, this.words.line, () => this.begin("line"));
        button(this.bar, this.words.area, () => this.begin("area"));
        this.map.getContainer().classList.remove("drawing");
        if (this.told) { this.handle(this.told); }
    }

    begin(kind) {
        this.kind = kind;
        this.handles.clearLayers();
        this.map.doubleClickZoom.disable();
        this.map.getContainer().classList.add("drawing");
        this.bar.replaceChildren();
        button(this.bar, this.words.middle, () => this.add(this.map.getCenter()));
        this.back = button(this.bar, this.words.back, () => this.takeBack());
        this.end = button(this.bar, this.words.finish, () => this.finish());
        button(this.bar, this.words.cancel, () => this.rest());
        this.hint.textContent = this.words.hint;
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
        this.end.disabled = this.points.length < (this.kind === "area" ? 3 : 2);
    }

    key(event) {
        if (!this.kind || event.target.closest("button")) { return; }
        const undo = event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey));
        if (undo) { this.takeBack(); }
        else if (event.key === "Escape") { this.rest(); }
        else if (event.key === " ") { this.add(this.map.getCenter()); }
        else if (event.key === "Enter") { this.finish(); }
        else { return; }
        event.preventDefault();
        event.stopPropagation();
    }

    finish() {
        if (this.end.disabled) { return; }
        this.tell(this.kind, [this.points.map(({lat, lng}) => [lng, lat])]);
        this.rest();
    }

    tell(kind, parts, name = null) {
        const rounded = parts.map((part) => part.map((at) => at.map((x) => Number(x.toFixed(5)))));
        this.board.server.trigger("sketch", {kind, parts: rounded, name});
    }

    // What is there already, with a handle on each point.
    show(told) {
        const mark = JSON.stringify(told);
        if (mark === this.mark) { return; }
        this.mark = mark;
        this.told = told;
        this.outline?.remove();
        this.handles.clearLayers();
        if (told && !this.kind) { this.handle(told); }
    }

    handle({kind, parts, name, sides}) {
        this.handles.clearLayers();
        this.outline?.remove();
        const shape = kind === "area" ? L.polygon : L.polyline;
        const turned = parts.map((part) => part.map(([lng, lat]) => [lat, lng]));
        this.outline = shape(turned, {className: "pencil-line", interactive: false})
            .addTo(this.map);
        if (sides.length) { this.side(turned[0], sides); }
        const all = parts.reduce((sum, part) => sum + part.length, 0);
        if (all > MOST_HANDLES) { this.hint.textContent = this.words.many; return; }
        parts.forEach((part, row) => part.forEach((at, place) => {
            this.grip({kind, parts, name}, row, place, at, false);
            const next = part[place + 1] || (kind === "area" ? part[0] : null);
            if (next) {
                const middle = [(at[0] + next[0]) / 2, (at[1] + next[1]) / 2];
                this.grip({kind, parts, name}, row, place + 1, middle, true);
            }
        }));
    }

    // Who gets the ground on the left and on the right, written beside the middle of a line.
    side(line, sides) {
        const place = Math.max(1, Math.floor(line.length / 2));
        const [from, to] = [place - 1, place].map((at) => L.CRS.EPSG3857.project(L.latLng(line[at])));
        const along = to.subtract(from), long = Math.hypot(along.x, along.y) || 1;
        const middle = L.CRS.EPSG3857.unproject(from.add(to).divideBy(2));
        sides.forEach((text, right) => {
            const turn = (right ? 1 : -1) * 34 / long;
            // on the screen y runs down: the left of a line that runs east is up
            const icon = L.divIcon({
                className: "side-name",
                iconSize: [0, 0],
                iconAnchor: [-along.y * turn, -along.x * turn],
            });
            const options = {icon, interactive: false, keyboard: false};
            const marker = L.marker(middle, options).addTo(this.handles);
            marker.getElement().append(Object.assign(
                document.createElement("span"), {textContent: text},
            ));
        });
    }

    // A point that can be dragged, nudged by arrow keys and deleted; or one that can be put in.
    grip({kind, parts, name}, row, place, [lng, lat], fresh) {
        const size = fresh ? [10, 10] : [14, 14];
        const icon = L.divIcon({className: fresh ? "grip fresh" : "grip", iconSize: size});
        const title = fresh ? this.words.between : this.words.point;
        const marker = L.marker([lat, lng], {icon, draggable: true, title, alt: title, keyboard: !fresh});
        const changed = (edit) => {
            const copy = parts.map((part) => part.map((at) => [...at]));
            edit(copy[row]);
            const left = copy.filter((part) => part.length >= (kind === "area" ? 3 : 2));
            if (left.length) { this.tell(kind, left, name); }
        };
        const put = ({lat: y, lng: x}) => changed((part) => {
            part.splice(place, fresh ? 0 : 1, [x, y]);
        });
        marker.on("dragend", () => put(marker.getLatLng()));
        marker.on("keydown", ({originalEvent: event}) => {
            const steps = {
                ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8],
            };
            if (steps[event.key]) {
                const from = this.map.latLngToContainerPoint(marker.getLatLng());
                put(this.map.containerPointToLatLng(from.add(steps[event.key])));
            } else if (event.key === "Delete" || event.key === "Backspace") {
                changed((part) => part.splice(place, 1));
            } else { return; }
            event.preventDefault();
            event.stopPropagation();
        });
        marker.addTo(this.handles);
        if (!fresh) { marker.getElement().setAttribute("role", "button"); }
    }
}

export default function ({data, parentElement, setStateValue, setTriggerValue}) {
    const holder = parentElement.querySelector(".board");
    if (!boards.has(holder)) { boards.set(holder, new Board(holder)); }
    const board = boards.get(holder);
    const told = JSON.parse(new TextDecoder().decode(data));
    holder.style.setProperty("--height", `${told.height}px`);
    board.show(told, {state: setStateValue, trigger: setTriggerValue}).catch((fault) => {
        element("p", "board-fault", holder, String(fault.message || fault));
    });
    return () => { if (!holder.isConnected) { board.remove(); boards.delete(holder); } };
}
