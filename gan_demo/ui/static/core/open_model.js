// Opens a model in the tab that fits it, in such a way that the browser's Back returns to where it was asked for.
import { openTab, part, remember } from "./dom.js";
import { captioned, described, loadModels, models, set } from "./state.js";
import { openCaptions } from "../captions/caption_query.js";
import { t } from "./words.js";

// An Error where there is no such model. `run` is the run that is shown, to which Back returns.
export async function openModel(name, run = "") {
  await loadModels();
  const card = models.find((one) => one.name === name), writes = captioned.some((one) => one.name === name);
  if (!card && !writes) throw new Error(t("Its model is not here yet; it comes with the first save.", "它的模型还不在这里；第一次保存后就有了。"));
  if (run) remember("run", run);
  history.pushState(history.state, "", location.href);
  if (writes) return openCaptions(name);
  set({ model: name, amounts: [], mixture: "" });
  openTab(card?.classes.length ? "classes" : "explore");
}

// Back and forward: the address is another, and the page follows it.
export function returned() {
  const query = new URLSearchParams(location.search), tab = query.get("tab") || "explore";
  const run = query.get("run"), other = query.get("with");
  if (query.get("model")) set(described(query));
  if (run) part("gan-run")?.pick(run, Number(query.get("step") ?? NaN));
  openTab(tab);
  if (run && other) part("gan-compare")?.begin(run, other);
}
