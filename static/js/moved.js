// Says at once that a dossier has moved while its page is open, and who else has it open. What is typed stays, over the loading too.
import { saveDrafts } from "./autosave.js";

const EVERY = 6_000;
const FIRST = 1_000;
const place = document.querySelector("[data-moved]");
const KEPT = `typed:${location.pathname}`;
// The words of an act are kept as drafts; all else that is typed outlasts the loading here.
const fields = () =>
  [...document.querySelectorAll("textarea[id], input[id]:not([type=hidden], [type=file]), select[id]")].filter(
    (field) => field.type === "checkbox" || !field.closest("form[data-autosave]"),
  );
const isTyped = (field) =>
  field.tagName === "SELECT"
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;

let shown = "";

async function ask() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(place.dataset.moved, { redirect: "error" }).catch(() => null);
  // Without an answer what stands there holds still.
  if (![200, 204].includes(answer?.status)) return;
  const news = answer.status === 200 ? await answer.text() : "";
  // What says the same stays, or it would be read out again.
  if (news !== shown) place.innerHTML = shown = news;
}

function keep() {
  const typed = fields().filter(isTyped);
  const values = typed.map((field) => [field.id, ["checkbox", "radio"].includes(field.type) ? field.checked : field.value]);
  sessionStorage.setItem(KEPT, JSON.stringify(values));
}

function give() {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  for (const [id, value] of JSON.parse(kept ?? "[]")) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
}

if (place) {
  give();
  setTimeout(ask, FIRST);
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  addEventListener("focus", ask);
  place.addEventListener("click", async (event) => {
    if (!event.target.matches("[data-reload]")) return;
    event.preventDefault();
    keep();
    await saveDrafts();
    location.reload();
  });
}
