// Keys of a work-list: / to search, j and k to move, Enter to open. Every one of them is also a link or a field.
"use strict";

const list = document.querySelector("[data-key-list]");
const search = document.querySelector("[data-key-search]");
const hint = document.querySelector("[data-keys-hint]");
const links = list ? [...list.querySelectorAll("tbody th a")] : [];

function isTyping(event) {
  // Input methods for Vietnamese send keys while a letter is being put together.
  const composing = event.isComposing || event.keyCode === 229;
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  return composing || modified || event.target.closest("input, select, textarea, [contenteditable]");
}

function move(by) {
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), links.length - 1);
  if (links[next]) {
    links[next].focus();
    links[next].closest("tr").scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === search) return links.length ? links[0].focus() : search.blur();
  if (isTyping(event)) return undefined;
  if (event.key === "j") return move(1);
  if (event.key === "k") return move(-1);
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  return undefined;
});

if (hint) hint.hidden = false;
