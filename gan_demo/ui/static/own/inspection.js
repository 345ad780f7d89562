// What is in a zip or a folder: how many pictures, which classes and sizes, what was skipped and why, and some of them.
import { enlarge, h, pen } from "../core/dom.js";
import { ROOT } from "../core/state.js";
import { pgettext, pick, t } from "../core/words.js";

const COLUMNS = 6, SHOWN = 6;
const many = (n) => n.toLocaleString("en");
const size = ([width, height]) => `${width} × ${height}`;
const between = t(" · ");

/**
 * What is found in a zip or a folder.
 * @typedef {{
 *   name: string, count: number, grey: boolean, classes: [string, string, number][], more: number,
 *   sizes: number[][], kinds: number, range: number[][], captions: number,
 *   skipped: [import("../core/words.js").Words, number, string[]][], smaller: Record<string, Record<number, number>>,
 *   named: boolean, understood: import("../core/words.js").Words[], notes: import("../core/words.js").Words[],
 * }} Found
 */

export class Look {
  /** @type {Found | null} */ found;
  /** @type {string | null} */ wanted;

  constructor() {
    this.title = h("h3");
    this.thumbs = h("div.gan-thumbs", { role: "group", "aria-label": t("Some of the pictures as training sees them") });
    this.facts = h("dl.gan-facts");
    this.notes = h("div.gan-advice");
    this.root = h("section.gan-look", { hidden: true }, this.title, this.thumbs, this.facts, this.notes);
  }

  clear() {
    this.root.hidden = true;
    this.found = this.wanted = null;
    this.thumbs.replaceChildren();
  }

  show(found) {
    this.found = found;
    const kinds = found.classes.length && t("{count} classes", { count: many(found.classes.length + found.more) });
    const words = [t("{count} pictures", { count: many(found.count) }), kinds, found.grey ? t("grey") : t("colour")];
    this.title.replaceChildren(h("b", {}, found.name), h("span", {}, words.filter(Boolean).join(between)));
    const rows = [this.classes(found), this.sizes(found), this.captions(found), ...this.skipped(found)];
    /** @param {any[]} row */
    const fact = ([name, ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
    this.facts.replaceChildren(...rows.filter((row) => row !== null).map(fact));
    this.root.hidden = false;
  }

  classes({ classes, more }) {
    if (!classes.length) return null;
    const row = ([en, zh, count]) => h("span.gan-class-count", {}, pick([en, zh]), h("i", {}, many(count)));
    const rest = [...classes.slice(SHOWN).map(row), more ? h("span", {}, t("and {more} more", { more: many(more) })) : null];
    const fold = classes.length > SHOWN && h("details", {}, h("summary", {}, t("all")), ...rest);
    return [t("Classes"), ...classes.slice(0, SHOWN).map(row), ...(fold ? [fold] : [])];
  }

  sizes({ sizes, kinds, range }) {
    const counted = ([width, height, count]) => `${size([width, height])} (${many(count)})`;
    if (!kinds) return null;
    if (kinds === 1) return [pgettext("pixels", "Size"), t("all {size} px", { size: size(sizes[0]) })];
    if (kinds <= sizes.length) return [t("Sizes"), sizes.map(counted).join(t(", "))];
    const [least, most] = range.map(size), usual = counted(sizes[0]);
    return [t("Sizes"), t("{least} to {most} px, most often {usual}", { least, most, usual })];
  }

  captions({ captions, count, named }) {
    const names = t("none; a recipe that learns captions takes the names of the classes");
    const none = named ? names : t("none; captions.txt, metadata.csv or a text beside each picture would bring them");
    return [t("Captions"), captions ? t("{captions} of {count}", { captions: many(captions), count: many(count) }) : none];
  }

  skipped({ skipped }) {
    if (!skipped.length) return [];
    const total = skipped.reduce((sum, [, count]) => sum + count, 0);
    const row = ([reason, count, names]) => h("li", {}, h("b", {}, many(count)), ` ${pick(reason)}`,
      h("small", {}, names.map((name) => name.split("/").at(-1)).join(t(", ")) + (count > names.length ? " …" : "")));
    return [[t("Left out"), h("details", {}, h("summary", {}, t("{total}, see why", { total: many(total) })), h("ul", {}, ...skipped.map(row)))]];
  }

  // What depends on the size and the crop that are chosen; the old pictures stay until the new ones are there.
  chosen(data, side, crop) {
    const { found } = this;
    if (!found) return;
    const few = found.smaller[crop]?.[side] || 0;
    const blurred = few ? t("{few} of them are smaller than {side} px: enlarged, they are blurred.", { few: many(few), side }) : "";
    const notes = [blurred, ...found.notes.map(pick)], understood = found.understood.map((words) => h("p.gan-plain", {}, pick(words)));
    this.notes.replaceChildren(...understood, ...notes.filter(Boolean).map((text) => h("p", {}, text)));
    const url = `${ROOT}own/sheet?${new URLSearchParams({ data, size: side, crop })}`;
    if (url === this.wanted) return;
    this.wanted = url;
    const sheet = new Image();
    sheet.onload = () => url === this.wanted && this.draw(sheet, side, found.count);
    sheet.src = url;
  }

  draw(sheet, side, found) {
    const cell = (i) => {
      const x = (i % COLUMNS) * side, y = Math.floor(i / COLUMNS) * side;
      const canvas = h("canvas", { width: side, height: side });
      pen(canvas).drawImage(sheet, -x, -y);
      return h("button.gan-cell", { type: "button", "aria-label": t("Enlarge"), onclick: () => enlarge(canvas) }, canvas);
    };
    const count = Math.min(24, found, (sheet.width / side) * (sheet.height / side));
    this.thumbs.replaceChildren(...Array.from({ length: count }, (_, i) => cell(i)));
    this.thumbs.dataset.size = side;
  }
}
