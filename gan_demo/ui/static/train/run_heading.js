// How a run stands, in words and numbers: above its pictures the state and the progress, below them the numbers.
import { button, h, label, say } from "../core/dom.js";
import { kindOf } from "../core/examples.js";
import { openModel } from "../core/open_model.js";
import { dataName, disk, recipeName, runName, stateName } from "./run_texts.js";
import { another } from "./run_side.js";
import { opening } from "./kept_step.js";
import { duration, pick, short, t } from "../core/words.js";
/** @import { Story } from "./run.js" */

export class Heading {
  /** @type {Story} */ run;

  // picked(name) is called when another run is chosen.
  constructor(picked) {
    this.picker = h("select.gan-field", { "aria-label": t("Runs"), onchange: () => picked(this.picker.value) });
    this.state = h("b", { role: "status", "aria-live": "polite" });
    this.open = button("", "", () => this.explore());
    this.reason = h("p.gan-note.bad", { role: "alert" });
    this.about = h("p.gan-hint");
    this.bar = h("progress", { max: 1, value: 0, "aria-label": t("Progress") });
    this.numbers = h("dl.gan-numbers");
    const fresh = button(t("New run"), t("Set up another run"), another, ".gan-another");
    this.above = [h("div.gan-run-head", {}, this.state, h("span.gan-space"), this.open, fresh, this.picker), this.bar, this.reason, this.about];
  }

  /**
   * The names of all runs, unless one is being chosen.
   * @param {import("./run.js").Brief[]} runs
   * @param {string} shown
   */
  list(runs, shown) {
    this.runs = runs;
    const key = JSON.stringify(runs.map((run) => [run.name, runName(run), run.state]));
    if (key !== this.key && document.activeElement !== this.picker) {
      this.picker.replaceChildren(...runs.map((run) => h("option", { value: run.name }, `${runName(run)} · ${stateName(run)}`)));
      this.key = key;
    }
    this.picker.value = shown;
  }

  /**
   * @param {Story} run
   * @param {string} lost
   */
  show(run, lost) {
    if (run.name !== this.run?.name) this.refused = "";
    this.run = run;
    this.picker.value = run.name;
    const { recipe = "", data = "", other = "" } = run.settings || {}, sides = [data, other].filter(Boolean);
    const what = run.settings ? [recipeName(recipe), sides.map(dataName).join(" ↔ ")] : [];
    this.state.textContent = [stateName(run), ...what].join(" · ");
    this.state.dataset.state = run.state;
    say(this.reason, run.reason ? pick(run.reason) : lost || this.refused, Boolean(run.reason || this.refused));
    this.about.textContent = [this.branch(run.parent), run.note].filter(Boolean).join(" · ");
    this.about.hidden = !this.about.textContent;
    const [text, title] = opening(run);
    label(this.open, text, title).hidden = !run.model;
    this.progress(run);
  }

  fail(words) {
    say(this.reason, words);
  }

  /** @param {Story["parent"]} parent */
  branch(parent) {
    if (!parent?.run) return "";
    const name = runName(this.runs?.find((one) => one.name === parent.run) || { name: parent.run });
    if (!parent.step) return t("Variant of {name}", { name });
    const step = parent.step.toLocaleString("en");
    return t("Branched from {name} at step {step}", { name, step });
  }

  /** @param {Story} run */
  progress(run) {
    const { state, preparing, progress: now } = run;
    const ready = state === "preparing" && preparing;
    if (state === "starting") this.bar.removeAttribute("value");
    else this.bar.value = ready ? preparing.done / Math.max(1, preparing.total) : now ? share(now, state) : 0;
    const facts = ready ? readying(preparing) : figures(run);
    this.numbers.replaceChildren(...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  }

  explore() {
    this.refused = "";
    openModel(this.run.name, this.run.name).catch((error) => this.fail((this.refused = error.message)));
  }
}

const lasting = (seconds) => (Number.isFinite(seconds) ? duration(seconds) : "–");

function readying({ done, total, left }) {
  const count = `${done.toLocaleString("en")} / ${total.toLocaleString("en")}`;
  return [[t("Prepared"), count], [t("Left"), lasting(left)]];
}

/** @param {Story} run */
function figures(run) {
  const { state, progress: now, started, disk: size } = run;
  const going = state === "running";
  return [
    [t("Step"), now ? now.step.toLocaleString("en") : "–"], [kindOf(run).seen, short(now?.images)],
    [kindOf(run).rate, going ? short(now?.rate) : "–"], [t("Time"), lasting(now?.seconds)],
    [t("Left"), going ? lasting(now?.left) : "–"], [t("Device"), started?.device || "–"],
    [t("Memory"), now?.memory ? disk(now.memory) : "–"], [t("Disk"), size ? disk(size) : "–"],
  ];
}

function share({ seconds, left }, state) {
  if (state === "finished") return 1;
  return Number.isFinite(left) ? seconds / Math.max(1e-9, seconds + left) : 0;
}
