// How healthy a run is: a dot for each thing that can go wrong, and for what does a sentence and what to do.
import { button, h } from "../core/dom.js";
import { said, settingName } from "./run_texts.js";
import { pick, t } from "../core/words.js";
/** @import { Story } from "./run.js" */

const NAMES = {
  collapse: t("Variety"), "d too strong": t("D too strong"), "d too weak": t("D too weak"),
  divergence: t("Divergence"), nan: t("NaN"), stagnation: t("Stagnation"),
};
const LEVELS = { early: t("too early to say"), ok: t("fine"), warn: t("look at this"), bad: t("something is wrong") };
const QUIET = ["early", "ok"]; // nothing to tell
const SURE = 4000;
const nameOf = (light) => NAMES[light] || String(light);

export class Lights {
  // apply(changes) and back(step, changes) do what a light suggests.
  constructor({ apply, back }) {
    this.apply = apply;
    this.back = back;
    this.advices = new Map();
    this.row = h("ul.gan-lights", { "aria-label": t("Health") });
    this.told = h("div.gan-advice", { "aria-live": "polite" });
    this.root = h("section", { hidden: true }, this.row, this.told);
  }

  /** @param {Story} run */
  show({ lights = [], name }) {
    const key = JSON.stringify([lights, name]);
    if (key === this.key) return;
    this.key = key;
    this.root.hidden = !lights.length;
    const dot = ({ light, level, text }) => h("li", { "data-level": level, title: text ? pick(text) : "" }, h("i", { "aria-hidden": "true" }), nameOf(light),
      h("span.gan-unseen", {}, `: ${LEVELS[level] || level}`));
    this.row.replaceChildren(...lights.map(dot));
    this.advise(name, lights.filter((one) => !QUIET.includes(one.level)));
  }

  // While only its numbers change, an advice keeps its buttons, one of which may be pressed at this moment.
  advise(run, found) {
    const before = this.advices, keyOf = ({ light, changes, rewind }) => JSON.stringify([run, light, changes, rewind]);
    this.advices = new Map(found.map((one) => [keyOf(one), before.get(keyOf(one)) || this.advice(one)]));
    for (const one of found) {
      const { root, sentence } = this.advices.get(keyOf(one));
      root.dataset.level = one.level;
      sentence.textContent = one.text ? pick(one.text) : nameOf(one.light);
    }
    if (String([...before.keys()]) !== String([...this.advices.keys()])) this.told.replaceChildren(...[...this.advices.values()].map(({ root }) => root));
  }

  advice({ light, changes, rewind }) {
    const sentence = h("p"), buttons = [], some = changes && Object.keys(changes).length > 0;
    if (some) {
      const told = Object.entries(changes).map(([name, value]) => `${settingName(name)} ${said(name, Number.isFinite(Number(value)) && value !== "" ? Number(value) : value)}`).join(", ");
      buttons.push(button(t("Apply: {changes}", { changes: told }), t("Apply: {changes}", { changes: told }), () => this.apply(changes)));
    }
    if (Number.isFinite(rewind)) buttons.push(this.rewinding(rewind, some ? changes : {}));
    return { sentence, root: h("div.gan-advised", { "data-light": light }, sentence, ...buttons) };
  }

  // Asks once, in the button itself; the second click of a double click is no answer.
  rewinding(step, changes) {
    const at = step.toLocaleString("en"), plain = t("Roll back to the best, step {step}", { step: at });
    const name = Object.keys(changes).length ? plain + t(", with that applied") : plain;
    let asking;
    const rest = () => {
      clearTimeout(asking);
      delete back.dataset.sure;
      back.textContent = name;
    };
    const back = button(name, t("Later steps go"), ({ detail }) => {
      if (detail > 1) return;
      if (back.dataset.sure) return rest(), this.back(step, changes);
      back.dataset.sure = "yes";
      back.textContent = t("Later steps go. Roll back?");
      asking = setTimeout(rest, SURE);
    });
    return back;
  }
}
