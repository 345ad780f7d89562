// What can be done from an earlier step: the run goes back to it, or a second run branches off there.
import { button, h, say } from "../core/dom.js";
import { send } from "./commands.js";
import { Knobs, wait } from "./steering.js";
import { t } from "../core/words.js";
/** @import { Story } from "./run.js" */

export class Branches {
  /** @type {Story} */ run;

  // branched(name) is called with the run that was begun.
  constructor(branched) {
    this.branched = branched;
    this.back = button(t("Go back to here"), "", () => this.open(this.asking));
    this.off = button(t("Branch from here"), "", () => this.open(this.branching));
    this.buttons = h("span.gan-turns", {}, this.back, this.off);
    const never = () => button(t("Cancel"), t("Leave all as it is"), () => this.open(null));
    this.loss = h("p");
    this.yes = button(t("Go back"), t("Go back; later steps go"), () => this.rewind(), ".strong");
    this.asking = h("div.gan-panel", { hidden: true, role: "group" }, this.loss, h("div.gan-tools", {}, this.yes, never()));
    this.from = h("p");
    this.changes = {};
    this.place = h("div");
    this.begin = button(t("Branch"), t("Begin a second run here with these changes"), () => this.fork(), ".strong");
    this.branching = h("div.gan-panel", { hidden: true, role: "group" }, this.from, this.place, h("div.gan-tools", {}, this.begin, never()));
    this.problem = h("p.gan-note", { role: "alert" });
    this.panels = h("div.gan-panels", {}, this.asking, this.branching, this.problem);
  }

  /** @param {Story} run */
  show(run) {
    if (run.name !== this.run?.name) this.open(null);
    this.run = run;
    this.read();
  }

  // The step that is looked at; what counts is the snapshot that was chosen, else the last that is not after it.
  at(step, chosen = null) {
    if ((step !== this.step || chosen !== this.chosen) && !this.asking.hidden) this.open(null);
    this.step = step;
    this.chosen = chosen;
    this.read();
  }

  read() {
    const snapshots = this.run?.snapshots || [];
    this.snapshot = snapshots.includes(this.chosen) ? this.chosen : snapshots.findLast((one) => one <= this.step) ?? null;
    this.buttons.hidden = !snapshots.length;
    const none = this.snapshot === null, last = this.run?.progress?.step ?? 0;
    this.back.disabled = none || this.snapshot >= last || ["waiting", "starting", "preparing"].includes(this.run?.state);
    this.off.disabled = none;
    const at = (this.snapshot ?? 0).toLocaleString("en");
    const where = none ? t("There is no snapshot at or before this step") : t("From the snapshot at step {step}", { step: at });
    for (const one of [this.back, this.off]) one.title = where;
    this.loss.textContent = t("The run goes back to step {step}, the last snapshot up to here. What came later goes: grids, curves, snapshots, and what was steered.", { step: at });
    this.knobs?.show(asOf(this.run, this.snapshot), true);
    this.from.textContent = t("A second run begins at step {step}, the last snapshot up to here, with the same seed and data. What should be different?", { step: at });
  }

  open(panel) {
    for (const one of [this.asking, this.branching]) one.hidden = one !== panel || !one.hidden;
    say(this.problem, "");
    this.changes = {};
    this.knobs = this.branching.hidden ? null : new Knobs((changes, knob) => wait(this.run.name, this.changes, changes).catch((error) => knob.refuse(error.message)), { anew: true });
    this.knobs?.show(asOf(this.run, this.snapshot), true);
    this.place.replaceChildren(...(this.knobs ? [this.knobs.root] : []));
    if (panel && !panel.hidden) panel.scrollIntoView({ block: "nearest" });
  }

  rewind() {
    this.ask({ do: "rewind", step: this.snapshot });
  }

  async fork() {
    const answer = await this.ask({ do: "fork", step: this.snapshot, changes: this.changes });
    if (answer?.run) this.branched(answer.run);
  }

  async ask(order) {
    this.yes.disabled = this.begin.disabled = true;
    try {
      const answer = await send(this.run.name, order);
      this.open(null);
      return answer;
    } catch (error) {
      say(this.problem, error.message);
    } finally {
      this.yes.disabled = this.begin.disabled = false;
    }
  }
}

const KEPT = ["steps", "images", "minutes", "grid_seconds"]; // are no part of how it learns, and stay

/**
 * The run with the settings that it had at a step: what was steered later is as it was before.
 * @param {Story} run
 */
function asOf(run, step) {
  const later = (run.changes || []).filter((change) => change.step > step).reverse();
  const was = Object.assign({}, ...later.flatMap(({ changes }) => Object.entries(changes).filter(([name]) => !KEPT.includes(name)).map(([name, [old]]) => ({ [name]: old }))));
  return { ...run, settings: run.settings && { ...run.settings, ...was }, resolved: { ...run.resolved, ...was } };
}
