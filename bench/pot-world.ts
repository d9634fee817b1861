/**
 * A pot with any number of applications in assessment: groups, what was sent, tags, checks, assessors, score sheets, and where it is
 * asked for sub-pots and decisions. What the rows about lists, boards and letters are measured on. Two pots of one ledger stand side by side.
 */
import { sql, type Transaction } from "kysely";
import { openSession } from "#app/domain/accounts/sessions.server.ts";
import { checks } from "#app/domain/assessment/checks-model.ts";
import { weightedPercent } from "#app/domain/assessment/model.ts";
import { factsFrom, type Facts } from "#app/domain/applications/model.ts";
import { findLatestForm, listsFor } from "#app/domain/forms/read.server.ts";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import { openPool, overPool, type Database } from "#db/connection.ts";
import type { DB } from "#db/types.ts";
import { drawGroups } from "#seeds/bulk/draw.ts";
import { communitiesAnswers, inventType, scoreReasons } from "#seeds/demonstration/stories.ts";
import { chance, insertBulk, type Chance } from "#seeds/kit.ts";
import { decideAll, type SubPot } from "./pot-decisions.ts";
import type { Ledger } from "./world.ts";

export interface PotOptions {
  applications: number;
  /** Different for each pot of a ledger: groups, names and scores follow from it. From 1 to 15. */
  seed: number;
  /** How many sub-pots by size of grant the money is split into; none unless said. */
  subPots?: number;
  /** Whether every scored application has a decision that is not released: money for the best until the pot is used, no for the others. */
  decided?: boolean;
}

export interface Staff {
  id: string;
  /** What the browser of this person holds; the second factor is passed. */
  token: string;
}
export interface BenchPot {
  id: string;
  round_id: string;
  fund_id: string;
  area_code: string;
  applications: number;
  administrator: Staff;
  chair: Staff;
  /** An assessor with the most usual number of applications. */
  assessor: Staff;
  assessors: readonly string[];
  sub_pots: readonly string[];
}

const areas = ["S12000049", "S12000036", "S12000017", "S12000033", "S12000041", "S12000045", "S12000005", "S12000006", "S12000042", "S12000008", "S12000010", "S12000011", "S12000014", "S12000047", "S12000018"];
const lists = { "focus-group": 2, "priority-issue": 1, "family-group": 1, "project-type": 2, "legal-form": 1 };
const criteria = [["The need", 30], ["What will be better", 30], ["People's own say", 15], ["The money", 15], ["Safe and doable", 10]] as const;
const day = 86_400_000;
/** Applications that each assessor reads, about. */
const load = 50;

/** Makes the pot in a round of its own, and has the tables looked over. @param ledger with the reference data, as every ledger of a world */
export async function makePot(ledger: Ledger, options: PotOptions): Promise<BenchPot> {
  const made = await asOwner(ledger.ownerUrl, async (owner) => {
    const pot = await owner.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx);
      // What the triggers guard and keep for one row at a time would take a minute here: they rest, and what they keep is worked out at the end.
      for (const table of guarded) await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx);
      const written = await write(tx, options);
      for (const table of guarded) await sql`alter table ${sql.table(table)} enable trigger user`.execute(tx);
      await sql`select keep_application_work(array(select id from application where pot_id = ${written.id}))`.execute(tx);
      return written;
    });
    // Every table that grew, so that the first question is planned as well as the thousandth.
    await sql`vacuum (analyze)`.execute(owner);
    return pot;
  });
  const { administrator, chair, assessors } = made;
  const signIn = async (id: string): Promise<Staff> => ({ id, token: (await openSession(ledger.db, { person_id: id, device: "bench", second_factor: true })).token });
  return { ...made, administrator: await signIn(administrator), chair: await signIn(chair), assessor: await signIn(assessors[0]!) };
}

type Made = Omit<BenchPot, "administrator" | "chair" | "assessor"> & { administrator: string; chair: string };

async function write(tx: Transaction<DB>, { applications: count, seed, subPots = 0, decided = false }: PotOptions): Promise<Made> {
  const luck = chance(seed * 6_700_417);
  const area_code = areas[seed - 1]!;
  const fund = await tx.selectFrom("fund").select("id").where("code", "=", "communities-adults").executeTakeFirstOrThrow();
  const pot = await writePot(tx, { fund_id: fund.id, area_code, count, seed });
  const sub_pots = await writeSubPots(tx, pot.id, pot.allocation_pence, subPots);
  const staff = await writeStaff(tx, { fund_id: fund.id, area_code, readers: Math.max(8, Math.ceil((count * 2) / load)) });
  const sent = await writeApplications(tx, luck, { ...pot, area_code, count, seed, owner: staff.owner });
  await writeChecks(tx, luck, sent, staff.administrator);
  const scored = await writeSheets(tx, luck, pot.id, sent, staff.assessors, staff.administrator);
  if (decided) await decideAll(tx, { pot_id: pot.id, round_id: pot.round_id, fund_id: fund.id, area_code, allocation_pence: pot.allocation_pence, decided_by: staff.chair, sub_pots }, scored);
  return { id: pot.id, round_id: pot.round_id, fund_id: fund.id, area_code, applications: count, administrator: staff.administrator, chair: staff.chair, assessors: staff.assessors, sub_pots: sub_pots.map(({ id }) => id) };
}

async function writePot(tx: Transaction<DB>, { fund_id, area_code, count, seed }: { fund_id: string; area_code: string; count: number; seed: number }) {
  const [form, returnForm] = [(await findLatestForm(tx, "communities-application"))!, (await findLatestForm(tx, "grant-return"))!];
  const [round_id, id] = [newId(), newId()];
  const allocation_pence = count * 350_000;
  await tx
    .insertInto("round")
    .values({
      id: round_id, fund_id, code: `bench-pot-${seed}`, title: `Bench round ${seed}`, financial_year: "2026-27", kind: "live",
      form_version_id: form.id, return_form_version_id: returnForm.id, lists: JSON.stringify(lists), synthetic: true,
    })
    .execute();
  await tx
    .insertInto("pot")
    .values({
      id, round_id, area_code, allocation_pence, opens_at: new Date(Date.now() - 60 * day), closes_at: new Date(Date.now() - 10 * day),
      min_amount_pence: 50_000, max_amount_pence: 1_500_000, assessors_needed: 2, contact_email: "fund@bench.example", declaration_needed: false, synthetic: true,
    })
    .execute();
  return { id, round_id, allocation_pence, form };
}

async function writeSubPots(tx: Transaction<DB>, pot_id: string, allocation: number, count: number): Promise<SubPot[]> {
  const step = Math.floor(1_500_000 / Math.max(1, count));
  const parts = Array.from({ length: count }, (_, index): SubPot => ({
    id: newId(), from_pence: index * step + 1, to_pence: index === count - 1 ? null : (index + 1) * step, allocation_pence: Math.floor(allocation / count),
  }));
  if (parts.length > 0)
    await tx.insertInto("sub_pot").values(parts.map((part, index) => ({ ...part, pot_id, position: index + 1, title: `Grants of size ${index + 1}`, kind: "grant-size" as const }))).execute();
  return parts;
}

async function writeStaff(tx: Transaction<DB>, { readers, ...place }: { fund_id: string; area_code: string; readers: number }) {
  const person = (name: string) => ({ id: newId(), email: `${newId()}@bench.example`, name, email_confirmed_at: new Date(), synthetic: true });
  const [owner, administrator, chair] = [person("Bench Sender"), person("Bench Administrator"), person("Bench Chair")];
  const assessors = Array.from({ length: readers }, (_, index) => person(`Bench Assessor ${index + 1}`));
  await insertBulk(tx, "person", [owner, administrator, chair, ...assessors]);
  const held = [{ ...administrator, role: "administrator" as const }, { ...chair, role: "chair" as const }, ...assessors.map((assessor) => ({ ...assessor, role: "assessor" as const }))];
  await tx.insertInto("role_held").values(held.map(({ id, role }) => ({ id: newId(), person_id: id, role, ...place }))).execute();
  return { owner: owner.id, administrator: administrator.id, chair: chair.id, assessors: assessors.map(({ id }) => id) };
}

export interface Sent {
  id: string;
  organisation_id: string;
  title: string;
  asked_pence: number;
  reach: Facts["reach"];
  project_standing: Facts["project_standing"];
  tags: Facts["tags"];
}
interface Place {
  id: string;
  area_code: string;
  count: number;
  seed: number;
  owner: string;
  form: NonNullable<Awaited<ReturnType<typeof findLatestForm>>>;
}

async function writeApplications(tx: Transaction<DB>, luck: Chance, { id: pot_id, area_code, count, seed, owner, form }: Place): Promise<Sent[]> {
  const groups = [...drawGroups(new Map([[area_code, count]]), 4_000 + seed, "applicant")].map((group, index) => ({ ...group, name: `${group.name} ${index + 1}` }));
  const codeLists = await listsFor(tx, lists);
  await insertBulk(tx, "organisation", groups.map((group) => ({ ...group, legal_form_list: "legal-form", legal_form_version: 1, created_at: new Date(Date.now() - 400 * day), synthetic: true })));
  const sent: Sent[] = [];
  for (let from = 0; from < count; from += 250) {
    const part = groups.slice(from, from + 250).map((group) => {
      const answers = communitiesAnswers(luck, { projectType: inventType(luck), pounds: luck.between(10, 300) * 50, starts_on: "2027-05-03", days: luck.between(150, 330) });
      const { tags, ...facts } = factsFrom(form.definition, answers, codeLists);
      return { id: newId(), group, answers, tags, facts: { ...facts, title: facts.title ?? "A project", asked_pence: facts.asked_pence ?? 500_000 }, at: new Date(Date.now() - luck.between(11, 50) * day) };
    });
    await tx
      .insertInto("application")
      .values(part.map(({ id, group, facts, at }) => ({ id, reference: newReference("LA"), pot_id, organisation_id: group.id, form_version_id: form.id, created_by: owner, created_at: at, received_at: at, status: "submitted" as const, synthetic: true, ...facts })))
      .execute();
    await tx
      .insertInto("submission")
      .values(part.map(({ id, group, answers, at }) => ({ id: newId(), application_id: id, form_version_id: form.id, answers: JSON.stringify(answers), organisation: JSON.stringify({ ...group, legal_form_title: group.legal_form, area_name: "" }), sha256: "0".repeat(64), received_at: at, submitted_by: owner })))
      .execute();
    await insertBulk(tx, "application_tag", part.flatMap(({ id, tags }) => tags.map((tag) => ({ application_id: id, ...tag }))));
    sent.push(...part.map(({ id, group, facts: { title, asked_pence, reach, project_standing }, tags }) => ({ id, organisation_id: group.id, title, asked_pence, reach, project_standing, tags })));
  }
  return sent;
}

/** Of ten applications eight are checked, one has something that is not met, one is not looked at. */
async function writeChecks(tx: Transaction<DB>, luck: Chance, sent: readonly Sent[], recorded_by: string): Promise<void> {
  const at = new Date();
  const rows = sent.flatMap(({ id }) => {
    const place = luck.next();
    if (place < 0.1) return [];
    return checks.map(({ code }, index) => ({ application_id: id, check_code: code, outcome: place < 0.2 && index === 2 ? ("not-met" as const) : ("met" as const), note: "", recorded_by, recorded_at: at }));
  });
  await insertBulk(tx, "application_check", rows);
}

export interface Scored extends Sent {
  mean: number;
}

/** Nine of ten applications have two assessors without an interest; of those nine of ten have both sheets sent, the others one. */
async function writeSheets(tx: Transaction<DB>, luck: Chance, pot_id: string, sent: readonly Sent[], assessors: readonly string[], assigned_by: string): Promise<Scored[]> {
  const scoredOn = criteria.map(([title, weight], position) => ({ id: newId(), pot_id, position, title, weight, max_points: 5, guidance: "" }));
  await tx.insertInto("criterion").values(scoredOn).execute();
  const at = new Date();
  const given = sent.flatMap((application, index) => (luck.happens(0.1) ? [] : [0, 1].map((which) => ({ application, person_id: assessors[(index * 2 + which) % assessors.length]!, sent: which === 0 || luck.happens(0.9) }))));
  const pair = ({ application, person_id }: (typeof given)[number]) => ({ application_id: application.id, person_id });
  await insertBulk(tx, "assignment", given.map((one) => ({ id: newId(), ...pair(one), assigned_by, assigned_at: at, ended_reason: "" })));
  await insertBulk(tx, "interest", given.map((one) => ({ id: newId(), ...pair(one), has_interest: false, explanation: "", declared_at: at })));
  await sql`update application set status = 'in-assessment' where pot_id = ${pot_id} and id in (select application_id from assignment)`.execute(tx);
  const sheets = given.filter((one) => one.sent).map((one) => ({ id: newId(), ...pair(one), scores: scoredOn.map((criterion) => ({ criterion_id: criterion.id, points: luck.between(1, 5) })) }));
  await insertBulk(tx, "score_sheet", sheets.map(({ scores: _scores, ...sheet }) => ({ ...sheet, status: "draft" as const, overall: "", version: 1, started_at: at })));
  await insertBulk(tx, "score", sheets.flatMap(({ id, scores }) => scores.map((score) => ({ sheet_id: id, ...score, reason: scoreReasons[score.points]![0]! }))));
  const percents = sheets.map(({ id, application_id, scores }) => ({ id, application_id, percent: weightedPercent(scoredOn, scores.map((score) => ({ ...score, reason: "" })))! }));
  await sql`update score_sheet t set status = 'sent', sent_at = now(), weighted_percent = r.percent
    from json_to_recordset(${JSON.stringify(percents)}::json) as r (id uuid, percent numeric) where t.id = r.id`.execute(tx);
  const means = new Map<string, number[]>();
  for (const { application_id, percent } of percents) means.set(application_id, [...(means.get(application_id) ?? []), percent]);
  return sent.flatMap((application) => {
    const found = means.get(application.id);
    return found && found.length === 2 ? [{ ...application, mean: (found[0]! + found[1]!) / 2 }] : [];
  });
}

const guarded = ["application", "submission", "application_check", "assignment", "interest", "score_sheet", "score", "decision", "award", "award_event", "award_tag"] as const;

async function asOwner<T>(url: string, work: (owner: Database) => Promise<T>): Promise<T> {
  const owner = overPool(openPool(url, { max: 1 }));
  try {
    return await work(owner);
  } finally {
    await owner.destroy();
  }
}
