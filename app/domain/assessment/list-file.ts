/** The list of applications as a table for a spreadsheet: what the page shows of each, with amounts in pounds. Pure. */
import { csvFile } from "../kernel/csv.ts";
import { londonDay } from "../kernel/time.ts";
import { checkStates, type CheckState } from "./checks-model.ts";
import { listedStatuses, nextSteps, waitsFor, type ListedStatus, type NextStep } from "./next-step.ts";

interface Line {
  reference: string;
  organisation_name: string;
  title: string;
  asked_pence: number;
  received_at: Date;
  status: ListedStatus;
  next_step: NextStep;
  waits_for: string | null;
  checks: CheckState;
  flags_open: number;
  flag_due: string | null;
  needed: number;
  readers: number;
  sheets_sent: number;
  mean_percent: number | null;
  part: string | null;
  unconfirmed: boolean;
  change_asked: boolean;
  unread: number;
}

const head = [
  "Reference", "Group", "Project", "Asks for (£)", "Received", "State", "Next", "Waits for", "By name", "Checks", "Open flags", "Flag due", "Assessors wanted", "Assessors", "Scores sent", "Score (%)",
  "Part of the pot", "Entered and not confirmed", "Change asked for", "New messages",
] as const;
const yes = (is: boolean): string => (is ? "yes" : "");

/** Null is an empty cell: a score that there is not, or that the person who asks may not see yet. */
export const applicationsCsv = (lines: readonly Line[]): string =>
  csvFile([
    head,
    ...lines.map((line) => [
      line.reference, line.organisation_name, line.title, line.asked_pence / 100, londonDay(line.received_at), listedStatuses[line.status], nextSteps[line.next_step].text,
      waitsFor[nextSteps[line.next_step].by], line.waits_for, checkStates[line.checks], line.flags_open, line.flag_due, line.needed, line.readers, line.sheets_sent, line.mean_percent,
      line.part, yes(line.unconfirmed), yes(line.change_asked), line.unread,
    ]),
  ]);
