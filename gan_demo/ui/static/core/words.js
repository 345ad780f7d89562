// The visitor's language, and numbers as people read them.
export const chinese = navigator.language.toLowerCase().startsWith("zh");

/** The Chinese of each English text; early.js has asked for it. @type {Record<string, string>} */
const texts = chinese ? await window["ganTexts"].then((answer) => answer.json()) : {};

/**
 * A text in the visitor's language; {name} in it stands for that value.
 * @param {string} text
 * @param {Record<string, any>} [values]
 */
export const t = (text, values) => (texts[text] ?? text).replace(/\{(\w+)\}/g, (field, name) => values?.[name] ?? field);
// A text that has other Chinese in this context than elsewhere.
export const pgettext = (context, text) => texts[`${context}\u0004${text}`] ?? text;

/**
 * A text in English and in Chinese.
 * @typedef {string[] | {en: string, zh: string}} Words
 */
/** @param {Words} words */
export const pick = (words) => (Array.isArray(words) ? words[chinese ? 1 : 0] : words[chinese ? "zh" : "en"]);

// recipe-data-20261124-050811, the name of a run, as a person says it.
export const called = (name) => name.replace(/-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)\d\d$/, " $2-$3 $4:$5");
/** @param {{title: Words}} card */
export const titled = (card) => called(pick(card.title));

// Three significant digits, with thousands where they help.
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`;
  return Number(value.toPrecision(3)).toLocaleString("en");
}

// A value as one would type it.
export const plain = (value) => (value === null || value === "" || !Number.isFinite(Number(value)) ? String(value ?? "") : String(Number(Number(value).toPrecision(4))));

export function duration(seconds) {
  const s = Math.round(seconds);
  if (s < 60) return t("{seconds} s", { seconds: s });
  if (s < 3600) return t("{minutes} min {seconds} s", { minutes: Math.floor(s / 60), seconds: s % 60 });
  return t("{hours} h", { hours: (s / 3600).toFixed(1) });
}

export const bytes = (n) => (n < 1e6 ? `${Math.round(n / 1e3)} kB` : `${(n / 1e6).toPrecision(3)} MB`);
