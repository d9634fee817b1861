/** One font with the letters of most of the world's languages, for files in which a word may be in any of them: DejaVu Sans, whose licence lets it be embedded. */
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const file = (name: string): string => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
/** Narrow, so that tables have room. */
export const wideFont = { regular: file("DejaVuSansCondensed"), bold: file("DejaVuSansCondensed-Bold") } as const;

/** What stands for a sign that the font lacks. */
export const replacement = "\uFFFD";

const rightToLeft = "\\u0590-\\u08FF\\uFB1D-\\uFDFF\\uFE70-\\uFEFC";
const words = new RegExp(`([${rightToLeft}]+(?: +[${rightToLeft}]+)*)( ?)`, "g");
/** Marks that only join or vary signs, or say in which direction to read, have no shape of their own. */
const shapeless = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF]/g;

/**
 * The text as it is drawn: composed letters, words from right to left in the order in which they stand on the paper (the letters within
 * a word are the font's business), and a mark for each sign that the font lacks.
 * @param can whether the font has a sign, by its code point @param lost is told of each that it has not
 */
export function drawable(text: string, can: (point: number) => boolean, lost: () => void = () => undefined): string {
  const composed = text.toWellFormed().normalize("NFC").replace(shapeless, "").replaceAll("\t", " ");
  // A word is drawn with the blank after it, which from right to left stands before it: another one parts it from what follows.
  const ordered = composed.replace(words, (_, some: string, blank: string) => some.split(/( +)/).reverse().join("") + blank.repeat(2));
  return [...ordered].map((sign) => {
    if (sign === "\n" || can(sign.codePointAt(0)!)) return sign;
    lost();
    return replacement;
  }).join("");
}
