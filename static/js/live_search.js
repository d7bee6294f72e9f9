// Tells htmx when somebody has typed or chosen something: never between two keys of a Vietnamese input method,
// which writes letters that are not meant yet. Without this script the form's own button does the same.
for (const form of document.querySelectorAll("form[data-live-search]")) {
  const settle = () => form.dispatchEvent(new CustomEvent("settled"));
  form.addEventListener("input", (event) => { if (!event.isComposing) settle(); });
  // Some browsers send the last input before the composition ends.
  form.addEventListener("compositionend", settle);
}
