// The grids of two runs at one moment, tiles of the same size, and one scrubber that moves both.
import { Names, leastTile } from "../train/grid_columns.js";
import { button, enlarge, h, label, pen, press } from "../core/dom.js";
import { mark } from "../core/examples.js";
import { smooth } from "../core/smooth.js";
import { AXES, nearest, paired, values } from "./matched_moments.js";
import { within } from "../train/commands.js";
import { AVERAGE } from "../train/run_texts.js";
import { duration, short, t } from "../core/words.js";
/** @import { Story } from "../train/run.js" */

const FRAMES = 60, BEAT = 120, KEPT = 300, SHARPEST = 4;
const pictures = new Map();

export class Twins {
  constructor(heads, moved) {
    this.moved = moved;
    this.axis = "step";
    this.at = null;
    this.runs = [];
    this.each = [];
    this.pairs = [];
    this.common = 0;
    this.sides = heads.map((head, i) => this.side(head, i));
    this.axes = Object.entries(AXES).map(([axis, { name }]) => button(name, t("Both at the same {name}", { name }), () => this.turn(axis)));
    this.scrub = h("input.gan-scrub", { type: "range", min: 0, max: 0, value: 0, "aria-label": t("Moment of both runs"), oninput: () => (this.stop(), this.scrubbed()) });
    this.play = button("▶", "", () => (this.playing ? this.stop() : this.lapse()));
    this.told = h("output.gan-step");
    this.apart = h("p.gan-hint.gan-apart", { role: "status" });
    this.root = h("div.gan-twins", {}, ...this.sides.map((one) => one.root), this.apart,
      h("div.gan-twins-time", {}, h("div.gan-axes", { role: "group", "aria-label": t("What both are compared at") }, h("span.gan-hint", {}, t("At the same")), ...this.axes),
        h("div.gan-time", {}, this.play, this.scrub, this.told)));
    this.mark();
    this.sign();
  }

  side(head, i) {
    const canvas = h("canvas.gan-twin-grid", { role: "img", hidden: true, onclick: () => enlarge(canvas) });
    const caption = h("p.gan-hint", { title: AVERAGE }), empty = h("p.gan-hint"), names = new Names();
    const shown = h("div.gan-twin-shown", {}, names.root, canvas);
    return { canvas, caption, empty, names, shown, root: h("div.gan-twin", { "data-side": i }, head, h("div.gan-grid-frame", {}, shown, empty), caption) };
  }

  reset() {
    this.stop();
    this.at = null;
    this.drawn = "";
  }

  stop() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.sign();
  }

  sign() {
    const title = this.playing ? t("Stop playing") : t("Play both from the beginning");
    label(this.play, this.playing ? "❚❚" : "▶", title);
  }

  turn(axis) {
    const before = this.at === null ? null : this.pairs[this.place()];
    this.axis = axis;
    if (before) {
      const side = before.places[0] === null ? 1 : 0;
      this.at = values(this.runs[side], axis)[before.places[side] ?? 0];
    }
    this.mark();
    this.show(this.runs);
  }

  mark() {
    this.axes.forEach((one, i) => press(one, Object.keys(AXES)[i] === this.axis));
  }

  /**
   * Without a choice of the visitor's, the last moment that both have reached.
   * @param {(Story | null)[]} runs
   */
  show(runs) {
    this.runs = runs;
    mark(this.root, runs.find(Boolean));
    this.sides.forEach(({ empty }, i) => (empty.textContent = emptiness(runs[i], runs[1 - i])));
    const { each, pairs, common } = paired(runs, this.axis);
    this.each = each;
    this.pairs = pairs;
    this.common = common;
    const last = Math.max(0, this.pairs.length - 1), at = this.place();
    this.scrub.max = String(last);
    this.scrub.value = String(at);
    this.scrub.disabled = this.play.disabled = last < 1;
    this.draw(this.pairs[at] || { places: [null, null], moment: 0 });
  }

  place() {
    return this.at === null ? Math.max(0, this.common) : nearest(this.pairs.map((pair) => pair.moment), this.at);
  }

  scrubbed() {
    const place = Number(this.scrub.value);
    this.at = place === this.common ? null : this.pairs[place].moment;
    this.show(this.runs);
  }

  // The pair of grids that is nearest to this moment.
  to(moment) {
    this.stop();
    this.scrub.value = String(nearest(this.pairs.map((pair) => pair.moment), moment));
    this.scrubbed();
  }

  lapse() {
    const end = this.common, stride = Math.max(1, Math.round(end / FRAMES));
    let at = 0;
    this.playing = setInterval(() => {
      if (this.loading) return;
      this.scrub.value = String(Math.min(at, end));
      this.scrubbed();
      if (at >= end) this.stop();
      at += stride;
    }, BEAT);
    this.sign();
  }

  // Both change together: the old pair stays until the new one is there.
  async draw(pair) {
    const { places, moment } = pair, steps = places.map((at, i) => (at === null ? null : this.runs[i].grids[at]));
    this.moved({ axis: this.axis, moment, steps });
    const key = JSON.stringify([this.runs.map((run) => run?.name), steps, smooth()]);
    this.wanted = key;
    this.loading = this.drawn !== key;
    if (!this.loading) return this.caption(pair);
    const images = await Promise.all(steps.map((step, i) => (step === null ? null : picture(this.url(i, step)))));
    if (this.wanted !== key) return;
    this.loading = false;
    this.drawn = key;
    const columns = images.map((image, i) => (image ? this.runs[i].columns[places[i]] : 0)), widest = Math.max(...columns);
    images.forEach((image, i) => {
      if (image) this.sides[i].names.show(this.runs[i].started?.classes, columns[i]);
      this.paint(this.sides[i], image, columns[i] / widest, widest, steps[i]);
    });
    this.caption(pair);
  }

  // What changes after a resume or a rewind is in the address, so that no picture of before is shown.
  url(i, step) {
    return within(this.runs[i].name, "grid", { step, v: Math.round(1000 * (this.runs[i].started?.time || 0)) });
  }

  paint({ canvas, empty, root, shown }, image, share, widest, step) {
    shown.hidden = canvas.hidden = !image;
    empty.hidden = Boolean(image);
    if (!image) return;
    const room = root.clientWidth * share * devicePixelRatio;
    const times = smooth() ? 1 : Math.min(SHARPEST, Math.max(1, Math.ceil(room / image.naturalWidth)));
    canvas.width = image.naturalWidth * times;
    canvas.height = image.naturalHeight * times;
    shown.style.width = `calc(${share} * max(100%, ${widest * leastTile()}px))`;
    canvas.dataset.step = step;
    const context = pen(canvas);
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
  }

  // What stands under each grid is its own step; where that is not one for both, it is said.
  caption({ places, moment, further }) {
    const { said, apart } = AXES[this.axis], at = places.map((place, i) => this.each[i][place]);
    const gap = places.includes(null) || further ? "" : apart(Math.abs(at[0] - at[1]));
    this.told.textContent = !this.pairs.length ? "" : gap ? t("about {moment}", { moment: said(moment) }) : said(moment);
    this.apart.textContent = gap && t("The two nearest grids that are kept lie {gap} apart.", { gap });
    this.sides.forEach(({ caption, canvas }, i) => {
      const run = this.runs[i], place = places[i];
      if (place === null) return void (caption.textContent = "");
      const [step, seconds, images] = ["step", "time", "seen"].map((axis) => values(run, axis)[place]);
      const last = further && moment > at[i] ? t(" · it has not come further") : "";
      caption.textContent = `${AXES.step.said(step)} · EMA · ${duration(seconds)} · ${AXES.seen.said(images)}${last}${score(run, images)}`;
      const told = caption.textContent;
      canvas.setAttribute("aria-label", i ? t("Grid of the second run, {caption}", { caption: told }) : t("Grid of the first run, {caption}", { caption: told }));
    });
  }
}

// Why there is nothing to see of a run, and when there will be.
function emptiness(run, other) {
  if (run?.state !== "waiting") return t("No pictures yet");
  if (run.ahead > 1) return t("No pictures yet: {count} runs train or wait before it", { count: run.ahead });
  if (run.with === other?.name && other.with === run.name) return t("The two train by turns of 20 seconds: this one begins after the other's first.");
  const left = other?.state === "running" && other.progress?.left;
  return left ? t("It begins when the other has ended, in about {left}", { left: duration(left) }) : t("No pictures yet: it waits for its turn");
}

// The last measurement of quality up to these pictures.
function score(run, images) {
  const point = (run.quality?.points || []).findLast((one) => one[0] <= images);
  if (!point) return "";
  return t(" · distance {distance} ± {spread}, coverage {coverage}", { distance: short(point[1]), spread: short(point[2]), coverage: short(point[3]) });
}

// A picture that is loaded, or null where it cannot be had; the latest few hundred are kept for the scrubber.
async function picture(url) {
  if (!pictures.has(url)) {
    if (pictures.size >= KEPT) pictures.delete(pictures.keys().next().value);
    const image = new Image();
    image.src = url;
    pictures.set(url, image.decode().then(() => image, () => (pictures.delete(url), null)));
  }
  return pictures.get(url);
}
