// What is here: a card for each model, whether shipped, kept or trained.
import { button, findAll, h, must, say, seen } from "../core/dom.js";
import { kindOf } from "../core/examples.js";
import { nothing } from "../core/no_model.js";
import { post } from "../train/commands.js";
import { ROOT, cards, loadModels, watch } from "../core/state.js";
import { openCard, verbFor } from "../core/open_model.js";
import { bytes, chinese, duration, pgettext, pick, short, t, titled } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

const AGAIN = 3000; // milliseconds until a score that is being measured is looked for again

export class Models extends HTMLElement {
  /** @type {Map<string, {key: string, root: HTMLElement}>} */ places = new Map();

  connectedCallback() {
    this.stop = watch(({ list }) => list && this.show());
    this.observer = new IntersectionObserver((entries) => entries[0].isIntersecting && loadModels());
    this.observer.observe(this);
    this.show();
  }

  disconnectedCallback() {
    clearTimeout(this.again);
    this.stop?.();
    this.observer?.disconnect();
  }

  show() {
    clearTimeout(this.again);
    if (cards.some((one) => one.measuring)) this.again = setTimeout(() => seen(this) && loadModels().catch(() => {}), AGAIN);
    const key = JSON.stringify(cards);
    if (key === this.shown) return;
    this.shown = key;
    const before = this.places;
    this.places = new Map(cards.map((model) => [model.name, this.place(model, before.get(model.name))]));
    const places = [...this.places.values()].map(({ root }) => root);
    this.replaceChildren(...(places.length ? places : [h("div.gan-empty", {}, ...nothing())]));
  }

  // A card of which nothing has changed stays; of another one what is unfolded stays so.
  place(model, before) {
    const key = JSON.stringify(model);
    if (before?.key === key) return before;
    const root = card(model), unfolded = (place) => /** @type {HTMLDetailsElement[]} */ (findAll("details", place));
    if (before) unfolded(root).forEach((one, i) => (one.open = unfolded(before.root)[i]?.open ?? false));
    return { key, root };
  }
}

// Each figure in the visitor's language, with which way is better and what real pictures get.
const FIGURES = {
  "Frechet distance": t("Fréchet distance"), coverage: t("Coverage"),
  "class accuracy": t("Class accuracy"), pictures: t("Measured on"),
  "attribute accuracy": t("Attribute accuracy"), "each attribute": t("Each attribute"), "each class": t("Each class"),
  "class told by the code": t("Class told by the code"),
  "nearest training picture": t("Nearest training picture"), "read surely": t("Read surely"),
  "each read surely": t("Each attribute read surely"),
  examples: pgettext("figure", "Examples"),
  "small-sample distance (judge)": t("Small-sample distance, judge's features"), "small-sample coverage (judge)": t("Small-sample coverage, judge's features"),
  "small-sample distance (random net)": t("Small-sample distance, random features"), "small-sample coverage (random net)": t("Small-sample coverage, random features"),
  "cycle error": t("Cycle error"), "cycle error of own pictures": t("Cycle error of its own pictures"),
  "error there": t("Error there"), "error back": t("Error back"),
  "mean error": t("Mean error"), clips: t("Measured on"), series: t("Measured on"),
  "appearance: Frechet distance": t("Appearance: Fréchet distance"), "appearance: coverage": t("Appearance: coverage"),
  "motion: Frechet distance": t("Motion: Fréchet distance"), "motion: coverage": t("Motion: coverage"),
  "discriminative score": t("Discriminative score"), "discriminative score, normal distribution": t("Discriminative score of a normal distribution"),
  "predictive error": t("Predictive error"), "predictive error, normal distribution": t("Predictive error of a normal distribution"),
  "R-precision": t("R-precision"), diversity: t("Diversity"),
  "hair colour": t("hair colour"), "hair style": t("hair style"), skin: t("skin"), glasses: t("glasses"),
  beard: t("beard"), "beard colour": t("beard colour"), mouth: t("mouth"), eyes: t("eyes"),
  eyebrows: t("eyebrows"), clothes: t("clothes"), "clothes colour": t("clothes colour"),
  print: t("print"), hat: t("hat"), "hat colour": t("hat colour"),
};
const ENDS = {
  "": "", ", held out": t(", held out"), ", independent": t(", independent"), ", held out, independent": t(", held out, independent"),
};
const ARROWS = { lower: "↓", higher: "↑" };

// "each attribute, held out, independent": a figure, of what, and by whom.
function figureTitle(name) {
  const [, figure, ends] = name.match(/^(.*?)((?:, held out)?(?:, independent)?)$/s);
  return (FIGURES[figure] || figure) + ENDS[ends];
}

function figures(measured, classes = {}) {
  const said = (value) => (Number.isFinite(value) ? short(value) : String(value));
  return Object.entries(measured).filter(([, figure]) => !isTable(figure)).map(([name, figure]) => {
    const title = (classes[name] || figureTitle(name)) + (Number.isFinite(figure?.step) ? t(", at step {step}", { step: figure.step.toLocaleString("en") }) : "");
    if (figure?.value === undefined) return [title, said(figure)];
    const real = figure.real === undefined ? "" : t(" (real {value})", { value: said(figure.real) });
    return [`${title} ${ARROWS[figure.better] || ""}`, said(figure.value) + real];
  });
}

// Some figures are tables of figures: each is folded under its name.
const isTable = (figure) => typeof figure === "object" && figure !== null && figure.value === undefined;
const tables = (measured, classes) => Object.entries(measured).filter(([, figure]) => isTable(figure)).map(([name, table]) =>
  h("details.gan-more", {}, h("summary", {}, figureTitle(name)), listed(figures(table, classes)), ...tables(table, classes)));
const listed = (facts) => h("dl.gan-numbers", {}, ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value)))));

/** @param {Card} model */
function card(model) {
  const kind = kindOf(model);
  const facts = [
    [t("Method"), model.recipe], [t("Data"), model.data.split("/").at(-1)],
    [kind.name, kind.shape(model)],
    model.control.fact.map(pick),
    [kind.seen, short(model.images)], [t("Steps"), model.steps ? model.steps.toLocaleString("en") : "–"],
    [t("Training"), model.seconds ? `${duration(model.seconds)} · ${model.device || "?"}` : "–"],
    [t("Weights"), t("average of G (EMA)")],
    [t("Size"), bytes(model.bytes)], [t("Licence"), model.licence || t("not stated")],
    ...(model.measuring ? [[t("Score"), t("is being measured")]] : []),
    ...figures(model.measured),
  ];
  const source = `${ROOT}model/${encodeURIComponent(model.name)}/preview?v=${model.stamp}`;
  return h("article.gan-card", { "data-example": model.example },
    model.preview ? h("img", { src: source, loading: "lazy", alt: t("{sheet} of {model}", { sheet: kind.sheet, model: titled(model) }) }) : null,
    h("div.gan-card-head", {}, h("h3", {}, titled(model)), h("span.gan-tag", {}, origin(model)), h("span.gan-space"),
      opener(model)),
    listed(facts), ...tables(model.measured, Object.fromEntries(model.classes.map((words) => [words[0], pick(words)]))),
    model.command ? h("details.gan-more", {}, h("summary", {}, t("How it was made")), h("code", {}, [model.command, ...model.changes.map(changed)].join("\n"))) : null,
    model.kept_from ? removal(model) : null);
}

const plain = (value) => (value === null || value === "" ? t("none") : String(value));
const changed = ([step, name, old, now]) => t("at step {step}: {name} {old} → {now}", { step: step.toLocaleString("en"), name, old: plain(old), now: plain(now) });

/** @param {Card} model */
function origin(model) {
  if (model.trained) return t("trained here");
  return model.kept_from ? t("kept") : t("shipped");
}

/**
 * What a visitor kept can go, once that is confirmed.
 * @param {Card} model
 */
function removal(model) {
  const told = h("p.gan-note", { role: "alert" });
  const sure = h("div.gan-sure", { hidden: true }, h("p", {}, t("Delete “{model}” and its {bytes}? The run it was kept from stays as it is.", { model: titled(model), bytes: bytes(model.bytes) })));
  const ask = (on) => (sure.hidden = !on, first.hidden = on, (on ? must("button", sure) : first).focus());
  const first = button(t("Delete"), t("Delete {model}", { model: titled(model) }), () => ask(true));
  const remove = button(t("Delete"), t("Yes, delete it"), async () => {
    remove.disabled = true;
    await post(`model/${encodeURIComponent(model.name)}/do`, { do: "delete" }).then(loadModels).catch((error) => say(told, error.message));
    remove.disabled = false;
  }, ".strong.danger");
  sure.append(h("div.gan-tools", {}, button(t("Cancel"), t("Leave it"), () => ask(false)), remove), told);
  return h("div.gan-removal", {}, first, sure);
}

/** @param {Card} model */
function opener(model) {
  const name = titled(model);
  const [text, title] = verbFor(model, chinese ? ` ${name} ` : name) ?? [t("Explore"), t("Explore {name}", { name })];
  return button(text, title, () => openCard(model), ".strong");
}
