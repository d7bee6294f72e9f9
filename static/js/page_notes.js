// What a page that came says beside the part that is taken of it, such as that a file was there already: said before a place.
export function sayNotes(page, place) {
  for (const note of page.querySelectorAll(".messages .note--info p")) {
    const line = Object.assign(document.createElement("p"), { className: "meta", textContent: note.textContent.trim() });
    line.setAttribute("role", "status");
    place.before(line);
  }
}
