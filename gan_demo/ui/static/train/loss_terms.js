// The terms of the losses and the watched numbers: their names and their colours.
import { t } from "../core/words.js";

const NAMES = {
  g: t("generator", "生成器"), d: t("discriminator", "判别器"), r1: "R1", r2: "R2",
  "gradient penalty": t("gradient penalty", "梯度惩罚"), "real score": t("D(real)", "D(真图)"), "fake score": t("D(generated)", "D(生成图)"),
  "d caption": t("discriminator on captions", "判别器（描述）"), "g caption": t("generator on captions", "生成器（描述）"), "g variety": t("generator's sameness", "生成器的雷同"), "g whole": t("generator on whole descriptions", "生成器（完整描述）"), "d words": t("discriminator on words", "判别器（词）"),
  "g picture": t("generator on read pictures", "生成器（读取的图）"), "g divergence": t("encoder's divergence", "编码器的散度"), "g prior": t("read latents against random ones", "读出的隐向量与随机的之差"), "g read": t("latents that the encoder misses", "编码器读错的隐向量"), "d class": t("discriminator on the class", "判别器（类别）"), "g class": t("generator on the class", "生成器（类别）"),
  "d code": t("discriminator on the code", "判别器（编码）"), "g code": t("generator on the code", "生成器（编码）"), "code information": t("information of the code", "编码的信息量"),
  distance: t("Fréchet distance", "Fréchet 距离"), coverage: t("coverage", "覆盖率"), variety: t("variety", "多样性"),
};
export const termName = (name) => NAMES[name] || name;

// What belongs to G or to generated pictures is orange everywhere, what belongs to D or to real ones blue.
const OWN = {
  g: "var(--accent)", "fake score": "var(--accent)", distance: "var(--accent)", coverage: "var(--accent)",
  d: "var(--second)", "real score": "var(--second)", variety: "var(--second)",
};
const OTHERS = ["var(--third)", "var(--fourth)", "var(--quiet)", "var(--ink)"];
export function colours(names) {
  const others = names.filter((name) => !OWN[name]);
  return Object.fromEntries(names.map((name) => [name, OWN[name] || OTHERS[others.indexOf(name) % OTHERS.length]]));
}

// G first, then D, then what D says, then all others by name.
const FIRST = ["g", "d", "real score", "fake score"];
const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
export const inOrder = (names) => [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
