// What is here: a card for each model, shipped or trained.
import { button, h, openTab } from "./dom.js";
import { nothing } from "./empty.js";
import { ROOT, loadModels, models, set, watch } from "./state.js";
import { bytes, duration, short, t, titled } from "./words.js";

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
    const key = JSON.stringify(models);
    if (key === this.shown) return;
    this.shown = key;
    this.replaceChildren(...(models.length ? models.map(card) : [h("div.gan-empty", {}, ...nothing())]));
  }
}

// Each figure in the visitor's language, with which way is better and what real pictures get.
const FIGURES = {
  "Frechet distance": t("Fréchet distance", "Fréchet 距离"), coverage: t("Coverage", "覆盖率"),
  "class accuracy": t("Class accuracy", "类别准确率"), pictures: t("Measured on", "测量用图"),
};
const ARROWS = { lower: "↓", higher: "↑" };

function figures(measured) {
  const said = (value) => (Number.isFinite(value) ? short(value) : String(value));
  return Object.entries(measured).map(([name, figure]) => {
    const title = FIGURES[name] || name;
    if (figure?.value === undefined) return [title, said(figure)];
    const real = t(` (real ${said(figure.real)})`, `（真图 ${said(figure.real)}）`);
    return [`${title} ${ARROWS[figure.better] || ""}`, said(figure.value) + real];
  });
}

function card(model) {
  const facts = [
    [t("Method", "方法"), model.recipe], [t("Data", "数据"), model.data.split("/").at(-1)],
    [t("Picture", "图像"), `${model.size} px · ${model.channels === 1 ? t("grey", "灰度") : t("colour", "彩色")}`],
    [t("Classes", "类别"), model.classes.length || t("none", "无")],
    [t("Pictures seen", "已看图像"), short(model.images)],
    [t("Training", "训练"), model.seconds ? `${duration(model.seconds)} · ${model.device || "?"}` : "–"],
    [t("Size", "大小"), bytes(model.bytes)], [t("Licence", "许可"), model.licence],
    ...figures(model.measured),
  ];
  const source = `${ROOT}model/${encodeURIComponent(model.name)}/preview?v=${model.stamp}`;
  return h("article.gan-card", {},
    model.preview ? h("img", { src: source, loading: "lazy", alt: t(`Pictures of ${titled(model)}`, `${titled(model)} 的图像`) }) : null,
    h("div.gan-card-head", {}, h("h3", {}, titled(model)), h("span.gan-tag", {}, model.trained ? t("trained here", "在此训练") : t("shipped", "自带")), h("span.gan-space"),
      button(t("Explore", "探索"), t(`Explore ${titled(model)}`, `探索 ${titled(model)}`), () => {
        set({ model: model.name, amounts: [], mixture: "" });
        openTab(0);
      }, ".strong")),
    h("dl.gan-numbers", {}, ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value))))),
    model.command ? h("details.gan-more", {}, h("summary", {}, t("How it was made", "如何训练的")), h("code", {}, model.command)) : null);
}
