// The same latent in every class, and a blend of two classes.
import { arrows, button, copyButton, enlarge, h, must, press, say, seen, slider, whenSeen } from "../core/dom.js";
import { kindOf, mark } from "../core/examples.js";
import { nothing } from "../core/no_model.js";
import { Painter, download, into, onto } from "../core/image_canvas.js";
import { link, model, models, pictureURL, set, state, watch } from "../core/state.js";
import { t, titled } from "../core/words.js";
import { classNames } from "../core/slider_names.js";
import { CodeName } from "./code_name.js";
/** @import { Card } from "../core/state.js" */

const MOST = 64, MOMENT = 500; // classes; milliseconds in which a model that is chosen here has come into sight

export class Classes extends HTMLElement {
  /** @type {HTMLCanvasElement} */ big;
  /** @type {HTMLElement} */ problem;
  /** @type {HTMLElement} */ grid;
  /** @type {HTMLElement} */ empty;
  /** @type {number} */ changed;
  /** @type {string | undefined} */ model;
  /** @type {HTMLElement} */ scene;
  /** @type {import("../explore/kept_strip.js").Favourites} */ kept;
  /** @type {Painter} */ painter;
  /** @type {Painter} */ sheet;
  /** @type {HTMLSelectElement} */ from;
  /** @type {HTMLSelectElement} */ to;
  /** @type {ReturnType<typeof slider>} */ share;
  /** @type {HTMLButtonElement[]} */ cells;
  /** @type {CodeName} */ name;

  connectedCallback() {
    this.big = h("canvas.gan-picture", { role: "img", width: 32, height: 32, onclick: () => enlarge(this.big) });
    this.problem = h("p.gan-note", { role: "status" });
    this.grid = h("div.gan-classes", { role: "group", "aria-label": t("Classes") });
    arrows(this.grid);
    this.name = new CodeName(() => this.call());
    this.empty = h("div.gan-empty", { hidden: true });
    this.kept = Object.assign(h("gan-kept"), { canvas: this.big });
    this.scene = h("div.gan-scene", {}, h("div.gan-frame.medium", {}, this.big), h("div.gan-tools.centre", {}, this.kept.button, ...tools(this.big)), this.problem, this.name.root, this.blend(),
      h("p.gan-hint", {}, t("The same latent in every class: pick one")), this.grid, this.kept);
    this.replaceChildren(this.empty, this.scene);
    this.painter = new Painter((image) => onto(this.big, image), (words) => say(this.problem, words));
    this.sheet = new Painter((image) => this.cells.forEach((cell, i) => into(cell.firstChild, image, i)));
    this.stop = watch((what) => this.follow(what));
    const stop = [whenSeen(this.grid, () => this.stale && this.follow({ all: false })), whenSeen(this.empty, () => this.arrive())];
    this.unsee = () => stop.forEach((end) => end());
    this.changed = -Infinity;
  }

  disconnectedCallback() {
    this.stop?.();
    this.unsee?.();
  }

  // Who comes here from a model that has no classes sees the first that has some; Back returns. One that is chosen here
  // without classes stays, and is told of.
  arrive() {
    const [first] = models.filter((card) => card.control.names).sort((a, b) => Number(odd(a)) - Number(odd(b)));
    const here = performance.now() - this.changed < MOMENT;
    if (here || !model() || model()?.control.names || !first) return;
    set({ model: first.name, seed: first.seed, amounts: [], said: "" });
  }

  blend() {
    const choice = (label) => h("select.gan-field", { "aria-label": label, onchange: () => this.mixed() });
    this.from = choice(t("Blend from"));
    this.to = choice(t("Blend to"));
    this.share = slider({
      label: t("Blend"), min: 0, max: 1, step: 0.01, start: 0,
      show: (v) => `${Math.round(100 * v)}%`, oninput: () => this.mixed(),
    });
    return h("div.gan-blend", {}, this.from, this.share.root, this.to);
  }

  mixed() {
    const [a, b, s] = [this.from.value, this.to.value, Number(this.share.input.value)];
    set({ said: s === 0 || a === b ? a : `${a}:${(1 - s).toFixed(2)},${b}:${s.toFixed(2)}` });
  }

  /** @param {Card} card */
  rebuild(card) {
    const names = classNames(card), side = kindOf(card).side(card);
    mark(this.scene, card);
    this.cells = names.slice(0, MOST).map((name, i) => h("button.gan-class-cell", {
      type: "button", onclick: () => this.chosen(i),
    }, h("canvas", { width: side, height: side, "aria-hidden": "true" }), h("span", {}, name)));
    this.grid.replaceChildren(...this.cells);
    for (const box of [this.from, this.to]) {
      box.replaceChildren(...names.map((name, i) => h("option", { value: i }, name)));
    }
    this.to.value = String(Math.min(1, names.length - 1));
  }

  // The codes are called otherwise now; a button that is being pressed stays.
  call() {
    const card = model(), names = card ? classNames(card) : [];
    this.cells.forEach((cell, i) => (must("span", cell).textContent = names[i]));
    for (const box of [this.from, this.to]) [...box.options].forEach((one, i) => (one.textContent = names[i]));
    this.read(names);
  }

  chosen(i) {
    if (this.to.value === String(i)) this.to.value = this.from.value;
    set({ said: String(i) });
  }

  /** @param {import("../core/state.js").Change} what */
  follow({ all }) {
    const card = model();
    const shown = Boolean(card?.control.names);
    if (all && this.model && seen(this)) this.changed = performance.now();
    this.model = card?.name;
    this.scene.hidden = !shown;
    this.empty.hidden = shown;
    if (!card || !shown) return void this.empty.replaceChildren(...(models.length ? without() : nothing()));
    if (all) this.rebuild(card);
    this.stale = !seen(this.grid);
    this.read(classNames(card));
    this.name.show(card, parseInt(state.said || "0", 10));
    if (this.stale) return;
    this.painter.show(pictureURL());
    this.sheet.show(pictureURL({ said: this.cells.map((_, i) => i) }));
  }

  // The controls as the mixture says, which another tab or a link may have set.
  read(names) {
    const parts = (state.said || "0").split(",").map((part) => part.split(":"));
    this.from.value = parts[0][0];
    if (parts[1]) this.to.value = parts[1][0];
    this.share.set(parts[1] ? Number(parts[1][1]) : 0);
    const chosen = parts.map(([name]) => name);
    this.cells.forEach((cell, i) => press(cell, chosen.includes(String(i))));
    const called = chosen.map((i) => names[i] || names[0]).join(" + ");
    this.big.setAttribute("aria-label", t("Picture of the class {name}", { name: called }));
  }
}

// What is no picture, or has codes in place of classes, is not what one comes for.
/** @param {Card} card */
const odd = (card) => card.example !== "image" || card.found;

/** @param {HTMLCanvasElement} canvas */
const tools = (canvas) => [
  button("PNG 512", t("Download, enlarged to 512 px or more"), () => download(canvas, `${state.model}-${state.seed}-${state.said || 0}`, 512)),
  copyButton(link, t("Copy a link to this very picture")),
];

function without() {
  const others = models.filter((card) => card.control.names);
  const shown = (card) => button(titled(card), t("Show {card}", { card: titled(card) }),
    () => set({ model: card.name, amounts: [], said: "" }), ".strong");
  return [
    h("h2", {}, t("This model has no classes")),
    h("p", {}, others.length
      ? t("These have:")
      : t("Train one with classes: choose CGAN and Fashion-MNIST in the Train tab.")),
    h("div.gan-tools.centre", {}, ...others.map(shown)),
  ];
}
