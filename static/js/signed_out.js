// Takes from the device what it keeps of somebody who has signed out; what others have there is locked, and stays.
import { forgetPerson } from "./own_copy.js";

async function takeAway() {
  await forgetPerson(document.querySelector("[data-signed-out]").dataset.signedOut);
  // The names of files that were on their way.
  for (const name of Object.keys(localStorage)) if (name.startsWith("tus::")) localStorage.removeItem(name);
  document.cookie = "signed_out=; path=/; max-age=0; samesite=lax";
}

takeAway().catch(() => {});
