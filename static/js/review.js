// What is remarked stands at once in the forms of a request and a refusal, where nobody has typed anything else; the other
// acts say at once that they leave it unsaid.
import { offerSearch } from "./pdf_search.js";
import { goOn, unsaved } from "./remark_typing.js";

const review = document.getElementById("review");
const acts = document.getElementById("acts");
const isBox = (field) => ["checkbox", "radio"].includes(field.type);

async function refill() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const field of acts.querySelectorAll("textarea[id], input[id]:not([type=hidden], [type=file])")) {
    const fresh = page.getElementById(field.id);
    if (!fresh) continue;
    if (isBox(field) && field.checked === field.defaultChecked) field.checked = field.defaultChecked = fresh.defaultChecked;
    else if (!isBox(field) && field.value === field.defaultValue && field.value !== fresh.defaultValue) {
      field.value = field.defaultValue = fresh.defaultValue;
      const fold = field.closest("details:not(.action)");
      if (fold) fold.open = Boolean(field.value);
      const rest = field.closest(".wanted-rest");
      if (rest && field.value) rest.open = true;
    }
  }
  for (const field of acts.querySelectorAll("[name=remarked], [name=unsaid]")) {
    field.value = page.getElementById(field.id)?.value ?? field.value;
  }
  for (const note of acts.querySelectorAll("[data-unsaid]")) {
    const fresh = page.getElementById(note.id);
    if (fresh && fresh.textContent.trim() !== note.textContent.trim()) note.replaceChildren(...fresh.childNodes);
  }
  const places = [...page.querySelectorAll("#acts .wanted-items")];
  for (const [n, box] of acts.querySelectorAll(".wanted-items").entries()) if (places[n]) arrange(box, places[n]);
  leadTo(page.querySelector("#acts .action[open]")?.id);
}

// What says the remarks stands open in place of an act that leaves them unsaid, and closes again with the last of them.
let ledTo = "";
function leadTo(id) {
  const open = acts.querySelector(".action[open]");
  const isLeft = !open || open.id === ledTo || open.querySelector("[name=unsaid]");
  const next = id && document.getElementById(id);
  if (!next || next === open || !isLeft || acts.contains(document.activeElement)) return;
  next.open = true;
  ledTo = id;
}

// Items with a remark stand before those without, as on a page that is opened anew; what is typed, and the hand, stay.
const idsOf = (box) => [...box.querySelectorAll("textarea")].map((field) => `${field.id} ${Boolean(field.closest(".wanted-rest"))}`);
function arrange(box, fresh) {
  if (String(idsOf(box)) === String(idsOf(fresh))) return;
  const inHand = box.contains(document.activeElement) && document.activeElement.id;
  for (const field of box.querySelectorAll("textarea")) {
    const place = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (!place || field.value === field.defaultValue) continue;
    place.value = field.value;
    for (const fold of [place.closest(".wanted-rest"), place.closest("details")]) if (fold) fold.open = true;
  }
  box.replaceWith(fresh);
  if (inHand) document.getElementById(inHand)?.focus();
}

let waiting;
let running = 0;
let inHandAt = "";
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id !== "review") return;
  running += 1;
  inHandAt = document.activeElement?.closest(".review-item")?.id ?? "";
});
// Where Esc leaves a field, what was typed is sent before the hand is anywhere; it is at its item when that takes its place.
review?.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.target.contains(document.activeElement)) inHandAt = event.target.id;
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.id !== "review") return;
  running -= 1;
  if (!event.detail.successful) return;
  markOpen(location.href);
  // The item that takes its own place has the hand again, at its remark.
  if (inHandAt && document.activeElement === document.body) {
    document.getElementById(inHandAt)?.querySelector(".remark > summary")?.focus({ preventScroll: true });
  }
  follow(event.detail.requestConfig.triggeringEvent?.submitter);
  clearTimeout(waiting);
  waiting = setTimeout(refill, 300);
});

// Where texts were asked for, the hand is at the first of them; where one was chosen, at what it stands in now.
function follow(button) {
  const item = ["choose", "use"].includes(button?.name) && document.getElementById(button.value.split(":")[0]);
  if (item) item.querySelector(button.name === "choose" ? ".reasons button" : "textarea")?.focus();
}

// Whoever opens a remark by hand is about to write it; by keyboard the next key leads there.
review?.addEventListener("click", (event) => {
  const fold = event.target.closest?.(".remark > summary")?.parentElement;
  if (fold && event.detail && !fold.open) setTimeout(() => fold.querySelector("textarea").focus());
});

// What is typed at an item and not saved is saved before anything else is sent, and stands in what is sent.
const settled = async () => {
  for (let tries = 0; running && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 100));
};

async function isSaved() {
  await settled();
  if (unsaved()) globalThis.htmx?.trigger(review, "change");
  await settled();
  const left = unsaved() ?? review.querySelector("[aria-invalid]");
  if (!left) return true;
  left.closest("details").open = true;
  left.focus();
  return false;
}

// What has been led to a refused remark once goes on at its second press.
let tried;

async function saveFirst(form, button) {
  if (tried !== form && !(await isSaved())) {
    tried = form;
    return;
  }
  if (tried === form) goOn();
  clearTimeout(waiting);
  const known = Number(form.elements.unsaid?.value);
  await refill();
  if (Number(form.elements.unsaid?.value) > known) {
    // That it stays unsaid is read first.
    button?.focus();
    return;
  }
  form.dataset.saved = "yes";
  form.requestSubmit(button);
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "review" || !form.matches("[data-once]") || form.dataset.saved || !(running || unsaved())) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  saveFirst(form, event.submitter);
}, true);

// So it is before another page is opened; where it was refused, only a second press leaves.
const STAYS = "[href^='#'], [target], [download], [data-opens], [data-reload], #paper a";
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  if (!link || !isPlain || link.matches(STAYS) || !(running || unsaved())) return;
  if (tried === link) {
    goOn();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await isSaved()) link.click();
  else tried = link;
}, true);

// A text is put in by one press; without this script the server does it.
acts?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-puts-into]");
  if (!button) return;
  event.preventDefault();
  const field = document.getElementById(button.dataset.putsInto);
  field.value = [field.value.trim(), button.dataset.text].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Another file, or other pages of it, take the place of what is read; what is typed beside it stays.
const paper = document.getElementById("paper");

async function read(address) {
  const answer = await fetch(address).catch(() => null);
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("paper");
  if (!fresh) return location.assign(address);
  paper.replaceChildren(...fresh.childNodes);
  paper.scrollTop = 0;
  globalThis.htmx?.process(paper);
  offerSearch();
  markOpen(address);
  return undefined;
}

function markOpen(address) {
  const shown = new URL(address).searchParams.get("tep");
  if (!shown) return;
  for (const link of document.querySelectorAll("[data-opens]")) {
    if (new URL(link.href).searchParams.get("tep") === shown) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens], #paper .viewer a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  read(link.href);
});
addEventListener("popstate", () => read(location.href));
