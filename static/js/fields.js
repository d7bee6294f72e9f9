// Communes of another province, rows of a table and dates without leaving the page. Without it, buttons do the same.
import { refused, saveDrafts, sayOf } from "./autosave.js";
import { wordsOf } from "./session.js";
import { typed } from "./typed.js";

const form = document.querySelector("form[data-autosave]");

for (const button of form.querySelectorAll("[data-needless]")) button.hidden = true;

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
  } catch {
    sayOf(form, wordsOf("away"), true);
    province.closest("fieldset").querySelector("[data-needless]").hidden = false;
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

// Why a row stays is read where it is; else the hand is at the row.
function focusIn(table, button) {
  const refused = button.value.startsWith("remove-row:") && table.querySelector("[aria-invalid=true]");
  if (refused) {
    refused.focus({ preventScroll: true });
    refused.scrollIntoView({ block: "center" });
    return;
  }
  const rows = table.querySelectorAll(".row-asked");
  const index = Number(button.value.split(":")[2] ?? rows.length - 1);
  rows[Math.min(index, rows.length - 1)].focus();
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
    fresh.dispatchEvent(new Event("replaced", { bubbles: true }));
    focusIn(fresh, button);
  } catch {
    table.removeAttribute("aria-busy");
    table.inert = false;
    button.focus();
    if (await refused(form)) change(table, button);
  }
}

form.addEventListener("click", (event) => {
  const table = event.target.closest("[data-rows]");
  const button = event.target.closest("button[name=do]");
  // Which of two windows stays is chosen on a page of its own: what stands above the form is about it, too.
  if (!table || !button || button.value.startsWith("take-") || table.getAttribute("aria-busy")) return;
  event.preventDefault();
  change(table, button);
});

easeDates(form);
