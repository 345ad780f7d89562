// Files as one zip, stored as they are: pictures are packed already. Sorted and undated, so that the same files make the same zip.
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function checksum(bytes) {
  let sum = 0xffffffff;
  for (let i = 0; i < bytes.length; i += 1) sum = TABLE[(sum ^ bytes[i]) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

// Numbers of two (s) and four (l) bytes one behind the other, as the format has them.
function packed(form, ...values) {
  const view = new DataView(new ArrayBuffer([...form].reduce((sum, kind) => sum + (kind === "s" ? 2 : 4), 0)));
  let at = 0;
  for (const [i, kind] of [...form].entries()) {
    if (kind === "s") view.setUint16(at, values[i], true);
    else view.setUint32(at, values[i], true);
    at += kind === "s" ? 2 : 4;
  }
  return view.buffer;
}

const UTF8 = 0x0800, STORED = 0, MIDNIGHT = 0, FIRST_DAY = 0x21, VERSION = 20;
export const MOST_FILES = 65_535; // what the format can count

// files: [{path, file}]; a Blob whose parts are the files themselves, so that they are not all in memory at once.
export async function zipped(files, signal) {
  const parts = [], listing = [], encoder = new TextEncoder();
  let at = 0;
  for (const { path, file } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = encoder.encode(path), sum = checksum(new Uint8Array(await file.arrayBuffer()));
    signal.throwIfAborted();
    const common = [VERSION, UTF8, STORED, MIDNIGHT, FIRST_DAY, sum, file.size, file.size, name.length, 0];
    parts.push(packed("lssssslllss", 0x04034b50, ...common), name, file);
    listing.push(packed("lsssssslllsssssll", 0x02014b50, VERSION, ...common, 0, 0, 0, 0, at), name);
    at += 30 + name.length + file.size;
  }
  const size = listing.reduce((sum, part) => sum + (part.byteLength ?? part.length), 0);
  const end = packed("lsssslls", 0x06054b50, 0, 0, files.length, files.length, size, at, 0);
  return new Blob([...parts, ...listing, end], { type: "application/zip" });
}
