/** What the demonstration's staff do with applications: check, assign, declare, score, decide. */
import { declareRound } from "#app/domain/assessment/declare.server.ts";
import { listToDeclare } from "#app/domain/assessment/interests.server.ts";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { recordChecks } from "#app/domain/assessment/checks.server.ts";
import { listChecklist } from "#app/domain/assessment/checks-list.server.ts";
import { saveScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { decide } from "#app/domain/awards/decide.server.ts";
import type { DecisionInput } from "#app/domain/awards/model.ts";
import { listCriteria } from "#app/domain/funds/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { Chance, SeedContext } from "../kit.ts";
import { at, type Applied } from "./groups.ts";
import { overallRemarks, scoreReasons } from "./stories.ts";

/** How far an assessor has come with an application. */
export type Progress = "asked" | "declared" | "begun" | "sent" | "interest";

export async function checkAll(context: SeedContext, administrator: PersonActor, application: Applied, when: Date): Promise<void> {
  const { pot_id } = await context.db.selectFrom("application").select("pot_id").where("id", "=", application.id).executeTakeFirstOrThrow();
  const notNeeded = ["host", "fair-work", "subsidy"];
  await recordChecks(
    at(context, administrator, when),
    application.id,
    (await listChecklist(context.db, pot_id)).map(({ code }) => ({ code, outcome: notNeeded.includes(code) ? ("not-needed" as const) : ("met" as const), note: "", seen: "" })),
  );
  await context.db.updateTable("application_check").set({ recorded_at: when }).where("application_id", "=", application.id).execute();
}

/** Declares for the round whatever a reader has not declared yet: close to these groups, and to no other. */
export async function declareForRound(context: SeedContext, reader: PersonActor, potId: string, when: Date, close: readonly string[] = []): Promise<void> {
  const listed = await listToDeclare(context.db, potId, reader.id);
  const asked = listed.filter(({ organisation_id, has_interest }) => has_interest === null || close.includes(organisation_id));
  if (asked.length === 0) return;
  await declareRound(
    at(context, reader, when),
    potId,
    asked.map(({ organisation_id }) => ({ organisation_id, has_interest: close.includes(organisation_id), explanation: close.includes(organisation_id) ? "I helped to run its lunch club until last year." : "" })),
  );
  const theirs = { pot_id: potId, person_id: reader.id };
  await context.db.updateTable("interest_in_organisation").set({ declared_at: when }).where((eb) => eb.and(theirs)).where("declared_at", ">", when).execute();
  await context.db.updateTable("round_declaration").set({ declared_at: when }).where((eb) => eb.and(theirs)).execute();
}

/** Asks an assessor and brings them as far as `progress` says. */
export async function assess(
  context: SeedContext, luck: Chance, administrator: PersonActor, assessor: PersonActor, application: Applied, progress: Progress, when: Date,
): Promise<void> {
  const { db } = context;
  const theirs = { application_id: application.id, person_id: assessor.id };
  await assign(at(context, administrator, when), application.id, assessor.id);
  await db.updateTable("assignment").set({ assigned_at: when }).where((eb) => eb.and(theirs)).execute();
  if (progress === "asked") return;
  const later = at(context, assessor, when);
  const has_interest = progress === "interest";
  await declare(later, application.id, { has_interest, explanation: has_interest ? "My neighbour is on the committee of this group." : "" });
  await db.updateTable("interest").set({ declared_at: when }).where((eb) => eb.and(theirs)).execute();
  if (has_interest || progress === "declared") return;
  const { pot_id } = await db.selectFrom("application").select("pot_id").where("id", "=", application.id).executeTakeFirstOrThrow();
  const criteria = await listCriteria(db, pot_id);
  const worth = luck.between(2, 5);
  const scored = criteria.slice(0, progress === "begun" ? 2 : criteria.length).map(({ id }) => {
    const points = Math.min(5, Math.max(1, worth + luck.between(-1, 1)));
    return { criterion_id: id, points, reason: luck.one(scoreReasons[points]!) };
  });
  const sheet = { version: 0, overall: progress === "begun" ? "" : luck.one(overallRemarks), scores: scored };
  await (progress === "begun" ? saveScores(later, application.id, sheet) : sendScores(later, application.id, sheet));
  await db
    .updateTable("score_sheet")
    .set({ started_at: when, ...(progress === "sent" ? { sent_at: when } : {}) })
    .where((eb) => eb.and(theirs))
    .execute();
}

/** Decides on an application on that day. Answers the award's key where there is one. */
export async function decideAt(context: SeedContext, decider: PersonActor, application: Applied, input: DecisionInput, when: Date): Promise<string | null> {
  const { decision_id, award_id } = await decide(at(context, decider, when), application.id, input);
  await context.db.updateTable("decision").set({ decided_at: when }).where("id", "=", decision_id).execute();
  return award_id;
}
