/**
 * Rows to test with, by plain inserts and with sensible invented values. Whatever a test is about it passes itself.
 * `a.` and `an.` make what is missing around a thing (a pot brings its round, fund and area) and return the row.
 */
import type { Insertable, Selectable } from "kysely";
import type { AreaRole, HeldRole, NationalRole, OrganisationRole, PersonActor } from "#app/domain/kernel/actor.ts";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import type { Database } from "#db/connection.ts";
import type { DB } from "#db/types.ts";

type Row<Table extends keyof DB> = Selectable<DB[Table]>;
type Values<Table extends keyof DB> = Partial<Insertable<DB[Table]>>;

let counted = 0;
/** A number that no other thing of this process has. */
const next = (): number => (counted += 1);
const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);
/** The area of things that name none. */
export const someArea = "S12000033";

async function person(db: Database, values: Values<"person"> = {}): Promise<Row<"person">> {
  const number = next();
  return db
    .insertInto("person")
    .values({ id: newId(), email: `person-${number}@test.example`, name: `Person ${number}`, email_confirmed_at: new Date(), synthetic: true, ...values })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A council area; the same code twice gives the row that is there. */
async function area(db: Database, values: Values<"area"> = {}): Promise<Row<"area">> {
  const code = values.code ?? someArea;
  // Two things made at once may want the same area.
  await db
    .insertInto("area")
    .values({ code, name: `Area ${code}`, slug: `area-${code.toLowerCase()}`, short_name: code.slice(-3), kind: code.startsWith("S92") ? "nation" : "council", position: next(), ...values })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return db.selectFrom("area").selectAll().where("code", "=", code).executeTakeFirstOrThrow();
}

/** A code list with one version and these items; where the list is known, it is left as it is. */
async function codeList(db: Database, code: string, items: readonly string[], version = 1): Promise<void> {
  await db.insertInto("code_list").values({ code, title: code, choice: "many" }).onConflict((conflict) => conflict.doNothing()).execute();
  await db.insertInto("code_list_version").values({ list_code: code, version, valid_from: "2021-04-01", title: code }).onConflict((conflict) => conflict.doNothing()).execute();
  for (const [index, item] of items.entries())
    await db
      .insertInto("code_item")
      .values({ list_code: code, version, code: item, title: item, position: index + 1, confirmed: true })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

async function someLegalForm(db: Database): Promise<{ code: string; version: number }> {
  const find = () => db.selectFrom("code_item").select(["code", "version"]).where("list_code", "=", "legal-form").orderBy("version", "desc").orderBy("position").executeTakeFirst();
  const known = await find();
  if (known) return known;
  await codeList(db, "legal-form", ["scio"]);
  return (await find())!;
}

async function organisation(db: Database, values: Values<"organisation"> = {}): Promise<Row<"organisation">> {
  const number = next();
  const form = await someLegalForm(db);
  const { code } = await area(db, values.area_code ? { code: values.area_code } : {});
  return db
    .insertInto("organisation")
    .values({
      id: newId(),
      name: `Test Group ${number}`,
      legal_form: form.code,
      legal_form_version: form.version,
      charity_number: `SC9${String(10_000 + number).slice(-5)}`,
      area_code: code,
      synthetic: true,
      ...values,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

type RoleValues =
  | { person_id: string; role: OrganisationRole; organisation_id: string }
  | { person_id: string; role: AreaRole; fund_id: string; area_code: string }
  | { person_id: string; role: Exclude<NationalRole, "partner"> }
  | { person_id: string; role: "partner"; member_body_id: string };

/** Omit, role by role, so that each keeps its own place. */
type WithoutPerson<T> = T extends unknown ? Omit<T, "person_id"> : never;

/** A member of the Partnership. */
async function memberBody(db: Database, values: Values<"member_body"> = {}): Promise<Row<"member_body">> {
  return db.insertInto("member_body").values({ id: newId(), name: `Member Body ${next()}`, synthetic: true, ...values }).returningAll().executeTakeFirstOrThrow();
}

async function role(db: Database, values: RoleValues): Promise<Row<"role_held">> {
  return db.insertInto("role_held").values({ id: newId(), ...values }).returningAll().executeTakeFirstOrThrow();
}

/** Someone who acts: a new person (or the one named), with these roles and the second factor passed. */
async function actor(db: Database, roles: readonly WithoutPerson<RoleValues>[] = [], values: Values<"person"> = {}): Promise<PersonActor> {
  const known = values.id ? await db.selectFrom("person").selectAll().where("id", "=", values.id).executeTakeFirst() : undefined;
  const who = known ?? (await person(db, values));
  for (const held of roles) await role(db, { person_id: who.id, ...held } as RoleValues);
  return actorOf(db, who.id);
}

/** The actor that a signed-in person is, with the roles held now. */
export async function actorOf(db: Database, personId: string): Promise<PersonActor> {
  const who = await db.selectFrom("person").selectAll().where("id", "=", personId).executeTakeFirstOrThrow();
  const roles: HeldRole[] = await db
    .selectFrom("role_held")
    .select(["role", "organisation_id", "fund_id", "area_code", "member_body_id"])
    .where("person_id", "=", personId)
    .where("ended_at", "is", null)
    .execute();
  return { kind: "person", id: who.id, name: who.name, email: who.email, emailConfirmed: who.email_confirmed_at !== null, secondFactor: true, recentlyProved: true, roles };
}

async function formVersion(db: Database, values: Values<"form_version"> = {}): Promise<Row<"form_version">> {
  const form_code = values.form_code ?? `test-form-${next()}`;
  const definition = JSON.stringify({ code: form_code, title: "Test form", sections: [] });
  return db
    .insertInto("form_version")
    .values({ id: newId(), form_code, version: 1, title: "Test form", definition, ...values })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function fund(db: Database, values: Values<"fund"> = {}): Promise<Row<"fund">> {
  const number = next();
  return db
    .insertInto("fund")
    .values({ id: newId(), code: `test-fund-${number}`, title: `Test Fund ${number}`, short_title: `Fund ${number}`, summary: "A fund for tests.", shape: "areas", position: number, ...values })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A live round with forms of its own; `lists` as a value, not as text. */
async function round(db: Database, { lists = {}, ...values }: Omit<Values<"round">, "lists"> & { lists?: Record<string, number> } = {}): Promise<Row<"round">> {
  const number = next();
  return db
    .insertInto("round")
    .values({
      id: newId(),
      fund_id: values.fund_id ?? (await fund(db)).id,
      code: `test-round-${number}`,
      title: `Test Round ${number}`,
      financial_year: "2026-27",
      kind: "live",
      form_version_id: values.form_version_id ?? (await formVersion(db)).id,
      return_form_version_id: values.return_form_version_id ?? (await formVersion(db)).id,
      synthetic: true,
      lists: JSON.stringify(lists),
      ...values,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A pot that opened yesterday and closes in thirty days, with £100,000 and grants of £500 to £10,000. Nobody has to declare for its round. */
async function pot(db: Database, values: Values<"pot"> = {}): Promise<Row<"pot">> {
  const { code } = await area(db, values.area_code ? { code: values.area_code } : {});
  return db
    .insertInto("pot")
    .values({
      id: newId(),
      round_id: values.round_id ?? (await round(db)).id,
      area_code: code,
      allocation_pence: 10_000_000,
      opens_at: hours(-24),
      closes_at: hours(24 * 30),
      min_amount_pence: 50_000,
      max_amount_pence: 1_000_000,
      contact_email: "fund@test.example",
      synthetic: true,
      declaration_needed: false,
      ...values,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function criterion(db: Database, values: Values<"criterion"> & { pot_id: string }): Promise<Row<"criterion">> {
  const number = next();
  return db
    .insertInto("criterion")
    .values({ id: newId(), position: number, title: `Criterion ${number}`, weight: 50, ...values })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** An application; sent ones (every status but draft) have what was asked and when it came. */
async function application(db: Database, values: Values<"application"> = {}): Promise<Row<"application">> {
  const { id: pot_id, round_id } = values.pot_id ? await db.selectFrom("pot").select(["id", "round_id"]).where("id", "=", values.pot_id).executeTakeFirstOrThrow() : await pot(db);
  const { form_version_id } = await db.selectFrom("round").select("form_version_id").where("id", "=", round_id).executeTakeFirstOrThrow();
  const sent = (values.status ?? "draft") !== "draft";
  return db
    .insertInto("application")
    .values({
      id: newId(),
      reference: newReference("LA"),
      pot_id,
      organisation_id: values.organisation_id ?? (await organisation(db)).id,
      form_version_id: values.form_version_id ?? form_version_id!,
      created_by: values.created_by ?? (await person(db)).id,
      synthetic: true,
      ...(sent && { title: `Test project ${next()}`, asked_pence: 500_000, received_at: new Date(), reach: "general" as const, project_standing: "new" as const }),
      ...values,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** An award with the event that made it; its amount is added to what its pot has committed. Not in the award counts. */
async function award(db: Database, values: Values<"award"> = {}): Promise<Row<"award">> {
  const { id: pot_id, round_id, area_code } = values.pot_id ? await db.selectFrom("pot").selectAll().where("id", "=", values.pot_id).executeTakeFirstOrThrow() : await pot(db);
  const { fund_id } = await db.selectFrom("round").select("fund_id").where("id", "=", round_id).executeTakeFirstOrThrow();
  const status = values.status ?? "decided";
  const today = londonDay(new Date());
  return db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto("award")
      .values({
        id: newId(),
        reference: newReference("LG"),
        fund_id,
        round_id,
        pot_id,
        area_code,
        organisation_id: values.organisation_id ?? (await organisation(tx)).id,
        title: `Test award ${next()}`,
        amount_pence: 500_000,
        status,
        awarded_on: today,
        starts_on: today,
        ends_on: addDays(today, 365),
        released_at: status === "decided" || status === "taken-back" ? null : new Date(),
        accepted_at: status === "accepted" ? new Date() : null,
        withdrawn_at: status === "withdrawn" ? new Date() : null,
        withdrawn_reason: status === "withdrawn" ? "For the test" : "",
        counted: status === "released" || status === "accepted",
        synthetic: true,
        ...values,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const commits = ["decided", "released", "accepted"].includes(status) ? made.amount_pence : 0;
    await tx.insertInto("award_event").values({ id: newId(), award_id: made.id, kind: "made", change_pence: commits, awarded_on: made.awarded_on, synthetic: true }).execute();
    await tx.updateTable("pot").set((eb) => ({ committed_pence: eb("committed_pence", "+", commits) })).where("id", "=", made.pot_id).execute();
    await tx.updateTable("pot_year").set((eb) => ({ committed_pence: eb("committed_pence", "+", commits) })).where("pot_id", "=", made.pot_id)
      .where("financial_year", "=", (eb) => eb.selectFrom("round").select("financial_year").where("id", "=", made.round_id)).execute();
    return made;
  });
}

export const a = { person, area, codeList, organisation, memberBody, role, formVersion, fund, round, pot, criterion };
export const an = { actor, application, award, area, organisation };
