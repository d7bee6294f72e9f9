// Keys of a dossier's page: each is also a link, a button or a place that Tab reaches.
import { alone, isScanned } from "./alone.js";
import { isTyping } from "./typing.js";
import { sayOfKey } from "./keys_sheet.js";

const PARTS = { 1: "answers", 2: "paper", 3: "acts", 4: "conversation", 5: "notes" };
// Asked for at each key: what is saved takes its item's place.
const items = () => [...document.querySelectorAll(".review-item")];
// What is remarked is never ticked by the press that was meant for something else.
const restOf = (item) => {
  const isRemarked = item?.querySelector(".remark textarea")?.value.trim();
  return (isRemarked ? item.querySelector(".remark > summary") : item?.querySelector("button.tick")) ?? item?.querySelector("a");
};
const inHand = () => document.activeElement?.closest(".review-item");

// What is written to the applicant, or to colleagues: what was written before stays in sight above the field.
function writeIn(place) {
  place.open = true;
  place.scrollIntoView({ block: "start" });
  const field = place.querySelector("textarea");
  (field ?? place.querySelector("summary")).focus({ preventScroll: true });
  // What was kept there is gone on with, not written in front of.
  field?.setSelectionRange(field.value.length, field.value.length);
}

function part(id) {
  const place = document.getElementById(id);
  place?.scrollIntoView({ block: "nearest" });
  if (place?.matches("details")) return writeIn(place);
  // The next act is under the hand at once: its button, or its heading where the button is red.
  const acts = id === "acts" ? place : null;
  const button = acts?.querySelector(".action[open] form > button[type=submit]:not([formaction], .btn-danger)");
  (button ?? acts?.querySelector(".action > summary") ?? place)?.focus();
  return undefined;
}

function pass(by) {
  const all = items();
  const at = all.indexOf(inHand());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.scrollIntoView({ block: "nearest" });
  restOf(next)?.focus();
}

function remark() {
  const fold = inHand()?.querySelector("details.remark");
  if (!fold) return;
  fold.open = true;
  fold.querySelector("textarea").focus();
}

// To a file beside this one; the hand stays where it is where there is none.
function beside(link, end) {
  const place = document.querySelector(link);
  if (place) return place.click();
  return sayOfKey(document.querySelector(".neighbours") ? end : "noList");
}

// The list that it came from goes on at its row.
if (document.querySelector(".back")) sessionStorage.setItem("list-row", location.pathname);

const KEYS = {
  n: () => beside("[data-key-next]", "noNext"),
  p: () => beside("[data-key-previous]", "noPrevious"),
  u: () => document.querySelector(".back")?.click(),
  j: () => pass(1),
  k: () => pass(-1),
  x: () => inHand()?.querySelector("button.tick")?.click(),
  r: remark,
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches("textarea, input")) {
    (restOf(event.target.closest(".review-item")) ?? document.getElementById("acts"))?.focus();
    return;
  }
  if (isTyping(event) || isScanned(event)) return;
  const chosen = PARTS[event.key] ? () => part(PARTS[event.key]) : KEYS[event.key];
  if (!chosen) return;
  event.preventDefault();
  // What leads away, to another place or page, waits until it is clear that no scan begins with it.
  if (PARTS[event.key] || "npu".includes(event.key)) alone(chosen);
  else chosen();
});

// A fold that an address names is open, and the one around a field that it names.
function unfold() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = place?.closest("details");
  if (!fold || (fold !== place && !place.matches("input, select, textarea"))) return;
  fold.open = true;
  if (fold !== place) place.focus();
}
addEventListener("hashchange", unfold);
unfold();
