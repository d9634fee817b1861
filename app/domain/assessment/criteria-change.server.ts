/**
 * A new version of the criteria of a round that has opened: written, looked at with everything that it touches, then made. Points that
 * readers gave are never lost: they are reckoned again, or the reader is asked for what is missing, and what a sheet said stays in its history.
 */
import { sql, type Kysely } from "kysely";
import type { DB, JsonValue } from "#db/types.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { asInput, hasOpened, refuseUnfit, staleCriteria, writeCriteria } from "../funds/criteria.server.ts";
import { compareCriteria, type CriteriaChange, type CriteriaInput, type CriterionInput } from "../funds/criteria.ts";
import { may } from "../funds/policy.ts";
import { getPot, listCriteria, type Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { newId, sha256 } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { actingPerson } from "./change.server.ts";
import { movesOf, type Move } from "./criteria-change.ts";
import { weightedPercent } from "./model.ts";
import { potFacts } from "./pot-facts.server.ts";
import { rankedApplications } from "./read.server.ts";

export interface CriteriaPlan {
  change: CriteriaChange;
  criteria: CriterionInput[];
  minimum_percent: number | null;
  /** Of the pot when the draft was written. */
  base_version: number;
  /** Sheets that were sent: reckoned again, or given back to their readers. */
  recomputed: number;
  reopened: number;
  /** Readers who are given sheets back. */
  readers: number;
  /** Sheets that were begun and not sent. */
  drafts: number;
  /** Applications whose mean or place changes, of those that the viewer may see the scores of. */
  moves: Move[];
  /** Why it can't be made now; empty where it can. */
  against: string[];
  /** Tells whether anything was sent or changed since the plan was shown. */
  seen: string;
}

/** Keeps a change of criteria for its author to look at. Throws Invalid, Conflict where the page was stale, WrongState before the round opens. */
export async function draftCriteria(context: Context, potId: string, input: CriteriaInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    const person_id = permitted(tx, pot);
    if (pot.version !== input.version) throw new Conflict(staleCriteria, { version: pot.version, criteria: await listCriteria(tx.db, pot.id) });
    if (!(await hasOpened(tx, pot))) throw new WrongState("The round has not opened, so its criteria are simply saved");
    refuseUnfit(input);
    const saved = (await listCriteria(tx.db, pot.id)).map(asInput);
    const minimum_percent = input.minimum_percent === undefined ? pot.minimum_percent : input.minimum_percent;
    if (!compareCriteria(saved, input.criteria).any && minimum_percent === pot.minimum_percent) throw new Invalid({ "": "Nothing differs from the criteria as they stand" });
    const values = { base_version: pot.version, criteria: JSON.stringify(input.criteria), minimum_percent, made_at: sql<Date>`clock_timestamp()` };
    await tx.db.insertInto("criteria_draft").values({ pot_id: pot.id, person_id, ...values }).onConflict((conflict) => conflict.columns(["pot_id", "person_id"]).doUpdateSet(values)).execute();
  });
}

/** Throws the actor's draft away. */
export async function dropCriteriaDraft(context: Context, potId: string): Promise<void> {
  const person_id = permitted(context, await getPot(context.db, potId));
  await context.db.deleteFrom("criteria_draft").where("pot_id", "=", potId).where("person_id", "=", person_id).execute();
}

function permitted(context: Context, pot: Pot): string {
  permit(may.changePot(context.actor, pot));
  return actingPerson(context).id;
}

interface SentSheet {
  sheet_id: string;
  application_id: string;
  person_id: string;
  status: string;
  version: number;
  application_status: string;
  scores: { criterion_id: string; points: number | null; cannot: boolean }[];
}

/** The sheets of a pot that count or will: those of readers without a conflict. */
async function listSheets(db: Kysely<DB>, potId: string): Promise<SentSheet[]> {
  const { rows } = await sql<SentSheet>`
    with ${potFacts([potId], null)}
    select t.id as sheet_id, t.application_id, t.person_id, t.status, t.version, a.status as application_status, scores_of_sheet(t.id) as scores
      from score_sheet t join application a on a.id = t.application_id
     where a.pot_id = ${potId}::uuid and a.status in ('in-assessment', 'decided')
       and (t.status = 'draft' or exists (select 1 from counted_sheet c where c.application_id = t.application_id and c.person_id = t.person_id))
     order by t.id`.execute(db);
  return rows;
}

/** The actor's draft and what it would touch now; undefined where there is none. Writes nothing. */
export async function planCriteria(db: Kysely<DB>, pot: Pot, personId: string): Promise<CriteriaPlan | undefined> {
  const worked = await workOut(db, pot, personId);
  if (!worked) return undefined;
  const { plan, after } = worked;
  const ranked = (await rankedApplications(db, pot.id, personId)).filter(({ mean_percent }) => mean_percent !== null);
  const moves = plan.change.touch === "nothing" ? [] : movesOf(ranked.map((row) => ({ ...row, before: row.mean_percent, after: after.get(row.application_id) ?? null })));
  return { ...plan, moves };
}

interface Worked {
  plan: Omit<CriteriaPlan, "moves">;
  /** Sheet → its percentage under the draft; null where it is given back. */
  percents: Map<SentSheet, number | null>;
  /** Application → the mean under the draft. */
  after: Map<string, number>;
}

async function workOut(db: Kysely<DB>, pot: Pot, personId: string): Promise<Worked | undefined> {
  const draft = await db.selectFrom("criteria_draft").selectAll().where("pot_id", "=", pot.id).where("person_id", "=", personId).executeTakeFirst();
  if (!draft) return undefined;
  const criteria = draft.criteria as unknown as CriterionInput[];
  const change = compareCriteria((await listCriteria(db, pot.id)).map(asInput), criteria);
  const sheets = await listSheets(db, pot.id);
  const sent = sheets.filter(({ status }) => status === "sent");
  const known = criteria.map((criterion) => ({ ...criterion, id: criterion.id ?? "" }));
  const percents = new Map(change.touch === "nothing" ? [] : sent.map((sheet) => [sheet, change.touch === "reopened" ? null : (weightedPercent(known, sheet.scores) ?? null)]));
  const given = [...percents].filter(([, percent]) => percent === null).map(([sheet]) => sheet);
  const plan = {
    change, criteria, minimum_percent: draft.minimum_percent, base_version: draft.base_version,
    recomputed: percents.size - given.length, reopened: given.length, readers: new Set(given.map(({ person_id }) => person_id)).size,
    drafts: sheets.length - sent.length,
    against: await reasonsAgainst(db, pot, change, percents),
    seen: sha256(JSON.stringify([pot.version, draft.made_at, sheets.map(({ sheet_id, version, status, application_status }) => [sheet_id, version, status, application_status])])),
  };
  return { plan, percents, after: meansOf(percents) };
}

/** Means as rankedApplications forms them: of sheets that were sent, to two decimals. */
function meansOf(percents: ReadonlyMap<SentSheet, number | null>): Map<string, number> {
  const byApplication = new Map<string, number[]>();
  for (const [{ application_id }, percent] of percents) if (percent !== null) byApplication.set(application_id, [...(byApplication.get(application_id) ?? []), percent]);
  return new Map([...byApplication].map(([id, values]) => [id, Math.round((values.reduce((a, b) => a + b, 0) / values.length) * 100) / 100]));
}

async function reasonsAgainst(db: Kysely<DB>, pot: Pot, { told, touch }: CriteriaChange, percents: ReadonlyMap<SentSheet, number | null>): Promise<string[]> {
  const { rows } = await sql<{ open: boolean }>`select closing_told(${pot.id}::uuid, null) > clock_timestamp() as open`.execute(db);
  const decided = new Set([...percents.keys()].filter(({ application_status }) => application_status === "decided").map(({ application_id }) => application_id)).size;
  return [
    ...(told && rows[0]!.open ? ["Groups are writing to these criteria now. Until the round closes only the guidance for points, the questions and the minimum can change"] : []),
    ...(touch !== "nothing" && pot.scoring_closed_at !== null ? ["The chair has closed scoring. It has to be opened again before scores can change"] : []),
    ...(decided > 0 ? [`${decided === 1 ? "One application is" : `${decided.toLocaleString("en-GB")} applications are`} decided on the criteria as they stand. Those decisions have to be taken back first`] : []),
  ];
}

/**
 * Makes the actor's draft the next version of the criteria, with everything that the plan said: sheets reckoned again or given back, their
 * readers told, both versions kept.
 * @throws Invalid on `reason`; Conflict where anything was sent or changed since the plan was shown; WrongState where the plan has something against it
 */
export async function changeCriteria(context: Context, potId: string, { seen, reason }: { seen: string; reason: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    permitted(tx, await getPot(tx.db, potId));
    // Whoever scores locks the application first: after this nobody sends a sheet of the old version.
    await sql`select 1 from application where pot_id = ${potId}::uuid and received_at is not null order by id for no key update`.execute(tx.db);
    const pot = await lockPot(tx, potId);
    const worked = await workOut(tx.db, pot, permitted(tx, pot));
    if (!worked) throw new NotFound("This change is not waiting any more");
    const { plan, percents } = worked;
    if (plan.base_version !== pot.version || plan.seen !== seen) throw new Conflict("Something was sent or changed since you looked. Nothing has changed yet: look at what it touches now");
    if (plan.against.length > 0) throw new WrongState(plan.against.join(". "));
    const why = reason.trim();
    if (why === "") throw new Invalid({ reason: "Say why the criteria change: everyone who scores will ask" });
    if (why.length > 2000) throw new Invalid({ reason: "Use 2,000 characters or fewer" });
    const version = await writeVersion(tx, pot, plan, why);
    await applyToSheets(tx, percents, version);
    await tellReaders(tx, pot, percents, why, version);
    await tx.db.deleteFrom("criteria_draft").where("pot_id", "=", pot.id).execute();
    await publicPagesChanged(tx);
    await boardChanged(tx, pot.id);
    await record(tx, "pot.criteria-changed", { type: "pot", id: pot.id }, { criteria_version: version, weights: plan.criteria.map(({ weight }) => weight), sheets_recomputed: plan.recomputed, sheets_reopened: plan.reopened });
  });
}

/** Answers the new version's number. */
async function writeVersion(tx: TransactionContext, pot: Pot, plan: CriteriaPlan | Worked["plan"], reason: string): Promise<number> {
  const before = await listCriteria(tx.db, pot.id);
  const version = pot.criteria_version + 1;
  await tx.db
    .insertInto("criteria_version")
    .values({ pot_id: pot.id, version: pot.criteria_version, criteria: asJson(before.map(asInput)), minimum_percent: pot.minimum_percent, reason: "" })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stays = new Set(before.filter((one) => plan.criteria.some(({ id, max_points }) => id === one.id && max_points === one.max_points)).map(({ id }) => id));
  const ended = before.filter(({ id }) => !stays.has(id)).map(({ id }) => id);
  if (ended.length > 0) await tx.db.updateTable("criterion").set({ ended_at: sql<Date>`clock_timestamp()` }).where("id", "in", ended).execute();
  await writeCriteria(tx, pot, { version: pot.version, criteria: plan.criteria, minimum_percent: plan.minimum_percent }, stays);
  await tx.db.updateTable("pot").set({ criteria_version: version }).where("id", "=", pot.id).execute();
  await tx.db
    .insertInto("criteria_version")
    .values({
      pot_id: pot.id, version, criteria: asJson((await listCriteria(tx.db, pot.id)).map(asInput)), minimum_percent: plan.minimum_percent, reason, made_by: actingPerson(tx).id,
      sheets_recomputed: plan.recomputed, sheets_reopened: plan.reopened,
    })
    .execute();
  return version;
}
const asJson = (value: unknown): string => JSON.stringify(value as JsonValue);

/** Every touched sheet at once, with its history: as `keepBefore` and `keepSheet` do for one. */
async function applyToSheets(tx: TransactionContext, percents: ReadonlyMap<SentSheet, number | null>, version: number): Promise<void> {
  if (percents.size === 0) return;
  const ids = sql`(${sql.join([...percents.keys()].map(({ sheet_id }) => sql`${sheet_id}::uuid`))})`;
  await sql`
    insert into score_history (sheet_id, version, cause, status, overall, weighted_percent, scores, kept_by, kept_at)
    select id, version, 'sent', status, overall, weighted_percent, scores_of_sheet(id), person_id, coalesce(sent_at, started_at) from score_sheet
     where id in ${ids} and not exists (select 1 from score_history h where h.sheet_id = score_sheet.id)`.execute(tx.db);
  const values = JSON.stringify([...percents].map(([{ sheet_id }, percent]) => ({ id: sheet_id, percent })));
  await sql`
    update score_sheet t set weighted_percent = n.percent, status = case when n.percent is null then 'draft' else t.status end,
           sent_at = case when n.percent is null then null else t.sent_at end, version = t.version + 1
      from jsonb_to_recordset(${values}::jsonb) as n (id uuid, percent numeric) where t.id = n.id`.execute(tx.db);
  await sql`
    insert into score_history (sheet_id, version, cause, why, status, overall, weighted_percent, scores, kept_by)
    select id, version, 'criteria', ${`Version ${version} of the criteria`}, status, overall, weighted_percent, scores_of_sheet(id), ${actingPerson(tx).id}::uuid from score_sheet where id in ${ids}`.execute(tx.db);
}

/** One e-mail to each reader whose sheets were given back or reckoned again. It names no application. */
async function tellReaders(tx: TransactionContext, pot: Pot, percents: ReadonlyMap<SentSheet, number | null>, why: string, version: number): Promise<void> {
  const byReader = new Map<string, { reopened: number; recomputed: number }>();
  for (const [{ person_id }, percent] of percents) {
    const count = byReader.get(person_id) ?? { reopened: 0, recomputed: 0 };
    count[percent === null ? "reopened" : "recomputed"] += 1;
    byReader.set(person_id, count);
  }
  if (byReader.size === 0) return;
  const people = await tx.db.selectFrom("person").select(["id", "name", "email"]).where("id", "in", [...byReader.keys()]).where("disabled_at", "is", null).execute();
  for (const { id, name, email } of people) {
    const { reopened, recomputed } = byReader.get(id)!;
    const sheets = (count: number) => (count === 1 ? "score sheet" : `${count} score sheets`);
    await queueMessage(tx, {
      to_email: email, to_person_id: id, template: "criteria-changed",
      subject: `The criteria have changed: ${pot.round_title}, ${pot.area_name}`,
      body: [
        `Hello ${name}`,
        `The criteria of ${pot.round_title}, ${pot.area_name}, have changed after you sent scores. The reason given: ${why}`,
        ...(recomputed > 0 ? [`Your points stand. The total of your ${sheets(recomputed)} was reckoned again.`] : []),
        ...(reopened > 0 ? [`Your ${sheets(reopened)} ${reopened === 1 ? "is a draft" : "are drafts"} again, because there is a criterion that has no points yet. What you gave before is still there. Sign in to Lade, open your assessments, and send ${reopened === 1 ? "it" : "them"} again.`] : []),
      ].join("\n\n"),
      dedupe_key: `criteria-changed:${pot.id}:${version}:${id}:${newId()}`,
    });
  }
}

/** The versions of a pot's criteria, the newest first; empty while there is only the first. */
export async function listCriteriaVersions(db: Kysely<DB>, potId: string) {
  const rows = await db
    .selectFrom("criteria_version as v")
    .leftJoin("person", "person.id", "v.made_by")
    .select(["v.version", "v.criteria", "v.minimum_percent", "v.reason", "v.made_at", "v.sheets_recomputed", "v.sheets_reopened", "person.name as made_by_name"])
    .where("v.pot_id", "=", potId)
    .orderBy("v.version", "desc")
    .execute();
  return rows.map((row) => ({ ...row, criteria: row.criteria as unknown as CriterionInput[] }));
}
