// Rows that are chosen for one act: x ticks the row that is in focus, and the bar says how many are.
// A live search brings a bar of its own with the rows.
import { isScanned } from "./alone.js";

const bar = () => document.querySelector("[data-bulk]");
const boxes = () => [...document.querySelectorAll("[data-key-list] .tick input")];

function tally() {
  const form = bar();
  if (!form) return;
  const count = form.querySelector("[data-bulk-count]");
  const chosen = boxes().filter((box) => box.checked).length;
  const all = form.elements.all?.checked;
  const size = all ? form.elements.all.dataset.count : chosen;
  count.hidden = !size;
  // What can be done takes room once there is something to do it with.
  form.toggleAttribute("data-idle", !chosen && !all);
  count.querySelector("b").textContent = size;
  for (const button of form.querySelectorAll("button")) button.disabled = !chosen && !all;
}

function tick(event) {
  const typing = event.isComposing || event.ctrlKey || event.altKey || event.metaKey || isScanned(event);
  if (event.key !== "x" || !bar() || typing || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  // Where no row is in focus, the marked one is meant; it is in focus from then on, and j goes to the one below it.
  const row = document.activeElement?.closest("[data-key-list] tbody tr") ?? document.querySelector("[data-key-list] tbody tr.here");
  // A row that cannot be chosen has no box, and its key chooses no other.
  const box = row ? row.querySelector(".tick input") : boxes()[0];
  if (!box) return;
  box.checked = !box.checked;
  if (!row?.contains(document.activeElement)) box.closest("tr").querySelector("th a").focus();
  tally();
}

document.addEventListener("keydown", tick);
document.addEventListener("change", tally);
// A live search replaces the rows; a page that comes back has its ticks again.
document.addEventListener("htmx:afterSwap", tally);
addEventListener("pageshow", tally);
tally();
