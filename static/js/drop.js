// Files that are dragged onto the row, or the part of the page, of a paper at the counter are chosen for it, beside those that were: they go with the next press.
for (const row of document.querySelectorAll("tr:has(input[type=file]), [data-drop]:has(input[type=file])")) {
  const input = row.querySelector("input[type=file]");
  const markOver = (isOver) => row.classList.toggle("is-over", isOver);
  row.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    markOver(true);
  });
  row.addEventListener("dragleave", () => markOver(false));
  row.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    markOver(false);
    const all = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
// What falls beside a row would be opened in place of the page, and what is typed with it.
for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
}
