// One step in four phases: D looks, D learns, G looks, G learns, with the pictures that each of them sees.
import { h, hear, pen, press } from "../core/dom.js";
import { within } from "./commands.js";
import { Scheme } from "./step_diagram.js";
import { pgettext, short, t } from "../core/words.js";
/** @import { Story } from "./run.js" */

const COLUMNS = 8, LINGER = 600;
const PHASES = { "d looks": t("D looks"), "d learns": t("D learns"), "g looks": t("G looks"), "g learns": t("G learns") };
// What is said of each phase, where examples are called so; each has such parts, and is lit so where these count.
const sentences = (names, part, lit) => ({
  "d looks": t("D looks at real and at generated {names} and scores each: the higher, the more it takes it for real.", { names }),
  "d learns": t("D changes its weights a little, so that real {names} score higher and generated ones lower.", { names }),
  "g looks": t("G asks D how each {part} should change for a better score. This gradient is all that G ever learns of real {names}. {lit}: where a change would raise D's score most.", { part, names, lit }),
  "g learns": t("G changes its weights a little along the gradient, so that its next {names} score better.", { names }),
});
const SENTENCES = {
  image: sentences(pgettext("close-up", "pictures"), t("pixel"), t("Bright")),
  clip: sentences(t("clips"), t("pixel"), t("Bright")),
  series: sentences(t("series"), t("value"), t("Coloured")),
};
const ROWS = { real: t("real"), fake: t("generated"), gradient: t("gradient") };
const IN = (phase) => (phase.startsWith("d") ? ["real", "fake"] : phase === "g looks" ? ["fake", "gradient"] : ["fake"]);

export class CloseUp extends HTMLElement {
  /** @type {Scheme} */ scheme;
  /** @type {HTMLButtonElement[]} */ steps;
  /** @type {HTMLElement} */ sentence;
  /** @type {Record<string, ReturnType<typeof row>>} */ rows;
  /** @type {() => void} */ deaf;
  /** @type {string | undefined} */ name;
  /** @type {number | null} */ number;
  /** @type {Record<string, Record<string, any>>} */ seen;
  /** @type {Record<string, any>[]} */ waiting;

  connectedCallback() {
    this.hidden = true;
    this.scheme = new Scheme();
    this.said = SENTENCES.image;
    this.steps = Object.entries(PHASES).map(([phase, name]) => h("button", { type: "button", "data-phase": phase, disabled: true, onclick: () => this.load(this.seen[phase]) }, name));
    this.sentence = h("p.gan-sentence", { "aria-live": "polite" });
    this.rows = Object.fromEntries(Object.entries(ROWS).map(([kind, name]) => [kind, row(kind, name)]));
    this.replaceChildren(h("div.gan-phase", {}, this.scheme.root, h("div", {}, h("ol.gan-phases", {}, ...this.steps.map((one) => h("li", {}, one))), this.sentence)),
      h("div.gan-sheet", {}, ...Object.values(this.rows).map((one) => one.root)),
      h("p.gan-hint", {}, t("Here G draws with its weights of this very step; the grids are drawn by their average (EMA).")));
    this.deaf = hear("gan:run", (run) => this.show(run));
  }

  disconnectedCallback() {
    this.deaf();
  }

  /** @param {Story | null} run */
  show(run) {
    const phases = run?.phases ?? [], closeup = phases.at(-1);
    const slow = run && closeup && (run.slow === undefined ? recent(this, closeup) : run.slow > 0);
    const watched = run?.state === "paused" || (run?.state === "running" && slow);
    this.hidden = !closeup || !PHASES[closeup.phase] || !watched;
    if (!run || !closeup || this.hidden) return;
    if (run.name !== this.name || closeup.number < (this.number ?? 0)) this.begin(run);
    if (closeup.number === this.number) return;
    this.waiting.push(...phases.filter(({ number }) => number > (this.number ?? -1)));
    this.waiting.splice(0, this.waiting.length - 4); // what is four phases late is not worth waiting for
    this.number = closeup.number;
    if (!this.lingering) this.next();
  }

  /** @param {Story} run */
  begin(run) {
    this.name = run.name;
    this.said = SENTENCES[run.example] || SENTENCES.image;
    for (const one of this.steps) one.title = this.said[one.dataset.phase || ""];
    this.number = null;
    this.seen = {};
    this.waiting = [];
  }

  // Phases that come fast, as those of a single step do, are each in sight for a moment; earlier ones can be chosen.
  next() {
    const closeup = this.waiting.shift();
    this.lingering = closeup ? setTimeout(() => this.next(), LINGER) : null;
    if (!closeup) return;
    this.seen[closeup.phase] = closeup;
    this.load(closeup);
  }

  // Picture, light and sentence of a phase come together.
  async load(closeup) {
    const sheet = new Image(), mine = (this.loading = Symbol("phase"));
    sheet.src = within(this.name, "closeup", { number: closeup.number, v: Math.round(1000 * (closeup.time || 0)) });
    const there = await sheet.decode().then(() => true, () => false);
    if (this.loading !== mine) return;
    this.scheme.show(closeup.phase);
    this.dataset.phase = closeup.phase;
    this.steps.forEach((one) => {
      one.disabled = !this.seen[one.dataset.phase || ""];
      press(one, one.dataset.phase === closeup.phase);
    });
    const force = Number.isFinite(closeup.force) ? t(" The gradient's mean size: {force}.", { force: size(closeup.force) }) : "";
    this.sentence.textContent = this.said[closeup.phase] + force;
    for (const [kind, { root }] of Object.entries(this.rows)) root.classList.toggle("off", !IN(closeup.phase).includes(kind));
    if (there) this.paint(sheet, closeup);
  }

  // A row that this phase does not have stays as it was, dimmed.
  paint(sheet, { phase, real, fake }) {
    const side = sheet.naturalWidth / COLUMNS;
    IN(phase).forEach((kind, y) => {
      const scores = { real, fake }[kind];
      this.rows[kind].cells.forEach(({ canvas, score }, x) => {
        if (canvas.width !== side) canvas.width = canvas.height = side;
        pen(canvas).drawImage(sheet, x * side, y * side, side, side, 0, 0, side, side);
        score.textContent = kind === "gradient" ? "" : said(scores?.[x]);
      });
    });
  }
}

function row(kind, name) {
  const cells = Array.from({ length: COLUMNS }, () => ({ canvas: h("canvas", { width: 32, height: 32 }), score: h("small") }));
  const root = h("div.gan-sheet-row.off", { "data-kind": kind }, h("b", {}, name), ...cells.map(({ canvas, score }) => h("div", {}, canvas, score)));
  return { root, cells };
}

const size = (force) => (force < 0.001 ? force.toExponential(1).replace("-", "−") : short(force));
const said = (score) => (Number.isFinite(score) ? score.toFixed(2).replace("-", "−") : "");

// Whether the phases still change; for a server that does not say.
function recent(memory, closeup) {
  if (closeup.time !== memory.latest) Object.assign(memory, { latest: closeup.time, since: Date.now() });
  return Date.now() - memory.since < 10_000;
}
