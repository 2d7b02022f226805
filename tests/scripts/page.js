// @ts-check
// A page without a browser, in which the tests of scripts run them. Each file of tests has one,
// as Node runs each in a process of its own.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {runInThisContext} from "node:vm";

import {JSDOM} from "jsdom";

const EXPLORER = new URL("../../explorer/", import.meta.url);
const MAP_SIZE_PX = {clientWidth: 640, clientHeight: 560};

// what scripts of a page use without naming `window`
const VALUES = /** @type {const} */ ([
    "window", "document", "location", "sessionStorage", "innerWidth", "parent", "navigator",
    "Element", "HTMLElement", "Event", "KeyboardEvent", "MouseEvent", "MutationObserver",
]);
const FUNCTIONS = /** @type {const} */ (["addEventListener", "removeEventListener"]);

/**
 * Open a page and make its globals Node's.
 *
 * @param {string} body
 * @param {string} address
 */
export function open(body, address = "http://127.0.0.1/") {
    const {window} = new JSDOM(`<!doctype html>${body}`, {url: address});
    for (const name of VALUES) { set(name, window[name]); }
    for (const name of FUNCTIONS) { set(name, window[name].bind(window)); }
    // what a page without a size on a screen cannot have
    set("ResizeObserver", class { observe() {} disconnect() {} });
    set("matchMedia", () => ({matches: false}));
    window.HTMLElement.prototype.scrollBy = () => {};
    window.scrollTo = () => {};
    return window;
}

/** @param {string} name @param {unknown} value */
function set(name, value) {
    Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
}

/**
 * Run scripts as a page runs those of its `<script>` elements.
 *
 * @param {string[]} paths below `explorer/`
 */
export function run(...paths) {
    for (const path of paths) {
        runInThisContext(readFileSync(new URL(path, EXPLORER), "utf-8"), {filename: path});
    }
}

/** Load Leaflet, and the scripts that draw with it, into the page that is open. */
export function loadLeaflet() {
    const {window} = globalThis;
    // Leaflet looks for these before it draws in SVG, and asks a map for its size
    Object.assign(window.SVGSVGElement.prototype, {createSVGRect() {}});
    for (const [name, value] of Object.entries(MAP_SIZE_PX)) {
        Object.defineProperty(window.HTMLElement.prototype, name, {get: () => value});
    }
    set("L", createRequire(import.meta.url)("leaflet"));
    run(
        "cartography/webmap/map.js", "app/board/sketch.js", "app/board/shape.js",
        "app/board/pencil.js",
    );
}

/**
 * Encode a message as the server sends it.
 *
 * @param {unknown} message
 */
export function encoded(message) { return new TextEncoder().encode(JSON.stringify(message)); }

/**
 * Find an element that has to be there.
 *
 * @param {string} selector
 * @param {ParentNode} parent
 * @returns {HTMLElement}
 */
export function find(selector, parent = document) {
    const element = parent.querySelector(selector);
    if (!element) { throw new Error(`the page has no ${selector}`); }
    return /** @type {HTMLElement} */ (element);
}

/**
 * Find a button by its text.
 *
 * @param {string} text
 * @returns {HTMLButtonElement}
 */
export function button(text) {
    const buttons = [...document.querySelectorAll("button")];
    const element = buttons.find(({textContent}) => textContent === text);
    if (!element) { throw new Error(`the page has no button “${text}”`); }
    return element;
}

/**
 * Press a key on an element.
 *
 * @param {Element} element
 * @param {string} key
 * @param {KeyboardEventInit} options
 * @returns {boolean} whether the page left the key to the browser
 */
export function press(element, key, options = {}) {
    const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, ...options});
    return element.dispatchEvent(event);
}
