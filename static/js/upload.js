// Sends a chosen file at once and shows how far it is. Without this script files are sent when the form is saved.
import { awaitFirst, refused, saveDrafts } from "./autosave.js";

const form = document.querySelector("form[data-autosave]");

function sayFault(block, words) {
  let place = block.querySelector(".invalid-feedback");
  if (!place) {
    place = document.createElement("p");
    place.className = "invalid-feedback";
    block.querySelector("input[type=file]").before(place);
  }
  place.setAttribute("role", "alert");
  place.textContent = words;
}

const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

// How far it is, with a button that stops it.
function bar(block, request) {
  const line = document.getElementById("upload-line").content.firstElementChild.cloneNode(true);
  const progress = line.querySelector("progress");
  const words = line.querySelector("span");
  request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
    if (!lengthComputable) return;
    progress.value = loaded / total;
    words.textContent = `${megabytes(loaded)} / ${megabytes(total)} MB`;
  };
  block.append(line);
  return line;
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

function arrived(block, request, data) {
  return new Promise((resolve) => {
    request.open("POST", form.action);
    request.responseType = "document";
    request.onloadend = () => resolve(request.response?.getElementById(block.id));
    request.send(data);
  });
}

function send(block) {
  const sending = upload(block);
  awaitFirst(sending);
  return sending;
}

async function upload(block) {
  const data = filesOf(block);
  const request = new XMLHttpRequest();
  // What is chosen next comes after these.
  const input = block.querySelector("input[type=file]");
  input.disabled = true;
  const line = bar(block, request);
  let isLeft = false;
  line.querySelector("button").addEventListener("click", () => {
    isLeft = true;
    request.abort();
  });
  await saveDrafts();
  const fresh = !isLeft && (await arrived(block, request, data));
  line.remove();
  input.disabled = false;
  if (isLeft) {
    input.value = "";
    return input.focus();
  }
  if (!fresh) {
    sayFault(block, block.dataset.notSent);
    return (await refused(form)) && upload(block);
  }
  block.replaceWith(fresh);
  if (!form.hasAttribute("data-refused")) {
    form.querySelector("[data-autosave-status]").textContent =
      request.response.querySelector("[data-autosave-status]").textContent;
  }
  watch(fresh);
  return fresh.querySelector("input[type=file]").focus();
}

function watch(block) {
  const input = block.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    const large = [...input.files].find((file) => file.size > Number(block.dataset.maxBytes));
    if (large) {
      sayFault(block, `${large.name} ${block.dataset.tooLarge}`);
      input.value = "";
    } else if (input.files.length) {
      send(block);
    }
  });
}

document.querySelectorAll("[data-upload]").forEach(watch);
