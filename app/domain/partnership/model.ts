/** Member bodies of the Partnership, what they remark on figures, and the answers. Pure. */
import { z } from "zod";

/** How many members the Partnership says it has. Those that are known here may be fewer. */
export const membersInAll = 17;

export const remarkKinds = {
  annotation: { title: "Annotation", verb: "Add to it", hint: "Something that a reader of the figure should know beside it" },
  dispute: { title: "Dispute", verb: "Dispute it", hint: "You think that it is wrong, or misleading as it stands" },
} as const;
export type RemarkKind = keyof typeof remarkKinds;

export const findings = {
  noted: { title: "Noted", hint: "What was said is right and stands beside the figure" },
  stands: { title: "The figure stands", hint: "Say why it is right as it is" },
  "will-be-corrected": { title: "The figure will be corrected", hint: "Say where and when" },
  "has-been-corrected": { title: "The figure has been corrected", hint: "Say where the new one stands" },
} as const;
export type Finding = keyof typeof findings;

export type RemarkState = "open" | "answered" | "public" | "withdrawn";
/** How a remark stands, to those who are signed in. Its first answer settles it; a release makes both public. */
export const remarkStates: Record<RemarkState, { text: string; colour: "yellow" | "blue" | "green" | "grey" }> = {
  open: { text: "Waits for an answer", colour: "yellow" },
  answered: { text: "Answered, not public", colour: "blue" },
  public: { text: "Public with its answer", colour: "green" },
  withdrawn: { text: "Withdrawn", colour: "grey" },
};
export const stateOf = (remark: { withdrawn_at: Date | string | null; answers: readonly { released_at: Date | string | null }[] }): RemarkState =>
  remark.withdrawn_at !== null ? "withdrawn" : remark.answers.some((answer) => answer.released_at !== null) ? "public" : remark.answers.length > 0 ? "answered" : "open";

/** What a remark is on: a reported figure, one that Lade counts for a year, or a part of a released publication. */
export type About =
  | { kind: "observation"; id: string }
  | { kind: "computed"; measure: string; year: string }
  | { kind: "publication"; code: string; part: string };

const observation = /^observation\/([0-9a-f-]{36})$/;
const computed = /^computed\/([a-z0-9-]{1,100})\/(\d{4}-\d{2})$/;
const publication = /^publication\/([a-z0-9-]{1,100})\/((?:statement\/[1-9]\d{0,3}|table(?:\/[a-z0-9-]{1,100}){1,6}|basis\/[a-z0-9-]{1,100}))$/;

/** As it stands in an address; undefined for anything else. */
export function readAbout(text: string): About | undefined {
  const [, id] = observation.exec(text) ?? [];
  if (id) return { kind: "observation", id };
  const [, measure, year] = computed.exec(text) ?? [];
  if (measure && year) return { kind: "computed", measure, year };
  const [, code, part] = publication.exec(text) ?? [];
  return code && part ? { kind: "publication", code, part } : undefined;
}
export const writeAbout = (about: About): string =>
  about.kind === "observation" ? `observation/${about.id}` : about.kind === "computed" ? `computed/${about.measure}/${about.year}` : `publication/${about.code}/${about.part}`;

/** A figure of an action's page: those that are computed here have no key of their own but their measure and year. */
export function aboutFigure(measure: string, shown: { id: string; origin: "asserted" | "computed" }): About {
  return shown.origin === "computed" ? { kind: "computed", measure, year: shown.id.slice(-7) } : { kind: "observation", id: shown.id };
}

const words = (limit: number) => z.string().trim().max(limit, `Use ${limit.toLocaleString("en-GB")} characters or fewer`);
const kinds = Object.keys(remarkKinds) as [RemarkKind, ...RemarkKind[]];
export const remarkSchema = z.object({
  id: z.uuid("Open the page again"),
  kind: z.enum(kinds, "Say whether you add to the figure or dispute it"),
  said: words(2_000).min(1, "Write what a reader should know"),
});
export type RemarkInput = z.output<typeof remarkSchema>;
export const withdrawalSchema = z.object({ reason: words(1_000).min(1, "Say why, in a sentence: it stands beside the remark") });
export const answerSchema = z.object({
  /** How many answers there were when the page was drawn. */
  seen: z.coerce.number().int().min(0),
  finding: z.enum(Object.keys(findings) as [Finding, ...Finding[]], "Say how the figure stands"),
  answer: words(2_000).min(1, "Write the answer"),
});
export type AnswerInput = z.output<typeof answerSchema>;
export const releaseSchema = z.object({ answer: z.uuid("Open the page again"), no_person: z.literal("yes", "Read both and tick the box if they name no person") });

export const interestSchema = z.object({ statement: words(1_000).min(1, "Write what your body receives or does"), fund: z.string().max(100) });
export type InterestInput = z.output<typeof interestSchema>;
export const bodySchema = z.object({
  name: words(200).min(1, "Enter the name of the body"),
  source: words(500),
  charity_number: z
    .string()
    .transform((typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, ""))
    .refine((number) => number === "" || /^SC\d{6}$/.test(number), "Enter a Scottish charity number like SC012345, or leave it empty"),
});
export type BodyInput = z.output<typeof bodySchema>;
