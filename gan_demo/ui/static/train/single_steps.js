// One step at a time: each player alone while the run is paused, or all phases in slow motion.
import { button, h, press, say } from "../core/dom.js";
import { send } from "./commands.js";
import { t } from "../core/words.js";
/** @import { Story } from "./run.js" */

const PACES = [0, 0.5, 1.5, 4];

export class Slow {
  /** @type {Story} */ run;

  constructor() {
    this.asked = { run: "", seconds: 0 };
    this.paces = PACES.map((seconds) => {
      const name = seconds ? t("{seconds} s", { seconds }) : t("Off");
      return button(name, seconds ? t("Each phase for {seconds} s", { seconds }) : t("Full speed"), () => this.ask({ do: "slow", seconds }, seconds));
    });
    const step = (player, name, title) => button(name, title, () => this.ask({ do: "step", player }));
    this.steps = [step("d", t("Step D"), t("D looks and learns once")), step("g", t("Step G"), t("G looks and learns once"))];
    this.hint = h("p.gan-hint");
    this.problem = h("p.gan-note", { role: "alert" });
    this.root = h("section.gan-slow", { hidden: true }, h("h3", {}, t("Slow motion")),
      h("div.gan-joined", { role: "group", "aria-label": t("Seconds a phase") }, ...this.paces), h("div.gan-joined", {}, ...this.steps), this.hint, this.problem);
  }

  /** @param {Story} run */
  show(run) {
    if (run.name !== this.run?.name) say(this.problem, "");
    this.run = run;
    this.root.hidden = !run.live || !["running", "paused"].includes(run.state);
    const pace = run.slow ?? (run.name === this.asked.run ? this.asked.seconds : 0);
    this.paces.forEach((one, i) => press(one, PACES[i] === pace));
    for (const one of this.steps) one.disabled = run.state !== "paused";
    this.hint.textContent = run.state === "paused" ? t("Paused: each button lets one player look and learn once.")
      : t("See each phase of a step. Pause to take single steps.");
  }

  async ask(order, seconds) {
    const run = this.run.name;
    try {
      await send(run, order);
      if (order.do === "slow") this.asked = { run, seconds };
      say(this.problem, "");
    } catch (error) {
      say(this.problem, error.message);
    }
  }
}
