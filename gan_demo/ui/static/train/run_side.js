// Beside the picture of a run: what to do with it now, how healthy it is, one step at a time, and steering.
import { button, h, hear, say } from "../core/dom.js";
import { Lights } from "./health_lights.js";
import { send } from "./commands.js";
import { Slow } from "./single_steps.js";
import { Steering } from "./steering.js";
import { t } from "../core/words.js";
/** @import { Story } from "./run.js" */

const PATIENCE = 6000, NARROW = matchMedia("(max-width: 760px)");
const ACTIONS = {
  waiting: ["stop"], starting: ["stop"], preparing: ["stop"], running: ["pause", "stop"], paused: ["go", "stop"],
  finished: ["resume"], stopped: ["resume"], failed: ["resume"], crashed: ["resume"],
};
const WORDS = {
  pause: [t("Pause"), t("Wait, and keep everything in memory")],
  go: [t("Go on"), t("Train on from here")],
  stop: [t("Stop"), t("Save and end; it can be resumed later")],
  resume: [t("Resume"), t("Train on exactly from where it stopped")],
};

export class Side extends HTMLElement {
  /** @type {Record<string, HTMLButtonElement>} */ buttons;
  /** @type {HTMLElement} */ problem;
  /** @type {HTMLElement} */ parts;
  /** @type {Slow} */ slow;
  /** @type {Steering} */ steering;
  /** @type {Lights} */ lights;
  /** @type {HTMLButtonElement} */ fold;
  /** @type {() => void} */ deaf;
  /** @type {() => void} */ settle;
  /** @type {Story} */ run;
  /** @type {number} */ sent;
  /** @type {string} */ asked;
  /** @type {HTMLElement} */ busy;
  /** @type {string} */ stood;

  connectedCallback() {
    this.hidden = true;
    this.buttons = Object.fromEntries(Object.entries(WORDS).map(([what, [name, title]]) => [what, button(name, title, () => this.act(what))]));
    for (const what of ["stop", "resume"]) this.buttons[what].id = `gan-${what}`;
    this.asked = ""; // what its state does not show yet
    this.busy = h("p.gan-hint", { role: "status" });
    this.problem = h("p.gan-note", { role: "alert" });
    this.slow = new Slow();
    this.steering = new Steering(() => this.resuming());
    this.lights = new Lights({ apply: (changes) => this.steering.put(changes), back: (step, changes) => this.order({ do: "rewind", step, changes }) });
    this.fold = h("button.gan-new", { type: "button", "aria-expanded": true, onclick: () => folded(!document.body.classList.contains("gan-folded")) },
      h("h3", {}, t("New run")), h("i", { "aria-hidden": "true" }));
    this.parts = h("div.gan-side", {}, h("div.gan-acts", {}, ...Object.values(this.buttons)), this.busy, this.problem, this.lights.root, this.slow.root, this.steering.root);
    this.replaceChildren(this.parts, this.fold);
    this.settle = () => this.place();
    this.deaf = hear("gan:run", (run) => this.show(run));
    NARROW.addEventListener("change", this.settle);
  }

  disconnectedCallback() {
    this.deaf();
    NARROW.removeEventListener("change", this.settle);
  }

  // On a phone, where all is one column, it stands before the curves.
  place() {
    const where = (NARROW.matches && document.querySelector("gan-run .gan-beside")) || this;
    if (this.parts.parentElement !== where) where.prepend(this.parts);
  }

  // Without a run there is only the form for a new one.
  show(run) {
    this.hidden = !run;
    if (!run) return folded(false);
    if (run.name !== this.run?.name) {
      say(this.problem, "");
      this.stood = ""; // what was asked of another run
      this.steering.root.open = document.body.classList.contains("gan-folded");
    }
    this.run = run;
    this.place();
    this.stand();
    if (!this.steering.root.matches(":active")) this.lights.show(run); // a sentence more would move what is being dragged
    this.slow.show(run);
    this.steering.show(run);
    this.fold.setAttribute("aria-expanded", String(!document.body.classList.contains("gan-folded")));
  }

  stand() {
    const { run } = this, some = ACTIONS[run.state] || [];
    if (run.state !== this.stood) this.sent = 0, this.asked = "";
    this.stood = run.state;
    say(this.busy, this.asked && run.measuring ? t("A score is being measured; what you asked for comes next.") : "", false);
    Object.entries(this.buttons).forEach(([what, one]) => {
      one.hidden = !some.includes(what) || (what === "resume" && !run.resumable);
      one.disabled = Date.now() - this.sent < PATIENCE;
      one.classList.toggle("strong", what === some[0] && what !== "stop");
    });
    this.resuming();
  }

  resuming() {
    const count = Object.keys(this.steering.kept).length;
    const label = this.run.state === "finished" ? further(this.run) : WORDS.resume[0];
    this.buttons.resume.textContent = !count ? label : count === 1 ? t("Resume with 1 change") : t("Resume with {count} changes", { count });
  }

  act(what) {
    this.asked = what;
    this.order(what === "resume" ? { do: what, changes: this.steering.kept, at: null } : { do: what });
  }

  async order(body) {
    this.sent = Date.now();
    this.stand();
    try {
      await send(this.run.name, body);
      say(this.problem, "");
    } catch (error) {
      say(this.problem, error.message);
      this.sent = 0;
      this.asked = "";
      this.stand();
    }
  }
}

// A finished run goes on for as much again as its limit said, which nobody has to find out afterwards.
/** @param {import("./run.js").Story} run */
function further({ settings, reached }) {
  const many = (n) => n.toLocaleString("en"), { minutes, steps, images } = settings ?? {};
  if (reached.includes("minutes")) return t("Resume for {minutes} more minutes", { minutes: many(minutes) });
  if (reached.includes("steps")) return t("Resume for {steps} more steps", { steps: many(steps) });
  return reached.includes("images") ? t("Resume for {images} more examples", { images: many(images) }) : WORDS.resume[0];
}

export function folded(on) {
  document.body.classList.toggle("gan-folded", on);
  document.querySelector(".gan-new")?.setAttribute("aria-expanded", String(!on));
}

// The form for a new run, wherever it stands.
export function another() {
  folded(false);
  document.querySelector(".gan-new")?.scrollIntoView({ block: "start" });
}
