// Renews how far something is and leaves the rest of the page alone, with whoever reads or types there. Once it has
// ended the whole page is loaded, with its lists and buttons. Without this script the browser loads it again and again.
const EVERY = 3000;

async function renew() {
  const answer = await fetch(location.href).catch(() => null);
  // Who is not there now may be there in a while.
  if (!answer || answer.status >= 500) return wait();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.redirected || !page.querySelector("[data-renewed]")) {
    // By its address: a page that answered a form would be sent once more.
    location.replace(location.pathname + location.search);
    return;
  }
  for (const part of document.querySelectorAll("[data-renewed]")) {
    const fresh = page.getElementById(part.id);
    // What says the same stays, or it would be read out again.
    if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  }
  wait();
}

function wait() {
  setTimeout(renew, EVERY);
}

wait();
