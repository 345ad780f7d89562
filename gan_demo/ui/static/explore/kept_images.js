// The pictures that a visitor keeps of each model, as queries; they outlive a reload where the browser lets them.
import { basesOf, described, model, pictureQuery, state } from "../core/state.js";
import { store, storedJson } from "../core/store.js";

export const MOST = 24;
const lists = new Map(), listeners = new Set();
const key = (model) => `gan-kept:${model}`;

// What describes the picture that is shown, or one with other amounts, always in the same words.
export function waypoint(amounts = state.amounts) {
  const values = pictureQuery({ amounts: [amounts] });
  values.delete("model");
  values.delete("view");
  return String(values);
}

export function pictured(text) {
  const { model, ...picture } = described(new URLSearchParams(text));
  return picture;
}

// Whether it can be drawn: a picture may have been moved along directions that the model has no more.
export function drawable(text) {
  const { basis } = pictured(text);
  return !basis || basesOf(model()).includes(basis);
}

export function kept(model) {
  if (!lists.has(model)) lists.set(model, read(model));
  return lists.get(model);
}

function read(model) {
  const texts = storedJson(key(model), []);
  return Array.isArray(texts) ? [...new Set(texts.filter((text) => typeof text === "string"))].slice(0, MOST) : [];
}

export function keep(model, texts) {
  lists.set(model, texts);
  store(key(model), JSON.stringify(texts));
  tell();
}

const tell = () => listeners.forEach((listener) => listener());
export function onKept(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
addEventListener("storage", ({ key: name }) => name?.startsWith(key("")) && (lists.delete(name.slice(key("").length)), tell()));
