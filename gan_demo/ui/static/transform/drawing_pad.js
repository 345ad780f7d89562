// A sheet to draw an outline on, with mouse, pen or finger, and its steps to undo and redo.
import { h, pen } from "../core/dom.js";
import { t } from "../core/words.js";

const FINER = 4; // pixels of the sheet to one of the model, each way: two halvings
// The width of a line, in the model's pixels, whose middle is one that is black: in outlines of pictures 72 % of the
// pixels with any ink are, in drawn ones 15 % at a width of 1, 33 % at 1.5.
export const USUAL = 1.5;
const MOST = 50, ROOM = 64 << 20; // steps that are kept, and bytes that they may take
const WIDER = 4; // an eraser beside the line that it takes away
const PEN_TAIL = 32; // in a pointer's `buttons`: a pen that is held the other way round

export class DrawingPad {
  /** @type {{sheet: HTMLCanvasElement, example: number | null}[]} */ steps;
  /** @type {{id: number, x: number, y: number} | null} */ last; // where the pointer that draws was last

  /**
   * What is drawn may be another after each call of `changed`; `kept` is called with each step.
   * @param {() => unknown} changed
   * @param {() => unknown} kept
   */
  constructor(changed, kept) {
    this.changed = changed;
    this.kept = kept;
    this.width = USUAL;
    this.erasing = false;
    this.steps = [];
    this.at = -1;
    this.last = null;
    this.canvas = h("canvas.gan-pad", {
      tabIndex: 0, role: "img", "aria-label": t("Drawing pad for an outline"),
      "aria-keyshortcuts": "Control+Z Control+Shift+Z", onpointerdown: (event) => this.down(event),
      onpointermove: (event) => this.move(event), onpointerup: (event) => this.up(event), onpointercancel: (event) => this.up(event),
    });
  }

  // For a model of this size; what is drawn stays.
  fit(size) {
    if (this.canvas.width === FINER * size) return;
    this.canvas.width = this.canvas.height = FINER * size; // which empties it
    this.show();
  }

  // Which example is on the sheet, untouched; null where there is none.
  get example() {
    return this.steps[this.at]?.example ?? null;
  }

  get untouched() {
    return !this.steps.length || this.example !== null;
  }

  /**
   * The outline in the model's size, each pixel the mean of those of the sheet: an example comes out as it went in.
   * @returns {Promise<Blob>}
   */
  png() {
    const small = halved(halved(this.canvas));
    return new Promise((done, fail) => small.toBlob((blob) => (blob ? done(blob) : fail(new Error(NO_PNG)))));
  }

  /**
   * Puts a square of a row of outlines onto the sheet; `example` says which of the examples that is.
   * @param {ImageBitmap} image
   * @param {number} at
   * @param {number | null} example
   */
  put(image, at = 0, example = null) {
    this.blank();
    this.draw(image, at * image.height, image.height);
    this.keep(example);
    this.changed();
  }

  clear() {
    this.blank();
    this.keep();
    this.changed();
  }

  // -1 undoes, 1 redoes.
  step(by) {
    if (this.last || !this.steps[this.at + by]) return;
    this.at += by;
    this.show();
    this.kept();
    this.changed();
  }

  blank() {
    const context = pen(this.canvas);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  // An outline of the model's size comes out of it as it was: its pixels stay squares.
  draw(image, left, side) {
    const context = pen(this.canvas), { width, height } = this.canvas;
    context.imageSmoothingEnabled = false;
    context.drawImage(image, left, 0, side, side, 0, 0, width, height);
  }

  show() {
    this.blank();
    const sheet = this.steps[this.at]?.sheet;
    if (sheet) this.draw(sheet, 0, sheet.height);
  }

  /** @param {number | null} [example] */
  keep(example = null) {
    const sheet = h("canvas", { width: this.canvas.width, height: this.canvas.height });
    pen(sheet).drawImage(this.canvas, 0, 0);
    const most = Math.min(MOST, Math.ceil(ROOM / (4 * sheet.width * sheet.height)));
    this.steps = [...this.steps.slice(0, this.at + 1), { sheet, example }].slice(-most);
    this.at = this.steps.length - 1;
    this.kept();
  }

  down(event) {
    if (event.button > 0 && !(event.buttons & PEN_TAIL)) return;
    if (this.last) return; // another finger
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    if (!this.steps.length) this.keep();
    this.last = { id: event.pointerId, ...this.place(event) };
    this.line(event, this.last, [event]);
  }

  move(event) {
    if (!this.last || event.pointerId !== this.last.id) return;
    const passed = event.getCoalescedEvents?.() || [];
    this.line(event, this.last, passed.length ? passed : [event]);
  }

  up({ pointerId }) {
    if (pointerId !== this.last?.id) return; // another finger
    this.last = null;
    this.keep();
  }

  place({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect(), scale = this.canvas.width / box.width;
    return { x: (clientX - box.left) * scale, y: (clientY - box.top) * scale };
  }

  line({ buttons }, from, passed) {
    const context = pen(this.canvas), erasing = this.erasing || Boolean(buttons & PEN_TAIL);
    Object.assign(context, { lineCap: "round", lineJoin: "round", strokeStyle: erasing ? "#fff" : "#000" });
    context.lineWidth = FINER * this.width * (erasing ? WIDER : 1);
    context.beginPath();
    context.moveTo(from.x, from.y);
    for (const one of passed) {
      Object.assign(from, this.place(one));
      context.lineTo(from.x, from.y);
    }
    context.stroke();
    this.changed();
  }
}

// Half as wide and high, which a canvas does by the mean of four pixels.
function halved(sheet) {
  const half = h("canvas", { width: sheet.width / 2, height: sheet.height / 2 });
  pen(half).drawImage(sheet, 0, 0, half.width, half.height);
  return half;
}

const NO_PNG = t("This browser could not make a picture of the drawing.");
