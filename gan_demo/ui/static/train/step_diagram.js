// The two players as a small diagram, in which what happens in a phase of a step is lit.
import { findAll, h } from "../core/dom.js";
import { t } from "../core/words.js";

const BOX = (x, y, width, words, lit) => `<g data-lit="${lit}"><rect x="${x}" y="${y}" width="${width}" height="26" rx="6"/><text x="${x + width / 2}" y="${y + 17}">${words}</text></g>`;
const PLAYER = (x, y, name, lit) => `<g class="player ${name}" data-lit="${lit}"><circle cx="${x}" cy="${y}" r="19"/><text x="${x}" y="${y + 5}">${name}</text></g>`;
const ARROW = (path, lit, kind = "") => `<path class="${kind}" data-lit="${lit}" d="${path}" marker-end="url(#gan-tip${kind && `-${kind}`})"/>`;
const TIP = (id) => `<marker id="${id}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker>`;

const TITLE = t("Who does what in this phase");
const DRAWN = `<defs>${TIP("gan-tip")}${TIP("gan-tip-back")}</defs>`
  + BOX(4, 24, 30, "z", "") + PLAYER(74, 37, "G", "g-learns") + BOX(118, 24, 92, t("generated"), "d-looks d-learns g-looks")
  + BOX(118, 84, 92, t("real"), "d-looks d-learns") + PLAYER(268, 67, "D", "d-looks d-learns g-looks") + BOX(314, 54, 62, t("score"), "d-looks d-learns g-looks")
  + ARROW("M36 37H52", "") + ARROW("M95 37H115", "") + ARROW("M212 40L248 56", "d-looks g-looks") + ARROW("M212 95L248 79", "d-looks") + ARROW("M289 67H311", "d-looks g-looks")
  + ARROW("M345 83Q330 108 284 84", "d-learns g-looks", "back") + ARROW("M258 48Q226 4 176 20", "g-looks", "back") + ARROW("M150 21Q118 2 86 19", "g-learns", "back");

export class Scheme {
  constructor() {
    this.root = h("div.gan-scheme");
    this.root.innerHTML = `<svg viewBox="0 0 380 116" role="img" aria-label="${TITLE}">${DRAWN}</svg>`;
  }

  show(phase) {
    const key = phase.replace(" ", "-");
    this.root.dataset.phase = key;
    for (const part of findAll("[data-lit]", this.root)) {
      part.classList.toggle("on", (part.dataset.lit || "").split(" ").includes(key));
    }
  }
}
