// Counts the seconds down until what was recorded goes out, and takes the button away then. Without this script the page
// says the time of day, and a press that comes too late is answered with a sentence.
for (const place of document.querySelectorAll("[data-until]")) {
  const until = Date.parse(place.dataset.until);
  const count = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    place.textContent = left > 0 ? `(${left} s)` : place.dataset.gone;
    if (left > 0) return;
    clearInterval(timer);
    for (const passed of place.closest(".note").querySelectorAll("form, [data-while]")) passed.remove();
  };
  const timer = setInterval(count, 1000);
  count();
}
