// @ts-check
// The map: its scale, its names, its views, and drawings that follow one another.
import assert from "node:assert/strict";
import {afterEach, beforeEach, test} from "node:test";

import {button, find, loadLeaflet, open, press} from "./page.js";

open("");
loadLeaflet();

/** @typedef {import("../../explorer/cartography/webmap/webmap").Base} Base */
/** @typedef {import("../../explorer/cartography/webmap/webmap").Drawing} Drawing */
/** @typedef {import("../../explorer/cartography/webmap/webmap").Name} Name */
/** @typedef {import("../../explorer/cartography/webmap/webmap").Shape} Shape */

/** @type {Name} */
const KYIV = [50.45, 30.52, 5, "city", "Київ"];

/** @type {Base} */
const BASE = {
    options: {minZoom: 4, maxZoom: 10, zoomSnap: 0.25},
    style: "",
    hatching: "",
    credit: "GeoNames",
    near: 6.5,
    panes: [["ground", 220, true], ["contact", 230, false], ["names", 240, false]],
    switches: [["Лінія зіткнення", ["contact"]]],
    shapes: {},
    names: {rows: [KYIV, [48.0, 37.8, 7, "town", "Донецьк"]], halfLetter: 4, top: 46},
    views: {
        whole: [[44, 22], [53, 41]],
        east: [[45, 32], [51, 41]],
        narrow: 600,
        labels: ["Уся Україна", "Що змінюється"],
        titles: {".leaflet-control-zoom-in": "Збільшити"},
    },
    units: {m: "м", km: "км"},
};

/** @param {number} west @returns {Shape} */
function square(west) {
    const ring = [[west, 48], [west + 1, 48], [west + 1, 49], [west, 49], [west, 48]];
    const geometry = {type: /** @type {const} */ ("Polygon"), coordinates: [ring]};
    return {type: "Feature", properties: {color: "red"}, geometry};
}

/** @param {Shape[]} ground @param {Shape[]} contact @returns {Drawing} */
function drawing(ground, contact = []) {
    return {panes: {ground, contact}, changes: [[47, 36], [49, 39]], ink: "black"};
}

/** @type {L.Map} */
let map;
/** @type {ReturnType<typeof frontlineMap.dress>} */
let dressed;

function dress(base = BASE) {
    const container = document.createElement("div");
    document.body.replaceChildren(container);
    map = L.map(container, base.options);
    dressed = frontlineMap.dress(map, base);
}

beforeEach(() => dress());
afterEach(() => { map.remove(); });

const scale = () => find(".leaflet-control-scale-line").textContent;
const names = () => [...document.querySelectorAll(".name")].map(({textContent}) => textContent);
const paths = () => [...document.querySelectorAll("path.leaflet-interactive")];

test("a length is written in the reader's units", () => {
    const units = {m: "м", km: "км"};
    assert.equal(frontlineMap.translated("100 km", units), "100 км");
    assert.equal(frontlineMap.translated("500 m", units), "500 м");
    assert.equal(frontlineMap.translated("300 mi", units), "300 mi");
    assert.equal(frontlineMap.translated("", units), "");
});

test("the scale stays in the reader's language while the map moves, and not only at rest", () => {
    const seen = [scale()];
    map.on("move", () => seen.push(scale()));
    dressed.openAt([49, 31, 9]);
    map.panBy([40, 30], {animate: false});
    map.setZoom(5, {animate: false});
    assert.ok(seen.length > 3);
    assert.ok(new Set(seen).size > 1, "it is written anew");
    for (const text of seen) { assert.match(text, /^\d+ км$/); }
});

test("a drawing leaves untouched what it shares with the one before", () => {
    dressed.lay(drawing([square(30), square(32)]));
    const [first, second] = paths();
    dressed.lay(drawing([square(34), square(32)]));
    assert.equal(paths().length, 2);
    assert.ok(!paths().includes(/** @type {Element} */ (first)));
    assert.ok(paths().includes(/** @type {Element} */ (second)));
});

test("what lies over something else is put there again, and ground is not", () => {
    /** @param {Shape[]} ground @param {Shape[]} contact */
    const keys = (ground, contact = []) => {
        return new Set(frontlineMap.keyed(drawing(ground, contact)).map(([key]) => key));
    };
    const [one, other] = [square(30), square(32)];
    assert.deepEqual(keys([one, other]), keys([other, one]));
    assert.notDeepEqual(keys([], [one, other]), keys([], [other, one]));
    assert.notDeepEqual(keys([one]), keys([], [one]));
});

test("a name has room where neither the edge nor a button is in its way", () => {
    const size = {x: 640, y: 560};
    /** @param {string} kind @param {number} x @param {number} y */
    const room = (kind, x, y) => {
        return frontlineMap.hasRoom([0, 0, 5, kind, "Харків"], {x, y}, size, BASE.names);
    };
    assert.ok(room("city", 300, 300));
    // six letters of eight pixels stand on the right of a town, or half of them on each side
    assert.ok(room("city", 1, 300) && !room("city", 640 - 48, 300));
    assert.ok(!room("oblast", 24, 300) && room("oblast", 25, 300));
    assert.ok(room("oblast", 640 - 25, 300) && !room("oblast", 640 - 24, 300));
    assert.ok(!room("city", 300, 46) && room("city", 300, 47));
    assert.ok(!room("city", 300, 552));
});

test("names appear from their zoom level on, where the map has room", () => {
    dressed.openAt([49, 33, 6]);
    assert.deepEqual(names(), ["Київ"]);
    dressed.openAt([48.5, 37, 7]);
    assert.deepEqual(names(), ["Донецьк"]);
    dressed.openAt([60, 10, 7]);
    assert.deepEqual(names(), []);
});

test("a switch hides whole panes", () => {
    const pane = find(".leaflet-contact-pane");
    assert.equal(pane.style.display, "");
    find(".leaflet-control-layers-overlays input").click();
    assert.equal(pane.style.display, "none");
    dressed.lay(drawing([], [square(30)]));
    assert.equal(pane.style.display, "none");
});

test("lines are thin as long as the map is far", () => {
    dressed.openAt([49, 33, 6]);
    assert.ok(map.getContainer().classList.contains("far"));
    dressed.openAt([49, 33, 7]);
    assert.ok(!map.getContainer().classList.contains("far"));
});

test("a map opens on the whole country, and on a narrow screen on its east", () => {
    assert.ok(map.getBounds().contains(BASE.views.whole));
    assert.ok(dressed.isLeftAlone);
    map.remove();
    dress({...BASE, views: {...BASE.views, narrow: 700}});
    assert.ok(map.getBounds().contains(BASE.views.east));
    assert.ok(!map.getBounds().contains(BASE.views.whole));
});

test("buttons show the whole country and what changes", () => {
    dressed.lay(drawing([square(36)]));
    button("Що змінюється").click();
    assert.ok(map.getZoom() > 6);
    assert.ok(map.getBounds().contains([[47, 36], [49, 39]]));
    assert.ok(!dressed.isLeftAlone);
    button("Уся Україна").click();
    assert.ok(dressed.isLeftAlone);
});

test("a map keeps to its view when its frame changes, until the reader moves it", () => {
    dressed.lay(drawing([square(36)]));
    dressed.open("changes");
    const centre = map.getCenter();
    map.panBy([50, 0], {animate: false});
    map.fire("resize");
    assert.ok(map.getCenter().equals(centre));
    press(map.getContainer(), "ArrowRight");
    map.panBy([50, 0], {animate: false});
    const moved = map.getCenter();
    map.fire("resize");
    assert.ok(map.getCenter().equals(moved));
});

test("Leaflet's own controls speak the reader's language", () => {
    const zoom = find(".leaflet-control-zoom-in");
    assert.equal(zoom.title, "Збільшити");
    assert.equal(zoom.getAttribute("aria-label"), "Збільшити");
});

test("a map that takes the focus does not scroll its page", (context) => {
    const focus = context.mock.method(HTMLElement.prototype, "focus", () => {});
    map.getContainer().focus();
    assert.deepEqual(focus.mock.calls[0]?.arguments, [{preventScroll: true}]);
});
