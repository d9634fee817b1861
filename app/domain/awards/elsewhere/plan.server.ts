/** What would happen if a file were loaded now: the new awards, the corrected ones, those that stay as they are, and all that stands in the way. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { financialYearBegins } from "../../funds/model.ts";
import { listsFor } from "../../forms/read.server.ts";
import type { Pot } from "../../funds/read.server.ts";
import { holdsInOrganisation, type Actor } from "../../kernel/actor.ts";
import { newId } from "../../kernel/ids.server.ts";
import { formatPence } from "../../kernel/money.ts";
import { listChoices } from "../../organisations/read.server.ts";
import { tagLists, type Tags } from "../model.ts";
import { readRow, type Against, type Problem, type RowAward } from "./check.ts";
import { columns, exampleReference, readHeader, type ColumnKey, type Header } from "./columns.ts";
import { readLines } from "./file.server.ts";
import { meantOrganisations, type NewOrganisation } from "./organisations.server.ts";

/** A row whose organisation and first award are found. */
export interface PlannedAward extends RowAward {
  id: string;
  organisation_id: string;
  tops_up_award_id: string | null;
}
export interface Correction {
  award: PlannedAward;
  /** The columns that differ. */
  changed: string[];
  from_pence: number;
  change_pence: number;
}
export interface Plan {
  /** In the order of the rows. Where there is one, nothing can be loaded. */
  problems: Problem[];
  notes: Problem[];
  rows: number;
  fresh: PlannedAward[];
  corrections: Correction[];
  unchanged: number;
  /** Loaded earlier into this round and area and not in the file: they stay. */
  left: number;
  organisations: NewOrganisation[];
  legal_form_version: number;
  /** What it adds to the pot's commitment. */
  change_pence: number;
}

/** @param today the day in London, which no award may lie after @throws Invalid where the text can't be taken apart */
export async function planUpload(db: Kysely<DB>, actor: Actor, pot: Pot, content: string, today: string): Promise<Plan> {
  const { header: names, rows } = readLines(content);
  const header = readHeader(names);
  const { against, legal_form_version } = await whatToCheckAgainst(db, pot, today);
  const plan: Plan = {
    problems: header.problems.map((message) => ({ row: 1, column: "", message })), notes: [], rows: rows.length, fresh: [], corrections: [], unchanged: 0, left: 0,
    organisations: [], legal_form_version, change_pence: 0,
  };
  if (plan.problems.length > 0) return plan;
  const awards = readRows(rows, header, against, plan);
  const loaded = await listLoaded(db, pot.id);
  const meant = await meantOrganisations(db, pot.area_code, awards);
  plan.problems.push(...meant.problems);
  plan.notes.push(...meant.notes);
  const planned = awards.flatMap((award): PlannedAward[] => {
    const organisation_id = meant.of.get(award.row);
    if (!organisation_id) return [];
    if (holdsInOrganisation(actor, organisation_id)) problem(plan, award.row, "organisation", "You belong to this organisation, so a colleague has to load this award");
    return [{ ...award, organisation_id, id: loaded.get(award.reference.toLowerCase())?.id ?? newId(), tops_up_award_id: null }];
  });
  await findFirstAwards(db, pot, planned, loaded, plan);
  for (const award of planned) sortIn(award, loaded.get(award.reference.toLowerCase()), header, plan);
  plan.left = loaded.size - plan.corrections.length - plan.unchanged;
  const used = new Set(plan.fresh.map(({ organisation_id }) => organisation_id));
  plan.organisations = meant.fresh.filter(({ id }) => used.has(id));
  plan.change_pence = [...plan.fresh.map((one) => one.amount_pence), ...plan.corrections.map((one) => one.change_pence)].reduce((sum, pence) => sum + pence, 0);
  refuseOvercommitment(pot, plan);
  plan.problems.sort((a, b) => a.row - b.row);
  plan.notes.sort((a, b) => a.row - b.row);
  return plan;
}

const problem = (plan: Plan, row: number, key: ColumnKey, message: string): void => void plan.problems.push({ row, column: columns[key].name, message });

async function whatToCheckAgainst(db: Kysely<DB>, pot: Pot, today: string): Promise<{ against: Against; legal_form_version: number }> {
  const { legal_form_version } = await listChoices(db);
  const versions = Object.fromEntries(tagLists.map((list) => [list, pot.lists[list] ?? 1]));
  const lists = await listsFor(db, { ...versions, "legal-form": legal_form_version });
  const areas = await db.selectFrom("area").select(["code", "name"]).execute();
  const superseded = await db.selectFrom("superseded_area_code").select(["code", "area_code"]).execute();
  return {
    legal_form_version,
    against: {
      lists, areas, today, area: { code: pot.area_code, name: pot.area_name }, first_day: financialYearBegins(pot.financial_year),
      superseded: Object.fromEntries(superseded.map((one) => [one.code, one.area_code])),
    },
  };
}

/** The rows that are good in themselves; a reference that comes twice is named at its second row. */
function readRows(rows: readonly { row: number; cells: string[] }[], header: Header, against: Against, plan: Plan): RowAward[] {
  const seen = new Map<string, number>();
  return rows.flatMap(({ row, cells }) => {
    const read = readRow(row, cells, header, against);
    if ("problems" in read) {
      plan.problems.push(...read.problems);
      return [];
    }
    const { award } = read;
    const before = seen.get(award.reference.toLowerCase());
    if (before !== undefined) problem(plan, row, "reference", `Row ${before} has the reference ${award.reference} too. Give each award its own, or take one of the rows out`);
    else seen.set(award.reference.toLowerCase(), row);
    if (award.reference === exampleReference && award.title === columns.title.example) problem(plan, row, "reference", "This is the example from the template. Take the row out");
    return before === undefined ? [award] : [];
  });
}

type Loaded = Awaited<ReturnType<typeof listLoaded>> extends Map<string, infer One> ? One : never;

/** The awards made elsewhere that this pot holds, by reference in small letters. */
async function listLoaded(db: Kysely<DB>, potId: string) {
  const awards = await db
    .selectFrom("award")
    .select(["id", "elsewhere_reference", "status", "organisation_id", "title", "description", "amount_pence", "capital_pence", "awarded_on", "starts_on", "ends_on"])
    .select(["reach", "project_standing", "coverage", "recipient_income_pence", "tops_up_award_id"])
    .select(sql<string[]>`array(select t.list_code || ' ' || t.code from award_tag t where t.award_id = award.id)`.as("tags"))
    .where("pot_id", "=", potId)
    .where("elsewhere_reference", "is not", null)
    .execute();
  return new Map(awards.map((award) => [award.elsewhere_reference!.toLowerCase(), award]));
}

/** Finds for each top-up the first award of its project: a row of the file, an award loaded earlier here, or one of the fund by its public reference. */
async function findFirstAwards(db: Kysely<DB>, pot: Pot, planned: readonly PlannedAward[], loaded: Map<string, Loaded>, plan: Plan): Promise<void> {
  const inFile = new Map(planned.map((award) => [award.reference.toLowerCase(), award]));
  const topUps = planned.filter((award) => award.tops_up !== null);
  if (topUps.length === 0) return;
  const references = topUps.map((award) => award.tops_up!.toUpperCase());
  const ofFund = await db.selectFrom("award").select(["id", "reference", "organisation_id", "tops_up_award_id"]).where("fund_id", "=", pot.fund_id).where("reference", "in", references).where("counted", "=", true).execute();
  const byReference = new Map(ofFund.map((award) => [award.reference.toLowerCase(), award]));
  for (const award of topUps) {
    let wanted = award.tops_up!.toLowerCase();
    const passed = new Set([award.reference.toLowerCase()]);
    for (let row = inFile.get(wanted); row?.tops_up != null && !passed.has(wanted); row = inFile.get(wanted)) {
      passed.add(wanted);
      wanted = row.tops_up.toLowerCase();
    }
    if (passed.has(wanted)) {
      problem(plan, award.row, "tops_up", "These awards top up one another in a circle. Let the first of them stand without a top-up");
      continue;
    }
    const first = inFile.get(wanted) ?? loaded.get(wanted) ?? byReference.get(wanted);
    if (!first) problem(plan, award.row, "tops_up", `No award with the reference ${award.tops_up} is in this file or was loaded here. Look at the reference, or leave the cell empty if the project is new`);
    else if (first.organisation_id !== award.organisation_id) problem(plan, award.row, "tops_up", `The award ${award.tops_up} was made to another organisation. A top-up goes to the organisation whose project it adds to`);
    else award.tops_up_award_id = first.tops_up_award_id ?? first.id;
  }
}

/** New, as it was, or corrected. */
function sortIn(award: PlannedAward, before: Loaded | undefined, { places }: Header, plan: Plan): void {
  if (!before) return void plan.fresh.push(award);
  if (before.status !== "accepted")
    return problem(plan, award.row, "reference", `The award ${award.reference} was withdrawn here. Take the row out; if it was made again, give it a new reference`);
  if (before.organisation_id !== award.organisation_id)
    return problem(plan, award.row, "organisation", `The award ${award.reference} was loaded for another organisation. Withdraw that award first, and give this one a new reference`);
  if (before.tops_up_award_id !== award.tops_up_award_id)
    return problem(plan, award.row, "tops_up", `The award ${award.reference} was loaded ${before.tops_up_award_id ? "as a top-up of another award" : "as a project of its own"}. That does not change by a file: withdraw it first, and give this one a new reference`);
  // A column that the file doesn't have says nothing about its awards: what is there stays.
  const kept = <T>(key: ColumnKey, value: T, was: T): T => (places[key] === undefined ? was : value);
  Object.assign(award, {
    capital_pence: kept("capital", award.capital_pence, before.capital_pence), coverage: kept("coverage", award.coverage, before.coverage),
    recipient_income_pence: kept("income", award.recipient_income_pence, before.recipient_income_pence),
    starts_on: kept("starts_on", award.starts_on, before.starts_on), ends_on: kept("ends_on", award.ends_on, before.ends_on),
    tags: Object.fromEntries(tagLists.map((list) => [list, kept(tagColumns[list], award.tags[list], codesOf(before.tags, list))])),
  });
  const differing = (Object.keys(compared) as ColumnKey[]).filter((key) => compared[key]!(award) !== compared[key]!({ ...before, tags: tagsOf(before.tags) }));
  if (differing.length === 0) plan.unchanged += 1;
  else plan.corrections.push({ award, changed: differing.map((key) => columns[key].name), from_pence: before.amount_pence, change_pence: award.amount_pence - before.amount_pence });
}

const tagColumns = { "focus-group": "focus_groups", "priority-issue": "issues", "family-group": "families", "project-type": "project_type" } as const;
const codesOf = (tags: readonly string[], list: string): string[] => tags.filter((tag) => tag.startsWith(`${list} `)).map((tag) => tag.slice(list.length + 1));
const tagsOf = (tags: readonly string[]): Tags => Object.fromEntries(tagLists.map((list) => [list, codesOf(tags, list)])) as Tags;

type Comparable = Omit<Loaded, "tags" | "id" | "status" | "elsewhere_reference"> & { tags: Tags };
/** What a correction may change, each as one value to compare. */
const compared: Partial<Record<ColumnKey, (award: Omit<Comparable, "organisation_id" | "tops_up_award_id">) => unknown>> = {
  title: (award) => award.title,
  description: (award) => award.description,
  amount: (award) => award.amount_pence,
  capital: (award) => award.capital_pence,
  awarded_on: (award) => award.awarded_on,
  starts_on: (award) => award.starts_on,
  ends_on: (award) => award.ends_on,
  reach: (award) => award.reach,
  standing: (award) => award.project_standing,
  coverage: (award) => award.coverage,
  income: (award) => award.recipient_income_pence,
  focus_groups: ({ tags }) => [...tags["focus-group"]].sort().join(),
  issues: ({ tags }) => [...tags["priority-issue"]].sort().join(),
  families: ({ tags }) => [...tags["family-group"]].sort().join(),
  project_type: ({ tags }) => tags["project-type"].join(),
};

/** Names the first row for which the pot no longer has money: what corrections give back counts first. */
function refuseOvercommitment(pot: Pot, plan: Plan): void {
  let left = pot.allocation_pence - pot.committed_pence - plan.corrections.reduce((sum, { change_pence }) => sum + Math.min(0, change_pence), 0);
  const asks = [...plan.fresh.map((award) => ({ award, pence: award.amount_pence })), ...plan.corrections.map(({ award, change_pence }) => ({ award, pence: Math.max(0, change_pence) }))];
  for (const { award, pence } of asks.sort((a, b) => a.award.row - b.award.row)) {
    if (pence > left) {
      const short = plan.change_pence - (pot.allocation_pence - pot.committed_pence);
      return problem(plan, award.row, "amount", `The pot has ${formatPence(left)} left for this row, and it needs ${formatPence(pence)}; the whole file is ${formatPence(short)} more than there is. Look at the amounts, or ask the fund's officials whether the allocation is right`);
    }
    left -= pence;
  }
}
