// Keeps a draft while it is being written. Without this script the button "Save draft" does the same.
import { typed } from "./typed.js";

const EVERY_MS = 10000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  let changed = false;
  let busy = false;

  const save = async (keepalive) => {
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
      status.textContent = await answer.text();
    } catch {
      changed = true;
      status.textContent = form.dataset.autosaveFailed;
    } finally {
      busy = false;
    }
  };

  // Another form of the page, such as the one that changes the language, loads a new page: first what was typed is kept.
  for (const other of document.querySelectorAll("form:not([data-autosave])")) {
    let kept = false;
    other.addEventListener("submit", async (event) => {
      if (kept || !(changed || busy)) return;
      event.preventDefault();
      while (busy) await new Promise((resume) => { setTimeout(resume, 50); });
      await save(false);
      kept = true;
      other.requestSubmit(event.submitter);
    });
  }

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  setInterval(() => save(false), EVERY_MS);
}
