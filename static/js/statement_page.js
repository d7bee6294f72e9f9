// On the page of a paper: whether what its code says by itself, behind the # of the address, is what the record says.
import { readStatement } from "./statement.js";

const part = document.querySelector("[data-stated]");

async function stateOf() {
  const digits = location.hash.slice(1);
  if (!digits) return "none";
  if (!globalThis.crypto?.subtle) return "unable";
  const token = decodeURIComponent(location.pathname.split("/").at(-2));
  const found = await readStatement(digits, JSON.parse(document.getElementById("statement-keys").textContent), token);
  const { kind, number, day } = part.dataset;
  const isSame = found.kind === kind && found.number === number && found.day === day;
  return found.state === "true" && !isSame ? "differs" : found.state;
}

async function say() {
  const state = await stateOf();
  for (const one of part.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
  part.hidden = false;
}

if (part) {
  say();
  addEventListener("hashchange", say);
}
