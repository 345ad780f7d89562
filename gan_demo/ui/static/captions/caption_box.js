// The box for a caption: Enter or Draw draws, and there are examples to click.
import { h, say } from "../core/dom.js";
import { chinese, t } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

const ENGLISH = [
  "a bald man with a big black beard and round glasses",
  "long pink hair, winking, wearing a yellow hoodie",
  "an afro, purple sunglasses and a space suit",
];
const CHINESE = ["戴墨镜的红色卷发的人，张嘴大笑", "寸头，黑色络腮胡，西装"];
const SHOWN = 5, HAN = /\p{Script=Han}/u;

/**
 * Captions that a model can draw, the visitor's language first; those of other data are the model's own.
 * @param {Card} card
 */
export function examples(card) {
  const all = card.data === "avatars" ? [...ENGLISH, ...CHINESE] : [...new Set(card.captions)];
  const mine = (text) => HAN.test(text) === chinese;
  const others = all.filter((text) => !mine(text)).sort((a, b) => a.length - b.length);
  return [...all.filter(mine), ...others].slice(0, SHOWN);
}

// A text field of one line, which also makes one line of what is pasted.
export function line(label, placeholder) {
  return h("input.gan-field", {
    type: "text", autocomplete: "off", spellcheck: false, enterKeyHint: "go", "aria-label": label, placeholder,
    onpaste: (event) => {
      const text = event.clipboardData?.getData("text") || "";
      if (!/[\r\n]/.test(text)) return;
      event.preventDefault();
      const { target: box } = event;
      box.setRangeText(text.replace(/\s*[\r\n]+\s*/g, " "), box.selectionStart, box.selectionEnd, "end");
    },
  });
}

export class CaptionBox {
  constructor(draw) {
    this.draw = draw;
    this.input = line(t("Caption"), t("Say what the portrait should look like"));
    this.press = h("button.gan-button.strong", { type: "submit" }, t("Draw"));
    this.note = h("p.gan-note", { role: "status" });
    this.chips = h("div.gan-examples", { role: "group", "aria-label": t("Examples") });
    const form = h("form", { onsubmit: (event) => (event.preventDefault(), draw(this.input.value)) },
      h("div.gan-box", {}, this.input, h("i.gan-busy-line", { "aria-hidden": "true" })), this.press);
    this.root = h("div.gan-ask", {}, form, this.note, this.chips);
  }

  /** @param {Card} card */
  rebuild(card) {
    this.chips.replaceChildren(...examples(card).map((text) => h("button.gan-example", {
      type: "button", lang: HAN.test(text) ? "zh" : "en", title: t("Draw this example"), onclick: () => this.draw(text),
    }, text)));
  }

  write(text) {
    if (this.input.value !== text) this.input.value = text;
  }

  busy(on) {
    this.root.classList.toggle("busy", on);
    this.press.setAttribute("aria-busy", String(on));
  }

  // A sentence under the box: what is wrong, or else what can be done.
  tell(problem, hint) {
    say(this.note, problem || hint, Boolean(problem));
  }
}
