// Keeps a draft while it is being written, and says in sight whether it is kept. Without this script the button "Save draft"
// does the same.
import { forgetSuperseded, OwnCopy } from "./own_copy.js";
import { signIn, standing, wordsOf } from "./session.js";
import { typed } from "./typed.js";

const EVERY_MS = 10_000;
const drafts = [];
const sentence = (words) => (!words || /[.!?…]$/.test(words) ? words : `${words}.`);

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    // Without this script nothing is saved by itself, and that is what stands there.
    if (this.status.dataset.untouched) this.status.textContent = this.status.dataset.untouched;
    this.words = this.kept = this.status.textContent;
    this.unsaved = form.querySelector("[data-autosave-unsaved]");
    // As soon as the hand rests, what is typed is kept.
    this.rest = Number(form.dataset.autosaveRest);
    this.changed = this.busy = this.failing = this.isFault = false;
    this.copy = form.dataset.ownCopy && new OwnCopy(form.dataset.ownCopy, form.dataset.autosave, form.elements.person.value);
    // Where a page asks which of two stays, one of them is nowhere else.
    if (form.querySelector("button[value^='take-mine:']")) this.keepShown();
    form.addEventListener("input", (event) => this.touch(event.target.name));
    // Fields of the form may stand elsewhere on the page, such as the boxes of its rows.
    document.addEventListener("input", ({ target }) => {
      if (target.form === form && !form.contains(target)) this.touch(target.name);
    });
    form.addEventListener("submit", (event) => {
      if (!event.submitter?.hasAttribute("formtarget")) this.leave();
    });
    setInterval(() => this.look(), EVERY_MS);
  }

  async keepShown() {
    await this.copy?.keep(typed(this.form));
    if (this.copy?.isKept) await forgetSuperseded().catch(() => {});
  }

  // What is changed is saved; where nothing is, a connection that has come back ends what was said of it.
  async look() {
    if (this.changed || this.busy) return this.save();
    if (!this.failing || (await standing()) !== "in" || this.changed) return undefined;
    this.failing = false;
    this.openDoor(false);
    this.say(this.kept);
    return this.show();
  }

  // The button beside the state that opens the sheet.
  makeDoor() {
    const door = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain" });
    door.dataset.autosaveDoor = "";
    door.textContent = wordsOf("door");
    door.addEventListener("click", () => this.enter());
    this.status.after(door);
    return door;
  }

  openDoor(isOpen) {
    if (isOpen) this.door ??= this.makeDoor();
    else this.door?.remove();
    if (!isOpen) this.door = undefined;
  }

  get isOpen() {
    return this.changed || this.busy;
  }

  touch(name) {
    this.changed = true;
    // A form in which nothing had been typed says so until now.
    if (this.status.dataset.touched) this.say(this.status.dataset.touched);
    delete this.status.dataset.touched;
    this.copy?.keep(typed(this.form), name);
    this.show();
    this.wait();
  }

  // Something on this page is nowhere in the draft.
  get isUntaken() {
    return this.form.matches("[data-refused], :has(button[value^='take-mine:'])");
  }

  // The copy goes as the page does; of what was filed without its words only once the page to come has shown them.
  async letGo() {
    if (this.isFiledWithout) return this.copy?.handOn();
    return this.copy?.drop();
  }

  wait() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.save(), this.rest);
  }

  leave() {
    this.changed = false;
    clearTimeout(this.resting);
  }

  // What was pressed where there was no connection is not done by itself: it is said until something is pressed again.
  say(words, isFault = false) {
    this.words = this.isUndone && !isFault ? `${sentence(words)} ${wordsOf("undone")}`.trim() : words;
    if (!isFault) this.kept = words;
    this.isFault = isFault;
    this.showState();
  }

  // How it stands; a form that waits for its files says that, unless something is wrong.
  showState() {
    const waits = held.has(this.form) && awaited.size;
    const isUnsent = waits && this.isFault && this.why === "away";
    const unsaved = this.copy?.touched.size ? this.words : "";
    const isGoing = (held.has(this.form) || passed.has(this.form)) && !this.isFault && wordsOf("going");
    if (isUnsent) this.status.textContent = `${wordsOf("unsent")} ${unsaved}`.trim();
    else if (waits && !this.isFault) this.status.textContent = wordsOf("sending");
    else this.status.textContent = isGoing || this.words;
    this.uncoverHand();
  }

  // A long sentence at the foot of a small screen does not cover the field in which one types.
  uncoverHand() {
    const [field, foot] = [document.activeElement, this.status.closest(".save-state")];
    if (!foot || !this.form.contains(field) || !field.matches("input, textarea, select")) return;
    const [hand, bar] = [field, foot].map((each) => each.getBoundingClientRect());
    const isOver = hand.bottom > bar.top && hand.top < bar.bottom && hand.height < bar.top;
    if (isOver) scrollBy({ top: hand.bottom - bar.top, behavior: "instant" });
  }

  show() {
    if (this.unsaved) this.unsaved.hidden = this.failing || !this.isOpen;
  }

  async save(keepalive = false) {
    clearTimeout(this.resting);
    if (!this.changed || this.busy) return;
    this.changed = false;
    this.busy = true;
    try {
      await this.send(keepalive);
      this.failing = false;
      this.openDoor(false);
      if (this.changed) this.wait();
      // Whoever leaves by then meets no copy of what is saved.
      else if (!this.form.hasAttribute("data-refused")) await this.copy?.drop();
    } catch {
      this.changed = true;
      await this.fail(await standing());
    } finally {
      this.busy = false;
      this.show();
    }
  }

  async send(keepalive, again = true) {
    const body = typed(this.form);
    body.set("do", "autosave");
    const answer = await fetch(this.form.dataset.autosave, { method: "POST", body, keepalive });
    // A refusal has a sentence of its own: filed already, no longer received.
    const isSentence = !answer.redirected && answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (isSentence) return this.know(answer);
    // The token of this page may be from before another sign-in.
    if (again && (await standing()) === "in") return this.send(keepalive, false);
    throw new Error(String(answer.status));
  }

  // What is kept now is what this page knows: another page that does not is told so.
  async know(answer) {
    const version = answer.headers.get("X-Kept-Version");
    if (version !== null && this.form.elements.kept_version) this.form.elements.kept_version.value = version;
    this.why = "";
    const words = await answer.text();
    this.say(words, !answer.ok);
    if (answer.ok) this.form.removeAttribute("data-unbegun");
    this.form.toggleAttribute("data-refused", !answer.ok);
    this.form.dataset.elsewhere = answer.headers.get("X-Elsewhere") ?? "";
    this.isFiledWithout = answer.headers.has("X-Filed-Without");
    // Whatever else is sent from here is not taken either: a file, a row.
    this.closed = answer.ok || version !== null ? "" : words;
    this.form.toggleAttribute("data-closed", !answer.ok && !answer.headers.has("X-Clashing"));
    if (!this.closed) for (const note of this.form.querySelectorAll("[name=unsent]")) note.remove();
    this.form.dispatchEvent(new Event("kept"));
  }

  async fail(why, before = "") {
    this.failing = true;
    this.why = why;
    await this.copy?.running;
    // Where nothing was typed there is nothing to keep a copy of.
    const ofCopy = this.copy?.touched.size && wordsOf(this.copy.isKept ? "copied" : "uncopied");
    this.say([before, wordsOf(why === "in" ? "away" : why), ofCopy].filter(Boolean).join(" "), true);
    this.openDoor(why === "out");
    this.show();
  }

  // Sign in again in the page, then go on with what was to be saved.
  async enter() {
    if (!(await signIn())) return false;
    this.failing = false;
    this.changed = true;
    await this.save();
    return !this.changed;
  }

  // Say whether the page may be left for the server: all is kept, and it answers.
  async isKept() {
    const now = await standing();
    this.isUndone = now === "away";
    if (now === "in" && !this.changed) return true;
    // Whoever has pressed is told that it was heard.
    await this.fail(now, now === "away" ? wordsOf("stayed") : "");
    return now === "out" && this.enter();
  }
}

const isOpen = () => drafts.some((draft) => draft.isOpen);

export async function saveDrafts() {
  while (drafts.some((draft) => draft.busy)) await new Promise((resume) => { setTimeout(resume, 50); });
  await Promise.all(drafts.map((draft) => draft.save()));
}

// Save all that is typed, or try to.
async function saveAnew(draft) {
  draft.changed = true;
  await saveDrafts();
}

// Save all that is typed; a form whose draft is not there yet begins it, empty too: files are sent for it. One that an answer
// is written in may have been sent from another window. Return why it takes nothing any more, empty where it does.
export async function begun(form) {
  const draft = drafts.find((one) => one.form === form);
  if (draft.closed || form.matches("[data-unbegun], :has([name=request])")) draft.changed = true;
  await saveDrafts();
  return draft.closed ?? "";
}

// A form that takes nothing any more notes a file by its name, with what was typed: the page that shows that shows it too.
// Return what is said of it, and whether that page will come.
export async function noteUnsent(form, note) {
  const draft = drafts.find((one) => one.form === form);
  form.append(note);
  draft.copy?.touched.add(note.name);
  await saveAnew(draft);
  return { words: draft.closed, isShown: draft.isFiledWithout };
}

// What a page says of how a form stands.
export function sayOf(form, words, isFault = false) {
  drafts.find((one) => one.form === form).say(words, isFault);
}

// Say of a form why what was sent did not arrive; return whether it is worth sending it again.
export async function refused(form) {
  const draft = drafts.find((one) => one.form === form);
  const why = await standing();
  if (why === "in") await saveAnew(draft);
  // Somebody has answered, and said why not: no connection is lost.
  if (draft.closed) return false;
  // Once it can be saved again it is, and says so.
  draft.changed = true;
  await draft.fail(why);
  return why === "out" && draft.enter();
}

for (const form of document.querySelectorAll("form[data-autosave]")) drafts.push(new Draft(form));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const draft of drafts) draft.save(true);
});
// A save that was under way when the connection came back may still fail by it: it is waited for, and what it left is sent.
addEventListener("online", async () => {
  await saveDrafts();
  for (const draft of drafts) draft.look();
});
// Who goes back to a page finds how it stands, not that it is being sent.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const draft of drafts) draft.showState();
});
const awaited = new Set();
addEventListener("beforeunload", (event) => {
  if (awaited.size || drafts.some((draft) => draft.failing && draft.changed)) event.preventDefault();
});

// What has to have arrived before the form may be sent, such as a file on its way.
export function awaitFirst(arrival) {
  awaited.add(arrival);
  arrival.finally(() => awaited.delete(arrival));
}

// Whether nothing is filed without a file at its place, and there is no other.
const isNeeded = (line) => {
  const place = line.closest("[data-upload]:not([data-kept])");
  return place && !place.querySelector(".optional, .files > li:not(.file-refused)");
};

// Why a file was not taken is read before the form goes on without it.
function readFirst(form) {
  const unread = form.querySelectorAll("[data-unread]");
  for (const line of unread) delete line.dataset.unread;
  if (!unread.length) return false;
  unread[0].tabIndex = -1;
  unread[0].focus({ preventScroll: true });
  unread[0].scrollIntoView({ block: "center" });
  sayOf(form, [wordsOf("unread"), [...unread].some(isNeeded) ? "" : wordsOf("again")].join(" ").trim(), true);
  return true;
}

// What takes out a file or a row goes on with nothing.
const goesOn = (button) => !button || /^(check|next|save)\b/.test(button.value);

// A form leads to the server only with all of it kept, and where the server answers: nobody meets the browser's own page.
// An act is sent as it is pressed: its words are kept as they are typed, and it is sent once; without a connection it stays.
const passed = new WeakSet();
const held = new WeakSet();
addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[hx-post], dialog form") || event.submitter?.hasAttribute("formtarget")) return undefined;
  if (passed.delete(form)) return undefined;
  const own = drafts.find((draft) => draft.form === form);
  const isAct = own && form.matches("[data-once]");
  if (isAct ? navigator.onLine && !own.failing : !own && !isOpen()) return undefined;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (held.has(form)) return undefined;
  // Enter in a field keeps what is typed, and the hand stays where it was.
  if (own && event.submitter?.matches(".default-button")) {
    own.changed = true;
    return own.save();
  }
  held.add(form);
  form.setAttribute("aria-busy", "true");
  if (own) form.dispatchEvent(new Event("held"));
  own?.showState();
  while (own && awaited.size) await Promise.allSettled([...awaited]);
  own?.showState();
  // What was not taken may have been filed without meanwhile: that is asked before the copy of it goes.
  if (own?.isUntaken) own.changed = true;
  await saveDrafts();
  const goes = !own || ((await own.isKept()) && !(goesOn(event.submitter) && readFirst(form)));
  held.delete(form);
  form.removeAttribute("aria-busy");
  if (!goes) {
    own?.showState();
    return undefined;
  }
  await own?.letGo();
  passed.add(form);
  own?.showState();
  return form.requestSubmit(event.submitter);
}, true);

// So does a link, and a key that follows one; where nothing can be saved, only a second press leaves.
let tried;
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  if (!link || !isPlain || link.target || link.getAttribute("href").startsWith("#") || !isOpen()) return;
  event.preventDefault();
  await saveDrafts();
  if (isOpen() && tried !== link) {
    tried = link;
    return;
  }
  for (const draft of drafts) draft.leave();
  location.assign(link.href);
});
