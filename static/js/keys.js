// Keys of a work-list: / to search, j and k to move, Enter to open. Every one of them is also a link or a field.
import { isTyping } from "./typing.js";
import "./keys_sheet.js";

const search = document.querySelector("[data-key-search]");
// Asked for at each key: a live search replaces the list.
const rows = () => [...document.querySelectorAll("[data-key-list] tbody th a")];

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
