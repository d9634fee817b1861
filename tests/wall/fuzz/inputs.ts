/** What no page of ours would send: generated forms, as edits of the forms that the pages hold. */
import fc from "fast-check";

export type Fields = readonly (readonly [name: string, value: string])[];

/** One change to a form. `slot` picks a field, `name` and `value` pick among what is known of the world. */
export type Edit =
  | { kind: "set"; slot: number; value: string }
  | { kind: "drop"; slot: number }
  | { kind: "repeat"; slot: number; value: string; times: number }
  | { kind: "add"; name: string; value: string };

export interface Input {
  /** Picks the address and one of its forms. */
  route: number;
  form: number;
  /** Whether somebody sends it who may not. */
  stranger: boolean;
  as: "form" | "multipart" | "data";
  edits: Edit[];
  file: { name: string; bytes: string } | null;
}

const loneSurrogates = ["\uD800", "a\uDFFFb", "\uDC00\uD800"];
const hostile = [
  "", " ", "\0", "a\0b", ...loneSurrogates, "\u202Eevitavon", "\u200F\u2066x\u2069", "😀".repeat(50), "ﷺ".repeat(20), "e\u0301".repeat(60), "\r\nBcc: x@y.example", "\r", "\u2028",
  "-1", "0", "-0", "1", "00", "1e309", "1e5", "NaN", "Infinity", "0x10", "9".repeat(400), "2147483648", "9223372036854775808", "-9223372036854775809", "0.1", "1,000.005", "£5", "٣", "½", "1_000", "+1", "12 ",
  "true", "false", "null", "undefined", "on", "yes", "agreed", "2026-02-30", "9999-12-31", "0000-00-00", "-000001-01-01", "31", "13", "2027", "99999999999999999", "24:00", "25:61", "12:00",
  "__proto__", "constructor", "toString", "hasOwnProperty", "<script>alert(1)</script>", "'; drop table person; --", "\\", "%00", "%", "../../etc/passwd", "//evil.example", "javascript:alert(1)", "{{7*7}}", "${7*7}",
  "[".repeat(20_000), '{"a":'.repeat(5_000), '{"__proto__":{"x":1}}', "a".repeat(11_000), "x ".repeat(30_000), "use:", "keep:", "files:\n\u202e/", "files:\uD800", "add-row:\r\n\u0100", "reuse:__proto__", "files:", "add-row:", "remove-row:0", "remove", "send", "submit", "withdraw", "save", "later", "delete",
];
const oddNames = ["", "__proto__", "constructor.prototype", "a[b][c]", "id", "_method", "_csrf", "\0", "intent", "version.", "version.__proto__", "x".repeat(90), "key", "section", "person", "status", "version", "user[role]", "budget.999999.amount", "rows.-1.x"];

/** @param known.columns names of every column; @param known.ids of other people's things */
export function inputs(known: { columns: readonly string[]; ids: readonly string[]; routes: number }): fc.Arbitrary<Input> {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...hostile) },
    { weight: 3, arbitrary: fc.constantFrom(...known.ids) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
    { weight: 1, arbitrary: fc.bigInt().map(String) },
    { weight: 1, arbitrary: fc.constantFrom(...known.columns) },
  );
  const slot = fc.nat(60);
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("set" as const), slot, value }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), slot }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("repeat" as const), slot, value, times: fc.constantFrom(1, 2, 30) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("add" as const), name: fc.oneof(fc.constantFrom(...known.columns), fc.constantFrom(...oddNames), fc.constantFrom(...known.columns).map((column) => `version.${column}`)), value }) },
  );
  const file = fc.record({
    name: fc.oneof(fc.constantFrom("a.pdf", "../../x", "", "a\0b.exe", "x\u202Efdp.exe", "a".repeat(900)), fc.string({ maxLength: 40 })),
    bytes: fc.oneof(fc.constantFrom("%PDF-1.7\n%%EOF\n", "%PDF-", "MZ", "PK\x03\x04", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe1\x00\x08Exif", "<svg/>", ""), fc.string({ unit: "binary", maxLength: 400 })),
  });
  return fc.record({
    route: fc.nat(known.routes - 1),
    form: fc.nat(5),
    stranger: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    as: fc.constantFrom("form", "form", "multipart", "data"),
    edits: fc.array(edit, { maxLength: 10 }),
    file: fc.option(file, { freq: 4 }),
  });
}

export function edited(fields: Fields, edits: readonly Edit[]): Fields {
  let all = [...fields];
  for (const edit of edits) {
    if (edit.kind === "add") {
      all.push([edit.name, edit.value]);
      continue;
    }
    if (all.length === 0) continue;
    const at = edit.slot % all.length;
    const name = all[at]![0];
    if (edit.kind === "drop") all = all.filter((_, place) => place !== at);
    else if (edit.kind === "set") all[at] = [name, edit.value];
    else for (let time = 0; time < edit.times; time += 1) all.push([name, edit.value]);
  }
  return all;
}

/** Bytes as a hostile client writes them: half of a pair as the three bytes that no decoder takes. */
const bytesOf = (text: string): Buffer => Buffer.concat(Array.from(text, (sign) => (/\p{Surrogate}/u.test(sign) ? surrogateBytes(sign.charCodeAt(0)) : Buffer.from(sign))));
const surrogateBytes = (code: number): Buffer => Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]);
const percent = (text: string): string => Array.from(bytesOf(text), (byte) => (/[\w.-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`)).join("");

export const boundary = "----lade-fuzz";
export function body(fields: Fields, { as, file }: Pick<Input, "as" | "file">): { bytes: Buffer; type: string } {
  if (as !== "multipart") return { bytes: Buffer.from(fields.map(([name, value]) => `${percent(name)}=${percent(value)}`).join("&")), type: "application/x-www-form-urlencoded" };
  const quoted = (name: string) => Buffer.concat([Buffer.from('"'), bytesOf(name.replace(/["\r\n]/g, "_")), Buffer.from('"')]);
  const head = (name: string, more: Buffer = Buffer.alloc(0)) => Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name=`), quoted(name), more, Buffer.from("\r\n\r\n")]);
  const parts = fields.flatMap(([name, value]) => [head(name), bytesOf(value), Buffer.from("\r\n")]);
  const sent = file ? [head("file", Buffer.concat([Buffer.from("; filename="), quoted(file.name), Buffer.from("\r\nContent-Type: application/pdf")])), Buffer.from(file.bytes, "latin1"), Buffer.from("\r\n")] : [];
  return { bytes: Buffer.concat([...parts, ...sent, Buffer.from(`--${boundary}--\r\n`)]), type: `multipart/form-data; boundary=${boundary}` };
}

const decode = (text: string): string => text.replace(/&(amp|lt|gt|quot|#x27|#39);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" })[name]!);
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return found ? decode(found[1]!) : undefined;
};

/** The forms of a page as a browser would send them, each once for every button; the header's own is left out. */
export function formsOf(html: string): Fields[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, opening, inside]): Fields[] => {
    if (attribute(opening!, "action") === "/account/sign-out") return [];
    const fields: [string, string][] = [];
    for (const [tag, kind] of inside!.matchAll(/<(input|textarea|select)\b[^>]*>/g)) {
      const name = attribute(tag, "name");
      if (!name || attribute(tag, "type") === "file" || attribute(tag, "type") === "submit") continue;
      const choice = kind === "select" ? attribute(inside!.slice(inside!.indexOf(tag)).match(/<option\b[^>]*>/)?.[0] ?? "", "value") : undefined;
      fields.push([name, choice ?? attribute(tag, "value") ?? ""]);
    }
    const buttons = [...inside!.matchAll(/<button\b[^>]*>/g)].flatMap(([tag]): [string, string][] => (attribute(tag, "name") ? [[attribute(tag, "name")!, attribute(tag, "value") ?? ""]] : []));
    return buttons.length === 0 ? [fields] : buttons.map((button) => [...fields, button]);
  });
}
