// A training run as it goes: how it stands, its pictures and its curves, read from the server each second.
import { asked, follow } from "./run_address.js";
import { Beginning } from "./first_run.js";
import { Branches } from "./branches.js";
import { Charts } from "./charts.js";
import { h, hear, must, part, seen, whenSeen } from "../core/dom.js";
import { mark } from "../core/examples.js";
import { Heading } from "./run_heading.js";
import { Lapse } from "./timelapse.js";
import { ALIVE } from "./run_texts.js";
import { folded } from "./run_side.js";
import { ask, loadModels } from "../core/state.js";
import { t } from "../core/words.js";

/** @typedef {import("../core/words.js").Words} Words */
/**
 * A run in a few facts, as the list of runs has it.
 * @typedef {{
 *   name: string, title: string, note: string, parent: {run: string, step: number | null} | null, state: string,
 *   reason: Words | null, ahead: number, recipe: string | null, data: string | null, time: number | null,
 *   example: string, step: number, images: number, disk: number, grid: number | null, model: boolean, saved: number | null,
 *   taken: number | null, best: number | null, with: string | null,
 * }} Brief
 */
/**
 * How a run stands, with all that is shown of it.
 * @typedef {Brief & {
 *   settings: Record<string, any> | null, reached: string[], resolved: Record<string, any>, live?: string[],
 *   preparing: {done: number, total: number, left: number | null} | null,
 *   started: {time: number, device: string, classes: Words[], given?: number} | null,
 *   progress: null | {
 *     step: number, images: number, seconds: number, rate: number, left: number | null, memory: number,
 *     falling?: Record<string, number>},
 *   grids: number[], seen: number[], columns: number[], times: number[], fresh: number[], snapshots: number[],
 *   slow?: number, curves: {loss: Record<string, number[][]>, watch: Record<string, number[][]>},
 *   quality: Record<string, any> | null, changes: Changed[], lights: Light[],
 *   phases: Record<string, any>[], refused: Words | null, resumable: boolean, measuring: boolean,
 * }} Story
 */
/**
 * @typedef {{light: string, watches: Words, level: string, text: Words, changes: Record<string, any>, rewind: number | null}} Light
 */
/** @typedef {{step: number, images: number, changes: Record<string, any[]>, reason: Words | null}} Changed */

const SECOND = 1000, BEGINNING = 300, CLOSE = 250, LISTING = 3000, STEPPING = 8000, LONGEST = 5000;
let shown = asked.run;
export const followed = () => shown;

// What the server puts into the page after Start: from now on this run is shown.
export class Follow extends HTMLElement {
  /** @type {string | null | undefined} */ static latest;

  connectedCallback() {
    this.hidden = true;
    const name = this.getAttribute("run");
    if (name !== Follow.latest) part("gan-run")?.pick(name);
    Follow.latest = name;
  }
}

// All of the page hears of the run as `gan:run` (null: there is none), and of the step that is looked at as `gan:at`.
export class Run extends HTMLElement {
  /** @type {Heading} */ heading;
  /** @type {Lapse} */ lapse;
  /** @type {Charts} */ charts;
  /** @type {Branches} */ branches;
  /** @type {Beginning} */ beginning;
  /** @type {(() => void)[]} */ deaf;
  /** @type {HTMLElement} */ scene;
  /** @type {boolean} */ chosen;
  /** @type {boolean} */ living;
  /** @type {number | null} */ step;
  /** @type {Brief[] | null} */ list;
  /** @type {number} */ since;
  /** @type {string} */ lost;
  /** @type {Story | null} */ run;

  connectedCallback() {
    this.chosen = Boolean(asked.run);
    this.step = asked.step;
    this.heading = new Heading((name) => this.pick(name));
    this.lapse = new Lapse({ moved: (at) => this.moved(at) });
    this.charts = new Charts((images) => this.seek(images));
    this.branches = new Branches((name) => this.pick(name));
    this.beginning = new Beginning((name) => this.pick(name));
    this.replaceChildren(...this.layout());
    this.hear();
    this.beat();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.deaf.forEach((end) => end());
    this.beginning.stop();
  }

  hear() {
    const clicked = ({ target }) => target.closest?.('[role="tab"]') && setTimeout(() => this.name());
    document.addEventListener("click", clicked);
    this.deaf = [
      hear("gan:order", ({ run, body }) => run === shown && this.soon(body.do)),
      hear("gan:runs", (runs) => this.listed(runs)),
      () => document.removeEventListener("click", clicked),
      whenSeen(this, () => this.beat()),
    ];
  }

  layout() {
    must(".gan-space", this.lapse.root).after(this.branches.buttons);
    this.scene = h("div.gan-run", { hidden: true }, ...this.heading.above, h("gan-closeup", { hidden: true }),
      this.lapse.root, this.branches.panels, this.heading.numbers, h("div.gan-beside"), this.charts.root);
    return [this.scene, this.beginning.root];
  }

  pick(name, step = NaN) {
    shown = name;
    this.chosen = Boolean(name);
    this.step = Number.isFinite(step) ? step : null;
    this.list = null;
    this.lost = "";
    folded(Boolean(name));
    this.beat();
  }

  // After an order the answer is looked for at once, and after a step a while more closely.
  soon(what) {
    if (what === "step" || what === "slow") this.close = Date.now() + STEPPING;
    if (what === "delete") this.list = null;
    this.beat();
  }

  async beat() {
    clearTimeout(this.timer);
    const mine = (this.turn = (this.turn || 0) + 1);
    try {
      if (document.visibilityState === "visible" && (seen(this) || !this.list)) await this.refresh(mine);
      this.failed = 0;
    } catch (error) {
      if (mine === this.turn) this.heading.fail(error.message);
      this.list = null;
      this.failed = (this.failed || 0) + 1;
    }
    if (mine === this.turn && this.isConnected) this.timer = setTimeout(() => this.beat(), this.pause());
    this.name();
  }

  pause() {
    if (this.failed) return Math.min(LONGEST, SECOND * this.failed);
    const close = (this.run?.slow ?? 0) > 0 || Date.now() < (this.close || 0);
    return this.dataset.state === "starting" ? BEGINNING : close ? CLOSE : SECOND;
  }

  async refresh(mine) {
    if (!this.list || Date.now() - this.since > LISTING) this.listed(await (await ask("runs")).json());
    const run = await this.read(mine);
    if (mine !== this.turn) return;
    this.beginning.root.hidden = Boolean(run);
    this.scene.hidden = !run;
    if (!run) this.gone();
    else if (run.name === shown) this.paint(run);
  }

  // The run that is asked for, which may be older than the list goes back; else one that trains, else the newest.
  async read(mine) {
    const story = async (name) => (await ask(`run/${encodeURIComponent(name)}`)).json();
    if (this.list?.some((run) => run.name === shown)) return story(shown);
    const run = this.chosen ? await story(shown).catch(() => null) : null;
    if (run || mine !== this.turn) return run;
    const list = this.list || [];
    this.instead((list.find((one) => ALIVE.includes(one.state)) || list[0])?.name || "");
    return shown ? story(shown) : null;
  }

  listed(runs) {
    this.list = runs;
    this.since = Date.now();
    this.heading.list(runs, shown);
  }

  // The run that was shown is not here, or none was.
  instead(name) {
    this.lost = this.chosen && shown ? t("The run {run} is not here any more.", { run: shown }) : "";
    this.chosen = false;
    this.step = null;
    shown = name;
    folded(false);
  }

  gone() {
    this.run = null;
    delete this.dataset.state;
    document.body.classList.remove("gan-alive");
    document.dispatchEvent(new CustomEvent("gan:run", { detail: null }));
  }

  paint(run) {
    const before = this.run, other = run.name !== before?.name;
    this.run = run;
    this.living = ALIVE.includes(run.state);
    if (other) folded(this.chosen || this.living);
    if (other || before?.model !== run.model) loadModels();
    this.dataset.state = run.state;
    mark(this.scene, run);
    document.body.classList.toggle("gan-alive", this.living);
    this.scene.classList.toggle("bare", !run.grids?.length && !this.living);
    this.heading.show(run, this.lost);
    this.branches.show(run);
    this.charts.show(run);
    this.lapse.show(run);
    if (this.step !== null && run.grids?.length) this.lapse.to(this.step);
    this.step = null;
    document.dispatchEvent(new CustomEvent("gan:run", { detail: run }));
  }

  // Another step is shown: everything follows.
  moved(at) {
    this.charts.at(at);
    this.branches.at(at.step, at.snapshot);
    this.name();
    document.dispatchEvent(new CustomEvent("gan:at", { detail: at }));
  }

  // In the address stands a run that was chosen, that lives, or in which another step is looked at.
  name() {
    const at = this.lapse.at === null ? null : this.lapse.shown;
    if (this.run) follow(this.chosen || this.living || at !== null ? shown : "", at);
  }

  // The snapshot that is looked at, null while the run is followed.
  get looked() {
    return this.lapse.at === null ? null : this.branches.snapshot;
  }

  seek(images) {
    const at = (this.run?.seen || []).findLastIndex((one) => one <= images);
    if (at >= 0) this.lapse.go(at);
  }
}
