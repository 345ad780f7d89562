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
  const which = step === run.best ? t(" (the best)", "（最好）") : step === run.saved ? t(" (the last)", "（最后）") : "";
  return { step, name: t(`step ${at(step)}`, `第 ${at(step)} 步`) + which, reason: looked === null ? other(step === run.best) : here };
}

const here = t("It is the snapshot that you look at in the time-lapse.", "这是你正在时间轴上查看的快照。");
const other = (best) => (best ? t("It is the best so far; to keep another, choose its snapshot in the time-lapse.", "这是目前最好的一步；想保留别的，请先在时间轴上选它的快照。")
  : t("It is the last that was saved; to keep another, choose its snapshot in the time-lapse.", "这是最后保存的一步；想保留别的，请先在时间轴上选它的快照。"));

// What opens the model of a run, which is always that of its last save: its words, and what they mean.
export function opening({ name, saved }) {
  const step = saved ?? null, of = step === null ? "" : t(` of step ${at(step)}, the last that was saved`, `（最后保存的第 ${at(step)} 步）`);
  const verb = verbFor(cards.find((card) => card.name === name), `the model${of}`, `模型${of}`);
  return verb ?? [step === null ? t("Explore this", "探索它") : t(`Explore step ${at(step)}`, `探索第 ${at(step)} 步`), t(`Explore the model${of}`, `探索模型${of}`)];
}
