/** Gathers what is known for each check of one application, for the administrator who may see it. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { Answers } from "../forms/model.ts";
import { londonDay } from "../kernel/time.ts";
import { findCharities, registerHeld } from "../organisations/register.server.ts";
import type { Material } from "./checks-facts.ts";
import { listHints } from "./hints.server.ts";
import type { PublicMoney } from "./subsidy.ts";

/** An application as `readApplication` reads it, as far as its facts go. */
interface Read {
  head: { id: string; organisation_id: string; asked_pence: number | null };
  pot: Material["pot"];
  organisation: Omit<Material["group"], "safeguarding_policy" | "safeguarding_lead" | "bank_account">;
  answers: Answers;
}

/**
 * Public money that the group has: Lade's released awards, which anyone may read in the register; those not released only where the one
 * who looks decides in that fund and area; and what was recorded with applications that are open to them.
 */
async function listMoney(db: Kysely<DB>, applicationId: string, organisationId: string, viewerId: string): Promise<PublicMoney[]> {
  const { rows } = await sql<PublicMoney>`
    select fund.short_title || ', ' || area.name || ', ' || w.reference as "from", w.awarded_on as given_on, w.amount_pence,
           coalesce(case when w.application_id is not null and not conflicted(w.application_id, ${viewerId}::uuid) then seen.economic end, 'yes') = 'yes' as minimal_assistance
      from award w join fund on fund.id = w.fund_id join area on area.code = w.area_code left join subsidy_view seen on seen.application_id = w.application_id
     where w.organisation_id = ${organisationId}::uuid and w.application_id is distinct from ${applicationId}::uuid and w.amount_pence > 0
       and (w.status in ('released', 'accepted') or (w.status = 'decided' and (w.application_id is null or not conflicted(w.application_id, ${viewerId}::uuid))
            and exists (select 1 from role_held r where r.person_id = ${viewerId}::uuid and r.fund_id = w.fund_id and r.area_code = w.area_code and r.role in ('administrator', 'chair') and r.ended_at is null)))
    union all
    select f.funder, f.given_on, f.amount_pence, f.minimal_assistance from public_funding f join application b on b.id = f.application_id
     where b.organisation_id = ${organisationId}::uuid and f.removed_at is null and not conflicted(b.id, ${viewerId}::uuid)
     order by given_on desc, amount_pence desc limit 500`.execute(db);
  return rows;
}

/** What the profile says now, where the submission does not have it: an earlier one was kept without. */
const profileNow = (db: Kysely<DB>, organisationId: string) =>
  db.selectFrom("organisation").select(["safeguarding_policy", "safeguarding_lead", "bank_account"]).where("id", "=", organisationId).executeTakeFirstOrThrow();

/** @param documents those that the one who looks may open */
export async function readMaterial(db: Kysely<DB>, { head, pot, organisation, answers }: Read, documents: readonly { kind: string; uploaded_at: Date }[], viewerId: string) {
  const assured = await readAssured(db, head.id);
  const { dated_on } = await registerHeld(db);
  const pvg = answers["protected-roles"];
  const { rows } = await sql<{ today: string }>`select (clock_timestamp() at time zone 'Europe/London')::date as today`.execute(db);
  const material: Material = {
    group: { ...(await profileNow(db, head.organisation_id)), ...organisation },
    pot,
    asked_pence: head.asked_pence ?? 0,
    documents: documents.map(({ kind, uploaded_at }) => ({ kind, added_on: londonDay(uploaded_at) })),
    register: { entries: await findCharities(db, [organisation.charity_number, organisation.host_charity_number]), dated_on },
    money: await listMoney(db, head.id, head.organisation_id, viewerId),
    exception: assured.exception,
    fair_work: assured.fair_work,
    subsidy: assured.subsidy,
    account_recorded: assured.account !== undefined,
    hints: await listHints(db, head.id, viewerId),
    protected_roles: typeof pvg === "string" ? pvg : null,
    today: rows[0]!.today,
  };
  return { material, assured };
}

/** What was recorded with this application: exception, fair work, subsidy, whether an account was seen, other public money. */
export async function readAssured(db: Kysely<DB>, applicationId: string) {
  return {
    exception: await db.selectFrom("income_exception").selectAll().where("application_id", "=", applicationId).executeTakeFirst(),
    fair_work: await db.selectFrom("fair_work").selectAll().where("application_id", "=", applicationId).executeTakeFirst(),
    subsidy: await db.selectFrom("subsidy_view").selectAll().where("application_id", "=", applicationId).executeTakeFirst(),
    account: await db.selectFrom("account_seen").select(["recorded_at"]).where("application_id", "=", applicationId).executeTakeFirst(),
    funding: await db
      .selectFrom("public_funding as f")
      .innerJoin("person", "person.id", "f.recorded_by")
      .select(["f.id", "f.funder", "f.given_on", "f.amount_pence", "f.minimal_assistance", "person.name as recorded_by_name"])
      .where("f.application_id", "=", applicationId)
      .where("f.removed_at", "is", null)
      .orderBy("f.given_on", "desc")
      .orderBy("f.id")
      .execute(),
  };
}
