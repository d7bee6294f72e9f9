// Keys of a work-list: / to search, j and k to move, Enter to open. Every one of them is also a link or a field.
import { alone, isScanned } from "./alone.js";
import { isTyping } from "./typing.js";
import "./keys_sheet.js";

const search = document.querySelector("[data-key-search]");
// Asked for at each key: a live search replaces the list.
const rows = () => [...document.querySelectorAll("[data-key-list] tbody th a")];

function move(by) {
  const links = rows();
  const at = links.indexOf((inFocus() ?? kept())?.querySelector("th a"));
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1);
  if (links[next]) {
    links[next].focus();
    links[next].closest("tr").scrollIntoView({ block: "nearest" });
  }
}

// The row that keys mean while none is in focus: the one of before, or the first.
const KEPT = "list-row";
const lines = () => [...document.querySelectorAll("[data-key-list] tbody tr")];
const inFocus = () => document.activeElement?.closest("[data-key-list] tbody tr");
const name = (row) => row.querySelector("a[href]").pathname;

const kept = () => lines().find((row) => name(row) === sessionStorage.getItem(KEPT));

function here() {
  return inFocus() ?? kept() ?? lines()[0];
}

// Whoever comes from a file goes on at its row.
function comeBack() {
  const from = document.referrer && new URL(document.referrer).pathname;
  if (from && from === sessionStorage.getItem(KEPT)) kept()?.scrollIntoView({ block: "nearest" });
}

function mark() {
  const row = here();
  for (const one of lines()) one.classList.toggle("here", one === row);
  if (row && inFocus()) sessionStorage.setItem(KEPT, name(row));
}

// Takes the plain next step of a row, or leads to where it is confirmed.
function onward() {
  const row = here();
  const form = document.querySelector("[data-onward]");
  if (!row || !form || form.dataset.sent) return;
  const link = row.querySelector("th a");
  sessionStorage.setItem(KEPT, name(row));
  form.action = `${link.pathname}tiep/${link.search}`;
  form.elements.seen.value = row.dataset.seen;
  form.dataset.sent = "yes";
  form.submit();
}

// Where Tab comes to after many rows: to what is done with those that are chosen, or to choosing all; to the filters.
const bulkForm = () => document.querySelector("[data-bulk]");
// Who gets them is chosen before they are given.
const unchosen = () => {
  const choice = bulkForm()?.elements.assignee;
  return choice && !choice.value && bulkForm().querySelector("button:not(:disabled)") ? choice : null;
};
const PLACES = {
  b: () => unchosen() ?? bulkForm()?.querySelector("button:not(:disabled)") ?? bulkForm()?.querySelector("[name=all]"),
  f: () => document.querySelector("#opens-filters"),
};

function goTo(key) {
  const place = PLACES[key]();
  place?.scrollIntoView({ block: "nearest" });
  place?.focus();
}

document.addEventListener("focusin", mark);
document.addEventListener("htmx:afterSwap", mark);
mark();
comeBack();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === search) return (rows()[0] ?? document.body).focus();
  if (isTyping(event) || isScanned(event)) return undefined;
  if (event.key === "j") return move(1);
  if (event.key === "k") return move(-1);
  if (event.key in PLACES) return alone(() => goTo(event.key));
  if (/^[1-9]$/.test(event.key)) return alone(() => document.querySelectorAll("#lists .tabs a")[event.key - 1]?.click());
  if (event.key === "a" && !event.repeat) return alone(onward);
  if (event.key === "Enter" && !event.repeat && event.target === document.body) return here()?.querySelector("th a").click();
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  return undefined;
});
