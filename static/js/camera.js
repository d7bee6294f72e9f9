// Asks for a photograph, where a phone has a camera, and hands it on.
export function photograph(take) {
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  // As an attribute: not every browser that heeds it knows the property.
  camera.setAttribute("capture", "environment");
  camera.addEventListener("change", () => take(camera.files));
  camera.click();
}
