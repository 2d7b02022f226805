// @ts-check
// A figure's page: what its address chooses, and what its links keep.
import assert from "node:assert/strict";
import {test} from "node:test";

import {find, open, run} from "./page.js";

const PAGE = `
<fieldset class="pick">
<label><input type="radio" name="scenario" value="one" checked>One</label>
<label><input type="radio" name="scenario" value="two">Two</label>
</fieldset>
<main></main>
<a class="keep" id="other" hreflang="uk" href="index.uk.html">Українською</a>
<a class="keep" id="full" href="index.html">Full screen</a>
<a id="data" href="data.csv">Data</a>`;

/** @param {string} query @param {string} fragment @param {string} body */
function figure(query = "", fragment = "", body = PAGE) {
    const window = open("", `https://example.org/figure/index.html${query}${fragment}`);
    document.documentElement.lang = "en";
    run("cartography/figure/figure.js");
    // the script stands in the head: the page is parsed after it ran
    document.body.innerHTML = body;
    return window;
}

/** @returns {Promise<void>} once the page is parsed */
async function parsed() {
    // observers of the document are called after the task in which it changed
    await Promise.resolve();
    document.dispatchEvent(new Event("DOMContentLoaded"));
}

const chosen = () => find("input:checked").getAttribute("value");
/** @param {string} id */
const hash = (id) => new URLSearchParams(/** @type {HTMLAnchorElement} */ (find(id)).hash.slice(1));

test("without a word in the address everything is as it was written", async () => {
    figure();
    await parsed();
    assert.equal(chosen(), "one");
    assert.deepEqual({...document.documentElement.dataset}, {});
    assert.equal(String(hash("#full")), "scenario=one");
    assert.equal(String(hash("#data")), "");
});

for (const sign of ["?", "#"]) {
    test(`the address chooses a scenario after a ${sign}`, async () => {
        figure("", `${sign}scenario=two`);
        await Promise.resolve();
        // before the page is parsed to its end, so that nothing that is painted moves
        assert.equal(chosen(), "two");
    });
}

test("a scenario that is not there is not chosen", async () => {
    figure("", "#scenario=%3Cscript%3E");
    await parsed();
    assert.equal(chosen(), "one");
    assert.equal(hash("#full").get("scenario"), "one");
});

test("the address chooses a theme that there is", () => {
    const theme = () => document.documentElement.dataset.theme;
    figure("", "#theme=dark");
    assert.equal(theme(), "dark");
    figure("", "#theme=pink");
    assert.equal(theme(), undefined);
    figure("", "#theme=light");
    assert.equal(theme(), "light");
});

test("the address leaves out parts of the page", () => {
    figure("?static", "#plain");
    assert.deepEqual({...document.documentElement.dataset}, {static: "", plain: ""});
});

test("links keep what is chosen, and a link to another language its language", async () => {
    figure("", "#theme=dark&lang=en");
    await parsed();
    find('input[value="two"]').click();
    assert.equal(String(hash("#full")), "theme=dark&lang=en&scenario=two");
    assert.equal(String(hash("#other")), "theme=dark&scenario=two");
});

test("a figure of one scenario has nothing to choose", async () => {
    figure("", "#scenario=two", '<main></main><a class="keep" id="full" href="index.html">F</a>');
    await parsed();
    assert.equal(String(hash("#full")), "scenario=two");
});
