// What a page says of files beside the files themselves, and where one goes on after a button of theirs.

export const wordsOfFault = (line) => line.dataset.words ?? line.textContent.trim();

// Why a file was not taken, with the sign and in the shape that it has on a page that is opened later.
export function faultLine(words) {
  const line = Object.assign(document.createElement("p"), { className: "invalid-feedback" });
  const sign = document.querySelector("svg.glyph").cloneNode(true);
  const drawn = sign.firstElementChild;
  drawn.setAttribute("href", drawn.getAttribute("href").replace(/#.*/, "#overdue"));
  line.append(sign, Object.assign(document.createElement("span"), { textContent: words }));
  line.setAttribute("role", "alert");
  return line;
}

// All of them by one press, but what says which file another window has left behind.
export function takeAwayAll(block) {
  for (const line of block.querySelectorAll(".invalid-feedback[data-words]")) if (!line.unsent) line.remove();
}

// For how many files there is room in a form, and what is said of more; common: data of #upload-line.
const TAKEN = "li:not(.file-refused) button[name=remove], .sending";
export const room = (form, common) => Math.max(0, common.maxFiles - form.querySelectorAll(TAKEN).length);
export const tooMany = (form, common) => common.tooMany.replace("{left}", room(form, common));

// It changes with each file that comes or goes.
export function sayRoom(form, common) {
  const words = tooMany(form, common);
  for (const line of form.querySelectorAll("[data-room]")) {
    if (line.dataset.words === words) continue;
    line.removeAttribute("role"); // It has been read out once.
    line.dataset.words = words;
    line.querySelector("span").textContent = `${common.notTaken} · ${words}`;
    line.querySelector("button").setAttribute("aria-label", `${common.takeAway}: ${words}`);
  }
}

// That one file stands in several places is said at each of them.
export function putTwice(page) {
  for (const block of document.querySelectorAll("[data-upload]")) {
    // The one that came with the page has taken its place already.
    const fresh = page.getElementById(block.id);
    if (!fresh) continue;
    for (const line of block.querySelectorAll("[data-twice]")) line.remove();
    block.append(...fresh.querySelectorAll("[data-twice]"));
  }
}

// Where the keyboard goes on after a button that is not there any more: with the same file, or with its way back.
const NEXT = { up: ["up", "down"], down: ["down", "up"], remove: ["put-back"], "put-back": ["remove"] };
export function goOnAt(block, button) {
  const next = (NEXT[button.name] ?? []).map((name) => block.querySelector(`button[name="${name}"][value="${button.value}"]`));
  next.find(Boolean)?.focus({ preventScroll: true });
}
