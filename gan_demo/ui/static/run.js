// A training run as it goes: its grid, its curves and its numbers, read from the server each second.
import { Curves } from "./curves.js";
import { button, enlarge, h, openTab, remember, say, seen } from "./dom.js";
import { ROOT, ask, captioned, loadModels, set } from "./state.js";
import { openCaptions } from "./wanted.js";
import { called, duration, pick, short, t } from "./words.js";

const STATES = {
  starting: t("Starting…", "正在启动…"), preparing: t("Preparing", "正在准备"), running: t("Training", "训练中"),
  finished: t("Finished", "已完成"), stopped: t("Stopped", "已停止"), failed: t("Failed", "失败"), crashed: t("Ended unexpectedly", "意外终止"),
};
const ALIVE = ["starting", "preparing", "running"];
let shown = new URLSearchParams(location.search).get("run") || "";
export const followed = () => shown;

// What the server puts into the page after Start: from now on this run is shown.
export class Follow extends HTMLElement {
  connectedCallback() {
    this.hidden = true;
    document.querySelector("gan-run")?.pick(this.getAttribute("run"));
  }
}

export class Run extends HTMLElement {
  connectedCallback() {
    this.replaceChildren(...this.layout());
    this.losses = new Curves(t("Losses", "损失"));
    this.scores = new Curves(t("Watched", "观察量"));
    this.charts.append(this.losses.root, this.scores.root);
    this.beat();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  layout() {
    this.picker = h("select.gan-field", { "aria-label": t("Runs", "训练记录"), onchange: () => this.pick(this.picker.value) });
    this.state = h("b", { role: "status", "aria-live": "polite" });
    this.open = button("", "", () => this.show());
    this.reason = h("p.gan-note.bad", { role: "alert" });
    this.bar = h("progress", { max: 1, value: 0, "aria-label": t("Progress", "进度") });
    this.image = h("img.gan-grid", { alt: t("Pictures of the run's fixed latents", "固定隐向量的图像"), draggable: false, onclick: () => enlarge(this.image) });
    this.frame = h("div.gan-grid-frame", {}, this.image);
    this.scrub = h("input.gan-scrub", { type: "range", min: 0, max: 0, value: 0, "aria-label": t("Earlier grids", "早先的样本"), oninput: () => this.scrubbed() });
    this.play = button("▶", t("Play from the beginning", "从头播放"), () => this.lapse());
    this.step = h("output.gan-step");
    this.numbers = h("dl.gan-numbers");
    this.charts = h("div.gan-charts");
    this.empty = h("div.gan-empty", { hidden: true }, h("h2", {}, t("Watch one learn", "看它学习")),
      h("p", {}, t("Press Start: the first pictures come within seconds, and they get better while you watch.", "按“开始训练”：几秒之内就有第一批图像，看着它们越来越好。")));
    this.scene = h("div.gan-run", { hidden: true },
      h("div.gan-run-head", {}, this.state, h("span.gan-space"), this.open, this.picker),
      this.bar, this.reason, this.frame, h("div.gan-time", {}, this.play, this.scrub, this.step), this.numbers, this.charts);
    return [this.empty, this.scene];
  }

  pick(name) {
    shown = name;
    remember("run", name);
    this.at = null;
    clearTimeout(this.timer);
    this.beat();
  }

  async beat() {
    clearTimeout(this.timer);
    const mine = (this.turn = (this.turn || 0) + 1);
    try {
      if (document.visibilityState === "visible" && (seen(this) || !this.runs)) await this.refresh(mine);
    } catch (error) {
      say(this.reason, error.message);
    }
    if (mine === this.turn && this.isConnected) this.timer = setTimeout(() => this.beat(), this.dataset.state === "starting" ? 300 : 1000);
  }

  async refresh(mine) {
    this.runs = await (await ask("runs")).json();
    const alive = this.runs.find((run) => ALIVE.includes(run.state));
    if (!this.runs.some((run) => run.name === shown)) shown = (alive || this.runs[0])?.name || "";
    this.empty.hidden = Boolean(shown);
    this.scene.hidden = !shown;
    document.body.classList.toggle("gan-busy", Boolean(alive));
    if (!shown) return document.body.classList.remove("gan-alive", "gan-resumable");
    const run = await (await ask(`run/${encodeURIComponent(shown)}`)).json();
    if (mine === this.turn) this.paint(run, alive);
  }

  paint(run, alive) {
    document.body.classList.toggle("gan-alive", ALIVE.includes(run.state));
    document.body.classList.toggle("gan-resumable", run.resumable && !alive);
    this.list();
    if (this.run?.model !== run.model || this.run?.name !== run.name) loadModels();
    this.run = run;
    this.dataset.state = run.state;
    const recipe = run.settings ? `${run.settings.recipe} · ${run.settings.data.split("/").at(-1)}` : "";
    this.state.textContent = [STATES[run.state], recipe].filter(Boolean).join(" · ");
    say(this.reason, run.reason && pick(run.reason));
    this.opener(run);
    this.scene.classList.toggle("bare", !run.grids.length && !ALIVE.includes(run.state));
    this.progress(run);
    this.grid(run.grids);
    this.losses.show(run.curves.loss);
    this.scores.show(run.curves.watch);
  }

  opener({ name, model }) {
    const [text, title] = captioned.some((card) => card.name === name)
      ? [t("Type a caption", "输入描述"), t("Type a caption for this model", "为这个模型输入描述")]
      : [t("Explore", "探索"), t("Explore this model", "探索这个模型")];
    Object.assign(this.open, { textContent: text, title, ariaLabel: title, hidden: !model });
  }

  list() {
    const key = JSON.stringify(this.runs);
    if (key !== this.listed && document.activeElement !== this.picker) {
      const option = (run) => h("option", { value: run.name }, `${called(run.name)} · ${STATES[run.state]}`);
      this.picker.replaceChildren(...this.runs.map(option));
      this.listed = key;
    }
    this.picker.value = shown;
  }

  progress({ state, preparing, progress: now }) {
    const ready = state === "preparing" && preparing;
    const share = ready ? preparing.done / preparing.total : now ? this.share(now, state) : 0;
    if (state === "starting") this.bar.removeAttribute("value");
    else this.bar.value = share;
    const facts = ready
      ? [[t("Prepared", "已准备"), `${preparing.done.toLocaleString("en")} / ${preparing.total.toLocaleString("en")}`],
         [t("Left", "剩余"), preparing.left === null ? "–" : duration(preparing.left)]]
      : [[t("Step", "步"), now ? now.step.toLocaleString("en") : "–"], [t("Pictures seen", "已看图像"), short(now?.images)],
         [t("Pictures/s", "图像/秒"), state === "running" ? short(now?.rate) : "–"], [t("Time", "用时"), now ? duration(now.seconds) : "–"],
         [t("Left", "剩余"), state === "running" && now && now.left !== null ? duration(now.left) : "–"]];
    this.numbers.replaceChildren(...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  }

  share(now, state) {
    if (state === "finished") return 1;
    return now.left === null ? 0 : now.seconds / (now.seconds + now.left);
  }

  grid(steps) {
    this.steps = steps;
    this.scrub.max = Math.max(0, steps.length - 1);
    const at = this.at ?? steps.length - 1;
    this.scrub.value = at;
    this.scrub.disabled = this.play.disabled = steps.length < 2;
    this.frame.classList.toggle("waiting", !steps.length);
    if (!steps.length) return this.image.removeAttribute("src");
    this.load(steps[Math.min(at, steps.length - 1)]);
  }

  // The old grid stays until the new one is there.
  load(step) {
    const url = `${ROOT}run/${encodeURIComponent(shown)}/grid?step=${step}`;
    if (this.wanted === url) return;
    this.wanted = url;
    const next = new Image();
    next.onload = () => {
      if (this.wanted !== url) return;
      this.image.src = url;
      this.image.dataset.step = step;
      const times = Math.max(1, Math.floor(this.frame.clientWidth / next.naturalWidth));
      this.image.style.width = `${Math.min(times * next.naturalWidth, this.frame.clientWidth)}px`;
      this.step.textContent = t(`step ${step.toLocaleString("en")}`, `第 ${step.toLocaleString("en")} 步`);
    };
    next.src = url;
  }

  scrubbed() {
    const at = Number(this.scrub.value);
    this.at = at === this.steps.length - 1 ? null : at;
    this.load(this.steps[at]);
  }

  lapse() {
    clearInterval(this.lapsing);
    let at = 0;
    this.lapsing = setInterval(() => {
      if (at >= this.steps.length - 1) clearInterval(this.lapsing);
      this.scrub.value = at;
      this.scrubbed();
      at += Math.max(1, Math.round(this.steps.length / 60));
      if (at >= this.steps.length) at = this.steps.length - 1;
    }, 120);
  }

  async show() {
    await loadModels();
    if (captioned.some((card) => card.name === shown)) return openCaptions(shown);
    set({ model: shown, amounts: [], mixture: "" });
    openTab("explore");
  }
}
