/** A report to the Leadership Board: its states, and the forms from which it is written. Pure. */
import { z } from "zod";
import { isDay } from "../../kernel/time.ts";
import { schemes, statusCodes, statuses, takesStatus, type Scheme, type Status } from "../../strategy/status.ts";

export const reportStates = {
  preparing: { text: "Being prepared", colour: "grey" },
  ready: { text: "Waits for a publisher", colour: "yellow" },
  issued: { text: "Issued", colour: "green" },
} as const;
export type ReportState = keyof typeof reportStates;

/** The statuses that need a reason, and those of them that need a mitigation too. */
const needsReason: readonly Status[] = ["at-risk", "off-track", "missed-no-risk", "missed-with-risk"];
const needsMitigation: readonly Status[] = ["at-risk", "off-track", "missed-with-risk"];
/** In the table of actions that are off track. */
export const offTrack: readonly Status[] = ["off-track", "missed-with-risk"];
const worrying: readonly Status[] = ["at-risk", "off-track", "missed-with-risk"];

const words = (limit: number) => z.string().trim().max(limit, `Use ${limit.toLocaleString("en-GB")} characters or fewer`);
const day = (say: string) => z.string().refine(isDay, say);

export const reportSchema = z
  .object({
    code: z.string().trim().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use small letters, figures and hyphens, like 2026-04").max(60, "Use 60 characters or fewer"),
    reference: words(60).default(""),
    title: words(200).min(1, "Give the report a title"),
    plan: z.string().min(1, "Choose the plan that it reports on"),
    data_on: day("Enter the data date: the day on which the statuses hold"),
    meeting_on: day("Enter the day of the meeting"),
  })
  .superRefine(({ data_on, meeting_on }, at) => {
    if (meeting_on < data_on) at.addIssue({ code: "custom", path: ["meeting_on"], message: "The meeting is before the data date: change one of them" });
  });
export type ReportInput = z.output<typeof reportSchema>;

export const statusSchema = z.object({
  /** The judgement that the page was drawn from; "" where there was none. */
  seen: z.string().max(60),
  status: z.enum(statusCodes, "Choose how the action stands"),
  reason: words(2000),
  mitigation: words(2000),
  achievement: words(2000).default(""),
});
export type StatusInput = z.output<typeof statusSchema>;

/**
 * What a judgement lacks, by field. A strategic action may be On Track while a part of it is not: then the reason is where that is said.
 * @param split the statuses of what stands under it
 */
export function judgementFaults(scheme: Scheme, { status, reason, mitigation }: Pick<StatusInput, "status" | "reason" | "mitigation">, split: readonly Status[]): Record<string, string> {
  const faults: Record<string, string> = {};
  if (!takesStatus(scheme, status)) faults.status = `A ${schemes[scheme].one.toLowerCase()} is ${schemes[scheme].statuses.map((one) => statuses[one]).join(", ")}: choose one of these`;
  if (reason === "" && needsReason.includes(status)) faults.reason = `Say why it is ${statuses[status]}`;
  else if (reason === "" && split.some((one) => worrying.includes(one))) faults.reason = "Some of what stands under it is at risk, off track or late: say why the whole is On Track";
  if (mitigation === "" && needsMitigation.includes(status)) faults.mitigation = "Say what is being done about it";
  return faults;
}

export const riskKinds = { risk: "A risk: it may happen", issue: "An issue: it has happened" } as const;
export const riskSchema = z.object({
  kind: z.enum(["risk", "issue"], "Say whether it is a risk or an issue"),
  description: words(1000).min(1, "Say what may go wrong, or has"),
  owner: words(200).min(1, "Say which body or post looks after it"),
  response: words(1000).min(1, "Say what is being done"),
});
export type RiskInput = z.output<typeof riskSchema>;
export const giveBackSchema = z.object({ reason: words(1000).min(1, "Say what has to change") });

export const packFormats = {
  html: { text: "Web page", media_type: "text/html; charset=utf-8" },
  pdf: { text: "PDF, tagged for screen readers", media_type: "application/pdf" },
  ods: { text: "OpenDocument spreadsheet", media_type: "application/vnd.oasis.opendocument.spreadsheet" },
} as const;
export type PackFormat = keyof typeof packFormats;
export const isPackFormat = (text: string): text is PackFormat => Object.hasOwn(packFormats, text);
