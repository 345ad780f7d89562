// What can be done with a run of the list, folded away under one button; each form stands in the place of the verbs.
import { button, find, h, openTab, say } from "../core/dom.js";
import { again } from "./train_again.js";
import { openModel } from "../core/open_model.js";
import { send } from "./commands.js";
import { alive, disk, runName } from "./run_texts.js";
import { cards, loadModels } from "../core/state.js";
import { opening, taken } from "./kept_step.js";
import { called, t } from "../core/words.js";
/** @import { Brief } from "./run.js" */

export class Menu {
  /** @type {Brief} */ run;

  constructor(name) {
    this.name = name;
    this.panel = h("div.gan-menu-panel");
    const title = t("More about this run");
    this.summary = h("summary.gan-button", { title, "aria-label": title }, "⋯");
    this.root = h("details.gan-menu", { ontoggle: () => this.toggled() }, this.summary, this.panel);
    this.escape = (event) => event.key === "Escape" && this.close();
    this.outside = (event) => this.root.contains(event.target) || this.close(false);
  }

  /**
   * Once a run has stopped that was stopped for it, the question whether to delete it follows.
   * @param {Brief} run
   */
  show(run) {
    this.run = run;
    if (this.root.open && this.stopping && !alive(run)) this.remove();
  }

  toggled() {
    const listen = this.root.open ? "addEventListener" : "removeEventListener";
    document[listen]("pointerdown", this.outside);
    document[listen]("keydown", this.escape);
    if (!this.root.open) return this.panel.replaceChildren();
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const menus = document.querySelectorAll("details.gan-menu[open]");
    for (const one of menus) if (one !== this.root) one.open = false;
    this.verbs();
  }

  close(focus = true) {
    this.root.open = false;
    if (focus) this.summary.focus();
  }

  // The panel opens upwards where the page ends below it.
  fill(...children) {
    this.panel.replaceChildren(...children.filter(Boolean));
    this.root.classList.remove("up");
    const page = document.querySelector(".gradio-container") || document.body;
    const beyond = this.panel.getBoundingClientRect().bottom > page.getBoundingClientRect().bottom - 8;
    this.root.classList.toggle("up", beyond);
    find("input, select, button", this.panel)?.focus({ preventScroll: true });
    this.panel.scrollIntoView({ block: "nearest" });
  }

  verbs() {
    this.stopping = false;
    const { run } = this, verb = (text, act) => h("button.gan-verb", { type: "button", onclick: act }, text);
    this.fill(
      run.model ? verb(opening(run)[0], () => this.explore()) : null,
      verb(t("Run it again with one thing changed"), () => this.fill(...again(this))),
      verb(t("Rename, add a note"), () => this.describe()),
      run.model ? verb(t("Keep as a model"), () => this.keep()) : null,
      verb(t("Delete"), () => this.remove()));
  }

  // A form with its fields, its answer below, and what its button does.
  form(fields, text, act, kind = ".strong") {
    const told = h("p.gan-note", { role: "status" });
    const go = button(text, text, () => {}, kind);
    go.type = "submit";
    const submit = async (event) => {
      event.preventDefault();
      go.disabled = true;
      say(told, "");
      await act(told).catch((error) => say(told, error.message));
      go.disabled = false;
    };
    return h("form", { onsubmit: submit }, ...fields, told,
      h("div.gan-menu-row", {}, button(t("Back"), t("Back to the list of actions"), () => this.verbs()), h("span.gan-space"), go));
  }

  field(label, input) {
    return h("label.gan-labelled", {}, h("span", {}, label), input);
  }

  describe() {
    const title = h("input.gan-field", { value: this.run.title || "", maxLength: 80, placeholder: called(this.name) });
    const note = h("textarea.gan-field", { value: this.run.note || "", maxLength: 400, rows: 3 });
    this.fill(this.form([this.field(t("Name"), title), this.field(t("Note"), note)], t("Save"), async () => {
      await send(this.name, { do: "describe", name: title.value.trim(), note: note.value.trim() });
      await loadModels();
      this.close();
    }));
  }

  keep() {
    const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const title = /^[ -~]+$/.test(this.run.title || "") ? this.run.title : this.name.replace(/-\d{8}-\d{6}$/, "");
    const name = h("input.gan-field", { value: plain(title), maxLength: 60, required: true });
    const { step, name: which, reason } = taken(this.run);
    const hint = h("p.gan-hint", {}, t("{reason} It is copied to Models with a card of what was measured. It can be deleted there.", { reason }));
    this.fill(this.form([this.field(t("Name of the model"), name), hint], t("Keep {step}", { step: which }).trim(), async () => {
      const { run: kept } = await send(this.name, { do: "keep", name: name.value.trim(), step });
      await loadModels();
      const later = cards.find((card) => card.name === kept)?.measuring;
      const told = later ? t("Kept as “{name}”: it stands in Models. Its score is being measured and comes onto its card there.", { name: kept })
        : t("Kept as “{name}”: it stands in Models.", { name: kept });
      this.fill(
        h("p.gan-hint", { role: "status" }, told),
        h("div.gan-menu-row", {}, h("span.gan-space"), button(t("See Models"), t("Open the Models tab"), () => openTab("models"), ".strong")));
    }));
  }

  remove() {
    const trains = (this.stopping = alive(this.run));
    const size = disk(this.run.disk);
    const asked = trains
      ? t("It trains or waits for its turn. Stop it first; then it can be deleted.")
      : t("Delete “{run}” and its {size}? Its pictures, curves and checkpoints go. What was kept in Models stays.", { run: runName(this.run), size });
    const act = async (told) => {
      await send(this.name, { do: trains ? "stop" : "delete" });
      if (trains) say(told, t("It stops at its next step."), false);
    };
    this.fill(this.form([h("p", {}, asked)], trains ? t("Stop it") : t("Delete"), act, ".strong.danger"));
  }

  explore() {
    const told = h("p.gan-note", { role: "status" });
    this.panel.append(told);
    return openModel(this.name).then(() => this.close(false), (error) => say(told, error.message));
  }
}
