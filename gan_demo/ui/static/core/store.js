// What this browser keeps for the next visit. Where it may keep nothing, as in a page within another one, that lasts as
// long as the page; and what is there may be from anybody.

/** @type {Record<string, string>} */
const lasting = {};

/** @param {string} name */
export function stored(name) {
  try {
    return lasting[name] ?? localStorage.getItem(name);
  } catch {
    return lasting[name] ?? null;
  }
}

/** The JSON value of that name, or the other one where there is none. */
export function storedJson(name, other) {
  try {
    return JSON.parse(stored(name) ?? "null") ?? other;
  } catch {
    return other;
  }
}

/**
 * Keep a text; whether it outlives the page.
 * @param {string} name
 * @param {string} text
 */
export function store(name, text) {
  lasting[name] = text;
  try {
    localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}
