// Sends what pages on this device could not send before they were closed. What cannot be saved any more is shown.
import { eachLeft, forget, forgetSuperseded, memo, ownKeys, supersede } from "./own_copy.js";

const place = document.querySelector("[data-own-keys]");
const form = document.querySelector("form[data-autosave]");
const BROUGHT = "own-copy-brought";
// A page that answered a form would be sent once more by any other way, and one with a part of it not be loaded at all.
const addressShown = () => location.pathname + location.search;

let hasTyped = false;
form?.addEventListener("input", () => { hasTyped = true; });

// What was saved then is not said over what is not saved now.
form?.addEventListener("kept", () => {
  if (!form.hasAttribute("data-refused")) return;
  place.querySelector("[data-brought]").hidden = true;
  place.hidden = !place.querySelector("[data-left]");
});

const fieldOf = (copy, name) => copy.fields.find(([known]) => known === name)?.[1];

function isOfThisForm(copy) {
  const draft = form?.elements.draft?.value;
  return Boolean(form) && (copy.address === form.dataset.autosave || (draft && fieldOf(copy, "draft") === draft));
}

function bodyOf(copy, token, pressed) {
  const body = new FormData();
  for (const [name, value] of copy.fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", token);
  body.set("do", pressed);
  return body;
}

async function sendCopy(copy, token) {
  const sent = { method: "POST", body: bodyOf(copy, token, "autosave"), headers: { "X-Left-Behind": "1" } };
  const answer = await fetch(copy.address, sent);
  const isSentence = answer.headers.get("Content-Type")?.startsWith("text/plain") || answer.headers.has("X-Clashing");
  return isSentence && !answer.redirected ? answer : null;
}

// Another window has saved something else meanwhile: the page of the form asks, with both in sight.
function askOnItsPage(id, copy, token) {
  supersede(id);
  const sent = Object.assign(document.createElement("form"), { method: "post", action: copy.address, hidden: true });
  for (const [name, value] of bodyOf(copy, token, "save")) {
    const field = Object.assign(document.createElement("textarea"), { name });
    field.value = value;
    sent.append(field);
  }
  document.body.append(sent);
  sent.submit();
}

const withText = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });

// Of an answer that is a sentence the copy itself says which form and which questions it is about.
function lineByLine(sentence, copy) {
  const list = document.createElement("ul");
  for (const name of copy.touched) {
    const [label, text] = [copy.labels?.[name], fieldOf(copy, name)];
    if (text) list.append(withText("li", label ? `${label}: ${text}` : text));
  }
  return [...(copy.title ? [withText("p", `“${copy.title}”`)] : []), withText("p", sentence), list];
}

// What another window has overtaken is told by the server, which knows both.
function toldBy(page) {
  const told = new DOMParser().parseFromString(page, "text/html").querySelector("[data-form-url]");
  return { words: [...told.children], address: told.dataset.formUrl };
}

function showLeft({ words, address }, id) {
  place.hidden = false;
  const line = place.querySelector("template").content.firstElementChild.cloneNode(true);
  const inLine = (name) => line.querySelector(`[data-${name}]`);
  inLine("told").replaceChildren(...words);
  line.querySelector("a").href = address;
  const askWhether = (isAsked) => {
    inLine("choice").hidden = isAsked;
    inLine("sure").hidden = !isAsked;
    inLine(isAsked ? "keep" : "not-needed").focus();
  };
  inLine("not-needed").addEventListener("click", () => askWhether(true));
  inLine("keep").addEventListener("click", () => askWhether(false));
  inLine("throw").addEventListener("click", async () => {
    await forget(id);
    line.remove();
    place.hidden = !place.querySelector("[data-left]");
  });
  place.append(line);
}

async function bring(id, copy, owner) {
  const answer = await sendCopy(copy, owner.token);
  // Nobody answered as we are answered: it stays for the next page.
  if (!answer) return false;
  if (answer.headers.has("X-Clashing")) {
    if (isOfThisForm(copy) && !hasTyped) askOnItsPage(id, copy, owner.token);
    else showLeft(toldBy(await answer.text()), id);
    return false;
  }
  if (!answer.ok && !answer.headers.has("X-Kept-Version")) {
    showLeft({ words: lineByLine(await answer.text(), copy), address: copy.address }, id);
    return false;
  }
  // A page that is left by now says no more than this.
  memo(BROUGHT, addressShown());
  await forget(id);
  return true;
}

async function bringAll() {
  const owner = await ownKeys(place.dataset.ownKeys);
  if (!owner.person || owner.person !== place.dataset.person) return;
  let isNew = false;
  await eachLeft(owner, async (id, copy) => { isNew = (await bring(id, copy, owner)) || isNew; });
  if (isNew && !hasTyped) location.replace(addressShown());
}

// A browser that notes it no more would load the page for ever.
function notedAs(address) {
  memo(BROUGHT, address);
  return memo(BROUGHT) === address;
}

// What a page left behind has brought may have arrived after this form was made: it is loaded once more, to show it.
function sayBrought() {
  const by = memo(BROUGHT);
  if (!by) return;
  if (form && by !== addressShown() && !hasTyped && notedAs(addressShown())) {
    location.replace(addressShown());
    return;
  }
  memo(BROUGHT, null);
  place.hidden = false;
  place.querySelector("[data-brought]").hidden = false;
}

sayBrought();
// Where a page asks, it shows the copy and has its own.
if (!form?.querySelector("button[value^='take-mine:']")) {
  if (document.querySelector("[data-shows-copy]")) await forgetSuperseded().catch(() => {});
  supersede(null);
  bringAll().catch(() => {});
}

// What answers where there is no connection speaks the language in which it came.
navigator.serviceWorker?.register(place.dataset.worker).catch(() => {});
