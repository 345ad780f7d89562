// The control of what a model takes beside its latents, made of what its input says of itself, and which texts it takes.
import { h, slider } from "./dom.js";
import { classNames } from "./slider_names.js";
import { pick, t } from "./words.js";
/** @import { Card, Control } from "./state.js" */

/**
 * A kind of control: what stands in the page and shows a text, and whether a text says something that the input takes.
 * @typedef {{
 *   make: (card: Card, change: (text: string) => unknown) => {root: HTMLElement, read: (text: string) => void},
 *   fits: (control: Control, text: string) => boolean,
 * }} Kind
 */

/** One of several names, or in a text a mixture of them. @type {Kind} */
const choice = {
  make(card, change) {
    const box = h("select.gan-field", { "aria-label": t("Class"), onchange: () => change(box.value) },
      ...classNames(card).map((name, i) => h("option", { value: i }, name)));
    const read = (text) => {
      const names = classNames(card); // codes may have been named in another tab of the page
      for (const [i, one] of [...box.options].entries()) if (one.textContent !== names[i]) one.textContent = names[i];
      box.value = String(parseInt(text, 10));
    };
    return { root: h("label.gan-class", {}, h("span", {}, t("Class")), box), read };
  },
  fits({ names = [] }, text) {
    const shares = text.split(",").map((part) => {
      const [, name, share] = part.match(/^(\d+)(?::(.*))?$/) || [];
      return Number(name) < names.length ? Number(share || 1) : NaN;
    });
    return shares.every((share) => share >= 0 && share <= 1) && shares.some(Boolean);
  },
};

/** A number of a range. @type {Kind} */
const number = {
  make({ control: { title = [], low = 0, high = 1, step, start } }, change) {
    const made = slider({ label: pick(title), min: low, max: high, step: step ?? (high - low) / 100, start: Number(start), oninput: (v) => change(String(v)) });
    return { root: made.root, read: (text) => made.set(Number(text)) };
  },
  fits: ({ low = 0, high = 1 }, text) => Number(text) >= low && Number(text) <= high,
};

/** @type {Record<string, Kind | undefined>} */
const KINDS = { classes: choice, codes: choice, number };

/**
 * @param {Card} card
 * @param {(text: string) => unknown} change
 */
export const inputControl = (card, change) => KINDS[card.control.kind]?.make(card, change) ?? null;

/** @param {Card | undefined} card */
export const fits = (card, text) => !text || Boolean(card && KINDS[card.control.kind]?.fits(card.control, text));
