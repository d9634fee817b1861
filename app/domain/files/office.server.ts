/** Which office document a zip is, read from its central directory; what could run, hide or swell is refused. APPNOTE 6.3.10 sections 4.3 and 4.4. */
import { inflateRawSync } from "node:zlib";
import { refusal, type MediaType } from "./model.ts";

const mostEntries = 2_000;
/** Bytes, as stated, of one part and of all together. */
const largestPart = 50 * 1024 * 1024;
const largestWhole = 100 * 1024 * 1024;
/** Bytes of the parts that are read here. */
const largestRead = 1024 * 1024;

const damaged = () => refusal("That document is damaged or was cut off. Look whether it opens on your device, save it again and send that");
const tooMuch = () => refusal("That document unpacks to more than a document here can be. Save it as PDF and send that");
const macros = () => refusal("That document holds macros, which are small programs. Save it without them, or as PDF, and send that");
const locked = () => refusal("That document is locked with a password. Save it without one and send that");
const noOffice = () => refusal("That is a packed folder, or an office file that we can't use. Send Word (docx), Excel (xlsx) or OpenDocument text (odt), or save it as PDF");

interface Entry {
  name: string;
  method: number;
  packed: number;
  size: number;
  /** Where its own header begins, and where its packed bytes do. */
  local: number;
  from: number;
}

const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const text = "application/vnd.oasis.opendocument.text";

/** The type of a zip that begins with its first entry. Throws Invalid for every other zip and for what is not safe to pass on. */
export function officeType(bytes: Buffer): MediaType {
  const entries = readDirectory(bytes);
  const names = [...entries.keys()];
  // Macros and controls of Word and Excel, Excel 4's sheets of them, and those of OpenDocument.
  if (names.some((name) => /(^|\/)(vba(project|data)[^/]*|activex\/|macrosheets\/)|^(basic|scripts)\//i.test(name))) throw macros();
  const read = (name: string): string => {
    const entry = entries.get(name);
    return entry ? unpack(bytes, entry).toString("utf8") : "";
  };
  if (entries.has("mimetype")) {
    if (names[0] !== "mimetype" || read("mimetype").trim() !== text || !entries.has("content.xml")) throw noOffice();
    if (/encryption-data/.test(read("META-INF/manifest.xml"))) throw locked();
    return text;
  }
  const types = read("[Content_Types].xml");
  if (/macroEnabled|vbaProject|ms-office\.activeX/i.test(types)) throw macros();
  if (types.includes(`${word}.main+xml`) && entries.has("word/document.xml")) return word;
  if (types.includes(`${excel}.main+xml`) && entries.has("xl/workbook.xml")) return excel;
  throw noOffice();
}

/** The entries of a zip by name. Everything it states is checked against the bytes that are there before it is believed. */
function readDirectory(bytes: Buffer): Map<string, Entry> {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const start = bytes.readUInt32LE(end + 16);
  // 0xffff and 0xffffffff stand for a zip of more than 4 GB, which no file of ours can be.
  if (bytes.readUInt32LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count || start + bytes.readUInt32LE(end + 12) !== end) throw damaged();
  if (count > mostEntries) throw tooMuch();
  const entries = new Map<string, Entry>();
  let whole = 0;
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const nameLength = bytes.readUInt16LE(at + 28);
    const next = at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > end) throw damaged();
    const entry = readEntry(bytes, at, start, bytes.subarray(at + 46, at + 46 + nameLength));
    if (entries.has(entry.name)) throw damaged();
    entries.set(entry.name, entry);
    whole += entry.size;
    if (entry.size > largestPart || whole > largestWhole) throw tooMuch();
    at = next;
  }
  if (at !== end || overlap([...entries.values()])) throw damaged();
  return entries;
}

/** Whether parts share bytes: such a zip holds more than can be seen, and can swell without end. */
function overlap(entries: readonly Entry[]): boolean {
  const inOrder = [...entries].sort((one, other) => one.local - other.local);
  return inOrder.some((entry, index) => entry.from + entry.packed > (inOrder[index + 1]?.local ?? Infinity));
}

function readEntry(bytes: Buffer, at: number, directory: number, rawName: Buffer): Entry {
  const flags = bytes.readUInt16LE(at + 8);
  const [method, packed, size, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 42)];
  const name = rawName.toString("utf8");
  if ((flags & 0x2041) !== 0) throw locked();
  if (name === "" || name.startsWith("/") || /[\\\0]|(^|\/)\.\.(\/|$)/.test(name)) throw damaged();
  if (method !== 0 && method !== 8) throw noOffice();
  // Packing by deflate makes nothing smaller than a thousandth.
  if (method === 0 ? packed !== size : size > packed * 1_040 + 64) throw tooMuch();
  // The entry's own header says the same, or another reader could see another document.
  if (local + 30 > directory || bytes.readUInt32LE(local) !== 0x04034b50 || bytes.readUInt16LE(local + 8) !== method) throw damaged();
  const localName = bytes.subarray(local + 30, local + 30 + bytes.readUInt16LE(local + 26));
  const from = local + 30 + localName.length + bytes.readUInt16LE(local + 28);
  if (!localName.equals(rawName) || from + packed > directory) throw damaged();
  return { name, method, packed, size, local, from };
}

/** Where the record stands with which a zip ends. Nothing may follow it. */
function findEnd(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at -= 1)
    if (bytes.readUInt32LE(at) === 0x06054b50 && at + 22 + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  throw damaged();
}

function unpack(bytes: Buffer, { method, packed, size, from }: Entry): Buffer {
  if (size > largestRead) throw tooMuch();
  const raw = bytes.subarray(from, from + packed);
  if (method === 0) return raw;
  try {
    const whole = inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) });
    if (whole.length === size) return whole;
  } catch {
    // What does not unpack, or to more than it says, is damaged.
  }
  throw damaged();
}
