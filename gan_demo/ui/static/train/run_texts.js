// What the page says of runs and settings: names, states, sizes, ages, values.
import { ask } from "../core/state.js";
import { bytes, called, pgettext, pick, plain, t } from "../core/words.js";
/** @import { Brief } from "./run.js" */

const SETTINGS = {
  recipe: t("Recipe"), data: t("Data"), other: t("Data of the other side"), size: t("Resolution"), labels: t("Classes from"),
  crop: t("Crop"), batch: t("Batch size"), width: t("Channels at 4 × 4 px"),
  latent: t("Latent dimension"), g_lr: t("Generator learning rate"), d_lr: t("Discriminator learning rate"),
  d_steps: t("D steps per G step"), weights: t("Loss weights"), augment: t("Augmentation probability"),
  ema: t("EMA half-life"), grid_seconds: t("Seconds between grids"), begin: t("Begun from"),
  seed: t("Seed"), steps: t("Stop after steps"), images: t("Stop after examples"),
  minutes: t("Stop after minutes"), device: t("Device"),
};
export const settingName = (name) => SETTINGS[name] || name;
const LIMITS = ["steps", "images", "minutes"], NONE = t("none");
const UNSET = { weights: NONE, begin: NONE, labels: NONE, other: NONE, size: t("as the data are") };

// A setting's value in a run of that recipe as people write it; what nobody set is the recipe's choice.
export function said(name, value, recipe = "") {
  if (LIMITS.includes(name) && !value) return NONE;
  if (name === "other" && !value && twoSided(recipe)) return t("outlines");
  if (value === null || value === undefined || value === "") return UNSET[name] || t("the recipe's choice");
  if (name === "recipe") return recipeName(value);
  if (name === "data" || name === "other") return dataName(value);
  return typeof value === "number" && value >= 1e4 ? value.toLocaleString("en") : plain(value);
}

// What was changed in a run at a step, a sentence each.
export function told({ changes, reason }) {
  const all = Object.entries(changes || {}).map(([name, [old, now]]) => `${settingName(name)} ${said(name, old)} → ${said(name, now)}`);
  return reason ? [...all, pick(reason)] : all;
}

// What people call recipes, data sets and loss terms; until that is known, their own names stand for it.
let titles = { recipes: {}, data: {}, terms: {}, kinds: { recipes: {}, data: {} }, two_sided: /** @type {string[]} */ ([]) };
export const titlesKnown = ask("titles").then((answer) => answer.json()).then((known) => void (titles = known), () => {});
// Whether a recipe makes such examples as the data hold; the visitor's own are pictures.
export const fits = (recipe, data) => (titles.kinds.recipes[recipe] || "image") === (titles.kinds.data[data] || "image");
// Whether a recipe learns between two sides, of which the other may be a data set.
export const twoSided = (recipe) => titles.two_sided.includes(recipe);
export const shipped = (data) => data in titles.data; // not the visitor's own
export const recipeName = (name) => titles.recipes[name] || (name ? String(name).toUpperCase().replaceAll("_", "-") : "?");
export const termTitle = (name) => (titles.terms[name] ? pick(titles.terms[name]) : "");
export function dataName(name) {
  if (titles.data[name]) return pick(titles.data[name]);
  return String(name).startsWith("upload:") ? t("your pictures") : String(name || "?").split("/").at(-1);
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

// Whose pictures the grids, their film and the models are.
export const AVERAGE = t("drawn by the average of G's weights over its last steps (EMA)");

export const ALIVE = ["waiting", "starting", "preparing", "running", "paused"];
export const alive = (run) => ALIVE.includes(run?.state);
export const STATES = {
  waiting: t("Waits its turn"), starting: t("Starting"), preparing: t("Preparing"), running: pgettext("state", "Training"),
  paused: t("Paused"), finished: t("Finished"), stopped: t("Stopped"), failed: t("Failed"), crashed: t("Ended unexpectedly"),
};
export function stateName({ state, ahead }) {
  if (state !== "waiting" || !ahead) return STATES[state] || state || "?";
  return ahead === 1 ? t("Waits for 1 run") : t("Waits for {ahead} runs", { ahead });
}

export function age(start) {
  const minutes = Math.floor((Date.now() / 1000 - (start ?? NaN)) / 60); // null until its first event
  if (!Number.isFinite(minutes)) return "";
  if (minutes < 1) return t("just now");
  if (minutes < 60) return t("{minutes} min ago", { minutes });
  if (minutes < 48 * 60) return t("{hours} h ago", { hours: Math.floor(minutes / 60) });
  return t("{days} days ago", { days: Math.floor(minutes / 1440) });
}
