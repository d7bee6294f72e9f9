// Finds words in a PDF, inside a frame that has no origin (js/pdf_search.js): nothing of the file is run, and nothing
// that it says leaves the frame but the number of a page.
const { pdfjs, worker, none, noText, broken, page: pageWord } = document.body.dataset;
const field = document.getElementById("words");
const state = document.getElementById("state");
const hits = document.getElementById("hits");
const MOST_HITS = 100;
const AROUND = 40;
let pages = null;

addEventListener("message", (event) => {
  if (event.source === parent && event.data instanceof ArrayBuffer && !pages) readText(event.data);
});
field.addEventListener("input", (event) => { if (!event.isComposing) showHits(); });
field.addEventListener("compositionend", showHits);
// Whoever opens the search is about to type into it, wherever in the frame the hand arrives.
addEventListener("focus", () => { if (document.activeElement === document.body) field.focus(); });
if (document.hasFocus()) field.focus();
parent.postMessage("ready", "*");

async function readText(bytes) {
  pages = [];
  try {
    const { getDocument, GlobalWorkerOptions } = await import(pdfjs);
    GlobalWorkerOptions.workerPort = await startedWorker(new URL(worker, location.href).href);
    const file = await getDocument({
      data: bytes, isEvalSupported: false, enableXfa: false, disableFontFace: true, useSystemFonts: false, stopAtErrors: false,
    }).promise;
    for (let number = 1; number <= file.numPages; number += 1) {
      const content = await (await file.getPage(number)).getTextContent();
      pages.push(content.items.map((item) => item.str + (item.hasEOL ? " " : "")).join("").normalize("NFC"));
      if (number % 10 === 0) showHits();
    }
    state.textContent = pages.some((text) => text.trim()) ? "" : noText;
    showHits();
  } catch {
    state.textContent = broken;
  }
}

// A frame without an origin may start no worker but one that it has written itself, and no module: that one loads it.
function startedWorker(address) {
  const lines = `import(${JSON.stringify(address)}).catch(() => postMessage("failed"))`;
  const started = new Worker(URL.createObjectURL(new Blob([lines], { type: "text/javascript" })));
  return new Promise((resolve, reject) => {
    // Its first word is that it takes questions.
    started.addEventListener("message", ({ data }) => (data === "failed" ? reject(data) : resolve(started)), { once: true });
    started.addEventListener("error", reject, { once: true });
  });
}

// One letter for one letter, so that a place in the one is a place in the other.
function folded(text) {
  return Array.from(text.toLowerCase(), (letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").replace("đ", "d")[0] || " ").join("");
}

function showHits() {
  const wanted = folded(field.value.normalize("NFC").trim());
  const found = wanted.length > 1 ? (pages || []).flatMap((text, at) => hitsOn(text, at + 1, wanted)).slice(0, MOST_HITS) : [];
  hits.replaceChildren(...found);
  if (wanted.length > 1 && pages && pages.length) state.textContent = found.length ? "" : none;
}

function hitsOn(text, number, wanted) {
  const letters = Array.from(text);
  const flat = folded(text);
  const found = [];
  for (let at = flat.indexOf(wanted); at >= 0 && found.length < MOST_HITS; at = flat.indexOf(wanted, at + wanted.length)) {
    found.push(hitRow(letters, at, wanted.length, number));
  }
  return found;
}

function hitRow(letters, at, length, number) {
  const row = document.createElement("li");
  const button = document.createElement("button");
  const mark = document.createElement("mark");
  button.type = "button";
  mark.textContent = letters.slice(at, at + length).join("");
  button.append(`${pageWord} ${number}: … `, letters.slice(Math.max(0, at - AROUND), at).join(""), mark,
    letters.slice(at + length, at + length + AROUND).join(""), " …");
  button.addEventListener("click", () => parent.postMessage(number, "*"));
  row.append(button);
  return row;
}
