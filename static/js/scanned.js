// What a keyboard scanner types goes into the field for it, wherever the cursor stands: else a blank within a name would press
// the button in focus, and the scanner's Enter open a link of whoever stood there before.
import { isTyping } from "./typing.js";

const form = document.querySelector("form[data-scans-into]");
const field = form.elements[form.dataset.scansInto];

addEventListener("keydown", (event) => {
  // The other keys of a page are its own: a blank presses what is in focus, a question mark shows the keys there are.
  if (event.key.length !== 1 || event.key === " " || event.key === "?" || isTyping(event)) return;
  field.value = "";
  field.focus();
});

// A bar stands in the text of a card, and in nothing that is typed of a person.
const CARD = /[0-9]*\|.*$/s;

addEventListener("input", ({ target }) => {
  if (target === field || !target.matches("input")) return;
  const [scanned] = target.value.match(CARD) ?? [];
  if (!scanned) return;
  target.value = target.value.slice(0, -scanned.length);
  field.value = scanned;
  field.focus();
});
