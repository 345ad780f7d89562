// What a visitor calls a code that a model found by itself, where it stands for a class.
import { h } from "../core/dom.js";
import { CODES, LONGEST, give, given } from "../core/slider_names.js";
import { pick, t } from "../core/words.js";

export class CodeName {
  // renamed() is called when a code has got another name.
  constructor(renamed) {
    this.renamed = renamed;
    this.box = h("input.gan-field", {
      type: "text", maxLength: LONGEST, autocomplete: "off", onchange: () => this.named(),
      "aria-label": t("Your name for this code"),
    });
    const hint = t("Nobody told the model what a code means. What do you see?");
    this.root = h("label.gan-code-name", { hidden: true }, h("span.gan-hint", {}, hint), this.box);
  }

  /**
   * @param {import("../core/state.js").Card} card
   * @param {number} i
   */
  show(card, i) {
    this.card = card;
    this.i = i;
    this.root.hidden = card.control.kind !== "codes";
    const { names = [] } = card.control, own = pick(names[i] ?? names[0] ?? []);
    this.box.placeholder = t("A name for {name}", { name: own });
    if (document.activeElement !== this.box) this.box.value = given(card, CODES, i);
  }

  named() {
    give(this.card, CODES, this.i, this.box.value.trim());
    this.renamed();
  }
}
