// An invitation above the list of runs: two runs that differ in one thing, on the same data and from the same seed, one click each.
import { h, say } from "./dom.js";
import { post } from "./orders.js";
import { dataName } from "./presets.js";
import { t } from "./words.js";

const MINUTES = 5;
const PAIRS = [
  { recipes: ["wgan", "wgan_gp"], title: t("WGAN against WGAN-GP", "WGAN 对 WGAN-GP"),
    why: t("Clipped weights, or a penalty on the slope", "裁剪权重，还是惩罚斜率") },
  { recipes: ["dcgan", "r3gan"], title: t("DCGAN against R3GAN", "DCGAN 对 R3GAN"),
    why: t("The loss of 2015, or that of 2024", "2015 年的损失，还是 2024 年的损失") },
];

export class Invitation {
  constructor(data, changed) {
    Object.assign(this, { data, changed });
    this.problem = h("p.gan-note", { role: "status" });
    this.hint = h("p.gan-hint");
    this.duels = PAIRS.map((pair) => h("button.gan-duel", { type: "button", onclick: () => this.begin(pair) }, h("b", {}, pair.title), h("span", {}, pair.why)));
    this.root = h("section.gan-invitation", {},
      h("div", {}, h("h3", {}, t("What does one change do?", "一处改变，有何不同？")), this.hint),
      h("div.gan-duels", {}, ...this.duels), this.problem);
    this.tell();
  }

  // Says which data the form above shows.
  tell() {
    const data = dataName(this.data());
    this.hint.textContent = t(`Two runs of ${MINUTES} minutes on ${data}, the data chosen above, from the same seed. The second waits for the first.`,
      `同一个种子，在上方所选的数据 ${data} 上训练两次，各 ${MINUTES} 分钟。第二个等第一个结束。`);
  }

  async begin({ recipes }) {
    const data = this.data();
    this.duels.forEach((one) => (one.disabled = true));
    say(this.problem, t(`Starting two runs on ${dataName(data)}…`, `正在用 ${dataName(data)} 启动两次训练…`), false);
    try {
      const { runs } = await post("pair", { recipes, data, minutes: MINUTES });
      say(this.problem, "");
      this.changed();
      document.querySelector("gan-compare")?.open(...runs);
    } catch (error) {
      say(this.problem, error.message);
    }
    this.duels.forEach((one) => (one.disabled = false));
  }
}
