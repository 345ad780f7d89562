// Whether small pictures are enlarged smoothly or with crisp pixels: one setting of the whole page, a class of its root,
// which style sheets follow, and what is downloaded.
import { store } from "./store.js";

export const SMOOTH = "smooth"; // in the address, as early.js reads it
const KEY = "gan-smooth";

export const smooth = () => document.documentElement.classList.contains(KEY);

// All of the page hears of it as `gan:smooth`.
export function smoothen(on) {
  document.documentElement.classList.toggle(KEY, on);
  store(KEY, on ? "1" : "0");
  address();
  document.dispatchEvent(new CustomEvent("gan:smooth"));
}

// The address says it, so that a link does; also one that Back returns to.
function address() {
  const url = new URL(location.href);
  if (url.searchParams.has(SMOOTH) === smooth()) return;
  if (smooth()) url.searchParams.set(SMOOTH, "1");
  else url.searchParams.delete(SMOOTH);
  history.replaceState(history.state, "", url);
}
addEventListener("popstate", address);
address();

// The address of a file with enlarged pictures, and its name, where it is to be as it is seen; without pixels as it is.
export const asSeen = (path, pixels = true) => (pixels && smooth() ? `${path}&style=smooth` : path);
export const nameAsSeen = (name, pixels = true) => (pixels && smooth() ? `${name}-smooth` : name);
