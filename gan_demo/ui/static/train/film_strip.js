// A film strip of one latent through the run, which is also the slider over all kept grids.
import { h, pen, seen } from "../core/dom.js";
import { t } from "../core/words.js";

const TALL = 44, GROWN = 1.15, KEPT = 400, CELL = 96;
const SIGNS = { best: "★", change: "⚑", snapshot: "•" };

export class Film {
  // move(i, snapshot) is called with the place of a grid, and the snapshot that was chosen, if one was; url(step) says where it is.
  constructor(move, url) {
    this.move = move;
    this.url = url;
    this.steps = [];
    this.places = [];
    this.cells = new Map();
    this.first = this.last = 0;
    this.marks = h("div.gan-marks");
    this.canvas = h("canvas", { height: TALL, "aria-hidden": "true" });
    this.input = h("input.gan-scrub", { type: "range", min: 0, max: 1, step: "any", value: 1, "aria-label": t("Earlier grids"),
      oninput: () => this.move(this.nearest(Number(this.input.value))), onkeydown: (event) => this.key(event) });
    this.box = h("div.gan-strip-of", {}, this.canvas, this.input);
    this.root = h("div.gan-film", {}, this.marks, this.box);
  }

  // The places of the grids go from 0 to 1 with the pictures seen. With `whole` all of it is on film, which costs more.
  show({ steps, seen: images, columns, given, marks, whole }) {
    const along = images?.length === steps.length ? images : steps;
    [this.first, this.last] = [along[0] ?? 0, Math.max(along.at(-1) ?? 1, (along[0] ?? 0) + 1)];
    this.steps = steps;
    this.columns = columns;
    this.given = given;
    this.places = along.map((v) => (v - this.first) / (this.last - this.first));
    this.input.disabled = steps.length < 2;
    this.root.hidden = steps.length < 2;
    this.mark(marks);
    this.stretch();
    const grown = !this.filmed || this.last > (whole ? 1 : GROWN) * this.filmed;
    if (grown || this.room !== this.box.clientWidth) this.expose();
  }

  set(i) {
    this.input.value = this.places[i] ?? 1;
    const step = (this.steps[i] ?? 0).toLocaleString("en");
    this.input.setAttribute("aria-valuetext", t("step {step}", { step }));
    this.at = i;
  }

  // Another run, or this one from an earlier step on: its pictures are others.
  clear() {
    this.cells.clear();
    this.filmed = this.exposing = this.marked = null;
    pen(this.canvas).clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  nearest(place) {
    let best = 0;
    this.places.forEach((one, i) => Math.abs(one - place) < Math.abs(this.places[best] - place) && (best = i));
    return best;
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity }[event.key];
    if (!by) return;
    event.preventDefault();
    this.move(Math.min(this.steps.length - 1, Math.max(0, this.at + by)));
  }

  // marks: [{kind, step, title}], each a button that moves there.
  mark(marks) {
    const key = JSON.stringify([marks, this.first, this.last]);
    if (key === this.marked) return;
    this.marked = key;
    const spot = ({ kind, step, title }) => {
      const i = this.steps.findLastIndex((one) => one <= step);
      return h(`button.gan-spot.${kind}`, { type: "button", tabIndex: -1, title, "aria-label": title, style: `left:${100 * (this.places[Math.max(0, i)] ?? 0)}%`, onclick: () => this.move(Math.max(0, i), kind === "change" ? null : step) }, SIGNS[kind]);
    };
    this.marks.replaceChildren(...marks.map(spot));
  }

  // What is on film shrinks to the left as the run grows, until it is exposed anew.
  stretch() {
    if (this.filmed) this.canvas.style.width = `${(100 * (this.filmed - this.first)) / (this.last - this.first)}%`;
  }

  async expose() {
    const { box } = this;
    if (!seen(box) || !box.clientWidth || this.steps.length < 2) return;
    const mine = (this.exposing = Symbol("film")), sharp = devicePixelRatio || 1;
    this.filmed = this.last;
    this.room = box.clientWidth;
    const count = Math.max(4, Math.round(box.clientWidth / TALL));
    this.stretch();
    this.resize(Math.round(box.clientWidth * sharp), Math.round(TALL * sharp));
    const context = pen(this.canvas), wide = this.canvas.width / count;
    for (let i = 0; i < count; i += 1) {
      const cell = await this.cell(this.nearest((i + 0.5) / count));
      if (mine !== this.exposing) return;
      if (cell) context.drawImage(cell, Math.round(i * wide), 0, Math.ceil(wide), this.canvas.height);
    }
  }

  resize(width, height) {
    if (this.canvas.width === width && this.canvas.height === height) return;
    Object.assign(this.canvas, { width, height });
    pen(this.canvas).imageSmoothingQuality = "high";
  }

  // The first picture of that grid, under what was given for it.
  async cell(i) {
    const url = this.url(this.steps[i]), columns = this.columns[i];
    if (this.cells.has(url)) return this.cells.get(url);
    const image = new Image();
    image.src = url;
    if (!(await image.decode().then(() => true, () => false))) return null;
    const side = image.naturalWidth / columns, cell = h("canvas", { width: Math.min(CELL, side), height: Math.min(CELL, side) });
    pen(cell).drawImage(image, 0, side * this.given, side, side, 0, 0, cell.width, cell.height);
    if (this.cells.size > KEPT) this.cells.clear();
    this.cells.set(url, cell);
    return cell;
  }
}
