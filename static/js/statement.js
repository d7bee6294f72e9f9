// What the code of a paper says by itself (docs/verification.md): read, held against the office's keys, and compared with what
// stands on the paper. Nothing leaves the device.
const HEAD = "a10126"; // The algorithm: ES256.
const LONGEST = 1200; // Digits of a statement: more than a code on a paper has room for.
const DIGEST = 8;

const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (digits) => {
  const hex = BigInt(digits).toString(16);
  return Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(/../g), (pair) => parseInt(pair, 16));
};
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const utf8 = (text) => new TextEncoder().encode(text);
const digestOf = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

// As much of CBOR (RFC 8949) as a statement is made of: numbers, bytes, texts, lists and maps of known length.
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new RangeError("it ends too early");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  item(depth = 0) {
    if (depth > 3) throw new RangeError("it is too deep");
    const [first] = this.take(1);
    const [kind, short] = [first >> 5, first & 31];
    if (short > 26) throw new RangeError("no length that is ours");
    const size = short < 24 ? short : this.take(2 ** (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (kind === 0) return size;
    if (kind === 1) return -1 - size;
    if (kind === 2) return this.take(size);
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true }).decode(this.take(size));
    if (kind === 4) return Array.from({ length: this.fitting(size) }, () => this.item(depth + 1));
    if (kind === 5) return new Map(Array.from({ length: this.fitting(size) }, () => [this.item(depth + 1), this.item(depth + 1)]));
    throw new RangeError("no kind that is ours");
  }

  fitting(count) {
    if (count > this.bytes.length) throw new RangeError("it says more than it has");
    return count;
  }

  whole() {
    const found = this.item();
    if (this.at !== this.bytes.length) throw new RangeError("something follows");
    return found;
  }
}

function parsed(digits) {
  if (!/^[1-9][0-9]*$/.test(digits) || digits.length > LONGEST) throw new RangeError("no number");
  const [head, loose, payload, signature] = new Reader(bytesOf(digits)).whole();
  const [kind, number, days, mark, digests] = new Reader(payload).whole();
  const key = loose.get(4);
  const areBytes = [head, key, signature, mark, digests].every((part) => part instanceof Uint8Array);
  const fits = areBytes && hexOf(head) === HEAD && signature.length === 64 && key.length === 4 && mark.length === DIGEST && digests.length % DIGEST === 0;
  if (!fits || typeof kind !== "string" || typeof number !== "string" || !Number.isInteger(days)) throw new RangeError("no statement of ours");
  const day = new Date(days * 86400000).toISOString().slice(0, 10);
  return { head, payload, signature, key: hexOf(key), kind, number, day, mark, digests };
}

// The bytes that are signed (RFC 9052, section 4.4).
const byteString = (bytes) => joined(bytes.length < 24 ? [0x40 + bytes.length] : [0x58, bytes.length], bytes);
const toSign = ({ head, payload }) => joined([0x84, 0x6a], utf8("Signature1"), byteString(head), [0x40], byteString(payload));

async function isSigned(found, key) {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { kty, crv, x, y } = key;
  const known = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, known, found.signature, toSign(found));
}

// Return what a statement says, and what is to be thought of it: true, broken, unknown, forged, revoked or late. `token`: of the
// address that it stands in, if it is known; one of another paper is copied.
export async function readStatement(digits, keys, token) {
  let found;
  try {
    found = parsed(digits);
  } catch {
    return { state: "broken" };
  }
  const key = keys.find(({ kid }) => kid === found.key);
  if (!key) return { state: "unknown", ...found };
  if (!(await isSigned(found, key))) return { state: "forged", ...found };
  if (key.revoked) return { state: "revoked", ...found };
  if (key.last_day && found.day > key.last_day) return { state: "late", ...found };
  const mark = token && (await digestOf(utf8(token))).subarray(0, DIGEST);
  if (mark && hexOf(mark) !== hexOf(found.mark)) return { state: "copied", ...found };
  return { state: "true", ...found };
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const toneLast = (word) => word.replace(TONES, "") + (word.match(TONES) ?? []).join("");
const numbersIn = (text) => text.match(/[0-9]+/g) ?? [];

// A field as it is compared, as dossiers/papers/signed/fields.py has it.
function comparable(text, reading) {
  if (reading === "numbers") return numbersIn(text).map((number) => number.replace(/^0+/, "") || "0").join(" ");
  if (reading === "amount") return numbersIn(text).join("").replace(/^0+/, "");
  const words = text.normalize("NFKD").toLowerCase().match(/[\p{L}\p{Mn}\p{Nd}]+/gu) ?? [];
  return words.map(toneLast).join("");
}

// Say whether a field, by its place among those of its kind, is what the statement says of it.
export async function isField(found, place, { name, reading }, typed) {
  const digest = await digestOf(joined(found.mark, [0], utf8(name), [0], utf8(comparable(typed, reading))));
  return hexOf(digest.subarray(0, DIGEST)) === hexOf(found.digests.subarray(place * DIGEST, (place + 1) * DIGEST));
}
