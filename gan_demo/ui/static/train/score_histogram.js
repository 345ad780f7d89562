// What D said of real and of generated pictures in its last turns before a step.
import { h } from "../core/dom.js";
import { Latest } from "../core/latest_answer.js";
import { short, t } from "../core/words.js";

const WIDTH = 240, HEIGHT = 130, ROOM = 0.98, THINNEST = 0.8;

export class Histogram {
  // drawn() is called when other scores are here.
  constructor(drawn = () => {}) {
    this.drawn = drawn;
    this.latest = new Latest(async (answer, path) => path.startsWith(`run/${encodeURIComponent(this.name)}/`) && this.draw(await answer.json()), () => {});
    this.picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const given = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": t("Histogram of D's scores") };
    for (const [name, value] of Object.entries(given)) this.picture.setAttribute(name, value);
    this.low = h("span.low");
    this.high = h("span.high");
    const entry = (kind, name) => h("span", {}, h(`i.${kind}`), name);
    this.root = h("figure.gan-curves.gan-histogram", { hidden: true },
      h("figcaption", {}, h("b", {}, t("D's scores")),
        h("div.gan-legend", {}, entry("real", t("real")), entry("fake", t("generated")))),
      h("div.gan-plot", {}, h("div.gan-box-of", {}, this.picture), this.low, this.high),
      h("p.gan-hint", {}, t("Where the two overlap, D cannot tell them apart.")));
  }

  // The scores at this step; those shown before stay until these are here.
  show(name, step) {
    if (name !== this.name) this.root.hidden = true;
    const path = `run/${encodeURIComponent(name)}/scores?step=${step}`;
    if (path === this.asked) return;
    this.name = name;
    this.asked = path;
    this.latest.ask(path);
  }

  draw(scores) {
    if (scores) this.root.hidden = false;
    this.scores = scores;
    this.within(scores);
    this.drawn();
  }

  // Draws them on a scale from low to high, which may reach further than they do.
  within(scale) {
    const { real = [], fake = [] } = this.scores || {}, bars = placed(this.scores, scale), most = Math.max(1, ...real, ...fake);
    this.picture.innerHTML = this.scores ? `${bars("real", real, most)}${bars("fake", fake, most)}` : "";
    this.low.textContent = scale ? short(scale.low) : "";
    this.high.textContent = scale ? short(scale.high) : "";
  }
}

// Several histograms on the scale that holds them all, so that they can be laid beside each other.
export function onOneScale(histograms) {
  const all = histograms.filter((one) => one.scores && !one.root.hidden);
  if (all.length < 2) return;
  const scale = { low: Math.min(...all.map((one) => one.scores.low)), high: Math.max(...all.map((one) => one.scores.high)) };
  for (const one of all) one.within(scale);
}

// The bars of counts between the ends of the scores; where the scale makes them thin they still can be seen.
function placed(scores, scale) {
  const share = (v) => WIDTH * ((v - scale.low) / (scale.high - scale.low || 1));
  return (kind, counts, most) => {
    const left = share(scores.low), wide = (share(scores.high) - left) / counts.length, gap = wide > 2 ? 1 : 0;
    const bar = (count, i) => {
      const tall = (count / most) * HEIGHT * ROOM;
      return count ? `M${(left + i * wide + gap / 2).toFixed(1)} ${HEIGHT}v${(-tall).toFixed(1)}h${Math.max(THINNEST, wide - gap).toFixed(1)}V${HEIGHT}z` : "";
    };
    return `<path class="${kind}" d="${counts.map(bar).join("")}"/>`;
  };
}
