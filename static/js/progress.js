// Renews how far something is and leaves the rest of the page alone, with whoever reads or types there. Once it has
// ended the whole page is loaded, with its lists and buttons. Without this script the browser loads it again and again.
const EVERY = 3000;

// Whoever stands in a part stands at the same link or button in the new one.
function renewPart(part, fresh) {
  const inHand = part.contains(document.activeElement) ? document.activeElement : null;
  part.replaceChildren(...fresh.childNodes);
  if (!inHand) return;
  const again = inHand.matches("a") ? `a[href="${inHand.getAttribute("href")}"]` : `[name="${inHand.name}"][value="${inHand.value}"]`;
  part.querySelector(again)?.focus({ preventScroll: true });
}

async function renew() {
  const answer = await fetch(location.href).catch(() => null);
  // Who is not there now may be there in a while.
  if (!answer || answer.status >= 500) return wait();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [...document.querySelectorAll("[data-renewed]")];
  // What has ended has not all of these parts any more.
  if (answer.redirected || parts.some((part) => !page.getElementById(part.id))) {
    // By its address: a page that answered a form would be sent once more.
    location.replace(location.pathname + location.search);
    return;
  }
  for (const part of parts) {
    const fresh = page.getElementById(part.id);
    // What says the same stays, or it would be read out again.
    if (fresh.innerHTML !== part.innerHTML) renewPart(part, fresh);
  }
  wait();
}

function wait() {
  setTimeout(renew, EVERY);
}

wait();
