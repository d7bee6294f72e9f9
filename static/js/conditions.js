// Shows what the answers ask for and hides the rest. Without this script a sentence says when to answer.
const form = document.querySelector("form[data-autosave], form[data-asks]");

function given(name) {
  const values = [];
  for (const control of form.elements) {
    // What is hidden is not answered, as on the server.
    if (!control.name.startsWith(name) || control.closest("[hidden]")) continue;
    const isBox = control.type === "radio" || control.type === "checkbox";
    if (isBox && !control.checked) continue;
    if (control.name === name) values.push(control.value);
    else if (isBox && control.name.startsWith(`${name}.`)) values.push(control.name.slice(name.length + 1));
  }
  return values;
}

function isAsked(block) {
  const wanted = block.dataset.is.split(" ");
  return given(block.dataset.when).some((value) => wanted.includes(value));
}

function apply() {
  // In the order of the page: an answer decides only about what comes after it.
  for (const block of form.querySelectorAll("[data-when]")) {
    const isPaperThatIsThere = block.dataset.paper !== undefined && block.querySelector(".files, [data-aside]");
    block.hidden = !isAsked(block) && !isPaperThatIsThere;
    // So much the style knows before this script comes: nothing jumps that is being read.
    delete block.dataset.unmet;
  }
  for (const section of form.querySelectorAll("[data-section]")) {
    section.hidden = !section.querySelector(".question:not([hidden])");
  }
}

function silence() {
  for (const sentence of form.querySelectorAll("[data-only-if]")) sentence.remove();
  for (const field of form.querySelectorAll("[aria-describedby]")) {
    const left = field.getAttribute("aria-describedby").split(" ").filter((id) => document.getElementById(id));
    if (left.length) field.setAttribute("aria-describedby", left.join(" "));
    else field.removeAttribute("aria-describedby");
  }
}

silence();
// What came from the server anew is described by the sentence as well; a paper that is there now stays in sight.
form.addEventListener("replaced", () => {
  silence();
  apply();
});
form.addEventListener("input", apply);
// Back in the history, a browser puts old answers into the fields without a word.
addEventListener("pageshow", apply);
apply();
