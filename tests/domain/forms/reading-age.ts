/** How hard a text is to read: the Flesch–Kincaid grade (years at school), with syllables counted by rule. */

export const sentencesOf = (text: string): string[] => text.split(/(?<=[.?!:])\s+|\n+/).map((sentence) => sentence.trim()).filter((sentence) => /[A-Za-z]/.test(sentence));
export const wordsOf = (text: string): string[] => text.match(/[A-Za-z][A-Za-z'’-]*/g) ?? [];

/** Runs of vowels, without a silent e at the end. Within one of the truth for nearly every word. */
export function syllables(word: string): number {
  const plain = word.toLowerCase().replace(/[^a-z]/g, "");
  if (plain.length <= 3) return 1;
  const stem = plain.replace(/(?:[^laeiouy]es|[^laeiouytd]ed|[^laeiouy]e)$/, "x").replace(/^y/, "");
  return Math.max(1, stem.match(/[aeiouy]{1,2}/g)?.length ?? 0);
}

/** The grade of all these texts together. */
export function grade(texts: readonly string[]): number {
  const sentences = texts.flatMap(sentencesOf);
  const words = sentences.flatMap(wordsOf);
  return 0.39 * (words.length / sentences.length) + 11.8 * (words.reduce((sum, word) => sum + syllables(word), 0) / words.length) - 15.59;
}

/** Every text in a piece of data, sentences that are made from something with something plain in their place. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return textsIn((value as (...from: unknown[]) => unknown)(...plain(value as (...from: unknown[]) => unknown)));
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
function plain(make: (...from: unknown[]) => unknown): unknown[] {
  for (const from of [[new Date("2027-05-03T11:00:00Z")], ["2027-05-03"], ["Name", "walks"], [250_000, 200_000], [3, 20, "words"], ["partner", 2, "Name"], [3, "words"]])
    try {
      const made = make(...from);
      if (typeof made === "string" && !/undefined|NaN|Invalid|\[object/.test(made)) return from;
    } catch {
      // Not made from these.
    }
  throw new Error(`What is this sentence made from? ${make.toString().slice(0, 80)}`);
}
