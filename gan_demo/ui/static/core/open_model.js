// Opens a model in the tab that fits it, in such a way that the browser's Back returns to where it was asked for.
import { openTab, part, remember } from "./dom.js";
import { cards, described, loadModels, models, set, stepTo } from "./state.js";
import { openCaptions } from "../captions/caption_query.js";
import { openTransform } from "../transform/outline_query.js";
import { pick, t } from "./words.js";

const OPENED = { captions: openCaptions, transform: openTransform }; // tabs that have a model of their own

// An Error where there is no such model. `run` is the run that is shown, to which Back returns.
export async function openModel(name, run = "") {
  await loadModels();
  const card = cards.find((one) => one.name === name);
  if (!card) throw new Error(t("Its model is not here yet; it comes with the first save."));
  if (run) remember("run", run);
  stepTo(location.href);
  openCard(card, card.control.names ? "classes" : "explore", { step: false });
}

// One that draws by itself opens in the tab that is named.
export function openCard(card, tab = "explore", how = {}) {
  if (card.control.tab in OPENED) return OPENED[card.control.tab](card.name);
  if (!models.some((one) => one.name === card.name)) return openTab(card.control.tab);
  set({ model: card.name, amounts: [], said: "" }, how);
  openTab(tab);
}

/**
 * What is done with a model that does not draw by itself, and what is said of that: "Type a caption", "for avatars".
 * @param {import("./state.js").Card | undefined} card
 * @param {string} name
 */
export function verbFor(card, name) {
  return card?.control.verb?.map((words) => t(pick(words), { name })) ?? null;
}

// Back and forward: the address is another, and the page follows it.
export function returned() {
  const query = new URLSearchParams(location.search), tab = query.get("tab") || "explore";
  const run = query.get("run"), other = query.get("with");
  if (query.get("model")) set(described(query), { returning: true });
  if (run) part("gan-run")?.pick(run, Number(query.get("step") ?? NaN));
  openTab(tab);
  if (run && other) part("gan-compare")?.begin(run, other);
}
