// A caption word by word: known words show their map, others say how they were read or what to write instead.
import { button, h, press } from "../core/dom.js";
import { pick, t } from "../core/words.js";
/** @import { Told } from "./captions.js" */

const READ = ["known", "near"];

export class Chips {
  /** @type {import("./captions.js").Word[]} */ words;
  /** @type {HTMLElement[]} */ chips;
  /** @type {number | null} */ pinned;

  constructor(look, replace) {
    this.look = look;
    this.replace = replace;
    this.words = [];
    this.chips = [];
    this.pinned = this.pointed = this.focused = null;
    this.row = h("div.gan-chips", { role: "group", "aria-label": t("The words of the caption") });
    this.reasons = h("div.gan-reasons");
    this.help = h("span.gan-unseen", { id: "gan-word-help" }, t("Shows where in the picture the word was looked for"));
    this.root = h("div.gan-told", {}, this.row, this.reasons, this.help);
  }

  // The same words keep their chips, and a pinned word stays pinned where it is still there.
  /** @param {Told} told */
  show({ words, left_out, remarks }) {
    const key = JSON.stringify([words, left_out, remarks]);
    if (key === this.key) return this.update();
    this.key = key;
    const pinned = this.words[this.pinned ?? -1]?.text;
    const focus = [...this.row.querySelectorAll("button")].findIndex((one) => one === document.activeElement);
    this.words = words;
    this.pinned = this.pointed = this.focused = null;
    const again = words.findIndex((word) => word.text === pinned && READ.includes(word.kind));
    if (again >= 0) this.pinned = again;
    this.chips = words.map((word, i) => this.chip(word, i));
    this.row.replaceChildren(...this.chips);
    this.reasons.replaceChildren(...reasons(words, left_out, remarks));
    if (focus >= 0) this.row.querySelectorAll("button")[focus]?.focus({ preventScroll: true });
    this.update();
  }

  // Which words the picture on the stage shows; one that it misses is struck out, and says so.
  seen(shown) {
    this.chips.forEach((chip, i) => {
      const missed = shown?.[i] === false;
      chip.classList.toggle("missed", missed);
      chip.querySelector(".gan-missed")?.remove();
      if (missed) chip.append(h("span.gan-missed", {}, unseen(", "), t("not shown")));
    });
  }

  chip(word, i) {
    if (READ.includes(word.kind)) return this.known(word, i);
    if (word.kind === "filler") {
      return h("span.gan-word.filler", { title: t("ignored") }, word.text, unseen(t(" (ignored)")));
    }
    const mark = h("span.gan-word.unknown", { title: t("not known") }, word.text, unseen(t(" (not known)")));
    if (!word.suggestions.length) return mark;
    const offers = word.suggestions.map((text) => button(text, t("Write “{text}” instead of “{word}”", { text, word: word.text }), () => this.replace(word, text), ".offer"));
    return h("span.gan-unknown", {}, mark, h("small", {}, t("try")), ...offers);
  }

  known(word, i) {
    const near = word.kind === "near";
    const told = near ? [h("i", { "aria-hidden": "true" }, "→"), h("b", {}, word.read), unseen(t(", read as that"))] : [];
    const chip = h("button.gan-word", {
      type: "button", "aria-describedby": this.help.id, title: near ? t("read as “{read}”", { read: word.read }) : "",
      onpointerenter: (event) => event.pointerType === "mouse" && this.set({ pointed: i }),
      onpointerleave: () => this.set({ pointed: null }),
      onfocus: () => chip.matches(":focus-visible") && this.set({ focused: i }),
      onblur: () => this.set({ focused: null }),
      onclick: () => this.set(this.pinned === i ? { pinned: null, pointed: null, focused: null } : { pinned: i }),
    }, word.text, ...told);
    return chip;
  }

  set(changes) {
    Object.assign(this, changes);
    this.update();
  }

  update() {
    const shown = this.pointed ?? this.focused ?? this.pinned;
    this.chips.forEach((chip, i) => {
      if (chip.tagName !== "BUTTON") return;
      press(chip, i === this.pinned);
      chip.classList.toggle("shown", i === shown);
    });
    this.look(shown, this.words[shown]);
  }
}

const unseen = (text) => h("span.gan-unseen", {}, text);

function reasons(words, leftOut, remarks) {
  const told = [...words.filter((word) => word.why).map((word) => word.why), ...remarks].map((why) => h("p", {}, pick(why)));
  const strange = words.filter((word) => word.kind === "unknown" && !word.why).map((word) => `“${word.text}”`);
  if (strange.length) told.unshift(h("p", {}, t("Not known, and left out: {words}.", { words: strange.join(" ") })));
  const cut = t("The caption is long: its end was not read.");
  return leftOut ? [...told, h("p", {}, cut)] : told;
}
