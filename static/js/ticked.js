// The button of an act on many says of how many it is done: those whose tick stands.
const form = document.querySelector("#act");
const place = form?.querySelector("[data-ticked]");

function countTicked() {
  const boxes = [...form.elements].filter((one) => one.type === "checkbox" && one.name.startsWith("take-"));
  const n = boxes.filter((box) => box.checked).length;
  place.textContent = `(${n.toLocaleString("vi")})`;
  place.closest("button").disabled = !n;
}

if (place) {
  document.addEventListener("change", countTicked);
  addEventListener("pageshow", countTicked);
}
