// Curves of two runs over each other, the second dashed, and what both discriminators say at the moment that is shown.
import { Curves } from "../train/curves.js";
import { findAll, h } from "../core/dom.js";
import { Histogram, onOneScale } from "../train/score_histogram.js";
import { AXES, ofStep, onAxis } from "./matched_moments.js";
import { SCORES, varietyOf } from "../train/loss_terms.js";
import { runName, told } from "../train/run_texts.js";
import { t } from "../core/words.js";
/** @import { Story } from "../train/run.js" */

const SMOOTH = 0.7;
const PLAYERS = ["g", "d"];
const CHARTS = {
  distance: { title: t("Fréchet distance ↓"), lines: (run) => scored(run, { distance: 1 }), options: { log: true } },
  share: { title: t("Coverage and variety ↑"), lines: (run) => scored(run, { coverage: 3, [varietyOf(run?.quality)]: 4 }), options: { share: true } },
  losses: { title: t("Losses"), lines: (run) => some(run, "loss", (name) => PLAYERS.includes(name)), options: { smooth: SMOOTH } },
  scores: { title: t("Scores of D"), lines: (run) => some(run, "watch", (name) => SCORES.includes(name)), options: { smooth: SMOOTH } },
  penalties: { title: t("Other terms of the losses"), lines: (run) => some(run, "loss", (name) => !PLAYERS.includes(name)), options: { smooth: SMOOTH } },
  watched: { title: t("Penalties and other numbers"), lines: (run) => some(run, "watch", (name) => !SCORES.includes(name)), options: { smooth: SMOOTH } },
};

const some = (run, kind, wanted) => Object.fromEntries(Object.entries(run?.curves?.[kind] || {}).filter(([name]) => wanted(name)));
const scored = (run, places) => (run?.quality?.points?.length
  ? Object.fromEntries(Object.entries(places).map(([name, at]) => [name, run.quality.points.map((point) => [point[0], point[at]])]))
  : {});

export class Overlaid {
  // seek(moment) is called where a curve is clicked.
  constructor(seek) {
    this.axis = "step";
    this.drawn = [];
    const made = ([key, { title }]) => [key, new Curves(title, { seek, said: (x) => AXES[this.axis].said(x) })];
    this.charts = Object.fromEntries(Object.entries(CHARTS).map(made));
    this.key = named("p.gan-overlaid-key");
    this.apart = h("p.gan-hint");
    /** @type {Histogram[]} */
    this.histograms = [0, 1].map(() => new Histogram(() => onOneScale(this.histograms)));
    this.signs = h("p.gan-hint.gan-signs");
    this.root = h("div.gan-overlaid", { hidden: true }, this.key, this.apart, this.signs,
      h("div.gan-charts", {}, ...Object.values(this.charts).map((chart) => chart.root)),
      h("div.gan-twins", {}, ...this.histograms.map((one, i) => h("div.gan-twin", {}, named("p.gan-overlaid-key", [i]), one.root))));
  }

  show(runs, { axis, moment, steps }) {
    const drawn = [...runs, axis];
    if (drawn.some((one, i) => one !== this.drawn[i])) this.draw(runs, axis);
    this.drawn = drawn;
    Object.values(this.charts).forEach((chart) => chart.point(moment, chart.hover));
    this.histograms.forEach((one, i) => steps[i] !== null && one.show(runs[i].name, steps[i]));
  }

  draw([a, b], axis) {
    this.axis = axis;
    this.root.hidden = ![a, b].some((run) => Object.keys(run?.curves?.loss || {}).length);
    for (const name of findAll("[data-side]", this.root)) {
      const run = [a, b][Number(name.dataset.side)];
      name.textContent = run ? runName(run) : "";
    }
    const alike = comparable(a, b);
    this.apart.textContent = alike ? "" : t("Their distances are measured against different examples or features, so they are not laid over each other.");
    const marks = marked([a, b], axis);
    this.sign(marks);
    for (const [key, { lines, options }] of Object.entries(CHARTS)) {
      const points = (run) => (alike || !["distance", "share"].includes(key) ? placed(run, axis, lines(run)) : {});
      const judged = key === "distance" && alike ? { levels: floor(a, b), bands: errors(a, axis), otherBands: errors(b, axis) } : {};
      this.charts[key].show(points(a), { ...options, ...judged, other: points(b), marks });
    }
  }

  // What the flags in the curves mean, where there are any.
  sign(marks) {
    const some = (wanted) => marks.some(({ kind }) => kind === wanted);
    const entry = (kind, words) => (some(kind) ? [h("span", {}, h(`i.gan-flag.${kind}`, { "aria-hidden": "true" }), words)] : []);
    this.signs.replaceChildren(...entry("branch", t("A branch left here")), ...entry("change", t("Something was changed")));
  }
}

// Whose line is solid and whose is dashed.
function named(what, sides = [0, 1]) {
  return h(what, {}, ...sides.map((i) => h("span", {}, h(`i.gan-stroke${i ? ".dashed" : ""}`, { "aria-hidden": "true" }), h("span", { "data-side": i }))));
}

const placed = (run, axis, lines) => Object.fromEntries(Object.entries(lines).map(([name, points]) => [name, onAxis(run, axis, points)]));

// The band of one standard error around the distance.
function errors(run, axis) {
  const points = (run?.quality?.points || []).filter(([, value]) => Number.isFinite(value));
  return points.length ? { distance: onAxis(run, axis, points.map(([x, value, error]) => [x, value - (error || 0), value + (error || 0)])) } : {};
}

/**
 * Where one branched off, and where something was changed; what both share has one flag.
 * @param {(Story | null)[]} runs
 * @param {string} axis
 */
function marked(runs, axis) {
  const marks = new Map();
  const add = (run, kind, step, words) => {
    const key = `${kind} ${step} ${words}`, names = [...(marks.get(key)?.names || []), runName(run)];
    const title = kind === "branch" ? words : `${names.join(t(" and "))}${t(": ")}${words}`;
    marks.set(key, { kind, names, title, x: ofStep(run, axis, step) });
  };
  for (const run of runs) {
    if (!run?.grids?.length) continue;
    const { parent, changes = [] } = run;
    if (parent?.step) add(run, "branch", parent.step, t("{run} branched off at step {step}", { run: runName(run), step: parent.step.toLocaleString("en") }));
    for (const change of changes) add(run, "change", change.step, told(change).join("; "));
  }
  return [...marks.values()].map(({ kind, title, x }) => ({ kind, title, x }));
}

/**
 * @param {Story | null} a
 * @param {Story | null} b
 */
function comparable(a, b) {
  if (!a?.quality || !b?.quality) return true;
  return ["data", "size"].every((name) => a.settings?.[name] === b.settings?.[name]) && a.quality.judge === b.quality.judge;
}

function floor(a, b) {
  const value = a?.quality?.floor ?? b?.quality?.floor;
  return Number.isFinite(value) ? { floor: [value, t("real examples")] } : {};
}
