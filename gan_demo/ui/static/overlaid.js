// Curves of two runs over each other, the second dashed, and what both discriminators say at the moment that is shown.
import { Curves } from "./curves.js";
import { h } from "./dom.js";
import { Histogram } from "./histogram.js";
import { AXES, onAxis } from "./moments.js";
import { runName } from "./presets.js";
import { t } from "./words.js";

const SMOOTH = 0.7;
const PLAYERS = ["g", "d"], SCORES = ["real score", "fake score"];
const CHARTS = {
  distance: { title: t("Distance to real pictures ↓", "与真图的距离 ↓"), lines: (run) => scored(run, { distance: 1 }), options: { log: true } },
  share: { title: t("Coverage and variety ↑", "覆盖率与多样性 ↑"), lines: (run) => scored(run, { coverage: 3, variety: 4 }), options: { share: true } },
  losses: { title: t("Losses", "损失"), lines: (run) => some(run, "loss", (name) => PLAYERS.includes(name)), options: { smooth: SMOOTH } },
  scores: { title: t("Scores of D", "判别器的得分"), lines: (run) => some(run, "watch", (name) => SCORES.includes(name)), options: { smooth: SMOOTH } },
  penalties: { title: t("Other terms of the losses", "损失的其他项"), lines: (run) => some(run, "loss", (name) => !PLAYERS.includes(name)), options: { smooth: SMOOTH } },
  watched: { title: t("Watched", "观察量"), lines: (run) => some(run, "watch", (name) => !SCORES.includes(name)), options: { smooth: SMOOTH } },
};

const some = (run, kind, wanted) => Object.fromEntries(Object.entries(run?.curves?.[kind] || {}).filter(([name]) => wanted(name)));
const scored = (run, places) => (run?.quality?.points?.length
  ? Object.fromEntries(Object.entries(places).map(([name, at]) => [name, run.quality.points.map((point) => [point[0], point[at]])]))
  : {});

export class Overlaid {
  // seek(moment) is called where a curve is clicked.
  constructor(seek) {
    this.axis = "step";
    const made = ([key, { title }]) => [key, new Curves(title, { seek, said: (x) => AXES[this.axis].said(x) })];
    this.charts = Object.fromEntries(Object.entries(CHARTS).map(made));
    this.key = named("p.gan-overlaid-key");
    this.apart = h("p.gan-hint");
    this.histograms = [0, 1].map(() => new Histogram());
    this.root = h("div.gan-overlaid", { hidden: true }, this.key, this.apart,
      h("div.gan-charts", {}, ...Object.values(this.charts).map((chart) => chart.root)),
      h("div.gan-twins", {}, ...this.histograms.map((one, i) => h("div.gan-twin", {}, named("p.gan-overlaid-key", [i]), one.root))));
  }

  show(runs, { axis, moment, steps }) {
    const drawn = [...runs, axis];
    if (!this.drawn || drawn.some((one, i) => one !== this.drawn[i])) this.draw(runs, axis);
    this.drawn = drawn;
    Object.values(this.charts).forEach((chart) => chart.point(moment, chart.hover));
    this.histograms.forEach((one, i) => steps[i] !== null && one.show(runs[i].name, steps[i]));
  }

  draw([a, b], axis) {
    this.axis = axis;
    this.root.hidden = ![a, b].some((run) => Object.keys(run?.curves?.loss || {}).length);
    for (const name of this.root.querySelectorAll("[data-side]")) name.textContent = [a, b][name.dataset.side] ? runName([a, b][name.dataset.side]) : "";
    const alike = comparable(a, b);
    this.apart.textContent = alike ? "" : t("Their distances are measured against different pictures or features, so they are not laid over each other.",
      "两者的距离用不同的真图或特征测量，因此不叠在一起。");
    for (const [key, { lines, options }] of Object.entries(CHARTS)) {
      const points = (run) => (alike || !["distance", "share"].includes(key) ? placed(run, axis, lines(run)) : {});
      this.charts[key].show(points(a), { ...options, other: points(b), levels: key === "distance" && alike ? floor(a, b) : {} });
    }
  }
}

// Whose line is solid and whose is dashed.
function named(what, sides = [0, 1]) {
  return h(what, {}, ...sides.map((i) => h("span", {}, h(`i.gan-stroke${i ? ".dashed" : ""}`, { "aria-hidden": "true" }), h("span", { "data-side": i }))));
}

const placed = (run, axis, lines) => Object.fromEntries(Object.entries(lines).map(([name, points]) => [name, onAxis(run, axis, points)]));

function comparable(a, b) {
  if (!a?.quality || !b?.quality) return true;
  return ["data", "size"].every((name) => a.settings?.[name] === b.settings?.[name]) && a.quality.judge === b.quality.judge;
}

function floor(a, b) {
  const value = a?.quality?.floor ?? b?.quality?.floor;
  return Number.isFinite(value) ? { floor: [value, t("real pictures", "真图")] } : {};
}
