// Asks from time to time whether something has come into the list, while its page is in sight. What has come is told in
// a line; the rows stay where they are.
const EVERY = 30_000;
let asked = Date.now();

function look() {
  if (document.hidden || Date.now() - asked < EVERY) return;
  asked = Date.now();
  document.querySelector("[data-news]")?.dispatchEvent(new CustomEvent("look"));
}

setInterval(look, EVERY / 10);
document.addEventListener("visibilitychange", look);
