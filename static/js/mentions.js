// Names of colleagues behind an at sign: proposed while it is typed, chosen by arrows and Enter, left by Esc.
import { unmarked } from "./unmarked.js";

const PAUSE = 150;
const BEGUN = /(?:^|[^\p{L}\p{N}_.])@(\p{L}[\p{L}\p{M}\p{N}_ ]{0,40})$/u;

// As the server compares them: without marks, from the beginning of any word on.
const fits = (name, text) => text.trim() !== name && ` ${unmarked(name)}`.includes(` ${unmarked(text)}`);

for (const place of document.querySelectorAll("[data-mentions]")) {
  const field = place.querySelector("textarea[name=message]");
  if (field) propose(place, field);
}

function propose(place, field) {
  const list = place.querySelector("[role=listbox]");
  const status = place.querySelector("[role=status]");
  let asking = null;
  let pause = 0;
  field.closest(".field").append(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("autocomplete", "off");

  const nameBegun = () => field.value.slice(0, field.selectionStart).match(BEGUN)?.[1] ?? null;
  const chosen = () => list.querySelector("[aria-selected=true]");

  function close() {
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  }

  function markPerson(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  // What an older answer proposed goes as soon as what is typed says something else: it would take the place of those words.
  function narrow() {
    const text = nameBegun();
    const stale = text === null ? [...list.children] : [...list.children].filter(({ dataset }) => !fits(dataset.name, text));
    if (stale.length === list.children.length) return close();
    for (const option of stale) option.remove();
    if (!chosen()) markPerson(list.firstElementChild);
    return undefined;
  }

  function take(option) {
    const end = field.selectionStart;
    const begin = end - nameBegun().length;
    field.setRangeText(`${option.dataset.name} `, begin, end, "end");
    close();
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  }

  function show(people) {
    list.replaceChildren(
      ...people.map(({ name, role }, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.role = "option";
        option.dataset.name = name;
        option.setAttribute("aria-selected", "false");
        option.append(name, " ", Object.assign(document.createElement("span"), { className: "meta", textContent: role }));
        return option;
      }),
    );
    list.hidden = people.length === 0;
    status.textContent = people.map(({ name }) => name).join(", ");
    if (people.length) markPerson(list.firstElementChild);
    else field.removeAttribute("aria-activedescendant");
  }

  async function askForPeople() {
    const text = nameBegun();
    asking?.abort();
    if (text === null) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${place.dataset.mentions}?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
      const people = answer.ok ? (await answer.json()).people : [];
      if (nameBegun() === text) show(people.filter(({ name }) => fits(name, text)));
    } catch {
      // Asked again with the next letter; the note can be nameBegun without it.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(pause);
    narrow();
    if (nameBegun() !== null) pause = setTimeout(askForPeople, PAUSE);
  });
  field.addEventListener("blur", () => {
    clearTimeout(pause);
    close();
  });
  field.addEventListener("keydown", (event) => {
    // While a letter is put together, its keys belong to the input method.
    if (list.hidden || event.isComposing) return;
    // The hand may have gone elsewhere since, by an arrow or the mouse.
    narrow();
    if (list.hidden) return;
    const option = chosen();
    const next = { ArrowDown: option?.nextElementSibling ?? list.firstElementChild, ArrowUp: option?.previousElementSibling ?? list.lastElementChild };
    if (event.key in next) markPerson(next[event.key]);
    else if (event.key === "Enter" || event.key === "Tab") take(option);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    narrow();
    if (option?.isConnected) take(option);
  });
}
