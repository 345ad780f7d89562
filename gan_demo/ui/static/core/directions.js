// Sliders along the directions of a model's latents, each with a name that says what it changes: eight, and as many folded.
import { Along } from "./direction_row.js";
import { button, h, must, press, slider } from "./dom.js";
import { give, given } from "./slider_names.js";
import { basesOf, basisOf } from "./state.js";
import { pick, t } from "./words.js";
/** @import { Card } from "./state.js" */

const EIGHT = 8, SHOWN = 16, RANGE = 3;

export class Directions {
  /** @type {Card} */ card;
  /** @type {string} */ basis;
  /** @type {Record<string, any>[]} */ words;
  /** @type {ReturnType<Directions["slider"]>[]} */ sliders;

  // wanted() has the amounts and their basis; change(changes) draws anew with them; path(rows) asks for the picture with
  // each of these rows of amounts.
  constructor(wanted, change, path) {
    this.wanted = wanted;
    this.change = change;
    this.path = path;
    this.root = h("div.gan-directions");
    this.along = new Along((i, value) => this.moved(i, value), (i, name) => this.renamed(i, name));
    this.holding = button(t("Hold the others"), t(
      "Hold the others: each slider leaves out what the others change (InterFaceGAN, section 2.2)"), () => this.hold(), ".gan-hold");
    this.note = h("p.gan-note", { role: "status" });
  }

  /** @param {Card} card */
  rebuild(card) {
    this.card = card;
    this.along.close();
    this.basis = basisOf(card, this.wanted().basis);
    this.words = wordsOf(card, this.basis);
    this.sliders = this.words.map((_, i) => this.slider(i));
    const roots = this.sliders.map((s) => s.row);
    const more = h("details.gan-more", {}, h("summary", {}, t("8 more directions")), ...roots.slice(EIGHT));
    this.root.replaceChildren(
      h("div.gan-heading", {}, h("h3", {}, t("Move a slider")), this.holding,
        button(t("Reset"), t("All sliders to 0"), () => this.change({ amounts: [], lost: false, ...(this.basis ? {} : { basis: null }) }))),
      this.note, ...roots.slice(0, EIGHT), ...(roots.length > EIGHT ? [more] : []));
  }

  called(i) {
    return given(this.card, this.basis, i) || this.words[i].name;
  }

  slider(i) {
    const made = slider({ label: this.called(i), min: -RANGE, max: RANGE, step: 0.02, start: 0, oninput: (v) => this.moved(i, v) });
    const word = h("button.gan-called", { type: "button", "aria-expanded": false, onclick: () => this.unfold(i) });
    must("span", made.root).replaceChildren(word);
    return { ...made, word, row: h("div.gan-direction", {}, made.root) };
  }

  unfold(i) {
    const shut = this.along.at === i;
    this.sliders.forEach(({ word }, k) => word.setAttribute("aria-expanded", String(k === i && !shut)));
    if (shut) return this.along.close();
    const figures = this.basis && this.words[i][this.basis.split("-")[0]];
    this.along.open(i, { ...this.words[i], ...figures, called: this.called(i) }, this.sliders[i].row);
    this.read();
  }

  moved(i, value) {
    const before = this.wanted().amounts;
    const amounts = Array.from({ length: Math.max(before.length, i + 1) }, (_, k) => before[k] || 0);
    amounts[i] = value;
    this.change({ amounts, lost: false });
  }

  // The sliders stay where they are, and mean what they change now.
  hold() {
    this.change({ basis: basesOf(this.card).find((basis) => basis !== this.basis) });
  }

  renamed(i, name) {
    give(this.card, this.basis, i, name === this.words[i].name ? "" : name);
    this.change({});
  }

  // Names may have been changed in another tab of the page.
  label({ word, input }, i) {
    const name = this.called(i);
    if (word.textContent === name) return;
    word.textContent = name;
    word.title = t("{name}: see it from -3 to +3, or rename it", { name });
    input.setAttribute("aria-label", name);
    if (this.along.at === i) this.along.called = name;
  }

  read() {
    const { amounts, basis, lost } = this.wanted(), named = basesOf(this.card);
    const now = basisOf(this.card, basis);
    if (Boolean(now) !== Boolean(this.basis)) this.rebuild(this.card);
    this.basis = now;
    this.holding.hidden = !now;
    press(this.holding, now === named[0]);
    this.note.textContent = lost ? t("The link was made for other directions than the model has now; the sliders stand at 0.")
      : named.length && !now ? t("This picture was reached along directions without names, so the sliders have none. Reset brings the named ones.") : "";
    this.sliders.forEach((s, i) => (this.label(s, i), s.set(amounts[i] || 0)));
    this.along.follow(amounts, this.path);
  }
}

// What the sliders are called, by the visitor where there is such a name.
export const slidersOf = (card, basis) => wordsOf(card, basis).map(({ name }, i) => given(card, basis, i) || name);

/**
 * What is known of each direction: its name, and of a named one what stands at its ends and what it changes.
 * @param {Card} card
 * @param {string} basis
 */
function wordsOf(card, basis) {
  if (basis) return card.semantic_directions.map((one) => ({ ...one, name: pick(one.name), low: pick(one.low), high: pick(one.high) }));
  const names = card.directions;
  return Array.from({ length: Math.min(SHOWN, card.latent) }, (_, i) => ({ name: names[i] ? pick(names[i]) : t("Direction {number}", { number: i + 1 }) }));
}
