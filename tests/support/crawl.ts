/** Walks the built site as one person: every address it is given, its data too, and everything that links lead to from there. */
import { strFromU8, unzipSync } from "fflate";
import { pdfText } from "./pdf-text.ts";

export interface Seen {
  status: number;
  /** What the answer says, without what differs between any two answers; a workbook and a PDF as the text in them. */
  text: string;
}
export interface Crawler {
  ask(path: string): Promise<Seen & { html: string | undefined }>;
  /** @param most how many addresses of one shape (the same but for keys and numbers) are read */
  walk(from: readonly string[], options?: { most?: number; within?: RegExp }): Promise<Map<string, Seen>>;
}

/** Who writes to whom in the demonstration is shown to everybody there, and to nobody in production. */
const outside = /^\/(demonstration|account\/sign-out)/;

export function crawlAs(origin: string, token: string): Crawler {
  const ask: Crawler["ask"] = async (path) => {
    const response = await fetch(origin + path, { headers: { cookie: `lade=${token}` }, redirect: "manual" });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = textOf(bytes);
    const page = response.ok && (response.headers.get("content-type") ?? "").includes("text/html");
    return { status: response.status, text: plain(text), html: page ? text : undefined };
  };
  return {
    ask,
    async walk(from, { most = 4, within = /^\// } = {}) {
      const waiting = [...from];
      const seen = new Map<string, Seen>();
      const shapes = new Map<string, number>();
      while (waiting.length > 0) {
        const path = waiting.shift()!;
        const count = shapes.get(shape(path)) ?? 0;
        if (seen.has(path) || outside.test(path) || !within.test(path) || count >= most) continue;
        shapes.set(shape(path), count + 1);
        const { html, ...answer } = await ask(path);
        seen.set(path, answer);
        if (html !== undefined)
          for (const [, href] of html.matchAll(/href="(\/[^"#]*)/g)) if (!/\.(css|js|svg|woff2?)$/.test(href!)) waiting.push(href!.replaceAll("&amp;", "&"));
      }
      return seen;
    },
  };
}

/** An address as Remix asks for its data alone. */
export const withData = (path: string, routeId: string): string => `${path}${path.includes("?") ? "&" : "?"}_data=${encodeURIComponent(routeId)}`;

const shape = (path: string): string =>
  path.replace(/\?.*/, (query) => query.replace(/=[^&]*/g, "")).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id").replace(/\/L[AG]-[A-Z0-9-]+/g, "/:reference").replace(/\d+/g, ":n");

function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return Object.entries(unzipSync(bytes)).map(([name, part]) => `${name}\n${strFromU8(part)}`).join("\n");
  if (strFromU8(bytes.subarray(0, 5)) === "%PDF-") return `${pdfText(Buffer.from(bytes))}\n${aroundThePages(Buffer.from(bytes).toString("latin1"))}`;
  return strFromU8(bytes);
}

/** A PDF's own words about itself (title, bookmarks, links), without what is drawn and without as which copy it was made. */
const aroundThePages = (raw: string): string =>
  [...raw.replace(/stream\n[\s\S]*?endstream/g, "").replace(/\/ID ?\[[^\]]*\]/g, "").matchAll(/\((?:\\.|[^()\\])*\)|<feff([0-9a-f]*)>/gi)]
    .map(([found, hex]) => (hex === undefined ? found : String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => parseInt(unit, 16)))))
    .join("\n");

/** Without what differs between any two answers to the same question: moments, nonces, keys made for a form. */
const plain = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+\d\d:\d\d)/g, "<instant>")
    .replace(/\b\d{1,2}(:\d\d)?(am|pm)\b/g, "<time>").replace(/\b\d\d:\d\d(:\d\d)?\b/g, "<time>")
    .replace(/nonce-?=?"?[\w+/=-]{16,}/g, "<nonce>")
    .replace(/\bD:\d{14}Z?/g, "<instant>")
    .replace(/(?<="run":")[0-9a-f-]{36}/g, "<new key>")
    .replace(/0[0-9a-f]{7}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(?=" *\/?>|","(?:figure|old))/g, "<new key>");

/** Where secrets stand in what was seen: each answer that holds one, unless the asker named it in the address. */
export function betrayals(seen: ReadonlyMap<string, Seen>, secrets: readonly string[]): string[] {
  const found: string[] = [];
  for (const [path, { text }] of seen) {
    const address = decodeURIComponent(path);
    for (const secret of secrets) if (!address.includes(secret) && (text.includes(secret) || text.includes(escaped(secret)))) found.push(`${path}: ${secret.slice(0, 60)}`);
  }
  return found;
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" })[character]!);

/** Asks again for everything that was seen, and says what is answered otherwise now. */
export async function differences(crawler: Crawler, before: ReadonlyMap<string, Seen>): Promise<string[]> {
  const differ: string[] = [];
  for (const [path, was] of before) {
    const now = await crawler.ask(path);
    if (now.status !== was.status || now.text !== was.text) differ.push(`${path}: ${firstDifference(was.text, now.text)}`);
  }
  return differ;
}
function firstDifference(one: string, other: string): string {
  const at = [...one].findIndex((character, index) => character !== other[index]);
  return `“${one.slice(Math.max(0, at - 60), at + 60)}” became “${other.slice(Math.max(0, at - 60), at + 60)}”`;
}
