// @ts-check
// Geometry of drawn lines and areas.
import assert from "node:assert/strict";
import {test} from "node:test";

import {run} from "./page.js";

run("app/board/sketch.js");

/** @typedef {import("../../explorer/app/board/messages").Parts} Parts */

/** @type {Parts} */
const LINE = [[[30, 50], [32, 49], [34, 45]]];
/** @type {Parts} */
const TWO_AREAS = [
    [[30, 50], [32, 50], [32, 48], [30, 48]],
    [[35, 50], [36, 50], [36, 49]],
];

/** @param {number} part @param {number} place */
const on = (part, place, isNew = false) => ({part, place, isNew});

test("Leaflet gets the latitude first", () => {
    assert.deepEqual(frontlineSketch.latLngs(LINE), [[[50, 30], [49, 32], [45, 34]]]);
});

test("coordinates are rounded to five decimals, about a metre", () => {
    assert.deepEqual(frontlineSketch.rounded([[[30.1234549, -0.000004], [1 / 3, 50]]]), [
        [[30.12345, -0], [0.33333, 50]],
    ]);
});

test("a line that the server turned around is the same line", () => {
    const turned = LINE.map((part) => part.toReversed());
    assert.equal(frontlineSketch.signature(turned), frontlineSketch.signature(LINE));
    const moved = frontlineSketch.moved(LINE, on(0, 1), [32, 48.9]);
    assert.notEqual(frontlineSketch.signature(moved), frontlineSketch.signature(LINE));
});

test("a line has a handle on each point and between two; an area is closed by one more", () => {
    assert.deepEqual(frontlineSketch.handles("line", LINE), [
        on(0, 0), on(0, 1, true), on(0, 1), on(0, 2, true), on(0, 2),
    ]);
    const handles = frontlineSketch.handles("area", TWO_AREAS);
    assert.equal(handles.length, 2 * (4 + 3));
    assert.deepEqual(handles.at(-1), on(1, 3, true));
});

test("a handle stands on its point or half way between two", () => {
    assert.deepEqual(frontlineSketch.position(LINE, on(0, 1)), [32, 49]);
    assert.deepEqual(frontlineSketch.position(LINE, on(0, 1, true)), [31, 49.5]);
    // between the last point of an area and the first
    assert.deepEqual(frontlineSketch.position(TWO_AREAS, on(0, 4, true)), [30, 49]);
    assert.throws(() => frontlineSketch.position(LINE, on(1, 0)), RangeError);
});

test("a point is moved, or put in, and what was there before stays as it was", () => {
    const before = structuredClone(LINE);
    assert.deepEqual(frontlineSketch.moved(LINE, on(0, 1), [0, 1]), [[[30, 50], [0, 1], [34, 45]]]);
    assert.deepEqual(frontlineSketch.moved(LINE, on(0, 1, true), [0, 1]), [
        [[30, 50], [0, 1], [32, 49], [34, 45]],
    ]);
    assert.deepEqual(LINE, before);
});

test("a part goes with the point without which it is none", () => {
    assert.deepEqual(frontlineSketch.without("line", LINE, on(0, 1)), [[[30, 50], [34, 45]]]);
    assert.deepEqual(frontlineSketch.without("area", TWO_AREAS, on(1, 0)), [TWO_AREAS[0]]);
    assert.deepEqual(frontlineSketch.without("area", [TWO_AREAS[1] ?? []], on(0, 2)), []);
    assert.deepEqual(frontlineSketch.without("line", [[[30, 50], [31, 50]]], on(0, 0)), []);
});

test("the focus goes to the point that took the place, or to the one before", () => {
    const left = frontlineSketch.without("line", LINE, on(0, 1));
    const handles = frontlineSketch.handles("line", left);
    assert.deepEqual(frontlineSketch.nearest(handles, on(0, 1)), on(0, 1));
    assert.deepEqual(frontlineSketch.nearest(handles, on(0, 2)), on(0, 1));
    // a part that is gone leaves the focus to the last point of the part before
    const areas = frontlineSketch.handles("area", TWO_AREAS.slice(0, 1));
    assert.deepEqual(frontlineSketch.nearest(areas, on(1, 0)), on(0, 3));
});

test("left and right of a line are seen from its direction", () => {
    const east = frontlineSketch.sideOffsets({x: 0, y: 0}, {x: 500, y: 0});
    assert.deepEqual(east.map(({x, y}) => [x + 0, y + 0]), [[0, -34], [0, 34]]);
    const south = frontlineSketch.sideOffsets({x: 0, y: 0}, {x: 0, y: -3});
    assert.deepEqual(south.map(({x, y}) => [x + 0, y + 0]), [[34, 0], [-34, 0]]);
    for (const {x, y} of frontlineSketch.sideOffsets({x: 1, y: 7}, {x: -3, y: 4})) {
        assert.ok(Math.abs(Math.hypot(x, y) - 34) < 1e-9);
    }
    // two points on one place have no sides
    for (const {x, y} of frontlineSketch.sideOffsets({x: 1, y: 7}, {x: 1, y: 7})) {
        assert.equal(Math.hypot(x, y), 0);
    }
});
