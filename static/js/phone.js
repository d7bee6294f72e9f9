// The telephone beside the counter. Its code stands behind the # of the address, which a browser sends to nobody: it goes to the
// server in the body of the form alone.
const asking = document.querySelector("form[data-code]");
const scanned = location.hash.slice(1);
if (asking && scanned) {
  asking.elements.code.value = scanned;
  history.replaceState(null, "", location.pathname);
  asking.requestSubmit();
}

// Most telephones give one photo at a time: each further one comes beside those before it.
const sending = document.querySelector("form[data-phone]");
const photos = sending?.querySelector("input[type=file]");
const taken = new DataTransfer();
photos?.addEventListener("change", () => {
  for (const photo of photos.files) taken.items.add(photo);
  photos.files = taken.files;
  const lines = [...taken.files].map((photo) => Object.assign(document.createElement("li"), { textContent: photo.name }));
  sending.querySelector("[data-chosen]").replaceChildren(...lines);
});

// What was sent is looked at in a moment: whoever holds the telephone learns what came of it before putting it away.
const looking = document.querySelector("form[data-look]");
if (looking) setTimeout(() => looking.requestSubmit(), 2000);
