// Scenario cards: radio buttons in one group, so that the browser's own arrow keys go through them.

const HELD = "frontline-own";

function element(tag, parent, text = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
    return made;
}

function write(label, told) {
    const [title, note] = label.querySelectorAll("b, small");
    title.textContent = told.title;
    note.textContent = told.note;
    if (told.mark) { note.append(" · "); element("i", note, told.mark); }
}

function card(parent, told, choose) {
    const label = element("label", parent);
    const radio = element("input", label);
    radio.type = "radio";
    radio.name = "scenario-card";
    radio.value = told.id;
    radio.addEventListener("change", () => choose(told.id));
    const text = element("span", label);
    element("b", text);
    element("small", text);
    write(label, told);
}

// What an address cannot carry is held by the tab, and given back when the server lacks it.
function keep(hold, asks, give) {
    try {
        if (hold) { sessionStorage.setItem(HELD, hold); }
        const held = asks && sessionStorage.getItem(HELD);
        if (held) { give(held); }
    } catch (fault) {
        console.info("This browser holds nothing for the page.", fault);
    }
}

export default function ({data, parentElement, setTriggerValue}) {
    const holder = parentElement.querySelector(".cards");
    const text = new TextDecoder().decode(data);
    const {label, groups, chosen, hold, asks} = JSON.parse(text);
    keep(hold, asks, (held) => setTriggerValue("held", held));
    holder.setAttribute("aria-label", label);
    holder.choose = (id) => setTriggerValue("chosen", id);
    const cards = groups.flatMap((group) => group.cards);
    const listed = groups.map((group) => [group.title, ...group.cards.map(({id}) => id)]).join();
    if (holder.listed === listed) {
        // a card that is replaced between button down and button up is not clicked
        holder.querySelectorAll("label").forEach((label, place) => write(label, cards[place]));
    } else {
        holder.listed = listed;
        holder.focused = holder.contains(document.activeElement) && document.activeElement.value;
        holder.replaceChildren();
        groups.forEach((group) => {
            const set = element("fieldset", holder);
            element("legend", set, group.title);
            group.cards.forEach((told) => card(set, told, (id) => holder.choose(id)));
        });
    }
    const of = (id) => holder.querySelector(`input[value="${CSS.escape(id)}"]`);
    if (holder.focused) { of(holder.focused)?.focus({preventScroll: true}); }
    holder.focused = null;
    const found = of(chosen);
    if (found && !found.checked) {
        found.checked = true;
        const box = found.parentElement.getBoundingClientRect();
        const room = holder.getBoundingClientRect();
        holder.scrollBy({
            top: box.top - room.top - room.height / 3,
            left: box.left - room.left - room.width / 4,
        });
    }
}
