// A walk: played on a stage, moved through by a slider, and taken home as a file.
import { button, h, label, press, say, seen, slider } from "../core/dom.js";
import { Movie } from "../core/film_download.js";
import { Painter } from "../core/image_canvas.js";
import { Player, RATE, frames } from "./walk_player.js";
import { ROOT, queryOf, set, state } from "../core/state.js";
import { t } from "../core/words.js";

const SHEET = t("Download the walk as a sheet of PNG pictures, a row for each step");
const KINDS = [{ form: "mp4", name: "MP4", type: "video/mp4" }, { form: "webp", name: "WebP", type: "image/webp" },
  { form: "gif", name: "GIF", type: "image/gif" }, { form: "png", name: "PNG", type: "image/png", title: SHEET }];
const LARGEST = 1024, USUAL = 512, SHORTEST = 1;

export class Walk {
  /** @type {HTMLSelectElement} */ side;
  /** @type {Movie} */ movie;

  // source() is {model, size, waypoints, way, pixels}, the last false where pictures have none of their own; paint(image, at) shows a picture of a row; rested(query) is told the frame at which it rests.
  constructor({ source, paint, rested }) {
    this.source = source;
    this.paint = paint;
    this.rested = rested;
    this.share = 0;
    this.player = new Player(paint, (frame) => this.moved(frame), (words) => this.ended(words));
    this.painter = new Painter((image) => this.player.playing || paint(image, 0), (words) => say(this.problem, words));
    this.play = button("▶", "", () => (this.player.playing ? this.rest() : this.start()), ".gan-play");
    this.scrub = h("input.gan-scrub", { type: "range", min: 0, max: 1000, step: 1, value: 0, "aria-label": t("Along the walk"),
      oninput: () => this.scrubbed(), onchange: () => this.rest() });
    this.time = h("output");
    this.loop = button(t("Loop"), t("Loop: back to the first and on"), () => this.looped());
    this.loop.setAttribute("aria-pressed", "true");
    this.pace = slider({ label: t("Seconds a step"), min: 0.5, max: 4, step: 0.25, start: 1.5, show: (v) => t("{seconds} s", { seconds: v }), oninput: () => this.paced() });
    this.problem = h("p.gan-note", { role: "status" });
    this.root = h("div.gan-walk", {}, h("div.gan-walk-row", {}, this.play, this.scrub, this.time),
      h("div.gan-walk-row", {}, this.pace.root, this.loop), this.exports(), this.movie.news, this.movie.problem, this.problem);
    this.marked();
  }

  exports() {
    this.side = h("select.gan-field", { "aria-label": t("Size of the file's pictures") });
    this.movie = new Movie({
      kinds: KINDS, title: ({ name, title }) => title || t("Download the walk as {name}", { name }), name: () => `${this.source().model}-walk`,
      path: (form) => `${ROOT}walk?${this.query()}&${this.filmed(form)}`, pixels: () => this.source().pixels ?? true,
    });
    return h("div.gan-walk-row", {}, h("span", {}, t("Save as")), this.side, this.movie.root);
  }

  // What is asked of its file; what is drawn of a series has no pixels that could be crisp.
  filmed(form) {
    const { pixels = true } = this.source();
    return queryOf({ form, seconds: this.seconds(), side: this.side.value, ...(pixels ? {} : { style: "smooth" }) });
  }

  // Something of the walk may be another: what is played or shown of it is out of date.
  follow() {
    const { model, size, waypoints, pixels = true } = this.source();
    if (this.key !== this.query()) this.stop();
    this.key = this.query();
    this.movie.show(waypoints.length > 1 ? model : null);
    for (const one of [this.play, this.scrub]) one.disabled = waypoints.length < 2;
    if (size !== this.size) this.sized(size, pixels);
    this.told();
  }

  sized(size, pixels) {
    this.size = size;
    const sides = [...new Set([size, 128, 256, 512, 768, 1024])].filter((side) => side >= size && side <= LARGEST);
    this.side.replaceChildren(...sides.map((side) => h("option", { value: side }, t("{side} px", { side }))));
    this.side.value = String(pixels ? Math.max(size, USUAL) : size);
  }

  get looping() {
    return this.loop.getAttribute("aria-pressed") === "true";
  }

  query() {
    const { model, waypoints, way } = this.source();
    return String(new URLSearchParams([["model", model], ...waypoints.map((one) => ["w", one]), ["way", way], ["loop", Number(this.looping)]]));
  }

  seconds() {
    const { waypoints } = this.source();
    return Math.max(SHORTEST, (waypoints.length - Number(!this.looping)) * Number(this.pace.input.value));
  }

  get frames() {
    return Math.round(this.seconds() * RATE);
  }

  // A loop ends a frame before its beginning; another way at its last frame, from where it is played anew.
  get last() {
    return this.looping ? this.frames : this.frames - 1;
  }

  get frame() {
    return Math.min(this.frames - 1, Math.round(this.share * this.last));
  }

  to(share) {
    this.share = share;
    this.told();
  }

  start() {
    if (!this.looping && this.frame === this.last) this.to(0);
    say(this.problem, "");
    if (state.view) set({ view: "" }); // a walk shows the whole
    this.player.play(this.query(), this.frames, this.looping, this.frame);
    this.marked();
  }

  moved(frame) {
    if (!seen(this.root)) return this.rest();
    this.to(frame / this.last);
  }

  scrubbed() {
    this.stop();
    this.to(Number(this.scrub.value) / Number(this.scrub.max));
    this.painter.show(frames(this.query(), this.frames, this.frame, 1));
  }

  paced() {
    if (this.player.playing) this.start();
    this.told();
  }

  looped() {
    press(this.loop, !this.looping);
    this.follow();
  }

  rest() {
    this.stop();
    this.rested(`${this.query()}&${queryOf({ of: this.frames, from: this.frame })}`);
  }

  ended(words) {
    this.marked();
    say(this.problem, words);
    if (!words) this.rest();
  }

  stop() {
    this.player.stop();
    this.marked();
  }

  marked() {
    const playing = Boolean(this.player.playing);
    label(this.play, playing ? "❚❚" : "▶", playing ? t("Stop the walk") : t("Play the walk"));
  }

  told() {
    const second = (this.share * this.seconds()).toFixed(1);
    this.scrub.value = String(this.share * Number(this.scrub.max));
    this.time.textContent = t("{second} of {seconds} s", { second, seconds: this.seconds() });
    this.scrub.setAttribute("aria-valuetext", this.time.textContent);
  }
}
