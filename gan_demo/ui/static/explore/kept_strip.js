// Beneath the stage: the pictures that were kept of this model, two of them mixed, and the walk through them all.
import { arrows, button, findAll, h, label, press, say, seen, slider, whenSeen } from "../core/dom.js";
import { slidersOf } from "../core/directions.js";
import { MOST, drawable, keep, kept, onKept, pictured, waypoint } from "./kept_images.js";
import { Latest } from "../core/latest_answer.js";
import { Painter, into, onto } from "../core/image_canvas.js";
import { kindOf } from "../core/examples.js";
import { sortable } from "../core/reorder.js";
import { ROOT, basisOf, model, set, state, watch } from "../core/state.js";
import { Walk } from "./walk.js";
import { t } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

const KEPT = "kept", FAR = 3;

export class Favourites extends HTMLElement {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {Map<string, any>} */ cells;
  /** @type {HTMLElement} */ count;
  /** @type {HTMLElement} */ hint;
  /** @type {HTMLElement} */ strip;
  /** @type {HTMLElement} */ problem;
  /** @type {HTMLElement} */ toolbar;
  /** @type {HTMLSelectElement} */ along;
  /** @type {Walk} */ walk;
  /** @type {HTMLDetailsElement} */ folded;
  /** @type {Painter} */ painter;
  /** @type {Latest} */ points;
  /** @type {(() => void)[]} */ stops;
  /** @type {HTMLButtonElement} */ back;
  /** @type {HTMLButtonElement} */ on;
  /** @type {HTMLButtonElement} */ mixButton;
  /** @type {HTMLButtonElement} */ removing;
  /** @type {ReturnType<typeof slider>} */ share;
  /** @type {string[] | null | undefined} */ mixing;
  /** @type {(() => void) | undefined} */ painting;

  // The stage gives its canvas, and what is to be called when a walk is shown there; it puts the button among its tools.
  constructor() {
    super();
    this.button = button("", "", () => this.pressed(), ".gan-keep");
  }

  connectedCallback() {
    this.cells = new Map();
    this.count = h("span.gan-hint");
    this.hint = h("p.gan-hint");
    this.strip = h("div.gan-strip.gan-kept", { role: "group", "aria-label": t("Kept pictures"), onkeydown: (event) => this.key(event) });
    sortable(this.strip, (cells) => this.keep(cells.map((cell) => cell.dataset.text)));
    arrows(this.strip);
    this.problem = h("p.gan-note", { role: "status" });
    this.along = h("select.gan-field", { onchange: () => this.chosen() });
    this.walk = new Walk({
      source: () => this.source(), paint: (image, at) => (this.painting?.(), onto(this.canvas, image, at)),
      rested: (query) => this.ask(query),
    });
    this.folded = h("details.gan-more", { ontoggle: () => this.walk.stop() }, h("summary", {}, t("Walk: play it, or save it as a film")),
      h("label.gan-walk-row", {}, h("span", {}, t("Walk")), this.along), this.walk.root);
    this.replaceChildren(h("div.gan-heading", {}, h("h3", {}, t("Kept")), this.count), this.strip, this.hint, this.tools(), this.problem, this.folded);
    this.painter = new Painter((image, path) => this.painted(image, path), (words) => say(this.problem, words));
    this.points = new Latest(async (answer) => this.asked && this.own(pictured(await answer.json())), (words) => say(this.problem, words));
    this.stops = [watch((what) => this.follow(what)), onKept(() => this.follow({})), whenSeen(this, () => this.stale && this.follow({}))];
  }

  disconnectedCallback() {
    this.walk.stop();
    this.stops.forEach((stop) => stop());
  }

  tools() {
    this.back = button("‹", t("Move it one place back"), () => this.moved(-1));
    this.on = button("›", t("Move it one place on"), () => this.moved(1));
    this.mixButton = button(t("Mix"), t("Mix it with another kept picture"), () => this.mix(this.mixing ? null : [waypoint()]));
    this.removing = button(t("Remove"), t("Remove it from the kept pictures"), () => this.pressed());
    this.share = slider({ label: t("Share of the other"), min: 0, max: 1, step: 0.01, start: 0.5, show: (v) => `${Math.round(100 * v)}%`, oninput: () => this.mixed() });
    this.toolbar = h("div.gan-kept-tools", {}, this.back, this.on, this.mixButton, this.removing, this.share.root);
    return this.toolbar;
  }

  get list() {
    return kept(state.model).filter(drawable);
  }

  get lost() {
    return kept(state.model).filter((text) => !drawable(text));
  }

  keep(list) {
    keep(state.model, [...list, ...this.lost]);
  }

  // What this part itself does to the picture is no reason to stop.
  own(picture) {
    this.acting = true;
    set(picture);
    this.acting = false;
  }

  /** @param {import("../core/state.js").Change} what */
  follow({ all }) {
    const card = model();
    this.hidden = this.button.hidden = !card;
    if (!card) return;
    if (!this.acting) this.leave();
    if (all || (this.mixing && !this.acting)) this.mixing = null;
    if (all || basisOf(card, state.basis) !== this.basis) this.rebuild(card);
    this.redraw(card);
    this.read();
    this.walk.follow();
  }

  leave() {
    this.asked = false;
    this.walk.stop();
  }

  /** @param {Card} card */
  rebuild(card) {
    this.basis = basisOf(card, state.basis);
    const option = (name, i) => h("option", { value: i }, name);
    this.along.replaceChildren(h("option", { value: KEPT }, t("through the kept pictures")),
      h("optgroup", { label: t("along a slider") }, ...slidersOf(card, this.basis).map(option)));
    this.along.value = this.list.length < 2 ? "0" : KEPT;
  }

  /**
   * The strip as the list says; the pictures of cells that are there already stay.
   * @param {Card} card
   */
  redraw(card) {
    this.stale = !seen(this);
    const key = JSON.stringify([state.model, card.stamp, this.list]);
    if (this.stale || key === this.drawn) return;
    const grown = this.counted < 2 && this.list.length > 1;
    if (grown) this.along.value = KEPT;
    this.counted = this.list.length;
    if (JSON.parse(this.drawn || "[]").slice(0, 2).join() !== [state.model, card.stamp].join()) this.cells.clear();
    this.drawn = key;
    const cells = this.list.map((text) => this.cell(text));
    if (cells.length !== this.strip.children.length || cells.some((cell, i) => cell !== this.strip.children[i])) this.strip.replaceChildren(...cells); // else a cell keeps the focus
    if (this.list.some((text) => !this.cells.get(text).drawn)) this.painter.show(`${ROOT}walk/waypoints?${new URLSearchParams([["model", state.model], ...this.list.map((text) => ["w", text])])}`);
  }

  cell(text) {
    if (!this.cells.has(text)) {
      this.cells.set(text, h("button.gan-cell", { type: "button", "data-text": text, "aria-keyshortcuts": "Shift+ArrowLeft Shift+ArrowRight Delete", onclick: () => this.picked(text) },
        h("canvas", { width: 64, height: 64 })));
    }
    return this.cells.get(text);
  }

  // The row was asked for by a list that may be another by now.
  painted(image, path) {
    new URL(path).searchParams.getAll("w").forEach((text, i) => {
      const cell = this.cells.get(text);
      if (!cell) return;
      into(cell.firstChild, image, i);
      cell.drawn = true;
    });
  }

  read() {
    const shown = waypoint(), { list } = this, at = list.indexOf(shown), full = list.length >= MOST;
    label(this.button, at < 0 ? t("♡ Keep") : t("♥ Kept"),
      at < 0 ? (full ? t("Keep: {most} are kept, remove one first", { most: MOST }) : t("Keep this picture")) : t("Kept: press to remove it"));
    press(this.button, at >= 0);
    this.button.disabled = at < 0 && full;
    const lost = this.lost.length;
    this.count.textContent = (list.length ? t("{count} of {most}", { count: list.length, most: MOST }) : "")
      + (lost ? t(" ({lost} more, kept along directions that the model has no longer)", { lost }) : "");
    this.strip.hidden = !list.length;
    findAll(".gan-cell", this.strip).forEach((cell, i) => {
      const chosen = this.mixing ? this.mixing.includes(cell.dataset.text || "") : i === at;
      press(cell, chosen);
      cell.setAttribute("aria-label", t("Kept picture {number}: show it", { number: i + 1 }));
    });
    this.back.disabled = at < 1;
    this.on.disabled = at < 0 || at === list.length - 1;
    this.removing.disabled = at < 0;
    this.mixButton.disabled = !this.mixing && (at < 0 || list.length < 2);
    press(this.mixButton, Boolean(this.mixing));
    this.share.root.hidden = this.mixing?.length !== 2;
    this.toolbar.hidden = !list.length;
    this.hint.textContent = this.advice(list, at);
  }

  advice(list, at) {
    if (this.mixing?.length === 1) return t("Now click the other picture.");
    if (this.mixing) return t("Keep it, if you like it.");
    if (!list.length) return t("Press Keep under a picture that you like: two kept pictures can be mixed, and make a walk.");
    if (list.length === 1) return t("Keep one more, then they can be mixed, and make a walk.");
    return at < 0 ? t("Drag them into the order of the walk; click one to show it.") : t("Drag them into the order of the walk, or move this one:");
  }

  pressed() {
    const shown = waypoint(), { list } = this;
    this.mixing = null;
    this.keep(list.includes(shown) ? list.filter((text) => text !== shown) : [...list, shown]);
    if (list.length === 1 && this.list.length === 2) this.folded.open = true;
  }

  picked(text) {
    this.leave();
    if (this.mixing?.length === 1 && text !== this.mixing[0]) return this.mix([this.mixing[0], text]);
    this.mixing = null;
    this.own(pictured(text));
  }

  moved(by) {
    const list = [...this.list], at = list.indexOf(waypoint());
    list.splice(at + by, 0, ...list.splice(at, 1));
    this.keep(list);
  }

  key(event) {
    const text = event.target.closest(".gan-cell")?.dataset.text;
    if (!text || !["Delete", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    const at = this.list.indexOf(text);
    this.keep(this.list.filter((one) => one !== text));
    const cells = findAll(".gan-cell", this.strip);
    (cells[at] || cells.at(-1) || this.button).focus();
  }

  mix(texts) {
    this.walk.stop();
    this.mixing = texts;
    this.share.set(0.5);
    if (texts?.length === 2) this.mixed();
    this.read();
  }

  mixed() {
    const ends = (this.mixing || []).map((text) => ["w", text]);
    const values = [["model", state.model], ...ends, ["at", this.share.input.value]];
    this.ask(new URLSearchParams(values));
  }

  // A point of a walk becomes the picture that is shown, unless another is chosen meanwhile.
  ask(query) {
    this.asked = true;
    this.points.ask(`${ROOT}walk/point?${query}`);
  }

  chosen() {
    this.walk.to(0);
    this.walk.follow();
  }

  // The walk that is chosen: through what is kept, or along a slider of the picture that is shown.
  source() {
    const { model: name } = state, card = model(), kind = kindOf(card), of = { model: name, size: card && kind.side(card), pixels: kind.pixels };
    if (this.along.value === KEPT) return { ...of, waypoints: this.list, way: "arc" };
    const i = Number(this.along.value);
    const all = Array.from({ length: Math.max(i + 1, state.amounts.length) }, (_, k) => state.amounts[k] || 0);
    const end = (value) => waypoint(Object.assign([...all], { [i]: value }));
    return { ...of, waypoints: [end(-FAR), end(FAR)], way: "line" };
  }
}
