/** Answers that save by themselves, a few at a time, from a page that stays open: each save once, however often it is sent. */
import { sql } from "kysely";
import type { JsonValue } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { canonical } from "../audit/chain.server.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import type { CodeLists, Question } from "../forms/model.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid } from "../kernel/errors.ts";
import { isId, keyedHash } from "../kernel/ids.server.ts";
import { londonTime } from "../kernel/time.ts";
import { lockApplication, type Application } from "./change.server.ts";
import { readDeadline } from "./deadline.server.ts";
import { askedOn, isPast, isWritable, readPatches, type Patch } from "./model.ts";
import { may } from "./policy.ts";
import { getApplication } from "./read.server.ts";
import { readStanding, recordSave, settle, settleChoice, write, type Change, type Standing } from "./save.server.ts";

type Value = Patch["value"];

/** What a page is told of its save. Times are "10:42" in London. */
export interface SaveAnswer {
  /** Answers that stand as they were sent, with the version that they have now. */
  saved: { question: string; version: number; at: string }[];
  /** Answers that somebody else changed meanwhile, or that came too late: both texts. `id` names the refused one, `version` the standing one. */
  refused: { question: string; id: string; version: number; standing: { value: Value; by: string | null; at: string | null }; mine: { value: Value } }[];
  /** Messages by field. They never stop a save. */
  errors: Record<string, string>;
  /** The application had been sent or given up: nothing was saved, every text is kept. */
  late: boolean;
  /** Where the receipt is, once the application is sent. */
  receipt: string | null;
  /** The deadline has passed. */
  closed: boolean;
}

export interface SaveInput {
  section: string;
  /** Made by the page, the same each time it sends this content. */
  key: string;
  /** For each question its fields, named as on the section's page, and the version it was written on. */
  form: FormData;
  /** Instead of answers: which of two texts of an answer holds. */
  choice?: { refused: string; choice: "use" | "keep" } | undefined;
}

/**
 * Saves what came under this key, once: sent again it is answered as it was the first time, whatever happened meanwhile. Otherwise as
 * `saveSection`. Throws Invalid where the key is none or came with other content before, NotFound and NotAllowed as the policy says.
 */
export async function saveAnswers(context: Context, id: string, input: SaveInput): Promise<SaveAnswer> {
  const { key, section } = input;
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.write(tx.actor, application));
    if (!isId(key)) throw new Invalid({ key: "Each save has a key of its own: a UUID in small letters" });
    const { patches, errors } = input.choice ? { patches: [], errors: {} } : await understand(tx, application, input);
    const content_hash = keyedHash(tx.secret, "application-save", canonical([section, patches as unknown as JsonValue, (input.choice ?? null) as JsonValue]));
    const standing = await readStanding(tx, application, patches.map((patch) => patch.question_id), key);
    if (standing.replay) {
      if (standing.replay.content_hash !== content_hash) throw new Invalid({ key: "Something else was saved under this key" });
      return standing.replay.response as unknown as SaveAnswer;
    }
    if (input.choice) {
      const { question_id, version } = await settleChoice(tx, application, input.choice.refused, input.choice.choice);
      const response = { ...whereItIs(application, standing), late: false, errors, refused: [], saved: [{ question: question_id, version, at: londonTime(standing.deadline.now) }] };
      await write(tx, application.id, [], { key, content_hash, response });
      return response;
    }
    const { changes, asSaved, late } = await settle(tx, application, standing, patches);
    const response: SaveAnswer = {
      saved: [...changes.filter((change) => change.saves).map((change) => savedNow(change, standing)), ...asSaved.map((question) => savedBefore(question, standing))],
      refused: await bothTexts(tx, changes, standing),
      errors,
      late,
      ...whereItIs(application, standing),
    };
    await write(tx, application.id, changes, { key, content_hash, response: response as unknown as JsonValue });
    await recordSave(tx, application.id, changes, late);
    return response;
  });
}

const savedNow = ({ question_id, base_version }: Change, { deadline }: Standing) => ({ question: question_id, version: base_version + 1, at: londonTime(deadline.now) });
const savedBefore = (question: string, { answers, deadline }: Standing) => {
  const saved = answers.get(question);
  return { question, version: saved?.version ?? 0, at: londonTime(saved?.saved_at ?? deadline.now) };
};
const whereItIs = (application: Application, { deadline }: Standing) => ({
  receipt: application.received_at && !isWritable(application, deadline) ? paths.applicationReceipt(application.id) : null,
  closed: isPast(deadline),
});

async function bothTexts(tx: TransactionContext, changes: readonly Change[], { answers }: Standing): Promise<SaveAnswer["refused"]> {
  const refused = changes.filter((change) => !change.saves);
  const writers = [...new Set(refused.flatMap(({ question_id }) => answers.get(question_id)?.saved_by ?? []))];
  const people = writers.length > 0 ? await tx.db.selectFrom("person").select(["id", "name"]).where("id", "in", writers).execute() : [];
  const names = new Map(people.map((person) => [person.id, person.name]));
  return refused.map(({ id, question_id, value }) => {
    const stands = answers.get(question_id);
    return {
      question: question_id,
      id,
      version: stands?.version ?? 0,
      standing: { value: stands?.value ?? null, by: (stands && names.get(stands.saved_by)) ?? null, at: stands ? londonTime(stands.saved_at) : null },
      mine: { value },
    };
  });
}

/** The posted fields as patches. A form that asks for nothing from a code list costs no query once its version is known. */
async function understand(tx: TransactionContext, application: Application, { section, form }: SaveInput) {
  const { definition } = await getFormVersion(tx.db, application.form_version_id);
  const asked = askedOn(definition, section, form);
  return readPatches(definition, section, form, asked.some(choosesFromList) ? await listsOf(tx, application.pot_id) : {});
}

/** Also where the list hangs on a part of the question, as on a column of its rows. */
const choosesFromList = (question: Question): boolean => /"list":/.test(JSON.stringify(question));

async function listsOf(tx: TransactionContext, potId: string): Promise<CodeLists> {
  const { lists } = await tx.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select(sql<Record<string, number>>`round.lists`.as("lists")).where("pot.id", "=", potId).executeTakeFirstOrThrow();
  return listsFor(tx.db, lists);
}

/** What an open page asks from time to time: what the others changed, who is there, and how much time is left. */
export interface AnswersNow {
  person: string;
  /** The key under which this person's unsent answers to this application lie on their device: 32 bytes, base64. */
  device_key: string;
  /** Whether the device may keep anything. */
  keep: boolean;
  versions: Record<string, number>;
  changed: { question: string; version: number; value: Value; by: string; at: string }[];
  /** Others who were there within the last 45 seconds. */
  here: { name: string; section: string }[];
  now: string;
  closes_at: string | null;
  closed: boolean;
  sent: boolean;
}

/** The answers of one section as they are now; notes that this person is there. For those who may write. */
export async function readAnswers(context: Context, id: string, section: string): Promise<AnswersNow> {
  const application = await getApplication(context, id);
  permit(may.write(context.actor, application));
  const { id: person, sharedComputer } = context.actor as PersonActor;
  const { definition } = await getFormVersion(context.db, application.form_version_id);
  const inSection = definition.sections.find((one) => one.id === section)?.questions ?? [];
  // Files are shown as they are by whoever keeps them.
  const questions = inSection.filter((question) => question.kind !== "files").map((question) => question.id);
  const rows =
    questions.length === 0
      ? []
      : await context.db
          .selectFrom("application_answer as a")
          .innerJoin("person", "person.id", "a.saved_by")
          .select(["a.question_id", "a.value", "a.version", "a.saved_at", "person.name"])
          .where("a.application_id", "=", application.id)
          .where("a.question_id", "in", questions)
          .execute();
  const deadline = await readDeadline(context.db, application);
  await noteHere(context, application.id, inSection.length > 0 ? section : "");
  return {
    person,
    device_key: Buffer.from(keyedHash(context.secret, "device", `${person}|${application.id}`), "hex").toString("base64"),
    keep: !sharedComputer,
    versions: Object.fromEntries(questions.map((question) => [question, rows.find((row) => row.question_id === question)?.version ?? 0])),
    changed: rows.map((row) => ({ question: row.question_id, version: row.version, value: row.value as Value, by: row.name, at: londonTime(row.saved_at) })),
    here: await listOthersHere(context, application.id),
    now: deadline.now.toISOString(),
    closes_at: deadline.closes_at?.toISOString() ?? null,
    closed: isPast(deadline),
    sent: application.received_at !== null && !isWritable(application, deadline),
  };
}

/** Notes that this person has the application open. The caller has shown that they may read it. */
export async function noteHere({ db, actor }: Pick<Context, "db" | "actor">, applicationId: string, section: string): Promise<void> {
  if (actor.kind !== "person") return;
  const seen_at = sql<Date>`clock_timestamp()`;
  await db
    .insertInto("application_presence")
    .values({ application_id: applicationId, person_id: actor.id, section, seen_at })
    .onConflict((conflict) => conflict.columns(["application_id", "person_id"]).doUpdateSet({ section, seen_at }))
    .execute();
}

/** Who else had it open within the last 45 seconds, by name. */
export async function listOthersHere({ db, actor }: Pick<Context, "db" | "actor">, applicationId: string): Promise<{ name: string; section: string }[]> {
  return db
    .selectFrom("application_presence as here")
    .innerJoin("person", "person.id", "here.person_id")
    .select(["person.name", "here.section"])
    .where("here.application_id", "=", applicationId)
    .where("here.seen_at", ">", sql<Date>`clock_timestamp() - interval '45 seconds'`)
    .$if(actor.kind === "person", (query) => query.where("here.person_id", "<>", (actor as PersonActor).id))
    .orderBy("person.name")
    .execute();
}

/** Forgets what saves were answered, 30 days after, and who was there a day ago. Answers how many saves were forgotten. */
export async function removeOldSaves({ db }: Pick<Context, "db">): Promise<number> {
  await sql`delete from application_presence where seen_at < clock_timestamp() - interval '1 day'`.execute(db);
  const gone = await sql`delete from application_save where saved_at < clock_timestamp() - interval '30 days'`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}
