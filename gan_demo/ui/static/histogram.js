// What D said of real and of generated pictures in its last turns before a step.
import { h } from "./dom.js";
import { Latest } from "./latest.js";
import { short, t } from "./words.js";

const WIDTH = 240, HEIGHT = 130, ROOM = 0.98;

export class Histogram {
  constructor() {
    this.latest = new Latest(async (answer, path) => path.startsWith(`run/${encodeURIComponent(this.name)}/`) && this.draw(await answer.json()), () => {});
    this.picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const given = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": t("Histogram of D's scores", "判别器得分的直方图") };
    for (const [name, value] of Object.entries(given)) this.picture.setAttribute(name, value);
    this.low = h("span.low");
    this.high = h("span.high");
    const entry = (kind, name) => h("span", {}, h(`i.${kind}`), name);
    this.root = h("figure.gan-curves.gan-histogram", { hidden: true },
      h("figcaption", {}, h("b", {}, t("D's scores", "判别器的得分")),
        h("div.gan-legend", {}, entry("real", t("real", "真图")), entry("fake", t("generated", "生成图")))),
      h("div.gan-plot", {}, h("div.gan-box-of", {}, this.picture), this.low, this.high),
      h("p.gan-hint", {}, t("Where the two overlap, D cannot tell them apart.", "两者重叠处，判别器分不出真假。")));
  }

  // The scores at this step; those shown before stay until these are here.
  show(name, step) {
    if (name !== this.name) this.root.hidden = true;
    const path = `run/${encodeURIComponent(name)}/scores?step=${step}`;
    if (path === this.asked) return;
    Object.assign(this, { name, asked: path });
    this.latest.ask(path);
  }

  draw(scores) {
    if (scores) this.root.hidden = false;
    const { real = [], fake = [], low, high } = scores || {};
    const most = Math.max(1, ...real, ...fake);
    this.picture.innerHTML = `${bars("real", real, most)}${bars("fake", fake, most)}`;
    this.low.textContent = scores ? short(low) : "";
    this.high.textContent = scores ? short(high) : "";
  }
}

function bars(kind, counts, most) {
  const wide = WIDTH / counts.length;
  const bar = (count, i) => {
    const tall = (count / most) * HEIGHT * ROOM;
    return count ? `M${(i * wide + 0.5).toFixed(1)} ${HEIGHT}v${(-tall).toFixed(1)}h${(wide - 1).toFixed(1)}V${HEIGHT}z` : "";
  };
  return `<path class="${kind}" d="${counts.map(bar).join("")}"/>`;
}
