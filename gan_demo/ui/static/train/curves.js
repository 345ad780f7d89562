// Curves as inline SVG in a fixed box, so that nothing jumps while they grow; a cursor shows their values.
import { findAll, h } from "../core/dom.js";
import { colours, inOrder, termName } from "./loss_terms.js";
import { short, t } from "../core/words.js";

const WIDTH = 600, HEIGHT = 130, EDGE = 4, FEW = 24, NEAR = 0.03;
const BARE = { smooth: 0, span: null, other: {}, bands: {}, otherBands: {}, levels: {}, marks: [], best: null, log: false, share: false, note: "" };
const AT = (x) => t("{count} pictures", { count: short(x) });

// lines: {name: [[x, value], ...]}. Options: smooth 0..1; span [first, last]; other: lines of a second run, dashed;
// bands and otherBands {name: [[x, low, high], ...]}; levels {name: [value, words]} dashed; marks [{x, title, kind}];
// best: the x of a star;
// log for a logarithmic axis; share for one from 0 to 1; note: what else the legend says.
export class Curves {
  constructor(title, { seek = null, said = AT } = {}) {
    this.seek = seek;
    this.said = said;
    this.lines = this.other = {};
    this.given = BARE;
    this.names = [];
    this.colours = {};
    this.first = this.last = this.low = this.high = 0;
    this.cursor = this.hover = null;
    this.picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const about = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": title };
    for (const [name, value] of Object.entries(about)) this.picture.setAttribute(name, value);
    this.legend = h("div.gan-legend");
    this.top = h("span.top");
    this.bottom = h("span.bottom");
    this.from = h("small.from");
    this.here = h("small.here");
    this.to = h("small.to");
    this.over = h("div.gan-over");
    this.line = h("i.gan-cursor", { hidden: true });
    this.box = h("div.gan-box-of", {}, this.picture, this.over, this.line);
    this.listen();
    this.root = h("figure.gan-curves", { hidden: true }, h("figcaption", {}, h("b", {}, title), this.legend),
      h("div.gan-plot", {}, this.box, this.top, this.bottom, h("div.gan-axis", {}, this.from, this.here, this.to)));
  }

  listen() {
    const at = (event) => {
      const { left, width } = this.box.getBoundingClientRect();
      return this.first + Math.min(1, Math.max(0, (event.clientX - left) / width)) * (this.last - this.first);
    };
    this.box.addEventListener("pointermove", (event) => this.point(this.cursor, at(event)));
    this.box.addEventListener("pointerleave", () => this.point(this.cursor));
    this.box.addEventListener("click", (event) => this.seek?.(at(event)));
    this.box.classList.toggle("seeks", Boolean(this.seek));
  }

  show(lines, given = {}) {
    const key = JSON.stringify([lines, given]);
    if (key === this.key) return;
    this.key = key;
    this.given = { ...BARE, ...given };
    this.lines = kept(lines);
    this.other = kept(this.given.other);
    this.names = inOrder(new Set([...Object.keys(this.lines), ...Object.keys(this.other)]));
    this.root.hidden = !this.names.length;
    if (!this.names.length) return;
    this.colours = colours(this.names);
    this.measure();
    this.paint();
    this.mark();
    this.entries();
    this.point(this.cursor, this.hover);
  }

  // The box in numbers. From the 1st to the 99th percentile, so that one wild point does not flatten the rest.
  measure() {
    const { span, levels, share, log } = this.given;
    const points = [...Object.values(this.lines), ...Object.values(this.other)].flat();
    [this.first, this.last] = span || [Math.min(...points.map((p) => p[0])), Math.max(...points.map((p) => p[0]))];
    this.last = Math.max(this.last, this.first + 1);
    const values = [...points.map((p) => p[1]), ...Object.values(levels).map((level) => level[0])].sort((a, b) => a - b);
    this.log = log && values[0] > 0;
    let low = values[Math.floor(0.01 * (values.length - 1))], high = values[Math.ceil(0.99 * (values.length - 1))];
    if (this.log) [low, high] = [low / 1.15, high * 1.15];
    else if (share) [low, high] = [0, Math.max(1, high)];
    else [low, high] = [-1, 1].map((side, i) => [low, high][i] + side * 0.06 * (high - low || Math.abs(high) || 1));
    this.low = low;
    this.high = high;
  }

  x(value) {
    return ((value - this.first) / (this.last - this.first)) * WIDTH;
  }

  y(value) {
    const scale = this.log ? (v) => Math.log(Math.max(v, this.low)) : (v) => v;
    const at = (scale(Math.min(this.high, Math.max(this.low, value))) - scale(this.low)) / (scale(this.high) - scale(this.low));
    return HEIGHT - EDGE - at * (HEIGHT - 2 * EDGE);
  }

  paint() {
    const { smooth, bands, otherBands, levels } = this.given;
    const path = (points, kind, name) => `<polyline class="${kind}" style="stroke:${this.colours[name]}" points="${this.dots(points)}"/>`;
    const spots = (points, name) => (points.length > FEW ? "" : `<path class="spots" style="stroke:${this.colours[name]}" d="${points.map(([x, y]) => `M${this.x(x).toFixed(1)} ${this.y(y).toFixed(1)}h0`).join("")}"/>`);
    const around = (points) => `${this.dots(points.map(([x, , high]) => [x, high]))} ${this.dots(points.map(([x, low]) => [x, low]).reverse())}`;
    const band = (points, name) => `<polygon style="fill:${this.colours[name]}" points="${around(points)}"/>`;
    const strong = (points) => (smooth ? smoothed(points, smooth) : points);
    const each = (lines, draw) => this.names.filter((name) => lines[name]).map((name) => draw(lines[name], name)).join("");
    const zero = this.low < 0 && this.high > 0 ? `<path class="zero" d="M0 ${this.y(0)}H${WIDTH}"/>` : "";
    this.picture.innerHTML = zero + each(bands, band) + each(otherBands, band)
      + Object.entries(levels).map(([, [value]]) => `<path class="level" d="M0 ${this.y(value).toFixed(1)}H${WIDTH}"/>`).join("")
      + (smooth ? each(this.lines, (points, name) => path(points, "raw", name)) : "")
      + each(this.other, (points, name) => path(strong(points), "other", name))
      + each(this.lines, (points, name) => path(strong(points), "strong", name) + spots(strong(points), name));
    [this.from.textContent, this.to.textContent] = [this.first, this.last].map(this.said);
    this.top.textContent = short(this.high);
    this.bottom.textContent = short(this.low);
  }

  dots(points) {
    return points.map((p) => `${this.x(p[0]).toFixed(1)},${this.y(p[1]).toFixed(1)}`).join(" ");
  }

  // Flags where something was changed, and a star at the best.
  mark() {
    const { marks, best } = this.given;
    const left = (x) => `left:${((100 * this.x(x)) / WIDTH).toFixed(2)}%`;
    const within = (x) => x >= this.first && x <= this.last;
    const seen = merged(marks.filter(({ x }) => within(x)), NEAR * (this.last - this.first));
    const flags = seen.map(({ x, title, kind }) => h(`i.gan-flag${kind ? `.${kind}` : ""}`, { style: left(x), title }));
    const at = best !== null && within(best) ? nearest(this.lines[this.names[0]] || [], best) : null;
    const star = at && h("i.gan-star", { style: `${left(at[0])};top:${((100 * this.y(at[1])) / HEIGHT).toFixed(2)}%`, title: t("The best so far") }, "★");
    this.over.replaceChildren(...flags, ...(star ? [star] : []));
  }

  // The legend is where values are read, so that no box covers the curves.
  entries() {
    const { levels, bands, otherBands, note } = this.given;
    const entry = (name) => {
      const value = h("b", { "data-name": name });
      return h("span", {}, h("i", { style: `background:${this.colours[name]}` }), `${termName(name)} `, value, bands[name] || otherBands[name] ? h("small", { "data-error": name }) : null);
    };
    const level = ([value, words]) => h("span", {}, h("i.dashed"), `${words} `, h("b", {}, short(value)));
    this.legend.replaceChildren(...this.names.map(entry), ...Object.values(levels).map(level), ...(note ? [h("small", {}, note)] : []));
  }

  /**
   * Puts the cursor at this x; while a pointer is over the box, that is what the values follow.
   * @param {number | null} cursor
   * @param {number | null} [hover]
   */
  point(cursor, hover = null) {
    this.cursor = cursor;
    this.hover = hover;
    if (!this.names.length) return;
    const at = hover ?? cursor;
    this.line.hidden = at === null || at < this.first || at > this.last;
    this.line.style.left = `${(100 * this.x(at ?? this.first)) / WIDTH}%`;
    this.here.textContent = this.said(at ?? (this.first + this.last) / 2);
    this.here.classList.toggle("read", at !== null);
    for (const value of findAll("[data-name]", this.legend)) value.textContent = this.told(value.dataset.name, at);
    for (const error of findAll("[data-error]", this.legend)) error.textContent = this.margin(error.dataset.error, at);
  }

  told(name, at) {
    const values = [this.lines[name], this.other[name]].filter(Boolean).map((points) => short((at === null ? points.at(-1) : nearest(points, at))[1]));
    return values.join(" / ");
  }

  margin(name, at) {
    const bands = [this.given.bands[name], this.given.otherBands[name]].filter((band) => band?.length);
    const half = ([, low, high]) => short((high - low) / 2);
    return ` ± ${bands.map((band) => half(at === null ? band.at(-1) : nearest(band, at))).join(" / ")}`;
  }
}

// Exponential smoothing that does not lag behind at the beginning.
export function smoothed(points, weight) {
  let sum = 0, share = 0;
  return points.map(([x, value]) => {
    sum = weight * sum + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return [x, sum / share];
  });
}

function nearest(points, x) {
  let low = 0, high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle][0] > x) high = middle;
    else low = middle;
  }
  return points[high] && Math.abs(points[high][0] - x) < Math.abs(points[low][0] - x) ? points[high] : points[low];
}

// Flags too near each other to be told apart are one that tells all of them.
function merged(marks, near) {
  const flags = [];
  for (const mark of marks) {
    const before = flags.at(-1);
    if (before && before.kind === mark.kind && Math.abs(mark.x - before.x) < near) before.title += `\n${mark.title}`;
    else flags.push({ ...mark });
  }
  return flags;
}

// Lines that have something to show.
const kept = (lines) => Object.fromEntries(Object.entries(lines || {})
  .map(([name, points]) => [name, points.filter((p) => Number.isFinite(p[0]) && Number.isFinite(p[1]))]).filter(([, points]) => points.length));
