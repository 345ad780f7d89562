// Clips that are played: strips of frames, the later below the earlier, all of them by one clock, which can stand still.
import { seen } from "./dom.js";
import { cards } from "./state.js";

/** @typedef {{frames: number, rate: number}} Film */
/** @type {WeakMap<ImageBitmap, Film>} */
const films = new WeakMap();
/** @type {Map<HTMLCanvasElement, {film: Film, paint: (frame: number) => void, frame: number}>} */
const shown = new Map();
const listeners = new Set();
let since = matchMedia("(prefers-reduced-motion: reduce)").matches ? null : 0; // when the clock began, null while it stands
let stood = 0; // the milliseconds at which it stands

/**
 * A picture that a route gave of a model, known as a strip where the model makes clips.
 * @param {ImageBitmap} image
 * @param {string} path
 */
export function filmed(image, path) {
  const name = new URLSearchParams(path.slice(path.indexOf("?"))).get("model"), card = cards.find((one) => one.name === name);
  if (card?.example === "clip") films.set(image, { frames: card.frames, rate: card.details.rate });
  return image;
}

/**
 * How many frames a picture has, one below the other.
 * @param {CanvasImageSource} image
 */
export const framesOf = (image) => (image instanceof ImageBitmap && films.get(image)?.frames) || 1;

/**
 * Paints a picture onto a canvas, frame by frame where it has some, until the canvas is given another.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} image
 * @param {(frame: number) => void} paint
 */
export function play(canvas, image, paint) {
  const film = image instanceof ImageBitmap ? films.get(image) : undefined, frame = film ? now(film) : 0;
  paint(frame);
  if (!film) return void shown.delete(canvas);
  const idle = !shown.size;
  shown.set(canvas, { film, paint, frame });
  if (idle) requestAnimationFrame(tick);
}

/** @param {Film} film */
const now = ({ frames, rate }) => Math.floor((elapsed() * rate) / 1000) % frames;
const elapsed = () => (since === null ? stood : performance.now() - since);

function tick() {
  for (const [canvas, one] of shown) {
    const frame = now(one.film);
    if (!canvas.isConnected) shown.delete(canvas);
    if (frame === one.frame || !seen(canvas)) continue;
    one.paint(frame);
    one.frame = frame;
  }
  if (shown.size) requestAnimationFrame(tick);
}

export const playing = () => since !== null;

// Lets the clock stand, or go on from where it stands; all clips hear of it.
export function pause() {
  const at = elapsed();
  since = since === null ? performance.now() - at : null;
  stood = at;
  listeners.forEach((listener) => listener());
}

/** @param {() => unknown} listener */
export function onPause(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
