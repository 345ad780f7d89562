// The form of a run's menu that trains it once more with one thing changed, and shows both.
import { h, part } from "../core/dom.js";
import { send } from "./commands.js";
import { fits, recipeName, said, settingName, twoSided } from "./run_texts.js";
import { ask } from "../core/state.js";
import { t } from "../core/words.js";

const CHOICE = ["g_lr", "d_lr", "d_steps", "recipe", "augment", "batch", "width", "seed"];
const recipes = () => (part("gan-places")?.getAttribute("recipes") || "").split(",").filter(Boolean);

export function again(menu) {
  const what = h("select.gan-field", {}, ...CHOICE.map((name) => h("option", { value: name }, settingName(name))));
  const place = h("span.gan-value"), before = h("p.gan-hint"), left = h("p.gan-hint");
  let value, settings, resolved;
  const choose = () => {
    const options = what.value === "recipe" ? recipes().filter((name) => fits(name, settings?.data)) : [];
    value = options.length
      ? h("select.gan-field", { "aria-label": t("New value") }, ...options.map((name) => h("option", { value: name, selected: name === settings?.recipe }, recipeName(name))))
      : h("input.gan-field", { "aria-label": t("New value"), maxLength: 40, required: true, autocomplete: "off" });
    value.onchange = tell;
    place.replaceChildren(value);
    tell();
    before.textContent = settings ? t("In this run: {value}", { value: now() }) : "";
  };
  const tell = () => {
    left.hidden = !settings?.other || what.value !== "recipe" || twoSided(value.value);
    left.textContent = t("{recipe} learns from one data set: the data of the other side is left out.", { recipe: recipeName(value.value) });
  };
  const now = () => said(what.value, resolved?.[what.value] ?? settings[what.value]);
  what.onchange = choose;
  choose();
  ask(`run/${encodeURIComponent(menu.name)}`).then((answer) => answer.json()).then((run) => {
    ({ settings, resolved } = run);
    if (settings && !value.value) choose();
    else tell();
  }).catch((error) => (before.textContent = error.message));

  return [menu.form([
    menu.field(t("What is changed"), what), menu.field(t("New value"), place), before, left,
    h("p.gan-hint", {}, t("All else stays: seed, data, time. It waits its turn while another run trains.")),
  ], t("Start"), async () => {
    const { run } = await send(menu.name, { do: "again", changes: { [what.value]: value.value.trim() } });
    menu.close(false);
    if (run) part("gan-compare")?.open(menu.name, run);
  })];
}
