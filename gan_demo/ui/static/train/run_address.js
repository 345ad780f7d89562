// The run and the step that the page's address names; they follow what is shown while the Train tab is open.
import { remember } from "../core/dom.js";

const query = new URLSearchParams(location.search);
const step = query.get("step");
export const asked = { run: query.get("run") || "", step: /^\d{1,15}$/.test(step || "") ? Number(step) : null };

// A link to a run opens the tab of runs.
export function openedByLink() {
  if (!asked.run || query.get("tab")) return;
  remember("tab", "train");
  document.querySelector("#gan-opening")?.remove();
}

export function follow(run, at) {
  const here = document.body.dataset.tab === "train" ? { run, step: at === null ? "" : String(at) } : { run: "", step: "" };
  const now = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(here)) if ((now.get(name) || "") !== value) remember(name, value);
}
