// What differs between two runs: their settings, and what was changed on the way.
import { h } from "../core/dom.js";
import { runName, said, settingName } from "../train/run_texts.js";
import { chinese, t } from "../core/words.js";
/** @import { Story } from "../train/run.js" */

const BESIDE = ["steps", "images", "minutes", "device", "grid_seconds", "graphs"]; // say nothing about what is learned

/**
 * @param {Story} a
 * @param {Story} b
 */
export function differences(a, b) {
  if (!a.settings || !b.settings) return [h("p.gan-verdict", {}, t("What differs is told once both have begun."))];
  const rows = differing(a, b);
  const changed = [a, b].flatMap((run, i) => (run.changes || []).map((change) => ({ ...change, i })));
  const table = h("table.gan-differs", {},
    h("thead", {}, h("tr", {}, h("th", {}, t("What differs")), ...[a, b].map((run, i) => h("th", {}, stroke(i), runName(run))))),
    h("tbody", {}, ...rows.map((row) => line(row, [a, b])), ...changed.flatMap(onTheWay)));
  return [h("p.gan-verdict", {}, verdict(rows, changed, a, b)), ...(rows.length || changed.length ? [table] : [])];
}

const beside = ({ name }) => Number(BESIDE.includes(name));
const stroke = (i) => h(`i.gan-stroke${i ? ".dashed" : ""}`, { "aria-hidden": "true" });

/**
 * @param {Story} a
 * @param {Story} b
 */
function differing(a, b) {
  const names = [...new Set([...Object.keys(a.settings || {}), ...Object.keys(b.settings || {})])];
  return names.map((name) => {
    const asked = [a, b].map((run) => run.settings?.[name] ?? null);
    const chosen = [a, b].map((run) => run.resolved?.[name] ?? null); // known once a run has begun
    const used = chosen.includes(null) ? asked : chosen;
    return { name, asked, used, own: asked[0] !== asked[1] };
  }).filter(({ used }) => used[0] !== used[1]).sort((x, y) => beside(x) - beside(y));
}

function line({ name, asked, used, own }, runs) {
  const cell = (i) => h("td", {}, said(name, used[i], runs[i].settings?.recipe), asked[i] === null && used[i] !== null && !own ? h("small", {}, t(" the recipe's choice")) : null);
  return h("tr", {}, h("th", { scope: "row" }, settingName(name)), cell(0), cell(1));
}

function onTheWay({ step, changes, i }) {
  const at = t("at step {step}", { step: Number(step || 0).toLocaleString("en") });
  return Object.entries(changes || {}).map(([name, [old, now] = []]) => {
    const cell = h("td", {}, `${said(name, old)} → ${said(name, now)}`, h("small", {}, ` ${at}`));
    return h("tr", {}, h("th", { scope: "row" }, t("{name}, changed", { name: settingName(name) })), ...(i ? [h("td", {}, "–"), cell] : [cell, h("td", {}, "–")]));
  });
}

// In one sentence, how far the difference of the pictures can be laid to one cause.
function verdict(rows, changed, a, b) {
  const causes = rows.filter(({ name, own }) => own && !BESIDE.includes(name)).map(({ name }) => name);
  const parent = [[a, b], [b, a]].find(([one, other]) => one.parent?.run === other.name)?.[0].parent;
  const from = parent?.step ? t(" One branched from the other at step {step}.", { step: Number(parent.step).toLocaleString("en") }) : "";
  const way = changed.length ? t(" Some things were changed on the way.") : "";
  return first(causes) + from + way;
}

function first(causes) {
  if (!causes.length) return t("Same settings, same seed, same data.");
  if (causes.length > 1) return t("{count} things differ, so no single one explains what you see.", { count: causes.length });
  if (causes[0] === "seed") return t("Only the seed differs: this much is chance.");
  if (causes[0] === "recipe") return t("The recipe differs, and with it whatever it chooses: networks, loss, penalties, optimizers, batch. Seed and data are the same.");
  const name = settingName(causes[0]);
  if (causes[0] === "data") return t("Only the data differ.");
  return t("Only one thing differs: {name}. Seed and data are the same.", { name: chinese ? name : name.charAt(0).toLowerCase() + name.slice(1) });
}
