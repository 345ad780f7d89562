// Where two runs stand at the same step, after the same time of training, or after the same number of pictures.
import { duration, short, t } from "../core/words.js";
/** @import { Story } from "../train/run.js" */

export const AXES = {
  step: { name: t("step"), said: (v) => t("step {step}", { step: whole(v) }), apart: (n) => (!n ? "" : n === 1 ? t("1 step") : t("{count} steps", { count: whole(n) })) },
  time: { name: t("time"), said: (v) => duration(v), apart: (n) => (n >= 0.5 ? duration(n) : "") },
  seen: { name: t("examples seen"), said: (v) => t("{count} examples", { count: short(v) }), apart: (n) => (n ? t("{count} examples", { count: whole(n) }) : "") },
};
const whole = (v) => Math.round(v).toLocaleString("en");

/**
 * The value of each kept grid on that axis; without times they are laid out evenly over the pictures.
 * @param {Story | null | undefined} run
 * @param {string} axis
 */
export function values(run, axis) {
  if (!run?.grids?.length) return [];
  if (axis === "step") return run.grids;
  if (axis === "seen") return run.seen;
  if (run.times?.length === run.grids.length) return run.times;
  const pace = run.progress?.images ? run.progress.seconds / run.progress.images : 0;
  return run.seen.map((images) => images * pace);
}

// The place of the grid, or of whatever else stands in order, that is nearest to this moment.
export function nearest(all, moment) {
  return all.reduce((best, one, at) => (Math.abs(one - moment) < Math.abs(all[best] - moment) ? at : best), 0);
}

/**
 * Grids of both runs that belong together, each the other's nearest, so that an equal step meets its equal; then those
 * of a run that has come further, beside the last of the other. `common` is the last pair that both have reached.
 * @param {(Story | null)[]} runs
 * @param {string} axis
 */
export function paired(runs, axis) {
  const each = runs.map((run) => values(run, axis)), [a, b] = each;
  if (!a.length || !b.length) {
    const alone = a.length ? a.map((at, i) => pair([i, null], at)) : b.map((at, i) => pair([null, i], at));
    return { each, pairs: alone, common: alone.length - 1 };
  }
  const met = a.map((at, i) => [i, nearest(b, at)]).filter(([i, j]) => nearest(a, b[j]) === i);
  const ahead = a[a.length - 1] > b[b.length - 1] ? 0 : 1, end = each[1 - ahead].length - 1;
  const further = each[ahead].map((at, i) => pair(ahead ? [end, i] : [i, end], at, true))
    .filter(({ places, moment }) => places[ahead] > met[met.length - 1][ahead] && moment > each[1 - ahead][end]);
  return { each, pairs: [...met.map(([i, j]) => pair([i, j], (a[i] + b[j]) / 2)), ...further], common: met.length - 1 };
}
const pair = (places, moment, further = false) => ({ places, moment, further });

// Where a step of the run lies on that axis.
export const ofStep = (run, axis, step) => (axis === "step" ? step : between(values(run, "step"), values(run, axis), step));

/**
 * Points over pictures seen as points over that axis.
 * @param {Story} run
 * @param {string} axis
 * @param {number[][]} points
 */
export function onAxis(run, axis, points) {
  if (axis === "seen") return points;
  const from = [...values(run, "seen")], to = [...values(run, axis)];
  const now = run.progress;
  if (now && now.images > (from.at(-1) ?? -1)) {
    from.push(now.images);
    to.push(axis === "step" ? now.step : now.seconds);
  }
  return points.map(([images, ...rest]) => [between(from, to, images), ...rest]);
}

function between(from, to, value) {
  let at = 1;
  while (at < from.length - 1 && from[at] < value) at += 1;
  if (from.length < 2) return to[0] ?? value;
  const share = (value - from[at - 1]) / (from[at] - from[at - 1] || 1);
  return to[at - 1] + share * (to[at] - to[at - 1]);
}
