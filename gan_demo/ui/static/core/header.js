// The header: name, model, how pixels look, language, light or dark.
import { button, h, pen, press } from "./dom.js";
import { kindOf, mark } from "./examples.js";
import { smooth, smoothen } from "./smooth.js";
import { ROOT, model, models, set, state, watch } from "./state.js";
import { store } from "./store.js";
import { chinese, pgettext, t, titled } from "./words.js";
/** @import { Card } from "./state.js" */

export class Header extends HTMLElement {
  /** @type {HTMLCanvasElement} */ thumb;
  /** @type {HTMLSelectElement} */ picker;
  /** @type {HTMLElement} */ field;

  connectedCallback() {
    this.thumb = h("canvas.gan-thumb", { width: 32, height: 32, "aria-hidden": "true" });
    this.picker = h("select.gan-field", {
      "aria-label": t("Model"),
      onchange: () => set({ model: this.picker.value, amounts: [], said: "" }),
    });
    this.field = h("label.gan-picker", {}, this.thumb, this.picker);
    const pixels = button(t("Smooth"), t("Smooth or crisp pixels"), () => {
      smoothen(!smooth());
      press(pixels, smooth());
    }, ".gan-pixels");
    press(pixels, smooth());
    const dark = () => document.body.classList.contains("dark");
    this.replaceChildren(
      h("a.gan-name", { href: "./", "aria-label": "GAN demo" }, h("span.gan-mark", { "aria-hidden": "true" }), h("b", {}, "GAN demo")),
      this.field,
      h("span.gan-space"), pixels,
      button(chinese ? "EN" : "中文", chinese ? "Switch to English" : "切换到中文", () => speak(chinese ? "en" : "zh-CN")),
      button("◐", t("Light or dark"), () => shade(!dark())));
    this.stop = watch(({ all, list }) => this.follow(all || list));
  }

  disconnectedCallback() {
    this.stop?.();
  }

  follow(changed) {
    this.field.hidden = !models.length;
    if (!changed || !models.length) return;
    const option = (card) => h("option", { value: card.name }, titled(card));
    const group = (label, cards) => (cards.length ? [h("optgroup", { label }, ...cards.map(option))] : []);
    this.picker.replaceChildren(
      ...group(t("Shipped"), models.filter((card) => !card.trained && !card.kept_from)),
      ...group(pgettext("models", "Kept"), models.filter((card) => card.kept_from)),
      ...group(t("Trained here"), models.filter((card) => card.trained)));
    this.picker.value = state.model;
    this.thumbnail(model());
  }

  /** @param {Card | undefined} card */
  thumbnail(card) {
    if (!card?.preview) return;
    const image = new Image(), side = kindOf(card).tile(card);
    image.onload = () => {
      mark(this.field, card);
      this.thumb.width = this.thumb.height = side;
      pen(this.thumb).drawImage(image, 0, 0, side, side, 0, 0, side, side);
    };
    image.src = `${ROOT}model/${encodeURIComponent(card.name)}/preview?v=${card.stamp}`;
  }
}

function speak(language) {
  const url = new URL(location.href);
  if (store("gan-language", language)) url.searchParams.delete("lang");
  else url.searchParams.set("lang", language); // the address remembers it
  location.replace(url);
  if (url.href === location.href) location.reload();
}

export function shade(dark) {
  store("gan-dark", dark ? "1" : "0");
  document.body.classList.toggle("dark", dark);
}
