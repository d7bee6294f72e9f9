// Sends chosen files at once, by parts that go on where a connection broke, and shows how far they are. Without this script
// files are sent when the form is saved.
import { awaitFirst, refused, saveDrafts, sayOf } from "./autosave.js";

const LOOK_MS = 3000;
const REFUSED = 422;
const PAUSES_MS = [0, 1000, 3000, 5000];
// What a broken connection costs at most, also behind a proxy that passes on only what has come whole, and in a browser that
// sends by itself once more what was cut off.
const PART_BYTES = 524_288;
const form = document.querySelector("form[data-autosave]");
const parts = document.getElementById("upload-line");
// What is the same for all places where files go: addresses, limits and what is said.
const common = parts.dataset;
const failed = new Set();
let queue = Promise.resolve();

function sayFault(block, words) {
  for (const line of block.querySelectorAll(".invalid-feedback")) if (line.textContent === words) line.remove();
  const place = Object.assign(document.createElement("p"), { className: "invalid-feedback", textContent: words });
  place.setAttribute("role", "alert");
  place.dataset.unread = "";
  block.querySelector("input[type=file]").before(place);
}

// As files.file_size says it once the file is there.
function fileSize(bytes) {
  if (bytes < 999_500) return `${Math.max(Math.min(bytes, 1), Math.round(bytes / 1e3))} kB`;
  return `${String(Math.round(bytes / 1e5) / 10).replace(".", ",")} MB`;
}
const ofForm = (name) => form.elements[name]?.value ?? "";
const inputOf = (block) => block.querySelector("input[type=file]");
const current = (block) => document.getElementById(block.id) ?? block;

// Whether what went wrong may go right in a moment: nobody answers, or another part is being written. A sentence stays true.
function passes(answer) {
  const status = answer?.getStatus() ?? 0;
  return !status || (!answer.getBody() && (status >= 500 || status === 409));
}

// As a script and not as a module: a browser never asks again for a module that it could not get.
const fetched = (address) => new Promise((resolve, reject) => {
  document.head.append(Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject }));
});

// A file on its way: its line with how far it is and a button that stops it, and another one once it has failed.
class Sending {
  constructor(block, file) {
    this.block = block;
    this.file = file;
    this.line = parts.content.firstElementChild.cloneNode(true);
    this.words = this.line.querySelector("span");
    this.line.querySelector("button").addEventListener("click", () => this.stop());
    this.again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain" });
    this.again.textContent = common.again;
    this.again.addEventListener("click", () => this.retry());
    this.show(0);
    block.append(this.line);
    this.done = new Promise((resolve) => { this.end = resolve; });
  }

  show(sent) {
    this.line.querySelector("progress").value = sent / (this.file.size || 1);
    this.words.textContent = `${this.file.name} · ${fileSize(sent)} / ${fileSize(this.file.size)}`;
  }

  async begin() {
    await saveDrafts();
    if (!globalThis.tus) await fetched(common.tus);
    if (this.isLeft) return;
    this.upload = new globalThis.tus.Upload(this.file, {
      endpoint: common.begin,
      chunkSize: PART_BYTES,
      retryDelays: PAUSES_MS,
      onShouldRetry: ({ originalResponse }) => passes(originalResponse),
      metadata: { filename: this.file.name, draft: ofForm("draft") },
      removeFingerprintOnSuccess: true,
      // The token of this page may be made anew with another sign-in.
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", ofForm("csrfmiddlewaretoken")),
      onProgress: (sent) => this.show(sent),
      onError: (error) => this.fail(error.originalResponse),
      onSuccess: () => this.arrive(),
    });
    const [before] = await this.upload.findPreviousUploads();
    if (before) this.upload.resumeFromPreviousUpload(before);
    if (!this.isLeft) this.upload.start();
  }

  // The form takes what has come to its end; what else is typed goes its own way.
  async arrive() {
    const data = new FormData();
    for (const own of form.querySelectorAll(":scope > input[type=hidden]")) data.append(own.name, own.value);
    data.set(`sent-${inputOf(current(this.block)).name}`, this.upload.url.split("/").at(-2));
    data.set("do", "save");
    const answer = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page?.getElementById(this.block.id)) return this.fail(null);
    this.leave();
    return putInPlace(current(this.block), page, answer.status === REFUSED);
  }

  async fail(answer) {
    if (this.isLeft) return;
    const isSentence = answer?.getHeader("Content-Type")?.startsWith("text/plain") && answer.getBody();
    if (isSentence) {
      sayFault(current(this.block), isSentence);
      return this.leave();
    }
    failed.add(this);
    this.words.textContent = `${this.file.name} · ${common.notSent}`;
    this.line.append(this.again);
    if (await refused(form)) this.retry();
  }

  retry() {
    if (!failed.delete(this)) return;
    this.again.remove();
    this.show(0);
    if (this.upload) this.upload.start();
    else this.begin().catch(() => this.fail(null));
  }

  stop() {
    this.upload?.abort(true).catch(() => {});
    this.leave();
    inputOf(current(this.block)).focus();
  }

  leave() {
    this.isLeft = true;
    failed.delete(this);
    this.line.remove();
    this.end();
  }
}

// What a page says of the files takes the place of what this one said; what is on its way, and why others were refused, stays.
function putInPlace(block, page, isRefused = false) {
  const fresh = page.getElementById(block.id);
  const hadFocus = block.contains(document.activeElement);
  const known = [...fresh.querySelectorAll(".invalid-feedback")].map((line) => line.textContent.trim());
  fresh.append(...block.querySelectorAll(".sending"));
  for (const line of block.querySelectorAll(".invalid-feedback")) {
    if (!known.includes(line.textContent.trim())) inputOf(fresh).before(line);
  }
  if (isRefused) for (const line of fresh.querySelectorAll(".invalid-feedback")) line.dataset.unread = "";
  block.replaceWith(fresh);
  if (!form.hasAttribute("data-refused")) {
    sayOf(form, page.querySelector("[data-autosave-status]").textContent);
  }
  watch(fresh);
  fresh.dispatchEvent(new Event("replaced", { bubbles: true }));
  if (hadFocus || document.activeElement === document.body) inputOf(fresh).focus({ preventScroll: true });
}

function faultOf(block, file) {
  if (!file.size) return common.empty;
  return file.size > Number(common.maxBytes) ? common.tooLarge : "";
}

// One file after the other: two at once are no faster where it is slow.
function sendAll(block, files) {
  if (files.length > Number(common.maxFiles)) return sayFault(block, common.tooMany);
  for (const file of files) {
    const fault = faultOf(block, file);
    if (fault) {
      sayFault(block, `“${file.name}” ${fault}`);
      continue;
    }
    const sending = new Sending(block, file);
    awaitFirst(sending.done);
    queue = queue.then(() => !sending.isLeft && sending.begin().catch(() => sending.fail(null)));
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

function takePhotograph(block) {
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  // As an attribute: not every browser that heeds it knows the property.
  camera.setAttribute("capture", "environment");
  camera.addEventListener("change", () => sendAll(current(block), camera.files));
  camera.click();
}

function watch(block) {
  const input = inputOf(block);
  block.classList.add("has-buttons");
  const buttons = document.getElementById("upload-buttons").content.firstElementChild.cloneNode(true);
  buttons.querySelector("label").htmlFor = input.id;
  input.after(buttons);
  const camera = buttons.querySelector("[data-camera]");
  camera.hidden = !matchMedia("(pointer: coarse)").matches;
  camera.addEventListener("click", () => takePhotograph(block));
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

document.querySelectorAll("[data-upload]").forEach(watch);
// Who goes on with the form would have all of it sent.
addEventListener("submit", (event) => {
  if (event.target === form) for (const sending of failed) sending.retry();
}, true);
addEventListener("online", () => {
  for (const sending of failed) sending.retry();
});
