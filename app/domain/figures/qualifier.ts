/** The word before a printed number is a claim about the exact one: which words are true, which is meant, and why another is false. Pure. */

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 6 });

/** How each word stands to the exact number. `comparator`: exact against printed. */
export const qualifierClaims = {
  "": { comparator: "eq", claims: "is exactly the number printed" },
  almost: { comparator: "lt", claims: "is a little lower than the number printed" },
  "just under": { comparator: "lt", claims: "is a little lower than the number printed" },
  over: { comparator: "gt", claims: "is higher than the number printed" },
  "more than": { comparator: "gt", claims: "is higher than the number printed" },
  "at least": { comparator: "ge", claims: "is the number printed or higher" },
  "up to": { comparator: "le", claims: "is the number printed or lower" },
  around: { comparator: "approx", claims: "is nearest to the number printed" },
  some: { comparator: "approx", claims: "is nearest to the number printed" },
} as const;
export type QualifierWord = keyof typeof qualifierClaims;
export const qualifierWords = Object.keys(qualifierClaims) as QualifierWord[];

/** What was counted, what is printed, and the step to which it was rounded (1,000 for "almost 83,000"). */
export interface Rounded {
  exact: number;
  printed: number;
  step: number;
}

/** Decimals are compared as people write them: 0.1 + 0.2 is 0.3. */
const near = (value: number): number => Number(value.toFixed(9));

/**
 * Whether the word is true. "almost", "just under", "over" and "more than" also have to be near: closer to the number printed than
 * one step, or "over 1,000" would do for a million.
 */
export function isTrue(word: QualifierWord, { exact, printed, step }: Rounded): boolean {
  const above = near(exact - printed);
  switch (qualifierClaims[word].comparator) {
    case "eq": return above === 0;
    case "lt": return above < 0 && -above < step;
    case "gt": return above > 0 && above < step;
    case "ge": return above >= 0;
    case "le": return above <= 0;
    case "approx": return Math.abs(above) <= near(step / 2);
  }
}

/** The word that follows from the numbers: none, "almost" or "over"; undefined where the printed number is no rounding of the exact one. */
export const derivedQualifier = (rounded: Rounded): QualifierWord | undefined => (["", "almost", "over"] as const).find((word) => isTrue(word, rounded));

/** The step that a printed number itself suggests: 1,000 for 83,000; 10 for 520; 0.1 for 90.6. */
export function stepOf(printed: number): number {
  if (printed === 0) return 1;
  if (!Number.isInteger(printed)) return Number(`1e-${(String(printed).split(".")[1] ?? "").length}`);
  let step = 1;
  while (printed % (step * 10) === 0) step *= 10;
  return step;
}

/**
 * The word to print for an exact number: the one chosen where it is true, the derived one where none was chosen.
 * A false word, or a printed number that is no rounding of the exact one, is a message.
 */
export function chooseQualifier(chosen: QualifierWord, rounded: Rounded): { word: QualifierWord } | { message: string } {
  const { exact, printed, step } = rounded;
  const derived = derivedQualifier(rounded);
  const [counted, shown] = [number.format(exact), number.format(printed)];
  if (isTrue(chosen, rounded)) return { word: chosen };
  if (chosen === "" && derived !== undefined) return { word: derived };
  const true_ = qualifierWords.filter((word) => word !== "" && isTrue(word, rounded)).map((word) => `“${word}”`);
  if (true_.length === 0) return { message: `${shown} is not ${counted} rounded to the nearest ${number.format(step)}: print another number, or give the step to which it was rounded` };
  if (chosen === "") return { message: `${counted} is too far from ${shown} for almost or over: choose ${true_.join(" or ")}, or print another number` };
  return { message: `“${chosen} ${shown}” would be false: ${counted} was counted, and the word says that the true number ${qualifierClaims[chosen].claims}. True here: ${true_.join(", ")}` };
}
