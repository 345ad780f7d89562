// Plays a walk: frames come as rows of pictures, a little ahead; until one is there the last picture stays.
import { filmed } from "../core/clip_clock.js";
import { ROOT, askUntilFree } from "../core/state.js";

export const RATE = 20; // frames a second
const ROW = 10, AHEAD = 2, HELD = 16e6, AGAIN = 600; // HELD: pixels of the rows that are remembered

export class Player {
  // paint(image, at) shows a picture of a row, moved(frame) says which it is, ended(words) that it ended, with words where it failed.
  constructor(paint, moved, ended) {
    this.paint = paint;
    this.moved = moved;
    this.ended = ended;
    this.playing = null;
  }

  // walk: its query; of: so many frames.
  async play(walk, of, loop, first) {
    const mine = (this.playing = { walk, of, rows: new Map() });
    let at = first, last = performance.now();
    try {
      while (this.playing === mine) {
        const frame = loop ? Math.floor(at) % of : Math.min(of - 1, Math.floor(at));
        const row = await this.row(mine, Math.floor(frame / ROW));
        const waited = performance.now();
        if (waited - last > AGAIN) last = waited; // it goes on where it was held up
        if (this.playing !== mine) return;
        if (mine.rows.size * row.width * row.height > HELD) mine.rows.delete(mine.rows.keys().next().value);
        this.paint(row, frame % ROW);
        this.moved(frame);
        if (!loop && frame === of - 1) return this.end("");
        for (let i = 1; i <= AHEAD; i += 1) this.row(mine, Math.floor((frame + i * ROW) / ROW) % Math.ceil(of / ROW)).catch(() => {});
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        at += ((now - last) * RATE) / 1000;
        last = now;
      }
    } catch (error) {
      if (this.playing === mine) this.end(error.message);
    }
  }

  row(mine, i) {
    if (!mine.rows.has(i)) {
      mine.rows.set(i, fetched(mine, i));
      mine.rows.get(i).catch(() => mine.rows.delete(i));
    }
    return mine.rows.get(i);
  }

  end(words) {
    this.playing = null;
    this.ended(words);
  }

  stop() {
    this.playing = null;
  }
}

const fetched = async ({ walk, of }, i) => {
  const path = frames(walk, of, i * ROW, ROW);
  return filmed(await createImageBitmap(await (await askUntilFree(path)).blob()), path);
};

export const frames = (walk, of, from, count) => `${ROOT}walk/frames?${walk}&${new URLSearchParams({ of, from, count })}`;
