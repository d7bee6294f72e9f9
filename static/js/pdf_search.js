// Opens a search in the text of a PDF. The file is read in a frame that has no origin: it cannot ask for anything in the
// person's name, gets the bytes from here, and says in return nothing but the number of a page. Without scripts, or
// where this fails, the file is read page by page and can be downloaded.
export function offerSearch() {
  for (const button of document.querySelectorAll("[data-pdf-search][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => openSearch(button), { once: true });
  }
}

offerSearch();

function openSearch(button) {
  const frame = document.createElement("iframe");
  frame.className = "viewer-search";
  frame.title = button.textContent.trim();
  frame.setAttribute("sandbox", "allow-scripts");
  frame.src = button.dataset.pdfSearch;
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow) return;
    if (event.data === "ready") {
      if (document.activeElement === frame) frame.contentWindow.focus();
      sendBytes(frame, button.dataset.file);
    }
    else if (Number.isInteger(event.data) && event.data > 0) showPage(button.dataset.shown, event.data);
  });
  button.parentElement.after(frame);
  button.disabled = true;
  // What is typed from now on is looked for: on the page itself its letters would be keys, and Enter the next step.
  frame.focus();
}

async function sendBytes(frame, address) {
  const answer = await fetch(address).catch(() => null);
  const bytes = answer && answer.ok ? await answer.arrayBuffer() : new ArrayBuffer(0);
  // The frame has no origin that could be named.
  frame.contentWindow.postMessage(bytes, "*", [bytes]);
}

function showPage(shown, page) {
  const place = document.getElementById(`trang-${page}`);
  if (place) return place.scrollIntoView();
  const address = new URL(shown, location.href);
  address.searchParams.set("trang", page);
  address.hash = `trang-${page}`;
  location.assign(address);
}
