// Enter takes the next step of a file; where the step still asks for something, it leads there first.
import { isTyping } from "./typing.js";

const form = () => document.querySelector("#acts .action[open] form[data-first-empty]");

function wanted() {
  const field = document.getElementById(form()?.dataset.firstEmpty || "");
  return field && !field.value ? field : null;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || isTyping(event) || event.target !== document.body || !form()) return;
  event.preventDefault();
  if (wanted()) wanted().focus();
  else form().requestSubmit(form().querySelector(":scope > button[type=submit]:not([formaction])"));
});

// Whoever comes from a list comes to do it: the hand is where the step still asks for something.
const opened = new URLSearchParams(location.search);
if ((opened.has("list") || opened.has("q")) && document.activeElement === document.body) wanted()?.focus({ preventScroll: true });
