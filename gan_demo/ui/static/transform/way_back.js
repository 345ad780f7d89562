// There and back: the outline that a model reads in its own picture, beside how far it is from the one that it was given.
import { h, pen } from "../core/dom.js";
import { onto } from "../core/image_canvas.js";
import { t } from "../core/words.js";

const GIVEN = 0, BACK = 2; // squares of an answer; the picture is between them

export class WayBack {
  constructor() {
    this.canvas = h("canvas", { role: "img", "aria-label": t("The outline that the model reads in its picture") });
    this.words = h("p.gan-hint");
    this.root = h("div.gan-way-back", { hidden: true }, this.canvas, this.words);
  }

  /** @param {ImageBitmap} row */
  show(row) {
    this.root.hidden = row.width <= BACK * row.height;
    if (this.root.hidden) return;
    onto(this.canvas, row, BACK);
    const apart = (100 * difference(row)).toFixed(1);
    this.words.textContent = t("There and back: the outline that the model reads in its own picture. It differs by {apart} of black to white.", { apart: `${apart} %` });
  }
}

/**
 * Mean difference of two squares of a row, 0 to 1.
 * @param {ImageBitmap} row
 */
function difference(row) {
  const side = row.height, sheet = h("canvas", { width: row.width, height: side }), context = pen(sheet);
  context.drawImage(row, 0, 0);
  const [given, back] = [GIVEN, BACK].map((at) => context.getImageData(at * side, 0, side, side).data);
  let sum = 0;
  for (let i = 0; i < given.length; i += 4) sum += Math.abs(given[i] - back[i]);
  return sum / (given.length / 4) / 255;
}
