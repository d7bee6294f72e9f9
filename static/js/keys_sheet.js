// What keys do on a list and in a file alike. The sheet of keys: ? opens it, Esc or its button closes it and gives the focus back.
import { isScanned } from "./alone.js";
import { isTyping } from "./typing.js";

const sheet = document.querySelector("[data-keys-sheet]");
const hint = document.querySelector("[data-keys-hint]");

function open() {
  if (!sheet.open) sheet.showModal();
}

if (sheet) {
  if (hint) hint.hidden = false;
  document.querySelector("[data-keys-open]")?.addEventListener("click", open);
  sheet.querySelector("[data-keys-close]").addEventListener("click", () => sheet.close());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || isTyping(event)) return;
    event.preventDefault();
    open();
  });
}

const at = (button) => Number(button.form.dataset.at ?? 0);
// In a file, what concerns that file alone: a job of many is taken back by its own press.
const isOfFile = (button) => new URL(button.form.action).pathname.startsWith(location.pathname);

// Says why a key does nothing, by the name of the sentence, and returns where that stands.
export function sayOfKey(name) {
  const words = document.querySelector("[data-nothing-back]");
  if (words) words.textContent = words.dataset[name];
  words?.scrollIntoView({ block: "nearest" });
  return words;
}

// To the button alone, that of what was done last: taking back is pressed there; once more to that of the act before. Where
// nothing can be taken back the hand is led to the sentence that says so: an Enter behind it does nothing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || isTyping(event) || isScanned(event)) return;
  const backs = [...document.querySelectorAll("form.take-back button")].sort(
    (one, other) => isOfFile(other) - isOfFile(one) || at(other) - at(one),
  );
  const place = backs[backs.indexOf(document.activeElement) + 1] ?? backs[0] ?? sayOfKey("nothingBack");
  const folded = place?.closest("details");
  if (folded) folded.open = true;
  place?.scrollIntoView({ block: "nearest" });
  place?.focus();
});
