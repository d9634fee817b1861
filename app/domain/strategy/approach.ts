/** How an action helps: a lens that keeps prevention apart from crisis and treatment. No plan prints it; each reading is kept with whose it is. Pure. */
import { z } from "zod";

export const approaches = {
  prevention: { title: "Prevention", says: "Keeps people well, and acts on what makes them ill, before there is a problem." },
  "early-help": { title: "Early help", says: "Helps at the first signs, close to home and without a referral." },
  crisis: { title: "Distress and crisis", says: "Is there for people who are in distress or danger now." },
  treatment: { title: "Care and treatment", says: "Cares for and treats people who live with an illness or a condition." },
  across: { title: "Behind all of them", says: "Staff, standards and data that the rest stands on." },
} as const;
export type Approach = keyof typeof approaches;
export const approachCodes = Object.keys(approaches) as [Approach, ...Approach[]];
export const isApproach = (text: string): text is Approach => Object.hasOwn(approaches, text);

/** Prevention and early intervention on one side, crisis and treatment on the other: how the Partnership asks to see them. */
export const sides = [
  { code: "before", title: "Before and early", approaches: ["prevention", "early-help"] },
  { code: "after", title: "Crisis and treatment", approaches: ["crisis", "treatment"] },
  { code: "across", title: "Behind all of them", approaches: ["across"] },
] as const satisfies readonly { code: string; title: string; approaches: readonly Approach[] }[];

export const approachBases = { "own-reading": "Lade’s own reading", source: "A source says so" } as const;
export type ApproachBasis = keyof typeof approachBases;

/** One reading in words: whose it is comes first. */
export const readingInWords = ({ basis, source, reason }: { basis: ApproachBasis; source: string; reason: string }): string =>
  `${basis === "source" ? source : approachBases["own-reading"]}: ${reason}`;

/** The Strategy's three areas of focus, under which it puts some priorities itself. */
export const areasOfFocus = { promote: "Promote", prevent: "Prevent", provide: "Provide" } as const;
export const focusInWords = (codes: readonly string[]): string => codes.map((code) => areasOfFocus[code as keyof typeof areasOfFocus] ?? code).join(", ");

const words = (limit: number) => z.string().trim().max(limit, `Use ${limit} characters or fewer`);
export const approachSchema = z
  .object({
    /** What the page was drawn from, so that another person's reading is not covered unseen. */
    seen: z.coerce.number().int().min(0),
    approach: z.union([z.literal("none").transform(() => null), z.enum(approachCodes)], "Choose what it does in the main, or that it can’t be said"),
    basis: z.enum(Object.keys(approachBases) as [ApproachBasis, ...ApproachBasis[]], "Say whose reading it is"),
    source: words(300),
    reason: words(500).min(1, "Say why, in a sentence"),
  })
  .superRefine(({ basis, source }, check) => {
    if (basis === "source" && source === "") check.addIssue({ code: "custom", path: ["source"], message: "Name the source and its page" });
  })
  .transform((typed) => (typed.basis === "source" ? typed : { ...typed, source: "" }));
export type ApproachInput = z.output<typeof approachSchema>;
