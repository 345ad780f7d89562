// What can be turned while a run goes on: a slider and a number each, with the value of before and what is wrong with it.
import { h } from "../core/dom.js";
import { plain, t } from "../core/words.js";

const SETTLED = 250, PATIENCE = 8000, NEAR = 1e-6;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const linear = (low, high, step) => () => ({ to: (v) => (v - low) / (high - low), from: (p) => Number((Math.round((low + p * (high - low)) / step) * step).toFixed(6)) });
// From a hundredth of the value to a hundred times; with `off` the left end is 0.
const decades = (low, high, { reach = 100, off = false } = {}) => (start) => {
  const centre = start > 0 ? start : 1, from = Math.log(Math.max(low, centre / reach)), to = Math.log(Math.min(high, centre * reach));
  return {
    to: (v) => (v > 0 ? (Math.log(v) - from) / (to - from) : 0),
    from: (p) => (off && p <= 0 ? 0 : Number(Math.exp(from + p * (to - from)).toPrecision(2))),
  };
};

export const KNOBS = [
  { name: "g_lr", label: t("Generator learning rate"), scale: decades(1e-7, 1) },
  { name: "d_lr", label: t("Discriminator learning rate"), scale: decades(1e-7, 1) },
  { name: "d_steps", label: t("D steps per G step"), scale: linear(1, 10, 1) },
  { name: "augment", label: t("Augmentation"), scale: linear(0, 1, 0.05) },
  { name: "ema", label: t("EMA half-life, steps"), scale: decades(1, 1e6) },
  { name: "grid_seconds", label: t("Seconds between grids"), scale: linear(1, 60, 1) },
];
export const LIMITS = [
  { name: "minutes", label: t("Stop after minutes (0: never)") },
  { name: "images", label: t("Stop after examples (0: never)") },
  { name: "steps", label: t("Stop after steps (0: never)") },
];
export const factor = (term, label) => ({ name: `weight:${term}`, label, scale: decades(0, 1000, { off: true }) });

export class Knob {
  // turned(text) is called when a visitor has let go.
  constructor({ name, label, scale = null }, turned) {
    this.name = name;
    this.scaled = scale;
    this.turned = turned;
    this.value = this.old = this.wanted = this.earlier = null;
    this.since = 0;
    this.falls = false; // whether the value falls by itself
    this.was = h("small.quiet");
    this.field = h("input.gan-field", { type: "text", inputMode: "decimal", maxLength: 20, "aria-label": label, onchange: () => this.turn(this.field.value.trim()) });
    this.slider = h("input", { type: "range", min: 0, max: 1, step: 0.001, "aria-label": t("{label}, slider", { label }), oninput: () => this.slid(),
      onpointerdown: () => (this.held = true), onpointerup: () => (this.held = false), onpointercancel: () => (this.held = false), hidden: !scale });
    this.tick = h("i.gan-tick", { hidden: true });
    this.problem = h("p.gan-note.bad", { role: "alert" });
    this.label = h("span", {}, label);
    this.root = h("div.gan-knob", { "data-name": name, ondblclick: (event) => event.target !== this.field && this.reset(), title: t("Double click: as it was") },
      this.label, this.was, this.field, scale ? h("div.gan-slide.gan-slider", {}, this.slider, this.tick) : null, this.problem);
  }

  call(label) {
    if (this.label.textContent === label) return;
    this.label.textContent = label;
    this.field.setAttribute("aria-label", label);
    this.slider.setAttribute("aria-label", t("{label}, slider", { label }));
  }

  // What the run has now, and what it had at first. A value that is on its way stays in sight.
  show(value, old, waits = false) {
    this.root.hidden = value === null || value === undefined;
    if (this.root.hidden) return;
    if (this.scaled && (this.scale === undefined || old !== this.old)) this.scale = this.scaled(old);
    this.value = value;
    this.old = old;
    const late = !waits && Date.now() - this.since > PATIENCE;
    if (this.wanted !== null && (same(this.wanted, value) || late)) this.wanted = null;
    this.paint();
  }

  paint() {
    const shown = this.wanted ?? this.value, number = Number(shown);
    this.root.classList.toggle("waits", this.wanted !== null);
    this.was.textContent = this.falls ? t("falls until it is turned") : same(shown, this.old) ? "" : t("was {value}", { value: plain(this.old) });
    if (document.activeElement !== this.field && !this.held) this.field.value = plain(shown);
    if (this.scale && !this.held && Number.isFinite(number)) this.move(clamp(this.scale.to(number), 0, 1));
    this.tick.hidden = !this.scale || same(shown, this.old);
    if (!this.tick.hidden) this.tick.style.setProperty("--at", String(clamp(this.scale.to(Number(this.old)), 0, 1)));
  }

  move(place) {
    this.slider.value = place;
    this.slider.style.setProperty("--from", "0%");
    this.slider.style.setProperty("--to", `${100 * place}%`);
  }

  slid() {
    const place = Number(this.slider.value), value = this.scale.from(place);
    this.move(place);
    this.field.value = plain(value);
    this.slider.setAttribute("aria-valuetext", plain(value));
    clearTimeout(this.settling);
    this.settling = setTimeout(() => (this.held ? this.slid() : this.turn(plain(value))), SETTLED);
  }

  reset() {
    clearTimeout(this.settling);
    this.held = false;
    if (this.old === null || (same(this.value, this.old) && this.wanted === null)) return this.paint();
    this.turn(plain(this.old));
  }

  turn(text) {
    if (same(text, this.wanted ?? this.value)) return this.paint();
    this.expect(text);
    this.turned(text);
  }

  expect(text) {
    this.say("");
    this.earlier = this.wanted;
    this.wanted = text;
    this.since = Date.now();
    this.paint();
  }

  // What the run has stands here again.
  forget() {
    this.say("");
    this.wanted = null;
    this.paint();
  }

  // What holds stands here again, even while the field is in use, with a word on why.
  refuse(why) {
    const stands = same(this.field.value.trim(), this.wanted);
    this.wanted = this.earlier;
    this.earlier = null;
    this.say(why);
    this.paint();
    if (stands) this.field.value = plain(this.wanted ?? this.value);
  }

  say(words) {
    this.problem.textContent = words;
  }
}

const same = (a, b) => a === b || (a !== null && b !== null && a !== "" && b !== "" && Math.abs(Number(a) - Number(b)) <= NEAR * Math.abs(Number(b)));
