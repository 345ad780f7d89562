// What stands where a model would, while there is none.
import { button, h, openTab } from "./dom.js";
import { t } from "./words.js";

export const nothing = () => [
  h("h2", {}, t("No model yet")),
  h("p", {}, t(
    "Train one: it can be explored as soon as it is first saved, about ten seconds after Start. Or put a checkpoint folder into checkpoints/.")),
  button(t("Watch one learn"), t("Open the Train tab"), () => openTab("train"), ".strong"),
];
