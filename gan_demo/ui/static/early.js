// Runs before all else. Gradio asks the browser for its language, so a choice made in the page is told to the browser.
{
  const url = new URL(location.href);
  const asked = url.searchParams.get("lang") || localStorage.getItem("gan-language");
  const chosen = { en: "en", zh: "zh-CN", "zh-CN": "zh-CN", "zh-TW": "zh-TW" }[asked];
  if (chosen) {
    Object.defineProperty(navigator, "language", { get: () => chosen });
    Object.defineProperty(navigator, "languages", { get: () => [chosen] });
  }
  document.documentElement.lang = navigator.language;
  if (navigator.language.toLowerCase().startsWith("zh")) window["ganTexts"] = fetch("./gradio_api/gan/texts");
  const shade = { 0: "light", 1: "dark" }[localStorage.getItem("gan-dark")];
  if (shade && !url.searchParams.has("__theme")) {
    url.searchParams.set("__theme", shade);
    history.replaceState(history.state, "", url);
  }
  const theme = url.searchParams.get("__theme");
  const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("gan-dark", dark);
}
