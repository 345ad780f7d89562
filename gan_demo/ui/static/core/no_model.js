// What stands where a model would, while there is none.
import { button, h, openTab } from "./dom.js";
import { t } from "./words.js";

export const nothing = () => [
  h("h2", {}, t("No model yet", "还没有模型")),
  h("p", {}, t(
    "Train one: it can be explored as soon as it is first saved, about ten seconds after Start. Or put a checkpoint folder into checkpoints/.",
    "训练一个吧：开始后大约十秒，第一次保存之后就可以探索。也可以把检查点文件夹放进 checkpoints/。")),
  button(t("Watch one learn", "看它学习"), t("Open the Train tab", "打开训练页"), () => openTab("train"), ".strong"),
];
