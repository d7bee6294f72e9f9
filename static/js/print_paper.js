// Prints a paper in one press: it is loaded beside the page and handed to the printer. Where a browser does not let that be
// done, and without this script, the paper opens in a page of its own.
const MOST_WAIT = 10_000;

function printed(address) {
  const frame = document.createElement("iframe");
  frame.className = "visually-hidden";
  frame.title = "";
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), MOST_WAIT);
    frame.addEventListener("error", () => resolve(false));
    frame.addEventListener("load", () => {
      try {
        frame.contentWindow.focus();
        frame.contentWindow.print();
        resolve(true);
      } catch {
        resolve(false);
      }
    });
    frame.src = address;
    document.querySelector(".print-frame")?.remove();
    frame.classList.add("print-frame");
    document.body.append(frame);
  });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-print-paper]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!(await printed(link.href))) open(link.href, "_blank", "noopener");
});

// Whoever waits for the paper at the number of the dossier, and has not gone on from there, is led to it once it is printed.
document.addEventListener("htmx:afterSwap", () => {
  const paper = document.querySelector("main [data-print-paper]");
  if (paper && document.activeElement?.hasAttribute("data-awaits-paper")) paper.focus();
});
