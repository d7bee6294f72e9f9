// The page before an act on many says what is done with those whose tick stands: how many they are, what goes out, what warns.
const form = document.querySelector("#act");
const place = form?.querySelector("[data-ticked]");

function sumOf(name, boxes) {
  const parts = boxes.map((box) => box.getAttribute(`data-${name}`) ?? "");
  // Whoever gets a mail for several dossiers is one person.
  if (name === "reminded") return new Set(parts.flatMap((part) => part.split(" ")).filter(Boolean)).size;
  return parts.reduce((sum, part) => sum + Number(part), 0);
}

function countTicked() {
  const boxes = [...form.elements].filter((one) => one.type === "checkbox" && one.name.startsWith("take-"));
  const ticked = boxes.filter((box) => box.checked);
  place.textContent = `(${ticked.length.toLocaleString("vi")})`;
  place.closest("button").disabled = !ticked.length;
  for (const line of document.querySelectorAll("[data-sum]")) {
    const size = sumOf(line.dataset.sum, ticked);
    const words = size === 1 ? line.dataset.one : line.dataset.many;
    line.textContent = words.replace("{n}", size.toLocaleString("vi"));
    const row = line.closest("li");
    if (row) row.hidden = !size;
  }
}

if (place) {
  document.addEventListener("change", countTicked);
  addEventListener("pageshow", countTicked);
}
