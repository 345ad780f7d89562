// Two runs side by side: ?run=A&with=B. Both are read from the server while they train; one scrubber moves both.
import { button, copyButton, h, hear, part, remember, say, seen, whenSeen } from "../core/dom.js";
import { differences } from "./run_differences.js";
import { Overlaid } from "./overlaid_curves.js";
import { linkTo } from "../train/run_item.js";
import { alive, made, runName, stateName } from "../train/run_texts.js";
import { ask } from "../core/state.js";
import { Twins } from "./twin_grids.js";
import { pick, t } from "../core/words.js";
/** @import { Story } from "../train/run.js" */

const OFTEN = 2000, SELDOM = 10000;

export class Compare extends HTMLElement {
  /** @type {ReturnType<Compare["head"]>[]} */ heads;
  /** @type {Twins} */ twins;
  /** @type {Overlaid} */ charts;
  /** @type {HTMLElement} */ differ;
  /** @type {(() => void)[]} */ deaf;
  /** @type {string[] | null} */ names;
  /** @type {(Story | null)[]} */ runs;
  /** @type {number} */ read;

  connectedCallback() {
    this.hidden = true;
    this.heads = [0, 1].map((i) => this.head(i));
    this.twins = new Twins(this.heads.map((one) => one.root), (moment) => this.moved(moment));
    this.charts = new Overlaid((moment) => this.twins.to(moment));
    this.differ = h("div.gan-differ");
    this.replaceChildren(h("div.gan-heading", {}, h("h3", {}, t("Side by side")), h("span.gan-space"),
      copyButton(() => linkTo(this.names?.[0] || "", this.other), t("Copy a link to this comparison")),
      button(t("Close"), t("Back to one run"), () => this.close())),
      this.twins.root, this.differ, this.charts.root);
    this.deaf = [
      hear("gan:runs", (runs) => this.heads.forEach((one, i) => this.options(one.picker, runs, i))),
      hear("gan:smooth", () => this.names && this.show()),
    ];
    this.unsee = whenSeen(this, () => this.names && this.beat());
    const query = new URLSearchParams(location.search);
    if (query.get("run") && query.get("with")) this.begin(query.get("run"), query.get("with"));
  }

  disconnectedCallback() {
    this.unsee?.();
    clearTimeout(this.timer);
    document.body.classList.remove("gan-comparing");
    this.deaf.forEach((end) => end());
  }

  get other() {
    return this.names?.[1] || "";
  }

  head(i) {
    const picker = h("select.gan-field", { "aria-label": i ? t("Second run") : t("First run"), onchange: () => this.chosen(i, picker.value) });
    const state = h("p.gan-place-state"), problem = h("p.gan-note", { role: "status" });
    return { picker, state, problem, root: h("div.gan-twin-head", {}, h(`i.gan-stroke${i ? ".dashed" : ""}`, { "aria-hidden": "true" }), picker, state, problem) };
  }

  options(picker, runs, i) {
    const key = JSON.stringify(runs.map((run) => [run.name, runName(run)]));
    const name = this.names?.[i];
    if (picker.dataset.key !== key && document.activeElement !== picker) {
      picker.replaceChildren(...runs.map((run) => h("option", { value: run.name }, runName(run))));
      picker.dataset.key = key;
    }
    if (name && ![...picker.options].some((one) => one.value === name)) picker.append(h("option", { value: name }, name));
    if (name) picker.value = name;
  }

  chosen(i, name) {
    if (i) this.open(this.names?.[0], name);
    else this.open(name, this.other);
  }

  // From here on the first run is the one that is shown, and the address says so.
  open(first, second) {
    if (!first || !second) return;
    part("gan-run")?.pick(first);
    this.begin(first, second);
    this.scrollIntoView({ block: "start" });
  }

  begin(first, second) {
    const kept = this.names?.[0] === first ? this.runs[0] : null;
    this.names = [first, second];
    this.runs = [kept, null];
    this.read = 0;
    document.body.classList.add("gan-comparing");
    this.hidden = false;
    this.heads.forEach((one, i) => {
      this.options(one.picker, part("gan-places")?.runs || [], i);
      say(one.problem, "");
    });
    this.twins.reset();
    this.beat();
  }

  close() {
    if (!this.names) return;
    this.names = null;
    clearTimeout(this.timer);
    this.twins.stop();
    inAddress("");
    document.body.classList.remove("gan-comparing");
    this.hidden = true;
  }

  async beat() {
    clearTimeout(this.timer);
    const mine = (this.turn = (this.turn || 0) + 1), here = seen(this);
    inAddress(elsewhere() ? "" : this.other);
    const due = this.runs.some((run) => !run || alive(run)) || Date.now() - this.read > SELDOM;
    if (document.visibilityState === "visible" && here && due) {
      this.read = Date.now();
      await Promise.all([0, 1].map((i) => this.refresh(i, mine)));
      if (mine === this.turn && this.names) this.show();
    }
    if (mine === this.turn && this.names && this.isConnected) this.timer = setTimeout(() => this.beat(), OFTEN);
  }

  // What was read before stays in sight when a run or the server goes away.
  async refresh(i, mine) {
    try {
      const run = await (await ask(`run/${encodeURIComponent(this.names?.[i] || "")}`)).json();
      if (mine !== this.turn || !this.names) return;
      this.runs[i] = run;
      say(this.heads[i].problem, run.reason ? pick(run.reason) : "");
    } catch (error) {
      if (mine === this.turn) say(this.heads[i].problem, error.message);
    }
  }

  show() {
    this.heads.forEach((one, i) => this.stand(one, this.runs[i]));
    const [first, second] = this.runs;
    this.differ.replaceChildren(...(first && second ? differences(first, second) : []));
    this.twins.show(this.runs);
  }

  stand({ state, picker }, run) {
    state.dataset.state = run?.state || "";
    if (!run) return state.replaceChildren();
    const option = [...picker.options].find((one) => one.value === run.name);
    if (option) option.textContent = runName(run);
    state.replaceChildren(h("b", {}, h("i", { "aria-hidden": "true" }), stateName(run)), ` · ${made(run)}`);
  }

  moved(moment) {
    this.charts.show(this.runs, moment);
  }
}

// The second run stands in the address while its tab is open.
const elsewhere = () => document.body.dataset.tab && document.body.dataset.tab !== "train";
function inAddress(name) {
  if ((new URLSearchParams(location.search).get("with") || "") !== name) remember("with", name);
}
