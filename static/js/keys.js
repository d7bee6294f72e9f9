// Keys of a work-list: / to search, j and k to move, Enter to open. Every one of them is also a link or a field.
const search = document.querySelector("[data-key-search]");
const hint = document.querySelector("[data-keys-hint]");
// Asked for at each key: a live search replaces the list.
const rows = () => [...document.querySelectorAll("[data-key-list] tbody th a")];

function isTyping(event) {
  // Input methods for Vietnamese send keys while a letter is being put together.
  const composing = event.isComposing || event.keyCode === 229;
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  return composing || modified || event.target.closest("input, select, textarea, [contenteditable]");
}

function move(by) {
  const links = rows();
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), links.length - 1);
  if (links[next]) {
    links[next].focus();
    links[next].closest("tr").scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === search) return (rows()[0] ?? document.body).focus();
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
