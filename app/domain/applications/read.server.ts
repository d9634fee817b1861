/** Questions asked about applications. What belongs to a group is hidden from everyone outside it; staff come by other rooms. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { Answers, AnswerValue } from "../forms/model.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import type { Context } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import type { OrganisationFacts, RefusedText } from "./model.ts";
import { may } from "./policy.ts";

const applicationQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("application")
    .innerJoin("organisation", "organisation.id", "application.organisation_id")
    .selectAll("application")
    .select("organisation.name as organisation_name");

/** The application with its group's name, for its group only. Throws NotFound for everyone else. */
export async function getApplication({ db, actor }: Pick<Context, "db" | "actor">, id: string) {
  const application = isId(id) ? await applicationQuery(db).where("application.id", "=", id).executeTakeFirst() : undefined;
  if (!application) throw new NotFound();
  permit(may.read(actor, application));
  return application;
}

export interface SavedAnswer {
  value: AnswerValue | null;
  version: number;
  saved_at: Date;
  saved_by: string;
}
/** Every answer that was ever saved, by question: emptied ones too, because their versions go on. */
export async function listSavedAnswers(db: Kysely<DB>, applicationId: string): Promise<Map<string, SavedAnswer>> {
  const rows = await db
    .selectFrom("application_answer")
    .select(["question_id", "value", "version", "saved_at", "saved_by"])
    .where("application_id", "=", applicationId)
    .execute();
  return new Map(rows.map(({ question_id, value, ...row }) => [question_id, { ...row, value: value as AnswerValue | null }]));
}

/** How many changes the answers have seen: only ever more, so that a signature given at one number holds for exactly those texts. */
export const changesOf = (saved: ReadonlyMap<string, { version: number }>): number => [...saved.values()].reduce((sum, { version }) => sum + version, 0);

/** The answers as a form reads them: emptied ones left out. */
export function answersFrom(saved: ReadonlyMap<string, SavedAnswer>): Answers {
  const answers: Record<string, AnswerValue> = {};
  for (const [id, { value }] of saved) if (value !== null) answers[id] = value;
  return answers;
}

/**
 * Texts that came too late to be saved and have not been dealt with: kept after the answer was last saved, so that whoever
 * saves the answer again, with whichever text, has chosen.
 */
export async function listRefusedTexts(db: Kysely<DB>, applicationId: string): Promise<RefusedText[]> {
  const rows = await db
    .selectFrom("application_answer_history as h")
    .innerJoin("person", "person.id", "h.saved_by")
    .leftJoin("application_answer as a", (join) => join.onRef("a.application_id", "=", "h.application_id").onRef("a.question_id", "=", "h.question_id"))
    .select(["h.id", "h.question_id", "h.value", "h.kept_at", "person.name as saved_by_name"])
    .where("h.application_id", "=", applicationId)
    .where("h.kept", "=", "refused")
    .where((eb) => eb.or([eb("a.saved_at", "is", null), eb("h.kept_at", ">=", eb.ref("a.saved_at"))]))
    .orderBy("h.kept_at")
    .execute();
  return rows.map((row) => ({ ...row, value: row.value as AnswerValue | null }));
}

/** What was sent, and last where it was sent more than once. Throws NotFound where nothing was. Whoever calls decides who may see it. */
export async function getSubmission(db: Kysely<DB>, applicationId: string) {
  const submission = isId(applicationId)
    ? await db
        .selectFrom("submission")
        .innerJoin("person", "person.id", "submission.submitted_by")
        .selectAll("submission")
        .select("person.name as submitted_by_name")
        .where("application_id", "=", applicationId)
        .orderBy("number", "desc")
        .limit(1)
        .executeTakeFirst()
    : undefined;
  if (!submission) throw new NotFound();
  const { answers, organisation } = submission;
  return { ...submission, answers: answers as Answers, organisation: organisation as unknown as OrganisationFacts };
}

/** Everything that was ever sent of an application, newest first. The caller has shown that the actor may read it. */
export async function listSubmissions(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("submission")
    .innerJoin("person", "person.id", "submission.submitted_by")
    .select(["submission.number", "submission.received_at", "submission.sha256", "submission.submitted_by", "person.name as submitted_by_name"])
    .where("application_id", "=", applicationId)
    .orderBy("number", "desc")
    .execute();
}

/** The applications of the groups a person belongs to and those that they enter for a group, newest first, with where they are made: for the group's page. */
export async function listApplicationsOf(db: Kysely<DB>, person: PersonActor, organisationId?: string) {
  return db
    .selectFrom("application")
    .innerJoin("organisation", "organisation.id", "application.organisation_id")
    .innerJoin("pot", "pot.id", "application.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("fund", "fund.id", "round.fund_id")
    .innerJoin("area", "area.code", "pot.area_code")
    .select([
      "application.id", "application.reference", "application.status", "application.title", "application.asked_pence", "application.received_at", "application.created_at",
      "application.organisation_id", "organisation.name as organisation_name", "round.title as round_title", "fund.title as fund_title", "fund.shape", "area.name as area_name",
      "pot.opens_at", "pot.decisions_by", "application.synthetic", "application.reopened_at",
    ])
    // The closing that this group is told, which may be later than the pot's own.
    .select([sql<Date | null>`closing_told(application.pot_id, application.id)`.as("closes_at"), sql<Date | null>`last_moment(application.pot_id, application.id)`.as("last_moment")])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("role_held as held")
          .select("held.id")
          .where("held.person_id", "=", person.id)
          .where("held.ended_at", "is", null)
          .where((eb) => eb.or([eb("held.role", "<>", "helper"), eb("application.entered_by", "=", person.id)]))
          .whereRef("held.organisation_id", "=", "application.organisation_id"),
      ),
    )
    .$if(organisationId !== undefined, (query) => query.where("application.organisation_id", "=", organisationId!))
    .orderBy("application.created_at", "desc")
    .execute();
}

/** One answer as it stands, with who wrote it and when; undefined where nobody has. The caller has shown that the actor may read the application. */
export async function findAnswer(db: Kysely<DB>, applicationId: string, questionId: string) {
  const row = await db
    .selectFrom("application_answer as a")
    .innerJoin("person", "person.id", "a.saved_by")
    .select(["a.value", "a.version", "a.saved_at", "person.name as saved_by_name"])
    .where("a.application_id", "=", applicationId)
    .where("a.question_id", "=", questionId)
    .executeTakeFirst();
  return row && { ...row, value: row.value as AnswerValue | null };
}

/**
 * The answer's earlier texts for reading, newest first, a page at a time. An answer that saves by itself has a version for every pause of
 * its writer: without `every` only those are listed with which somebody stopped (ten minutes or longer, or somebody else went on), those
 * of which more than half was taken away, and those that were refused. The caller has shown that the actor may read the application.
 */
export async function listEarlierTexts(db: Kysely<DB>, applicationId: string, questionId: string, { every, page, perPage }: { every: boolean; page: number; perPage: number }) {
  const { rows } = await sql<{ id: string; value: AnswerValue | null; kept: "replaced" | "refused"; saved_at: Date; kept_at: Date; saved_by_name: string; shown: number }>`
    with text as (
      select h.id, h.version, h.value, h.kept, h.saved_at, h.kept_at, h.saved_by, length(h.value::text) as length from application_answer_history h
       where h.application_id = ${applicationId} and h.question_id = ${questionId}
    ), followed as (
      select t.*, coalesce(later.saved_at, a.saved_at) as next_at, coalesce(later.saved_by, a.saved_by) as next_by, coalesce(later.length, length(a.value::text)) as next_length
        from text t
        left join text later on later.kept = 'replaced' and later.version = t.version + 1
        left join application_answer a on a.application_id = ${applicationId} and a.question_id = ${questionId}
    ), shown as (
      select * from followed
       where ${every} or kept = 'refused' or next_by <> saved_by or next_at - saved_at >= interval '10 minutes' or (length - next_length > 40 and next_length * 2 < length)
    )
    select s.id, s.value, s.kept, s.saved_at, s.kept_at, person.name as saved_by_name, count(*) over () as shown
      from shown s join person on person.id = s.saved_by
     order by s.kept_at desc, s.id desc limit ${perPage} offset ${(page - 1) * perPage}`.execute(db);
  const { all } = await db.selectFrom("application_answer_history").select((eb) => eb.fn.countAll<number>().as("all")).where("application_id", "=", applicationId).where("question_id", "=", questionId).executeTakeFirstOrThrow();
  return { texts: rows, all, shown: rows[0]?.shown ?? 0 };
}

/** The answer's earlier texts, newest first. The caller has shown that the actor may read the application. */
export async function listAnswerHistory(db: Kysely<DB>, applicationId: string, questionId: string) {
  const rows = await db
    .selectFrom("application_answer_history as h")
    .innerJoin("person", "person.id", "h.saved_by")
    .select(["h.id", "h.version", "h.value", "h.kept", "h.saved_at", "h.kept_at", "person.name as saved_by_name"])
    .where("h.application_id", "=", applicationId)
    .where("h.question_id", "=", questionId)
    .orderBy("h.kept_at", "desc")
    .execute();
  return rows.map((row) => ({ ...row, value: row.value as AnswerValue | null }));
}

