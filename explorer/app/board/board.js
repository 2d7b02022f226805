// The map in the explorer: fetches what never changes once, lays in what the server sends, and
// tells the server where the reader clicked, what they drew, and where they moved to.

const boards = new WeakMap();
const linked = new Map();
const bases = new Map();
const SETTLED_MS = 350;

function loaded(tag, attributes) {
    return new Promise((done, failed) => {
        const made = Object.assign(document.createElement(tag), attributes);
        made.onload = done;
        made.onerror = () => {
            made.remove();
            failed(new Error(`${attributes.src || attributes.href} cannot be loaded`));
        };
        document.head.append(made);
    });
}

function library(files) {
    const at = (name) => new URL(files[name], document.baseURI).href;
    if (!globalThis.frontlineLibrary) {
        const scripts = ["leaflet", "map", "pencil"].map((name) => loaded("script", {src: at(name)}));
        const sheet = loaded("link", {rel: "stylesheet", href: at("sheet")});
        globalThis.frontlineLibrary = Promise.all([sheet, ...scripts]);
        // what cannot be loaded now is asked for again by the next who needs it
        globalThis.frontlineLibrary.catch(() => { globalThis.frontlineLibrary = null; });
    }
    return globalThis.frontlineLibrary;
}

async function read(url) {
    const answer = await fetch(url);
    if (!answer.ok) { throw new Error(`${url} cannot be loaded (${answer.status})`); }
    return answer.json();
}

function fetched(address) {
    const url = new URL(address, document.baseURI).href;
    if (!bases.has(url)) {
        bases.set(url, read(url));
        bases.get(url).catch(() => bases.delete(url));
    }
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

// A view as the address writes it; none is empty.
function written(view) {
    return view ? [view[0].toFixed(3), view[1].toFixed(3), view[2]].join() : "";
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
        this.later = {};
    }

    async show(told, server) {
        this.server = server;
        this.wanted = told;
        // views that an answer of the server may repeat: it lags behind the reader
        this.known ??= new Set([this.view = written(told.at)]);
        const [base] = await Promise.all([fetched(told.base), library(told.files)]);
        // a later call overtook this one, or the reader has left
        if (this.wanted !== told || !this.holder.isConnected) { return; }
        if (this.base !== told.base) { this.raise(told, base); }
        frontlineMap.lay(this.map, told.drawing);
        this.basemap(told.tiles);
        this.spot(told.spot);
        this.pencil?.show(told.sketches);
        if (told.keepsView) { this.follow(told.at); }
        if (told.opensOnChanges !== this.opened) {
            this.opened = told.opensOnChanges;
            if (told.opensOnChanges) { unasked(() => this.map.openOnChanges()); }
        }
        this.holder.querySelector(".board-fault")?.remove();
        this.holder.dataset.drawn = told.mark;
    }

    fail(told, fault) {
        if (this.wanted !== told) { return; }
        const shown = this.holder.querySelector(".board-fault");
        const made = shown || element("p", "board-fault", this.holder);
        made.setAttribute("role", "alert");
        made.textContent = String(fault.message || fault);
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
        frontlineMap.dress(this.map, base);
        if (view) { this.map.openAt(view); }
        this.resized = new ResizeObserver(() => {
            unasked(() => this.map.invalidateSize({animate: false}));
        });
        this.resized.observe(frame);
        this.listen(frame, told);
        if (told.link) { unasked(() => this.join(told.link)); }
        if (told.words.sketch) { this.draws(told.words.sketch); }
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
            // Back and Forward lead to an address that no answer lags behind
            this.wentBack = () => { this.known = new Set([this.view]); };
            addEventListener("popstate", this.wentBack);
        }
    }

    draws(words) {
        this.pencil = new frontlinePencil.Pencil(this.holder, this.map, words, (told) => {
            this.server.trigger("sketch", told);
        });
    }

    pick({lat, lng}) {
        if (this.pencil?.isBusy) { return; }
        this.tell("spot", [lat, lng]);
    }

    tellView() {
        if (!this.map || this.map.isLeftAlone()) { return; }
        const {lat, lng} = this.map.getCenter();
        const view = written([lat, lng, this.map.getZoom()]);
        if (view === this.view) { return; }
        this.known.add(this.view = view);
        this.tell("view", view);
    }

    // Tell the server, once it has read what was drawn: to be told more would cut that short.
    tell(event, value) {
        clearTimeout(this.later[event]);
        if (this.pencil?.isUnanswered) {
            this.later[event] = setTimeout(() => this.tell(event, value), SETTLED_MS);
        } else { this.server.trigger(event, value); }
    }

    // Go where the address leads, unless it says what this map has told the server itself.
    follow(at) {
        const view = written(at);
        if (this.known.has(view)) { return; }
        this.known.add(this.view = view);
        clearTimeout(this.settling);
        unasked(() => { if (at) { this.map.openAt(at); } else { this.map.openFirst(); } });
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
        [this.settling, ...Object.values(this.later)].forEach(clearTimeout);
        removeEventListener("popstate", this.wentBack);
        this.leave?.();
        this.resized?.disconnect();
        this.map?.remove();
        this.holder.replaceChildren();
        this.map = this.pencil = this.tiles = this.mark = this.base = null;
    }
}

export default function ({data, parentElement, setTriggerValue}) {
    const holder = parentElement.querySelector(".board");
    if (!boards.has(holder)) { boards.set(holder, new Board(holder)); }
    const board = boards.get(holder);
    const told = JSON.parse(new TextDecoder().decode(data));
    holder.style.setProperty("--height", `${told.height}px`);
    board.show(told, {trigger: setTriggerValue}).catch((fault) => board.fail(told, fault));
    return () => { if (!holder.isConnected) { board.remove(); boards.delete(holder); } };
}
