// A run through time: the pictures of its fixed latents and of fresh ones at any kept step, and the film that moves them.
import { Names, leastTile } from "./grid_columns.js";
import { button, h, label } from "../core/dom.js";
import { kindOf } from "../core/examples.js";
import { Film } from "./film_strip.js";
import { Loading, times } from "../core/loading_image.js";
import { Movie } from "../core/film_download.js";
import { within } from "./commands.js";
import { AVERAGE } from "./run_texts.js";
import { short, t } from "../core/words.js";
/** @import { Story } from "./run.js" */

const SECONDS = 12, FRAMES = 120, BEAT = 100, TALLEST = 480, TWO_ROWS = 880, MARGINS = 204;

const KINDS = [{ form: "mp4", name: "MP4", type: "video/mp4" }, { form: "webp", name: "WebP", type: "image/webp" }];

export class Lapse {
  /** @type {Story} */ run;
  /** @type {HTMLElement} */ step;
  /** @type {HTMLButtonElement} */ play;
  /** @type {HTMLButtonElement} */ back;
  /** @type {HTMLButtonElement} */ on;
  /** @type {HTMLButtonElement} */ end;

  /**
   * moved() is called whenever another step is shown.
   * @param {{moved?: (at: {step: number | null, images: number | null, last: boolean, snapshot: number | null}) =>
   *   unknown}} [options]
   */
  constructor({ moved = () => {} } = {}) {
    this.moved = moved;
    this.steps = [];
    this.at = null;
    this.grid = new Loading("gan-grid", t("Samples of the run's fixed latents"), (image) => this.fit(image));
    this.fresh = new Loading("gan-grid.gan-fresh", t("Samples of fresh latents"), () => this.fit());
    this.names = new Names();
    this.film = new Film((i, snapshot) => this.go(i, snapshot), (step) => this.url("grid", step));
    this.movie = new Movie({
      kinds: KINDS, title: ({ name }) => t("Download the time-lapse as {name}", { name }), name: () => this.run.name,
      path: (form) => within(this.run.name, "lapse", { form, seconds: SECONDS }),
    });
    this.rows = h("div.gan-rows", {}, this.fresh.image);
    const title = `${t("Others each time: what the generator draws in general")} · ${AVERAGE}`;
    this.strip = h("figure", { hidden: true },
      h("figcaption", { title }, t("Fresh latents (EMA)")), this.rows);
    const fixed = h("figure", {}, h("figcaption", { title: `${t("The same at every step, so that the change can be seen")} · ${AVERAGE}` }, t("Fixed latents (EMA)")), this.names.root, this.grid.image);
    this.pair = h("div.gan-shown", {}, fixed, this.strip);
    this.frame = h("div.gan-grid-frame", {}, this.pair);
    new ResizeObserver(() => this.frame.style.setProperty("--tall", `${this.frame.offsetHeight}px`)).observe(this.frame);
    this.root = h("div.gan-lapse", {}, this.frame, this.film.root, this.tools(), this.movie.news, this.movie.problem);
  }

  tools() {
    this.step = h("output.gan-step");
    this.play = button("▶", t("Play from the beginning"), () => (this.playing ? this.pause() : this.lapse()));
    this.back = button("‹", t("One grid back"), () => this.by(-1));
    this.on = button("›", t("One grid on"), () => this.by(1));
    this.end = button("⇥", t("Follow the latest grid"), () => this.go(this.steps.length - 1));
    return h("div.gan-time", {}, this.back, this.play, this.on, this.step, this.end, h("span.gan-space"), this.movie.root);
  }

  // What changes after a resume or a rewind is in the address, so that no picture of before is shown.
  url(kind, step) {
    return within(this.run.name, kind, { step, v: Math.round(1000 * (this.run.started?.time || 0)) });
  }

  /** @param {Story} run */
  show(run) {
    const other = run.name !== this.run?.name;
    if (other || run.started?.time !== this.run.started?.time) {
      this.film.clear();
      this.snapshot = null; // the run went on from it: what comes now is looked at
    }
    if (other) this.clear();
    this.run = run;
    const here = this.shown;
    this.steps = run.grids || [];
    if (this.at !== null) this.at = this.place(here) ?? (this.snapshot === null ? null : this.steps.length - 1);
    this.frame.classList.toggle("waiting", !this.steps.length);
    this.film.show({ steps: this.steps, seen: run.seen, columns: run.columns, given: run.started?.given || 0, marks: marks(run), whole: run.state !== "running" });
    this.movie.show(this.steps.length > 1 && run.snapshots ? run.name : null);
    this.fit();
    this.draw();
  }

  clear() {
    this.pause();
    this.at = this.told = this.sized = this.snapshot = null;
    this.grid.clear();
    this.fresh.clear();
    this.frame.style.minHeight = "";
  }

  get shown() {
    return this.steps[this.at ?? this.steps.length - 1];
  }

  // The last grid that is not after this step; the last of all is followed as the run goes on.
  place(step) {
    const i = Math.max(0, this.steps.findLastIndex((one) => one <= step));
    return i === this.steps.length - 1 ? null : i;
  }

  to(step) {
    this.go(this.place(step) ?? this.steps.length - 1);
  }

  by(count) {
    this.go(Math.min(this.steps.length - 1, Math.max(0, (this.at ?? this.steps.length - 1) + count)));
  }

  go(i, snapshot = null) {
    this.pause();
    this.snapshot = snapshot;
    this.at = i >= this.steps.length - 1 && snapshot === null ? null : i; // a chosen snapshot stays in sight
    this.draw();
  }

  draw() {
    const last = this.steps.length - 1, i = this.at ?? last, step = this.steps[i];
    for (const one of [this.back, this.play, this.on]) one.disabled = last < 1;
    this.end.disabled = this.at === null;
    this.film.set(i);
    this.strip.hidden = !(this.run.fresh ?? (this.run.snapshots?.length ? this.steps : [])).includes(step);
    const images = this.run.seen?.[i];
    this.step.textContent = step === undefined ? "" : t("step {step}", { step: step.toLocaleString("en") });
    this.step.title = images === undefined ? "" : t("after {images}", { images: kindOf(this.run).counted(short(images)) });
    if (step === undefined) this.grid.clear();
    const key = `${this.run.name} ${step} ${images} ${this.snapshot}`;
    if (key !== this.told) this.moved({ step: step ?? null, images: images ?? null, last: this.at === null, snapshot: this.snapshot });
    this.told = key;
    if (step === undefined) return null;
    if (!this.strip.hidden) this.fresh.show(this.url("fresh", step), step);
    return this.grid.show(this.url("grid", step), step);
  }

  // Both in the same whole multiple of their pixels where that is not too small; on a low screen the first row of the fresh ones.
  fit(image = this.sized) {
    if (!image) return;
    this.sized = image;
    if (!this.frame.clientWidth) return; // it is on a tab that is not open
    const columns = this.run?.columns?.[this.steps.indexOf(Number(this.grid.image.dataset.step))] || 8, side = image.naturalWidth / columns;
    const scale = Math.max(leastTile() / side, times(image, this.frame.clientWidth - 16, Math.min(TALLEST, 0.7 * innerHeight)));
    this.names.show(this.run?.started?.classes, columns);
    this.grid.image.style.width = `${scale * image.naturalWidth}px`;
    this.grid.image.style.height = `${scale * image.naturalHeight}px`;
    const cell = scale * side;
    this.fresh.image.style.width = `${8 * cell}px`;
    this.rows.style.height = `${cell * (innerHeight > TWO_ROWS || innerWidth < 760 ? 2 : 1)}px`;
    this.pair.style.width = `${scale * image.naturalWidth}px`;
    this.frame.classList.toggle("roomy", this.frame.clientWidth - scale * image.naturalWidth > MARGINS);
  }

  async lapse() {
    const mine = (this.playing = Symbol("play"));
    this.snapshot = null;
    this.mark(true);
    const stride = Math.max(1, Math.ceil(this.steps.length / FRAMES));
    for (let i = 0; this.playing === mine; i += stride) {
      const done = i >= this.steps.length - 1;
      this.at = done ? null : i;
      await Promise.all([this.draw(), new Promise((next) => setTimeout(next, BEAT))]);
      if (done && this.playing === mine) this.pause();
    }
  }

  pause() {
    this.playing = null;
    this.mark(false);
  }

  mark(playing) {
    const title = playing ? t("Stop playing") : t("Play from the beginning");
    label(this.play, playing ? "❚❚" : "▶", title);
  }
}

/** @param {Story} run */
function marks({ quality, changes = [], snapshots = [] }) {
  const at = (step) => step.toLocaleString("en");
  const best = quality?.best ?? null;
  return [
    ...snapshots.map((step) => ({ kind: "snapshot", step, title: t("Snapshot at step {step}: you can go back to it or branch from it", { step: at(step) }) })),
    ...changes.map(({ step }) => ({ kind: "change", step, title: t("Something was changed at step {step}", { step: at(step) }) })),
    ...(best === null ? [] : [{ kind: "best", step: best, title: t("The best so far, step {best}", { best: at(best) }) }]),
  ];
}
