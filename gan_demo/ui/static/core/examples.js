// What the page says of each kind of example that a model makes, and how it shows them: pictures, series, clips.
import { pick, t } from "./words.js";
/** @import { Card } from "./state.js" */

/**
 * pixels: whether its pixels are its own, else its pictures are drawn of it. side, tile: of its picture and of one on a
 * sheet of samples, in pixels.
 * @typedef {{
 *   name: string, another: string, renew: string, sheet: string, pixels: boolean, files: {form: string, title: string}[],
 *   side: (card: Card) => number, tile: (card: Card) => number, shape: (card: Card) => string, seen: string, rate: string,
 *   of: (what: string, seed: number) => string, counted: (count: number | string) => string,
 * }} Kind
 */
/** @type {Kind} */
const IMAGE = {
  name: t("Picture", "图像"), another: t("New picture", "换一张"), renew: t("A new picture (random seed)", "换一张（随机种子）"),
  sheet: t("Pictures", "图像"), pixels: true, files: [], side: (card) => card.size, tile: (card) => card.size,
  shape: (card) => `${card.size} px · ${card.channels === 1 ? t("grey", "灰度") : t("colour", "彩色")}`,
  seen: t("Pictures seen", "已看图像"), rate: t("Pictures/s", "图像/秒"),
  of: (what, seed) => t(`Picture of ${what}, seed ${seed}`, `${what} 的图像，种子 ${seed}`),
  counted: (count) => t(`${count} pictures`, `${count} 张图像`),
};
/** @type {Kind} */
const SERIES = {
  name: t("Series", "序列"), another: t("New series", "换一条"), renew: t("A new series (random seed)", "换一条（随机种子）"),
  sheet: t("Curves", "曲线"), pixels: false, side: () => 384, tile: () => 96,
  files: [{ form: "csv", title: t("Download its values as a table", "下载数值表格") }, { form: "wav", title: t("Download its sound", "下载声音") }],
  shape: ({ size, channels }) => t(`${size} steps, ${channels} variable${channels > 1 ? "s" : ""}`, `${size} 步，${channels} 个变量`),
  seen: t("Series seen", "已看序列"), rate: t("Series/s", "序列/秒"),
  of: (what, seed) => t(`Curves of ${what}, seed ${seed}`, `${what} 的曲线，种子 ${seed}`),
  counted: (count) => t(`${count} series`, `${count} 条序列`),
};
/** @type {Kind} */
const CLIP = {
  ...IMAGE, name: t("Clip", "短片"), another: t("New clip", "换一段"), renew: t("A new clip (random seed)", "换一段（随机种子）"),
  sheet: t("Clips", "短片"), tile: (card) => 2 * card.size,
  files: [{ form: "mp4", title: t("Download the clip as MP4", "下载短片（MP4）") }, { form: "webp", title: t("Download the clip as WebP, which plays by itself", "下载短片（WebP，自动播放）") }],
  shape: (card) => t(`${card.frames} frames of ${card.size} px`, `${card.frames} 帧，${card.size} px`),
  seen: t("Clips seen", "已看短片"), rate: t("Clips/s", "短片/秒"),
  of: (what, seed) => t(`Clip of ${what}, seed ${seed}`, `${what} 的短片，种子 ${seed}`),
  counted: (count) => t(`${count} clips`, `${count} 段短片`),
};
const KINDS = { image: IMAGE, series: SERIES, clip: CLIP };

/**
 * The kind of what a model or a run makes.
 * @param {{example?: string} | null | undefined} one
 */
export const kindOf = (one) => KINDS[one?.example || "image"] || IMAGE;

/**
 * Lets style sheets know what is shown in a part of the page.
 * @param {HTMLElement} part
 * @param {{example?: string} | null | undefined} one
 */
export const mark = (part, one) => (part.dataset.example = one?.example || "image");

/**
 * The variables of a series: what each is called, its range and the colour of its curve.
 * @param {Card} card
 */
export const variables = (card) => card.inks.map((ink, i) => ({ ink, name: pick(card.details.variables[i]), ...card.details.variables[i] }));
