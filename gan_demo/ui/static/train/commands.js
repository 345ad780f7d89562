// What the page asks of the server's runs, and where the pictures of a run are.
import { ROOT } from "../core/state.js";
import { pick, t } from "../core/words.js";

export const within = (run, what, values = {}) => `${ROOT}run/${encodeURIComponent(run)}/${what}?${new URLSearchParams(values)}`;

// POSTs JSON and answers with JSON; an Error carries the server's sentence in the page's language.
export async function post(path, body) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(new URL(path, ROOT), options);
  } catch {
    throw new Error(t("The server does not answer. Is it still running?"));
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told?.error ? pick(told.error) : t("The server could not do this."));
  return told;
}

// An order to a run, as {do: "pause"}; all of the page hears of it as `gan:order`.
export async function send(run, body) {
  const answer = await post(`run/${encodeURIComponent(run)}/do`, body);
  document.dispatchEvent(new CustomEvent("gan:order", { detail: { run, body, answer } }));
  return answer;
}
