/** What must hold between answers: a sentence where it does not. Warnings while somebody writes, errors at the end. */
import type { Answers, Check, FormDefinition, Limits, RowValue } from "./definition.ts";
import { rowsOf, totalOf } from "./rows.ts";
import type { Words } from "./words.ts";

type Disagreement = { question: string; message: string } | undefined;

/** Where these answers break the check; undefined where they hold, or where one of them is not there yet. */
export function disagreement(definition: Pick<FormDefinition, "sections">, check: Check, answers: Answers, limits: Limits, words: Words): Disagreement {
  switch (check.kind) {
    case "adds-up": {
      const question = definition.sections.flatMap((section) => section.questions).find((one) => one.id === check.budget);
      const rows = question && rowsOf(question, words);
      const value = answers[check.budget];
      const asked = answers[check.to];
      if (!rows?.total || !Array.isArray(value) || typeof asked !== "number") return undefined;
      const total = totalOf(rows, value as readonly RowValue[]);
      return total === asked ? undefined : { question: check.budget, message: words.addsUp(total, asked) };
    }
    case "dates-in-order": {
      const [first, then] = [answers[check.first], answers[check.then]];
      return typeof first === "string" && typeof then === "string" && then < first ? { question: check.then, message: words.datesInOrder } : undefined;
    }
    case "part-of": {
      const [part, whole] = [answers[check.part], answers[check.whole]];
      return typeof part === "number" && typeof whole === "number" && part > whole ? { question: check.part, message: words.partOf(part, whole) } : undefined;
    }
    case "only-one":
      return limits.sent_already ? { question: check.at, message: words.onlyOne(limits.sent_already) } : undefined;
    case "within-limits":
      return outsideLimits(check.amount, answers[check.amount], limits, words);
    case "within-band": {
      const [amount, chosen] = [answers[check.amount], answers[check.choice]];
      const band = typeof chosen === "string" ? check.bands[chosen] : undefined;
      return band && typeof amount === "number" && (amount < band.from || amount > band.to) ? { question: check.amount, message: words.outsideBand(band.from, band.to) } : undefined;
    }
  }
}

/** The limits of the place come first: in a longer form they would still hold. */
function outsideLimits(question: string, amount: unknown, { min_amount_pence: least, max_amount_pence: most, form_max_pence: form }: Limits, words: Words): Disagreement {
  if (typeof amount !== "number") return undefined;
  if (least != null && amount < least) return { question, message: words.belowLimit(least) };
  if (most != null && amount > most) return { question, message: words.aboveLimit(most) };
  return form != null && amount > form ? { question, message: words.aboveForm(form) } : undefined;
}
