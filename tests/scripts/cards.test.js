// @ts-check
// Scenario cards: one group for the arrow keys, the focus, and what the tab holds for the server.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";

import {encoded, find, open} from "./page.js";

open("");
const {default: cards} = await import("../../explorer/app/board/cards.js");

/** @typedef {import("../../explorer/app/board/messages").Card} Card */
/** @typedef {import("../../explorer/app/board/messages").CardsMessage} CardsMessage */
/** @typedef {import("../../explorer/app/board/messages").Told} Told */

/** @type {[event: string, value: unknown][]} */
let told;

beforeEach(() => {
    document.body.innerHTML = '<div class="cards" role="radiogroup"></div>';
    sessionStorage.clear();
    told = [];
});

/** @param {string} id @param {Partial<Card>} changes @returns {Card} */
function card(id, changes = {}) {
    return {id, title: id.toUpperCase(), note: "2025", mark: "", ...changes};
}

/** @param {Partial<CardsMessage>} changes @returns {CardsMessage} */
function message(changes = {}) {
    return {
        label: "Scenario",
        groups: [
            {title: "Lines of the past", cards: [card("a")]},
            {title: "Proposals", cards: [card("b"), card("c", {mark: "assumption"})]},
        ],
        chosen: "b", hold: "", asks: false, ...changes,
    };
}

/** @param {Partial<CardsMessage>} changes */
function show(changes = {}) {
    cards({
        data: encoded(message(changes)),
        parentElement: document.body,
        setStateValue: (event, value) => {
            told.push([event, /** @type {Told} */ (value).value]);
        },
        setTriggerValue: (event, value) => { told.push([event, value]); },
    });
}

/** @param {string} id @returns {HTMLInputElement} */
const radio = (id) => /** @type {HTMLInputElement} */ (find(`input[value="${id}"]`));
const labels = () => [...document.querySelectorAll("label")];

test("all cards are one group, under the titles of their kinds", () => {
    show();
    const names = [...document.querySelectorAll("input")].map(({type, name}) => `${type} ${name}`);
    assert.deepEqual(names, Array.from({length: 3}, () => "radio scenario-card"));
    const legends = [...document.querySelectorAll("legend")].map(({textContent}) => textContent);
    assert.deepEqual(legends, ["Lines of the past", "Proposals"]);
    assert.equal(find(".cards").getAttribute("aria-label"), "Scenario");
    assert.deepEqual(labels().map(({textContent}) => textContent), [
        "A2025", "B2025", "C2025 · assumption",
    ]);
});

test("the chosen card is checked, and no other", () => {
    show();
    assert.deepEqual(["a", "b", "c"].map((id) => radio(id).checked), [false, true, false]);
    show({chosen: "c"});
    assert.deepEqual(["a", "b", "c"].map((id) => radio(id).checked), [false, false, true]);
    show({chosen: "unknown"});
    assert.ok(radio("c").checked);
    assert.deepEqual(told, []);
});

test("a card that the reader checks is told to the server", () => {
    show();
    radio("a").click();
    assert.deepEqual(told, [["chosen", "a"]]);
    // as a browser does when the arrow keys go through the group
    radio("c").checked = true;
    radio("c").dispatchEvent(new Event("change", {bubbles: true}));
    assert.deepEqual(told.at(-1), ["chosen", "c"]);
});

test("a card in other words is the same card", () => {
    show();
    const before = labels();
    const groups = message().groups.map(({title, cards: listed}) => ({
        title, cards: listed.map((each) => ({...each, note: "2026", mark: ""})),
    }));
    show({groups});
    assert.deepEqual(labels(), before);
    assert.deepEqual(labels().map(({textContent}) => textContent), ["A2026", "B2026", "C2026"]);
});

test("a card keeps the focus when the list is made anew", () => {
    show();
    radio("c").focus();
    const before = radio("c");
    show({groups: [{title: "Yours", cards: [card("own")]}, ...message().groups], chosen: "own"});
    assert.notEqual(radio("c"), before);
    assert.equal(document.activeElement, radio("c"));
    assert.ok(radio("own").checked);
    show({groups: [{title: "Yours", cards: [card("own")]}], chosen: "own"});
    assert.equal(document.activeElement, document.body);
});

test("a list that has no focus takes none", () => {
    show();
    show({groups: message().groups.slice(1)});
    assert.equal(document.activeElement, document.body);
});

test("text is text", () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const listed = [card("a", {title: hostile, note: hostile, mark: hostile})];
    show({groups: [{title: hostile, cards: listed}]});
    assert.equal(document.querySelectorAll("img").length, 0);
    assert.equal(labels()[0]?.textContent, `${hostile}${hostile} · ${hostile}`);
});

test("the tab holds a scenario, and gives it back to a server that lacks it", () => {
    show({hold: "squeezed"});
    assert.deepEqual(told, []);
    show({asks: true});
    assert.deepEqual(told, [["held", "squeezed"]]);
});

test("a tab that holds nothing is asked in vain", () => {
    show({asks: true});
    assert.deepEqual(told, []);
});

test("a browser without storage shows the cards all the same", (context) => {
    context.mock.method(console, "info", () => {});
    context.mock.method(sessionStorage.constructor.prototype, "setItem", () => {
        throw new Error("no storage");
    });
    show({hold: "squeezed"});
    assert.equal(labels().length, 3);
});
