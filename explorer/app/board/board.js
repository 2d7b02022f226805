// @ts-check
// The map in the explorer: fetches what never changes once, lays in what the server sends, and
// tells the server where the reader clicked, what they drew, and where they moved to.

/** @import {Base, Drawing} from "../../cartography/webmap/webmap" */
/** @import {BoardMessage, Component, Files, PencilWords} from "./messages" */
/** @import {Place, Send, Tiles, View} from "./messages" */
/** @typedef {ReturnType<typeof frontlineMap.dress>} DressedMap */
/** @typedef {ReturnType<typeof setTimeout>} Timer */

// the map counts as at rest after so long without a move
const REST_MS = 350;
const OVER_TILES_OPACITY = "0.75";
// what parts a message from the drawing that follows it
const NEWLINE = 10;

/** @type {WeakMap<HTMLElement, Board>} */
const boards = new WeakMap();
/** @type {Map<string, Promise<Base>>} */
const bases = new Map();
/** @type {Map<string, Set<LiveMap>>} maps that move together, by the word they share */
const groups = new Map();

/**
 * Add an element that loads something to the page.
 *
 * @template {HTMLScriptElement | HTMLLinkElement} E
 * @param {E} element
 * @param {string} address
 * @returns {Promise<unknown>} rejected if it cannot be loaded
 */
function loaded(element, address) {
    return new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = () => {
            element.remove();
            reject(new Error(`${address} cannot be loaded`));
        };
        document.head.append(element);
    });
}

/** @param {string} src */
function script(src) {
    return loaded(Object.assign(document.createElement("script"), {src}), src);
}

/** @param {string} href */
function styleSheet(href) {
    const link = document.createElement("link");
    return loaded(Object.assign(link, {rel: "stylesheet", href}), href);
}

/** @param {string} address @returns {string} in full, seen from the page and not from a script */
function onPage(address) { return new URL(address, document.baseURI).href; }

/** @param {Files} files */
function library({leaflet, map, pencil, sheet}) {
    if (!globalThis.frontlineLibrary) {
        const scripts = [leaflet, map, pencil].map((address) => script(onPage(address)));
        globalThis.frontlineLibrary = Promise.all([styleSheet(onPage(sheet)), ...scripts]);
        // what cannot be loaded now is asked for again by the next who needs it
        globalThis.frontlineLibrary.catch(() => { globalThis.frontlineLibrary = null; });
    }
    return globalThis.frontlineLibrary;
}

/** @param {string} url @returns {Promise<Base>} */
async function read(url) {
    const response = await fetch(url);
    if (!response.ok) { throw new Error(`${url} cannot be loaded (${response.status})`); }
    return response.json();
}

/** @param {Uint8Array<ArrayBuffer>} packed @returns {Promise<Drawing>} */
function unpacked(packed) {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
}

/** @param {string} address */
function fetched(address) {
    const url = onPage(address);
    const there = bases.get(url);
    if (there) { return there; }
    const base = read(url);
    bases.set(url, base);
    base.catch(() => bases.delete(url));
    return base;
}

/**
 * Find an element of the page, or make it.
 *
 * @template {"style" | "div"} T
 * @param {T} tag
 * @param {string} id
 * @param {HTMLElement} parent
 */
function shared(tag, id, parent) {
    const there = document.getElementById(id);
    if (there) { return there; }
    const element = Object.assign(document.createElement(tag), {id});
    parent.append(element);
    return element;
}

/** @param {View | null} view @returns {string} as the address writes it; empty if there is none */
export function written(view) {
    return view ? [view[0].toFixed(3), view[1].toFixed(3), view[2]].join() : "";
}

/** @param {L.Map} map @returns {View} */
function viewOf(map) {
    const {lat, lng} = map.getCenter();
    return [lat, lng, map.getZoom()];
}

// Which views of a map the server has been told of. It lags behind the reader, so that an answer
// may repeat an earlier view: only one that was never told leads the map elsewhere.
export class ToldViews {
    /** @param {View | null} first where the server said that the map opens */
    constructor(first) {
        this.last = written(first);
        this.known = new Set([this.last]);
    }

    /** @param {View | null} view @returns {boolean} whether it is another than the one before */
    move(view) {
        const isNew = written(view) !== this.last;
        this.last = written(view);
        this.known.add(this.last);
        return isNew;
    }

    /** @param {View | null} view */
    leadsElsewhere(view) { return !this.known.has(written(view)); }

    // Back and Forward lead to an address that no answer lags behind.
    forget() { this.known = new Set([this.last]); }
}

// Whether maps are moved as no reader has moved them: where they are then is not for the server.
let isUnasked = false;
/** @param {() => void} move */
function unasked(move) {
    isUnasked = true;
    try { move(); } finally { isUnasked = false; }
}

// A Leaflet map on the page, as long as its base stays the same.
class LiveMap {
    /** @type {InstanceType<typeof FrontlinePencil> | null} */
    pencil = null;
    /** @type {L.TileLayer | null} */
    tiles = null;
    /** @type {L.Marker | null} */
    marker = null;
    isFollowing = false;
    /** @type {Timer | undefined} */
    resting;
    /** @type {Map<string, Timer>} what is to be told by and by, by event */
    postponed = new Map();

    /**
     * @param {HTMLElement} holder
     * @param {Base} base
     * @param {BoardMessage} message
     * @param {ToldViews} views
     * @param {Send} keep tells the server, now and with every message that follows
     */
    constructor(holder, base, message, views, keep) {
        this.views = views;
        this.keep = keep;
        this.address = message.base;
        this.frame = document.createElement("div");
        this.frame.className = "board-map";
        this.frame.setAttribute("role", "application");
        this.frame.setAttribute("aria-label", message.words.map);
        holder.append(this.frame);
        this.map = L.map(this.frame, {...base.options, zoomControl: false});
        this.map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
        L.control.zoom({position: "bottomright"}).addTo(this.map);
        /** @type {DressedMap} */
        this.dressed = frontlineMap.dress(this.map, base);
        this.resized = new ResizeObserver(() => {
            unasked(() => this.map.invalidateSize({animate: false}));
        });
        this.resized.observe(this.frame);
        this.forget = () => views.forget();
        if (message.clickable) { this.listenToClicks(); }
        if (message.keepsView) { this.listenToMoves(); }
        if (message.words.pencil) { this.addPencil(holder, message.words.pencil); }
    }

    listenToClicks() {
        this.map.on("click", ({latlng}) => this.pick(latlng));
        // the keyboard picks what stands in the middle
        this.frame.addEventListener("keydown", (event) => {
            if (event.key === "Enter" && event.target === this.frame) {
                this.pick(this.map.getCenter());
            }
        });
    }

    listenToMoves() {
        this.map.on("moveend", () => {
            if (isUnasked) { return; }
            clearTimeout(this.resting);
            this.resting = setTimeout(() => this.tellView(), REST_MS);
        });
        addEventListener("popstate", this.forget);
    }

    /** @param {HTMLElement} holder @param {PencilWords} words */
    addPencil(holder, words) {
        this.pencil = new FrontlinePencil(holder, this.map, words, (drawings) => {
            this.keep("drawn", drawings);
        });
    }

    /** @param {L.LatLng} place */
    pick({lat, lng}) {
        if (!this.pencil?.isBusy) { this.tell("click", [lat, lng]); }
    }

    tellView() {
        if (this.dressed.isLeftAlone) { return; }
        const view = viewOf(this.map);
        if (this.views.move(view)) { this.tell("view", written(view)); }
    }

    // Tell the server, once it has read what was drawn: to be told more would cut that short.
    /** @param {string} event @param {unknown} value */
    tell(event, value) {
        clearTimeout(this.postponed.get(event));
        if (this.pencil?.isUnanswered) {
            this.postponed.set(event, setTimeout(() => this.tell(event, value), REST_MS));
        } else {
            this.keep(event, {at: performance.now(), from: location.search, value});
        }
    }

    // Go where the address leads, unless it says what this map has told the server itself.
    /** @param {View | null} view */
    follow(view) {
        if (!this.views.leadsElsewhere(view)) { return; }
        this.views.move(view);
        clearTimeout(this.resting);
        unasked(() => {
            if (view) { this.dressed.openAt(view); } else { this.dressed.open("whole"); }
        });
    }

    // Pan and zoom together with the other maps that share a word.
    /** @param {string} word */
    join(word) {
        const group = groups.get(word) ?? new Set();
        groups.set(word, group);
        const [other] = group;
        if (other) { this.dressed.openAt(viewOf(other.map)); }
        group.add(this);
        this.map.on("move", () => {
            if (this.isFollowing) { return; }
            for (const each of group) {
                if (each !== this) { each.moveAlong(viewOf(this.map)); }
            }
        });
    }

    /** @param {View} view */
    moveAlong(view) {
        this.isFollowing = true;
        this.dressed.openAt(view);
        this.isFollowing = false;
    }

    // Show or remove an online map below the drawing.
    /** @param {Tiles | null} tiles */
    showTiles(tiles) {
        if (Boolean(tiles) === Boolean(this.tiles)) { return; }
        this.tiles?.remove();
        this.tiles = tiles && L.tileLayer(tiles.url, {attribution: tiles.credit}).addTo(this.map);
        this.style("ground").opacity = tiles ? OVER_TILES_OPACITY : "1";
        for (const pane of ["water", "neighbours"]) {
            this.style(pane).display = tiles ? "none" : "";
        }
    }

    /** @param {string} pane */
    style(pane) { return (this.map.getPane(pane) ?? this.map.createPane(pane)).style; }

    /** @param {Place | null} place */
    placeMarker(place) {
        this.marker?.remove();
        const icon = L.divIcon({className: "spot", iconSize: [18, 18]});
        const options = {icon, interactive: false, keyboard: false};
        this.marker = place && L.marker(place, options).addTo(this.map);
    }

    remove() {
        clearTimeout(this.resting);
        this.postponed.forEach((timer) => clearTimeout(timer));
        removeEventListener("popstate", this.forget);
        groups.forEach((group) => group.delete(this));
        this.resized.disconnect();
        this.pencil?.remove();
        this.map.remove();
    }
}

// A place on the page for a map, which is built anew in other words or colours.
class Board {
    /** @type {LiveMap | null} */
    live = null;
    /** @type {ToldViews | null} */
    views = null;
    /** @type {BoardMessage | null} the newest */
    message = null;
    hasOpenedOnChanges = false;

    /** @param {HTMLElement} holder */
    constructor(holder) { this.holder = holder; }

    /** @param {BoardMessage} message @param {Uint8Array<ArrayBuffer>} packed its drawing @param {Send} keep */
    async show(message, packed, keep) {
        this.message = message;
        const views = this.views ??= new ToldViews(message.at);
        const [base, drawing] = await Promise.all([
            fetched(message.base), unpacked(packed), library(message.files),
        ]);
        // a later message overtook this one, or the reader has left
        if (this.message !== message || !this.holder.isConnected) { return; }
        const live = this.live = this.liveMap(message, base, views, keep);
        live.keep = keep;
        live.dressed.lay(drawing);
        live.showTiles(message.tiles);
        live.placeMarker(message.marker);
        live.pencil?.show(message.sketches, message.answers);
        if (message.keepsView) { live.follow(message.at); }
        if (message.opensOnChanges && !this.hasOpenedOnChanges) {
            unasked(() => live.dressed.open("changes"));
        }
        this.hasOpenedOnChanges = message.opensOnChanges;
        this.holder.querySelector(".board-fault")?.remove();
        this.holder.dataset.drawn = message.mark;
    }

    /** @param {BoardMessage} message @param {unknown} error */
    fail(message, error) {
        if (this.message !== message) { return; }
        const there = this.holder.querySelector(".board-fault");
        const alert = there ?? document.createElement("p");
        alert.className = "board-fault";
        alert.setAttribute("role", "alert");
        alert.textContent = error instanceof Error ? error.message : String(error);
        if (!there) { this.holder.append(alert); }
    }

    /**
     * The map that is there, or one in other words or colours that opens where the reader was.
     *
     * @param {BoardMessage} message
     * @param {Base} base
     * @param {ToldViews} views
     * @param {Send} keep
     */
    liveMap(message, base, views, keep) {
        if (this.live?.address === message.base) { return this.live; }
        const before = this.live;
        const view = before && !before.dressed.isLeftAlone ? viewOf(before.map) : message.at;
        this.remove();
        shared("style", "frontline-map-style", document.head).textContent = base.style;
        shared("div", "frontline-hatching", document.body).innerHTML = '<svg width="0" height="0" '
            + `style="position:absolute" aria-hidden="true"><defs>${base.hatching}</defs></svg>`;
        const live = new LiveMap(this.holder, base, message, views, keep);
        unasked(() => {
            if (view) { live.dressed.openAt(view); }
            if (message.link) { live.join(message.link); }
        });
        return live;
    }

    remove() {
        this.live?.remove();
        this.live = null;
        this.holder.replaceChildren();
    }
}

/** @param {Component} component */
export default function ({data, parentElement, setStateValue}) {
    const holder = parentElement.querySelector(".board");
    if (!(holder instanceof HTMLElement)) { throw new Error("The page has no place for a map."); }
    const board = boards.get(holder) ?? new Board(holder);
    boards.set(holder, board);
    const end = data.indexOf(NEWLINE);
    /** @type {BoardMessage} */
    const message = JSON.parse(new TextDecoder().decode(data.subarray(0, end)));
    holder.style.setProperty("--height", `${message.height}px`);
    board.show(message, data.slice(end + 1), setStateValue).catch((error) => board.fail(message, error));
    return () => {
        if (holder.isConnected) { return; }
        board.remove();
        boards.delete(holder);
    };
}
