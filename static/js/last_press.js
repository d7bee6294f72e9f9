// The press that files: it says that it is under way, and leaves the page only where the server answers. Without this script
// the button does the same, once in any case.
import { signIn, standing } from "./session.js";

const form = document.querySelector("form[data-last-press]");
const status = form.querySelector("[data-press-state]");
let isBusy = false;
let passes = false;

function showState(words) {
  status.textContent = words;
  status.hidden = false;
}

function setBusy(is) {
  isBusy = is;
  form.toggleAttribute("aria-busy", is);
}

async function mayLeave() {
  const now = await standing();
  if (now === "out") {
    showState(form.dataset.entering);
    if (!(await signIn())) return "out";
    showState(form.dataset.busy);
    return true;
  }
  return now === "in" || now;
}

form.addEventListener("submit", async (event) => {
  if (passes) return;
  event.preventDefault();
  if (isBusy) return;
  setBusy(true);
  showState(form.dataset.busy);
  const may = await mayLeave();
  if (may !== true) {
    setBusy(false);
    return showState(form.dataset[may]);
  }
  passes = true;
  form.requestSubmit(event.submitter);
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  setBusy(false);
  passes = false;
  status.hidden = true;
});
