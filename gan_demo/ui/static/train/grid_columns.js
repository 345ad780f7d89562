// The columns of a grid of fixed latents: how wide they are at least, and the names of the classes over them.
import { h } from "../core/dom.js";
import { pick } from "../core/words.js";

export const leastTile = () => (innerWidth < 760 ? 36 : 40);

export class Names {
  constructor() {
    this.root = h("div.gan-names", { hidden: true });
  }

  // Classes take turns in the columns; where they do not come out even, rows differ, and a name would be wrong.
  show(classes, columns) {
    const key = JSON.stringify([classes, columns]);
    if (key === this.shown) return;
    this.shown = key;
    this.root.hidden = !classes?.length || columns % classes.length > 0;
    this.root.style.setProperty("--columns", columns);
    const names = this.root.hidden ? [] : Array.from({ length: columns }, (_, i) => pick(classes[i % classes.length]));
    this.root.replaceChildren(...names.map((name) => h("span", { title: name }, name)));
  }
}
