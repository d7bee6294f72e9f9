// What is remarked stands at once in the forms of a request and a refusal, where nobody has typed anything else.
const acts = document.getElementById("acts");
const isBox = (field) => ["checkbox", "radio"].includes(field.type);

async function renew() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const field of acts.querySelectorAll("textarea[id], input[id]:not([type=hidden], [type=file])")) {
    const fresh = page.getElementById(field.id);
    if (!fresh) continue;
    if (isBox(field) && field.checked === field.defaultChecked) field.checked = field.defaultChecked = fresh.defaultChecked;
    else if (!isBox(field) && field.value === field.defaultValue) field.value = field.defaultValue = fresh.defaultValue;
  }
}

let waiting;
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.id !== "review" || !event.detail.successful) return;
  clearTimeout(waiting);
  waiting = setTimeout(renew, 300);
});

// A text is put in by one press; without this script the server does it.
acts?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-puts-into]");
  if (!button) return;
  event.preventDefault();
  const field = document.getElementById(button.dataset.putsInto);
  field.value = [field.value.trim(), button.dataset.text].filter(Boolean).join("\n");
  field.focus();
});
