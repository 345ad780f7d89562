// The pictures that a visitor keeps of each model, as queries; they outlive a reload where the browser lets them.
import { basesOf, basisOf, described, model, trimmed } from "./state.js";

export const MOST = 24;
const lists = new Map(), listeners = new Set();
const key = (model) => `gan-kept:${model}`;

// What describes a picture of a model, always in the same words.
export function waypoint({ seed, truncation, amounts, basis, mixture }) {
  const d = trimmed(amounts);
  const values = { seed, t: truncation, b: d && basisOf(model(), basis), d, c: mixture };
  return String(new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "")));
}
export function pictured(text) {
  const { seed, truncation, amounts, basis, mixture } = described(new URLSearchParams(text));
  return { seed, truncation, amounts, basis, mixture };
}
// Whether it can be drawn: a picture may have been moved along directions that the model has no more.
export const drawable = (text) => !pictured(text).basis || basesOf(model()).includes(pictured(text).basis);

export function kept(model) {
  if (!lists.has(model)) lists.set(model, read(model));
  return lists.get(model);
}

// Storage may be blocked, and what is there may be from anybody.
function read(model) {
  try {
    const texts = JSON.parse(localStorage.getItem(key(model)));
    return [...new Set(texts.map((text) => waypoint(pictured(text))))].slice(0, MOST);
  } catch {
    return [];
  }
}

export function keep(model, texts) {
  lists.set(model, texts);
  try {
    localStorage.setItem(key(model), JSON.stringify(texts));
  } catch {
    // they last as long as the page
  }
  tell();
}

const tell = () => listeners.forEach((listener) => listener());
export function onKept(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
addEventListener("storage", ({ key: name }) => name?.startsWith(key("")) && (lists.delete(name.slice(key("").length)), tell()));
