// Whether a key belongs to what somebody is typing, or to a key of the browser's own.
export function isTyping(event) {
  // Input methods for Vietnamese send keys while a letter is being put together.
  const composing = event.isComposing || event.keyCode === 229;
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  // A sheet that was closed keeps the focus until the page is drawn again: what is pressed then is no key of the sheet's.
  return composing || modified || event.target.closest("input:not([type=file]), select, textarea, [contenteditable], dialog[open]");
}
