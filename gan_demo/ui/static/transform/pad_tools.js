// The tools of a drawing pad: pen and eraser, how wide they are, undo, redo and clear.
import { USUAL } from "./drawing_pad.js";
import { button, h, press } from "../core/dom.js";
import { t } from "../core/words.js";

const WIDTHS = [1, USUAL, 3]; // pixels of the model
const NAMES = [t("Thin lines", "细线"), t("Medium lines", "中等线条"), t("Thick lines", "粗线")];

export class PadTools {
  /** @param {import("./drawing_pad.js").DrawingPad} pad */
  constructor(pad) {
    this.pad = pad;
    const tool = (erasing, text, title) => button(text, title, () => this.take({ erasing }));
    this.pen = tool(false, t("Pen", "画笔"), t("Pen: draw lines", "画笔：画线"));
    this.eraser = tool(true, t("Eraser", "橡皮"), t("Eraser: take lines away", "橡皮：擦去线条"));
    this.widths = WIDTHS.map((width, i) => this.dot(width, NAMES[i]));
    this.undo = button(t("Undo", "撤销"), t("Undo (Ctrl+Z)", "撤销（Ctrl+Z）"), () => pad.step(-1));
    this.redo = button(t("Redo", "重做"), t("Redo (Ctrl+Shift+Z)", "重做（Ctrl+Shift+Z）"), () => pad.step(1));
    this.root = h("div.gan-tools", {}, group(t("Tool", "工具"), this.pen, this.eraser),
      group(t("Width of lines", "线条粗细"), ...this.widths), h("span.gan-space"),
      group(t("Steps", "步骤"), this.undo, this.redo,
        button(t("Clear", "清空"), t("Clear the pad", "清空画板"), () => pad.clear())));
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
