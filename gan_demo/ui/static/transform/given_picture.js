// The picture that a model between two data sets is given, in the place of a pad, and which way it goes.
import { button, h, pen, press } from "../core/dom.js";
import { onto } from "../core/image_canvas.js";
import { pick, t } from "../core/words.js";

export const WAYS = ["there", "back"]; // also the rows of a checkpoint's examples, by whose pictures go that way

export class GivenPicture {
  /** @type {number | null} */ example; // which of the examples it is

  /**
   * @param {() => unknown} changed
   * @param {(way: string) => unknown} turned
   */
  constructor(changed, turned) {
    this.changed = changed;
    this.example = null;
    this.file = null;
    this.canvas = h("canvas.gan-given", { role: "img", "aria-label": t("The picture that is given") });
    this.ways = WAYS.map((way) => button("", "", () => turned(way)));
    this.root = h("div.gan-views", { role: "group", "aria-label": t("Which way") }, ...this.ways);
  }

  /**
   * The sides of this model, and which way it goes.
   * @param {import("../core/state.js").Card} model
   * @param {string} way
   */
  follow(model, way) {
    (model.control.sides || []).forEach((side, i) => {
      this.ways[i].textContent = t("To {data}", { data: pick(side) });
      press(this.ways[i], way === WAYS[i]);
    });
  }

  get untouched() {
    return !this.file || this.example !== null;
  }

  /** @returns {Promise<Blob>} */
  async png() {
    return this.file || new Blob();
  }

  /**
   * A square of a sheet of examples, in row `row`; `example` says which of the examples that is.
   * @param {ImageBitmap} sheet
   * @param {number} side
   * @param {number} example
   * @param {number} row
   */
  async put(sheet, side, example, row) {
    const square = h("canvas", { width: side, height: side });
    pen(square).drawImage(sheet, example * side, row * side, side, side, 0, 0, side, side);
    this.give(await new Promise((done) => square.toBlob(done)), example);
  }

  /**
   * @param {Blob | null} file
   * @param {number | null} [example]
   */
  give(file, example = null) {
    Object.assign(this, { file, example });
    this.changed();
  }

  // As the model sees it, which is the first square of an answer.
  show(row) {
    onto(this.canvas, row, 0);
  }
}
