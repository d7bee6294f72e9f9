// Keeps a draft while it is being written. Without this script the button "Save draft" does the same.
import { typed } from "./typed.js";

const EVERY_MS = 10_000;
const drafts = [];

function keepUp(form) {
  const status = form.querySelector("[data-autosave-status]");
  // Where somebody goes from file to file, what is typed is kept as soon as the hand rests.
  const rest = Number(form.dataset.autosaveRest ?? 0);
  let changed = false;
  let busy = false;
  let resting;

  const save = async (keepalive) => {
    clearTimeout(resting);
    if (!changed || busy) return;
    changed = false;
    busy = true;
    const body = typed(form);
    body.set("do", "autosave");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive });
      // A refusal has a sentence of its own: filed already, no longer received.
      const isSentence = answer.headers.get("Content-Type")?.startsWith("text/plain");
      if (answer.redirected || !(answer.ok || isSentence)) throw new Error(String(answer.status));
      // What is kept now is what this page knows: another page that does not is told so.
      const version = answer.headers.get("X-Kept-Version");
      if (version !== null && form.elements.kept_version) form.elements.kept_version.value = version;
      status.textContent = await answer.text();
      form.toggleAttribute("data-refused", !answer.ok);
      if (changed && rest) resting = setTimeout(() => save(false), rest);
    } catch {
      changed = true;
      status.textContent = form.dataset.autosaveFailed;
    } finally {
      busy = false;
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(resting);
    if (rest) resting = setTimeout(() => save(false), rest);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formtarget")) return;
    changed = false;
    clearTimeout(resting);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  setInterval(() => save(false), EVERY_MS);
  drafts.push({ isOpen: () => changed || busy, isBusy: () => busy, save });
}

const isOpen = () => drafts.some((draft) => draft.isOpen());

export async function saveDrafts() {
  while (drafts.some((draft) => draft.isBusy())) await new Promise((resume) => { setTimeout(resume, 50); });
  await Promise.all(drafts.map((draft) => draft.save(false)));
}

for (const form of document.querySelectorAll("form[data-autosave]")) keepUp(form);

// Another form of the page, such as the one that changes the language, loads a new page: first what was typed is kept.
const passed = new WeakSet();
addEventListener("submit", async (event) => {
  const form = event.target;
  const isOwn = form.matches("[data-autosave], [hx-post]") || event.submitter?.hasAttribute("formtarget");
  if (event.defaultPrevented || isOwn || passed.has(form) || !isOpen()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await saveDrafts();
  passed.add(form);
  form.requestSubmit(event.submitter);
}, true);

// So does a link, and a key that follows one.
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  if (!link || !isPlain || link.target || link.getAttribute("href").startsWith("#") || !isOpen()) return;
  event.preventDefault();
  await saveDrafts();
  location.assign(link.href);
});
