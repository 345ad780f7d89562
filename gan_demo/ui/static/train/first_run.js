// What stands in the Train tab while there is no run: what one will see, a run for one click, and what it leads to.
import { button, h, say } from "../core/dom.js";
import { openModel } from "../core/open_model.js";
import { post } from "./commands.js";
import { ROOT, cards, watch } from "../core/state.js";
import { duration, t, titled } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

const MINUTES = 2;

/** @param {Card} card */
function trained(card) {
  const time = duration(card.seconds);
  if (!card.begun) return t("after {time}", { time });
  const first = cards.find((other) => other.name === card.begun), from = first ? titled(first) : card.begun.split("/").pop();
  return t("after {time}, begun from {from}", { time, from });
}

export class Beginning {
  // begun(name) is called with the run that was started.
  constructor(begun) {
    this.begun = begun;
    this.start = button(t("Start: portraits in {minutes} minutes", { minutes: MINUTES }), t("Start a run on portraits with the usual settings"), () => this.begin(), ".strong");
    this.problem = h("p.gan-note", { role: "alert" });
    this.leads = h("h3", {}, t("What training leads to"));
    this.sheets = h("div.gan-sheets");
    this.root = h("div.gan-empty.gan-beginning", { hidden: true }, h("h2", {}, t("Watch one learn")),
      h("p", {}, t("It begins as noise, and within seconds you see it change. Pause it, turn a knob, go back in time, or branch a second run off.")),
      this.start, this.problem, this.leads, this.sheets);
    this.stop = watch(({ list }) => list && this.show());
  }

  show() {
    const shipped = cards.filter((card) => card.preview && !card.trained && !card.kept_from);
    this.leads.hidden = !shipped.length;
    this.sheets.replaceChildren(...shipped.map((card) => this.sheet(card)));
  }

  /** @param {Card} card */
  sheet(card) {
    const title = t("Open {card}", { card: titled(card) }), source = `${ROOT}model/${encodeURIComponent(card.name)}/preview?v=${card.stamp}`;
    const open = () => openModel(card.name).catch((error) => say(this.problem, error.message));
    return h("button.gan-sheet-of", { type: "button", "data-example": card.example, title, "aria-label": title, onclick: open }, h("img", { src: source, alt: "", loading: "lazy" }),
      h("span", {}, h("b", {}, titled(card)), " ",
        card.seconds ? h("small", {}, trained(card)) : ""));
  }

  async begin() {
    this.start.disabled = true;
    say(this.problem, t("Starting…"), false);
    try {
      this.begun((await post("start", { minutes: MINUTES })).run);
      say(this.problem, "");
    } catch (error) {
      say(this.problem, error.message);
    }
    this.start.disabled = false;
  }
}
