// What was typed into a form is kept when its page is left by a link: it goes as a press that only keeps would send it.
// Files go with a press alone.
for (const form of document.querySelectorAll("form[data-keeps-typed]")) {
  let isChanged = false;
  form.addEventListener("input", () => {
    isChanged = true;
  });
  addEventListener("pagehide", () => {
    if (!isChanged || form.dataset.sent) return;
    const typed = new FormData(form);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    isChanged = !navigator.sendBeacon(location.href, typed);
  });
}
