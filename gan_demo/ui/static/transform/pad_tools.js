// The tools of a drawing pad: pen and eraser, how wide they are, undo, redo and clear.
import { USUAL } from "./drawing_pad.js";
import { button, h, press } from "../core/dom.js";
import { pgettext, t } from "../core/words.js";

const WIDTHS = [1, USUAL, 3]; // pixels of the model
const NAMES = [t("Thin lines"), t("Medium lines"), t("Thick lines")];

export class PadTools {
  /** @param {import("./drawing_pad.js").DrawingPad} pad */
  constructor(pad) {
    this.pad = pad;
    const tool = (erasing, text, title) => button(text, title, () => this.take({ erasing }));
    this.pen = tool(false, t("Pen"), t("Pen: draw lines"));
    this.eraser = tool(true, t("Eraser"), t("Eraser: take lines away"));
    this.widths = WIDTHS.map((width, i) => this.dot(width, NAMES[i]));
    this.undo = button(t("Undo"), t("Undo (Ctrl+Z)"), () => pad.step(-1));
    this.redo = button(t("Redo"), t("Redo (Ctrl+Shift+Z)"), () => pad.step(1));
    this.root = h("div.gan-tools", {}, group(t("Tool"), this.pen, this.eraser),
      group(t("Width of lines"), ...this.widths), h("span.gan-space"),
      group(pgettext("undo", "Steps"), this.undo, this.redo,
        button(t("Clear"), t("Clear the pad"), () => pad.clear())));
    this.read();
  }

  dot(width, name) {
    const one = button("", name, () => this.take({ width }), ".gan-dot");
    one.ariaLabel = name;
    one.append(h("i", { ariaHidden: "true" }));
    one.style.setProperty("--dot", `${2 + 4 * WIDTHS.indexOf(width)}px`);
    return one;
  }

  take(changes) {
    Object.assign(this.pad, changes);
    this.read();
  }

  // A button that cannot be pressed any more hands the keyboard on to the pad.
  read() {
    const { pad } = this;
    press(this.pen, !pad.erasing);
    press(this.eraser, pad.erasing);
    this.widths.forEach((one, i) => press(one, pad.width === WIDTHS[i]));
    const held = document.activeElement;
    this.undo.disabled = pad.at < 1;
    this.redo.disabled = pad.at >= pad.steps.length - 1;
    if (held instanceof HTMLButtonElement && held.disabled && this.root.contains(held)) pad.canvas.focus();
  }

  // What the keys of any drawing program do.
  key(event) {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["y", "z"].includes(key)) return;
    event.preventDefault();
    this.pad.step(key === "y" || event.shiftKey ? 1 : -1);
  }
}

const group = (name, ...children) => h("span.gan-pad-tools", { role: "group", "aria-label": name }, ...children);
