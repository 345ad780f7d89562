// Where a word was looked for: its attention map tints the picture, in a colour that no portrait has.
import { button, h, pen, press } from "../core/dom.js";
import { t } from "../core/words.js";

const FINE = 256, TINT = [64, 255, 32], MOST = 0.85, FAINT = 0.3;
const CLEAR = 0.06; // of a pixel's attention: a word that gets less everywhere has no place of its own

export class Overlay {
  constructor() {
    this.canvas = h("canvas.gan-overlay", { width: FINE, height: FINE, "aria-hidden": "true" });
    this.line = h("p.gan-hint");
    this.choice = h("div.gan-sides", { role: "group", "aria-label": t("Fineness of the map") });
    this.root = h("div.gan-map", {}, this.line, this.choice);
    this.place = 0;
    this.bytes = new Uint8Array();
    this.show(null);
  }

  // The maps of an answer: for each candidate, each side and each word, side x side bytes.
  read({ maps, sides, words, peaks }, place) {
    const bytes = Uint8Array.from(atob(maps), (letter) => letter.charCodeAt(0));
    const first = this.sides === undefined;
    this.bytes = bytes;
    this.sides = sides;
    this.peaks = peaks;
    this.place = place;
    this.count = words.length;
    if (!first && this.choice.children.length === sides.length) return;
    this.side = sides.length - 1;
    this.choice.replaceChildren(...sides.map((side, i) => button(`${side} px`, t("Map of {side} × {side} pixels", { side }), () => this.fine(i))));
    this.mark();
  }

  fine(side) {
    this.side = side;
    this.mark();
    this.show(this.word, this.text);
  }

  mark() {
    [...this.choice.children].forEach((one, i) => press(one, i === this.side));
  }

  // The map of this word for the picture in this place, or none.
  show(word, text, place = this.place) {
    this.word = word;
    this.text = text;
    this.place = place;
    const shown = word !== null && word !== undefined && this.bytes.length > 0;
    this.canvas.classList.toggle("shown", shown);
    this.line.textContent = shown ? this.told(text) : t("Point at a word, or tap it, to see where it was looked for.");
    if (shown) this.paint();
  }

  peak() {
    return this.peaks[this.place][this.side][this.word];
  }

  told(text) {
    const peak = this.peak();
    const share = peak < 0.01 ? t("less than 1%") : `${Math.round(100 * peak)}%`;
    return peak < CLEAR
      ? t("“{text}” has no clear place here: at most {share} of a pixel's attention", { text, share })
      : t("“{text}”: at most {share} of a pixel's attention", { text, share });
  }

  paint() {
    const side = this.sides[this.side], all = this.sides.reduce((sum, one) => sum + one * one, 0) * this.count;
    const before = this.sides.slice(0, this.side).reduce((sum, one) => sum + one * one, 0) * this.count;
    const start = this.place * all + before + this.word * side * side;
    const strength = this.peak() < CLEAR ? FAINT : MOST; // what has no place is not tinted as if it had all of it
    const small = h("canvas", { width: side, height: side });
    const pixels = new ImageData(side, side);
    for (let i = 0; i < side * side; i += 1) {
      pixels.data.set([...TINT, strength * this.bytes[start + i] ** 2 / 255], 4 * i);
    }
    pen(small).putImageData(pixels, 0, 0);
    const context = pen(this.canvas);
    context.clearRect(0, 0, FINE, FINE);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(small, 0, 0, FINE, FINE);
  }
}
