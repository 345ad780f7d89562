// The training pictures most like the one on the stage: does the generator invent, or does it remember?
import { h, say } from "../core/dom.js";
import { Latest } from "../core/latest_answer.js";
import { nearest } from "../captions/caption_query.js";
import { pick, t } from "../core/words.js";

export class Nearest {
  constructor() {
    this.note = h("p.gan-note", { role: "status" });
    this.row = h("div.gan-nearest");
    this.latest = new Latest(async (answer) => this.show(await answer.json()), (words) => words && say(this.note, words));
    this.root = h("details.gan-more", { ontoggle: () => this.follow(this.at) },
      h("summary", {}, t("Nearest training portraits")), this.note, this.row);
  }

  follow(at) {
    this.at = at;
    if (!this.root.open || at === undefined) return;
    if (!this.row.children.length) say(this.note, t("Looking for them…"), false);
    this.latest.ask(nearest(at));
  }

  show({ pictures, of }) {
    const count = of.toLocaleString("en");
    say(this.note, t("The nearest of {count} training portraits, and what was said of them.", { count }), false);
    this.row.replaceChildren(...pictures.map(({ picture, caption, similarity }) => h("figure", {},
      h("img", { src: picture, alt: t("A training portrait") }), h("figcaption", {}, h("b", {}, similarity.toFixed(2)), ` ${pick(caption)}`))));
  }
}
