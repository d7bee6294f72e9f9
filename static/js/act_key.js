// Enter takes the next step of a file; where the step still asks for something, or is never taken back, it leads there first.
import { isTyping } from "./typing.js";

// A second press of the key that opened the file is no wish to act on it.
const SETTLED = 1000;
const form = () => document.querySelector("#acts .action[open] form[data-first-empty]");
const button = () => form().querySelector(":scope > button[type=submit]:not([formaction])");
// What was remarked, or typed on another day, is first looked at.
const isRemarked = () => [...document.querySelectorAll("#review .remark textarea")].some((field) => field.value.trim());

const warns = () => form()?.matches("[data-warns]") && !form().querySelector("[name=fee_amount]")?.value;

// What is never taken back is pressed at its button: no key does it from elsewhere.
const isLookedAt = () => form().matches("[data-looked-at]");

// No hand is led to a red button: what it says is read first.
const isRed = () => button().matches(".btn-danger");

function wanted() {
  const field = document.getElementById(form()?.dataset.firstEmpty || "");
  return field && !field.value ? field : null;
}

// The line of keys names what Enter does, which is whatever stands open.
function nameEnter() {
  const said = document.querySelector("[data-enter]");
  said.hidden = !form();
  if (form()) said.querySelector("span").textContent = form().closest(".action").querySelector("summary").firstChild.textContent.trim();
}

// A key that was not taken says so, or one waits for what does not come.
function sayTooSoon() {
  const words = document.querySelector("[data-too-soon]");
  words.textContent = words.dataset.tooSoon;
  setTimeout(() => { words.textContent = ""; }, 3 * SETTLED);
}

let led = -SETTLED;
function lead() {
  led = performance.now();
  const place = isRed() ? (form().querySelector("textarea, input:not([type=hidden])") ?? button()) : button();
  place.scrollIntoView({ block: isRed() ? "center" : "nearest" });
  place.focus({ preventScroll: true });
}

// A browser goes to the place that an address names once the page has loaded, and takes the hand off everything else.
function arrive() {
  if (document.readyState !== "complete") return addEventListener("load", () => requestAnimationFrame(arrive), { once: true });
  scrollTo({ top: 0 });
  // What came with the link is read before it is recorded.
  const amount = form().querySelector("[name=fee_amount]");
  if (amount?.value) return amount.focus();
  return wanted() ? wanted().focus({ preventScroll: true }) : lead();
}

// The press that has led to the button, held down or doubled, is none of the button.
document.addEventListener("keydown", (event) => {
  const isOurs = event.key === "Enter" && form() && event.target === button();
  if (!isOurs || !(event.repeat || performance.now() - led < SETTLED)) return;
  event.preventDefault();
  sayTooSoon();
});

// Enter at the end of a field sends a form; one that warns of what is owed is read to its end first, unless that is given.
document.addEventListener("keydown", (event) => {
  const isLine = event.target.matches("input:not([type=submit], [type=checkbox], [type=radio], [type=file])");
  if (event.key !== "Enter" || event.isComposing || !isLine || event.target.form !== form() || !warns()) return;
  event.preventDefault();
  lead();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || isTyping(event) || event.target !== document.body || !form()) return undefined;
  event.preventDefault();
  if (performance.now() < SETTLED) return sayTooSoon();
  if (wanted()) wanted().focus();
  else if (isRemarked() || isLookedAt() || "begun" in form().dataset) lead();
  else form().requestSubmit(button());
  return undefined;
});

document.getElementById("acts")?.addEventListener("toggle", nameEnter, { capture: true });
nameEnter();

// Whoever was led to a step by its key comes to do it; whoever opens a file begins at its head, and keys mean the file.
if (form() && location.hash === `#${form().closest(".action").id}` && document.activeElement === document.body) arrive();
