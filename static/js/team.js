// A row that is drawn onto somebody is given to that person, with all that is ticked: the same form as by keys.
const form = document.querySelector("[data-team]");
const rows = document.querySelectorAll("[data-key-list] tbody tr");
const people = document.querySelectorAll("[data-person]");

for (const row of rows) {
  // What cannot be given has no box, and is not drawn.
  row.draggable = row.querySelector(".tick input") !== null;
  row.addEventListener("dragstart", (event) => {
    const box = row.querySelector(".tick input");
    if (!form || !box) return;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", box.value);
  });
}

for (const person of people) {
  person.addEventListener("dragover", (event) => {
    event.preventDefault();
    person.toggleAttribute("data-over", true);
  });
  person.addEventListener("dragleave", () => person.toggleAttribute("data-over", false));
  person.addEventListener("drop", (event) => {
    event.preventDefault();
    person.toggleAttribute("data-over", false);
    const select = form?.elements.assignee;
    if (!select) return;
    select.value = person.dataset.person;
    // Whoever is away is not among the choices, and gets nothing.
    if (select.value) form.requestSubmit(form.querySelector("[value=move]"));
  });
}
