/** A pot with applications that were sent, the people around it, and what must hold of it at any moment. */
import { sql } from "kysely";
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { compareCommitments, compareCounts } from "#app/domain/awards/counts.server.ts";
import type { DecisionInput } from "#app/domain/awards/model.ts";
import { compareParts, overdrawnParts } from "#app/domain/awards/parts-compare.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import type { Database } from "#db/connection.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { contextFor, testSecret } from "#tests/support/database.ts";

export const lists = { "focus-group": 1, "priority-issue": 1, "family-group": 1, "project-type": 1 };
const items = {
  "focus-group": ["women", "older-people", "refugees"],
  "priority-issue": ["isolation", "poverty"],
  "family-group": ["lone-parent-families"],
  "project-type": ["social", "arts"],
};
export const returnForm = {
  code: "grant-return", title: "How it went",
  sections: [
    { id: "story", title: "Story", questions: [{ id: "done", kind: "long-text", limit: 2000, title: "What did you do?" }] },
    {
      id: "numbers", title: "Numbers",
      questions: [
        { id: "people-total", kind: "number", title: "How many people?" },
        { id: "people-by-group", kind: "people-by-code", list: "focus-group", optional: true, title: "How many in each group?" },
        { id: "spent", kind: "money", min: 0, title: "How much was spent?" },
        { id: "all-spent", kind: "yes-no", title: "All of it?" },
      ],
    },
  ],
};

export interface Applicant {
  application_id: string;
  organisation_id: string;
  owner: PersonActor;
}

/** A pot of a live round with its administrator. */
export async function aPot(db: Database, allocation_pence: number, values: { min_amount_pence?: number; second_person_above_pence?: number; minimum_percent?: number } = {}) {
  for (const [list, codes] of Object.entries(items)) await a.codeList(db, list, codes);
  const form = await a.formVersion(db, { definition: JSON.stringify(returnForm), form_code: `grant-return-${newId().slice(-8)}` });
  const round = await a.round(db, { lists, return_form_version_id: form.id });
  const pot = await a.pot(db, { round_id: round.id, allocation_pence, ...values });
  const place = { fund_id: round.fund_id, area_code: pot.area_code };
  const staff = (role: "administrator" | "chair" | "finance" | "assessor" = "administrator") => an.actor(db, [{ role, ...place }]);
  return { pot, round, place, staff, administrator: await staff() };
}

/** A group with an owner and an application that was sent, tagged for women. */
export async function anApplicant(db: Database, potId: string, asked_pence = 500_000): Promise<Applicant> {
  const organisation = await a.organisation(db);
  const owner = await an.actor(db, [{ role: "owner", organisation_id: organisation.id }]);
  const application = await an.application(db, { pot_id: potId, organisation_id: organisation.id, created_by: owner.id, status: "in-assessment", asked_pence, project_type: "social" });
  await db
    .insertInto("submission")
    .values({
      id: newId(), application_id: application.id, form_version_id: application.form_version_id, sha256: "0", received_at: new Date(), submitted_by: owner.id,
      answers: JSON.stringify({ summary: "Walks by the harbour", "starts-on": "2026-09-01", "ends-on": "2027-08-31" }), organisation: JSON.stringify({}),
    })
    .execute();
  await db.insertInto("application_tag").values({ application_id: application.id, list_code: "focus-group", list_version: 1, code: "women" }).execute();
  return { application_id: application.id, organisation_id: organisation.id, owner: await actorOf(db, owner.id) };
}

export const inFull: DecisionInput = { outcome: "full", amount_pence: null, reasons: "Strong need", feedback: "A good plan", conditions: "" };
export const inPart = (amount_pence: number): DecisionInput => ({ ...inFull, outcome: "part", amount_pence });
export const declined: DecisionInput = { ...inFull, outcome: "decline", reasons: "Weak budget", feedback: "Say more about the costs" };

export const withCondition = (conditions_to_meet: string, amount_pence: number | null = null): DecisionInput => ({ ...inFull, outcome: "conditional", amount_pence, conditions_to_meet });
export const inReserve = (reserve_position?: number): DecisionInput => ({ ...inFull, outcome: "reserve", feedback: "Close to the line", ...(reserve_position === undefined ? {} : { reserve_position }) });

/** Everything that is wrong with money, counts and audit: nothing should be. */
export async function faults(db: Database): Promise<string[]> {
  return [...(await compareCommitments(db)), ...(await compareParts(db)), ...(await overdrawnParts(db)), ...(await compareCounts(db)), ...(await verifyAudit(db, testSecret))];
}

/** Awards that the counts hold under a code; all of them under 'all'. */
export async function countOf(db: Database, potId: string, list_code = "all", code = "all"): Promise<{ awards: number; amount_pence: number }> {
  const { rows } = await sql<{ awards: number; amount_pence: number }>`
    select coalesce(sum(c.awards), 0) as awards, coalesce(sum(c.amount_pence), 0)::bigint as amount_pence
      from award_count c join pot p on p.round_id = c.round_id and p.area_code = c.area_code
     where p.id = ${potId} and c.list_code = ${list_code} and c.code = ${code}`.execute(db);
  return rows[0]!;
}

export const as = (db: Database, actor: PersonActor) => contextFor(db, actor);
export const awardOf = (db: Database, applicationId: string) =>
  db.selectFrom("award").selectAll().where("application_id", "=", applicationId).where("status", "<>", "taken-back").executeTakeFirstOrThrow();
