// Names that a visitor gives to sliders and to codes: kept in this browser, for each model and its directions.
import { store, storedJson } from "./store.js";
import { pick } from "./words.js";

const KEPT = "gan-names";
export const LONGEST = 40;

let all = storedJson(KEPT, {});
export const CODES = "classes"; // in place of a basis
// Both bases of named directions have the same names.
const key = (card, basis) => `${card.name} ${basis === CODES ? `${CODES} ${card.images}` : basis && card.basis}`;

export const given = (card, basis, i) => String(all[key(card, basis)]?.[i] ?? "").slice(0, LONGEST);

// What the classes of a model are called, its codes as the visitor named them.
/** @param {import("./state.js").Card} card */
export const classNames = ({ control, ...card }) => (control.names ?? []).map((words, i) => (control.kind === "codes" && given(card, CODES, i)) || pick(words));

// Keep a name for the i-th direction or code; an empty one brings the model's own back.
export function give(card, basis, i, name) {
  const names = { ...all[key(card, basis)], [i]: name };
  if (!name) delete names[i];
  all = { ...all, [key(card, basis)]: names };
  store(KEPT, JSON.stringify(all));
}
