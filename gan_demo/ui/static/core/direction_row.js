// A slider unfolded: the picture at seven places of it, what stands at its ends, and its name to change.
import { arrows, button, h, press, say } from "./dom.js";
import { LONGEST } from "./slider_names.js";
import { Painter, into } from "./image_canvas.js";
import { t } from "./words.js";

const PLACES = [-3, -2, -1, 0, 1, 2, 3], SETTLED = 200;

export class Along {
  // moved(i, value) puts the slider there; renamed(i, name) calls it so.
  constructor(moved, renamed) {
    this.moved = moved;
    this.renamed = renamed;
    this.at = null;
    this.ends = h("p.gan-ends");
    this.problem = h("p.gan-note", { role: "status" });
    this.cells = PLACES.map((place) => h("button.gan-cell", {
      type: "button", "aria-label": t("Set to {place}", { place }), onclick: () => this.moved(this.at, place),
    }, h("canvas", { width: 64, height: 64 })));
    this.grid = h("div.gan-strip.seven", { role: "group" }, ...this.cells);
    arrows(this.grid);
    this.about = h("span.gan-hint", { title: t(
      "The share of pictures that show more of it at +3 than at -3, on balance, and the mean of that for all other sliders") });
    this.rename = button(t("Rename"), t("Rename this slider in this browser"), () => this.ask());
    this.box = h("input.gan-field", {
      type: "text", maxLength: LONGEST, autocomplete: "off", "aria-label": t("Name of the slider"),
      onkeydown: (event) => this.pressed(event), onblur: () => this.answer(this.box.value),
    });
    this.foot = h("div.gan-foot", {}, this.about, h("span.gan-space"), this.box, this.rename);
    this.root = h("div.gan-along", {}, this.ends, this.grid, this.foot, this.problem);
    this.painter = new Painter((image) => this.cells.forEach((cell, i) => into(cell.firstChild, image, i)), (words) => say(this.problem, words));
  }

  open(i, { name, called, low, high, own, others }, row) {
    this.at = i;
    this.called = called;
    this.asked = "";
    this.original = name;
    this.ends.replaceChildren(h("span", {}, low ?? "-3"), h("span", {}, "→"), h("span", {}, high ?? "+3"));
    const percent = (share) => Math.round(100 * Math.abs(share));
    this.about.textContent = own ? t("Changes {own} %, others {others} %", { own: percent(own), others: percent(others) }) : "";
    this.grid.setAttribute("aria-label", t("{name} from -3 to +3", { name: called }));
    this.naming(false);
    row.append(this.root);
  }

  close() {
    this.at = null;
    clearTimeout(this.waiting);
    this.root.remove();
  }

  // The strip follows when what it shows has not changed for a moment; its own slider only marks a cell.
  follow(amounts, path) {
    if (this.at === null) return;
    const here = amounts[this.at] || 0;
    this.cells.forEach((cell, i) => press(cell, PLACES[i] === here));
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      const rows = PLACES.map((place) => Array.from({ length: Math.max(amounts.length, this.at + 1) }, (_, k) => (k === this.at ? place : amounts[k] || 0)));
      const asked = path(rows);
      if (asked !== this.asked) this.painter.show((this.asked = asked));
    }, this.asked ? SETTLED : 0);
  }

  naming(on) {
    this.box.hidden = !on;
    this.rename.hidden = this.about.hidden = on;
  }

  ask() {
    this.naming(true);
    this.box.value = this.called;
    this.box.placeholder = this.original;
    this.box.focus();
    this.box.select();
  }

  pressed(event) {
    event.stopPropagation();
    if (event.key === "Enter") this.answer(this.box.value);
    if (event.key === "Escape") this.naming(false);
  }

  // An empty name brings the model's own back.
  answer(text) {
    if (this.box.hidden) return;
    this.naming(false);
    const name = text.trim() || this.original;
    if (name !== this.called) this.renamed(this.at, name);
  }
}
