/** Text as people type it: how it is kept, and how it is counted. The page and the server count with the same functions. */

/** Text as we keep it: line ends as \n, and the few characters PostgreSQL cannot hold (NUL, half of a pair) shown as missing. */
export const cleanText = (text: string): string => text.replace(/\r\n?/g, "\n").replace(/\0|\p{Surrogate}/gu, "\uFFFD");

/**
 * Characters, after cleaning: a line end is one, however a browser posts it; an emoji of one sign is one; a letter with its mark
 * typed as two is two. Unicode's code points, because every browser and server agrees on those.
 */
export const countCharacters = (text: string): number => [...cleanText(text)].length;

/** Words: runs of anything between spaces and line ends. */
export const countWords = (text: string): number => text.match(/\S+/gu)?.length ?? 0;

export interface TextLimits {
  /** The most characters. */
  limit: number;
  /** The most words. */
  words?: number;
}
export type TextUnit = "characters" | "words";

/** How many of its unit a text is over its limits, the one in words first; undefined while it fits. */
export function overLimit(text: string, { limit, words }: TextLimits): { unit: TextUnit; over: number; most: number } | undefined {
  const overWords = words === undefined ? 0 : countWords(text) - words;
  if (words !== undefined && overWords > 0) return { unit: "words", over: overWords, most: words };
  const over = countCharacters(text) - limit;
  return over > 0 ? { unit: "characters", over, most: limit } : undefined;
}

/** What to show while somebody writes: what is left of the limit that is told, or how much is too many. */
export function roomLeft(text: string, limits: TextLimits): { unit: TextUnit; left: number } {
  const over = overLimit(text, limits);
  if (over) return { unit: over.unit, left: -over.over };
  return limits.words === undefined ? { unit: "characters", left: limits.limit - countCharacters(text) } : { unit: "words", left: limits.words - countWords(text) };
}
