// What is typed into a form and not sent yet stays in this tab: a look at another page, or a reload, loses nothing of it.
// The form names by data-kept-here what it is about and who types; the words of one are never put into another.
const form = document.querySelector("form[data-kept-here]");

function ownFields(of) {
  return [...of.elements].filter((field) => field.matches("textarea, input:not([type=hidden])") && field.name);
}

function remembered(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}

function remember(key, words) {
  try {
    sessionStorage.setItem(key, JSON.stringify(words));
  } catch {
    // A browser that keeps nothing: the form works as before.
  }
}

if (form) {
  const key = form.dataset.keptHere;
  const words = remembered(key);
  for (const field of ownFields(form)) field.value ||= words[field.name] ?? "";
  form.addEventListener("input", () => {
    for (const field of ownFields(form)) words[field.name] = field.value;
    remember(key, words);
  });
}
