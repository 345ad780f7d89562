// The Transform tab: a pad with an outline to draw on, and the picture that a model makes of it.
import { DrawingPad } from "./drawing_pad.js";
import { PadTools } from "./pad_tools.js";
import { WayBack } from "./way_back.js";
import { GivenPicture, WAYS } from "./given_picture.js";
import { OUTLINE, PICTURE, PictureSource } from "./picture_source.js";
import { Latest } from "../core/latest_answer.js";
import { arrows, button, enlarge, h, openTab, pen, press, say, seen, whenSeen } from "../core/dom.js";
import { download, onto } from "../core/image_canvas.js";
import { newSeed } from "../core/image_controls.js";
import { outlined, watch } from "../core/state.js";
import { t, titled } from "../core/words.js";
import { card, examplesOf, seedOf, transform, want, wanted } from "./outline_query.js";
/** @import { Card } from "../core/state.js" */

export class Transform extends HTMLElement {
  /** @type {DrawingPad} */ pad;
  /** @type {PadTools} */ tools;
  /** @type {GivenPicture} */ given;
  /** @type {PictureSource} */ source;
  /** @type {WayBack} */ back;
  /** @type {Latest} */ examples;
  /** @type {Latest} */ drawing;
  /** @type {Latest} */ taking;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ strip;
  /** @type {HTMLButtonElement[]} */ cells;
  /** @type {HTMLElement} */ problem;
  /** @type {HTMLSelectElement} */ picker;
  /** @type {HTMLElement} */ empty;
  /** @type {HTMLElement} */ scene;

  connectedCallback() {
    this.cells = [];
    this.pad = new DrawingPad(() => this.draw(), () => this.read());
    this.tools = new PadTools(this.pad);
    this.given = new GivenPicture(() => (this.read(), this.draw()), (way) => this.turn(way));
    this.examples = this.asking((row, path) => path === examplesOf(card()) && this.offer(row));
    this.drawing = this.asking((row) => this.drawn(row));
    this.taking = this.asking((pair) => this.pad.put(pair), (on) => this.source.busy(on));
    this.empty = h("div.gan-empty", { hidden: true }, ...without());
    const onkeydown = (event) => this.tools.key(event);
    this.back = new WayBack();
    this.scene = h("div.gan-sketch", { hidden: true, onkeydown }, this.left(), this.right(), h("div", {}, this.back.root));
    this.replaceChildren(this.empty, this.scene);
    document.addEventListener("paste", this.source.pasted);
    this.stop = watch(({ list }) => list && this.follow());
    this.unsee = whenSeen(this, () => this.follow());
  }

  disconnectedCallback() {
    document.removeEventListener("paste", this.source.pasted);
    this.stop?.();
    this.unsee?.();
  }

  /**
   * Asks for pictures, each a row of squares.
   * @param {(row: ImageBitmap, path: string) => unknown} use
   * @param {(on: boolean) => unknown} [busy]
   */
  asking(use, busy) {
    const problem = (words) => say(this.problem, words || this.missing, Boolean(words));
    return new Latest(async (answer, path) => use(await createImageBitmap(await answer.blob()), path), problem, busy);
  }

  // The pad or the picture in its place, and what there is to put onto it.
  left() {
    const sheet = h("div.gan-frame", {}, this.pad.canvas, this.given.canvas);
    this.source = new PictureSource(sheet, (file) => (card().other ? this.given.give(file) : this.taking.ask(transform(card(), true), () => file)));
    this.problem = h("p.gan-note", { role: "alert" });
    this.strip = h("div.gan-strip", { role: "group", "aria-label": t("Example outlines") });
    arrows(this.strip);
    return h("div.gan-outline", {}, sheet, this.given.root, this.tools.root, this.problem, this.strip, this.source.root);
  }

  // The picture, and what there is to do with it.
  right() {
    this.canvas = h("canvas.gan-picture", { width: 64, height: 64 });
    const large = t("The picture that is drawn: enlarge it");
    const onclick = () => enlarge(this.canvas);
    const frame = h("button.gan-frame", { type: "button", "aria-label": large, onclick }, this.canvas);
    const onchange = () => this.model(this.picker.value);
    this.picker = h("select.gan-field", { "aria-label": t("Model"), onchange });
    const again = t("Draw again with another seed");
    return h("div.gan-drawn", {}, frame, h("div.gan-tools", {},
      button(t("Draw again"), again, () => this.again(), ".strong"), this.picker, h("span.gan-space"),
      button("PNG 512", t("Download, enlarged to 512 px or more"), () => this.download("", 512)),
      button("PNG", t("Download in its own size"), () => this.download("-small", 1))));
  }

  download(ending, side) {
    download(this.canvas, `${card().name}-${seedOf(card())}${ending}`, side);
  }

  // The models are known, or the tab has come into sight.
  follow() {
    const model = card();
    this.scene.hidden = !model;
    this.empty.hidden = Boolean(model);
    document.body.dataset.given = model?.control.kind || ""; // the line above says what that is
    if (!model || !seen(this)) return;
    const key = JSON.stringify([model.name, model.stamp, outlined.map((one) => one.name)]);
    if (key === this.key) return;
    this.key = key;
    this.rebuild(model);
  }

  /** @param {Card} model */
  rebuild(model) {
    const gone = wanted.model && wanted.model !== model.name ? wanted.model : "";
    const now = titled(model);
    this.missing = gone && t("The model {gone} is not here; this is {model}.", { gone, model: now });
    want({ model: model.name });
    this.picker.hidden = outlined.length < 2;
    this.picker.replaceChildren(...outlined.map((one) => h("option", { value: one.name }, titled(one))));
    this.picker.value = model.name;
    this.pad.fit(model.size);
    const pictures = Boolean(model.other);
    this.pad.canvas.hidden = this.tools.root.hidden = pictures;
    this.given.canvas.hidden = this.given.root.hidden = !pictures;
    this.source.become(pictures ? PICTURE : OUTLINE);
    this.given.follow(model, wanted.way);
    this.offers();
    this.begin(model);
  }

  /** @param {Card} model */
  begin(model) {
    if (model.examples) this.examples.ask(examplesOf(model));
    else this.draw();
  }

  /** @param {HTMLButtonElement[]} [cells] */
  offers(cells = []) {
    this.cells = cells;
    this.strip.replaceChildren(...cells);
  }

  // A pad that nobody drew on gets the model's first example; what was drawn stays there for another model.
  offer(sheet) {
    const { other, examples } = card(), side = sheet.width / examples, row = other ? WAYS.indexOf(wanted.way) : 0;
    const put = (i) => (other ? this.given.put(sheet, side, i, row) : this.pad.put(sheet, i, i));
    this.offers(Array.from({ length: examples }, (_, i) => {
      const canvas = h("canvas", { width: side, height: side, "aria-hidden": "true" });
      pen(canvas).drawImage(sheet, i * side, row * side, side, side, 0, 0, side, side);
      const name = other ? t("Example picture {number}", { number: i + 1 }) : t("Example outline {number}", { number: i + 1 });
      return h("button.gan-cell", { type: "button", "aria-label": name, onclick: () => put(i) }, canvas);
    }));
    const offered = JSON.stringify([card().name, row]), begins = this.offered !== offered;
    this.offered = offered;
    if (begins && this.sheet.untouched) put(Math.min(this.sheet.example ?? 0, examples - 1)); // another model may have fewer
    else this.read(), this.draw();
  }

  // What the model is given: what is on the pad, or a picture.
  get sheet() {
    return card()?.other ? this.given : this.pad;
  }

  turn(way) {
    const model = card();
    want({ way });
    this.given.follow(model, way);
    this.begin(model);
  }

  model(name) {
    want({ model: name, seed: null });
    this.follow();
  }

  draw() {
    this.drawing.ask(transform(card()), () => this.sheet.png());
  }

  /** @param {ImageBitmap} row */
  drawn(row) {
    onto(this.canvas, row, 1);
    if (card().other) this.given.show(row);
    this.back.show(row, !card().other);
  }

  again() {
    want({ seed: newSeed() });
    this.draw();
  }

  read() {
    this.tools.read();
    this.cells.forEach((cell, i) => press(cell, i === this.sheet.example));
  }
}

function without() {
  return [
    h("h2", {}, t("No model draws from outlines yet")),
    h("p", {}, t(
      "Train one: choose pix2pix or CycleGAN in the Train tab; it can be drawn with as soon as it is first saved.")),
    button(t("Watch one learn"), t("Open the Train tab"), () => openTab("train"), ".strong"),
  ];
}
