// An invitation above the list of runs: two recipes on the same data and from the same seed, one click each.
import { h, part, say } from "../core/dom.js";
import { post } from "./commands.js";
import { dataName, fits, shipped, titlesKnown } from "./run_texts.js";
import { t } from "../core/words.js";

const MINUTES = 5;
const PAIRS = [
  { recipes: ["wgan", "wgan_gp"], title: t("WGAN against WGAN-GP"),
    why: t("Weight clipping, or a gradient penalty") },
  { recipes: ["dcgan", "r3gan"], title: t("DCGAN against R3GAN"),
    why: t("The recipe of 2015, or that of 2024") },
];

export class Invitation {
  // chosen() tells which data the form above shows, and how it has them seen.
  constructor(chosen, changed) {
    this.chosen = chosen;
    this.changed = changed;
    this.problem = h("p.gan-note", { role: "status" });
    this.hint = h("p.gan-hint");
    this.duels = PAIRS.map((pair) => h("button.gan-duel", { type: "button", onclick: () => this.begin(pair) }, h("b", {}, pair.title), h("span", {}, pair.why)));
    this.root = h("section.gan-invitation", {},
      h("div", {}, h("h3", {}, t("Which recipe learns better?")), this.hint),
      h("div.gan-duels", {}, ...this.duels), this.problem);
    this.tell();
    titlesKnown.then(() => this.tell());
  }

  // Says which data the form above shows, and offers the pairs that learn from such.
  tell() {
    const chosen = this.chosen().data, data = dataName(chosen);
    PAIRS.forEach(({ recipes }, i) => (this.duels[i].hidden = !recipes.every((recipe) => fits(recipe, chosen))));
    this.root.hidden = this.duels.every((one) => one.hidden);
    this.hint.textContent = t("Two runs of {minutes} minutes on {data}, the data chosen above, from the same seed. They train by turns, so both grow side by side.", { minutes: MINUTES, data });
  }

  async begin({ recipes }) {
    const chosen = this.chosen();
    this.duels.forEach((one) => (one.disabled = true));
    say(this.problem, t("Starting two runs on {data}…", { data: dataName(chosen.data) }), false);
    try {
      const crop = shipped(chosen.data) ? "centre" : chosen.crop; // the form's may be that of the other side alone
      const { runs } = await post("pair", { ...chosen, crop, recipes, minutes: MINUTES });
      say(this.problem, "");
      this.changed();
      part("gan-compare")?.open(...runs);
    } catch (error) {
      say(this.problem, error.message);
    }
    this.duels.forEach((one) => (one.disabled = false));
  }
}
