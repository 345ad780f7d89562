// One run in the list: its last grid, how it stands, and what can be done with it.
import { button, copyButton, h, part } from "../core/dom.js";
import { within } from "./commands.js";
import { Menu } from "./run_menu.js";
import { kindOf, mark } from "../core/examples.js";
import { age, disk, made, runName, stateName } from "./run_texts.js";
import { pick, short, t } from "../core/words.js";
/** @import { Brief } from "./run.js" */

const ROWS = 6, LARGE = 48;

// The address of a run, or of two side by side, without what else stands in the page's address.
export function linkTo(name, other = "") {
  const url = new URL(location.pathname, location.origin);
  url.search = String(new URLSearchParams({ tab: "train", run: name, ...(other ? { with: other } : {}) }));
  return url.href;
}

// Shows the run where runs are shown, and gives up a comparison.
export function open(name) {
  part("gan-compare")?.close();
  const view = part("gan-run");
  view?.pick(name);
  view?.scrollIntoView({ block: "start" });
}

export class Place {
  constructor(name, shown) {
    this.name = name;
    this.image = h("img", { alt: "", loading: "lazy", draggable: false, onload: () => this.crop(), onerror: () => this.image.removeAttribute("src") });
    this.link = h("a.gan-place-name", { onclick: (event) => this.clicked(event, name) });
    this.made = h("p.quiet");
    this.state = h("p.gan-place-state");
    this.amount = h("p.quiet");
    this.parent = h("p.quiet");
    this.note = h("p.quiet.gan-place-note");
    this.with = button(t("Compare"), t("Compare with the shown run"),
      () => part("gan-compare")?.open(shown(), name));
    this.menu = new Menu(name);
    this.root = h("li.gan-place", { "data-run": name },
      h("div.gan-place-picture", {}, this.image),
      h("div.gan-place-text", {}, this.link, this.made, this.state, this.amount, this.parent, this.note),
      h("div.gan-place-tools", {},
        copyButton(() => linkTo(name), t("Copy a link to this run")), this.with, h("span.gan-space"), this.menu.root));
  }

  clicked(event, name) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(name);
  }

  /**
   * @param {Brief} run
   * @param {{shown: string, compared: string, titles: Map<string, string>}} page
   */
  show(run, { shown, compared, titles }) {
    this.menu.show(run);
    const key = JSON.stringify([run, shown, compared, age(run.time), titles.get(run.parent?.run || "")]);
    if (key === this.key) return;
    this.key = key;
    this.link.textContent = this.link.title = runName(run);
    this.link.href = linkTo(run.name);
    this.root.classList.toggle("shown", run.name === shown);
    this.root.classList.toggle("compared", run.name === compared);
    if (run.name === shown) this.link.setAttribute("aria-current", "true");
    else this.link.removeAttribute("aria-current");
    this.made.textContent = made(run);
    mark(this.root, run);
    this.stand(run);
    this.amount.textContent = [kindOf(run).counted(short(run.images || 0)), disk(run.disk)].join(" · ");
    this.branch(run.parent, titles);
    this.note.textContent = this.note.title = run.note || "";
    this.with.hidden = !shown || [shown, compared].includes(run.name);
    this.picture(run);
  }

  /** @param {Brief} run */
  stand(run) {
    this.state.dataset.state = run.state;
    this.state.title = run.reason ? pick(run.reason) : "";
    const since = age(run.time);
    this.state.replaceChildren(h("b", {}, h("i", { "aria-hidden": "true" }), stateName(run)), since ? h("span", {}, ` · ${since}`) : "");
  }

  branch(parent, titles) {
    if (!parent?.run) return this.parent.replaceChildren();
    const name = titles.get(parent.run);
    const at = Number(parent.step || 0).toLocaleString("en");
    const from = name ? h("a", { href: linkTo(parent.run), title: name, onclick: (event) => this.clicked(event, parent.run) }, name) : parent.run;
    const words = parent.step ? [t("branched from "), from, t(" at step {step}", { step: at })] : [t("variant of "), from];
    this.parent.replaceChildren(...words);
  }

  /**
   * The old picture stays until the new one is there.
   * @param {Brief} run
   */
  picture({ name, grid, time }) {
    if (grid === null || grid === undefined) return this.image.removeAttribute("src");
    this.image.src = within(name, "grid", { step: grid, v: Math.round(1000 * (time || 0)) });
  }

  // So many whole tiles from the corner that they are still seen; a grid has six rows.
  crop() {
    const tile = this.image.naturalHeight / ROWS, shown = tile < LARGE ? 4 : 3;
    this.image.style.width = `${(100 * this.image.naturalWidth) / (tile * shown)}%`;
  }
}
