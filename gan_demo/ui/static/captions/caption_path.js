// The way from this caption to another: one latent, eight pictures.
import { arrows, enlarge, h, say } from "../core/dom.js";
import { line } from "./caption_box.js";
import { Painter, onto } from "../core/image_canvas.js";
import { ROOT } from "../core/state.js";
import { t } from "../core/words.js";
import { Walk } from "../explore/walk.js";
import { between, card, ends, oneLine, want, wanted } from "./caption_query.js";

const STEPS = 8;

export class Path {
  constructor() {
    this.input = line(t("Another caption"), t("… to another caption"));
    this.problem = h("p.gan-note", { role: "status" });
    this.pictures = Array.from({ length: STEPS }, () => h("canvas", { width: 64, height: 64 }));
    const cells = this.pictures.map((picture, i) => h("button.gan-cell", {
      type: "button", "aria-label": t("Enlarge step {number} of {steps}", { number: i + 1, steps: STEPS }),
      onclick: () => enlarge(picture),
    }, picture));
    const name = t("From this caption to the other");
    this.strip = h("div.gan-strip", { role: "group", "aria-label": name, hidden: true }, ...cells);
    arrows(this.strip);
    this.painter = new Painter((image) => this.painted(image), (words) => this.failed(words));
    const form = h("form", { onsubmit: (event) => (event.preventDefault(), this.go()) },
      h("span", {}, t("From here to")), this.input, h("button.gan-button", { type: "submit" }, t("Show the way")));
    this.view = h("canvas", { role: "img", width: 64, height: 64, "aria-label": t("The walk from caption to caption") });
    this.walk = new Walk({ source: () => this.source(), paint: (image, at) => onto(this.view, image, at), rested: () => {} });
    this.folded = h("details.gan-more", { hidden: true, ontoggle: () => this.open() }, h("summary", {}, t("Walk: play it, or save it as a film")),
      h("div.gan-walk-view", {}, this.view, this.walk.root));
    this.root = h("div.gan-path", {}, form, this.problem, this.strip, this.folded);
  }

  go() {
    want({ other: oneLine(this.input.value) });
    this.input.value = wanted.other;
    if (!wanted.other) return say(this.problem, t("Type the caption that it should lead to."));
    if (this.at !== undefined) this.painter.show(ROOT + between(this.at));
  }

  // A caption that leads nowhere is told once, and not asked for again with each picture.
  failed(words) {
    say(this.problem, words);
    if (!words) return;
    want({ other: "" });
    this.open();
  }

  source() {
    const { name, size } = card();
    return { model: name, size, waypoints: this.at === undefined ? [] : ends(this.at), way: "arc" };
  }

  // The walk begins at the picture that the strip begins with.
  open() {
    this.walk.stop();
    this.walk.follow();
    if (this.folded.open) onto(this.view, this.pictures[0]);
  }

  // The strip follows the picture on the stage once it has been asked for.
  follow(at) {
    this.at = at;
    if (wanted.other) this.painter.show(ROOT + between(at));
  }

  // A way from a caption to itself is none: another example is offered.
  offer() {
    if (!wanted.other && this.input.value === wanted.caption) this.input.value = this.examples.find((text) => text !== wanted.caption) || "";
  }

  rebuild(examples) {
    this.examples = examples;
    this.input.value = wanted.other || wanted.caption;
    this.offer();
    this.strip.hidden = this.folded.hidden = this.strip.hidden || !wanted.other;
  }

  painted(image) {
    this.strip.hidden = this.folded.hidden = false;
    this.pictures.forEach((picture, i) => onto(picture, image, i));
    this.walk.to(0);
    this.open();
  }
}
