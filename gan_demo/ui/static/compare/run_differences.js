// What differs between two runs: their settings, and what was changed on the way.
import { h } from "../core/dom.js";
import { runName, said, settingName } from "../train/run_texts.js";
import { t } from "../core/words.js";
/** @import { Story } from "../train/run.js" */

const BESIDE = ["steps", "images", "minutes", "device", "grid_seconds", "graphs"]; // say nothing about what is learned

/**
 * @param {Story} a
 * @param {Story} b
 */
export function differences(a, b) {
  if (!a.settings || !b.settings) return [h("p.gan-verdict", {}, t("What differs is told once both have begun.", "两者都开始后，这里会列出不同之处。"))];
  const rows = differing(a, b);
  const changed = [a, b].flatMap((run, i) => (run.changes || []).map((change) => ({ ...change, i })));
  const table = h("table.gan-differs", {},
    h("thead", {}, h("tr", {}, h("th", {}, t("What differs", "不同之处")), ...[a, b].map((run, i) => h("th", {}, stroke(i), runName(run))))),
    h("tbody", {}, ...rows.map((row) => line(row)), ...changed.flatMap(onTheWay)));
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

function line({ name, asked, used, own }) {
  const cell = (i) => h("td", {}, said(name, used[i]), asked[i] === null && used[i] !== null && !own ? h("small", {}, t(" the recipe's choice", " 由方法决定")) : null);
  return h("tr", {}, h("th", { scope: "row" }, settingName(name)), cell(0), cell(1));
}

function onTheWay({ step, changes, i }) {
  const at = t(`at step ${Number(step || 0).toLocaleString("en")}`, `第 ${Number(step || 0).toLocaleString("en")} 步`);
  return Object.entries(changes || {}).map(([name, [old, now] = []]) => {
    const cell = h("td", {}, `${said(name, old)} → ${said(name, now)}`, h("small", {}, ` ${at}`));
    return h("tr", {}, h("th", { scope: "row" }, t(`${settingName(name)}, changed`, `${settingName(name)}（更改）`)), ...(i ? [h("td", {}, "–"), cell] : [cell, h("td", {}, "–")]));
  });
}

// In one sentence, how far the difference of the pictures can be laid to one cause.
function verdict(rows, changed, a, b) {
  const causes = rows.filter(({ name, own }) => own && !BESIDE.includes(name)).map(({ name }) => name);
  const parent = [[a, b], [b, a]].find(([one, other]) => one.parent?.run === other.name)?.[0].parent;
  const from = parent?.step ? t(` One branched from the other at step ${Number(parent.step).toLocaleString("en")}.`, `其中一个在第 ${Number(parent.step).toLocaleString("en")} 步从另一个分支而来。`) : "";
  const way = changed.length ? t(" Some things were changed on the way.", "训练途中还有更改。") : "";
  return first(causes) + from + way;
}

function first(causes) {
  if (!causes.length) return t("Same settings, same seed, same data.", "设置、种子和数据都相同。");
  if (causes.length > 1) return t(`${causes.length} things differ, so no single one explains what you see.`, `有 ${causes.length} 处不同，所以看到的差别不能归于其中一处。`);
  if (causes[0] === "seed") return t("Only the seed differs: this much is chance.", "只有种子不同：这就是偶然带来的差别。");
  if (causes[0] === "recipe") return t("The recipe differs, and with it whatever it chooses: networks, loss, penalties, optimizers, batch. Seed and data are the same.", "方法不同，它所选的网络、损失、惩罚、优化器和批量也随之不同。种子和数据相同。");
  const name = settingName(causes[0]);
  if (causes[0] === "data") return t("Only the data differ.", "只有数据不同。");
  return t(`Only one thing differs: ${name.charAt(0).toLowerCase()}${name.slice(1)}. Seed and data are the same.`, `只有一处不同：${name}。种子和数据相同。`);
}
