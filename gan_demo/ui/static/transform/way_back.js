// There and back: what a model reads in its own picture, an outline or a picture, beside how far it is from what was given.
import { h, pen } from "../core/dom.js";
import { onto } from "../core/image_canvas.js";
import { t } from "../core/words.js";

const GIVEN = 0, BACK = 2; // squares of an answer; the picture is between them

export class WayBack {
  constructor() {
    this.canvas = h("canvas", { role: "img" });
    this.words = h("p.gan-hint");
    this.root = h("div.gan-way-back", { hidden: true }, this.canvas, this.words);
  }

  /**
   * @param {ImageBitmap} row
   * @param {boolean} outline whether that is what was given
   */
  show(row, outline) {
    this.root.hidden = row.width <= BACK * row.height;
    if (this.root.hidden) return;
    onto(this.canvas, row, BACK);
    this.canvas.ariaLabel = outline ? t("The outline that the model reads in its picture") : t("The given picture, there and back");
    const apart = `${(100 * difference(row)).toFixed(1)} %`;
    this.words.textContent = outline
      ? t("There and back: the outline that the model reads in its own picture. It differs by {apart} of black to white.", { apart })
      : t("There and back: the given picture, carried to the other side and back again. It differs by {apart} of black to white.", { apart });
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
  for (let i = 0; i < given.length; i++) sum += Math.abs(given[i] - back[i]); // the opaque fourth of each pixel differs by nothing
  return sum / (given.length * 0.75) / 255;
}
