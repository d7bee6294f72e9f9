// A key that is pressed for itself, told from the first sign of many that a keyboard scanner types.
import { isTyping } from "./typing.js";

// Milliseconds: a sign of a scan follows another within it, also by radio; so many are no hand's; and so long after the last of
// them no sign is a key: a scanner stutters, and whoever scans looks at the card.
const FOLLOWS = 150;
const SIGNS = 6;
const LINGERS = 1000;
// What a practised hand presses in a row: down a list, each ticked.
const GOES_THROUGH = "jkx";

let pressed = 0;
let signs = 0;
let last = -Infinity;
let scanned = -Infinity;

addEventListener(
  "keydown",
  (event) => {
    const { key, repeat, timeStamp } = event;
    pressed += 1;
    // What goes into a field is no key, however it is typed.
    if (key.length !== 1 || repeat || isTyping(event)) return;
    if (timeStamp - last > FOLLOWS) signs = 0;
    if (!GOES_THROUGH.includes(key)) signs += 1;
    last = timeStamp;
    if (signs >= SIGNS) scanned = timeStamp;
  },
  true,
);

// Whether a press stands in the midst of a scan, or at its end.
export const isScanned = ({ timeStamp }) => timeStamp - scanned < LINGERS;

// Acts by a key, once no other has followed.
export function alone(act) {
  const mine = pressed;
  setTimeout(() => mine === pressed && act(), FOLLOWS);
}
