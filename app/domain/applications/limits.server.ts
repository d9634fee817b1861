/** The limits that one application is held to: those of its place, of its form, and of a round to which a group applies once. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { Limits } from "../forms/model.ts";
import type { Pot } from "../funds/read.server.ts";
import { limitsFor } from "./eligibility.ts";
import { formFit } from "./start.server.ts";

interface Held {
  id: string;
  form_version_id: string;
  organisation_id: string;
}

/**
 * What `crossChecks` and `missingAnswers` compare with. Inside a transaction of a round to which a group applies once the group is
 * locked first, so that of two sent in the same moment the second meets the first.
 */
export async function limitsHere(db: Kysely<DB>, application: Held, pot: Pot, group: { legal_form: string }): Promise<Limits> {
  const { up_to_pence } = await formFit(db, application, pot.round_id, {});
  return { ...limitsFor(pot, group), form_max_pence: up_to_pence, sent_already: pot.one_per_group ? await sentAlready(db, application, pot) : null };
}

async function sentAlready(db: Kysely<DB>, application: Held, pot: Pick<Pot, "round_id">): Promise<string | null> {
  if (db.isTransaction) await db.selectFrom("organisation").select("id").where("id", "=", application.organisation_id).forNoKeyUpdate().execute();
  const other = await db
    .selectFrom("application")
    .innerJoin("pot", "pot.id", "application.pot_id")
    .innerJoin("area", "area.code", "pot.area_code")
    .select(["application.reference", "area.name"])
    .where("pot.round_id", "=", pot.round_id)
    .where("application.organisation_id", "=", application.organisation_id)
    .where("application.id", "<>", application.id)
    .where("application.status", "in", ["submitted", "in-assessment", "decided"])
    .orderBy("application.received_at")
    .executeTakeFirst();
  return other ? `${other.reference}, ${other.name}` : null;
}
