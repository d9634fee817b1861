/** A file of awards made elsewhere: kept while it waits, loaded whole or not at all, and the same however often it is loaded. */
import type { Insertable, Kysely } from "kysely";
import type { AwardEventTable, AwardTable, AwardTagTable, DB } from "#db/types.ts";
import { publicPagesChanged, record } from "../../audit/change.server.ts";
import { commitFromPot, lockPot } from "../../funds/change.server.ts";
import { getPot, type Pot } from "../../funds/read.server.ts";
import { permit, type PersonActor } from "../../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint } from "../../kernel/errors.ts";
import { isId, newId, newReference, sha256 } from "../../kernel/ids.server.ts";
import { addToCounts } from "../counts.server.ts";
import { londonToday, replaceTags } from "../ledger.server.ts";
import { tagLists } from "../model.ts";
import { readHeader } from "./columns.ts";
import { readLines, type Sent } from "./file.server.ts";
import { planUpload, type Plan, type PlannedAward } from "./plan.server.ts";
import { may } from "./policy.ts";

export interface Loaded {
  awards_new: number;
  awards_corrected: number;
  awards_unchanged: number;
  change_pence: number;
}

/**
 * Keeps a file until its sender loads it; another from the same person for the same pot takes its place.
 * @throws Invalid on `file` (on `pasted` for pasted cells) where it can't be read or its first line is not the template's
 */
export async function stageUpload(context: Context, potId: string, sent: Sent): Promise<string> {
  const pot = await getPot(context.db, potId);
  permit(may.upload(context.actor, pot));
  refuseUnreadable(sent);
  const fields = { ...sent, sha256: sha256(sent.content), synthetic: pot.synthetic || context.synthetic };
  const { id } = await context.db
    .insertInto("award_upload")
    .values({ ...fields, id: newId(), pot_id: pot.id, uploaded_by: (context.actor as PersonActor).id })
    .onConflict((conflict) => conflict.columns(["pot_id", "uploaded_by"]).where("loaded_at", "is", null).doUpdateSet({ ...fields, uploaded_at: context.now }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

function refuseUnreadable({ content, encoding }: Sent): void {
  const field = encoding === "typed" ? "pasted" : "file";
  try {
    const { problems } = readHeader(readLines(content).header);
    if (problems.length > 0) throw new Invalid({ file: problems.slice(0, 5).join(". ") });
  } catch (error) {
    throw error instanceof Invalid ? new Invalid({ [field]: error.fields.file ?? error.message }) : error;
  }
}

/** The actor's file that waits for this pot, or one that was loaded into it. Undefined where there is none. */
export async function findUpload(db: Kysely<DB>, actor: PersonActor, pot: Pick<Pot, "id">, uploadId?: string) {
  let query = db.selectFrom("award_upload").selectAll().where("pot_id", "=", pot.id);
  if (uploadId === undefined) query = query.where("uploaded_by", "=", actor.id).where("loaded_at", "is", null);
  else if (isId(uploadId)) query = query.where("id", "=", uploadId).where((eb) => eb.or([eb("uploaded_by", "=", actor.id), eb("loaded_at", "is not", null)]));
  else return undefined;
  return query.executeTakeFirst();
}

/** The files that were loaded into a pot, the newest first. */
export async function listUploads(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("award_upload as upload")
    .innerJoin("person", "person.id", "upload.uploaded_by")
    .select(["upload.id", "upload.file_name", "upload.loaded_at", "upload.awards_new", "upload.awards_corrected", "upload.awards_unchanged", "upload.change_pence", "person.name as person_name"])
    .where("upload.pot_id", "=", potId)
    .where("upload.loaded_at", "is not", null)
    .orderBy("upload.loaded_at", "desc")
    .limit(100)
    .execute();
}

/** Throws a waiting file away. */
export async function discardUpload({ db, actor }: Context, potId: string): Promise<void> {
  if (actor.kind !== "person" || !isId(potId)) throw new NotFound();
  await db.deleteFrom("award_upload").where("pot_id", "=", potId).where("uploaded_by", "=", actor.id).where("loaded_at", "is", null).execute();
}

/**
 * Loads a waiting file in one transaction: its awards are public, counted and out of the pot from then on, or none of them is. Loading
 * the same file twice, or another with the same rows, changes nothing.
 * @param input.sha256 of the file that the page showed @param input.reason why awards loaded earlier are corrected, where some are
 * @throws Invalid with the first problems where a row can't be loaded, or on `reason` where corrections want one
 * @throws Conflict when another file took its place meanwhile
 */
export async function loadUpload(context: Context, potId: string, input: { upload_id: string; sha256: string; reason: string }): Promise<Loaded> {
  try {
    return await inTransaction(context, (tx) => load(tx, potId, input));
  } catch (error) {
    if (refusedConstraint(error)?.startsWith("organisation_")) throw new Conflict("Someone entered one of these organisations in the same moment. Nothing was loaded: press the button again");
    throw error;
  }
}

async function load(tx: TransactionContext, potId: string, input: { upload_id: string; sha256: string; reason: string }): Promise<Loaded> {
  const pot = await lockPot(tx, potId);
  permit(may.upload(tx.actor, pot));
  const actor = tx.actor as PersonActor;
  const upload = await findUpload(tx.db, actor, pot, input.upload_id);
  if (!upload) throw new NotFound("This file is no longer waiting. Choose it again");
  if (upload.loaded_at) return asLoaded(upload);
  if (upload.sha256 !== input.sha256) throw new Conflict("You have sent another file since this page was opened. Nothing was loaded: look at the new one first");
  const { today, at } = await londonToday(tx);
  const plan = await planUpload(tx.db, actor, pot, upload.content, today);
  if (plan.problems.length > 0) throw new Invalid({ "": plan.problems.slice(0, 3).map(({ row, column, message }) => `Row ${row}, ${column}: ${message}`).join(". ") });
  const reason = input.reason.trim();
  if (plan.corrections.length > 0 && reason === "") throw new Invalid({ reason: "Say why awards that were loaded before are corrected" });
  if (reason.length > 2_000) throw new Invalid({ reason: "Use 2,000 characters or fewer" });

  const write = { pot, plan, at, upload_id: upload.id, synthetic: upload.synthetic };
  await writeFresh(tx, write);
  await writeCorrections(tx, { ...write, reason });
  if (plan.change_pence !== 0) await commitFromPot(tx, pot.id, plan.change_pence);
  const loaded: Loaded = { awards_new: plan.fresh.length, awards_corrected: plan.corrections.length, awards_unchanged: plan.unchanged, change_pence: plan.change_pence };
  await tx.db.updateTable("award_upload").set({ ...loaded, loaded_at: at }).where("id", "=", upload.id).execute();
  if (plan.fresh.length + plan.corrections.length > 0) await publicPagesChanged(tx);
  await record(tx, "pot.awards-loaded", { type: "pot", id: pot.id }, { upload_id: upload.id, sha256: upload.sha256, ...loaded });
  return loaded;
}

const asLoaded = (upload: { awards_new: number | null; awards_corrected: number | null; awards_unchanged: number | null; change_pence: number | null }): Loaded => ({
  awards_new: upload.awards_new ?? 0, awards_corrected: upload.awards_corrected ?? 0, awards_unchanged: upload.awards_unchanged ?? 0, change_pence: upload.change_pence ?? 0,
});

interface Writing {
  pot: Pot;
  plan: Plan;
  at: Date;
  upload_id: string;
  synthetic: boolean;
}

const rowsAtOnce = 1_000;
function* parts<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) yield rows.slice(from, from + rowsAtOnce);
}

async function writeFresh(tx: TransactionContext, writing: Writing): Promise<void> {
  const { plan, pot, synthetic } = writing;
  for (const organisations of parts(plan.organisations))
    await tx.db
      .insertInto("organisation")
      .values(organisations.map((one) => ({ ...one, legal_form_version: plan.legal_form_version, area_code: pot.area_code, synthetic })))
      .execute();
  // First awards before those that add to them.
  const inOrder = [...plan.fresh].sort((a, b) => Number(a.tops_up_award_id !== null) - Number(b.tops_up_award_id !== null));
  for (const awards of parts(inOrder)) {
    await tx.db.insertInto("award").values(awards.map((award) => awardRow(award, writing))).execute();
    const tags = awards.flatMap((award) => tagRows(award, pot));
    for (const some of parts(tags)) await tx.db.insertInto("award_tag").values(some).execute();
    // An award entered after the fact is made, released and accepted in the record one after the other.
    await addEvents(tx, awards, "made", synthetic, (award) => award.amount_pence);
    await addEvents(tx, awards, "released", synthetic);
    await addEvents(tx, awards, "accepted", synthetic);
  }
  await addToCounts(tx.db, inOrder.map(({ id }) => id), 1);
}

const detailsOf = ({ title, description, amount_pence, capital_pence, awarded_on, starts_on, ends_on, reach, project_standing, coverage, recipient_income_pence }: PlannedAward) => ({
  title, description, amount_pence, capital_pence, awarded_on, starts_on, ends_on, reach, project_standing, coverage, recipient_income_pence,
});

/** Accepted: the offer was made and taken up outside, so none stands open here, and nobody's signature is kept. */
const awardRow = (award: PlannedAward, { pot, at, upload_id, synthetic }: Writing): Insertable<AwardTable> => ({
  ...detailsOf(award), id: award.id, reference: newReference("LG"), elsewhere_reference: award.reference, origin: "elsewhere", upload_id,
  fund_id: pot.fund_id, round_id: pot.round_id, pot_id: pot.id, area_code: pot.area_code, organisation_id: award.organisation_id,
  tops_up_award_id: award.tops_up_award_id, status: "accepted", released_at: at, counted: true, synthetic,
});

const tagRows = (award: PlannedAward, pot: Pot): Insertable<AwardTagTable>[] =>
  tagLists.flatMap((list_code) => award.tags[list_code].map((code) => ({ award_id: award.id, list_code, list_version: pot.lists[list_code] ?? 1, code })));

async function addEvents(
  tx: TransactionContext, awards: readonly PlannedAward[], kind: AwardEventTable["kind"], synthetic: boolean,
  pence: (award: PlannedAward) => number = () => 0, reason = "Made elsewhere and entered from a file",
): Promise<void> {
  if (awards.length === 0) return;
  const person_id = (tx.actor as PersonActor).id;
  await tx.db
    .insertInto("award_event")
    .values(awards.map((award) => ({ id: newId(), award_id: award.id, kind, change_pence: pence(award), awarded_on: award.awarded_on, reason, person_id, synthetic })))
    .execute();
}

async function writeCorrections(tx: TransactionContext, { plan, pot, upload_id, synthetic, reason }: Writing & { reason: string }): Promise<void> {
  const ids = plan.corrections.map(({ award }) => award.id);
  if (ids.length === 0) return;
  await addToCounts(tx.db, ids, -1);
  for (const { award } of plan.corrections)
    await tx.db.updateTable("award").set((eb) => ({ ...detailsOf(award), upload_id, version: eb("version", "+", 1) })).where("id", "=", award.id).execute();
  await replaceTags(tx, ids, plan.corrections.flatMap(({ award }) => tagRows(award, pot)));
  const change = new Map(plan.corrections.map(({ award, change_pence }) => [award.id, change_pence]));
  for (const some of parts(plan.corrections.map(({ award }) => award))) await addEvents(tx, some, "corrected", synthetic, ({ id }) => change.get(id) ?? 0, reason);
  await addToCounts(tx.db, ids, 1);
}
