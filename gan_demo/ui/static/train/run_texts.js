// What the page says of runs and settings: names, states, sizes, ages, values.
import { ask } from "../core/state.js";
import { bytes, called, pick, plain, t } from "../core/words.js";
/** @import { Brief } from "./run.js" */

const SETTINGS = {
  recipe: t("Recipe", "方法"), data: t("Data", "数据"), size: t("Resolution", "分辨率"), labels: t("Classes from", "类别取自"),
  crop: t("Crop", "裁剪"), batch: t("Batch size", "批量大小"), width: t("Channels at 4 × 4 px", "4×4 处的通道数"),
  latent: t("Latent dimension", "隐向量维数"), g_lr: t("Generator learning rate", "生成器学习率"), d_lr: t("Discriminator learning rate", "判别器学习率"),
  d_steps: t("D steps per G step", "每个 G 步的 D 步数"), weights: t("Loss weights", "损失权重"), augment: t("Augmentation probability", "数据增强概率"),
  ema: t("EMA half-life", "EMA 半衰期"), grid_seconds: t("Seconds between grids", "样本图间隔（秒）"), begin: t("Begun from", "起始检查点"),
  seed: t("Seed", "随机种子"), steps: t("Stop after steps", "步数上限"), images: t("Stop after examples", "样本数上限"),
  minutes: t("Stop after minutes", "分钟上限"), device: t("Device", "设备"),
};
export const settingName = (name) => SETTINGS[name] || name;
const LIMITS = ["steps", "images", "minutes"], NONE = t("none", "无");
const UNSET = { weights: NONE, begin: NONE, labels: NONE, size: t("as the data are", "由数据决定") };

// A setting's value as people write it; what nobody set is the recipe's choice.
export function said(name, value) {
  if (LIMITS.includes(name) && !value) return NONE;
  if (value === null || value === undefined || value === "") return UNSET[name] || t("the recipe's choice", "由方法决定");
  if (name === "recipe") return recipeName(value);
  if (name === "data") return dataName(value);
  return typeof value === "number" && value >= 1e4 ? value.toLocaleString("en") : plain(value);
}

// What was changed in a run at a step, a sentence each.
export function told({ changes, reason }) {
  const all = Object.entries(changes || {}).map(([name, [old, now]]) => `${settingName(name)} ${said(name, old)} → ${said(name, now)}`);
  return reason ? [...all, pick(reason)] : all;
}

// What people call recipes, data sets and loss terms; until that is known, their own names stand for it.
let titles = { recipes: {}, data: {}, terms: {}, kinds: { recipes: {}, data: {} } };
export const titlesKnown = ask("titles").then((answer) => answer.json()).then((known) => void (titles = known), () => {});
// Whether a recipe makes such examples as the data hold; the visitor's own are pictures.
export const fits = (recipe, data) => (titles.kinds.recipes[recipe] || "image") === (titles.kinds.data[data] || "image");
export const recipeName = (name) => titles.recipes[name] || (name ? String(name).toUpperCase().replaceAll("_", "-") : "?");
export const termTitle = (name) => (titles.terms[name] ? pick(titles.terms[name]) : "");
export function dataName(name) {
  if (titles.data[name]) return pick(titles.data[name]);
  return String(name).startsWith("upload:") ? t("your pictures", "你的图像") : String(name || "?").split("/").at(-1);
}

// recipe-data-20261124-050811, the name that a run gets; what it says holds until the run has written its settings.
const GIVEN = /^(\w+)-(.+)-\d{4}(\d\d)(\d\d)-(\d\d)(\d\d)\d\d$/;
/** @param {Pick<Brief, "name"> & Partial<Brief> & {settings?: Record<string, any> | null}} run */
export function made(run) {
  const [, recipe, data] = GIVEN.exec(run.name || "") || [];
  return [recipeName(run.recipe || run.settings?.recipe || recipe), dataName(run.data || run.settings?.data || data)].join(" · ");
}

// A run that nobody named is called by its recipe and the minute of its start.
export function runName(run) {
  const [, recipe, , month, day, hour, minute] = GIVEN.exec(run.name || "") || [];
  if (run.title || !recipe) return run.title || called(run.name || "?");
  return `${recipeName(run.recipe || run.settings?.recipe || recipe)} ${month}-${day} ${hour}:${minute}`;
}

export const disk = (n) => (n >= 999.5e6 ? `${(n / 1e9).toPrecision(3)} GB` : bytes(n || 0));

export const ALIVE = ["waiting", "starting", "preparing", "running", "paused"];
export const alive = (run) => ALIVE.includes(run?.state);
export const STATES = {
  waiting: t("Waits its turn", "排队等待中"), starting: t("Starting", "正在启动"), preparing: t("Preparing", "正在准备"), running: t("Training", "训练中"),
  paused: t("Paused", "已暂停"), finished: t("Finished", "已完成"), stopped: t("Stopped", "已停止"), failed: t("Failed", "失败"), crashed: t("Ended unexpectedly", "意外终止"),
};
export function stateName({ state, ahead }) {
  if (state !== "waiting" || !ahead) return STATES[state] || state || "?";
  return t(`Waits for ${ahead} run${ahead > 1 ? "s" : ""}`, `前面还有 ${ahead} 个训练`);
}

export function age(start) {
  const minutes = Math.floor((Date.now() / 1000 - (start ?? NaN)) / 60); // null until its first event
  if (!Number.isFinite(minutes)) return "";
  if (minutes < 1) return t("just now", "刚刚");
  if (minutes < 60) return t(`${minutes} min ago`, `${minutes} 分钟前`);
  if (minutes < 48 * 60) return t(`${Math.floor(minutes / 60)} h ago`, `${Math.floor(minutes / 60)} 小时前`);
  return t(`${Math.floor(minutes / 1440)} days ago`, `${Math.floor(minutes / 1440)} 天前`);
}
