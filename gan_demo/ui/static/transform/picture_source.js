// Where a picture comes from, which is given or whose outline is taken: chosen, dropped onto the pad, or pasted.
import { button, h, label, seen } from "../core/dom.js";
import { t } from "../core/words.js";

export const OUTLINE = t("Take an outline from a picture"), PICTURE = t("Give a picture of yours");
const touch = matchMedia("(hover: none)").matches; // nothing can be dropped there

export class PictureSource {
  /**
   * @param {HTMLElement} zone
   * @param {(file: File) => unknown} given
   */
  constructor(zone, given) {
    this.zone = zone;
    this.given = given;
    this.input = h("input", { type: "file", accept: "image/*", hidden: true, onchange: () => this.pick() });
    this.name = OUTLINE;
    this.button = button(OUTLINE, OUTLINE, () => this.input.click());
    this.root = h("div.gan-tools.gan-taking", {}, this.input, this.button,
      touch ? null : h("span.gan-hint", {}, t("or drop or paste one here")));
    zone.addEventListener("dragover", (event) => this.over(event, true));
    zone.addEventListener("dragleave", (event) => this.over(event, false));
    zone.addEventListener("drop", (event) => this.drop(event));
    this.pasted = (event) => this.paste(event);
  }

  // What is done with the picture.
  become(name) {
    this.name = name;
    label(this.button, name);
  }

  busy(on) {
    label(this.button, on ? t("Taking the outline…") : this.name);
  }

  pick() {
    const [file] = this.input.files || [];
    if (file) this.given(file);
    this.input.value = ""; // so that the same can be chosen once more
  }

  over(event, on) {
    event.preventDefault();
    this.zone.classList.toggle("over", on);
  }

  drop(event) {
    this.over(event, false);
    if (event.dataTransfer.files[0]) this.given(event.dataTransfer.files[0]);
  }

  paste(event) {
    const file = seen(this.zone) && [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.given(file);
  }
}
