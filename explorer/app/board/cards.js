// @ts-check
// Scenario cards: radio buttons in one group, so that the browser's own arrow keys go through them.

/** @import {Card, CardsMessage, Component, Send} from "./messages" */

const HELD = "frontline-own";

/** @type {WeakMap<HTMLElement, Cards>} */
const shown = new WeakMap();

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {HTMLElement} parent
 */
function element(tag, parent, text = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
    return made;
}

// A card: a radio button with a title and a note.
class CardElement {
    /** @param {HTMLElement} parent @param {Card} card @param {(id: string) => void} choose */
    constructor(parent, card, choose) {
        const label = element("label", parent);
        this.radio = element("input", label);
        this.radio.type = "radio";
        this.radio.name = "scenario-card";
        this.radio.value = card.id;
        this.radio.addEventListener("change", () => choose(card.id));
        const text = element("span", label);
        this.title = element("b", text);
        this.note = element("small", text);
        this.write(card);
    }

    /** @param {Card} card */
    write({title, note, mark}) {
        this.title.textContent = title;
        this.note.textContent = note;
        if (mark) {
            this.note.append(" · ");
            element("i", this.note, mark);
        }
    }
}

class Cards {
    /** @type {CardElement[]} */
    elements = [];
    listed = "";

    /** @param {HTMLElement} holder */
    constructor(holder) { this.holder = holder; }

    /** @param {CardsMessage} message @param {Send} keep */
    show({label, groups, chosen}, keep) {
        this.keep = keep;
        this.holder.setAttribute("aria-label", label);
        const listed = groups.map(({title, cards}) => [title, ...cards.map(({id}) => id)]).join();
        if (listed === this.listed) {
            // a card that is replaced between button down and button up is not clicked
            groups.flatMap(({cards}) => cards).forEach((card, place) => {
                this.elements[place]?.write(card);
            });
        } else {
            this.list(groups);
            this.listed = listed;
        }
        this.check(chosen);
    }

    // Make all cards anew; the one that had the focus has it afterwards.
    /** @param {CardsMessage["groups"]} groups */
    list(groups) {
        const focused = this.elements.find(({radio}) => radio === document.activeElement);
        const choose = (/** @type {string} */ id) => {
            this.keep?.("chosen", {
                at: performance.now(), from: location.search, value: id,
            });
        };
        this.holder.replaceChildren();
        this.elements = groups.flatMap(({title, cards}) => {
            const set = element("fieldset", this.holder);
            element("legend", set, title);
            return cards.map((card) => new CardElement(set, card, choose));
        });
        if (focused) { this.radio(focused.radio.value)?.focus({preventScroll: true}); }
    }

    /** @param {string} id */
    radio(id) { return this.elements.find(({radio}) => radio.value === id)?.radio; }

    /** @param {string} id */
    check(id) {
        const radio = this.radio(id);
        if (!radio || radio.checked) { return; }
        radio.checked = true;
        const room = this.holder.getBoundingClientRect();
        const card = radio.parentElement?.getBoundingClientRect() ?? room;
        this.holder.scrollBy({
            top: card.top - room.top - room.height / 3,
            left: card.left - room.left - room.width / 4,
        });
    }
}

/**
 * What an address cannot carry is held by the tab, and given back if the server lacks it.
 *
 * @param {CardsMessage} message
 * @param {Send} trigger
 */
function holdInTab({hold, asks}, trigger) {
    try {
        if (hold) { sessionStorage.setItem(HELD, hold); }
        const held = asks && sessionStorage.getItem(HELD);
        if (held) { trigger("held", held); }
    } catch (error) {
        console.info("This browser holds nothing for the page.", error);
    }
}

/** @param {Component} component */
export default function ({data, parentElement, setStateValue, setTriggerValue}) {
    const holder = parentElement.querySelector(".cards");
    if (!(holder instanceof HTMLElement)) { throw new Error("The page has no place for cards."); }
    /** @type {CardsMessage} */
    const message = JSON.parse(new TextDecoder().decode(data));
    holdInTab(message, setTriggerValue);
    const cards = shown.get(holder) ?? new Cards(holder);
    shown.set(holder, cards);
    cards.show(message, setStateValue);
}
