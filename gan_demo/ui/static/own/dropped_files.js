// What a visitor drops or picks, be it a zip, pictures or a folder, as one zip.
import { t } from "../core/words.js";
import { MOST_FILES, zipped } from "./zip.js";

export const LARGEST = 500 * 2 ** 20; // bytes; the server takes no more
const wanted = ({ path, file }) => !path.split("/").some((part) => part.startsWith(".")) && !/^(audio|video)\//.test(file.type);

// The entries must be asked for at once, while the drop lasts.
export function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  return entries.length ? listed(entries) : Promise.resolve(picked(transfer.files));
}

export const picked = (files) => [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function listed(entries) {
  const found = [];
  for (const entry of entries) {
    if (entry.isFile) found.push({ path: entry.fullPath.slice(1), file: await new Promise((done, fail) => entry.file(done, fail)) });
    else found.push(...(await listed(await children(entry))));
    if (found.length > MOST_FILES) break;
  }
  return found;
}

async function children(folder) {
  const reader = folder.createReader(), all = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail)); // a hundred at a time
    if (!some.length) return all;
    all.push(...some);
  }
}

// {name, body}; an Error with a sentence where there is nothing to send or too much of it.
export async function asZip(found, signal) {
  const files = found.filter(wanted);
  if (!files.length) throw new Error(t("There is no picture in it."));
  if (files.length > MOST_FILES) throw new Error(t("These are too many files; pack them as a zip."));
  if (files.reduce((sum, { file }) => sum + file.size, 0) > LARGEST) {
    throw new Error(t("A zip may have 500 MB at most: make the pictures smaller, or send fewer."));
  }
  const [{ path, file }] = files;
  if (files.length === 1 && /\.zip$/i.test(path)) return { name: file.name, body: file };
  return { name: path.includes("/") ? path.split("/")[0] : t("pictures"), body: await zipped(files, signal) };
}
