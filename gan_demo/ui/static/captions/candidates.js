// The other pictures of a caption, ranked, or the variations of a kept one, with what decides about them.
import { newSeed, truncation } from "../core/image_controls.js";
import { Directions } from "../core/directions.js";
import { arrows, button, h, press, slider } from "../core/dom.js";
import { onto } from "../core/image_canvas.js";
import { t } from "../core/words.js";
import { FARTHEST, MOST, wanted } from "./caption_query.js";
/** @import { Candidate } from "./captions.js" */

export class Candidates {
  // change(changes) draws anew with them; stage(place) puts a picture on the stage; along(rows) asks for it with
  // other amounts
  constructor(change, stage, along) {
    this.change = change;
    this.stage = stage;
    this.cells = [];
    this.title = h("h3");
    this.fresh = button(t("New pictures"), t("New pictures of this caption"), () => change({ seed: newSeed(), ...LOOSE }));
    this.grid = h("div.gan-candidates", { role: "group" });
    arrows(this.grid);
    this.hint = h("p.gan-hint");
    this.vary = button(t("Variations"), t("Show variations of the kept picture"), () => change({ varied: !wanted.varied, shown: null }));
    this.far = slider({
      label: t("Distance"), min: 0.05, max: FARTHEST, step: 0.01, start: 0.5, oninput: (v) => change({ vary: v, varied: true }),
    });
    this.varying = h("div.gan-vary", {}, this.vary, this.far.root);
    this.count = slider({
      label: t("Pictures"), min: 1, max: MOST, step: 1, start: 8, show: String, oninput: (v) => change({ count: v, ...this.held() }),
    });
    this.cut = truncation((v) => change({ truncation: v, ...this.held() }));
    this.directions = new Directions(() => wanted, change, along);
    this.root = h("div.gan-side", {}, h("div.gan-heading", {}, this.title, this.fresh), this.grid, this.hint,
      this.count.root, this.cut.root, this.varying, this.directions.root);
    this.make(wanted.count);
  }

  // While something slides, the stage keeps its latent though another may fit better.
  held() {
    return { shown: wanted.shown ?? this.places?.[this.staged] ?? null };
  }

  make(count) {
    while (this.cells.length > count) this.cells.pop().remove();
    while (this.cells.length < count) {
      const place = this.cells.length;
      const cell = h("button.gan-candidate", { type: "button", disabled: true, onclick: () => this.stage(place) },
        h("canvas", { width: 64, height: 64, "aria-hidden": "true" }), h("span", {}, "–"));
      this.cells.push(cell);
      this.grid.append(cell);
    }
  }

  show(candidates, images, kept) {
    this.make(candidates.length);
    this.places = candidates.map((one) => one.at);
    this.candidates = candidates;
    this.cells.forEach((cell, place) => {
      const score = fit(candidates[place]), first = kept && place === 0;
      onto(cell.firstChild, images[place]);
      cell.lastChild.textContent = first ? t("kept {score}", { score }) : score;
      cell.disabled = false;
      const what = first ? t("The kept picture") : kept ? t("Variation {place}", { place }) : t("Candidate {number}", { number: place + 1 });
      cell.setAttribute("aria-label", t("{what}, fit {score}", { what, score }));
    });
  }

  mark(staged) {
    this.staged = staged;
    this.hint.textContent = told(this.candidates[staged]);
    this.cells.forEach((cell, place) => press(cell, place === staged));
  }

  // The controls as the wish says, which a link may have brought.
  read() {
    const kept = wanted.keep !== null;
    this.title.textContent = !kept ? t("Best fit first")
      : wanted.varied ? t("The kept one, varied") : t("The kept one");
    this.grid.setAttribute("aria-label", this.title.textContent);
    this.varying.hidden = this.directions.root.hidden = !kept;
    press(this.vary, wanted.varied);
    this.far.set(wanted.vary);
    this.count.set(wanted.count);
    this.cut.set(wanted.truncation);
    this.directions.read();
  }
}

/** Of each word of the caption that says something whether a picture shows it. @param {Candidate} one */
const said = ({ shown }) => (shown || []).filter((word) => word !== null);

/** How many of them it shows; where nobody looked, how well it fits. @param {Candidate} one */
function fit(one) {
  const words = said(one);
  return words.length ? `${words.filter(Boolean).length}/${words.length}` : one.shown ? "–" : one.score.toFixed(2);
}

/** The same in a sentence. @param {Candidate} one */
export function told(one) {
  const words = said(one), right = words.filter(Boolean).length;
  return words.length
    ? t("{right} of {all} words shown, as a classifier reads the picture; a word that it does not see is struck out.", { right, all: words.length })
    : one.shown ? t("The caption says nothing that a picture could show or miss.") : t("The number says how well a picture fits the caption (↑, at most 1).");
}

export const LOOSE = { keep: null, kept: "", shown: null, amounts: [] };
