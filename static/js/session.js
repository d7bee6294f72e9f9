// Whether somebody is still signed in, and signing in again without leaving the page. Without this script the page of the
// sign-in does the same.
const dialog = document.querySelector("[data-sign-in]");
const place = dialog?.querySelector("[data-place]");

async function askedNow(again = true) {
  const answer = await fetch(dialog.dataset.signIn, { cache: "no-store" });
  if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) return answer.json();
  // What ends a session leads to its page once.
  if (again && answer.ok) return askedNow(false);
  throw new Error(String(answer.status));
}

// A token is made anew with each sign-in: all forms of the page take it.
function takeToken(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
}

// What the page says in a case: the words stand with the sheet.
export const wordsOf = (name) => dialog.dataset[name];

// "in", "out", "other" where somebody else is signed in at this browser, "away" where nobody answers.
export async function standing() {
  try {
    const { person, token } = await askedNow();
    const isOther = person && person !== dialog.dataset.person;
    // With the token of somebody else's session a form would be kept there.
    if (isOther) return "other";
    takeToken(token);
    return person ? "in" : "out";
  } catch {
    return "away";
  }
}

function showRefusal(words) {
  const line = dialog.querySelector("[data-refusal]");
  // Only what is said is an alert: an empty one would be read as one that says nothing.
  if (words) line.setAttribute("role", "alert");
  else line.removeAttribute("role");
  line.textContent = words;
  line.hidden = !words;
}

async function sendSignIn(form) {
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
  const { location: next, form: told } = await answer.json();
  form.elements.password.value = "";
  if (!next) return showRefusal([told.errors, ...Object.values(told.fields).map((field) => field.errors)].flat().join(" "));
  const now = await standing();
  if (now === "in") return dialog.close("in");
  if (now === "out") return location.assign(next);
  // Whoever has signed in here as somebody else by mistake is signed out again, and asked anew.
  if (now === "other") await leave();
  return showRefusal(wordsOf(now === "other" ? "mistaken" : now));
}

async function leave() {
  const { token } = await askedNow();
  // The button of the page's head, which signs out whoever is signed in.
  const { action } = document.querySelector(".account-menu form");
  await fetch(action, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token }) });
  await bringForm();
}

async function trySignIn(event) {
  event.preventDefault();
  const form = event.target;
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  try {
    await sendSignIn(form);
  } catch {
    showRefusal(wordsOf("away"));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// The form is that of the sign-in page itself, with its fields, its words and its token.
async function bringForm() {
  const answer = await fetch(dialog.dataset.entry, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("main form input[name=password]")?.form;
  if (!form) return showRefusal(wordsOf("other"));
  form.elements.login.value = dialog.dataset.login;
  form.addEventListener("submit", trySignIn);
  place.replaceChildren(form);
  return form.elements.password.focus();
}

dialog?.querySelector("[data-later]").addEventListener("click", () => dialog.close(""));

let waiting;
// Ask to sign in again; return whether that was done by the same person.
export function signIn() {
  waiting ??= new Promise((resolve) => {
    showRefusal("");
    place.replaceChildren();
    dialog.returnValue = "";
    dialog.showModal();
    bringForm().catch(() => showRefusal(wordsOf("away")));
    dialog.addEventListener("close", () => {
      waiting = undefined;
      resolve(dialog.returnValue === "in");
    }, { once: true });
  });
  return waiting;
}
