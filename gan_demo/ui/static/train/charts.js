// All curves of a run with the histogram and the list of what was changed; one cursor stands in all of them.
import { within } from "./commands.js";
import { Curves } from "./curves.js";
import { h, slider } from "../core/dom.js";
import { kindOf } from "../core/examples.js";
import { Histogram } from "./score_histogram.js";
import { SCORES, varietyOf } from "./loss_terms.js";
import { told } from "./run_texts.js";
import { short, t } from "../core/words.js";
/** @import { Story } from "./run.js" */

const SMOOTH = 0.6, MOST = 0.95;

export class Charts {
  // seek(images) is called where a visitor clicks on a curve.
  constructor(seek) {
    this.smooth = SMOOTH;
    const plot = (title) => new Curves(title, { seek, said: (images) => kindOf(this.run).counted(short(images)) });
    this.losses = plot(t("Losses"));
    this.scores = plot(t("Scores of D"));
    this.watched = plot(t("Penalties and other numbers"));
    this.distance = plot(t("Fréchet distance ↓"));
    this.coverage = plot(t("Coverage and variety ↑"));
    this.all = [this.losses, this.scores, this.distance, this.coverage, this.watched];
    this.histogram = new Histogram();
    const smoothing = slider({ label: t("Smoothing"), min: 0, max: MOST, step: 0.05, start: SMOOTH, oninput: (v) => this.smoothing(v) });
    this.table = h("a.gan-table", { title: t("All numbers of the run as a table"), download: "" }, "CSV");
    this.list = h("ul");
    this.changes = h("div.gan-changes", { hidden: true }, h("b", {}, t("What was changed")), this.list);
    this.figures = h("div.gan-charts", {}, ...this.all.map((one) => one.root), this.histogram.root, this.changes);
    this.root = h("section.gan-curves-of", { hidden: true }, h("div.gan-heading", {}, h("h3", {}, t("Curves")), smoothing.root, this.table), this.figures);
  }

  smoothing(value) {
    this.smooth = value;
    if (this.run) this.show(this.run);
  }

  /** @param {Story} run */
  show(run) {
    if (run.name !== this.run?.name) this.all.forEach((one) => one.point(null));
    this.run = run;
    this.table.setAttribute("href", within(run.name, "curves.csv"));
    const curves = run.curves || {}, quality = this.quality(run.quality);
    const marks = (run.changes || []).map((change) => ({ x: change.images, title: told(change).join("; ") }));
    const span = reach([curves.loss, curves.watch, quality.distance, quality.coverage]);
    const given = { smooth: this.smooth, span, marks };
    this.losses.show(curves.loss || {}, given);
    const watched = Object.entries(curves.watch || {});
    /** @param {[string, any]} one */
    const score = (one) => SCORES.includes(one[0]);
    this.scores.show(Object.fromEntries(watched.filter(score)), given);
    this.watched.show(Object.fromEntries(watched.filter((one) => !score(one))), given); // on an axis of their own
    this.distance.show(quality.distance, { span, marks, ...quality.about });
    this.coverage.show(quality.coverage, { span, marks, share: true, levels: quality.covered });
    this.root.hidden = this.all.every((one) => one.root.hidden) && this.histogram.root.hidden;
    this.changed(run.changes || []);
  }

  // The cursor of all curves, and the scores of that step.
  at({ step, images, last }) {
    this.all.forEach((one) => one.point(last ? null : images, one.hover));
    if (step !== null && this.run?.snapshots) this.histogram.show(this.run.name, step);
  }

  quality(told) {
    const points = told?.points || [];
    const line = (i) => points.map((p) => [p[0], p[i]]);
    const best = Number.isFinite(told?.best) ? points[(told.steps || []).findLastIndex((step) => step <= told.best)]?.[0] : undefined;
    const level = (value, words) => (Number.isFinite(value) ? { level: [value, words] } : {});
    const judged = told?.judge ? t("EMA samples, in a judge's features") : t("EMA samples, in random features");
    return {
      distance: points.length ? { distance: line(1) } : {},
      coverage: points.length ? { coverage: line(3), [varietyOf(told)]: line(4) } : {},
      about: {
        bands: points.length ? { distance: points.map(([x, value, error]) => [x, value - (error || 0), value + (error || 0)]) } : {},
        levels: level(told?.floor, t("real to real")), best: best ?? null, log: true, note: judged,
      },
      covered: level(told?.covered, t("of real")),
    };
  }

  changed(changes) {
    const key = JSON.stringify(changes);
    if (key === this.listed) return;
    this.listed = key;
    this.changes.hidden = !changes.length;
    const item = (change) => h("li", {}, h("b", {}, t("step {step}", { step: change.step.toLocaleString("en") })), " ", told(change).join("; "));
    this.list.replaceChildren(...[...changes].reverse().map(item));
  }
}

// The pictures seen at the first and the last point of all lines.
function reach(groups) {
  const ends = groups.flatMap((lines) => Object.values(lines || {})).filter((points) => points.length).flatMap((points) => [points[0][0], points.at(-1)[0]]);
  return ends.length ? [Math.min(...ends), Math.max(...ends)] : null;
}
