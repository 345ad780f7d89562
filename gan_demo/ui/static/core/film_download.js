// A film as a file: a button for each kind, which shows how far it is; pressed again, or by Escape, it stops.
import { button, h, label, save, say, seen } from "./dom.js";
import { asSeen, nameAsSeen } from "./smooth.js";
import { ask } from "./state.js";
import { pick, t } from "./words.js";

const NEWLINE = 10, QUARTER = 25;
const BROKEN = t("The server broke off; try again.");

export class Movie {
  // kinds: [{form, name, type}]; path(form) asks for the film, title(kind) says what it is, name() is its file's;
  // pixels() is whether it has some that could be crisp or smooth.
  constructor({ kinds, path, title, name, pixels = () => true }) {
    this.kinds = kinds;
    this.path = path;
    this.title = title;
    this.name = name;
    this.pixels = pixels;
    this.buttons = kinds.map((kind, i) => button(kind.name, "", (event) => this.press(event, kind, this.buttons[i]), ".gan-movie"));
    this.root = h("span.gan-exports", { hidden: true }, ...this.buttons);
    this.news = h("span.gan-unseen", { role: "status" });
    this.problem = h("p.gan-note", { role: "alert" });
    this.idle();
  }

  // Null where there is nothing to film. The film of what is looked at no more is not finished.
  show(what) {
    if (what === this.what) return;
    this.stop();
    say(this.problem, "");
    this.what = what;
    this.root.hidden = !what;
  }

  idle() {
    this.buttons.forEach((one, i) => {
      label(one, this.kinds[i].name, this.title(this.kinds[i])).hidden = false;
      one.classList.remove("making");
    });
  }

  far(own, share) {
    const percent = Math.floor(100 * share), quarter = percent - (percent % QUARTER);
    for (const one of this.buttons) one.hidden = one !== own;
    own.replaceChildren(t("Filming: {percent} %", { percent }), h("i", { ariaHidden: "true" }, "×"));
    own.style.setProperty("--share", `${percent}%`);
    if (quarter !== this.told) this.news.textContent = t("Making the film: {quarter} %", { quarter }); // heard four times, not a hundred
    this.told = quarter;
  }

  // The second click of a double click is no wish to stop.
  press(event, kind, own) {
    if (!this.making) this.make(kind, own);
    else if (event.detail < 2) this.stop(t("Stopped"));
  }

  async make(kind, own) {
    const mine = (this.making = new AbortController()), pixels = this.pixels(), name = nameAsSeen(this.name(), pixels);
    say(this.problem, "");
    const title = t("Filming: press again to stop");
    Object.assign(own, { title, ariaLabel: title });
    own.classList.add("making");
    document.addEventListener("keydown", (event) => this.key(event), mine);
    this.far(own, 0);
    try {
      const parts = await received(asSeen(this.path(kind.form), pixels), mine.signal, (share) => this.far(own, share));
      if (mine.signal.aborted) return;
      save(new Blob(parts, { type: kind.type }), `${name}.${kind.form}`);
      this.stop(t("The film is downloaded"));
    } catch (error) {
      if (mine.signal.aborted) return;
      this.stop();
      say(this.problem, error.message);
    }
  }

  key(event) {
    if (event.key !== "Escape" || !seen(this.root) || document.querySelector("dialog[open], .gan-menu[open]")) return;
    this.stop(t("Stopped"));
  }

  stop(news = "") {
    this.making?.abort();
    this.making = this.told = null;
    this.news.textContent = news;
    this.idle();
  }
}

// The bytes of a film: lines of JSON say how far it is until one says its size, and the file follows; [] once it is aborted.
async function received(path, signal, far) {
  const reader = (await ask(path)).body.getReader(), parts = [], cancel = () => reader.cancel();
  signal.addEventListener("abort", cancel);
  let size = null, rest = new Uint8Array(), got = 0;
  if (signal.aborted) cancel();
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true }));
    if (done) break;
    rest = size === null ? new Uint8Array(await new Blob([rest, value]).arrayBuffer()) : value;
    for (let end; size === null && (end = rest.indexOf(NEWLINE)) >= 0; rest = rest.subarray(end + 1)) {
      const told = JSON.parse(new TextDecoder().decode(rest.subarray(0, end)));
      if (told.error) throw new Error(pick(told.error));
      if (told.total && !signal.aborted) far(told.done / told.total);
      size = told.size ?? null;
    }
    if (size === null) continue;
    parts.push(rest);
    got += rest.length;
  }
  if (!signal.aborted && got !== size) throw new Error(BROKEN);
  return parts;
}
