// What is typed as a remark is saved whenever the hand rests, and the field that the hand is in stays as it is meanwhile.
const REST = 2_000;
const review = document.getElementById("review");
const remarks = () => [...(review?.querySelectorAll("textarea") ?? [])];

// What is typed and not saved yet, or was refused.
export const unsaved = () => remarks().find((field) => field.value !== field.defaultValue);

// What was refused is not what stands: it counts as unsaved until it is chosen or emptied.
function markRefused(within) {
  for (const field of within.querySelectorAll("textarea[data-refused]")) {
    const words = field.value;
    field.defaultValue = "";
    field.value = words;
  }
}

let resting;
const isDecided = (field) => !field.closest(".review-item").querySelector("button[name=replace]");
function rest(event) {
  clearTimeout(resting);
  const field = event.target;
  // While a letter is put together, the field belongs to the input method; what was refused waits for a choice.
  if (!field.matches("textarea") || event.isComposing || !isDecided(field)) return;
  resting = setTimeout(() => {
    if (field.isConnected && field.value !== field.defaultValue) globalThis.htmx?.trigger(review, "change");
  }, REST);
}
review?.addEventListener("input", rest);
review?.addEventListener("compositionstart", () => clearTimeout(resting));
review?.addEventListener("compositionend", rest);
review?.addEventListener("change", () => clearTimeout(resting));

// Everything of an item is renewed, but what leads to a field.
function renewAround(old, fresh, field) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  if (old === field) {
    const words = field.value;
    field.defaultValue = fresh.defaultValue;
    if (field.value !== words) field.value = words;
    return;
  }
  const way = [...old.children].find((child) => child.contains(field));
  const freshWay = [...fresh.children].find((child) => child.matches("textarea") || child.querySelector("textarea"));
  for (const child of [...old.childNodes]) if (child !== way) child.remove();
  const around = [...fresh.childNodes];
  const at = around.indexOf(freshWay);
  way.before(...around.slice(0, at));
  way.after(...around.slice(at + 1));
  renewAround(way, freshWay, field);
}

let sent = new Map();
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === review) sent = new Map(remarks().map((field) => [field.id, field.value]));
});
review?.addEventListener("htmx:oobBeforeSwap", (event) => {
  const item = event.target;
  const field = item.querySelector("textarea");
  const fresh = event.detail.fragment.querySelector("textarea");
  if (!field || !fresh) return;
  if (field === document.activeElement || field.value !== sent.get(field.id)) {
    event.detail.shouldSwap = false;
    renewAround(item, event.detail.fragment.querySelector(".review-item"), field);
    field.closest("details").open = true;
  }
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.target === review) markRefused(review);
});
if (review) markRefused(review);

// Nothing that is unsaved is left without a question; whoever has been led to it once, and goes on, is not asked again.
let isLeaving = false;
export const goOn = () => {
  isLeaving = true;
};
addEventListener("beforeunload", (event) => {
  if (!isLeaving && unsaved()) event.preventDefault();
});
