// A picture in the page that is never blank: the old one stays until the new one has been loaded.
import { enlarge, h } from "./dom.js";

const ENOUGH = 0.75;
const AGAIN = 10_000; // milliseconds until a picture that could not be had is asked for once more

export class Loading {
  /**
   * @param {string} kind
   * @param {string} alt
   * @param {(image: HTMLImageElement, step: number) => unknown} [loaded]
   */
  constructor(kind, alt, loaded = () => {}) {
    this.image = h(`img.${kind}`, { alt, draggable: false, onclick: () => enlarge(this.image) });
    this.loaded = loaded;
    this.missed = new Map();
  }

  // Of pictures that are asked for while one is on its way, only the latest is loaded.
  show(url, step) {
    if (Date.now() - (this.missed.get(url) || 0) < AGAIN) return;
    this.next = { url, step };
    if (!this.busy) this.done = this.run();
    return this.done;
  }

  clear() {
    this.next = this.url = null;
    this.image.removeAttribute("src");
    delete this.image.dataset.step;
  }

  async run() {
    this.busy = true;
    while (this.next && this.next.url !== this.url) {
      const { url, step } = this.next, image = new Image();
      image.src = url;
      const there = await image.decode().then(() => true, () => false);
      if (!there) this.missed.set(url, Date.now());
      else if (this.next) this.put(image, url, step);
      if (this.next?.url === url) break;
    }
    this.busy = false;
  }

  put(image, url, step) {
    this.url = url;
    this.image.src = url;
    this.image.dataset.step = String(step);
    this.loaded(image, step);
  }
}

// The largest size that fits into this box, in whole screen pixels a pixel where that is not much smaller.
export function times(image, width, height) {
  const most = Math.min(width / image.naturalWidth, height / image.naturalHeight);
  const fine = Math.floor(most * devicePixelRatio) / devicePixelRatio;
  return fine > ENOUGH * most ? fine : most;
}
