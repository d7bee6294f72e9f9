// A copy of what is typed and not saved yet, kept on the device under a key that only its owner's session is given. It
// outlives a lost connection, an ended session, a killed browser; as soon as all is saved it is gone.
import { openDB } from "../vendor/idb/index.js";

const STORE = "copies";

// Opened for each use: a browser may delete it under a page that is open.
async function inStore(work) {
  const db = await openDB("own-copies", 1, {
    upgrade: (fresh) => fresh.createObjectStore(STORE, { autoIncrement: true }),
    blocking: (_now, _next, event) => event.target.close(),
  });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

async function askKeys(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const { person, token, keys } = await answer.json();
  const known = keys.map((key) => crypto.subtle.importKey("raw", fromBase64(key), "AES-GCM", false, ["encrypt", "decrypt"]));
  return { person, token, keys: await Promise.all(known) };
}

let asked;
// Whose session it is, with the keys; asked once, and again after a failure.
export function ownKeys(address) {
  asked ??= askKeys(address).catch((error) => {
    asked = undefined;
    throw error;
  });
  return asked;
}

// Whose copy it is belongs to what is locked: no record is read as another person's.
const lockOf = (iv, person) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(person) });

async function locked({ person, keys }, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(content));
  return { person, iv, box: await crypto.subtle.encrypt(lockOf(iv, person), keys[0], plain) };
}

export async function opened({ keys }, { person, iv, box }) {
  for (const key of keys) {
    const plain = await crypto.subtle.decrypt(lockOf(iv, person), key, box).catch(() => null);
    if (plain) return JSON.parse(new TextDecoder().decode(plain));
  }
  return null;
}

// While the page is there that wrote a copy, no other page takes it up.
const lockName = (id) => `own-copy-${id}`;

// What a question is called on its page: the copy says it where another page shows what was typed.
function calledHere(name) {
  const field = document.querySelector(`[data-autosave] [name="${CSS.escape(name)}"]`);
  const label = field?.closest("fieldset.group")?.querySelector("legend") ?? field?.labels?.[0];
  return label?.firstChild?.textContent.trim() ?? "";
}

// The copy of one form. What is asked for last is what happens, one thing after another.
export class OwnCopy {
  constructor(keysAt, address, person) {
    Object.assign(this, { keysAt, address, person, touched: new Set(), labels: {}, isKept: false });
    ownKeys(keysAt).catch(() => {});
  }

  keep(fields, name) {
    if (name) this.touched.add(name);
    if (name) this.labels[name] = calledHere(name);
    const heading = document.querySelector(".page-head .eyebrow") ?? document.querySelector("h1");
    const [title, labels] = [heading?.textContent.trim(), this.labels];
    this.next = { address: this.address, fields: [...fields], touched: [...this.touched], title, labels };
    return this.run();
  }

  drop() {
    this.touched.clear();
    this.next = null;
    return this.run();
  }

  // It goes once the page to come has shown what it holds.
  async handOn() {
    await this.running;
    if (this.id !== undefined) supersede(this.id);
  }

  run() {
    this.running ??= this.work().finally(() => { this.running = undefined; });
    return this.running;
  }

  async work() {
    while (this.next !== undefined) {
      const content = this.next;
      this.next = undefined;
      // A full or forbidden storage costs the copy and nothing else: the form says what it has.
      this.isKept = await (content ? this.write(content) : this.remove()).catch(() => false);
    }
  }

  async write(content) {
    const owner = await ownKeys(this.keysAt);
    if (owner.person !== this.person) return false;
    const record = await locked(owner, content);
    if (this.id === undefined) {
      this.id = await inStore((db) => db.add(STORE, record));
      navigator.locks.request(lockName(this.id), () => new Promise(() => {}));
    } else {
      await inStore((db) => db.put(STORE, record, this.id));
    }
    return true;
  }

  async remove() {
    if (this.id !== undefined) await forget(this.id);
    return false;
  }
}

// A browser that keeps nothing for a tab shows a sentence less.
export function memo(name, value) {
  try {
    if (value === undefined) return sessionStorage.getItem(name);
    return value === null ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, value);
  } catch {
    return null;
  }
}

// The copy that the page to come shows: it goes once that page has its own.
const SUPERSEDED = "own-copy";
export const supersede = (id) => memo(SUPERSEDED, id);

export async function forgetSuperseded() {
  const id = memo(SUPERSEDED);
  supersede(null);
  if (id) await forget(Number(id));
}

export const forget = (id) => inStore((db) => db.delete(STORE, id));

export async function forgetPerson(person) {
  for (const { id } of await recordsOf(person)) await forget(id);
}

async function recordsOf(person) {
  return inStore(async (db) => {
    const [ids, records] = [await db.getAllKeys(STORE), await db.getAll(STORE)];
    return ids.map((id, place) => ({ id, record: records[place] })).filter(({ record }) => record.person === person);
  });
}

// Do something with each copy of a person that no open page has, the oldest first.
export async function eachLeft(owner, work) {
  for (const { id, record } of await recordsOf(owner.person)) {
    await navigator.locks.request(lockName(id), { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      const content = await opened(owner, record);
      // What no key opens any more nobody can read.
      if (content) await work(id, content);
      else await forget(id);
    });
  }
}
