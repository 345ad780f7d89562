// The one description of a picture that all tabs share, and how it stands in the page's address.
import { fits } from "./input_control.js";
import { pick, t } from "./words.js";

/** @typedef {import("./words.js").Words} Words */
/**
 * What a model's input says of itself: its kind, the tab that plays with it, and what the kind needs.
 * @typedef {{
 *   kind: string, tab: string, fact: Words[], verb?: Words[], start?: string, names?: Words[],
 *   title?: Words, low?: number, high?: number, step?: number, sides?: Words[],
 * }} Control
 */
/**
 * What the server knows of a model.
 * @typedef {{
 *   name: string, title: Words, trained: boolean, kept_from: string, recipe: string, data: string, other: string,
 *   example: string, details: Record<string, any>, inks: string[],
 *   size: number, channels: number, latent: number, classes: Words[], found: boolean, control: Control,
 *   captions: string[], examples: number, views: Record<string, Words>, frames: number,
 *   directions: Words[], semantic_directions: ({name: Words, low: Words, high: Words} & Record<string, any>)[],
 *   basis: string, images: number, steps: number, seed: number, seconds: number, device: string, licence: string,
 *   command: string, begun: string, changes: [number, string, any, any][], measured: Record<string, any>,
 *   bytes: number, preview: boolean, stamp: number, measuring: boolean,
 * }} Card
 */
/**
 * What has changed: the list of models, all of the picture or some of it, and that only in passing.
 * @typedef {{list?: boolean, all?: boolean, passing?: boolean}} Change
 */

const AGAIN = 600; // milliseconds
export const ROOT = new URL("gradio_api/gan/", document.baseURI).href;
const query = new URLSearchParams(location.search);
// Amounts as an address has them: what is empty or no number is 0, so that each stays in its place.
export const numbers = (text) => (text ? text.split(",").slice(0, 512) : []).map((v) => Math.min(12, Math.max(-12, Number(v) || 0)));

// What stands in the address of the picture that the tabs share, and of those that the Captions and Transform tabs have for themselves.
const OWN = ["model", "seed", "t", "b", "d", "c", "view"];
const TRANSFORM = ["tmodel", "tseed", "tway"];
export const CAPTIONS = ["caption", "cseed", "keep", "ck", "cb", "cd", "ct", "cn", "cv", "ci", "cto", "cm"];

// The directions that amounts are along: "" for the principal ones, which older addresses mean and do not say, and
// null where there are no amounts, so that the model's own come first.
export const basisIn = (basis, amounts) => basis ?? (amounts ? "" : null);
// The bases of named directions that a model has, the one to begin with first.
export const basesOf = (card) => (card?.basis ? [`held-${card.basis}`, `alone-${card.basis}`] : []);
export const basisOf = (card, basis) => basis ?? basesOf(card)[0] ?? "";

// Amounts along directions that the model does not have (any more) are dropped, which is told by `lost`.
export function fitted({ amounts, basis, lost }, card) {
  if (!basis || basesOf(card).includes(basis)) return { amounts: amounts.slice(0, basisOf(card, basis) ? card.semantic_directions.length : card?.latent), basis, lost };
  return { amounts: [], basis: null, lost: amounts.some(Boolean) };
}

/**
 * The picture that an address describes; a basis of null is the model's own first.
 * @param {URLSearchParams} query
 * @returns {{model: string, seed: number, truncation: number, amounts: number[], basis: string | null, lost: boolean,
 *   said: string}}
 */
export const described = (query) => ({
  model: query.get("model") || "",
  seed: Math.min(2 ** 32 - 1, Math.max(0, Math.floor(Number(query.get("seed")) || 0))),
  truncation: Math.min(2, Math.max(0, Number(query.get("t") ?? 1) || 0)),
  amounts: numbers(query.get("d")),
  basis: basisIn(query.get("b"), query.get("d")),
  lost: false,
  said: (query.get("c") || "").match(/^[-+e\d:.,]+$/i)?.[0] ?? "", // to the model's input, a class or a number
});
// What of the picture is looked at, one of the model's views: it is no part of what describes a picture that is kept.
export const state = { ...described(query), view: query.get("view") || "" };
export const opened = ["seed", "t", "d", "c"].some((name) => query.has(name));
// All that is here, and apart from each other those that draw by themselves, from a caption and from an outline.
/** @type {Card[]} */
export let cards = [];
/** @type {Card[]} */
export let models = [];
/** @type {Card[]} */
export let captioned = [];
/** @type {Card[]} */
export let outlined = [];
export let missing = ""; // the model that the address names and that is not here
export const model = () => models.find((card) => card.name === state.model);

const listeners = new Set();
let loaded = false;
/** @param {(change: Change) => unknown} listener */
export function watch(listener) {
  listeners.add(listener);
  if (loaded) listener({ all: true, list: true });
  return () => listeners.delete(listener);
}
const tell = (what) => listeners.forEach((listener) => listener(what));

// Changes with `passing` are on their way to somewhere: neither the address nor the neighbours follow them. Another
// model, seed or neighbour is a step, to which the browser's Back returns; `returning` is such a return.
let writing;
export function set(changes, { passing = false, step = "model" in changes || "seed" in changes, returning = false } = {}) {
  const old = step && loaded && !returning ? address() : "";
  Object.assign(state, "model" in changes ? { basis: null, lost: false, view: "" } : {}, changes);
  if ("model" in changes) missing = "";
  const now = old && address();
  if (old !== now) {
    clearTimeout(writing);
    history.replaceState(history.state, "", old);
    stepTo(now);
  }
  tell({ passing, all: "model" in changes });
  if (passing || old !== now || returning) return;
  clearTimeout(writing);
  writing = setTimeout(() => history.replaceState(history.state, "", address()), 250);
}

// How many steps lie behind what is shown; and another one.
const STEPS = "ganSteps";
export const steps = () => history.state?.[STEPS] ?? 0;
export const stepTo = (url) => history.pushState({ ...history.state, [STEPS]: steps() + 1 }, "", url);

export const trimmed = (amounts) => {
  const texts = amounts.map((v) => (v ? String(Number(v.toFixed(3))) : ""));
  while (texts.length && !texts.at(-1)) texts.pop();
  return texts.join(",");
};

/**
 * The query of a picture; lists of amounts or of what is said to its input ask for several in a row.
 * @param {{amounts?: number[][], said?: (string | number)[]}} [several]
 */
export function pictureQuery({ amounts, said } = {}) {
  const values = queryOf({ model: state.model, seed: state.seed, t: state.truncation });
  const d = (amounts || [state.amounts]).map(trimmed).join("|");
  const b = basisOf(model(), state.basis);
  const start = model()?.control.start, c = start === undefined ? "" : (said || [state.said || start]).join("|");
  if (b && (d || b !== basisOf(model(), null))) values.set("b", b);
  if (d) values.set("d", d);
  if (c) values.set("c", c);
  if (model()?.views[state.view]) values.set("view", state.view);
  return values;
}
export const pictureURL = (several) => `${ROOT}picture?${pictureQuery(several)}`;

/**
 * Values as a query.
 * @param {Record<string, any>} values
 */
export const queryOf = (values) => new URLSearchParams(values);

// The page's address with other values for some of its names; an empty value is left out.
export function addressed(values) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    url.searchParams.delete(name);
    if (value !== "") url.searchParams.set(name, value);
  }
  return url.href.replaceAll("%2C", ",").replaceAll("%3A", ":");
}
const none = (names) => Object.fromEntries(names.map((name) => [name, ""]));
const address = (dropped = []) => addressed({ ...none(OWN), ...none(dropped), ...Object.fromEntries(pictureQuery()) });
export const link = () => address(["__theme", "lang", "run", "with", "step", ...CAPTIONS, ...TRANSFORM]);

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(new URL(path, ROOT), options);
  } catch {
    throw new Error(t("The server does not answer. Is it still running?"));
  }
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => ({}))).error;
  const error = new Error(told ? pick(told) : t("The server could not do this."));
  throw Object.assign(error, { busy: answer.status === 503 });
}

// The answer, which is asked for again while the server is busy.
export async function askUntilFree(path) {
  for (;;) {
    try {
      return await ask(path);
    } catch (error) {
      if (!error.busy) throw error;
      await new Promise((next) => setTimeout(next, AGAIN));
    }
  }
}

export async function loadModels() {
  const before = JSON.stringify([loaded, model()]);
  cards = await (await ask("models")).json();
  const played = (tab) => cards.filter((card) => card.control.tab === tab);
  models = played("explore");
  captioned = played("captions");
  outlined = played("transform");
  const first = !loaded;
  loaded = true;
  if (!model()) {
    missing = cards.some((card) => card.name === state.model) ? "" : state.model;
    state.model = models[0]?.name || "";
  }
  if (first && !query.has("seed")) state.seed = model()?.seed || 0;
  if (!fits(model(), state.said)) state.said = "";
  Object.assign(state, fitted(state, model()));
  tell({ all: before !== JSON.stringify([true, model()]), list: true });
}
