// On the page of a paper: whether what its code says by itself, behind the # of the address, is what the record says.
import { readStatement } from "./statement.js";

const part = document.querySelector("[data-stated]");
const behind = () => location.hash.slice(1);
const isPlace = () => Boolean(behind() && document.getElementById(behind())); // A jump within the page says nothing of the paper.

async function stateOf() {
  const digits = isPlace() ? "" : behind();
  if (!digits) return "none";
  if (!globalThis.crypto?.subtle) return "unable";
  const token = decodeURIComponent(location.pathname.split("/").at(-2));
  const found = await readStatement(digits, JSON.parse(document.getElementById("statement-keys").textContent), token);
  const { kind, number, day } = part.dataset;
  const isSame = found.kind === kind && found.number === number && found.day === day;
  return found.state === "true" && !isSame ? "differs" : found.state;
}

// What makes one doubt the code stands at the head of the page, in the place of what would vouch for the paper.
function sayAtHead(shown) {
  const tone = ["error", "warning"].find((one) => shown?.classList.contains(`note--${one}`));
  for (const one of document.querySelectorAll("[data-doubt]")) {
    one.hidden = one.dataset.doubt !== tone;
    one.querySelector("[data-found]").textContent = one.hidden ? "" : shown.textContent.trim();
  }
  for (const one of document.querySelectorAll("[data-unless-doubted]")) one.hidden = Boolean(tone);
}

// Who has scanned the code is not told to scan it: what is printed is compared with what it says, which goes along behind the #.
function leadOn(state) {
  for (const one of document.querySelectorAll("[data-unless-stated]")) one.hidden = state !== "none";
  for (const one of document.querySelectorAll("[data-if-stated]")) one.hidden = state !== "true";
  for (const link of document.querySelectorAll("[data-compare]")) link.hash = state === "true" ? `${location.pathname}#${behind()}` : "";
}

async function say() {
  const state = await stateOf();
  leadOn(state);
  const states = [...part.querySelectorAll("[data-state]")];
  for (const one of states) one.hidden = one.dataset.state !== state;
  part.hidden = false;
  sayAtHead(states.find((one) => !one.hidden));
}

if (part) {
  say();
  addEventListener("hashchange", () => isPlace() || say());
}
