// A file that is compared with a paper of the record: its digest is made here, and the file does not leave this device.
const form = document.querySelector("[data-digest]");
const input = form?.elements.namedItem("file");

function answer(which) {
  for (const one of document.querySelectorAll("[data-answer]")) one.hidden = one.dataset.answer !== which;
  // What stands at the head of the page is of the paper, and not of a file that is another.
  for (const one of document.querySelectorAll("[data-if-other]")) one.hidden = which !== "other";
  for (const one of document.querySelectorAll("[data-unless-other]")) one.hidden = which === "other";
}

async function compareWithRecord(file) {
  answer("");
  try {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const text = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    answer(text === form.dataset.digest ? "same" : "other");
  } catch {
    answer("unreadable");
  }
}

// Without a safe connection a browser makes no digest: then the button sends the file.
if (form && globalThis.crypto?.subtle) {
  form.querySelector("button").hidden = true;
  input.addEventListener("change", () => input.files[0] && compareWithRecord(input.files[0]));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    if (input.files[0]) compareWithRecord(input.files[0]);
  });
}
