// From a route to a canvas; the old picture stays until the new one is there.
import { filmed, framesOf, play } from "./clip_clock.js";
import { grown, h, pen } from "./dom.js";
import { Latest } from "./latest_answer.js";
import { nameAsSeen } from "./smooth.js";

export class Painter {
  /**
   * @param {(image: ImageBitmap, path: string) => unknown} paint
   * @param {(words: string) => unknown} [problem]
   */
  constructor(paint, problem = () => {}) {
    this.latest = new Latest(async (answer, path) => paint(filmed(await createImageBitmap(await answer.blob()), path), path), problem);
  }

  show(url) {
    this.latest.ask(url);
  }
}

export function onto(canvas, image, at = 0, side = image.height / framesOf(image)) {
  if (canvas.width !== side) canvas.width = canvas.height = side;
  play(canvas, image, (frame) => pen(canvas).drawImage(image, at * side, frame * side, side, side, 0, 0, side, side));
  canvas.dataset.drawn = String(Number(canvas.dataset.drawn || 0) + 1);
}

// The same in a cell that is smaller than the picture: in as many pixels as the screen has there, so that thin lines stay whole.
export function into(canvas, image, at = 0) {
  const side = image.height / framesOf(image), room = Math.round(canvas.clientWidth * devicePixelRatio);
  if (!room || room >= side) return onto(canvas, image, at);
  if (canvas.width !== room) canvas.width = canvas.height = room;
  const context = pen(canvas);
  context.imageSmoothingQuality = "high";
  play(canvas, image, (frame) => {
    context.clearRect(0, 0, room, room);
    context.drawImage(image, at * side, frame * side, side, side, 0, 0, room, room);
  });
}

export function download(canvas, name, side) {
  const times = Math.max(1, Math.ceil(side / canvas.width));
  const href = grown(canvas, canvas.width, canvas.width, times).toDataURL("image/png");
  h("a", { href, download: `${times > 1 ? nameAsSeen(name) : name}.png` }).click();
}
