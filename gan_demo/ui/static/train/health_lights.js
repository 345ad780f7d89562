// How healthy a run is: a dot for each thing that can go wrong, which says what it watches, and for what does go wrong a sentence and what to do.
import { button, h } from "../core/dom.js";
import { said, settingName } from "./run_texts.js";
import { pick, t } from "../core/words.js";
/** @import { Story } from "./run.js" */

const NAMES = {
  collapse: t("Variety"), "d too strong": t("D too strong"), "d too weak": t("D too weak"),
  divergence: t("Divergence"), nan: t("NaN"), stagnation: t("Stagnation"),
};
const LEVELS = { early: t("too early to say"), ok: t("fine"), warn: t("look at this"), bad: t("something is wrong"), over: t("the run failed") };
const QUIET = ["early", "ok", "over"]; // nothing to tell
const SURE = 4000;
const nameOf = (light) => NAMES[light] || String(light);

export class Lights {
  /** @type {Story["lights"]} */ lights = [];
  /** @type {Map<string, ReturnType<Lights["dot"]>>} */ dots = new Map();

  // apply(changes) and back(step, changes) do what a light suggests.
  constructor({ apply, back }) {
    this.apply = apply;
    this.back = back;
    this.advices = new Map();
    this.row = h("ul.gan-lights", { "aria-label": t("Health") });
    this.asked = ""; // the light of which is told what it watches
    this.watched = h("p.gan-hint", { role: "status", hidden: true });
    this.told = h("div.gan-advice", { "aria-live": "polite" });
    this.root = h("section", { hidden: true }, this.row, this.watched, this.told);
  }

  /** @param {Story} run */
  show({ lights = [], name }) {
    const key = JSON.stringify([lights, name]);
    if (key === this.key) return;
    this.key = key;
    this.root.hidden = !lights.length;
    this.lights = lights;
    if (String([...this.dots.keys()]) !== String(lights.map((one) => one.light))) {
      this.dots = new Map(lights.map(({ light }) => [light, this.dot(light)]));
      this.row.replaceChildren(...[...this.dots.values()].map(({ root }) => root));
    }
    for (const one of lights) this.dots.get(one.light)?.show(one);
    this.tell();
    this.advise(name, lights.filter((one) => !QUIET.includes(one.level)));
  }

  dot(light) {
    const state = h("span.gan-unseen");
    const ask = h("button", { type: "button", onclick: () => this.tell(this.asked === light ? "" : light) }, h("i", { "aria-hidden": "true" }), nameOf(light), state);
    const root = h("li", {}, ask);
    const show = ({ level, text }) => {
      root.dataset.level = level;
      root.title = pick(text);
      state.textContent = `: ${LEVELS[level] || level}`;
    };
    return { root, ask, show };
  }

  // What a light watches, where it was asked, and how that stands, unless an advice says so.
  tell(asked = this.asked) {
    const one = this.lights.find(({ light }) => light === asked);
    this.asked = one ? asked : "";
    for (const [light, { ask }] of this.dots) ask.setAttribute("aria-expanded", String(light === this.asked));
    this.watched.hidden = !one;
    if (!one) return;
    const stands = QUIET.includes(one.level) ? pick(one.text) : "";
    this.watched.replaceChildren(h("b", {}, nameOf(one.light)), ` ${pick(one.watches)} ${stands}`);
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
