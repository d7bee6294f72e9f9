// Presses the button again that waited for something, once that is there. Without this script one presses it oneself.
const form = document.querySelector("form[data-goes-on]");
form?.requestSubmit(form.querySelector(`button[name="do"][value="${form.dataset.goesOn}"]`));
