/**
 * How easily a letter is read. The Coleman–Liau index (M. Coleman and T. L. Liau, "A computer readability formula designed for machine
 * scoring", Journal of Applied Psychology 60, 1975): letters and sentences for each hundred words, so that no syllable has to be guessed.
 */
export interface TextCounts {
  /** Letters and digits. */
  letters: number;
  words: number;
  sentences: number;
}

const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’\-,.@/&]*/gu;
/** A full stop, question mark or exclamation mark before a space; not the one after a single letter, as in initials. */
const sentenceEnd = /(?<![\s.]\p{L}|^\p{L})[.!?]+["'”’)\]]*(?=\s|$)/gu;

/** What the formula counts. A line that ends without a full stop, such as a heading or a point of a list, is a sentence too. */
export function countText(text: string): TextCounts {
  const counts: TextCounts = { letters: 0, words: 0, sentences: 0 };
  for (const line of text.split(/\n+/)) {
    const words = line.match(word)?.length ?? 0;
    if (words === 0) continue;
    counts.words += words;
    counts.letters += line.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    const ends = line.match(sentenceEnd)?.length ?? 0;
    counts.sentences += ends + (/[.!?]["'”’)\]]*\s*$/u.test(line) && ends > 0 ? 0 : 1);
  }
  return counts;
}

/** The index: a year of school in the United States. */
export const colemanLiau = ({ letters, words, sentences }: TextCounts): number => 0.0588 * ((letters * 100) / words) - 0.296 * ((sentences * 100) / words) - 15.8;

/** Below so many words the index says nothing. */
export const fewestWords = 30;
/** Children of school year n are n + 5 years old when it begins. */
const yearsBeforeSchool = 5;

/** The age in years at which a reader follows the text, to one decimal and never below 5; null where there is too little of it. */
export function readingAge(text: string): number | null {
  const counts = countText(text);
  if (counts.words < fewestWords) return null;
  return Math.max(yearsBeforeSchool, Math.round((colemanLiau(counts) + yearsBeforeSchool) * 10) / 10);
}

/** A letter above this is looked at by a person before it goes. */
export const highestReadingAge = 15;
