/** Questions asked about applications. What belongs to a group is hidden from everyone outside it; staff come by other rooms. */
import type { Kysely } from "kysely";
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

/** What was sent. Throws NotFound where nothing was. Whoever calls decides who may see it. */
export async function getSubmission(db: Kysely<DB>, applicationId: string) {
  const submission = isId(applicationId)
    ? await db
        .selectFrom("submission")
        .innerJoin("person", "person.id", "submission.submitted_by")
        .selectAll("submission")
        .select("person.name as submitted_by_name")
        .where("application_id", "=", applicationId)
        .executeTakeFirst()
    : undefined;
  if (!submission) throw new NotFound();
  const { answers, organisation } = submission;
  return { ...submission, answers: answers as Answers, organisation: organisation as unknown as OrganisationFacts };
}

/** The applications of the groups a person belongs to, newest first, with where they are made: for the desk and the group's page. */
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
      "pot.opens_at", "pot.closes_at", "pot.decisions_by", "application.synthetic",
    ])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("role_held as held")
          .select("held.id")
          .where("held.person_id", "=", person.id)
          .where("held.ended_at", "is", null)
          .whereRef("held.organisation_id", "=", "application.organisation_id"),
      ),
    )
    .$if(organisationId !== undefined, (query) => query.where("application.organisation_id", "=", organisationId!))
    .orderBy("application.created_at", "desc")
    .execute();
}

/** The answer's earlier texts, newest first. The caller has shown that the actor may read the application. */
export async function listAnswerHistory(db: Kysely<DB>, applicationId: string, questionId: string) {
  const rows = await db
    .selectFrom("application_answer_history as h")
    .innerJoin("person", "person.id", "h.saved_by")
    .select(["h.version", "h.value", "h.kept", "h.kept_at", "person.name as saved_by_name"])
    .where("h.application_id", "=", applicationId)
    .where("h.question_id", "=", questionId)
    .orderBy("h.kept_at", "desc")
    .execute();
  return rows.map((row) => ({ ...row, value: row.value as AnswerValue | null }));
}

