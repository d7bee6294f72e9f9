// Counts the seconds down until what was recorded goes out, and takes the button away then. Without this script the page
// says the time of day, and a press that comes too late is answered with a sentence.
// Of many in a table nobody counts: there only the button goes.
const places = new Set(document.querySelectorAll("[data-until]"));

function count() {
  for (const place of places) {
    const left = Math.ceil((Date.parse(place.dataset.until) - Date.now()) / 1000);
    if (left <= 0) place.textContent = place.dataset.gone;
    else if (!("quiet" in place.dataset)) place.textContent = `(${left} ${place.dataset.unit})`;
    if (left > 0) continue;
    places.delete(place);
    for (const passed of place.closest(".note, td").querySelectorAll("form, [data-while]")) passed.remove();
  }
  if (!places.size) clearInterval(timer);
}

const timer = setInterval(count, 1000);
count();
