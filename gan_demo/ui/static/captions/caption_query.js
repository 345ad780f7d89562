// What the Captions tab is to draw, how it stands in the page's address, and what is asked of the server for it.
import { openTab } from "../core/dom.js";
import { CAPTIONS, addressed, basisIn, basisOf, captioned, numbers, trimmed } from "../core/state.js";
import { SMOOTH } from "../core/smooth.js";

export const MOST = 16, FARTHEST = 1.57;
const LENGTH = 2000, COUNT = 8, NEAR = 0.5, STEPS = 8;
const query = new URLSearchParams(location.search);

// A caption as it is sent: in one line, and no longer than the server reads.
export const oneLine = (text) => Array.from(text.replace(/\s+/g, " ").trim()).slice(0, LENGTH).join("");

function number(name, low, high, otherwise, whole = true) {
  const value = query.get(name) ? Number(query.get(name)) : NaN;
  if (!Number.isFinite(value)) return otherwise;
  return Math.min(high, Math.max(low, whole ? Math.floor(value) : value));
}

const vary = number("cv", 0, FARTHEST, NEAR, false);
export const wanted = {
  model: query.get("cm") || "",
  caption: oneLine(query.get("caption") || ""),
  seed: number("cseed", 0, 2 ** 32 - 1, null),
  keep: number("keep", 0, MOST - 1, null), // which latent of the seed is kept
  kept: oneLine(query.get("ck") || ""), // the caption under which it was kept: what was imagined for it stays
  shown: number("ci", 0, MOST - 1, null), // which picture is on the stage; null: the best
  count: number("cn", 1, MOST, COUNT),
  amounts: numbers(query.get("cd")),
  basis: basisIn(query.get("cb"), query.get("cd")),
  lost: false,
  truncation: number("ct", 0, 1.5, 1, false),
  varied: vary > 0,
  vary: vary || NEAR,
  other: oneLine(query.get("cto") || ""), // the caption that the strip leads to
};

export const card = () => captioned.find((one) => one.name === wanted.model) || captioned[0];

let writing;
export function want(changes) {
  Object.assign(wanted, changes);
  clearTimeout(writing);
  writing = setTimeout(() => history.replaceState(history.state, "", addressed(values())), 250);
}

function values() {
  const but = (value, usual) => (value === usual || value === null ? "" : value);
  const basis = basisOf(card(), wanted.basis), usual = basisOf(card(), null);
  return {
    cb: trimmed(wanted.amounts) || basis !== usual ? basis : "",
    caption: wanted.caption, cseed: but(wanted.seed, null), keep: but(wanted.keep, null),
    ck: wanted.keep === null || wanted.kept === wanted.caption ? "" : wanted.kept, cd: trimmed(wanted.amounts),
    ct: but(wanted.truncation, 1), cn: but(wanted.count, COUNT), cv: wanted.varied ? but(wanted.vary, NEAR) : 0,
    ci: but(wanted.shown, null), cto: wanted.other, cm: captioned.length > 1 ? card().name : "",
  };
}

// What the pictures on the page were asked for with; the wish may have changed since, and may be refused.
let answered = new URLSearchParams();
export const drawnWith = (path) => (answered = new URLSearchParams(path.split("?")[1]));
export const drawnCaption = () => answered.get("caption") ?? wanted.caption;

// A link to this very picture, without what other tabs have in the address.
export function link(shown) {
  const url = new URL(addressed({ ...values(), caption: drawnCaption(), ck: answered.get("kept") === drawnCaption() ? "" : answered.get("kept") ?? "", ci: shown ?? "" }));
  for (const name of [...url.searchParams.keys()]) if (![...CAPTIONS, SMOOTH].includes(name)) url.searchParams.delete(name);
  url.searchParams.set("tab", "captions");
  return url.href.replaceAll("%2C", ",");
}

function path(route, more) {
  const d = trimmed(wanted.amounts);
  const { caption, seed, truncation } = wanted, b = d && basisOf(card(), wanted.basis);
  return `${route}?${new URLSearchParams({ model: card().name, caption, seed, t: truncation, ...(b ? { b } : {}), ...(d ? { d } : {}), ...more })}`;
}

function kept() {
  if (wanted.keep === null) return {};
  return { at: wanted.keep, vary: wanted.vary, kept: wanted.kept };
}
export const candidates = () => path("caption", { count: wanted.keep !== null && !wanted.varied ? 1 : wanted.count, ...kept() });

// What is asked about a picture on the page: of several candidates one, or of a kept one this variation.
function about(route, at, more = {}) {
  const asked = new URLSearchParams(answered);
  asked.set(asked.has("at") ? "number" : "at", at);
  for (const [name, value] of Object.entries(more)) asked.set(name, value);
  return `${route}?${asked}`;
}

export const between = (at) => about("caption/between", at, { other: wanted.other, count: STEPS });
// The ends of the way to the other caption, as a walk has them.
export function ends(at) {
  const values = new URLSearchParams(about("", at).slice(1));
  for (const name of ["model", "count"]) values.delete(name);
  const captions = [(wanted.other && values.get("caption")) || "", wanted.other].filter(Boolean);
  return captions.map((caption) => (values.set("caption", caption), String(values)));
}
// The picture with other amounts; before it was first moved nothing says along which directions.
export const along = (at, rows) => about("caption/along", at, { b: basisOf(card(), wanted.basis), d: rows.map(trimmed).join("|") });
export const nearest = (at) => about("caption/nearest", at);

// Opens the tab with this model, which brings an example of its own.
export function openCaptions(name) {
  if (name !== card()?.name) want({ model: name, caption: "", seed: null, keep: null, kept: "", shown: null, amounts: [], basis: null, other: "" });
  openTab("captions");
}
