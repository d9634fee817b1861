/** The panel in words: seats, invitations, what its members declare for a round, hints. Pure. */
import { z } from "zod";
import { emailField, nameField } from "../accounts/model.ts";
import { enteredInstant } from "../funds/model.ts";

/** Known to the administrator and the chair alone: who has which seat is told to no applicant and on no public page. */
export const seats = {
  assessor: { text: "Assessor", hint: "Reads and scores" },
  "lived-experience": { text: "Lived experience", hint: "Reads and scores, with experience of poor mental health or of caring. Only you and the chair see which seat it is" },
  chair: { text: "Chair", hint: "Leads the panel and decides with you. Reads too where you ask them" },
  adviser: { text: "Adviser", hint: "Advises at the meeting. Is not asked to read" },
} as const;
export type Seat = keyof typeof seats;
const seatCodes = Object.keys(seats) as [Seat, ...Seat[]];
/** The seats from which one can move to another without another role. */
export const movableSeats = ["assessor", "lived-experience", "adviser"] as const satisfies readonly Seat[];

export const invitationSchema = z.object({ name: nameField, email: emailField, seat: z.enum(seatCodes, { error: "Choose a seat" }) });
export type PanelInvitation = z.output<typeof invitationSchema>;
export const seatSchema = z.object({ seat: z.enum(movableSeats, { error: "Choose a seat" }) });

/** By when the panel is asked for its scores, and how many readers with lived experience each application gets. The day is empty where none is told. */
export const readingPlanSchema = z
  .object({
    version: z.coerce.number().int(),
    scoring_closes_on: z.string().default(""),
    scoring_closes_time: z.string().default("").transform((typed) => typed.trim()),
    lived_experience_readers: z.enum(["0", "1", "2", "3"], { error: "Choose how many" }).transform(Number),
  })
  .transform(({ scoring_closes_on, scoring_closes_time, ...rest }, context) => {
    if (scoring_closes_on === "") return { ...rest, scoring_closes_at: null };
    const entered = enteredInstant(scoring_closes_on, scoring_closes_time || "17:00");
    if ("instant" in entered) return { ...rest, scoring_closes_at: entered.instant };
    context.addIssue({ code: "custom", path: ["scoring_closes_on"], message: entered.message });
    return z.NEVER;
  });
export type ReadingPlan = z.output<typeof readingPlanSchema>;

export const connectionKinds = {
  works: "I work there",
  worked: "I worked there in the last five years",
  helps: "I help to run it, volunteer or am a member",
  close: "Somebody close to me works there or helps to run it",
} as const;
export type ConnectionKind = keyof typeof connectionKinds;
const charityNumber = /^SC\d{6}$/;
export const connectionSchema = z.object({
  kind: z.enum(Object.keys(connectionKinds) as [ConnectionKind, ...ConnectionKind[]], { error: "Choose what connects you" }),
  organisation_name: z
    .string()
    .default("")
    .transform((typed) => typed.trim().replace(/\s+/g, " "))
    .pipe(z.string().min(2, "Enter the organisation's name").max(200, "Use 200 characters or fewer")),
  charity_number: z
    .string()
    .default("")
    .transform((typed) => typed.replace(/\s/g, "").toUpperCase())
    .refine((number) => number === "" || charityNumber.test(number), "Enter a Scottish charity number like SC012345, or leave it empty")
    .transform((number) => number || null),
});
export type Connection = z.output<typeof connectionSchema>;

/** Why somebody may be close to a group. A hint for a person to judge, never a fact. */
export const hintWords = {
  "earlier-interest": "You declared an interest in this group before",
  "former-member": "You belonged to this group here before",
  connection: "You told us of a connection with an organisation of this name or number",
  "shared-membership": "Somebody in a group of yours belongs to this group too",
  "e-mail-domain": "Somebody of this group writes from the same e-mail domain as you",
  address: "A group of yours has the same address",
} as const;
export type HintKind = keyof typeof hintWords;
/** The same, told to the administrator of another person. */
export const hintWordsOfAnother: Record<HintKind, string> = {
  "earlier-interest": "Declared an interest in this group before",
  "former-member": "Belonged to this group here before",
  connection: "Told us of a connection with an organisation of this name or number",
  "shared-membership": "Somebody in a group of theirs belongs to this group too",
  "e-mail-domain": "Somebody of this group writes from the same e-mail domain",
  address: "A group of theirs has the same address",
};

/** What one person says of one group for a round. */
export interface OrganisationAnswer {
  organisation_id: string;
  has_interest: boolean;
  explanation: string;
}

/**
 * Reads a posted declaration: `organisation` names every group that the page listed, `close` those that were ticked, `why-…` says what it
 * is for each of these, and `answer` is the word on the list as a whole ("none" or "some"), so that nobody sends an unread page by a slip.
 */
export function readDeclaration(fields: Record<string, string | string[]>): { answers: OrganisationAnswer[]; errors: Record<string, string> } {
  const many = (name: string): string[] => (Array.isArray(fields[name]) ? fields[name] : []);
  const one = (name: string): string => (typeof fields[name] === "string" ? fields[name].trim() : "");
  const listed = [...new Set(many("organisation"))];
  const close = new Set(many("close"));
  const errors: Record<string, string> = {};
  const answers = listed.map((organisation_id): OrganisationAnswer => {
    const has_interest = close.has(organisation_id);
    const explanation = has_interest ? one(`why-${organisation_id}`) : "";
    if (has_interest && explanation === "") errors[`why-${organisation_id}`] = "Say in a few words what connects you with this group";
    if (explanation.length > 1000) errors[`why-${organisation_id}`] = "Use 1,000 characters or fewer";
    return { organisation_id, has_interest, explanation };
  });
  const ticked = answers.filter(({ has_interest }) => has_interest).length;
  const answer = one("answer");
  if (answer !== "none" && answer !== "some") errors.answer = "Say whether you are close to any of these groups";
  else if (answer === "none" && ticked > 0) errors.answer = `You ticked ${ticked === 1 ? "a group" : `${ticked} groups`}. Choose the other answer, or take the ${ticked === 1 ? "tick" : "ticks"} away`;
  else if (answer === "some" && ticked === 0) errors.answer = "Tick the groups that you are close to, or choose that there are none";
  return { answers, errors };
}

/** How far one reader is. */
export interface ReaderProgress {
  asked: number;
  to_declare: number;
  begun: number;
  sent: number;
  /** Applications that they said they can't assess. */
  cannot: number;
  owes_round: boolean;
  /** The chair has closed scoring: what they have not sent they can send no more. */
  scoring_closed: boolean;
}
/** Applications that still wait for their scores. */
const leftOf = ({ asked, sent, cannot, scoring_closed }: ReaderProgress): number => (scoring_closed ? 0 : asked - sent - cannot);
/** Whether a reminder has something to say to them. */
export const owesSomething = (progress: ReaderProgress): boolean => progress.owes_round || leftOf(progress) > 0;

/** What a reminder says: counts, and no name or reference of an application. @param place "Round title, Area" */
export function reminder(name: string, place: string, progress: ReaderProgress, scoringCloses: string | null): string {
  const { asked, to_declare, owes_round } = progress;
  const left = leftOf(progress);
  const counted = (count: number) => (count === 1 ? "1 application" : `${count.toLocaleString("en-GB")} applications`);
  return [
    `Hello ${name}`,
    `This is about the panel of ${place}.`,
    ...(owes_round ? ["Before anything opens, say whether you are close to any of the groups that applied. It takes a few minutes."] : []),
    ...(left > 0 ? [`${counted(left)} of the ${asked.toLocaleString("en-GB")} that you were asked to assess ${left === 1 ? "waits" : "wait"} for your scores.${to_declare > 0 ? ` For ${to_declare === left ? (left === 1 ? "it" : "all of them") : to_declare} you still have to say whether you have an interest.` : ""}`] : []),
    ...(scoringCloses && !progress.scoring_closed ? [`Scores are wanted by ${scoringCloses}.`] : []),
    "If you can't do it after all, tell the fund's team now, so that somebody else can be asked.",
  ].join("\n\n");
}
