// What is here: a card for each model, whether shipped, kept or trained.
import { button, h, must, say } from "../core/dom.js";
import { kindOf } from "../core/examples.js";
import { nothing } from "../core/no_model.js";
import { post } from "../train/commands.js";
import { ROOT, cards, loadModels, watch } from "../core/state.js";
import { openCard, verbFor } from "../core/open_model.js";
import { bytes, duration, pick, short, t, titled } from "../core/words.js";
/** @import { Card } from "../core/state.js" */

export class Models extends HTMLElement {
  connectedCallback() {
    this.stop = watch(({ list }) => list && this.show());
    this.observer = new IntersectionObserver((entries) => entries[0].isIntersecting && loadModels());
    this.observer.observe(this);
    this.show();
  }

  disconnectedCallback() {
    this.stop?.();
    this.observer?.disconnect();
  }

  show() {
    const key = JSON.stringify(cards);
    if (key === this.shown) return;
    this.shown = key;
    this.replaceChildren(...(cards.length ? cards.map(card) : [h("div.gan-empty", {}, ...nothing())]));
  }
}

// Each figure in the visitor's language, with which way is better and what real pictures get.
const FIGURES = {
  "Frechet distance": t("Fréchet distance", "Fréchet 距离"), coverage: t("Coverage", "覆盖率"),
  "class accuracy": t("Class accuracy", "类别准确率"), pictures: t("Measured on", "测量用图"),
  "attribute accuracy": t("Attribute accuracy", "属性准确率"), "each attribute": t("Each attribute", "各属性"), "each class": t("Each class", "各类别"),
  "class told by the code": t("Class told by the code", "编码说明类别的程度"),
  "nearest training picture": t("Nearest training picture", "最近的训练图像"), "read surely": t("Read surely", "可确定辨认"),
  "each read surely": t("Each attribute read surely", "各属性可确定辨认"),
  examples: t("Examples", "示例描述"),
  "small-sample distance (judge)": t("Small-sample distance, judge's features", "小样本距离（判别特征）"), "small-sample coverage (judge)": t("Small-sample coverage, judge's features", "小样本覆盖率（判别特征）"),
  "small-sample distance (random net)": t("Small-sample distance, random features", "小样本距离（随机特征）"), "small-sample coverage (random net)": t("Small-sample coverage, random features", "小样本覆盖率（随机特征）"),
  "R-precision": t("R-precision", "R 精度"), diversity: t("Diversity", "多样性"),
  "hair colour": t("hair colour", "发色"), "hair style": t("hair style", "发型"), skin: t("skin", "肤色"), glasses: t("glasses", "眼镜"),
  beard: t("beard", "胡子"), "beard colour": t("beard colour", "胡子颜色"), mouth: t("mouth", "嘴"), eyes: t("eyes", "眼睛"),
  eyebrows: t("eyebrows", "眉毛"), clothes: t("clothes", "衣服"), "clothes colour": t("clothes colour", "衣服颜色"),
  print: t("print", "图案"), hat: t("hat", "帽子"), "hat colour": t("hat colour", "帽子颜色"),
};
const ENDS = { "held out": "未见过的组合", independent: "独立分类器" };
const ARROWS = { lower: "↓", higher: "↑" };

// "each attribute, held out, independent": a figure, of what, and by whom.
function figureTitle(name) {
  const [, figure, ends] = name.match(/^(.*?)((?:, held out)?(?:, independent)?)$/s);
  const told = t(ends, ends && `（${ends.slice(2).split(", ").map((end) => ENDS[end]).join("，")}）`);
  return (FIGURES[figure] || figure) + told;
}

function figures(measured, classes = {}) {
  const said = (value) => (Number.isFinite(value) ? short(value) : String(value));
  return Object.entries(measured).filter(([, figure]) => !isTable(figure)).map(([name, figure]) => {
    const title = (classes[name] || figureTitle(name)) + (Number.isFinite(figure?.step) ? t(`, at step ${figure.step.toLocaleString("en")}`, `，第 ${figure.step.toLocaleString("en")} 步`) : "");
    if (figure?.value === undefined) return [title, said(figure)];
    const real = figure.real === undefined ? "" : t(` (real ${said(figure.real)})`, `（真样本 ${said(figure.real)}）`);
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
    [t("Method", "方法"), model.recipe], [t("Data", "数据"), model.data.split("/").at(-1)],
    [kind.name, kind.shape(model)],
    model.takes === "caption" ? [t("Draws from", "绘制依据"), t("captions", "描述")]
      : model.takes === "drawing" ? [t("Draws from", "绘制依据"), t("outlines", "轮廓")]
      : [model.found ? t("Codes that it found", "自己找到的编码") : t("Classes", "类别"), model.classes.length || t("none", "无")],
    [kind.seen, short(model.images)], [t("Steps", "步数"), model.steps ? model.steps.toLocaleString("en") : "–"],
    [t("Training", "训练"), model.seconds ? `${duration(model.seconds)} · ${model.device || "?"}` : "–"],
    [t("Size", "大小"), bytes(model.bytes)], [t("Licence", "许可"), model.licence],
    ...figures(model.measured),
  ];
  const source = `${ROOT}model/${encodeURIComponent(model.name)}/preview?v=${model.stamp}`;
  return h("article.gan-card", { "data-example": model.example },
    model.preview ? h("img", { src: source, loading: "lazy", alt: t(`${kind.sheet} of ${titled(model)}`, `${titled(model)} 的${kind.sheet}`) }) : null,
    h("div.gan-card-head", {}, h("h3", {}, titled(model)), h("span.gan-tag", {}, origin(model)), h("span.gan-space"),
      opener(model)),
    listed(facts), ...tables(model.measured, Object.fromEntries(model.classes.map((words) => [words[0], pick(words)]))),
    model.command ? h("details.gan-more", {}, h("summary", {}, t("How it was made", "如何训练的")), h("code", {}, [model.command, ...model.changes.map(changed)].join("\n"))) : null,
    model.kept_from ? removal(model) : null);
}

const plain = (value) => (value === null || value === "" ? t("none", "无") : String(value));
const changed = ([step, name, old, now]) => t(`at step ${step.toLocaleString("en")}: ${name} ${plain(old)} → ${plain(now)}`, `第 ${step.toLocaleString("en")} 步：${name} ${plain(old)} → ${plain(now)}`);

/** @param {Card} model */
function origin(model) {
  if (model.trained) return t("trained here", "在此训练");
  return model.kept_from ? t("kept", "自存") : t("shipped", "自带");
}

/**
 * What a visitor kept can go, once that is confirmed.
 * @param {Card} model
 */
function removal(model) {
  const told = h("p.gan-note", { role: "alert" });
  const sure = h("div.gan-sure", { hidden: true }, h("p", {}, t(`Delete “${titled(model)}” and its ${bytes(model.bytes)}? The run it was kept from stays as it is.`,
    `删除“${titled(model)}”（${bytes(model.bytes)}）？它所来自的训练不受影响。`)));
  const ask = (on) => (sure.hidden = !on, first.hidden = on, (on ? must("button", sure) : first).focus());
  const first = button(t("Delete", "删除"), t(`Delete ${titled(model)}`, `删除 ${titled(model)}`), () => ask(true));
  const remove = button(t("Delete", "删除"), t("Yes, delete it", "确认删除"), async () => {
    remove.disabled = true;
    await post(`model/${encodeURIComponent(model.name)}/do`, { do: "delete" }).then(loadModels).catch((error) => say(told, error.message));
    remove.disabled = false;
  }, ".strong.danger");
  sure.append(h("div.gan-tools", {}, button(t("Cancel", "取消"), t("Leave it", "保留它"), () => ask(false)), remove), told);
  return h("div.gan-removal", {}, first, sure);
}

/** @param {Card} model */
function opener(model) {
  const name = titled(model);
  const [text, title] = verbFor(model, name, ` ${name} `) ?? [t("Explore", "探索"), t(`Explore ${name}`, `探索 ${name}`)];
  return button(text, title, () => openCard(model), ".strong");
}
