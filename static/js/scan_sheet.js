// What a keyboard scanner types at a page that takes no scan opens a sheet that offers to look it up, and changes nothing: else it
// stands in whatever field has the focus, a blank of a name presses the button there, and the scanner's Enter sends it.
import { isScanned } from "./alone.js";

const sheet = document.querySelector("[data-scan-sheet]");
const field = sheet.querySelector("input[name=shown]");
const lookUp = sheet.querySelector("button:not([type=button])");

// Milliseconds: a longer break ends a scan, unless it has stuttered (alone.js); and a sign of one takes so long at most, on average of so many: a hand is slower.
const BREAK = 250;
const QUICK = 70;
const SIGNS = 8;
// A number and a bar stand at the head of a card, and in nothing that is typed.
const CARD = /[0-9]{9,}\|.*$/s;
const HEAD = /[0-9]{9,}$/;

let burst = "";
let first = 0;
let last = -Infinity;
let before = null;
let taking = null;

const holdsText = (element) => element.matches("input:not([type=checkbox], [type=radio], [type=file]), select, textarea");

function putTextBack() {
  if (!before || before.element === field || before.element.value === before.value) return;
  before.element.value = before.value;
  before.element.dispatchEvent(new Event("input", { bubbles: true }));
}

// The signs that are still to come are typed into the sheet's field, which has the focus then.
function showScan(text) {
  putTextBack();
  if (!sheet.open) sheet.showModal();
  field.value = text;
  field.focus();
}

// The paper that somebody shows to take something away: of a card its kind, number and name, which are looked at before anything is sent.
function shortenCard() {
  const [number, , name] = taking.value.slice(taking.value.search(CARD)).split("|");
  taking.value = ["CCCD " + number.slice(-12), name?.trim()].filter(Boolean).join(", ");
  taking.dispatchEvent(new Event("input", { bubbles: true }));
  taking = null;
}

const takesCard = (element) => element.matches("[data-takes-card]");

function noteSign(event) {
  if (event.timeStamp - last > BREAK && !isScanned(event)) {
    burst = "";
    first = event.timeStamp;
    before = holdsText(event.target) ? { element: event.target, value: event.target.value } : null;
  }
  burst += event.key;
  last = event.timeStamp;
}

// The Enter at the end of a scan: it looks nobody up before somebody has read what came.
function endScan(event) {
  if (taking && event.target === taking) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return shortenCard();
  }
  const isQuick = burst.length >= SIGNS && (event.timeStamp - first) / burst.length <= QUICK && event.timeStamp - last <= BREAK;
  if (!isQuick && !(burst && isScanned(event))) return undefined;
  if (event.target !== field && holdsText(event.target)) return undefined;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.target !== field) showScan(burst);
  burst = "";
  last = -Infinity;
  return lookUp.focus();
}

// No blank of a scan presses the button that has the focus.
function pressNothing(event) {
  if (event.key === " " && isScanned(event) && !holdsText(event.target)) event.preventDefault();
}

function watchSigns(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter") endScan(event);
  // A hand that goes on to the next field: no scan goes over two of them.
  if (event.key === "Tab") burst = "";
  if (event.key.length !== 1 || event.repeat) return;
  const [head] = event.key === "|" ? (burst.match(HEAD) ?? []) : [];
  noteSign(event);
  // In the sheet's own field the scan goes on: a card bears its holder's former number too.
  if (head && event.target !== field && !takesCard(event.target)) showScan(head);
}

// An input method for Vietnamese says nothing of the keys: what stands in the field does.
function watchText({ target }) {
  if (target === field || !target.matches("input, textarea")) return;
  const [scanned] = target.value.match(CARD) ?? [];
  if (takesCard(target)) taking = scanned ? target : null;
  if (!scanned || taking === target) return;
  before = { element: target, value: target.value.slice(0, -scanned.length) };
  showScan(scanned);
}

sheet.querySelector("[data-close]").addEventListener("click", () => sheet.close());
if (!document.querySelector("form[data-scans-into]")) {
  addEventListener("keydown", watchSigns, true);
  addEventListener("keydown", pressNothing, true);
  addEventListener("keyup", pressNothing, true);
  addEventListener("input", watchText);
}
