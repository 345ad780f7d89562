// From a route to a canvas: one request in flight, the latest wins, and the old picture stays until the new one is there.
import { ask } from "./state.js";

export class Painter {
  constructor(paint, problem = () => {}) {
    Object.assign(this, { paint, problem, busy: false, next: null });
  }

  show(url) {
    this.next = url;
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    while (this.next) {
      const url = this.next;
      this.next = null;
      try {
        this.paint(await createImageBitmap(await (await ask(url)).blob()));
        this.problem("");
      } catch (error) {
        this.problem(error.message);
        if (error.busy && !this.next) {
          await new Promise((done) => setTimeout(done, 600));
          this.next ||= url;
        }
      }
    }
    this.busy = false;
  }
}

export function onto(canvas, image, at = 0, side = image.height) {
  if (canvas.width !== side) canvas.width = canvas.height = side;
  canvas.getContext("2d").drawImage(image, at * side, 0, side, side, 0, 0, side, side);
  canvas.dataset.drawn = Number(canvas.dataset.drawn || 0) + 1;
}

export function download(canvas, name, side) {
  const large = document.createElement("canvas");
  const times = Math.max(1, Math.ceil(side / canvas.width));
  large.width = large.height = canvas.width * times;
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, large.width, large.height);
  const anchor = document.createElement("a");
  anchor.href = large.toDataURL("image/png");
  anchor.download = `${name}.png`;
  anchor.click();
}
