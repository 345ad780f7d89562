// The stage: one big picture, and eight neighbours to step into.
import { arrows, button, copyButton, enlarge, h, save, say, seen, whenSeen } from "../core/dom.js";
import { kindOf, mark } from "../core/examples.js";
import { nothing } from "../core/no_model.js";
import { Painter, download, into, onto } from "../core/image_canvas.js";
import { Series, fileURL } from "./series.js";
import { pause } from "../core/clip_clock.js";
import { ViewSwitch } from "./view_switch.js";
import { asSeen, nameAsSeen } from "../core/smooth.js";
import { ask, link, missing, model, opened, pictureURL, set, state, steps, watch } from "../core/state.js";
import { t, titled } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

const NEIGHBOURS = 8, REACH = 1.1, SPAN = 16, SETTLED = 250;

export class Stage extends HTMLElement {
  /** @type {number} */ salt;
  /** @type {Painter} */ painter;
  /** @type {Painter} */ strip;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ problem;
  /** @type {HTMLElement} */ notice;
  /** @type {HTMLElement} */ empty;
  /** @type {HTMLElement} */ scene;
  /** @type {HTMLButtonElement[]} */ cells;
  /** @type {import("./kept_strip.js").Favourites} */ kept;
  /** @type {HTMLButtonElement} */ backButton;
  /** @type {HTMLButtonElement} */ large;
  /** @type {HTMLButtonElement} */ small;
  /** @type {HTMLButtonElement[]} */ files;
  /** @type {Series} */ series;
  /** @type {ViewSwitch} */ looking;

  connectedCallback() {
    this.salt = 1;
    this.replaceChildren(...this.layout());
    this.painter = new Painter((image) => this.painted(image), (words) => this.failed(words));
    this.strip = new Painter((image) => this.cells.forEach((cell, i) => into(cell.firstChild, image, i)));
    this.stop = watch((what) => this.follow(what));
    this.unsee = whenSeen(this.canvas, () => this.stale && this.follow({ all: false }));
    this.unlook = this.looking.connected();
    this.hint();
  }

  disconnectedCallback() {
    this.stop?.();
    this.unlook?.();
    this.unsee?.();
    clearInterval(this.hinting);
  }

  layout() {
    this.canvas = h("canvas.gan-picture", { role: "img", width: 64, height: 64, onclick: () => (this.looking.plays ? pause() : enlarge(this.canvas)) });
    this.problem = h("p.gan-note", { role: "status" });
    this.notice = h("p.gan-note", { role: "status" });
    this.cells = Array.from({ length: NEIGHBOURS }, (_, i) => h("button.gan-cell", {
      type: "button", "aria-label": t("Step into neighbour {number}", { number: i + 1 }), onclick: () => this.step(i),
    }, h("canvas", { width: 64, height: 64 })));
    const grid = h("div.gan-strip", { role: "group", "aria-label": t("Neighbours") }, ...this.cells);
    arrows(grid);
    this.empty = h("div.gan-empty", { hidden: true });
    const frame = h("div.gan-frame", {}, this.canvas);
    this.series = new Series(frame, () => this.kept.walk.player.playing && this.kept.walk.rest());
    this.looking = new ViewSwitch();
    this.kept = Object.assign(h("gan-kept"), { canvas: this.canvas, painting: () => this.series.stop() });
    this.scene = h("div.gan-scene", {}, frame, this.looking.root, this.series.root, this.tools(), this.problem, this.notice,
      h("p.gan-hint", {}, t("Nearby: click one to step into it")), grid, this.kept);
    return [this.empty, this.scene];
  }

  tools() {
    this.backButton = button("↶", t("Step back"), () => history.back());
    const name = () => named() + (kindOf(model()).pixels ? "-small" : "");
    this.small = button("PNG", t("Download in its own size"), () => download(this.canvas, name(), 1));
    this.large = button("PNG 512", t("Download, enlarged to 512 px or more"), () => download(this.canvas, named(), 512));
    this.files = [];
    return h("div.gan-tools", {},
      this.kept.button, this.backButton, h("span.gan-space"), this.large,
      this.small, copyButton(link, t("Copy a link to this very picture")));
  }

  /** @param {import("../core/state.js").Change} what */
  follow({ passing, all }) {
    const card = model();
    this.scene.hidden = !card;
    this.empty.hidden = Boolean(card);
    if (!card) {
      reveal();
      return this.empty.replaceChildren(...nothing());
    }
    if (all) this.become(card);
    this.notice.textContent = missing && t("The model {missing} is not here; this is {card}.", { missing, card: titled(card) });
    this.stale = !seen(this.canvas);
    if (this.stale) return;
    this.canvas.setAttribute("aria-label", kindOf(card).of(titled(card), state.seed));
    this.painter.show(pictureURL());
    this.series.follow(card);
    this.looking.follow(card);
    this.backButton.disabled = !steps();
    clearTimeout(this.settling);
    if (!passing) this.settling = setTimeout(() => this.neighbours(), all ? 0 : SETTLED);
  }

  /** @param {Card} card */
  become(card) {
    const { pixels, files } = kindOf(card);
    mark(this.scene, card);
    this.large.hidden = !pixels;
    this.files.forEach((one) => one.remove());
    this.files = files.map(({ form, title }) => button(form.toUpperCase(), title, () => this.give(form)));
    this.small.after(...this.files);
  }

  async give(form) {
    const { pixels } = kindOf(model()), name = nameAsSeen(named(), pixels);
    try {
      save(await (await ask(asSeen(fileURL(form), pixels))).blob(), `${name}.${form}`);
      say(this.problem, "");
    } catch (error) {
      say(this.problem, error.message);
    }
  }

  painted(image) {
    onto(this.canvas, image);
    reveal();
  }

  failed(words) {
    say(this.problem, words);
    if (words) reveal();
  }

  neighbours() {
    const card = model();
    if (!card) return;
    this.around = this.cells.map((_, i) => nearby(state.amounts, card.latent, `${state.seed}/${this.salt}/${i}`));
    this.strip.show(pictureURL({ amounts: this.around }));
  }

  step(i) {
    if (!this.around) return;
    this.salt += 1;
    set({ amounts: this.around[i] }, { step: true });
  }

  // Three seconds of nothing: the first slider moves by itself once, and the picture with it.
  hint() {
    if (opened || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const begun = performance.now();
    const end = () => {
      clearInterval(this.hinting);
      for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) removeEventListener(kind, end, true);
      if (this.hinted) set({ amounts: [] }, { passing: true });
      this.hinted = false;
    };
    for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(kind, end, true);
    this.hinting = setInterval(() => {
      const at = (performance.now() - begun - 3000) / 5000;
      if (at < 0 || !model() || !seen(this.canvas)) return;
      if (at > 1 || state.amounts.some((v, i) => i && v)) return end();
      this.hinted = true;
      set({ amounts: [1.6 * Math.sin(2 * Math.PI * at)] }, { passing: true });
    }, 60);
  }
}

const named = () => `${state.model}-${state.seed}`;

// Amounts near the given ones, the same each time for the same key.
function nearby(amounts, latent, key) {
  const draw = random(key);
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const length = Math.max(amounts.length, Math.min(SPAN, latent));
  return Array.from({ length }, (_, i) => {
    const value = (amounts[i] || 0) + (i < SPAN ? REACH * normal() : 0);
    const most = Math.max(3, Math.abs(amounts[i] || 0)); // a mixed picture may lie beyond the sliders
    return Number(Math.min(most, Math.max(-most, value)).toFixed(2));
  });
}

// Mulberry32, seeded by an FNV hash of the text.
function random(text) {
  let a = 2166136261;
  for (const letter of text) a = Math.imul(a ^ letter.charCodeAt(0), 16777619);
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let x = Math.imul(a ^ (a >>> 15), 1 | a);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

// The shell that the server sent has done its work.
const reveal = () => document.querySelector("#gan-opening")?.remove();
