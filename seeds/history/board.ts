/**
 * What is known of the third progress report to the Leadership Board (February 2025): statuses, splits and counts as it prints them. All of it real.
 * What could not be read is missing, not invented.
 */
import type { Status } from "#app/domain/strategy/status.ts";
import { idOf, insertMissing, type SeedContext } from "../kit.ts";
import { actionId, outcomeId, planId, priorityId, sourceId } from "../reference/load.ts";
import { plan } from "../reference/strategy.ts";

const source = {
  code: "leadership-board-report-3",
  title: "Leadership Board: delivery progress report 3, February 2025",
  publisher: "Scottish Government and COSLA",
  reference: "https://www.gov.scot/publications/leadership-board-lb-25-03-03-delivery-progress-report-3-feb-2025/",
  published_text: "2025",
  note: "Only parts of it could be read: 11 of 34 strategic actions, and the overview of the workforce plan.",
};
const reportId = idOf("board-report/2025-02");

/** Sub-actions and themes that the report names; texts in our words where only their beginning could be read. */
const named: readonly { scheme: "sub-action" | "workforce"; ref: string; title: string; basis: "official-short-label" | "our-words"; lead?: string; timescale?: string; note?: string }[] = [
  { scheme: "sub-action", ref: "1.1.3", title: "Extra Time in football clubs, the follow-on to The Changing Room", basis: "our-words", timescale: "Throughout the life of the plan" },
  { scheme: "sub-action", ref: "2.1.1", title: "New content with NHS 24 on Mind to Mind", basis: "our-words" },
  { scheme: "sub-action", ref: "2.6.1", title: "Watching use and impact with the Mental Health in Schools Working Group", basis: "our-words", lead: "Scottish Government and COSLA" },
  { scheme: "sub-action", ref: "5.1.3", title: "A whole-system programme on social determinants, led by Public Health Scotland", basis: "our-words", lead: "Scottish Government", note: "In February 2025 it was Off Track or Delivery Date Missed with Risk: which of the two could not be read." },
  { scheme: "sub-action", ref: "6.2.1", title: "Work with Health Boards towards an agreement", basis: "our-words", note: "Only the beginning of its text could be read. In February 2025 it was Off Track or Delivery Date Missed with Risk: which of the two could not be read." },
  { scheme: "workforce", ref: "1.1", title: "Workforce Data", basis: "official-short-label" },
  { scheme: "workforce", ref: "1.2", title: "Workforce Planning", basis: "official-short-label" },
  { scheme: "workforce", ref: "1.3", title: "Flexibility & Co-Design", basis: "official-short-label" },
  { scheme: "workforce", ref: "1.4", title: "Remote & Rural", basis: "official-short-label" },
  { scheme: "workforce", ref: "2.1", title: "Recruitment campaigns", basis: "official-short-label" },
  { scheme: "workforce", ref: "2.2", title: "Career pathways in schools", basis: "official-short-label" },
  { scheme: "workforce", ref: "2.3", title: "Vacancies and retention", basis: "official-short-label" },
  { scheme: "workforce", ref: "3.1", title: "Literacy and wellbeing training", basis: "official-short-label" },
  { scheme: "workforce", ref: "3.2", title: "Culturally sensitive training", basis: "official-short-label", note: "The label is cut short in what could be read." },
];
const idFor = (scheme: "strategic" | "sub-action" | "workforce", ref: string): string => (scheme === "strategic" ? actionId(ref) : idOf(`action/${plan.code}/${scheme}/${ref}`));

const statuses: readonly (readonly ["strategic" | "sub-action" | "workforce", string, Status])[] = [
  ["strategic", "1.1", "on-track"], ["strategic", "2.1", "on-track"], ["strategic", "2.2", "at-risk"], ["strategic", "2.3", "on-track"], ["strategic", "2.4", "on-track"],
  ["strategic", "2.5", "on-track"], ["strategic", "2.6", "at-risk"], ["strategic", "2.7", "on-track"], ["strategic", "3.1", "on-track"], ["strategic", "3.2", "on-track"],
  ["strategic", "3.3", "on-track"], ["sub-action", "2.6.1", "off-track"],
  ["workforce", "1.1", "at-risk"], ["workforce", "1.3", "on-track"], ["workforce", "2.2", "at-risk"], ["workforce", "2.3", "at-risk"],
];

/** Percent of the parts under an action, as printed; of 2.1, 2.5, 3.1 and 3.2 the words that belong to the numbers were not noted. */
const splits: readonly (readonly ["strategic" | "workforce", string, Partial<Record<Status, number>>])[] = [
  ["strategic", "1.1", { delivered: 40, "on-track": 40, "at-risk": 20 }],
  ["strategic", "2.2", { "on-track": 33.3, "missed-no-risk": 33.3, "at-risk": 33.3 }],
  ["strategic", "2.3", { "on-track": 100 }],
  ["strategic", "2.4", { delivered: 75, "missed-no-risk": 25 }],
  ["strategic", "2.6", { delivered: 40, "at-risk": 40, "off-track": 20 }],
  ["strategic", "2.7", { delivered: 100 }],
  ["strategic", "3.3", { delivered: 100 }],
  ["workforce", "1.1", { "at-risk": 75 }],
  ["workforce", "1.3", { delivered: 100 }],
];

const slip = "Printed as 29 (39%), which makes the five counts add up to 69. All five percentages are right of 66 with 26 in this row, so 29 is taken for a slip; both are kept.";
const counts: readonly { part: "strategic" | "workforce-action"; status: Status | null; printed: number; percent: number; held: number; base: number; note?: string }[] = [
  { part: "strategic", status: "on-track", printed: 25, percent: 73, held: 25, base: 34, note: "Printed as 73%, cut off: 25 of 34 is 73.5%." },
  { part: "workforce-action", status: "on-track", printed: 29, percent: 39, held: 26, base: 66, note: slip },
  ...[[10, 15], [3, 5], [1, 2], [26, 39]].map(([printed, percent]) => ({ part: "workforce-action" as const, status: null, printed: printed!, percent: percent!, held: printed!, base: 66 })),
];

export async function loadBoard({ db }: SeedContext): Promise<void> {
  await insertMissing(db, "source", [{ id: sourceId(source.code), published_on: null, licence: "", ...source }]);
  await insertMissing(
    db,
    "action",
    named.map(({ scheme, ref, title, basis, lead, timescale, note }, index) => ({
      id: idFor(scheme, ref), plan_id: planId, scheme, ref, title, title_basis: basis, sort_order: 101 + index, lead: lead ?? "", timescale: timescale ?? "", note: note ?? "",
      priority_id: scheme === "sub-action" ? priorityId(Number(ref.split(".")[0])) : null,
      parent_id: scheme === "sub-action" ? actionId(ref.split(".").slice(0, 2).join(".")) : null,
    })),
  );
  await loadWordings(db);
  if (await db.selectFrom("board_report").select("id").where("id", "=", reportId).executeTakeFirst()) return;
  await db
    .insertInto("board_report")
    .values({
      id: reportId, code: "2025-02", reference: "LB(25)03-03", plan_id: planId, title: "Delivery progress report 3, February 2025", data_on: "2025-02-28", data_stated: "February 2025",
      meeting_on: "2025-04-30", origin: "brought-in", source_id: sourceId(source.code), synthetic: false,
      note: "Brought in from what could be read of the published report. The splits of 2.1 and 2.5 (60 and 40 per cent), 3.1 (67 and 33) and 3.2 (75 and 25) are printed too; which words they belong to was not noted.",
    })
    .execute();
  await insertMissing(db, "board_status", statuses.map(([scheme, ref, status]) => ({ id: idOf(`board-status/2025-02/${scheme}/${ref}`), report_id: reportId, action_id: idFor(scheme, ref), sequence: 1, status })));
  await insertMissing(db, "board_split", splits.flatMap(([scheme, ref, split]) => (Object.entries(split) as [Status, number][]).map(([status, percent]) => ({ report_id: reportId, action_id: idFor(scheme, ref), status, percent }))));
  await insertMissing(db, "board_published_count", counts.map(({ part, status, printed, percent, held, base, note }, index) => ({ report_id: reportId, part, position: index + 1, status, published_count: printed, published_percent: percent, held_count: held, held_base: base, note: note ?? "" })));
  await db.updateTable("board_report").set({ state: "issued", issued_at: new Date("2025-04-30T08:30:00Z") }).where("id", "=", reportId).execute();
}

/** The same priority and outcome as other documents word it. */
const wordings: readonly { priority?: number; outcome?: number; label: string; document: string; wording: string }[] = [
  {
    priority: 3, label: "delivery-plan", document: "Delivery Plan 2023-2025, priority 3",
    wording: "Increase mental health capacity within General Practice and primary care, universal services and community based mental health supports. Promote the whole system, whole person approach by helping partners to work together and removing barriers faced by people from marginalised groups when accessing services.",
  },
  { priority: 3, label: "board-report", document: "Leadership Board: delivery progress report 3, February 2025", wording: "Increase mental health capacity within GPs, PCC." },
  {
    priority: 4, label: "strategy", document: "Mental Health and Wellbeing Strategy, page 8",
    wording: "Expand and improve the support available to people in mental health distress and crisis and those who care for them through our national approach on Time, Space, Compassion.",
  },
  { priority: 1, label: "easy-read", document: "Delivery Plan 2023-2025, Easy Read", wording: "Change how people think about mental health" },
  { priority: 2, label: "easy-read", document: "Delivery Plan 2023-2025, Easy Read", wording: "Accessible information and advice for everyone" },
  { outcome: 1, label: "outcomes-framework", document: "Strategy: outcomes framework", wording: "The overall mental health and wellbeing of the population is increased and mental health inequalities are reduced." },
];
const loadWordings = (db: SeedContext["db"]) =>
  insertMissing(
    db,
    "wording",
    wordings.map(({ priority, outcome, label, document, wording }) => ({
      id: idOf(`wording/${plan.code}/${priority ?? `outcome-${outcome}`}/${label}`), priority_id: priority ? priorityId(priority) : null, outcome_id: outcome ? outcomeId(outcome) : null, label, document, wording,
    })),
  );
