/** Moderation: the readers of an application talk about their scores. Each reader changes only their own; what stood before and after is kept. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { paths } from "#app/paths.ts";
import { lockForActor } from "./change.server.ts";
import { may } from "./policy.ts";
import { keepBefore } from "./scores-history.server.ts";

const short = (text: string, most: number): string | undefined => (text.length > most ? `Use ${most.toLocaleString("en-GB")} characters or fewer` : undefined);

/**
 * Opens a moderation: each sheet that was sent is remembered as it stands, its readers are told by e-mail, and may change theirs until
 * it is finished. Throws Invalid on `why`; WrongState where one is open, or the application is not in assessment; NotAllowed while the
 * actor owes scores of their own.
 */
export async function openModeration(context: Context, applicationId: string, why: string): Promise<string> {
  return inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.moderate(actor, standing));
    await refuseOwing(tx, application.id, actor);
    if (application.status !== "in-assessment") throw new WrongState("Only the scores of an application in assessment are talked about");
    const text = why.trim();
    const fault = text === "" ? "Say what the readers are to talk about" : short(text, 2000);
    if (fault) throw new Invalid({ why: fault });
    const sheets = await countedSheets(tx, application.id);
    if (sheets.length < 2) throw new WrongState("There is nothing to compare until two readers have sent their scores");
    const id = newId();
    await lockPot(tx, application.pot_id);
    try {
      await tx.db.insertInto("moderation").values({ id, application_id: application.id, why: text, opened_by: actor.id }).execute();
    } catch (error) {
      if (refusedConstraint(error) === "moderation_once") throw new WrongState("A moderation of this application is open already");
      throw error;
    }
    for (const sheet of sheets) {
      await keepBefore(tx, sheet.id);
      await tx.db.insertInto("moderation_sheet").values({ moderation_id: id, sheet_id: sheet.id, version_before: sheet.version, version_after: null }).execute();
      if (sheet.reads) await tellReader(tx, id, application, sheet);
    }
    await record(tx, "moderation.opened", { type: "application", id: application.id }, { moderation_id: id });
    return id;
  });
}

/** Writes the note of an open moderation. Throws Conflict where a colleague wrote meanwhile, Invalid on `note`. */
export async function noteModeration(context: Context, applicationId: string, input: { version: number; note: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { application } = await writeNote(tx, applicationId, input);
    await record(tx, "moderation.noted", { type: "application", id: application.id });
  });
}

/** Writes the note and finishes: each sheet is remembered as it stands now. Throws as `noteModeration`; a note is needed. */
export async function finishModeration(context: Context, applicationId: string, input: { version: number; note: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, moderation } = await writeNote(tx, applicationId, input);
    if (input.note.trim() === "") throw new Invalid({ note: "Write what the readers agreed, or that they still differ and why" });
    // A sheet that was voided or given up meanwhile has no after.
    await sql`
      update moderation_sheet ms set version_after = t.version from score_sheet t
       where ms.moderation_id = ${moderation.id}::uuid and t.id = ms.sheet_id and t.status = 'sent'`.execute(tx.db);
    await tx.db.updateTable("moderation").set({ finished_by: actor.id, finished_at: sql<Date>`clock_timestamp()` }).where("id", "=", moderation.id).execute();
    await record(tx, "moderation.finished", { type: "application", id: application.id }, { moderation_id: moderation.id });
  });
}

async function writeNote(tx: TransactionContext, applicationId: string, { version, note }: { version: number; note: string }) {
  const { actor, application, standing } = await lockForActor(tx, applicationId);
  permit(may.moderate(actor, standing));
  await refuseOwing(tx, application.id, actor);
  const moderation = await tx.db.selectFrom("moderation").select(["id", "version", "note"]).where("application_id", "=", application.id).where("finished_at", "is", null).executeTakeFirst();
  if (!moderation) throw new WrongState("This moderation is finished, so its note stays as it is");
  if (moderation.version !== version) throw new Conflict("A colleague wrote in this note since you opened the page. Compare both and save again", { version: moderation.version, note: moderation.note });
  const fault = short(note, 5000);
  if (fault) throw new Invalid({ note: fault });
  await lockPot(tx, application.pot_id);
  await tx.db.updateTable("moderation").set({ note: note.trim(), version: version + 1 }).where("id", "=", moderation.id).execute();
  return { actor, application, moderation };
}

/** Others' scores are read, and talked about, only by those who owe none of their own. */
async function refuseOwing(tx: TransactionContext, applicationId: string, actor: PersonActor): Promise<void> {
  if (await owesOwnScores(tx.db, applicationId, actor.id)) throw new WrongState("Send your own scores first. Until then you don't see those of the others");
}

/** Whether this person was asked to score the application and has not sent their scores. */
export async function owesOwnScores(db: Kysely<DB>, applicationId: string, personId: string): Promise<boolean> {
  const { rows } = await sql<{ owes: boolean }>`
    select exists (select 1 from assignment s where s.application_id = ${applicationId}::uuid and s.person_id = ${personId}::uuid and s.ended_at is null
       and not exists (select 1 from score_sheet t where t.application_id = s.application_id and t.person_id = s.person_id and t.status = 'sent')) as owes`.execute(db);
  return rows[0]!.owes;
}

const countedSheets = (tx: TransactionContext, applicationId: string) =>
  tx.db
    .selectFrom("score_sheet as t")
    .innerJoin("person", "person.id", "t.person_id")
    .select(["t.id", "t.version", "t.person_id", "person.name", "person.email"])
    // Who is no longer asked can't open it: what they sent counts as it is.
    .select(sql<boolean>`exists (select 1 from assignment s where s.application_id = t.application_id and s.person_id = t.person_id and s.ended_at is null)`.as("reads"))
    .where("t.application_id", "=", applicationId)
    .where("t.status", "=", "sent")
    .where(sql<boolean>`not conflicted_by_interest(t.application_id, t.person_id)`)
    .orderBy("t.sent_at")
    .execute();

/** The readers whose sheets of this application count: sent, and without an interest. Who left the room for a while still counts. */
export async function countedReaders(db: Kysely<DB>, applicationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("score_sheet as t")
    .select("t.person_id")
    .where("t.application_id", "=", applicationId)
    .where("t.status", "=", "sent")
    .where(sql<boolean>`not conflicted_by_interest(t.application_id, t.person_id)`)
    .execute();
  return rows.map(({ person_id }) => person_id);
}

async function tellReader(tx: TransactionContext, moderationId: string, { id, reference }: { id: string; reference: string }, reader: { person_id: string; name: string; email: string }): Promise<void> {
  await queueMessage(tx, {
    to_email: reader.email,
    to_person_id: reader.person_id,
    template: "moderation-opened",
    subject: `Look at your scores again: ${reference}`,
    body: [
      `Hello ${reader.name},`,
      `The readers of ${reference} are asked to talk about their scores. Until that is finished you can change yours, and nobody else can change them for you.`,
      "Sign in to Lade and open the application:",
      paths.assess(id),
    ].join("\n\n"),
    dedupe_key: `moderation-opened:${moderationId}:${reader.person_id}`,
  });
}

/** The moderations of an application, newest first, with each sheet's version before and after. The caller has asked the policy. */
export async function listModerations(db: Kysely<DB>, applicationId: string) {
  if (!isId(applicationId)) throw new NotFound();
  const moderations = await db
    .selectFrom("moderation as m")
    .innerJoin("person as o", "o.id", "m.opened_by")
    .leftJoin("person as f", "f.id", "m.finished_by")
    .select(["m.id", "m.why", "m.note", "m.version", "m.opened_at", "m.finished_at", "o.name as opened_by_name", "f.name as finished_by_name"])
    .where("m.application_id", "=", applicationId)
    .orderBy("m.opened_at", "desc")
    .execute();
  if (moderations.length === 0) return [];
  const sheets = await db.selectFrom("moderation_sheet").selectAll().where("moderation_id", "in", moderations.map(({ id }) => id)).execute();
  return moderations.map((moderation) => ({ ...moderation, sheets: sheets.filter(({ moderation_id }) => moderation_id === moderation.id) }));
}

/** The open moderation of an application: why, and since when. */
export async function openModerationOf(db: Kysely<DB>, applicationId: string) {
  return db.selectFrom("moderation").select(["id", "why", "opened_at"]).where("application_id", "=", applicationId).where("finished_at", "is", null).executeTakeFirst();
}
