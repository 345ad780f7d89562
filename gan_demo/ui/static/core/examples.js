// What the page says of each kind of example that a model makes, and how it shows them: pictures, series, clips.
import { pgettext, pick, t } from "./words.js";
/** @import { Card } from "./state.js" */

/**
 * pixels: whether its pixels are its own, else its pictures are drawn of it. side, tile: of its picture and of one on a
 * sheet of samples, in pixels.
 * @typedef {{
 *   name: string, another: string, renew: string, sheet: string, pixels: boolean, files: {form: string, title: string}[],
 *   side: (card: Card) => number, tile: (card: Card) => number, shape: (card: Card) => string, seen: string, rate: string,
 *   of: (what: string, seed: number) => string, counted: (count: number | string) => string,
 * }} Kind
 */
/** @type {Kind} */
const IMAGE = {
  name: t("Picture"), another: t("New picture"), renew: t("A new picture (random seed)"),
  sheet: pgettext("sheet", "Pictures"), pixels: true, files: [], side: (card) => card.size, tile: (card) => card.size,
  shape: (card) => `${card.size} px · ${card.channels === 1 ? t("grey") : t("colour")}`,
  seen: t("Pictures seen"), rate: t("Pictures/s"),
  of: (what, seed) => t("Picture of {what}, seed {seed}", { what, seed }),
  counted: (count) => t("{count} pictures", { count }),
};
/** @type {Kind} */
const SERIES = {
  name: t("Series"), another: t("New series"), renew: t("A new series (random seed)"),
  sheet: t("Curves"), pixels: false, side: () => 384, tile: () => 96,
  files: [{ form: "csv", title: t("Download its values as a table") }, { form: "wav", title: t("Download its sound") }],
  shape: ({ size, channels }) => (channels > 1 ? t("{size} steps, {channels} variables", { size, channels }) : t("{size} steps, 1 variable", { size })),
  seen: t("Series seen"), rate: t("Series/s"),
  of: (what, seed) => t("Curves of {what}, seed {seed}", { what, seed }),
  counted: (count) => t("{count} series", { count }),
};
/** @type {Kind} */
const CLIP = {
  ...IMAGE, name: t("Clip"), another: t("New clip"), renew: t("A new clip (random seed)"),
  sheet: t("Clips"), tile: (card) => 2 * card.size,
  files: [{ form: "mp4", title: t("Download the clip as MP4") }, { form: "webp", title: t("Download the clip as WebP, which plays by itself") }],
  shape: (card) => t("{frames} frames of {size} px", { frames: card.frames, size: card.size }),
  seen: t("Clips seen"), rate: t("Clips/s"),
  of: (what, seed) => t("Clip of {what}, seed {seed}", { what, seed }),
  counted: (count) => t("{count} clips", { count }),
};
const KINDS = { image: IMAGE, series: SERIES, clip: CLIP };

/**
 * The kind of what a model or a run makes.
 * @param {{example?: string} | null | undefined} one
 */
export const kindOf = (one) => KINDS[one?.example || "image"] || IMAGE;

/**
 * Lets style sheets know what is shown in a part of the page.
 * @param {HTMLElement} part
 * @param {{example?: string} | null | undefined} one
 */
export const mark = (part, one) => (part.dataset.example = one?.example || "image");

/**
 * The variables of a series: what each is called, its range and the colour of its curve.
 * @param {Card} card
 */
export const variables = (card) => card.inks.map((ink, i) => ({ ink, name: pick(card.details.variables[i]), ...card.details.variables[i] }));
