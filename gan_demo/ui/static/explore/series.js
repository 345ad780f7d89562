// What a series has beneath its curves: what each is called, and how it sounds.
import { button, h, label, say, seen } from "../core/dom.js";
import { variables } from "../core/examples.js";
import { askUntilFree, pictureURL } from "../core/state.js";
import { t } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

const SETTLED = 150; // milliseconds until a series that is changed while it sounds is heard

// The address of what is shown as another file.
export const fileURL = (form) => `${pictureURL()}&form=${form}`;

export class Series {
  /** @type {Card | undefined} */ card;

  // frame: what the curves are shown in; began() is called before a sound begins.
  constructor(frame, began) {
    this.frame = frame;
    this.began = began;
    this.line = h("i.gan-playhead", { hidden: true });
    frame.append(this.line);
    this.audio = h("audio", { onended: () => this.stop() });
    this.listen = button("", "", () => (this.on ? this.stop() : this.begin()), ".gan-listen");
    this.legend = h("ul.gan-inks", { role: "list", "aria-label": t("The curves") });
    this.problem = h("p.gan-note", { role: "alert" });
    this.root = h("div.gan-series", { hidden: true }, this.listen, this.legend, this.audio, this.problem);
    this.told();
  }

  /**
   * Another picture is shown: what sounds goes on with it, from where it is.
   * @param {Card} card
   */
  follow(card) {
    if (card !== this.card) this.show(card);
    clearTimeout(this.settling);
    if (this.on) this.settling = setTimeout(() => this.play(), SETTLED);
  }

  /** @param {Card} card */
  show(card) {
    this.stop();
    this.card = card;
    this.root.hidden = card.example !== "series";
    const known = this.root.hidden ? [] : variables(card);
    this.legend.hidden = known.length < 2;
    this.legend.replaceChildren(...known.map(({ ink, name, low, high }) =>
      h("li", { title: t("{name}: {low} to {high}", { name, low, high }) }, h("i.gan-ink", { ariaHidden: "true", style: `background:${ink}` }), name)));
  }

  begin() {
    this.began();
    this.on = true;
    this.audio.load(); // Safari lets an element speak later that a click has touched
    this.told();
    this.play();
  }

  async play() {
    const mine = (this.asking = Symbol("sound"));
    say(this.problem, "");
    try {
      const file = await (await askUntilFree(fileURL("wav"))).blob();
      if (this.asking !== mine) return;
      const at = this.audio.currentTime;
      this.release();
      this.audio.src = URL.createObjectURL(file);
      this.audio.currentTime = at;
      await this.audio.play();
      if (this.asking === mine) this.moved();
    } catch (error) {
      if (this.asking !== mine) return;
      this.stop();
      say(this.problem, error.message);
    }
  }

  stop() {
    this.on = false;
    this.asking = null;
    clearTimeout(this.settling);
    cancelAnimationFrame(this.moving ?? 0);
    this.audio.pause();
    this.release();
    this.audio.removeAttribute("src");
    this.line.hidden = true;
    this.told();
  }

  release() {
    if (this.audio.src) URL.revokeObjectURL(this.audio.src);
  }

  // The line stands where the sound is: notes fill their steps, other values are points in the middle of theirs.
  moved() {
    cancelAnimationFrame(this.moving ?? 0);
    if (!this.on || !this.card) return;
    if (!seen(this.frame)) return this.stop();
    const { details, size } = this.card, step = this.audio.currentTime / details.step;
    const share = details.notes ? step / size : (step - 0.5) / Math.max(1, size - 1);
    this.line.style.transform = `translateX(${100 * Math.min(1, Math.max(0, share))}%)`;
    this.line.hidden = false;
    this.moving = requestAnimationFrame(() => this.moved());
  }

  told() {
    label(this.listen, this.on ? t("■ Stop") : t("▶ Listen"), this.on ? t("Stop the sound") : t("Listen to this series"));
  }
}
