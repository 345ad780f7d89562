// Which model draws from the outline, with what seed and which way, how that stands in the page's address, and what is asked for.
import { openTab, remember } from "../core/dom.js";
import { outlined, queryOf } from "../core/state.js";
/** @import { Card } from "../core/state.js" */

const query = new URLSearchParams(location.search), seed = query.get("tseed") || "";
export const wanted = {
  model: query.get("tmodel") || "",
  /** @type {number | null} */
  seed: /^\d{1,10}$/.test(seed) && Number(seed) < 2 ** 32 ? Number(seed) : null, // null: the model's own
  way: query.get("tway") === "back" ? "back" : "there", // of a model between two data sets
};

// The model that is chosen, else the one with the largest pictures.
export const card = () => outlined.find((one) => one.name === wanted.model) || [...outlined].sort((a, b) => b.size - a.size)[0];

// A name that is undefined stays as it is.
export function want({ model = wanted.model, seed = wanted.seed, way = wanted.way }) {
  Object.assign(wanted, { model, seed, way });
  remember("tway", way === "back" && card()?.other ? way : "");
  remember("tmodel", outlined.length > 1 ? model : "");
  remember("tseed", seed === null ? "" : String(seed));
}

export const seedOf = (model) => wanted.seed ?? model.seed ?? 0;

/** @param {Card} model */
export const examplesOf = (model) => `model/${encodeURIComponent(model.name)}/examples?v=${model.stamp}`;

/**
 * Where an outline or a picture is sent, or with `take` a picture whose outline is to be taken.
 * @param {Card} model
 */
export const transform = (model, take = false) =>
  `transform?${queryOf({ model: model.name, seed: seedOf(model), ...(take ? { take: 1 } : {}), ...(model.other && wanted.way === "back" ? { back: 1 } : {}) })}`;

// Opens the tab with this model.
export function openTransform(name) {
  if (name !== card()?.name) want({ model: name, seed: null });
  openTab("transform");
}
