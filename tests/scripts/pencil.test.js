// @ts-check
// Drawing by clicks and keys, moving points, and a server that answers late or not at all.
import assert from "node:assert/strict";
import {afterEach, beforeEach, test} from "node:test";

import {button, find, loadLeaflet, open, press} from "./page.js";

open("");
loadLeaflet();

/** @typedef {import("../../explorer/app/board/messages").NumberedDrawn} NumberedDrawn */
/** @typedef {import("../../explorer/app/board/messages").Kind} Kind */
/** @typedef {import("../../explorer/app/board/messages").Position} Position */
/** @typedef {import("../../explorer/app/board/messages").Sketch} Sketch */

const WORDS = {
    toolbar: "Draw", line: "Draw a line", area: "Draw an area", middle: "Add the middle",
    back: "Undo point", finish: "Finish", cancel: "Cancel", hint: "Click.", tap: "Tap.",
    few: "Too few.", many: "Too many.", point: "Point", between: "Between",
};
const STEP_PX = 8;
/** @type {Position[]} */
const PLACES = [[35, 51], [35.2, 50], [35.6, 48.4], [35.4, 46]];

/** @type {L.Map} */
let map;
/** @type {InstanceType<typeof FrontlinePencil>} */
let pencil;
/** @type {NumberedDrawn[]} */
let sent;
/** @type {NumberedDrawn[]} */
let unread;

beforeEach(() => {
    const holder = document.createElement("div");
    const frame = document.createElement("div");
    frame.tabIndex = 0;
    holder.append(frame);
    document.body.replaceChildren(holder);
    map = L.map(frame).setView([48.4, 33], 6);
    [sent, unread] = [[], []];
    pencil = new FrontlinePencil(holder, map, WORDS, (drawings) => {
        unread = drawings;
        sent.push(...drawings.slice(-1));
    });
});
afterEach(() => {
    pencil.remove();
    map.remove();
});

/** @param {string} key @param {KeyboardEventInit} options */
const type = (key, options = {}) => press(map.getContainer(), key, options);
const hint = () => find(".pencil-hint").textContent;
const tools = () => [...document.querySelectorAll(".pencil button")];
const buttons = () => tools().map(({textContent}) => textContent);
/** @returns {HTMLElement[]} */
const points = () => [...document.body.getElementsByClassName("grip")].map(html);
/** @param {Element} element */
const html = (element) => /** @type {HTMLElement} */ (element);
const firm = () => points().filter((each) => !each.classList.contains("fresh"));
/** @param {number} place */
const point = (place) => /** @type {HTMLElement} */ (firm()[place]);

/** @param {Position} place */
function click([lng, lat]) { map.fire("click", {latlng: L.latLng(lat, lng)}); }

/** @param {string} tool @param {Position[]} places */
function draw(tool = WORDS.line, places = PLACES) {
    button(tool).click();
    places.forEach(click);
    button(WORDS.finish).click();
}

/** @param {Partial<Sketch>} changes @returns {Sketch} as the server answers */
function sketch(changes = {}) {
    return {kind: "line", name: "line", parts: [PLACES], sides: ["Ukraine", "Russia"], ...changes};
}

/** @param {Element} element @param {number} right @param {number} down */
function drag(element, right, down) {
    const at = (/** @type {number} */ share) => {
        return {bubbles: true, which: 1, clientX: share * right, clientY: share * down};
    };
    element.dispatchEvent(new MouseEvent("mousedown", at(0)));
    for (const share of [0.5, 1]) { element.dispatchEvent(new MouseEvent("mousemove", at(share))); }
    element.dispatchEvent(new MouseEvent("mouseup", at(1)));
}

/** @param {Position} place @returns {L.Point} */
const px = ([lng, lat]) => map.latLngToContainerPoint([lat, lng]);

test("a line is drawn click by click", () => {
    draw();
    assert.deepEqual(sent, [{kind: "line", parts: [PLACES], name: null, serial: 1}]);
    assert.ok(!pencil.isBusy);
    assert.equal(document.activeElement, map.getContainer());
});

test("the second click of a double click finishes", () => {
    button(WORDS.line).click();
    PLACES.forEach(click);
    click([35.41, 46]);
    assert.deepEqual(sent, [{kind: "line", parts: [PLACES], name: null, serial: 1}]);
});

test("a double click zooms again once the one that finished has passed", (context) => {
    context.mock.timers.enable({apis: ["setTimeout"]});
    button(WORDS.line).click();
    assert.ok(!map.doubleClickZoom.enabled());
    PLACES.forEach(click);
    type("Enter");
    assert.ok(!map.doubleClickZoom.enabled());
    context.mock.timers.tick(1);
    assert.ok(map.doubleClickZoom.enabled());
});

test("a line has two points at least, and an area three", () => {
    for (const [tool, fewest] of /** @type {const} */ ([[WORDS.line, 2], [WORDS.area, 3]])) {
        button(tool).click();
        PLACES.slice(0, fewest - 1).forEach(click);
        assert.ok(button(WORDS.finish).disabled);
        type("Enter");
        assert.ok(pencil.isBusy);
        PLACES.slice(fewest - 1, fewest).forEach(click);
        assert.ok(!button(WORDS.finish).disabled);
        type("Enter");
        assert.ok(!pencil.isBusy);
    }
    assert.deepEqual(sent.map(({kind}) => kind), ["line", "area"]);
});

test("a keyboard draws what stands in the middle", () => {
    /** @type {Position[]} */
    const middles = [[33, 48.4], [34, 47]];
    button(WORDS.line).click();
    assert.equal(document.activeElement, map.getContainer());
    assert.equal(type(" "), false);
    map.setView([47, 34], 6, {animate: false});
    type(" ");
    map.setView([46, 35], 6, {animate: false});
    button(WORDS.middle).click();
    type("Backspace");
    type(" ");
    type("z", {ctrlKey: true});
    type("Enter");
    assert.equal(sent.length, 1);
    const drawn = sent[0]?.parts[0] ?? [];
    assert.equal(drawn.length, 2);
    // Leaflet puts the middle on a whole pixel
    drawn.forEach((place, each) => assert.ok(px(place).distanceTo(px(middles[each] ?? place)) < 1));
});

test("Escape gives up, and other keys are the browser's", () => {
    assert.equal(type("Enter"), true);
    button(WORDS.area).click();
    assert.equal(type("ArrowLeft"), true);
    assert.equal(type("z"), true);
    // a button that has the focus is pressed by the same keys
    assert.equal(press(button(WORDS.cancel), "Enter"), true);
    assert.ok(pencil.isBusy);
    type("Escape");
    assert.ok(!pencil.isBusy);
    assert.deepEqual(buttons(), [WORDS.line, WORDS.area]);
    assert.deepEqual(sent, []);
});

test("the tools tell what can be done", () => {
    assert.equal(find(".pencil").getAttribute("aria-label"), WORDS.toolbar);
    assert.equal(hint(), "");
    button(WORDS.line).click();
    assert.deepEqual(buttons(), [WORDS.middle, WORDS.back, WORDS.finish, WORDS.cancel]);
    assert.equal(hint(), WORDS.hint);
    assert.ok(button(WORDS.back).disabled);
    click([35, 51]);
    assert.ok(!button(WORDS.back).disabled);
    button(WORDS.cancel).click();
    assert.equal(hint(), "");
});

test("a finger is told to tap", (context) => {
    context.mock.method(globalThis, "matchMedia", () => ({matches: true}));
    button(WORDS.line).click();
    assert.equal(hint(), WORDS.tap);
});

test("what was drawn gets its handles when the server has it, in its direction", () => {
    draw();
    assert.ok(pencil.isUnanswered);
    assert.equal(document.querySelectorAll("[aria-busy=true]").length, 1);
    assert.equal(points().length, 0);
    pencil.show([sketch({parts: [PLACES.toReversed()]})], 1);
    assert.ok(!pencil.isUnanswered);
    assert.equal(document.querySelectorAll("[aria-busy=true]").length, 0);
    assert.equal(firm().length, PLACES.length);
    assert.equal(points().length, 2 * PLACES.length - 1);
    const sides = [...document.querySelectorAll(".side-name")].map((each) => each.textContent);
    assert.deepEqual(sides, ["Ukraine", "Russia"]);
});

test("an arrow key moves a point at once, by the same step in pixels", () => {
    pencil.show([sketch()], 0);
    point(1).focus();
    assert.equal(press(point(1), "ArrowLeft"), false);
    press(point(1), "ArrowDown");
    assert.equal(document.activeElement, point(1));
    const moved = sent.at(-1)?.parts[0]?.[1] ?? [0, 0];
    const expected = px(/** @type {Position} */ (PLACES[1])).add([-STEP_PX, STEP_PX]);
    assert.ok(px(moved).distanceTo(expected) < 1.5);
    assert.equal(sent.length, 2);
    assert.equal(sent.at(-1)?.name, "line");
});

test("what the server says before it has read the newest move changes nothing", () => {
    pencil.show([sketch()], 0);
    press(point(1), "ArrowLeft");
    press(point(1), "ArrowLeft");
    const [once, twice] = sent.map(({parts}) => parts);
    for (const [parts, answers] of /** @type {const} */ ([[[PLACES], 0], [once, 1]])) {
        pencil.show([sketch({parts: parts && [...parts]})], answers);
        assert.ok(pencil.isUnanswered);
    }
    press(point(2), "ArrowUp");
    assert.deepEqual(sent[2]?.parts[0]?.[1], twice?.[0]?.[1]);
    pencil.show([sketch({parts: sent[2]?.parts})], 3);
    assert.ok(!pencil.isUnanswered);
});

test("what the server says once it has read the newest move counts, whatever it is", () => {
    pencil.show([sketch()], 0);
    press(point(1), "ArrowLeft");
    // undone meanwhile, or refused: all is as before
    pencil.show([sketch()], 1);
    press(point(3), "ArrowLeft");
    assert.deepEqual(sent[1]?.parts[0]?.[1], PLACES[1]);
    pencil.show([], 2);
    assert.equal(points().length, 0);
});

test("a line that the server refuses is gone", () => {
    draw();
    pencil.show([], 0);
    assert.ok(pencil.isUnanswered);
    pencil.show([], 1);
    assert.ok(!pencil.isUnanswered);
    pencil.show([sketch()], 1);
    assert.equal(firm().length, PLACES.length);
});

test("what the server has not read is sent again with what follows", () => {
    pencil.show([sketch(), sketch({name: "line_2", parts: [PLACES.slice(1)]})], 0);
    press(point(0), "ArrowLeft");
    press(point(0), "ArrowLeft");
    press(point(5), "ArrowLeft");
    // of the moves of one line the newest says all
    assert.deepEqual(unread.map(({name, serial}) => [name, serial]), [["line", 2], ["line_2", 3]]);
    pencil.show([sketch({parts: unread[0]?.parts})], 2);
    draw();
    draw(WORDS.area);
    assert.deepEqual(unread.map(({name, serial}) => [name, serial]), [
        ["line_2", 3], [null, 4], [null, 5],
    ]);
});

test("a pencil counts on where the one before it stopped", () => {
    pencil.show([sketch()], 7);
    press(point(1), "ArrowLeft");
    assert.equal(sent[0]?.serial, 8);
    pencil.show([sketch()], 7);
    assert.ok(pencil.isUnanswered);
});

test("a map whose server is lost goes back to what it said last", (context) => {
    context.mock.timers.enable({apis: ["setTimeout"]});
    pencil.show([sketch()], 0);
    press(point(1), "ArrowLeft");
    context.mock.timers.tick(119_999);
    assert.ok(pencil.isUnanswered);
    context.mock.timers.tick(1);
    assert.ok(!pencil.isUnanswered);
    press(point(3), "ArrowLeft");
    assert.deepEqual(sent[1]?.parts[0]?.[1], PLACES[1]);
});

test("an area without a name is told of once, and moves on under the name it gets", () => {
    const corners = PLACES.slice(0, 3);
    draw(WORDS.area, corners);
    const area = {kind: /** @type {Kind} */ ("area"), parts: [corners], sides: []};
    pencil.show([sketch({...area, name: null})], 1);
    press(point(0), "ArrowLeft");
    press(point(0), "ArrowLeft");
    assert.equal(sent.length, 2);
    pencil.show([sketch({...area, name: null})], 1);
    assert.equal(sent.length, 2);
    pencil.show([sketch({...area, name: "area_1", parts: sent[1]?.parts})], 2);
    assert.equal(sent.length, 3);
    assert.equal(sent[2]?.name, "area_1");
    assert.notDeepEqual(sent[2]?.parts, sent[1]?.parts);
});

test("a point that is taken away leaves the focus to the next, and the last two stay", () => {
    pencil.show([sketch()], 0);
    press(point(1), "Delete");
    assert.equal(firm().length, 3);
    assert.equal(document.activeElement, point(1));
    press(point(1), "Backspace");
    assert.equal(hint(), "");
    press(point(1), "Delete");
    assert.equal(hint(), WORDS.few);
    assert.equal(firm().length, 2);
    assert.deepEqual(sent.map(({parts}) => parts[0]?.length), [3, 2]);
});

test("a point is put in by dragging from between two, and one that is there by dragging it", () => {
    pencil.show([sketch()], 0);
    const [, between] = points();
    drag(/** @type {HTMLElement} */ (between), 60, 0);
    assert.equal(firm().length, PLACES.length + 1);
    const before = sent[0]?.parts[0]?.[0] ?? [0, 0];
    drag(point(0), 0, 40);
    assert.equal(firm().length, PLACES.length + 1);
    const after = sent[1]?.parts[0]?.[0] ?? [0, 0];
    assert.ok(px(after).distanceTo(px(before).add([0, 40])) < 1.5);
});

test("other shapes stand still while something is drawn", () => {
    pencil.show([sketch()], 0);
    button(WORDS.area).click();
    assert.equal(points().length, 0);
    pencil.show([sketch({parts: [PLACES.slice(1)]})], 0);
    assert.equal(points().length, 0);
    type("Escape");
    assert.equal(firm().length, PLACES.length - 1);
});

test("a map that is left waits for no answer", (context) => {
    context.mock.timers.enable({apis: ["setTimeout"]});
    draw();
    pencil.show([sketch()], 1);
    press(point(1), "ArrowLeft");
    draw();
    pencil.remove();
    map.remove();
    context.mock.timers.tick(120_000);
    assert.ok(!pencil.isUnanswered);
    map = L.map(document.createElement("div"));
});

test("of too many points none has a handle, and the page says why", () => {
    /** @type {Position[]} */
    const many = Array.from({length: 251}, (_, place) => [30 + place / 100, 48]);
    pencil.show([sketch({parts: [many]})], 0);
    assert.equal(points().length, 0);
    assert.equal(hint(), WORDS.many);
    pencil.show([sketch({parts: [many.slice(1)]})], 0);
    assert.equal(firm().length, 250);
    assert.equal(hint(), "");
});

test("a line runs on to the pointer while it is drawn", () => {
    button(WORDS.line).click();
    map.fire("mousemove", {latlng: L.latLng(50, 35)});
    assert.equal(document.querySelectorAll(".pencil-leader").length, 0);
    click([35, 51]);
    map.fire("mousemove", {latlng: L.latLng(50, 35)});
    map.fire("mousemove", {latlng: L.latLng(49, 35)});
    assert.equal(document.querySelectorAll(".pencil-leader").length, 1);
});
