// The page that checks papers without network: reads a code from the camera or a picture, says what it says, and compares what
// somebody types with it. dossiers/public/off_line_check.py puts it into one file with what it imports.
import { isField, readStatement } from "./statement.js";

const known = JSON.parse(document.getElementById("known").textContent);
const language = document.documentElement.lang;
const byId = (id) => document.getElementById(id);
const video = byId("video");
const SIDES = [1600, 1000, 2400]; // To which a picture is drawn, one after the other, until a code is seen.
let camera = null;

function sayOnly(state) {
  for (const one of document.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
}

const named = (words) => words[language] ?? words.vi;
const dayOf = (day) => day.split("-").reverse().join("/");

function rowOf(found, place, field) {
  const row = byId("field").content.cloneNode(true);
  const [input, label] = [row.querySelector("input"), row.querySelector("label")];
  const [same, other] = row.querySelectorAll("[data-field]");
  input.id = label.htmlFor = `field-${field.name}`;
  label.textContent = named(field.label);
  input.addEventListener("input", async () => {
    const typed = input.value;
    const fits = await isField(found, place, field, typed);
    if (typed !== input.value) return;
    [same.hidden, other.hidden] = [!typed.trim() || !fits, !typed.trim() || fits];
  });
  return row;
}

function describe(found) {
  const kind = known.kinds[found.kind];
  byId("kind").textContent = kind ? named(kind.name) : found.kind;
  byId("number").textContent = found.number;
  byId("day").textContent = dayOf(found.day);
  const fields = (kind?.fields ?? []).slice(0, found.digests.length / 8);
  byId("fields").replaceChildren(...fields.map((field, place) => rowOf(found, place, field)));
}

// The host of an address of the web, with its port; "" where a text is none.
function hostOf(address) {
  try {
    const { protocol, host } = new URL(address);
    return /^https?:$/.test(protocol) ? host : "";
  } catch {
    return "";
  }
}

// That a code leads to another site than the office's, whatever it says by itself: it is named, and nobody is led there.
function sayWhereto(host) {
  const isElsewhere = Boolean(host) && host !== known.site;
  byId("host").textContent = host;
  byId("elsewhere").hidden = !isElsewhere;
  return isElsewhere;
}

// `text`: an address with what stands behind its #, or that alone; a program may have wrapped its lines.
async function check(text) {
  byId("facts").hidden = true;
  sayOnly("");
  const [address, behind] = text.replace(/\s+/g, "").split("#");
  const statement = behind ?? (/^[0-9]+$/.test(address) ? address : "");
  const token = address.match(/\/xac-minh\/([^/]+)\/?$/)?.[1];
  const host = hostOf(address);
  const isElsewhere = sayWhereto(host);
  byId("page").hidden = !token || host !== known.site;
  if (!byId("page").hidden) byId("page").href = address;
  if (!statement && isElsewhere) return;
  if (!statement) return sayOnly(host ? "none" : address && "no-code-of-ours");
  if (!globalThis.crypto?.subtle) return sayOnly("unable");
  const found = await readStatement(statement, known.keys, token);
  if (found.state === "true") describe(found);
  byId("facts").hidden = found.state !== "true";
  sayOnly(found.state);
}

// Return what the code on a picture says; undefined where none is seen.
function codeOn(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return jsQR(data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" })?.data;
}

async function readPicture(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return sayOnly("no-picture");
  }
  const [width, height] = [picture.width, picture.height];
  const text = SIDES.map((side) => () => codeOn(picture, width, height, side)).reduce((found, read) => found || read(), "");
  return text ? check(text) : sayOnly("no-code");
}

function stopCamera() {
  for (const track of camera?.getTracks() ?? []) track.stop();
  camera = null;
  video.hidden = byId("stop").hidden = true;
  byId("start").hidden = false;
}

function scanOn() {
  if (!camera) return;
  const text = video.videoWidth && codeOn(video, video.videoWidth, video.videoHeight, SIDES[1]);
  if (!text) return void setTimeout(scanOn, 150);
  stopCamera();
  check(text);
}

async function startCamera() {
  try {
    const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
    camera = await navigator.mediaDevices.getUserMedia({ video: wanted });
  } catch {
    return sayOnly("no-camera");
  }
  sayOnly("");
  video.hidden = byId("stop").hidden = false;
  byId("start").hidden = true;
  video.srcObject = camera;
  await video.play();
  return scanOn();
}

byId("picture").addEventListener("change", ({ target }) => target.files[0] && readPicture(target.files[0]));
byId("typed").addEventListener("input", ({ target }) => check(target.value));
byId("start").addEventListener("click", startCamera);
byId("stop").addEventListener("click", stopCamera);
byId("ways").hidden = false;
if (location.hash) check(location.hash.slice(1)); // The page of a paper leads here with its path and what its code says.
