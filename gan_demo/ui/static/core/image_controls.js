// The controls of a picture: seed, what its model takes, truncation and the latent sliders; the same in every tab that draws.
import { Directions } from "./directions.js";
import { button, h, label, slider } from "./dom.js";
import { kindOf, mark } from "./examples.js";
import { inputControl } from "./input_control.js";
import { model, pictureURL, set, state, watch } from "./state.js";
import { t } from "./words.js";
/** @import { Card } from "./state.js" */

export const newSeed = () => Math.floor(Math.random() * 1e6);

// How far latents are drawn towards the middle.
export function truncation(oninput) {
  const cut = slider({ label: t("Truncation"), min: 0, max: 1.5, step: 0.01, start: 1, oninput });
  cut.root.title = t("Lower: more typical. Higher: more varied.");
  return cut;
}

export class Controls extends HTMLElement {
  /** @type {ReturnType<typeof slider>} */ cut;
  /** @type {Directions} */ directions;
  /** @type {HTMLInputElement} */ seedBox;
  /** @type {HTMLElement} */ seedProblem;
  /** @type {HTMLButtonElement} */ dice;
  /** @type {HTMLElement} */ place;
  /** @type {ReturnType<typeof inputControl>} */ input;

  connectedCallback() {
    this.cut = truncation((v) => set({ truncation: v }));
    this.directions = new Directions(() => state, set, (rows) => pictureURL({ amounts: rows }));
    this.place = h("div");
    this.replaceChildren(this.seed(), this.place, this.cut.root, this.directions.root);
    this.stop = watch((what) => this.follow(what));
  }

  disconnectedCallback() {
    this.stop?.();
  }

  seed() {
    this.seedBox = h("input.gan-field", {
      type: "text", inputMode: "numeric", maxLength: 10, "aria-label": t("Seed"),
      onchange: () => this.typed(this.seedBox.value),
    });
    const turn = (by) => set({ seed: (state.seed + by + 2 ** 32) % 2 ** 32 });
    this.dice = button("", "", () => set({ seed: newSeed(), amounts: [] }), ".strong.gan-dice");
    this.seedProblem = h("p.gan-note.bad", { role: "status" });
    return h("div.gan-seed", {},
      h("span", {}, t("Seed")),
      button("‹", t("Previous seed"), () => turn(-1)),
      this.seedBox,
      button("›", t("Next seed"), () => turn(1)),
      this.dice, this.seedProblem);
  }

  typed(text) {
    const right = /^\d{1,10}$/.test(text.trim()) && Number(text) < 2 ** 32;
    this.seedProblem.textContent = right ? "" : t("A seed is a whole number from 0 to 4,294,967,295.");
    if (right) set({ seed: Number(text) });
  }

  /** @param {Card} card */
  rebuild(card) {
    this.directions.rebuild(card);
    mark(this, card);
    label(this.dice, kindOf(card).another, kindOf(card).renew);
    this.input = this.hasAttribute("no-class") ? null : inputControl(card, (said) => set({ said }));
    this.place.hidden = !this.input;
    this.place.replaceChildren(this.input?.root ?? "");
  }

  /** @param {import("./state.js").Change} what */
  follow({ all }) {
    const card = model();
    this.hidden = !card;
    if (!card) return;
    if (all) this.rebuild(card);
    if (document.activeElement !== this.seedBox || all) this.seedBox.value = String(state.seed);
    else if (this.seedBox.value !== String(state.seed)) this.seedBox.value = String(state.seed);
    this.cut.set(state.truncation);
    this.directions.read();
    this.input?.read(state.said || card.control.start || "");
  }
}
