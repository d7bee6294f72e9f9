// Enter takes the next step of a file; where the step still asks for something, it leads there first.
import { isTyping } from "./typing.js";

// A second press of the key that opened the file is no wish to act on it.
const SETTLED = 600;
const form = () => document.querySelector("#acts .action[open] form[data-first-empty]");
const button = () => form().querySelector(":scope > button[type=submit]:not([formaction])");
// What was remarked is first looked at: the step that goes on leaves it unsaid.
const isRemarked = () => [...document.querySelectorAll("#review .remark textarea")].some((field) => field.value.trim());

function wanted() {
  const field = document.getElementById(form()?.dataset.firstEmpty || "");
  return field && !field.value ? field : null;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || isTyping(event) || event.target !== document.body || !form()) return;
  event.preventDefault();
  if (performance.now() < SETTLED) return;
  if (wanted()) wanted().focus();
  else if (isRemarked()) button().focus();
  else form().requestSubmit(button());
});

// Whoever comes from a list comes to do it: the hand is where the step still asks for something, the step in sight.
const opened = new URLSearchParams(location.search);
if ((opened.has("list") || opened.has("q")) && document.activeElement === document.body && form()) {
  if (wanted()) wanted().focus({ preventScroll: true });
  else button().scrollIntoView({ block: "nearest" });
}
