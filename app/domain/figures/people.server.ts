/** Counts of people, and money spent, from the returns of groups: for signed-in officials only. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { getReturn, peopleReached } from "../monitoring/read.server.ts";
import { may } from "./policy.ts";

/** What the returns of a fund say so far, with how complete that is, and the returns themselves, newest first. Throws NotAllowed. */
export async function peopleFromReturns(db: Kysely<DB>, actor: Actor, fundId: string) {
  permit(may.readPeople(actor));
  const returns = await db
    .selectFrom("grant_return")
    .innerJoin("award", "award.id", "grant_return.award_id")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .innerJoin("area", "area.code", "award.area_code")
    .select(["grant_return.id", "grant_return.sent_at", "grant_return.people_total", "grant_return.spent_pence"])
    .select(["award.reference", "award.title", "organisation.name as organisation", "area.name as area"])
    .where("award.fund_id", "=", fundId)
    .where("award.status", "=", "accepted")
    .where("grant_return.status", "=", "sent")
    .orderBy("grant_return.sent_at", "desc")
    .limit(100)
    .execute();
  return { ...(await peopleReached(db, { fund_id: fundId })), returns };
}

/** One return as a group sent it, with its form. Throws NotAllowed, and NotFound for one that has not been sent. */
export async function getReturnNationally(db: Kysely<DB>, actor: Actor, id: string) {
  permit(may.readPeople(actor));
  const found = await getReturn(db, id);
  if (found.status !== "sent") throw new NotFound();
  const { definition } = await getFormVersion(db, found.form_version_id);
  return { found, definition, lists: await listsFor(db, found.lists) };
}
