// @ts-check
// The script of a figure's page. The address chooses scenario, theme and language, links keep the
// choice, and an article that frames the page learns its height. Without it scenarios still switch.
(() => {
    const root = document.documentElement;
    const choice = new URLSearchParams(`${location.search.slice(1)}&${location.hash.slice(1)}`);

    /** @returns {HTMLInputElement[]} the buttons that choose a scenario, if there are several */
    function radios() {
        return [...document.querySelectorAll("input")].filter(({name}) => name === "scenario");
    }

    /** @returns {HTMLLinkElement | undefined} the page in the wanted language, unless this is it */
    function translation() {
        const language = choice.get("lang");
        if (!language || language === root.lang) { return undefined; }
        return [...document.querySelectorAll("link")].find(({hreflang}) => hreflang === language);
    }

    function chooseTheme() {
        const theme = choice.get("theme");
        if (theme === "light" || theme === "dark") { root.dataset.theme = theme; }
        if (theme === "auto") { delete root.dataset.theme; }
    }

    // Leave out the controls of a static page, the title and the notes of a plain one.
    function chooseParts() {
        for (const key of ["static", "plain"]) {
            if (choice.has(key)) { root.dataset[key] = ""; }
        }
    }

    // Choose the scenario as soon as its button is parsed, before what stands below it is painted.
    function chooseScenario() {
        const observer = new MutationObserver(() => {
            const radio = radios().find(({value}) => value === choice.get("scenario"));
            if (radio) {
                radio.checked = true;
                observer.disconnect();
            }
        });
        observer.observe(root, {childList: true, subtree: true});
        document.addEventListener("DOMContentLoaded", () => observer.disconnect());
    }

    // Write what is chosen into the links that lead to this figure elsewhere.
    function keepChoice() {
        const chosen = radios().find(({checked}) => checked);
        if (chosen) { choice.set("scenario", chosen.value); }
        for (const link of document.querySelectorAll("a")) {
            if (!link.classList.contains("keep")) { continue; }
            const kept = new URLSearchParams(choice);
            // a link to another language says so by its address
            if (link.hreflang) { kept.delete("lang"); }
            link.hash = String(kept);
        }
    }

    let width = 0;

    // Make the page as high as its highest scenario, so that its frame stays as it is.
    function keepHeight() {
        const main = document.querySelector("main");
        const chosen = radios().find(({checked}) => checked);
        if (!main || !chosen || width === innerWidth) { return; }
        width = innerWidth;
        main.style.minHeight = "";
        const heights = radios().map((radio) => {
            radio.checked = true;
            return main.offsetHeight;
        });
        chosen.checked = true;
        main.style.minHeight = `${Math.max(...heights)}px`;
    }

    function tellHeight() {
        keepHeight();
        if (parent === window) { return; }
        const {height} = document.body.getBoundingClientRect();
        parent.postMessage({type: "frontline-height", height: Math.ceil(height)}, "*");
    }

    const other = translation();
    if (other) {
        location.replace(other.href + location.search + location.hash);
        return;
    }
    chooseTheme();
    chooseParts();
    chooseScenario();
    document.addEventListener("change", keepChoice);
    document.addEventListener("DOMContentLoaded", () => {
        keepChoice();
        new ResizeObserver(tellHeight).observe(document.body);
    });
})();
