/** Questions asked about decisions and awards. What is not released is answered to staff only; what is closed to the asker is left out. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { namesFor } from "../assessment/anonymity.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { emptyTags, type Tags } from "./model.ts";

/** The codes an application was sent with, by list. */
export async function tagsOfApplication(db: Kysely<DB>, applicationId: string): Promise<Tags> {
  const application = await db.selectFrom("application").select("project_type").where("id", "=", applicationId).executeTakeFirst();
  const tags = asTags(await db.selectFrom("application_tag").select(["list_code", "code"]).where("application_id", "=", applicationId).execute());
  if (tags["project-type"].length === 0 && application?.project_type) tags["project-type"] = [application.project_type];
  return tags;
}
export async function tagsOfAward(db: Kysely<DB>, awardId: string): Promise<Tags> {
  return asTags(await db.selectFrom("award_tag").select(["list_code", "code"]).where("award_id", "=", awardId).execute());
}
function asTags(rows: readonly { list_code: string; code: string }[]): Tags {
  const tags: Record<string, string[]> = emptyTags();
  for (const { list_code, code } of rows) tags[list_code]?.push(code);
  return tags as Tags;
}

/** The decision that stands on an application, for staff; undefined while there is none. */
export async function findDecision(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("decision")
    .innerJoin("person", "person.id", "decision.decided_by")
    .leftJoin("person as second", "second.id", "decision.confirmed_by")
    .leftJoin("award", "award.decision_id", "decision.id")
    .select([
      "decision.id", "decision.outcome", "decision.reasons", "decision.feedback", "decision.decided_at", "decision.released_at", "person.name as decided_by_name",
      "decision.decided_by", "decision.amount_pence as decided_pence", "decision.reserve_position", "decision.conditions_to_meet", "decision.conditions_met_at",
      "decision.needs_second", "decision.needs_second_why", "decision.confirmed_at", "second.name as confirmed_by_name", "decision.below_minimum_reason",
      "award.id as award_id", "award.reference as award_reference", "award.amount_pence", "award.status as award_status", "award.conditions",
    ])
    .where("decision.application_id", "=", applicationId)
    .where("decision.taken_back_at", "is", null)
    .where("decision.moved_up_at", "is", null)
    .executeTakeFirst();
}

/** Whom a decision concerns, for its policy. Throws NotFound, also for a draft. */
export async function getDecidable(db: Kysely<DB>, applicationId: string) {
  const found = isId(applicationId)
    ? await db
        .selectFrom("application")
        .innerJoin("pot", "pot.id", "application.pot_id")
        .innerJoin("round", "round.id", "pot.round_id")
        .innerJoin("organisation", "organisation.id", "application.organisation_id")
        .select([
          "application.id as application_id", "application.reference", "application.title", "application.asked_pence", "application.status", "application.pot_id",
          "application.organisation_id", "application.form_version_id", "application.received_at", "application.synthetic",
          "organisation.name as organisation_name", "round.fund_id", "pot.area_code",
        ])
        .where("application.id", "=", applicationId)
        .where("application.received_at", "is not", null)
        .executeTakeFirst()
    : undefined;
  if (!found) throw new NotFound();
  return found;
}

/** The awards of a pot, decided ones too, by the name of the group; those closed to the viewer are left out. */
export async function listPotAwards(db: Kysely<DB>, potId: string, viewerId: string) {
  const rows = await db
    .selectFrom("award")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .select([
      "award.id", "award.application_id", "award.reference", "award.title", "award.amount_pence", "award.status", "award.awarded_on", "award.released_at", "award.accept_by", "award.accepted_at",
      "award.origin", "award.synthetic", "organisation.name as organisation_name",
    ])
    .where("award.pot_id", "=", potId)
    .where("award.status", "<>", "taken-back")
    .where(sql<boolean>`not conflicted(award.application_id, ${viewerId}::uuid)`)
    .execute();
  const named = await namesFor(db, viewerId, rows.map((row) => ({ ...row, application_id: row.application_id ?? row.id })));
  // By the names that are shown: the order of those that are hidden would tell of them.
  return named.sort((a, b) => a.organisation_name.localeCompare(b.organisation_name, "en-GB") || (a.reference < b.reference ? -1 : 1));
}

/** One award as staff see it. Throws NotFound. */
export async function getAward(db: Kysely<DB>, awardId: string) {
  const award = isId(awardId)
    ? await db
        .selectFrom("award")
        .innerJoin("organisation", "organisation.id", "award.organisation_id")
        .leftJoin("application", "application.id", "award.application_id")
        .leftJoin("decision", "decision.id", "award.decision_id")
        .selectAll("award")
        .select(["organisation.name as organisation_name", "application.reference as application_reference", "decision.reasons", "decision.feedback"])
        .where("award.id", "=", awardId)
        .executeTakeFirst()
    : undefined;
  if (!award) throw new NotFound();
  return award;
}

/** What happened to an award, newest first. */
export async function listAwardEvents(db: Kysely<DB>, awardId: string) {
  return db
    .selectFrom("award_event")
    .leftJoin("person", "person.id", "award_event.person_id")
    .select(["award_event.kind", "award_event.change_pence", "award_event.recorded_at", "award_event.reason", "person.name as person_name"])
    .where("award_event.award_id", "=", awardId)
    .orderBy("award_event.recorded_at", "desc")
    .orderBy("award_event.id", "desc")
    .execute();
}

/**
 * The decision as the group reads it: undefined until it is released, so that nothing tells of it before. Neither who decided nor why
 * for the record; an award's amount is what it is now.
 */
export async function findReleasedDecision(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("decision")
    .leftJoin("award", "award.decision_id", "decision.id")
    .leftJoin("letter", (join) => join.onRef("letter.decision_id", "=", "decision.id").on("letter.sent_at", "is not", null))
    .select([
      "decision.conditions_to_meet", "decision.conditions_met_at", "decision.reserve_position", "award.lapsed_at",
      "decision.outcome", "decision.released_at", "decision.amount_pence as decided_pence",
      "award.id as award_id", "award.reference as award_reference", "award.amount_pence", "award.status as award_status", "award.conditions", "award.accept_by",
      "award.accepted_at", "award.signatory_name", "award.signatory_role", "award.withdrawn_reason",
      // The words of the letter alone: what was taken out of its draft must not come by another way. From before letters the feedback.
      sql<string>`coalesce(letter.words, decision.feedback)`.as("words"),
    ])
    .where("decision.application_id", "=", applicationId)
    .where("decision.taken_back_at", "is", null)
    .where("decision.released_at", "is not", null)
    // A reserve that was moved up is what the group knows until the decision in its place is released too.
    .orderBy("decision.released_at", "desc")
    .orderBy("decision.id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Reasons given to the group after release, oldest first: reductions and a withdrawal. */
export async function listToldReasons(db: Kysely<DB>, awardId: string) {
  return db
    .selectFrom("award_event")
    .select(["kind", "change_pence", "recorded_at", "reason"])
    .where("award_id", "=", awardId)
    .where("kind", "in", ["reduced", "withdrawn"])
    .orderBy("recorded_at")
    .execute();
}

/** What remains in a pot, in pence. */
export const remainingIn = (pot: Pick<Pot, "allocation_pence" | "committed_pence">): number => pot.allocation_pence - pot.committed_pence;
