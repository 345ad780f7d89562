// Pictures of the visitor's own: a place to drop a zip, how far it is, and what is in it.
import { button, h, must, part, say } from "../core/dom.js";
import { asZip, dropped, picked } from "./dropped_files.js";
import { Look } from "./inspection.js";
import { ROOT, ask } from "../core/state.js";
import { store, storedJson } from "../core/store.js";
import { pick, t } from "../core/words.js";

const KEPT = "gan-uploads"; // the uploads of this browser, by the names that only it knows
const known = () => [storedJson(KEPT, [])].flat().map(String);
const GONE = t("The server does not answer. Is it still running?");
const touch = matchMedia("(hover: none)").matches; // nothing can be dropped there
let chosen = "";

export class Own extends HTMLElement {
  /** @type {HTMLInputElement} */ input;
  /** @type {HTMLElement} */ words;
  /** @type {HTMLElement} */ hint;
  /** @type {HTMLElement} */ zone;
  /** @type {HTMLElement} */ problem;
  /** @type {HTMLProgressElement} */ bar;
  /** @type {HTMLButtonElement} */ cancel;
  /** @type {Look} */ look;
  /** @type {[string, number, string]} */ now;
  /** @type {AbortController | null | undefined} */ sending;
  /** @type {AbortController | null | undefined} */ looking;

  connectedCallback() {
    if (this.zone) return;
    this.input = h("input.gan-unseen", { type: "file", multiple: true, accept: ".zip,image/*", "aria-label": t("A zip of pictures"), onchange: () => this.pick() });
    this.words = h("b");
    this.hint = h("small");
    this.bar = h("progress", { max: 1, hidden: true, "aria-label": t("Progress") });
    this.cancel = button("×", t("Cancel"), () => this.stop());
    this.zone = h("label.gan-drop", { ondragover: (event) => this.over(event), ondragleave: () => this.zone.classList.remove("over"), ondrop: (event) => this.drop(event) },
      this.input, h("span", { role: "status", "aria-live": "polite" }, this.words, this.hint), this.bar);
    this.problem = h("p.gan-note.bad", { role: "alert" });
    this.look = new Look();
    this.replaceChildren(h("div.gan-drop-row", {}, this.zone, this.cancel), this.problem, this.look.root);
    this.idle();
  }

  idle() {
    this.words.textContent = touch ? t("Choose a zip of pictures") : t("Drop a zip of pictures here");
    this.hint.textContent = touch ? t("or several pictures. Sub-folders are classes.")
      : t("or a folder, or pictures; a click chooses them. Sub-folders are classes.");
    this.cancel.hidden = this.bar.hidden = true;
  }

  busy(words, share) {
    this.words.textContent = share === null ? words : `${words} ${Math.floor(100 * share)} %`;
    this.hint.textContent = "";
    this.bar.hidden = false;
    this.cancel.hidden = false;
    if (share === null) this.bar.removeAttribute("value");
    else this.bar.value = share;
  }

  over(event) {
    event.preventDefault();
    this.zone.classList.add("over");
  }

  drop(event) {
    event.preventDefault();
    this.zone.classList.remove("over");
    this.send(dropped(event.dataTransfer));
  }

  pick() {
    this.send(Promise.resolve(picked(this.input.files)));
    this.input.value = "";
  }

  stop() {
    this.sending?.abort();
    this.looking?.abort();
    this.sending = this.looking = null;
    this.idle();
  }

  // Another drop takes the place of the one that is on its way.
  async send(files) {
    this.stop();
    const { signal } = (this.sending = new AbortController());
    say(this.problem, "");
    try {
      this.busy(t("Packing…"), null);
      const { name, body } = await asZip(await files, signal);
      const { data } = await this.upload(name, body, signal);
      store(KEPT, JSON.stringify([data, ...known().filter((other) => other !== data)].slice(0, 50)));
      this.stop();
      chosen = data;
      must("#gan-own-chosen").click(); // Gradio's picker follows, and says so to `show`
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  fail(error) {
    this.stop();
    say(this.problem, error.message);
  }

  upload(name, body, signal) {
    const request = new XMLHttpRequest(); // fetch does not tell how much is sent
    signal.addEventListener("abort", () => request.abort());
    request.upload.onprogress = ({ loaded, total }) => !signal.aborted && this.busy(t("Uploading…"), total ? loaded / total : null);
    request.responseType = "json";
    request.open("PUT", `${ROOT}own?${new URLSearchParams({ name })}`);
    request.send(body);
    return new Promise((done, fail) => {
      request.onerror = () => fail(new Error(GONE));
      request.onload = () => {
        const told = request.response?.error;
        if (request.status === 200) done(request.response);
        else fail(new Error(told ? pick(told) : t("The server could not do this.")));
      };
    });
  }

  // The form's choice has changed: what is not the project's own data is looked at.
  show(data, size, crop) {
    this.now = [data, size, crop];
    this.hidden = (this.getAttribute("others") || "").split(" ").includes(data); // what the recipe makes are no pictures
    if (data === this.shown) return this.look.chosen(...this.now);
    this.shown = data;
    this.looking?.abort();
    this.looking = null;
    this.look.clear();
    say(this.problem, "");
    if (!this.sending) this.idle();
    if (data && !(this.getAttribute("known") || "").split(" ").includes(data)) this.inspect(data, size, crop);
  }

  async inspect(data, size, crop) {
    const { signal } = (this.looking = new AbortController());
    const far = (share) => this.sending || this.busy(t("Looking at the pictures…"), share);
    far(null);
    try {
      for await (const told of lines(`own/look?${new URLSearchParams({ data, size, crop })}`, signal)) {
        if (told.error) throw new Error(pick(told.error));
        if (told.look) this.look.show(told.look);
        else far(told.done / told.total);
      }
      if (signal.aborted) return;
      if (!this.sending) this.stop();
      this.look.chosen(...this.now);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }
}

// The lines of JSON of an answer as they come.
async function* lines(path, signal) {
  const reader = (await ask(path)).body.pipeThrough(new TextDecoderStream()).getReader();
  signal.addEventListener("abort", () => reader.cancel());
  for (let text = ""; !signal.aborted; ) {
    const { done, value } = await reader.read();
    if (done) return;
    const whole = (text + value).split("\n");
    text = whole.pop() ?? "";
    for (const line of whole) yield JSON.parse(line);
  }
}

// A file that misses the zone must not take the place of the page.
for (const kind of /** @type {const} */ (["dragover", "drop"])) {
  document.addEventListener(kind, (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
}

const element = () => part("gan-own");
const show = (data, size, crop) => element()?.show?.(data, size, crop);
Object.assign(window, { ganOwn: { known: () => known().join(" "), chosen: () => chosen, show } });
customElements.define("gan-own", Own);
