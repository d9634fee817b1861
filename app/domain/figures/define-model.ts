/** What an official types to define a measure: what is counted, of whom, where, on what basis, and where its figures come from. Pure. */
import { z } from "zod";
import { measureKinds } from "./observation-model.ts";
import { resultTypes } from "./words.ts";

export const origins = {
  asserted: { text: "A source asserts it", hint: "Each figure is recorded with its source, its period and its as-at date" },
  "award-counts": { text: "Computed from the register of awards", hint: "Of one fund, for each financial year: nobody can enter a figure" },
  returns: { text: "Computed from returns", hint: "Counts of people: for officials only, until a publication has passed disclosure control" },
} as const;
export type Origin = keyof typeof origins;

/** What can be computed from the register, beside the codes of its lists ("focus-group/women"). */
export const computedReadings = { awards: "Awards", organisations: "Different organisations", amount: "Money awarded, in pounds" } as const;

const text = (limit: number) => z.string().trim().max(limit, `Use ${limit.toLocaleString("en-GB")} characters or fewer`);
const keyed = <T extends object>(known: T, message: string) => z.custom<keyof T & string>((value) => typeof value === "string" && Object.hasOwn(known, value), message);

export const measureSchema = z
  .object({
    title: text(200).min(1, "Name what is counted, like “People at drop-in sessions”"),
    unit: text(100).min(1, "Say in what it is counted, like people or percent of respondents"),
    kind: keyed(measureKinds, "Say what kind of figure it is"),
    result_type: keyed(resultTypes, "Say whether it is an output, an outcome or a population metric"),
    definition: text(2000).min(1, "Say what counts and what does not, so that two people would count the same"),
    population: text(500).min(1, "Say of whom or of what it is, like adults who used the service"),
    geography: text(200).min(1, "Say where it holds, like all 32 council areas"),
    period_basis: text(200).min(1, "Say over what time it is counted, like a financial year"),
    origin: keyed(origins, "Say where its figures come from"),
    fund: text(100).default(""),
    computed_code: text(100).default(""),
    actions: text(500).default(""),
    outcomes: z.array(z.string().regex(/^\d{1,3}$/, "Choose outcomes from the list").transform(Number)).default([]),
  })
  .superRefine((typed, at) => {
    const complain = (path: string, message: string) => at.addIssue({ code: "custom", path: [path], message });
    if (typed.origin !== "asserted" && typed.fund === "") complain("fund", "Choose the fund from whose awards or returns it is computed");
    if (typed.origin === "award-counts" && typed.computed_code === "") complain("computed_code", "Choose what is counted in the register");
    if (typed.origin === "asserted" && typed.computed_code !== "") complain("computed_code", "Leave this empty: a source asserts it");
    if (typed.kind === "coverage" && !/\b(19|20)\d\d\b/.test(typed.population))
      complain("population", "Say of which list and of what year, like “31 health and social care partnerships, 2024”: lists change, and “all” with them");
    if (typed.origin !== "asserted" && typed.result_type === "population-metric") complain("result_type", "What a fund's own awards and returns show is an output or an outcome: a population metric is about everyone");
  });
export type MeasureInput = z.output<typeof measureSchema>;

/** What may be filled in later where it was left open. */
export const gapsSchema = z.object({
  result_type: keyed(resultTypes, "Say whether it is an output, an outcome or a population metric").optional(),
  definition: text(2000).default(""),
  population: text(500).default(""),
  geography: text(200).default(""),
  period_basis: text(200).default(""),
  actions: text(500).default(""),
  outcomes: z.array(z.string().regex(/^\d{1,3}$/, "Choose outcomes from the list").transform(Number)).default([]),
});
export type MeasureGaps = z.output<typeof gapsSchema>;
