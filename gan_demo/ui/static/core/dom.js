// Small pieces that every tab builds its part of the page from.
import { smooth } from "./smooth.js";
import { t } from "./words.js";

/**
 * The page's own elements that others speak to.
 * @typedef {{
 *   "gan-run": import("../train/run.js").Run, "gan-compare": import("../compare/compare.js").Compare,
 *   "gan-places": import("../train/run_list.js").Places, "gan-own": import("../own/own_images.js").Own,
 *   "gan-kept": import("../explore/kept_strip.js").Favourites,
 * }} Parts
 */
/**
 * The element that a tag makes: an input for "input", a div for "".
 * @template {string} Tag
 * @typedef {Tag extends "" ? HTMLDivElement : Tag extends keyof Parts ? Parts[Tag]
 *   : Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement} Tagged
 */
/**
 * The element that h(what) makes: an input for "input.gan-field".
 * @template {string} What
 * @typedef {What extends `${infer Tag}.${string}` ? Tagged<Tag> : Tagged<What>} Made
 */

/**
 * h("div.row", {onclick}, child, ...): an element with its properties, attributes and children.
 * @template {string} What
 * @param {What} what
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null | undefined)} children
 * @returns {Made<What>}
 */
export function h(what, properties = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.includes("-") && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return /** @type {Made<What>} */ (element);
}

/**
 * @param {string} text
 * @param {string} title
 * @param {(event: MouseEvent) => unknown} onclick
 */
export function button(text, title, onclick, kind = "") {
  return label(h(`button.gan-button${kind}`, { type: "button", onclick }), text, title);
}

/**
 * What a button shows and says. Its name holds the words that are seen, so that they can be spoken to press it.
 * @template {HTMLElement} One
 * @param {One} one
 * @param {string} text
 * @returns {One}
 */
export function label(one, text, title = text) {
  const spoken = !/[\p{L}\p{N}]/u.test(text) || title.toLowerCase().includes(text.toLowerCase());
  return Object.assign(one, { textContent: text, title, ariaLabel: spoken && title ? title : null });
}

// Whether a button that stays down is down.
export const press = (one, on) => one.setAttribute("aria-pressed", String(on));

/**
 * A slider with its name, its value, and a double click that puts it back.
 * @param {{label: string, min: number, max: number, step: number, start: number,
 *   show?: (value: number) => string, oninput: (value: number) => unknown}} what
 */
export function slider({ label, min, max, step, start, show = (v) => v.toFixed(2), oninput }) {
  const value = h("output", {}, show(start));
  const input = h("input", { type: "range", min, max, step, value: start, "aria-label": label });
  const set = (v) => {
    input.value = String(v);
    value.textContent = show(Number(v));
    const ends = [Math.max(min, Math.min(0, max)), Number(input.value)].sort((a, b) => a - b);
    ends.forEach((end, i) => input.style.setProperty(i ? "--to" : "--from", `${(100 * (end - min)) / (max - min)}%`));
  };
  const moved = (v) => (set(v), oninput(Number(input.value)));
  input.addEventListener("input", () => moved(input.value));
  const root = h("label.gan-slider", { ondblclick: () => moved(start) }, h("span", {}, label), value, input);
  set(start);
  return { root, input, set };
}

/**
 * A button that copies a link, or shows it in a field where the browser lets nobody copy.
 * @param {() => string} link
 * @param {string} title
 */
export function copyButton(link, title) {
  const name = t("Copy link");
  const copy = button(name, title, async () => {
    const text = link();
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    field.hidden = done;
    field.value = text;
    if (done) {
      copy.textContent = t("Copied");
      setTimeout(() => (copy.textContent = name), 1500);
    } else field.select();
  });
  const field = h("input.gan-link", { readOnly: true, hidden: true, "aria-label": t("Link"), onfocus: () => field.select() });
  return h("span.gan-copy", {}, copy, field);
}

/**
 * @param {HTMLElement} element
 * @param {string | null | undefined} words
 */
export function say(element, words, bad = true) {
  element.textContent = words || "";
  element.classList.toggle("bad", Boolean(words) && bad);
}

/**
 * Whether a part is on the open tab, and a call each time that it comes into sight.
 * @param {HTMLElement} element
 */
export const seen = (element) => element.offsetParent !== null;
export function whenSeen(element, callback) {
  const observer = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && callback());
  observer.observe(element);
  return () => observer.disconnect();
}

/**
 * Arrow keys move through a grid of buttons; Home and End go to its ends.
 * @param {HTMLElement} grid
 */
export function arrows(grid) {
  grid.addEventListener("keydown", (event) => {
    const cells = [...grid.querySelectorAll("button")];
    const at = cells.findIndex((cell) => cell === document.activeElement);
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    const ends = { Home: 0, End: cells.length - 1 };
    const to = event.key in ends ? ends[event.key] : at + (steps[event.key] ?? NaN);
    if (at < 0 || !cells[to]) return;
    event.preventDefault();
    cells[to].focus();
  });
}

/**
 * The pen of a canvas, which a browser refuses only a canvas of another kind.
 * @param {HTMLCanvasElement} canvas
 */
export function pen(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("A canvas gives no 2d context.");
  return context;
}

/**
 * A picture so many times as large, its pixels crisp or smooth.
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 * @param {number} times
 */
export function grown(picture, width, height, times) {
  const large = h("canvas", { width: width * times, height: height * times }), context = pen(large);
  context.imageSmoothingEnabled = smooth();
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, large.width, large.height);
  return large;
}

/**
 * The picture as large as the window allows; a click or Escape closes it.
 * @param {HTMLCanvasElement | HTMLImageElement} picture
 */
export function enlarge(picture) {
  const [width, height] = picture instanceof HTMLImageElement
    ? [picture.naturalWidth, picture.naturalHeight] : [picture.width, picture.height];
  const times = Math.min((0.94 * innerWidth) / width, (0.92 * innerHeight) / height), whole = Math.max(1, Math.floor(times));
  const large = grown(picture, width, height, smooth() ? whole : 1); // so that a browser copies and saves what is seen
  large.className = "gan-picture";
  const around = /** @type {HTMLElement | null} */ (picture.closest("[data-example]"));
  const dialog = h("dialog.gan-large", { "data-example": around?.dataset.example ?? "image", onclick: () => dialog.close(), onclose: () => dialog.remove() }, large);
  large.style.width = `${width * (times > 1 ? whole : times)}px`;
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * Gives the visitor a file of that name.
 * @param {Blob} file
 * @param {string} name
 */
export function save(file, name) {
  const href = URL.createObjectURL(file);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/**
 * That part of the page, where it is there.
 * @template {keyof Parts} Name
 * @param {Name} name
 * @returns {Parts[Name] | null}
 */
export const part = (name) => document.querySelector(name);

/**
 * The first element of that kind, where there is one.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement | null}
 */
export const find = (selector, root = document) => root.querySelector(selector);

/**
 * All elements of that kind.
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {HTMLElement[]}
 */
export const findAll = (selector, root) => Array.from(root.querySelectorAll(selector));

/**
 * The first element of that kind, which must be there.
 * @param {string} selector
 * @param {ParentNode} [root]
 */
export function must(selector, root = document) {
  const found = find(selector, root);
  if (!found) throw new Error(`Nothing on the page is ${selector}.`);
  return found;
}

/**
 * Calls the listener with what the page tells of that kind, as "gan:run"; what is returned ends it.
 * @param {string} kind
 * @param {(detail: any) => unknown} listener
 */
export function hear(kind, listener) {
  const heard = (event) => listener(event.detail);
  document.addEventListener(kind, heard);
  return () => document.removeEventListener(kind, heard);
}

// The names of the tabs in their order, which the page brings.
const tabNames = () => (document.querySelector("gan-header[tabs]")?.getAttribute("tabs") || "").split(" ");
/** @returns {NodeListOf<HTMLButtonElement>} */
const tabList = () => document.querySelectorAll('.tab-container[role="tablist"] button[role="tab"]');
const tabs = () => [...tabList()];
let wanted = ""; // the tab that is to be open, until it is or the visitor chooses another
export function openTab(name) {
  wanted = name;
  tabs()[tabNames().indexOf(name)]?.click();
}

export function remember(name, value) {
  const url = new URL(location.href);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}

// The open tab stands in the address, so a reload keeps it. Gradio brings the tabs, the header with their names and
// the tabs' own listeners at different times: the wanted one is clicked until it is open or the visitor chooses another.
export function keepTab() {
  wanted = new URLSearchParams(location.search).get("tab") || "";
  document.addEventListener("click", ({ target, isTrusted }) => {
    const chosen = target instanceof Element && target.closest('[role="tab"]');
    const at = tabs().findIndex((tab) => tab === chosen), name = tabNames()[at];
    if (at >= 0 && isTrusted) wanted = name || "";
    if (!name) return;
    remember("tab", at && name);
    document.body.dataset.tab = name;
  });
  const opening = setInterval(() => {
    const at = tabNames().indexOf(wanted), tab = tabs()[at];
    if (!tabNames()[0]) return;
    if (at < 1 || tab?.ariaSelected === "true") clearInterval(opening);
    else tab?.click();
  }, 60);
}

// Gradio's tabs listen to clicks only; here they follow the arrow keys too.
document.addEventListener("keydown", ({ key, target }) => {
  const at = tabs().findIndex((tab) => tab === target);
  const to = at + ({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? NaN);
  if (at < 0 || !tabs()[to]) return;
  tabs()[to].click();
  tabs()[to].focus();
});
