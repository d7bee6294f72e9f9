// Sends a chosen file at once and shows how far it is. Without this script files are sent when the form is saved.
import { refused, saveDrafts } from "./autosave.js";

const form = document.querySelector("form[data-autosave]");

function say(block, words) {
  let place = block.querySelector(".invalid-feedback");
  if (!place) {
    place = document.createElement("p");
    place.className = "invalid-feedback";
    block.querySelector("input[type=file]").before(place);
  }
  place.setAttribute("role", "alert");
  place.textContent = words;
}

function bar(block) {
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute("aria-label", block.dataset.sending);
  block.append(progress);
  return progress;
}

// What the form says of itself, and the files: what is typed goes its own way, which says what of it is kept.
function filesOf(block) {
  const data = new FormData();
  for (const own of form.querySelectorAll(":scope > input[type=hidden]")) data.append(own.name, own.value);
  const input = block.querySelector("input[type=file]");
  for (const file of input.files) data.append(input.name, file);
  data.set("do", "save");
  return data;
}

async function send(block) {
  const data = filesOf(block);
  // What is chosen next comes after these.
  const input = block.querySelector("input[type=file]");
  input.disabled = true;
  const progress = bar(block);
  await saveDrafts();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) progress.value = event.loaded / event.total;
  };
  request.onloadend = async () => {
    const fresh = request.response && request.response.getElementById(block.id);
    progress.remove();
    input.disabled = false;
    if (!fresh) {
      say(block, block.dataset.notSent);
      return (await refused(form)) && send(block);
    }
    block.replaceWith(fresh);
    if (!form.hasAttribute("data-refused")) {
      form.querySelector("[data-autosave-status]").textContent =
        request.response.querySelector("[data-autosave-status]").textContent;
    }
    watch(fresh);
    fresh.querySelector("input[type=file]").focus();
  };
  request.send(data);
}

function watch(block) {
  const input = block.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    const large = [...input.files].find((file) => file.size > Number(block.dataset.maxBytes));
    if (large) {
      say(block, `${large.name} ${block.dataset.tooLarge}`);
      input.value = "";
    } else if (input.files.length) {
      send(block);
    }
  });
}

document.querySelectorAll("[data-upload]").forEach(watch);

// Who sends the form before a file has arrived sends the file with it.
form.addEventListener("submit", () => {
  for (const input of form.querySelectorAll("[data-upload] input[type=file]:disabled")) input.disabled = false;
});
