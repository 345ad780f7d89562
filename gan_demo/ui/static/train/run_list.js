// All runs, each a place with a link: what is here, how much disk it takes, and two that are worth comparing.
import { button, h, hear, label, part, say, seen, whenSeen } from "../core/dom.js";
import { Invitation } from "./recipe_pairs.js";
import { Place } from "./run_item.js";
import { disk, runName } from "./run_texts.js";
import { followed } from "./run.js";
import { ask } from "../core/state.js";
import { t } from "../core/words.js";
/** @import { Brief } from "./run.js" */

const EVERY = 2000, FIRST = 9, FORM = ["data", "size", "labels", "crop"];

export class Places extends HTMLElement {
  /** @type {Map<string, Place>} */ places;
  /** @type {HTMLElement} */ heading;
  /** @type {HTMLElement} */ sum;
  /** @type {HTMLElement} */ problem;
  /** @type {HTMLElement} */ list;
  /** @type {HTMLButtonElement} */ more;
  /** @type {Invitation} */ invitation;
  /** @type {(() => void)[]} */ deaf;
  /** @type {Brief[] | undefined} */ runs;
  /** @type {{runs: number, used: number, most: number}} */ taken;

  static observedAttributes = ["data"]; // what the form shows

  attributeChangedCallback() {
    this.invitation?.tell();
  }

  connectedCallback() {
    this.places = new Map();
    this.sum = h("span.quiet");
    this.problem = h("p.gan-note", { role: "status" });
    this.list = h("ul.gan-place-list", { role: "list" });
    this.more = button("", "", () => this.unfold());
    const form = () => Object.fromEntries(FORM.map((name) => [name, this.getAttribute(name) || ""]));
    this.invitation = new Invitation(form, () => this.beat());
    this.heading = h("div.gan-heading", {}, h("h3", {}, t("Runs")), this.sum);
    this.replaceChildren(this.invitation.root, this.heading, this.problem, this.list,
      h("div.gan-tools.centre", {}, this.more));
    this.deaf = [hear("gan:run", () => this.runs && this.show()), hear("gan:order", () => this.beat())];
    this.unsee = whenSeen(this, () => this.beat());
    this.beat();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.unsee?.();
    this.deaf.forEach((end) => end());
  }

  async beat() {
    clearTimeout(this.timer);
    const mine = (this.turn = (this.turn || 0) + 1);
    if (document.visibilityState === "visible" && seen(this)) await this.refresh(mine);
    if (mine === this.turn && this.isConnected) this.timer = setTimeout(() => this.beat(), EVERY);
  }

  async refresh(mine) {
    try {
      const [runs, taken] = await Promise.all([this.unfolded ? "runs?all=1" : "runs", "disk"].map(async (what) => (await ask(what)).json()));
      if (mine !== this.turn) return;
      this.runs = runs;
      this.taken = taken;
      say(this.problem, "");
      this.show();
      document.dispatchEvent(new CustomEvent("gan:runs", { detail: runs }));
    } catch (error) {
      say(this.problem, error.message);
    }
  }

  unfold() {
    this.unfolded = !this.unfolded;
    this.show();
    this.beat(); // the oldest are told only now
  }

  show() {
    const { runs = [], taken } = this, shown = followed();
    const compared = part("gan-compare")?.other || "";
    const near = runs.filter((run, i) => this.unfolded || i < FIRST || [shown, compared].includes(run.name));
    const titles = new Map(runs.map((run) => [run.name, runName(run)]));
    this.heading.hidden = !runs.length;
    this.sum.textContent = sum(taken);
    this.arrange(near);
    near.forEach((run) => this.places.get(run.name)?.show(run, { shown, compared, titles }));
    const text = this.unfolded ? t("Show fewer") : t("Show all {count}", { count: taken.runs });
    label(this.more, text).hidden = taken.runs <= FIRST;
  }

  // The same elements stay while their runs do, so that nothing that is open or focused is lost.
  arrange(runs) {
    const names = runs.map((run) => run.name);
    for (const [name, place] of this.places) if (!names.includes(name)) this.places.delete(name) && place.root.remove();
    names.forEach((name, i) => {
      const place = this.places.get(name) || new Place(name, followed), { root } = place;
      this.places.set(name, place);
      if (this.list.children[i] !== root) this.list.insertBefore(root, this.list.children[i] || null);
    });
  }
}

// How many there are and what they take, a file that several share once, and what they may take.
function sum({ runs, used, most }) {
  const full = used < most ? "" : t(" · full: delete one before the next");
  return t("{runs} · {used} of {most} on disk", { runs, used: disk(used), most: disk(most) }) + full;
}
