/** What a publication is: its states and moves, its styles, and the forms an official fills in. Pure. */
import { z } from "zod";
import { isDay, londonInstant } from "../kernel/time.ts";

export type PublicationState = "draft" | "awaiting-approval" | "embargoed" | "released" | "abandoned";
export type PublicationMove = "edit" | "submit" | "give-back" | "approve" | "recall" | "release" | "abandon";

type Colour = "grey" | "blue" | "yellow" | "purple" | "green";
export const publicationStates: Record<PublicationState, { text: string; colour: Colour; on: Partial<Record<PublicationMove, PublicationState>> }> = {
  draft: { text: "Draft", colour: "grey", on: { edit: "draft", submit: "awaiting-approval", abandon: "abandoned" } },
  "awaiting-approval": { text: "Waits for a second person", colour: "yellow", on: { "give-back": "draft", approve: "embargoed" } },
  embargoed: { text: "Under embargo", colour: "purple", on: { recall: "draft", release: "released" } },
  released: { text: "Released", colour: "green", on: {} },
  abandoned: { text: "Abandoned", colour: "grey", on: {} },
};

/** The state after a move, or undefined where the state does not allow it. */
export const afterMove = (state: PublicationState, move: PublicationMove): PublicationState | undefined => publicationStates[state].on[move];

/** What every page, file and feed says of a publication. */
export const badge = "Management information, not official statistics";
export const licence = { title: "Open Government Licence v3.0", url: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" };

/** Releases are at 09:30 in London. Undefined where the day is none. */
export const releaseTime = "09:30";
export const releaseInstant = (day: string): Date | undefined => londonInstant(day, releaseTime);

export const numberStyles = { commas: "1,430", plain: "1430" } as const;
export const moneyStyles = { full: "£1,500,000", millions: "£1.5 million" } as const;
export const dateStyles = { month: "November 2023", day: "1 November 2023" } as const;
export const yearStyles = { hyphen: "2024-25", slash: "2024/25", whole: "2024-2025", dash: "2024–25" } as const;
export const percentStyles = { whole: "39%", one: "38.7%", two: "38.74%" } as const;

const styleOf = <T extends Record<string, string>>(styles: T) => z.enum(Object.keys(styles) as [keyof T & string, ...(keyof T & string)[]], { error: "Choose how it is printed" });
export const stylesSchema = z.object({
  number_style: styleOf(numberStyles),
  money_style: styleOf(moneyStyles),
  date_style: styleOf(dateStyles),
  year_style: styleOf(yearStyles),
  percent_style: styleOf(percentStyles),
});
export type Styles = z.output<typeof stylesSchema>;
export const usualStyles: Styles = { number_style: "commas", money_style: "full", date_style: "month", year_style: "hyphen", percent_style: "whole" };

const day = (say: string) => z.string().refine(isDay, say);
const words = (most: number) => z.string().trim().max(most, `Use at most ${most} characters`);

export const publicationSchema = z
  .object({
    title: words(200).min(1, "Give the publication a title"),
    summary: words(4000).default(""),
    period_from: day("Enter the first day of award that it covers"),
    period_to: day("Enter the last day of award that it covers"),
    data_on: day("Enter the data date: what was recorded later is left out"),
    release_on: z.union([z.literal("").transform(() => null), day("Enter the day of release, or leave it empty for now")]).default(null),
    announce: z.literal("yes").optional(),
    people_threshold: z.coerce.number({ error: "Enter a number from 3 to 100" }).int("Enter a whole number").min(3, "Enter a number from 3 to 100").max(100, "Enter a number from 3 to 100"),
    completeness_label: words(1000).default(""),
    funds: z.array(z.string()).min(1, "Choose at least one fund"),
  })
  .superRefine((typed, at) => {
    const complain = (path: string, message: string) => at.addIssue({ code: "custom", path: [path], message });
    if (typed.period_to < typed.period_from) complain("period_to", "The period ends before it begins: change one of the dates");
    if (typed.data_on < typed.period_from) complain("data_on", "At the data date nothing of the period was recorded yet: choose a later day");
    if (typed.release_on !== null && releaseInstant(typed.release_on) === undefined) complain("release_on", "Choose another day: 9.30am is not one moment on it");
    if (typed.release_on !== null && typed.release_on < typed.data_on) complain("release_on", "It can’t be released before its data date");
  });
export type PublicationInput = z.output<typeof publicationSchema>;

export const tableMeasures = { awards: "Awards and money", people: "People reached, from returns" } as const;
export const tableBreakdowns = { "focus-group": "Focus group", "family-group": "Priority family group", "priority-issue": "Priority issue", "project-type": "Project type", area: "Council area", month: "Month" } as const;
export type TableBreakdown = keyof typeof tableBreakdowns;
export const tableSchema = z
  .object({
    title: words(200).min(1, "Give the table a title"),
    fund: z.string().min(1, "Choose the fund"),
    measure: z.enum(["awards", "people"], { error: "Choose what is counted" }),
    by_code: z.enum(Object.keys(tableBreakdowns) as [TableBreakdown, ...TableBreakdown[]], { error: "Choose what it is counted by" }),
    across_areas: z.literal("yes").optional(),
  })
  .superRefine((typed, at) => {
    if (typed.measure === "people" && typed.by_code !== "focus-group" && typed.by_code !== "area")
      at.addIssue({ code: "custom", path: ["by_code"], message: "Returns count people by focus group and by council area only" });
    if (typed.across_areas && (typed.by_code === "area" || typed.by_code === "month")) at.addIssue({ code: "custom", path: ["across_areas"], message: "Choose a list of groups to set against the areas" });
  });
export type TableInput = z.output<typeof tableSchema>;

export const reasonSchema = z.object({ reason: words(1000).min(1, "Say why") });
export const restatementSchema = z.object({ reason: words(2000).min(1, "Say why the figures change: the reason stands beside both publications"), data_on: day("Enter the new data date") });
export const answerSchema = z.object({ finding: z.string(), answer: words(1000).min(1, "Say why it is right, or put it right") });
export const assessmentSchema = z.object({ assessment: words(4000).min(1, "Say what was weighed: who could be recognised, and from what else that is known") });
export const readerSchema = z.object({ email: words(254).min(3, "Enter the e-mail address of their account"), post: words(200).min(1, "Enter the post that they hold") });

/** A finding of the checks: `stops` until it is put right, or to be answered in words that are printed with the figures. */
export interface Finding {
  /** Stable while the fact is the same, so that an answer stays with it. */
  code: string;
  level: "stops" | "answer";
  message: string;
}
