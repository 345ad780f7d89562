// The terms of the losses and the watched numbers: their names and their colours.
import { t } from "../core/words.js";
import { termTitle } from "./run_texts.js";

// Those that recipes share; what a recipe has of its own, it names itself.
const NAMES = {
  g: t("generator"), d: t("discriminator"), r1: "R1", r2: "R2",
  "gradient penalty": t("gradient penalty"), "real score": t("D(real)"), "fake score": t("D(generated)"),
  distance: t("Fréchet distance"), coverage: t("coverage"), variety: t("variety"),
  "variety within classes": t("variety within classes"),
};
export const termName = (name) => NAMES[name] || termTitle(name) || name;

// What belongs to G or to generated pictures is orange everywhere, what belongs to D or to real ones blue.
const OWN = {
  g: "var(--accent)", "fake score": "var(--accent)", distance: "var(--accent)", coverage: "var(--accent)",
  d: "var(--second)", "real score": "var(--second)", variety: "var(--second)",
  "variety within classes": "var(--third)",
};
const OTHERS = ["var(--third)", "var(--fourth)", "var(--quiet)", "var(--ink)"];
export function colours(names) {
  const others = names.filter((name) => !OWN[name]);
  return Object.fromEntries(names.map((name) => [name, OWN[name] || OTHERS[others.indexOf(name) % OTHERS.length]]));
}

// What a run's variety is called: that within classes is lower than that of pictures of all of them.
export const varietyOf = (quality) => (quality?.within ? "variety within classes" : "variety");

export const SCORES = ["real score", "fake score"]; // of D

// G first, then D, then what D says, then all others by name.
const FIRST = ["g", "d", "real score", "fake score"];
const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
export const inOrder = (names) => [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
