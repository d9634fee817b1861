/** The text of a PDF as a reader would copy it: each font's own map from its glyphs to Unicode, over what the pages draw. */
import { inflateSync } from "node:zlib";

/** The lines of text in the order in which they are drawn. Throws where a page uses a font that maps nothing. */
export function pdfText(file: Buffer): string {
  const objects = new Map([...file.toString("latin1").matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body]) => [id!, body!]));
  const stream = (id: string): string => {
    const body = objects.get(id)!;
    const from = body.indexOf("stream\n") + "stream\n".length;
    const bytes = Buffer.from(body.slice(from, body.lastIndexOf("\nendstream")), "latin1");
    return body.includes("/FlateDecode") ? inflateSync(bytes).toString("latin1") : bytes.toString("latin1");
  };
  const maps = new Map<string, Map<number, string>>();
  for (const [id, body] of objects) {
    const cmap = /\/ToUnicode (\d+) 0 R/.exec(body)?.[1];
    if (body.includes("/Type /Font") && cmap) maps.set(id, glyphs(stream(cmap)));
  }
  const lines: string[] = [];
  for (const [, body] of objects) {
    if (!/\/Type \/Page\b/.test(body)) continue;
    const resources = objects.get(/\/Resources (\d+) 0 R/.exec(body)![1]!)!;
    const fonts = new Map([...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [name!, maps.get(id!)]));
    let font: Map<number, string> | undefined;
    for (const [, name, shown] of stream(/\/Contents (\d+) 0 R/.exec(body)![1]!).matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name) font = fonts.get(name);
      else if (shown !== undefined) {
        if (!font) throw new Error("Text is drawn in a font that maps nothing");
        lines.push([...shown.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex]) => hex!.match(/.{4}/g)!).map((glyph) => font!.get(parseInt(glyph, 16)) ?? "").join(""));
      }
    }
  }
  return lines.join("\n");
}

/** The ranges of a ToUnicode map. */
function glyphs(cmap: string): Map<number, string> {
  const found = new Map<number, string>();
  const letters = (hex: string): string => String.fromCharCode(...hex.match(/.{4}/g)!.map((unit) => parseInt(unit, 16)));
  for (const [, from, , list] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi))
    [...list!.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex], index) => found.set(parseInt(from!, 16) + index, hex === "" ? "" : letters(hex!.replaceAll(" ", ""))));
  return found;
}
