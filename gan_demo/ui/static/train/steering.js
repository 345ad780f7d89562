// Steering a run: what is changed is sent to a run that lives, and kept for when one that has stopped goes on.
import { h } from "../core/dom.js";
import { KNOBS, Knob, LIMITS, factor } from "./knobs.js";
import { post, send } from "./commands.js";
import { ALIVE } from "./run_texts.js";
import { inOrder, termName } from "./loss_terms.js";
import { pick, t } from "../core/words.js";
/** @import { Story } from "./run.js" */

// The knobs of a run, in which something can be turned; turned(changes, knob) is told of each.
export class Knobs {
  /** @type {Record<string, number>} */ factors = {};
  /** @type {Record<string, number>} */ falling = {};

  // With `anew` a value of before is what the run has now, not what it had at first.
  constructor(turned, { anew = false } = {}) {
    this.turned = turned;
    this.anew = anew;
    this.knobs = new Map();
    this.rows = h("div.gan-knobs");
    const folded = (name) => h("details.gan-more", {}, h("summary", {}, name));
    this.terms = folded(t("Loss weights"));
    this.limits = folded(t("When to stop"));
    this.root = h("div.gan-knobs-of", {}, this.rows, this.terms, this.limits);
    for (const what of KNOBS) this.add(what, this.rows);
    for (const what of LIMITS) this.add(what, this.limits);
  }

  add(what, place) {
    const knob = new Knob(what, (text) => this.turned(this.change(what.name, text), knob));
    this.knobs.set(what.name, knob);
    place.append(knob.root);
  }

  // A factor is one entry of the setting that holds all of them.
  change(name, text) {
    if (!name.startsWith("weight:")) return { [name]: text };
    const all = { ...this.factors, ...this.turnedFactors(), [name.slice(7)]: text };
    const counts = ([term, value]) => Number(value) !== 1 || term in this.factors || term in this.falling; // 1 holds what would fall
    return { weights: Object.entries(all).filter(counts).map(([term, value]) => `${term}=${value}`).join(", ") };
  }

  turnedFactors() {
    const turned = [...this.knobs.values()].filter((knob) => knob.name.startsWith("weight:") && knob.wanted !== null);
    return Object.fromEntries(turned.map((knob) => [knob.name.slice(7), knob.wanted]));
  }

  /**
   * @param {Story} run
   * @param {boolean} [waits]
   */
  show(run, waits) {
    const { settings, resolved = {}, live } = run, terms = settings && "weights" in settings ? Object.keys(run.curves?.loss || {}) : [];
    this.factors = read(settings?.weights);
    this.falling = run.progress?.falling || {};
    this.terms.hidden = !terms.length;
    for (const term of inOrder(terms)) if (!this.knobs.has(`weight:${term}`)) this.add(factor(term, termName(term)), this.terms);
    for (const [name, knob] of this.knobs) {
      const term = name.startsWith("weight:") && name.slice(7);
      if (term) knob.call(termName(term)); // titles may come later
      const now = term ? terms.includes(term) ? this.factors[term] ?? this.falling[term] ?? 1 : null : settings?.[name] ?? resolved?.[name] ?? null;
      knob.falls = term && !(term in this.factors) && term in this.falling;
      knob.show(live && !live.includes(term ? "weights" : name) ? null : now, (this.anew ? null : first(run.changes, name, term)) ?? now, waits);
    }
  }

  // Shows values that come from elsewhere, such as a suggestion, as on their way; the knob of one of them.
  expect({ weights, ...changes }) {
    const factors = Object.entries(read(weights)).map(([term, value]) => [`weight:${term}`, value]);
    const knobs = [...Object.entries(changes), ...factors].map(([name, value]) => [this.knobs.get(name), String(value)]).filter(([knob]) => knob);
    for (const [knob, text] of knobs) knob.expect(text);
    return knobs[0]?.[0];
  }

  forget() {
    for (const knob of this.knobs.values()) knob.forget();
  }
}

export class Steering {
  /** @type {Story} */ run;

  constructor(kept) {
    this.tell = kept;
    this.kept = {};
    this.knobs = new Knobs((changes, knob) => this.turn(changes, knob));
    this.hint = h("p.gan-hint");
    this.problem = h("p.gan-note.bad", { role: "alert" });
    this.root = h("details.gan-steering", { open: true, hidden: true }, h("summary", {}, h("h3", {}, t("Steer"))), this.hint, this.knobs.root, this.problem);
  }

  get live() {
    return ALIVE.includes(this.run?.state);
  }

  /** @param {Story} run */
  show(run) {
    if (run.name !== this.run?.name) this.reset();
    this.run = run;
    this.root.hidden = !run.settings || !run.live || !(["running", "paused"].includes(run.state) || run.resumable);
    if (this.live && Object.keys(this.kept).length) this.kept = {};
    this.hint.textContent = this.live ? t("A change holds from the next step on. Double click: as it was.")
      : t("Changes hold when the run goes on.");
    this.knobs.show(run, !this.live);
    this.refused(run.refused);
  }

  reset() {
    this.kept = {};
    this.knobs.forget();
    this.problem.textContent = "";
    this.last = this.told = null;
  }

  // The trainer may still refuse what the server found right.
  refused(reason) {
    const told = reason ? pick(reason) : "";
    if (told === this.told) return;
    this.told = told;
    if (told && this.last) this.last.refuse(told);
    else this.problem.textContent = told;
  }

  // What a light suggests goes the way of what a visitor turns.
  put(changes) {
    return this.turn(changes, this.knobs.expect(changes));
  }

  async turn(changes, knob) {
    this.last = knob;
    this.problem.textContent = "";
    const refuse = (error) => (knob ? knob.refuse(error.message) : (this.problem.textContent = error.message));
    if (this.live) return send(this.run.name, { do: "set", changes }).catch(refuse);
    const checked = wait(this.run.name, this.kept, changes).catch(refuse);
    this.tell();
    await checked;
    this.tell();
  }
}

// Adds changes to those that wait until a run goes on or begins; what it would not take is told at once and goes again.
export async function wait(run, waiting, changes) {
  const before = { ...waiting };
  Object.assign(waiting, changes);
  try {
    await post(`run/${encodeURIComponent(run)}/do`, { do: "check", changes });
  } catch (error) {
    for (const name of Object.keys(changes)) delete waiting[name];
    for (const name of Object.keys(changes)) if (name in before) waiting[name] = before[name];
    throw error;
  }
}

// "r1=2, g caption=0.5" as numbers by name.
const read = (text) => Object.fromEntries((text || "").split(",").map((part) => part.split("=")).filter((part) => part.length === 2).map(([name, value]) => [name.trim(), Number(value)]));

// What a setting was before anybody changed it.
function first(changes = [], name, term) {
  const found = changes.find((one) => (term ? "weights" : name) in (one.changes || {}));
  if (!found) return null;
  const old = found.changes[term ? "weights" : name][0];
  return term ? read(old)[term] ?? 1 : old;
}
