// The Captions tab: a caption, its best picture on the stage, its words, and the other candidates.
import { CaptionBox, examples } from "./caption_box.js";
import { Candidates, LOOSE, told as fitting } from "./candidates.js";
import { Chips } from "./word_chips.js";
import { newSeed } from "../core/image_controls.js";
import { button, copyButton, enlarge, h, openTab, press, seen, whenSeen } from "../core/dom.js";
import { Latest } from "../core/latest_answer.js";
import { Nearest } from "../explore/nearest.js";
import { Overlay } from "./attention_overlay.js";
import { Path } from "./caption_path.js";
import { download, onto } from "../core/image_canvas.js";
import { captioned, fitted, watch } from "../core/state.js";
import { pick, t, titled } from "../core/words.js";
import { along, candidates, card, drawnCaption, drawnWith, link, oneLine, want, wanted } from "./caption_query.js";
/** @import { Card } from "../core/state.js" */

/**
 * A picture of a caption; `shown` says of each word whether it is seen in it, null for one that claims nothing.
 * @typedef {{at: number, score: number, picture: string, imagined: [string, string][], shown: (boolean | null)[] | null}} Candidate
 */
/**
 * What the server draws of a caption: its pictures, its words, and for each picture, side and word a map as bytes.
 * @typedef {{
 *   candidates: Candidate[], words: Word[], left_out: boolean, remarks: import("../core/words.js").Words[],
 *   maps: string, sides: number[], peaks: number[][][],
 * }} Told
 */
/**
 * @typedef {{text: string, start: number, stop: number, kind: string, read: string, suggestions: string[],
 *   why: import("../core/words.js").Words | null}} Word
 */

export class Captions extends HTMLElement {
  /** @type {Overlay} */ overlay;
  /** @type {CaptionBox} */ box;
  /** @type {Chips} */ chips;
  /** @type {HTMLElement} */ imagined;
  /** @type {Candidates} */ candidates;
  /** @type {Path} */ path;
  /** @type {Nearest} */ nearest;
  /** @type {Latest} */ latest;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ news;
  /** @type {HTMLSelectElement} */ picker;
  /** @type {HTMLButtonElement} */ keep;
  /** @type {HTMLElement} */ scene;
  /** @type {HTMLElement} */ empty;
  /** @type {Told} */ told;
  /** @type {HTMLImageElement[]} */ images;
  /** @type {number} */ place;

  connectedCallback() {
    this.overlay = new Overlay();
    this.box = new CaptionBox((text) => this.typed(text));
    this.chips = new Chips((i, word) => this.overlay.show(i, word?.text), (word, text) => this.replaced(word, text));
    this.imagined = h("p.gan-imagined", { hidden: true });
    this.candidates = new Candidates((changes) => this.change(changes), (place) => this.picked(place), (rows) => along(this.at(), rows));
    this.path = new Path();
    this.nearest = new Nearest();
    this.latest = new Latest(async (answer, path) => this.drawn(await answer.json(), path), (words) => this.failed(words), (on) => this.box.busy(on));
    this.replaceChildren(...this.layout());
    this.stop = watch(({ list }) => list && this.follow());
    this.unsee = whenSeen(this, () => this.follow());
  }

  disconnectedCallback() {
    this.stop?.();
    this.unsee?.();
  }

  layout() {
    this.canvas = h("canvas.gan-picture", { role: "img", width: 64, height: 64, onclick: () => this.told && enlarge(this.canvas) });
    this.news = h("p.gan-unseen", { role: "status" });
    this.picker = h("select.gan-field", { "aria-label": t("Model"), onchange: () => this.model(this.picker.value) });
    this.candidates.root.prepend(this.picker);
    this.keep = button("", "", () => this.kept());
    const name = () => `${card().name}-${wanted.seed}-${this.at()}`;
    const tools = h("div.gan-tools", {}, this.keep, h("span.gan-space"),
      button("PNG 512", t("Download, enlarged to 512 px or more"), () => download(this.canvas, name(), 512)),
      button("PNG", t("Download in its own size"), () => download(this.canvas, `${name()}-small`, 1)),
      copyButton(() => link(this.place ? this.at() : null), t("Copy a link to this very picture")));
    this.scene = h("div.gan-said", { hidden: true }, this.box.root, h("div.gan-frame", {}, this.canvas, this.overlay.canvas),
      h("div.gan-words-of", {}, this.chips.root, this.overlay.root, this.imagined), tools, this.candidates.root, this.path.root, this.nearest.root, this.news);
    this.empty = h("div.gan-empty", { hidden: true }, ...without());
    return [this.empty, this.scene];
  }

  // The models are known, or the tab has come into sight.
  follow() {
    const model = card();
    this.scene.hidden = !model;
    this.empty.hidden = Boolean(model);
    if (!model || !seen(this)) return;
    const key = JSON.stringify([model.name, model.stamp, captioned.map((one) => one.name)]);
    if (key === this.key) return;
    this.key = key;
    this.rebuild(model);
    this.draw();
  }

  /** @param {Card} model */
  rebuild(model) {
    const known = examples(model);
    const gone = wanted.model && wanted.model !== model.name ? wanted.model : "";
    this.missing = gone && t("The model {gone} is not here; this is {model}.", { gone, model: titled(model) });
    want({ model: model.name, caption: wanted.caption || known[0], seed: wanted.seed ?? model.seed ?? newSeed() });
    if (wanted.keep !== null && !wanted.kept) want({ kept: wanted.caption }); // as links say it, or do not yet
    want(fitted(wanted, model));
    this.picker.hidden = captioned.length < 2;
    this.picker.replaceChildren(...captioned.map((one) => h("option", { value: one.name }, titled(one))));
    this.picker.value = model.name;
    this.box.rebuild(model);
    this.path.rebuild(known);
    this.candidates.directions.rebuild(model);
  }

  model(name) {
    want({ model: name, caption: "", seed: null, other: "", basis: null, ...LOOSE });
    this.follow();
  }

  typed(text) {
    this.missing = "";
    this.change({ caption: oneLine(text), ...(wanted.keep === null ? { shown: null } : {}) });
  }

  change(changes) {
    want(changes);
    this.draw();
  }

  draw() {
    this.box.write(wanted.caption);
    this.path.offer();
    this.box.tell("", this.missing || this.hint());
    this.candidates.read();
    this.tooled();
    this.latest.ask(candidates());
  }

  async drawn(told, path) {
    const images = await Promise.all(told.candidates.map(({ picture }) => decoded(picture)));
    drawnWith(path);
    this.told = told;
    this.images = images;
    const place = Math.max(0, told.candidates.findIndex((one) => one.at === wanted.shown));
    this.overlay.read(told, place);
    this.chips.show(told);
    this.scene.classList.remove("stale");
    this.candidates.show(told.candidates, images, new URLSearchParams(path).has("at"));
    this.stage(place);
    this.news.textContent = t("{count} drawn. {fit}", { count: images.length, fit: fitting(told.candidates[place]) });
  }

  // Until a caption is drawn again, the picture of the one before is pale.
  failed(words) {
    this.box.tell(words, this.missing || this.hint());
    this.scene.classList.toggle("stale", Boolean(words));
  }

  hint() {
    return wanted.keep === null
      ? t("English or Chinese. Enter draws.")
      : t("Kept: change a word and press Enter, and see what it changes.");
  }

  at() {
    return this.told?.candidates[this.place].at ?? 0;
  }

  picked(place) {
    want({ shown: this.told.candidates[place].at });
    this.stage(place);
  }

  // Puts the picture in this place of the ranking on the stage; all that speaks of it follows.
  stage(place) {
    this.place = place;
    onto(this.canvas, this.images[place]);
    this.canvas.setAttribute("aria-label", t("Portrait: {caption}", { caption: drawnCaption() }));
    this.candidates.mark(place);
    this.chips.seen(this.told.candidates[place].shown);
    this.imagine(this.told.candidates[place].imagined);
    this.overlay.show(this.overlay.word, this.overlay.text, place);
    this.path.follow(this.at());
    this.nearest.follow(this.at());
    this.tooled();
  }

  // What the caption left open and the latent filled in; a click makes it part of the caption.
  imagine(phrases) {
    this.imagined.hidden = !phrases.length;
    this.imagined.replaceChildren(h("span", {}, t("Imagined: ")), ...phrases.map(pick).map((phrase) =>
      button(phrase, t("Add it to the caption"), () => this.typed(wanted.caption + t(", {phrase}", { phrase })), ".offer")));
  }

  tooled() {
    const kept = wanted.keep !== null;
    const [name, title] = kept
      ? [t("Let go"), t("Back to the candidates: what was kept is imagined anew")]
      : [t("Keep this one"), t("Keep this one, then change a word or move a slider")];
    this.keep.textContent = name;
    this.keep.title = title;
    this.keep.setAttribute("aria-label", `${name}: ${title}`);
    press(this.keep, kept);
    this.keep.disabled = !this.told;
  }

  kept() {
    this.change(wanted.keep === null
      ? { keep: this.at(), kept: drawnCaption(), shown: null, amounts: [] }
      : { ...LOOSE, shown: wanted.keep });
  }

  // A suggestion takes the place of its word where that still stands in the box.
  replaced(word, text) {
    const letters = Array.from(this.box.input.value);
    const there = letters.slice(word.start, word.stop).join("") === word.text;
    const now = there ? [...letters.slice(0, word.start), text, ...letters.slice(word.stop)].join("") : this.box.input.value.replace(word.text, () => text);
    this.typed(now);
  }
}

async function decoded(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}

function without() {
  return [
    h("h2", {}, t("No model draws from captions yet")),
    h("p", {}, t(
      "The shipped one is missing. AttnGAN in the Train tab trains another; it needs data with captions, such as the avatars.")),
    button(t("Watch one learn"), t("Open the Train tab"), () => openTab("train"), ".strong"),
  ];
}
