// What of the picture is looked at, where a model has views: the whole, or one of them; and where it makes clips, whether they play.
import { button, h, label, press, seen } from "../core/dom.js";
import { onPause, pause, playing } from "../core/clip_clock.js";
import { set, state } from "../core/state.js";
import { pick, t } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

export class ViewSwitch {
  /** @type {Card | undefined} */ card;
  /** @type {[string, HTMLButtonElement][]} */ views;

  constructor() {
    this.views = [];
    this.play = button("", "", () => pause(), ".gan-pause");
    this.group = h("div.gan-views", { role: "group", "aria-label": t("What is shown") });
    this.root = h("div.gan-looking", { hidden: true }, this.play, this.group);
    this.marked();
  }

  connected() {
    document.addEventListener("keydown", this.key);
    const unheard = onPause(() => this.marked());
    return () => (unheard(), document.removeEventListener("keydown", this.key));
  }

  // The space bar stops and plays a clip where it does nothing else.
  key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== " " || event.target !== document.body || !this.plays || !seen(this.root)) return;
    event.preventDefault();
    pause();
  };

  get plays() {
    return this.card?.example === "clip";
  }

  /** @param {Card} card */
  follow(card) {
    if (card !== this.card) this.become(card);
    for (const [name, one] of this.views) press(one, name === (card.views[state.view] ? state.view : ""));
  }

  /** @param {Card} card */
  become(card) {
    this.card = card;
    /** @type {[string, string][]} */
    const titles = [["", t("Whole")], .../** @type {[string, string][]} */ (Object.entries(card.views).map(([name, title]) => [name, pick(title)]))];
    this.views = titles.map(([name, title]) => [name, button(title, "", () => set({ view: name }))]);
    this.group.hidden = titles.length < 2;
    this.group.replaceChildren(...this.views.map(([, one]) => one));
    this.play.hidden = !this.plays;
    this.root.hidden = this.group.hidden && this.play.hidden;
  }

  marked() {
    label(this.play, playing() ? "❚❚" : "▶", playing() ? t("Stop the clip (space)") : t("Play the clip (space)"));
  }
}
