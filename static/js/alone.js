// A key that is pressed for itself, told from the first sign of many that a keyboard scanner types.

// Milliseconds: what follows within it belongs to the same scan; a sign of one comes so soon after another; so many are no hand's.
const FOLLOWS = 100;
const QUICK = 50;
const SIGNS = 8;

let pressed = 0;
let signs = 0;
let last = -Infinity;

addEventListener(
  "keydown",
  ({ key, repeat, timeStamp }) => {
    pressed += 1;
    if (key.length !== 1 || repeat) return;
    signs = timeStamp - last > QUICK ? 1 : signs + 1;
    last = timeStamp;
  },
  true,
);

// Whether the sign that was pressed last stands in the midst of a scan.
export const isScanned = () => signs >= SIGNS;

// Acts by the key that was pressed last, once no other has followed.
export function alone(act) {
  const mine = pressed;
  setTimeout(() => mine === pressed && act(), FOLLOWS);
}
