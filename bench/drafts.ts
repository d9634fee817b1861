/** Whole drafts of many groups to one round, each with a person who is signed in: what the rows about saving and sending press on. */
import { openSession } from "#app/domain/accounts/sessions.server.ts";
import { record } from "#app/domain/audit/change.server.ts";
import { findLatestForm } from "#app/domain/forms/read.server.ts";
import { inTransaction, type Context } from "#app/domain/kernel/context.ts";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import type { Database } from "#db/connection.ts";
import { communitiesAnswers, inventType } from "#seeds/demonstration/stories.ts";
import { chance } from "#seeds/kit.ts";

export interface Draft {
  application: string;
  person: string;
  /** What the browser of this person holds. */
  token: string;
}
export interface Drafts {
  pot: string;
  drafts: Draft[];
}

const area = "S12000049";
const lists = { "focus-group": 2, "priority-issue": 1, "family-group": 1, "project-type": 2, "legal-form": 1 };

/**
 * So many drafts in the full form of the Communities Fund, every question answered, in a pot that is open.
 * @param db a database with the reference data
 */
export async function makeDrafts(db: Database, secret: string, count: number): Promise<Drafts> {
  const context: Context = { db, actor: { kind: "system" }, now: new Date(), elapsed: () => 0, synthetic: true, secret };
  const luck = chance(271_828);
  const [form, returnForm, fund, legalForm] = [
    await findLatestForm(db, "communities-application"),
    await findLatestForm(db, "grant-return"),
    await db.selectFrom("fund").select("id").where("code", "=", "communities-adults").executeTakeFirstOrThrow(),
    await db.selectFrom("code_item").select(["code", "version"]).where("list_code", "=", "legal-form").where("code", "=", "scio").executeTakeFirstOrThrow(),
  ];
  const [round, pot] = [newId(), newId()];
  const hour = 3_600_000;
  await db
    .insertInto("round")
    .values({
      id: round, fund_id: fund.id, code: `bench-${round}`, title: "Bench", financial_year: "2026-27", kind: "live",
      form_version_id: form!.id, return_form_version_id: returnForm!.id, lists: JSON.stringify(lists), synthetic: true,
    })
    .execute();
  await db
    .insertInto("pot")
    .values({
      id: pot, round_id: round, area_code: area, allocation_pence: 100_000_000, opens_at: new Date(Date.now() - hour), closes_at: new Date(Date.now() + 24 * hour),
      min_amount_pence: 50_000, max_amount_pence: 2_000_000, contact_email: "fund@bench.example", synthetic: true,
    })
    .execute();
  const drafts: Draft[] = [];
  for (let index = 0; index < count; index += 1) {
    const [person, organisation, application] = [newId(), newId(), newId()];
    const answers = communitiesAnswers(luck, { projectType: inventType(luck), pounds: luck.between(10, 200) * 50, starts_on: "2027-05-03", days: 200 });
    await inTransaction(context, async (tx) => {
      await tx.db.insertInto("person").values({ id: person, email: `${person}@bench.example`, name: `Person ${index + 1}`, email_confirmed_at: new Date(), synthetic: true }).execute();
      await tx.db
        .insertInto("organisation")
        .values({ id: organisation, name: `Group ${index + 1}`, legal_form: legalForm.code, legal_form_version: legalForm.version, area_code: area, address: "1 Mill Lane", telephone: "01632 960001", purpose: "To walk", annual_income_pence: 1_000_000, synthetic: true })
        .execute();
      await tx.db.insertInto("role_held").values({ id: newId(), person_id: person, role: "owner", organisation_id: organisation }).execute();
      await tx.db.insertInto("application").values({ id: application, reference: newReference("LA"), pot_id: pot, organisation_id: organisation, form_version_id: form!.id, created_by: person, synthetic: true }).execute();
      await tx.db.insertInto("application_answer").values(Object.entries(answers).map(([question_id, value]) => ({ application_id: application, question_id, value: JSON.stringify(value), saved_by: person }))).execute();
      await record(tx, "application.started", { type: "application", id: application }, { pot_id: pot, organisation_id: organisation });
    });
    drafts.push({ application, person, token: (await openSession(db, { person_id: person, device: "bench" })).token });
  }
  return { pot, drafts };
}
