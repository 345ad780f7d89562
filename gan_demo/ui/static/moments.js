// Where two runs stand at the same step, after the same time of training, or after the same number of pictures.
import { duration, short, t } from "./words.js";

export const AXES = {
  step: { name: t("step", "步数"), said: (v) => t(`step ${Math.round(v).toLocaleString("en")}`, `第 ${Math.round(v).toLocaleString("en")} 步`) },
  time: { name: t("time", "时长"), said: (v) => duration(v) },
  seen: { name: t("pictures seen", "已看图像数"), said: (v) => t(`${short(v)} pictures`, `${short(v)} 张图像`) },
};

// The value of each kept grid on that axis; without times they are laid out evenly over the pictures.
export function values(run, axis) {
  if (!run?.grids?.length) return [];
  if (axis === "step") return run.grids;
  const seen = run.seen?.length === run.grids.length ? run.seen : run.grids.map((step) => step * (run.settings?.batch || 1));
  if (axis === "seen") return seen;
  if (run.times?.length === run.grids.length) return run.times;
  const pace = run.progress?.images ? run.progress.seconds / run.progress.images : 0;
  return seen.map((images) => images * pace);
}

// The last grid that is not after this moment.
export function placeAt(all, moment) {
  let at = 0;
  while (at + 1 < all.length && all[at + 1] <= moment) at += 1;
  return all.length ? at : null;
}

// All moments at which one of the runs has a grid, and the last that both have reached.
export function moments(runs, axis) {
  const each = runs.map((run) => values(run, axis));
  const all = [...new Set(each.flat())].sort((a, b) => a - b);
  const ends = each.filter((one) => one.length).map((one) => one.at(-1));
  return { each, all, common: ends.length ? Math.min(...ends) : 0 };
}

// Points over pictures seen as points over that axis.
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
