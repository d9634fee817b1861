/** The application behind an award, as an official reads it: the last step down from a figure. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { getSubmission } from "../applications/read.server.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { may } from "./policy.ts";

/**
 * What was sent, and the award that followed. An application that no award rests on is the fund's business and not found here.
 * @throws NotAllowed, NotFound
 */
export async function getApplicationNationally(db: Kysely<DB>, actor: Actor, id: string) {
  permit(may.readNational(actor));
  const head = isId(id)
    ? await db
        .selectFrom("application")
        .innerJoin("award", "award.application_id", "application.id")
        .innerJoin("round", "round.id", "award.round_id")
        .innerJoin("fund", "fund.id", "award.fund_id")
        .innerJoin("area", "area.code", "award.area_code")
        .select(["application.id", "application.reference", "application.title", "application.asked_pence", "application.received_at", "application.synthetic"])
        .select(["award.reference as award_reference", "round.title as round", "fund.title as fund", "area.name as area"])
        .select(sql<Record<string, number>>`round.lists`.as("lists"))
        .where("application.id", "=", id)
        .where("award.status", "<>", "taken-back")
        .executeTakeFirst()
    : undefined;
  if (!head) throw new NotFound();
  const submission = await getSubmission(db, head.id);
  const { definition } = await getFormVersion(db, submission.form_version_id);
  const { name, charity_number, company_number, purpose } = submission.organisation;
  return { head, organisation: { name, charity_number, company_number, purpose }, answers: submission.answers, definition, lists: await listsFor(db, head.lists) };
}
