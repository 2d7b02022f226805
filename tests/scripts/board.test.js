// @ts-check
// The map in the explorer: what it tells the server and when, and where the server leads it.
import assert from "node:assert/strict";
import {setTimeout} from "node:timers/promises";
import {afterEach, beforeEach, test} from "node:test";
import {gzipSync} from "node:zlib";

import {button, encoded, find, loadLeaflet, open, press} from "./page.js";

open("", "http://127.0.0.1/page");
loadLeaflet();
const {default: board, ToldViews, written} = await import("../../explorer/app/board/board.js");

/** @typedef {import("../../explorer/app/board/messages").BoardMessage} BoardMessage */
/** @typedef {import("../../explorer/app/board/messages").NumberedDrawn} NumberedDrawn */
/** @typedef {import("../../explorer/app/board/messages").Told} Told */
/** @typedef {import("../../explorer/app/board/messages").View} View */

const REST_MS = 350;
const NEWLINE = 10;
const MOST_TURNS = 10_000;
const DRAWING = {panes: {ground: []}, changes: [[47, 36], [49, 39]], ink: "black"};
const PACKED = gzipSync(JSON.stringify(DRAWING));
const BASE = {
    options: {minZoom: 4, maxZoom: 10, zoomSnap: 0.25}, style: ".name {}", hatching: "<pattern/>",
    credit: "", near: 6.5, switches: [], shapes: {}, units: {m: "m", km: "km"},
    panes: [
        ["water", 210, false], ["neighbours", 215, false], ["ground", 220, true],
        ["names", 240, false],
    ],
    names: {rows: [], halfLetter: 4, top: 46},
    views: {
        whole: [[44, 22], [53, 41]], east: [[45, 32], [51, 41]], narrow: 600,
        labels: ["Whole of Ukraine", "What changes"], titles: {},
    },
};
const PENCIL = {
    toolbar: "", line: "Draw a line", area: "", middle: "", back: "", finish: "Finish", cancel: "",
    hint: "", tap: "", few: "", many: "", point: "", between: "",
};

/** @type {L.Map[]} */
let maps;
/** @type {[event: string, value: unknown][]} */
let told;
/** @type {(() => void)[]} */
let leave;
/** @type {string[]} */
let asked;

// each map of the page, as it is built
/** @this {L.Map} */
function note() { maps.push(this); }
L.Map.addInitHook(note);

beforeEach(() => {
    document.body.innerHTML = '<section><div class="board"></div></section>';
    [maps, told, leave, asked] = [[], [], [], []];
    globalThis.frontlineLibrary = Promise.resolve();
    serve();
});
afterEach(() => {
    document.body.replaceChildren();
    for (const each of leave) { each(); }
});

/** @param {number} status */
function serve(status = 200) {
    globalThis.fetch = async (address) => {
        asked.push(String(address));
        return new Response(JSON.stringify(BASE), {status});
    };
}

/** @param {Partial<BoardMessage>} changes @returns {BoardMessage} */
function message(changes = {}) {
    return {
        files: {leaflet: "leaflet.js", map: "map.js", pencil: "pencil.js", sheet: "leaflet.css"},
        base: "base-en.json", height: 560, link: "", at: [48.4, 31.4, 6], marker: null,
        sketches: [], answers: 0, tiles: null, opensOnChanges: false, clickable: true,
        keepsView: true, mark: "1", words: {map: "Map"}, ...changes,
    };
}

/** @param {Partial<BoardMessage>} changes @param {Element} parentElement */
function send(changes = {}, parentElement = find("section")) {
    const holder = find(".board", parentElement);
    delete holder.dataset.drawn;
    holder.querySelector(".board-fault")?.remove();
    leave.push(board({
        data: new Uint8Array([...encoded(message(changes)), NEWLINE, ...PACKED]),
        parentElement: /** @type {HTMLElement} */ (parentElement),
        setStateValue: (event, value) => { told.push([event, value]); },
        setTriggerValue: () => assert.fail("a message that follows would push it aside"),
    }));
    return holder;
}

/** @param {HTMLElement} holder */
async function answered(holder) {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
        if (holder.dataset.drawn || holder.querySelector(".board-fault")) { return; }
        await setTimeout(1);
    }
    assert.fail("the map is neither drawn nor refused");
}

/** @param {Partial<BoardMessage>} changes @param {Element} parentElement */
async function show(changes = {}, parentElement = find("section")) {
    await answered(send(changes, parentElement));
}

const events = () => told.map(([event]) => event);
const values = () => told.map(([, value]) => /** @type {Told} */ (value).value);

/** @returns {L.Map} the newest */
function map() {
    const newest = maps.at(-1);
    assert.ok(newest);
    return newest;
}

/** @returns {View} */
const view = (each = map()) => [each.getCenter().lat, each.getCenter().lng, each.getZoom()];

/** @param {View} expected */
function assertView(expected, each = map()) {
    view(each).forEach((x, place) => {
        assert.ok(Math.abs(x - (expected[place] ?? 0)) < 0.01, `${view(each)} is not ${expected}`);
    });
}

/** @param {View} to as a reader moves it */
function move([lat, lng, zoom]) {
    press(map().getContainer(), "ArrowRight");
    map().setView([lat, lng], zoom, {animate: false});
}

test("a view is written as the address has it", () => {
    assert.equal(written([48.40004, 31.4, 5.75]), "48.400,31.400,5.75");
    assert.equal(written(null), "");
});

test("only a view that was never told leads elsewhere", () => {
    const views = new ToldViews([48, 31, 6]);
    assert.ok(!views.leadsElsewhere([48, 31, 6]));
    assert.ok(views.leadsElsewhere([49, 31, 6]) && views.leadsElsewhere(null));
    assert.equal(views.move([48, 31, 6]), false);
    assert.equal(views.move([49, 31, 6]), true);
    // an answer that lags behind
    assert.ok(!views.leadsElsewhere([48, 31, 6]));
    // Back was pressed: nothing lags behind
    views.forget();
    assert.ok(views.leadsElsewhere([48, 31, 6]));
    assert.ok(!views.leadsElsewhere([49, 31, 6]));
});

test("a map is drawn where the server says", async () => {
    await show();
    assert.equal(find(".board").dataset.drawn, "1");
    assert.equal(find(".board").style.getPropertyValue("--height"), "560px");
    assert.equal(find(".board-map").getAttribute("aria-label"), "Map");
    assert.equal(find("#frontline-map-style").textContent, BASE.style);
    assert.ok(find("#frontline-hatching pattern"));
    assertView([48.4, 31.4, 6]);
    assert.deepEqual(told, []);
});

test("a base is fetched once, and again only if it could not be", async () => {
    serve(503);
    await show({base: "base-new.json"});
    const fault = find(".board-fault[role=alert]").textContent;
    assert.match(fault, /base-new.json cannot be loaded \(503\)/);
    await show({base: "base-new.json"});
    assert.equal(document.querySelectorAll(".board-fault").length, 1);
    serve();
    await show({base: "base-new.json"});
    await show({base: "base-new.json", mark: "2"});
    assert.equal(document.querySelectorAll(".board-fault").length, 0);
    assert.deepEqual(asked, Array.from({length: 3}, () => "http://127.0.0.1/base-new.json"));
    assert.equal(maps.length, 1);
});

test("a script that cannot be loaded is asked for again", async () => {
    globalThis.frontlineLibrary = null;
    const scripts = () => [...document.querySelectorAll("script")].map(({src}) => src);
    const first = send();
    const names = ["leaflet.js", "map.js", "pencil.js"];
    assert.deepEqual(scripts(), names.map((name) => `http://127.0.0.1/${name}`));
    find("script[src$='map.js']").dispatchEvent(new Event("error"));
    await answered(first);
    assert.match(find(".board-fault").textContent, /map.js cannot be loaded/);
    assert.equal(scripts().length, 2);
    const second = send();
    assert.equal(scripts().filter((src) => src.endsWith("/map.js")).length, 1);
    for (const element of document.querySelectorAll("script, link")) {
        element.dispatchEvent(new Event("load"));
    }
    await answered(second);
    assert.equal(second.dataset.drawn, "1");
});

test("a message that was overtaken is not drawn", async () => {
    const first = show({mark: "1", base: "base-uk.json"});
    await Promise.all([first, show({mark: "2", base: "base-de.json"})]);
    assert.equal(maps.length, 1);
    assert.equal(find(".board").dataset.drawn, "2");
});

test("a click tells its place, and Enter the middle of the map", async () => {
    await show();
    map().fire("click", {latlng: L.latLng(50, 30)});
    press(find(".board-map"), "Enter");
    assert.deepEqual(events(), ["click", "click"]);
    const [place, middle] = /** @type {[number, number][]} */ (values());
    assert.deepEqual(place, [50, 30]);
    const [latitude = 0] = middle ?? [];
    assert.ok(Math.abs(latitude - 48.4) < 0.01);
    // a button on the map that has the focus is pressed, and picks nothing
    press(button("What changes"), "Enter");
    assert.equal(told.length, 2);
});

test("a click on a map that asks for none tells nothing", async () => {
    await show({clickable: false});
    map().fire("click", {latlng: L.latLng(50, 30)});
    assert.deepEqual(told, []);
});

test("a view is told once the map rests", async (context) => {
    await show();
    context.mock.timers.enable({apis: ["setTimeout"]});
    move([49, 32, 6]);
    context.mock.timers.tick(REST_MS - 1);
    move([50, 33, 7]);
    context.mock.timers.tick(REST_MS - 1);
    assert.deepEqual(told, []);
    context.mock.timers.tick(1);
    assert.equal(told.length, 1);
    assert.match(String(values()[0]), /^(50\.00|49\.99)\d,(33\.00|32\.99)\d,7$/);
    map().fire("moveend");
    context.mock.timers.tick(REST_MS);
    assert.equal(told.length, 1);
});

test("a map that its frame or the server moves tells nothing", async (context) => {
    await show();
    context.mock.timers.enable({apis: ["setTimeout"]});
    await show({at: [50, 36, 7]});
    assertView([50, 36, 7]);
    await show({at: [50, 36, 7], opensOnChanges: true});
    assert.ok(map().getBounds().contains([[47, 36], [49, 39]]));
    context.mock.timers.tick(REST_MS);
    assert.deepEqual(told, []);
});

test("an answer that lags behind moves nothing, and Back does", async (context) => {
    await show();
    context.mock.timers.enable({apis: ["setTimeout"]});
    move([49, 32, 6]);
    context.mock.timers.tick(REST_MS);
    await show({at: [48.4, 31.4, 6], mark: "2"});
    assertView([49, 32, 6]);
    window.dispatchEvent(new Event("popstate"));
    await show({at: [48.4, 31.4, 6], mark: "3"});
    assertView([48.4, 31.4, 6]);
    await show({at: null, mark: "4"});
    assert.ok(map().getBounds().contains([[44, 22], [53, 41]]));
});

test("a map opens on what changes once, and not at every answer", async () => {
    await show({opensOnChanges: true});
    const opened = view();
    move([49, 25, 6]);
    await show({opensOnChanges: true, mark: "2"});
    assertView([49, 25, 6]);
    await show({opensOnChanges: false, mark: "3"});
    await show({opensOnChanges: true, mark: "4"});
    assertView(opened);
});

test("what is told waits until the server has read what was drawn", async (context) => {
    await show({words: {map: "Map", pencil: PENCIL}});
    context.mock.timers.enable({apis: ["setTimeout"]});
    button(PENCIL.line).click();
    for (const lng of [30, 32]) { map().fire("click", {latlng: L.latLng(48, lng)}); }
    assert.deepEqual(events(), []);
    button(PENCIL.finish).click();
    map().fire("click", {latlng: L.latLng(50, 30)});
    map().fire("click", {latlng: L.latLng(51, 31)});
    assert.deepEqual(events(), ["drawn"]);
    context.mock.timers.tick(REST_MS);
    assert.deepEqual(events(), ["drawn"]);
    const [drawn] = /** @type {[NumberedDrawn]} */ (told[0]?.[1]);
    await show({
        words: {map: "Map", pencil: PENCIL}, sketches: [{...drawn, name: "line", sides: []}],
        answers: drawn.serial,
    });
    context.mock.timers.tick(REST_MS);
    assert.deepEqual(events(), ["drawn", "click"]);
    assert.deepEqual(values()[1], [51, 31]);
});

test("maps that share a word move together", async () => {
    document.body.innerHTML = '<section><div class="board"></div></section>'.repeat(3);
    const [one, two, three] = document.querySelectorAll("section");
    await show({link: "shared"}, one);
    await show({link: "shared"}, two);
    await show({link: "", at: [48.4, 31.4, 6]}, three);
    maps[0]?.setView([50, 36], 7, {animate: false});
    assertView([50, 36, 7], maps[1]);
    assertView([48.4, 31.4, 6], maps[2]);
    maps[1]?.setView([49, 30], 8, {animate: false});
    assertView([49, 30, 8], maps[0]);
    one?.remove();
    leave[0]?.();
    maps[1]?.setView([47, 33], 6, {animate: false});
    assertView([47, 33, 6], maps[1]);
});

test("a map in other words stays where the reader moved it", async () => {
    await show();
    move([50, 36, 7]);
    await show({base: "base-uk.json", mark: "2"});
    assert.equal(maps.length, 2);
    assert.equal(document.querySelectorAll(".board-map").length, 1);
    assertView([50, 36, 7]);
});

test("an online map shines through the ground, and hides what it shows itself", async () => {
    await show({tiles: {url: "/{z}/{x}/{y}.png", credit: "OpenStreetMap"}});
    assert.ok(find(".leaflet-tile-pane .leaflet-layer"));
    assert.equal(find(".leaflet-ground-pane").style.opacity, "0.75");
    assert.equal(find(".leaflet-water-pane").style.display, "none");
    await show({mark: "2"});
    assert.equal(document.querySelectorAll(".leaflet-tile-pane .leaflet-layer").length, 0);
    assert.equal(find(".leaflet-ground-pane").style.opacity, "1");
    assert.equal(find(".leaflet-water-pane").style.display, "");
});

test("one place is marked, or none", async () => {
    await show({marker: [50, 30]});
    await show({marker: [49, 31], mark: "2"});
    assert.equal(document.querySelectorAll(".spot").length, 1);
    await show({mark: "3"});
    assert.equal(document.querySelectorAll(".spot").length, 0);
});

test("a map that the reader left is taken down, and one that is still there is not", async () => {
    await show();
    leave[0]?.();
    assert.ok(find(".leaflet-container"));
    const section = find("section");
    section.remove();
    leave[0]?.();
    assert.equal(section.querySelectorAll(".leaflet-container").length, 0);
});
