// Communes of another province, rows of a table and dates without leaving the page. Without it, buttons do the same.
import { refused, saveDrafts, sayOf } from "./autosave.js";
import { sayNotes } from "./page_notes.js";
import { wordsOf } from "./session.js";
import { typed } from "./typed.js";
import { unmarked } from "./unmarked.js";

const form = document.querySelector("form[data-autosave], form[data-asks]");

// A field above a long list, whose names all begin alike: what is typed there leaves the options that have it.
class Finder {
  constructor(list) {
    this.list = list;
    this.box = Object.assign(document.createElement("input"), { type: "search", className: "form-control finder", autocomplete: "off" });
    this.box.placeholder = form.dataset.find;
    this.box.setAttribute("aria-label", form.dataset.find);
    this.box.setAttribute("aria-controls", list.id);
    this.none = Object.assign(document.createElement("p"), { className: "form-text", textContent: form.dataset.findNone, hidden: true });
    this.none.setAttribute("role", "status");
    list.before(this.box, this.none);
    list.addEventListener("change", () => { this.picked = null; });
    this.renew();
    this.box.addEventListener("input", (event) => {
      // It is no answer: nothing is saved of it.
      event.stopPropagation();
      this.narrow();
    });
    this.box.addEventListener("change", (event) => event.stopPropagation());
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      list.focus();
    });
  }

  renew() {
    this.all = [...this.list.options];
    this.picked = null;
    this.narrow();
  }

  narrow() {
    const typed = unmarked(this.box.value);
    const isLike = (option) => unmarked(option.textContent).includes(typed);
    const fitting = this.all.slice(1).filter(isLike);
    this.say(fitting.length ? "" : form.dataset.findNone);
    const goesBack = this.picked && !isLike(this.picked);
    this.show(fitting.length ? isLike : () => true, goesBack ? this.before : this.list.selectedOptions[0]);
    if (goesBack) this.tell();
    if (typed && fitting.length === 1) this.pick(fitting[0]);
    clearTimeout(this.asking);
    if (!fitting.length) this.asking = setTimeout(() => this.showFormer(), 250);
  }

  // What is chosen stays until something else is; left alone, a browser chooses the first of what comes in.
  show(isShown, chosen) {
    const [empty, ...places] = this.all;
    this.list.replaceChildren(empty, ...places.filter((option) => option === chosen || isShown(option)));
    (chosen ?? empty).selected = true;
  }

  say(words) {
    this.none.hidden = !words;
    this.none.textContent = words;
  }

  // An old name: the list is narrowed to what it belongs to now, and the person chooses where that is more than one.
  async showFormer() {
    const typed = this.box.value;
    const province = document.querySelector(`[data-communes="${this.list.id}"]`);
    const asked = new URLSearchParams({ tinh: province.value, truoc: typed });
    const answer = await fetch(`${form.dataset.communesUrl}?${asked}`).catch(() => null);
    if (!answer?.ok || typed !== this.box.value) return;
    const found = document.createElement("select");
    found.innerHTML = await answer.text();
    const codes = new Set([...found.options].map((option) => option.value));
    if (!codes.size || typed !== this.box.value) return;
    const named = [...found.children].map((group) => `${group.label} → ${[...group.children].map((one) => one.textContent).join(", ")}`);
    this.say(`${named.join("; ")}${codes.size > 1 ? `. ${form.dataset.pick}` : ""}`);
    this.show((option) => codes.has(option.value), this.list.selectedOptions[0]);
    const alone = found.options.length === 1 && this.all.find((option) => codes.has(option.value));
    if (alone) this.pick(alone);
  }

  // By what is typed, and not by the person: what was chosen before comes back once something else stands there.
  pick(option) {
    if (option.selected) return;
    const [before] = this.list.selectedOptions;
    option.selected = true;
    this.tell();
    [this.picked, this.before] = [option, before];
  }

  tell() {
    for (const kind of ["input", "change"]) this.list.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}

const finders = new Map();
function findIn(root) {
  for (const button of root.querySelectorAll("[data-needless]")) button.hidden = true;
  for (const province of root.querySelectorAll("[data-communes]")) {
    const list = document.getElementById(province.dataset.communes);
    finders.set(list, new Finder(list));
  }
}
findIn(form);

async function showCommunes(province) {
  const communes = document.getElementById(province.dataset.communes);
  communes.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.dataset.communesUrl}?tinh=${encodeURIComponent(province.value)}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const words = await answer.text();
    const [none] = communes.options;
    // What was chosen while the list was on its way stays, if it belongs there.
    const chosen = communes.value;
    communes.innerHTML = words;
    communes.prepend(none);
    communes.value = chosen;
    if (communes.selectedIndex < 0) communes.value = none.value;
    finders.get(communes)?.renew();
  } catch {
    if (form.dataset.autosave) sayOf(form, wordsOf("away"), true);
    // The page may be on its way to another one, and the question be gone by then.
    const asking = province.closest("fieldset")?.querySelector("[data-needless]");
    if (asking) asking.hidden = false;
  } finally {
    communes.removeAttribute("aria-busy");
  }
}

function spelled(date) {
  const parts = /^(\d{2})(\d{2})(\d{4})$/.exec(date.trim());
  return parts ? parts.slice(1).join("/") : date;
}

form.addEventListener("change", (event) => {
  if (event.target.dataset.communes) showCommunes(event.target);
  if (event.target.dataset.date !== undefined) event.target.value = spelled(event.target.value);
});

// A keyboard of digits only has no stroke on some phones; we write it, so that keyboard will do.
function easeDates(root) {
  for (const date of root.querySelectorAll("[data-date]")) date.inputMode = "numeric";
}

// Why a row stays is read where it is; a row that was added is filled in from its first field on; else the hand is at the row.
function focusIn(table, button) {
  const refused = button.value.startsWith("remove-row:") && table.querySelector("[aria-invalid=true]");
  if (refused) {
    refused.focus({ preventScroll: true });
    refused.scrollIntoView({ block: "center" });
    return;
  }
  const rows = table.querySelectorAll(".row-asked");
  const index = Number(button.value.split(":")[2] ?? rows.length - 1);
  const row = rows[Math.min(index, rows.length - 1)];
  const first = button.value.startsWith("add-row:") && row.querySelector("input:not([type=hidden]), select, textarea");
  (first || row).focus();
}

const marksIn = (field) => new Map(field.value.split(" ").filter(Boolean).map((mark) => mark.split("=")));

// Of all else this page shows what it showed before, whatever another window has saved there.
function learn(page, name) {
  const known = form.elements.kept_version;
  const fresh = marksIn(page.querySelector("[name=kept_version]"));
  known.value = [...marksIn(known).set(name, fresh.get(name))].map((mark) => mark.join("=")).join(" ");
}

async function change(table, button) {
  table.setAttribute("aria-busy", "true");
  // What would be typed meanwhile would be lost with the table.
  table.inert = true;
  // What was typed elsewhere on the page goes its own way, which says what of it is kept.
  await saveDrafts();
  const body = typed(form);
  body.set(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(table.id);
    if (!fresh) throw new Error(String(answer.status));
    table.replaceWith(fresh);
    learn(page, button.value.split(":")[1]);
    if (!form.hasAttribute("data-refused")) sayOf(form, page.querySelector("[data-autosave-status]").textContent);
    easeDates(fresh);
    sayNotes(page, fresh.querySelector(".row-asked"));
    fresh.dispatchEvent(new Event("replaced", { bubbles: true }));
    focusIn(fresh, button);
  } catch {
    table.removeAttribute("aria-busy");
    table.inert = false;
    button.focus();
    if (await refused(form)) change(table, button);
  }
}

// Where the result is posted to is asked once it is to be. Without this, the form that comes after saving asks it.
async function askWhereTo(way) {
  if (way.value !== "by_post" || document.getElementById("div_id_result_address")) return;
  await saveDrafts();
  const answer = await fetch(form.action).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const question = page && page.getElementById("div_id_result_address")?.closest(".question");
  if (!question || document.getElementById("div_id_result_address")) return;
  way.closest(".question").after(question);
  learn(page, "result_address");
  findIn(question);
  question.dispatchEvent(new Event("replaced", { bubbles: true }));
}
form.addEventListener("change", (event) => {
  if (event.target.name === "result_way") askWhereTo(event.target);
});

form.addEventListener("click", (event) => {
  const table = event.target.closest("[data-rows]");
  const button = event.target.closest("button[name=do]");
  // Which of two windows stays is chosen on a page of its own: what stands above the form is about it, too.
  if (!table || !button || button.value.startsWith("take-") || table.getAttribute("aria-busy")) return;
  event.preventDefault();
  change(table, button);
});

easeDates(form);
