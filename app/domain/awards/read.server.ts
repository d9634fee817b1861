/** Questions asked about decisions and awards. What is not released is answered to staff only; what is closed to the asker is left out. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { rankedApplications, type RankedApplication } from "../assessment/read.server.ts";
import type { CodeList } from "../forms/model.ts";
import type { Pot } from "../funds/read.server.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { emptyTags, standing, type AwardStatus, type Outcome, type Tags } from "./model.ts";

export interface BoardLine extends RankedApplication {
  outcome: Outcome | null;
  award_id: string | null;
  amount_pence: number | null;
  award_status: AwardStatus | null;
  released_at: Date | null;
}

/** The ranked list of a pot with what has been decided on each line; lines closed to the viewer are left out. */
export async function listBoard(db: Kysely<DB>, potId: string, viewerId: string): Promise<BoardLine[]> {
  const ranked = await rankedApplications(db, potId, viewerId);
  const decided = await db
    .selectFrom("decision")
    .innerJoin("application", "application.id", "decision.application_id")
    .leftJoin("award", "award.decision_id", "decision.id")
    .select(["decision.application_id", "decision.outcome", "decision.released_at", "award.id as award_id", "award.amount_pence", "award.status as award_status"])
    .where("application.pot_id", "=", potId)
    .where("decision.taken_back_at", "is", null)
    .execute();
  const byApplication = new Map(decided.map((decision) => [decision.application_id, decision]));
  return ranked.map((line) => {
    const decision = byApplication.get(line.application_id);
    return {
      ...line,
      outcome: decision?.outcome ?? null, award_id: decision?.award_id ?? null, amount_pence: decision?.amount_pence ?? null,
      award_status: decision?.award_status ?? null, released_at: decision?.released_at ?? null,
    };
  });
}

/** How a pot stands: what is decided, how much of it nobody outside knows yet, and the amounts of the awards that hold its money. */
export async function getPotProgress(db: Kysely<DB>, potId: string) {
  const decisions = await db
    .selectFrom("decision")
    .innerJoin("application", "application.id", "decision.application_id")
    .select((eb) => [
      eb.fn.countAll<number>().as("decided"),
      sql<number>`count(*) filter (where decision.outcome = 'decline')`.as("declined"),
      sql<number>`count(*) filter (where decision.released_at is null)`.as("waiting"),
    ])
    .where("application.pot_id", "=", potId)
    .where("decision.taken_back_at", "is", null)
    .executeTakeFirstOrThrow();
  const awards = await db.selectFrom("award").select("amount_pence").where("pot_id", "=", potId).where("status", "in", [...standing]).execute();
  return { ...decisions, amounts: awards.map((award) => award.amount_pence) };
}

export interface Coverage {
  code: string;
  title: string;
  awards: number;
  amount_pence: number;
}
/** How the awards that hold a pot's money cover a list, every code a line, zero too. An award is counted once under each of its codes. */
export async function coverageOf(db: Kysely<DB>, potId: string, list: CodeList): Promise<Coverage[]> {
  const rows = await db
    .selectFrom("award_tag as t")
    .innerJoin("award as a", "a.id", "t.award_id")
    .select((eb) => ["t.code", eb.fn.countAll<number>().as("awards"), eb.fn.sum<number>("a.amount_pence").as("amount_pence")])
    .where("a.pot_id", "=", potId)
    .where("a.status", "in", [...standing])
    .where("t.list_code", "=", list.code)
    .groupBy("t.code")
    .execute();
  return list.items.map(({ code, title }) => {
    const row = rows.find((one) => one.code === code);
    return { code, title, awards: row?.awards ?? 0, amount_pence: row?.amount_pence ?? 0 };
  });
}

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
    .leftJoin("award", "award.decision_id", "decision.id")
    .select([
      "decision.id", "decision.outcome", "decision.reasons", "decision.feedback", "decision.decided_at", "decision.released_at", "person.name as decided_by_name",
      "award.id as award_id", "award.reference as award_reference", "award.amount_pence", "award.status as award_status", "award.conditions",
    ])
    .where("decision.application_id", "=", applicationId)
    .where("decision.taken_back_at", "is", null)
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
  return db
    .selectFrom("award")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .select([
      "award.id", "award.reference", "award.title", "award.amount_pence", "award.status", "award.awarded_on", "award.released_at", "award.accept_by", "award.accepted_at",
      "award.origin", "award.synthetic", "organisation.name as organisation_name",
    ])
    .where("award.pot_id", "=", potId)
    .where("award.status", "<>", "taken-back")
    .where(sql<boolean>`not conflicted(award.application_id, ${viewerId}::uuid)`)
    .orderBy("organisation.name")
    .orderBy("award.reference")
    .execute();
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
    .select([
      "decision.outcome", "decision.feedback", "decision.released_at", "decision.amount_pence as decided_pence",
      "award.id as award_id", "award.reference as award_reference", "award.amount_pence", "award.status as award_status", "award.conditions", "award.accept_by",
      "award.accepted_at", "award.signatory_name", "award.signatory_role", "award.withdrawn_reason",
    ])
    .where("decision.application_id", "=", applicationId)
    .where("decision.taken_back_at", "is", null)
    .where("decision.released_at", "is not", null)
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
