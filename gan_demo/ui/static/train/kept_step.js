// Which step of a run a model is taken from: that of the snapshot which is looked at, else the best, else the last.
import { part } from "../core/dom.js";
import { verbFor } from "../core/open_model.js";
import { cards } from "../core/state.js";
import { t } from "../core/words.js";
/** @import { Brief } from "./run.js" */

const at = (step) => step.toLocaleString("en");

/**
 * {step, name, reason}; the step is null where the run does not say.
 * @param {Brief} run
 */
export function taken(run) {
  const view = part("gan-run"), looked = view?.run?.name === run.name ? view?.looked ?? null : null;
  const step = looked ?? run.taken ?? null;
  if (step === null) return { step, name: "", reason: "" };
  const which = step === run.best ? t(" (the best)") : step === run.saved ? t(" (the last)") : "";
  return { step, name: t("step {step}", { step: at(step) }) + which, reason: looked === null ? other(step === run.best) : here };
}

const here = t("It is the snapshot that you look at in the time-lapse.");
const other = (best) => (best ? t("It is the best so far; to keep another, choose its snapshot in the time-lapse.")
  : t("It is the last that was saved; to keep another, choose its snapshot in the time-lapse."));

// What opens the model of a run, which is always that of its last save: its words, and what they mean.
export function opening({ name, saved }) {
  const step = saved ?? null, of = step === null ? "" : t(" of step {step}, the last that was saved", { step: at(step) });
  const verb = verbFor(cards.find((card) => card.name === name), t("the model{step}", { step: of }));
  return verb ?? [step === null ? t("Explore this") : t("Explore step {step}", { step: at(step) }), t("Explore the model{step}", { step: of })];
}
