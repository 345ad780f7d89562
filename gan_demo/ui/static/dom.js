// Small pieces that every tab builds its part of the page from.
import { t } from "./words.js";

// h("div.row", {onclick}, child, ...): an element with its properties, attributes and children.
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
  return element;
}

export function button(text, title, onclick, kind = "") {
  return label(h(`button.gan-button${kind}`, { type: "button", onclick }), text, title);
}

// What a button shows and says. Its name holds the words that are seen, so that they can be spoken to press it.
export function label(one, text, title = text) {
  const spoken = !/[\p{L}\p{N}]/u.test(text) || title.toLowerCase().includes(text.toLowerCase());
  return Object.assign(one, { textContent: text, title, ariaLabel: spoken && title ? title : null });
}

// A slider with its name, its value, and a double click that puts it back.
export function slider({ label, min, max, step, start, show = (v) => v.toFixed(2), oninput }) {
  const value = h("output", {}, show(start));
  const input = h("input", { type: "range", min, max, step, value: start, "aria-label": label });
  const set = (v) => {
    input.value = v;
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

// A button that copies a link, or puts it into the address bar where the browser lets nobody copy.
export function copyButton(link, title) {
  const name = t("Copy link", "复制链接");
  const copy = button(name, title, async () => {
    const text = link();
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (!done) history.replaceState(history.state, "", text);
    copy.textContent = done ? t("Copied", "已复制") : t("See address bar", "见地址栏");
    setTimeout(() => (copy.textContent = name), 1500);
  });
  return copy;
}

export function say(element, words, bad = true) {
  element.textContent = words || "";
  element.classList.toggle("bad", Boolean(words) && bad);
}

// Whether a part is on the open tab, and a call each time that it comes into sight.
export const seen = (element) => element.offsetParent !== null;
export function whenSeen(element, callback) {
  const observer = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && callback());
  observer.observe(element);
  return () => observer.disconnect();
}

// Arrow keys move through a grid of buttons; Home and End go to its ends.
export function arrows(grid) {
  grid.addEventListener("keydown", (event) => {
    const cells = [...grid.querySelectorAll("button")];
    const at = cells.indexOf(document.activeElement);
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    const ends = { Home: 0, End: cells.length - 1 };
    const to = event.key in ends ? ends[event.key] : at + (steps[event.key] ?? NaN);
    if (at < 0 || !cells[to]) return;
    event.preventDefault();
    cells[to].focus();
  });
}

// The picture as large as the window allows; a click or Escape closes it.
export function enlarge(picture) {
  const large = h("canvas.gan-picture", { width: picture.naturalWidth || picture.width, height: picture.naturalHeight || picture.height });
  large.getContext("2d").drawImage(picture, 0, 0);
  const dialog = h("dialog.gan-large", { onclick: () => dialog.close(), onclose: () => dialog.remove() }, large);
  const times = Math.min((0.94 * innerWidth) / large.width, (0.92 * innerHeight) / large.height);
  large.style.width = `${large.width * (times > 1 ? Math.floor(times) : times)}px`;
  document.body.append(dialog);
  dialog.showModal();
}

const NAMES = ["explore", "classes", "captions", "train", "models"];
const tabs = () => [...document.querySelectorAll('.tab-container[role="tablist"] button[role="tab"]')];
export const openTab = (name) => tabs()[NAMES.indexOf(name)]?.click();

export function remember(name, value) {
  const url = new URL(location.href);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}

// The open tab stands in the address, so a reload keeps it.
export function keepTab() {
  const wanted = new URLSearchParams(location.search).get("tab");
  const opened = setInterval(() => {
    if (!tabs().length) return;
    clearInterval(opened);
    document.addEventListener("click", ({ target }) => {
      const at = tabs().indexOf(target.closest?.('[role="tab"]'));
      if (at < 0) return;
      remember("tab", at && NAMES[at]);
      document.body.dataset.tab = NAMES[at];
    });
    if (NAMES.indexOf(wanted) > 0) openTab(wanted);
  }, 30);
}

// Gradio's tabs listen to clicks only; here they follow the arrow keys too.
document.addEventListener("keydown", ({ key, target }) => {
  const at = tabs().indexOf(target);
  const to = at + ({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? NaN);
  if (at < 0 || !tabs()[to]) return;
  tabs()[to].click();
  tabs()[to].focus();
});
