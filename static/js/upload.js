// Sends chosen files at once, by parts that go on where a connection broke, and shows how far they are. Without this script
// files are sent when the form is saved.
import { awaitFirst, begun, noteUnsent, refused, sayOf } from "./autosave.js";
import { photograph } from "./camera.js";
import { faultOf, fileSize } from "./file_fault.js";
import { faultLine, goOnAt, putTwice, room, sayRoom, takeAwayAll, tooMany, wordsOfFault } from "./file_lines.js";
import { sayNotes } from "./page_notes.js";
import { CONFLICT, fetched, passes } from "./tus_answers.js";

const LOOK_MS = 3000;
const REFUSED = 422;
const PAUSES_MS = [0, 1000, 3000, 5000];
// What a broken connection costs at most, also behind a proxy that passes on only what has come whole, and in a browser that
// sends by itself once more what was cut off: half a megabyte, or what goes in a second where that is more.
const PART_BYTES = 524_288;
const MOST_PART_BYTES = 16 * PART_BYTES;
const PART_MS = 1000;
let partBytes = PART_BYTES;
const form = document.querySelector("form[data-autosave]");
const parts = document.getElementById("upload-line");
// What is the same for all places where files go: addresses, limits and what is said.
const common = parts.dataset;

// Why a file was not taken stands there until somebody takes it away, and begins by saying that it was not.
function letTakeAway(line) {
  if (line.dataset.words) return;
  line.dataset.words = line.textContent.trim();
  const sentences = line.querySelectorAll("p");
  for (const place of sentences.length ? sentences : line.querySelectorAll("span")) place.prepend(`${common.notTaken} · `);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link" });
  button.textContent = common.takeAway;
  button.setAttribute("aria-label", `${common.takeAway}: ${line.dataset.words}`);
  button.addEventListener("click", () => {
    const block = line.closest("[data-upload]");
    line.remove();
    line.unsent?.remove();
    if (line.dataset.noted) pageAfter(block, "remove", line.dataset.noted);
    inputOf(block).focus();
  });
  const acts = Object.assign(document.createElement("span"), { className: "file-acts" });
  acts.append(button);
  line.append(acts);
}

function sayFault(block, words) {
  for (const line of block.querySelectorAll(".invalid-feedback")) if (wordsOfFault(line) === words) line.remove();
  const place = faultLine(words);
  place.dataset.unread = "";
  letTakeAway(place);
  block.querySelector("input[type=file]").before(place);
  return place;
}

// What the form notes of a file that was not taken, for whoever opens it later, is not said twice on this page.
function takeOutNotes(root) {
  const lines = [...root.querySelectorAll(".invalid-feedback")];
  for (const row of root.querySelectorAll(".file-refused:has(button[name=remove])")) {
    const line = lines.find((one) => row.querySelector("span").textContent.trim().endsWith(wordsOfFault(one)));
    if (!line) continue;
    line.dataset.noted = row.querySelector("button").value;
    (row.matches(":only-child") ? row.parentNode : row).remove();
  }
}

// The server notes what was refused here, too.
async function note(line, block, file) {
  await begun(form);
  const coded = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
  const named = { filename: file.name, draft: ofForm("draft"), field: inputOf(current(block)).name };
  const headers = {
    "Tus-Resumable": "1.0.0",
    "Upload-Length": file.size,
    "Upload-Metadata": Object.entries(named).map(([name, text]) => `${name} ${coded(text)}`).join(),
    "X-CSRFToken": ofForm("csrfmiddlewaretoken"),
  };
  const answer = await fetch(common.begin, { method: "POST", headers }).catch(() => null);
  line.dataset.noted = answer?.headers.get("Upload-Noted") ?? "";
  if (!line.dataset.noted || line.isConnected) return;
  // Taken away meanwhile, and perhaps shown by what came since.
  const came = await pageAfter(current(block), "remove", line.dataset.noted);
  if (came) putInPlace(current(block), came.page);
}

const ofForm = (name) => form.elements[name]?.value ?? "";
const inputOf = (block) => block.querySelector("input[type=file]");
const current = (block) => document.getElementById(block.id) ?? block;

const [failed, onTheirWay] = [new Set(), new Set()];
let announcing = Promise.resolve();
let queue = Promise.resolve();

// What a page shows of a file that came in part is not shown beside the line of that file on its way.
function takeOutRows(root) {
  for (const { upload } of onTheirWay) {
    const key = upload?.url?.split("/").at(-2);
    const row = key && root.querySelector(`[data-partial="${key}"]`);
    if (row) (row.matches(":only-child") ? row.parentNode : row).remove();
  }
}

// Send something to the form beside what is typed, which goes its own way; return the page that comes, if it shows the block.
async function pageAfter(block, name, value) {
  const data = new FormData();
  for (const own of form.querySelectorAll(":scope > input[type=hidden]")) data.append(own.name, own.value);
  data.set(name, value);
  data.set("do", "save");
  const answer = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  return page?.getElementById(block.id) ? { page, isRefused: answer.status === REFUSED } : null;
}

// How much a part brings follows how fast the last one went, for all files.
function measurePart(size, took) {
  partBytes = Math.round(Math.min(MOST_PART_BYTES, Math.max(PART_BYTES, (size / took) * PART_MS)));
  for (const sending of onTheirWay) if (sending.upload) sending.upload.options.chunkSize = partBytes;
}

// A file on its way: its line with how far it is and a button that stops it, and another one once it has failed. It is
// announced at once, so that the server knows of it and where it was chosen; its bytes come when those before it have come.
class Sending {
  constructor(block, file) {
    this.block = block;
    this.file = file;
    this.line = parts.content.firstElementChild.cloneNode(true);
    this.words = this.line.querySelector("span");
    this.line.querySelector("button").addEventListener("click", () => this.stop());
    this.again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain" });
    this.again.textContent = common.again;
    this.again.addEventListener("click", retryAll);
    this.arrived = 0;
    this.show(0);
    block.append(this.line);
    onTheirWay.add(this);
    this.done = new Promise((resolve) => { this.end = resolve; });
    this.go();
  }

  go() {
    this.isDue = false;
    this.turn = new Promise((resolve) => { this.endTurn = resolve; });
    const announced = announcing.then(() => this.announce()).catch(() => this.fail(null));
    announcing = announced;
    queue = queue.then(async () => {
      this.isDue = true;
      await announced;
      if (this.isPaused) this.upload.start();
      this.isPaused = false;
      if (!this.isLeft && !failed.has(this)) await this.turn;
    });
  }

  show(sent) {
    this.line.querySelector("progress").value = sent / (this.file.size || 1);
    this.words.textContent = `${this.file.name} · ${fileSize(sent)} / ${fileSize(this.file.size)}`;
  }

  async announce() {
    // Files stand in the order in which they are announced: none passes one that could not be.
    if (failed.size && !this.upload?.url) return this.fail(null);
    const closed = await begun(form);
    if (closed) return this.turnAway(closed);
    if (!globalThis.tus) await fetched(common.tus);
    if (this.isLeft) return undefined;
    this.upload ??= await this.made();
    return new Promise((resolve) => {
      this.known = resolve;
      if (this.isLeft) resolve();
      else this.upload.start();
    });
  }

  async made() {
    const upload = new globalThis.tus.Upload(this.file, {
      endpoint: common.begin,
      chunkSize: partBytes,
      retryDelays: PAUSES_MS,
      onShouldRetry: ({ originalResponse }) => passes(originalResponse),
      metadata: { filename: this.file.name, draft: ofForm("draft"), field: inputOf(this.block).name },
      fingerprint: async ({ name, size, lastModified }) => [ofForm("draft"), inputOf(this.block).name, name, size, lastModified].join("-"),
      removeFingerprintOnSuccess: true,
      // The token of this page may be made anew with another sign-in.
      onBeforeRequest: (request) => {
        request.setHeader("X-CSRFToken", ofForm("csrfmiddlewaretoken"));
        this.askedAt = performance.now();
      },
      onUploadUrlAvailable: () => this.wait(),
      onProgress: (sent) => this.show(sent),
      onChunkComplete: (size, sent) => {
        this.arrived = sent;
        measurePart(size, performance.now() - this.askedAt);
      },
      onError: (error) => this.fail(error.originalResponse),
      onSuccess: () => this.arrive(),
    });
    // The same file may be chosen for two papers, or twice: none goes on with what is another one's.
    const taken = [...onTheirWay].map((sending) => sending.upload?.url);
    const before = (await upload.findPreviousUploads()).find((one) => !taken.includes(one.uploadUrl));
    if (before) upload.resumeFromPreviousUpload(before);
    return upload;
  }

  // The server knows of it: it goes on when it is its turn.
  wait() {
    takeOutRows(current(this.block));
    this.isPaused = !this.isDue;
    if (this.isPaused) this.upload.abort();
    // Not before it has really stopped.
    setTimeout(this.known);
  }

  // The form takes what has come to its end.
  async arrive() {
    this.isPaused = false;
    const came = await pageAfter(this.block, `sent-${inputOf(current(this.block)).name}`, this.upload.url.split("/").at(-2));
    if (!came) return this.fail(null);
    this.leave();
    putInPlace(current(this.block), came.page, came.isRefused);
    sayKept(came.page);
    return sayNotes(came.page, inputOf(current(this.block)));
  }

  async fail(answer) {
    if (this.isLeft) return;
    const isSentence = answer?.getHeader("Content-Type")?.startsWith("text/plain") && answer.getBody();
    if (isSentence) return answer.getStatus() === CONFLICT ? this.turnAway(isSentence) : this.refuse(isSentence);
    failed.add(this);
    this.show(this.arrived);
    this.words.textContent = `${this.file.name} · ${common.notSent}`;
    this.line.append(this.again);
    this.endTurn();
    this.known?.();
    if (await refused(form)) return retryAll();
    const closed = failed.has(this) && (await begun(form));
    return closed && this.turnAway(closed);
  }

  refuse(words) {
    this.leave();
    return sayFault(current(this.block), words);
  }

  // The form was sent from another window: the file is named where it was chosen, and on the page that shows what is not in it.
  async turnAway(why) {
    if (this.isLeft || this.isTurnedAway) return;
    this.isTurnedAway = true;
    const note = Object.assign(document.createElement("input"), { type: "hidden", name: "unsent", value: this.file.name });
    const { words, isShown } = await noteUnsent(form, note);
    const line = this.refuse(`“${this.file.name}”: ${words || why}`);
    line.unsent = note;
    // What comes next shows it: nobody has to press twice.
    if (isShown) delete line.dataset.unread;
  }

  retry() {
    this.again.remove();
    this.show(this.arrived);
    this.go();
  }

  stop() {
    this.upload?.abort(true).catch(() => {});
    this.leave();
    inputOf(current(this.block)).focus();
  }

  leave() {
    this.isLeft = true;
    this.isPaused = false;
    failed.delete(this);
    onTheirWay.delete(this);
    this.line.remove();
    this.known?.();
    this.endTurn();
    this.end();
  }
}

// All of them, in the order in which they were chosen.
function retryAll() {
  const again = [...onTheirWay].filter((sending) => failed.has(sending));
  failed.clear();
  for (const sending of again) sending.retry();
}

// Take out a file, put it back or elsewhere, or forget what came of one; what is typed, on its way or said of others stays.
async function handle(button) {
  const block = button.closest("[data-upload]");
  button.setAttribute("aria-busy", "true");
  const came = await pageAfter(block, button.name, button.value);
  if (came) {
    if (button.name === "clear") takeAwayAll(current(block));
    putInPlace(current(block), came.page, came.isRefused);
    sayKept(came.page);
    return goOnAt(current(block), button);
  }
  button.removeAttribute("aria-busy");
  return (await refused(form)) && handle(button);
}

const sayKept = (page) => form.hasAttribute("data-refused") || sayOf(form, page.querySelector("[data-autosave-status]").textContent);

// What a page says of the files takes the place of what this one said; what is on its way, and why others were refused, stays.
function putInPlace(block, page, isRefused = false) {
  const fresh = page.getElementById(block.id);
  const hadFocus = block.contains(document.activeElement);
  const found = [...fresh.querySelectorAll(".invalid-feedback")];
  const known = found.map(wordsOfFault);
  fresh.append(...block.querySelectorAll(".sending"));
  takeOutRows(fresh);
  // What the check had found is judged by the next one; why a file was not taken has to be read.
  for (const line of block.querySelectorAll(".invalid-feedback:not([data-checked])")) {
    if (!known.includes(wordsOfFault(line))) inputOf(fresh).before(line);
  }
  takeOutNotes(fresh);
  const clear = fresh.querySelector("button[name=clear]");
  if (clear) inputOf(fresh).before(clear); // Below all of them.
  for (const line of found) {
    if (fresh.hasAttribute("data-checked")) line.dataset.checked = "";
    else if (isRefused) {
      line.dataset.unread = "";
      letTakeAway(line);
    }
  }
  block.replaceWith(fresh);
  putTwice(page);
  sayRoom(form, common);
  watch(fresh);
  fresh.dispatchEvent(new Event("replaced", { bubbles: true }));
  if (hadFocus || document.activeElement === document.body) inputOf(fresh).focus({ preventScroll: true });
}

// One file after the other: two at once are no faster where it is slow.
function sendAll(block, files) {
  // Of what was too much somebody chooses now fewer, or sees it said anew.
  for (const line of block.querySelectorAll("[data-room]")) line.remove();
  if (files.length > room(form, common)) {
    sayFault(block, tooMany(form, common)).dataset.room = "";
    return;
  }
  for (const file of files) {
    const fault = faultOf(file, common);
    if (fault) {
      note(sayFault(block, fault), block, file);
      continue;
    }
    awaitFirst(new Sending(block, file).done);
  }
}

// Whether a file is taken may be known a little later than that it has come.
function lookAgain(block) {
  setTimeout(async () => {
    if (!block.isConnected) return;
    const answer = await fetch(form.action).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!block.isConnected) return;
    if (page && page.getElementById(block.id)) putInPlace(block, page);
    else lookAgain(block);
  }, LOOK_MS);
}

function watch(block) {
  const input = inputOf(block);
  block.classList.add("has-buttons");
  const buttons = document.getElementById("upload-buttons").content.firstElementChild.cloneNode(true);
  buttons.querySelector("label").htmlFor = input.id;
  input.after(buttons);
  const camera = buttons.querySelector("[data-camera]");
  camera.hidden = !matchMedia("(pointer: coarse)").matches;
  camera.addEventListener("click", () => photograph((files) => sendAll(current(block), files)));
  input.addEventListener("change", () => {
    sendAll(block, [...input.files]);
    input.value = "";
  });
  block.addEventListener("dragover", (event) => {
    event.preventDefault();
    block.classList.add("is-over");
  });
  block.addEventListener("dragleave", () => block.classList.remove("is-over"));
  block.addEventListener("drop", (event) => {
    event.preventDefault();
    block.classList.remove("is-over");
    sendAll(block, [...event.dataTransfer.files]);
  });
  if (block.querySelector("[data-unjudged]")) lookAgain(block);
}

for (const line of document.querySelectorAll("[data-upload] .invalid-feedback")) line.dataset.checked = "";
document.querySelectorAll("[data-upload]").forEach(watch);
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-upload] button:is([name=remove], [name=clear], [name=drop], [name=put-back], [name=up], [name=down])");
  if (!button) return;
  event.preventDefault();
  if (!button.hasAttribute("aria-busy")) handle(button);
});
// Who goes on with the form would have all of it sent.
form.addEventListener("held", retryAll);
addEventListener("online", retryAll);
