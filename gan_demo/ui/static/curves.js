// Curves as inline SVG: a fixed box, so that nothing jumps while they grow.
import { h } from "./dom.js";
import { short, t } from "./words.js";

const NAMES = {
  g: t("generator", "生成器"), d: t("discriminator", "判别器"), r1: "R1", r2: "R2",
  "unit slope": t("unit slope", "单位斜率"), "real score": t("score of real", "真图得分"),
  "fake score": t("score of generated", "生成图得分"),
};
const COLOURS = ["var(--accent)", "var(--second)", "var(--third)", "var(--fourth)"];
const WIDTH = 600, HEIGHT = 130;

export class Curves {
  constructor(title) {
    this.picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": title })) {
      this.picture.setAttribute(name, value);
    }
    this.legend = h("div.gan-legend");
    this.top = h("span.top");
    this.bottom = h("span.bottom");
    this.root = h("figure.gan-curves", {}, h("figcaption", {}, h("b", {}, title), this.legend),
      h("div.gan-plot", {}, this.picture, this.top, this.bottom));
  }

  show(lines) {
    const names = Object.keys(lines).sort((a, b) => (b === "g") - (a === "g") || a.localeCompare(b));
    const points = names.flatMap((name) => lines[name]);
    this.root.hidden = !points.length;
    if (!points.length) return;
    const [low, high] = range(points.map((p) => p[1]));
    const first = Math.min(...points.map((p) => p[0])), last = Math.max(...points.map((p) => p[0]), first + 1);
    const x = (v) => ((v - first) / (last - first)) * WIDTH;
    const y = (v) => HEIGHT - 4 - ((Math.min(high, Math.max(low, v)) - low) / (high - low)) * (HEIGHT - 8);
    const zero = low < 0 && high > 0 ? `<path class="zero" d="M0 ${y(0)}H${WIDTH}"/>` : "";
    this.picture.innerHTML = zero + names.map((name, i) =>
      `<polyline style="stroke:${COLOURS[i % 4]}" points="${lines[name].map((p) => `${x(p[0]).toFixed(1)},${y(p[1]).toFixed(1)}`).join(" ")}"/>`).join("");
    this.legend.replaceChildren(...names.map((name, i) =>
      h("span", {}, h("i", { style: `background:${COLOURS[i % 4]}` }), `${NAMES[name] || name} `, h("b", {}, short(lines[name].at(-1)[1])))));
    this.top.textContent = short(high);
    this.bottom.textContent = short(low);
  }
}

// From the 1st to the 99th percentile, so that one wild point does not flatten the rest.
function range(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))], high = sorted[Math.ceil(0.99 * (sorted.length - 1))];
  const room = 0.06 * (high - low || Math.abs(high) || 1);
  return [low - room, high + room];
}
