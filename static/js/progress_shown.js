// Shows the task list and what was understood anew when the draft has been saved. Without this script each page shows them.
const form = document.querySelector("form[data-autosave]");
let edits = 0;

function replaceShown(old, fresh) {
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// A line of which the page has nothing yet goes beneath its question.
function showAnew(line) {
  const question = document.getElementById(line.id.replace("understood_", "div_id_"));
  if (!line.hidden) question?.after(line);
}

async function showProgress() {
  if (!form.dataset.progress) return;
  const seen = edits;
  const answer = await fetch(`${form.dataset.progress}?draft=${form.elements.draft.value}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Lines that come and go above it do not move what is under the hand.
  const inHand = form.contains(document.activeElement) && document.activeElement;
  const top = inHand && inHand.getBoundingClientRect().top;
  for (const fresh of [...page.body.children]) {
    const old = document.getElementById(fresh.id);
    // What is typed by now is not what was understood.
    const isStale = seen !== edits && fresh.matches(".understood");
    if (isStale) continue;
    if (!old) showAnew(fresh);
    else if (old.outerHTML !== fresh.outerHTML) replaceShown(old, fresh);
  }
  if (inHand?.isConnected) scrollBy({ top: inHand.getBoundingClientRect().top - top, behavior: "instant" });
}

form.addEventListener("input", (event) => {
  edits += 1;
  const cell = event.target.closest(".cells > div")?.querySelector(".understood");
  const own = event.target.closest(".question")?.querySelector(":scope > .understood");
  for (const line of [cell, own]) if (line) line.hidden = true;
});
form.addEventListener("kept", showProgress);

// A file comes and goes on its own way.
const files = () => form.querySelectorAll("[name=remove], [name=drop]").length;
let known = files();
new MutationObserver(() => {
  if (files() !== known) showProgress();
  known = files();
}).observe(form, { childList: true, subtree: true });
