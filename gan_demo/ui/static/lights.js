// How healthy a run is: a dot for each thing that can go wrong, and for what does a sentence and what to do.
import { button, h } from "./dom.js";
import { said, settingName } from "./presets.js";
import { pick, t } from "./words.js";

const NAMES = {
  collapse: t("Variety", "多样性"), "d too strong": t("D too strong", "判别器过强"), "d too weak": t("D too weak", "判别器过弱"),
  divergence: t("Divergence", "发散"), nan: t("NaN", "NaN"), stagnation: t("Stagnation", "停滞"),
};
const LEVELS = { early: t("too early to say", "还无法判断"), ok: t("fine", "正常"), warn: t("look at this", "请留意"), bad: t("something is wrong", "有问题") };
const QUIET = ["early", "ok"]; // nothing to tell
const SURE = 4000;
const nameOf = (light) => NAMES[light] || String(light);

export class Lights {
  // apply(changes) and back(step, changes) do what a light suggests.
  constructor({ apply, back }) {
    Object.assign(this, { apply, back });
    this.row = h("ul.gan-lights", { "aria-label": t("Health", "健康状况") });
    this.told = h("div.gan-advice", { "aria-live": "polite" });
    this.root = h("section", { hidden: true }, this.row, this.told);
  }

  show({ lights = [], snapshots = [], name }) {
    const key = JSON.stringify([lights, name, lights.some((one) => one.rewind !== null) && snapshots]);
    if (key === this.key) return;
    this.key = key;
    this.root.hidden = !lights.length;
    const dot = ({ light, level, text }) => h("li", { "data-level": level, title: text ? pick(text) : "" }, h("i", { "aria-hidden": "true" }), nameOf(light),
      h("span.gan-unseen", {}, `: ${LEVELS[level] || level}`));
    this.row.replaceChildren(...lights.map(dot));
    this.told.replaceChildren(...lights.filter((one) => !QUIET.includes(one.level)).map((one) => this.advice(one)));
  }

  advice({ light, level, text, changes, rewind }) {
    const buttons = [], some = changes && Object.keys(changes).length > 0;
    if (some) {
      const told = Object.entries(changes).map(([name, value]) => `${settingName(name)} ${said(name, Number.isFinite(Number(value)) && value !== "" ? Number(value) : value)}`).join(", ");
      buttons.push(button(t(`Apply: ${told}`, `应用：${told}`), t(`Apply: ${told}`, `应用：${told}`), () => this.apply(changes)));
    }
    if (Number.isFinite(rewind)) buttons.push(this.rewinding(rewind, some ? changes : {}));
    return h("div.gan-advised", { "data-level": level, "data-light": light }, h("p", {}, text ? pick(text) : nameOf(light)), ...buttons);
  }

  // Asks once, in the button itself.
  rewinding(step, changes) {
    const at = step.toLocaleString("en"), plain = t(`Roll back to the best, step ${at}`, `退回最好的第 ${at} 步`);
    const name = Object.keys(changes).length ? plain + t(", with that applied", "，并应用以上改动") : plain;
    const back = button(name, t("Later steps go", "之后的步会丢失"), () => {
      clearTimeout(this.asking);
      if (back.dataset.sure) return this.back(step, changes);
      back.dataset.sure = "yes";
      back.textContent = t("Later steps go. Roll back?", "之后的步会丢失，确定退回？");
      this.asking = setTimeout(() => (delete back.dataset.sure, (back.textContent = name)), SURE);
    });
    return back;
  }
}
