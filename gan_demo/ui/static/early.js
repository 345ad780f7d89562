// Runs before all else. Gradio asks the browser for its language, so a choice made in the page is told to the browser.
{
  /** @param {string} name */
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch { // a page within another one may not store anything
      return null;
    }
  };
  const url = new URL(location.href);
  const asked = url.searchParams.get("lang") || kept("gan-language");
  const chosen = { en: "en", zh: "zh-CN", "zh-CN": "zh-CN", "zh-TW": "zh-TW" }[asked];
  if (chosen) {
    Object.defineProperty(navigator, "language", { get: () => chosen });
    Object.defineProperty(navigator, "languages", { get: () => [chosen] });
  }
  document.documentElement.lang = navigator.language;
  if (navigator.language.toLowerCase().startsWith("zh")) window["ganTexts"] = fetch("./gradio_api/gan/texts");
  const shade = { 0: "light", 1: "dark" }[kept("gan-dark") ?? ""];
  if (shade && !url.searchParams.has("__theme")) {
    url.searchParams.set("__theme", shade);
    history.replaceState(history.state, "", url);
  }
  const smooth = url.searchParams.get("smooth") ?? kept("gan-smooth");
  document.documentElement.classList.toggle("gan-smooth", smooth === "1");
  const theme = url.searchParams.get("__theme");
  const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("gan-dark", dark);
}

// Gradio 6.31.0 counts the seconds that its page takes to load, and goes on when it has (statustracker.js): a frame sixty
// times a second, 7 % of a core as long as the page is open. So the first of them once the page stands is the last.
{
  const ask = window.requestAnimationFrame;
  let waiting = true, before = -Infinity;
  window.requestAnimationFrame = (draw) => {
    if (!waiting || !/performance\.now\(\)/.test(String(draw))) return ask.call(window, draw);
    const goesOn = performance.now() - before < 1000;
    before = performance.now();
    waiting = !document.querySelector(".gradio-container [role=tab]");
    return !waiting && goesOn ? 0 : ask.call(window, draw);
  };
}
