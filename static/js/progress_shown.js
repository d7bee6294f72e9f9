// Shows the task list, what was understood and what is wrong anew when the draft has been saved. Without this script each page shows them.
const form = document.querySelector("form[data-autosave]");
let edits = 0;

// Of these questions the draft holds another window's answer: what is said of that is not said of what stands here.
const isElsewhere = (name) => (form.dataset.elsewhere ?? "").split(" ").includes(name.split(".")[0]);

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

// What the check found at what is typed; not of files, which say their own, nor where a choice is to be made first.
const faultsShown = () => [...form.querySelectorAll(".invalid-feedback[id^='id_'][id$='_error']")].filter((line) => (
  !line.closest("[data-upload]") && !isElsewhere(nameOf(line)) && !line.closest(".question")?.querySelector("button[value^='take-mine:']")));
const nameOf = (line) => line.id.slice("id_".length, -"_error".length);
const understoodName = (line) => line.id.slice("understood_".length);
const summary = document.getElementById("error-summary");
const linksTo = (name) => [`id_${name}`, `id_${name}_0`, `div_id_${name}`].flatMap((id) => (
  [...(summary?.querySelectorAll(`a[href="#${CSS.escape(id)}"]`) ?? [])]));

function takeOutOfSummary(link) {
  const list = link.closest("ul");
  link.closest("li")?.remove();
  // What is out of the list already is in none.
  if (!list || list.querySelector("li")) return;
  if (list.previousElementSibling?.matches("h3")) list.previousElementSibling.remove();
  list.remove();
  if (!summary.querySelector("li, p")) summary.remove();
}

function clearFault(line) {
  for (const control of form.querySelectorAll(`[aria-describedby~="${CSS.escape(line.id)}"]`)) {
    const left = control.getAttribute("aria-describedby").split(" ").filter((id) => id !== line.id);
    if (left.length) control.setAttribute("aria-describedby", left.join(" "));
    else control.removeAttribute("aria-describedby");
    control.removeAttribute("aria-invalid");
    control.classList.remove("is-invalid");
  }
  const field = line.closest(".has-error");
  line.remove();
  if (field && !field.querySelector(".invalid-feedback")) field.classList.remove("has-error");
}

// The server has judged what was saved: a fault that is none any more goes, another one takes its place.
function judgeAnew(shown, page) {
  for (const line of shown) {
    const now = [...page.querySelectorAll(`#faults > [data-at="${CSS.escape(nameOf(line))}"]`)];
    const links = linksTo(nameOf(line));
    for (const link of links.slice(now.length)) takeOutOfSummary(link);
    now.forEach((fault, at) => {
      const label = fault.dataset.label.replace(/[?:]+$/, "");
      const named = fault.textContent.startsWith(`“${label}”`) ? "" : `${label}: `;
      if (links[at]) links[at].textContent = named + fault.textContent;
    });
    if (now.length) line.querySelector("div").replaceChildren(...now.map((fault) => (
      Object.assign(document.createElement("p"), { textContent: fault.textContent }))));
    else clearFault(line);
  }
}

async function showProgress() {
  // Of what takes nothing any more nothing is asked.
  if (!form.dataset.progress || form.hasAttribute("data-closed")) return;
  const seen = edits;
  const shown = faultsShown();
  const asked = new URLSearchParams({ draft: form.elements.draft.value, faults: shown.map(nameOf).join(" ") });
  if (form.elements.kiem) asked.set("kiem", "1");
  const answer = await fetch(`${form.dataset.progress}?${asked}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Lines that come and go above it do not move what is under the hand.
  const inHand = form.contains(document.activeElement) && document.activeElement;
  const top = inHand && inHand.getBoundingClientRect().top;
  if (seen === edits) judgeAnew(shown.filter((line) => line.isConnected), page);
  for (const fresh of page.body.querySelectorAll(":scope > :not(#faults)")) {
    const old = document.getElementById(fresh.id);
    // What is typed by now is not what was understood.
    const isStale = fresh.matches(".understood") && (seen !== edits || isElsewhere(understoodName(fresh)));
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
