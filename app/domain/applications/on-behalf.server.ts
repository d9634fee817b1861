/**
 * An application that came on paper or by telephone: the fund's administrator enters it for the group, with the signed form among the
 * group's documents, and the group confirms it. It counts as received when it came.
 */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { record } from "../audit/change.server.ts";
import { letters } from "../accounts/letters.ts";
import { endRole, inviteFirstOwner } from "../accounts/roles.server.ts";
import { getPot } from "../funds/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, WrongState } from "../kernel/errors.ts";
import { formatInstant } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { createOrganisation } from "../organisations/change.server.ts";
import type { OrganisationInput } from "../organisations/model.ts";
import { lockApplication, type Application } from "./change.server.ts";
import type { EnterInput } from "./on-behalf.ts";
import { may } from "./policy.ts";
import { startApplication } from "./start.server.ts";
import { fundSideOf, listGroupWriters } from "./thread.server.ts";

/**
 * Sets up the group and its draft, for the administrator to fill in as its helper, and invites the group to join as its owner. A
 * group that is here already is asked to write itself: nobody outside it may look into what it keeps. Throws Invalid by field.
 */
export async function enterForGroup(context: Context, potId: string, input: EnterInput, organisation: OrganisationInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    const pot = await getPot(tx.db, potId);
    permit(may.enterFor(tx.actor, pot));
    await refuseUntimely(tx, pot.id, input.arrived_at);
    const organisation_id = await createOrganisation(tx, organisation, "helper");
    const helping = asHelper(tx, organisation_id);
    const { id } = await startApplication(helping, { pot_id: pot.id, organisation_id, about_pence: input.about_pence, entered: { how: input.how, arrived_at: input.arrived_at } });
    await inviteOwner(tx, { organisation_id, entered_how: input.how, fund_title: pot.fund_title }, input.contact_email);
    await record(tx, "application.entered-for-group", { type: "application", id }, { how: input.how, arrived_at: input.arrived_at.toISOString() });
    return id;
  });
}

const inviteOwner = (tx: TransactionContext, { organisation_id, entered_how, fund_title }: { organisation_id: string; entered_how: "paper" | "telephone"; fund_title: string }, email: string): Promise<void> =>
  inviteFirstOwner(tx, organisation_id, email, (group, token) => letters.confirmApplication(group, fund_title, entered_how, token));

/** How an application came that the fund entered, whether its group has confirmed it, and whom the fund has invited to do so. Undefined where the group wrote it. */
export async function findEntered(db: Kysely<DB>, applicationId: string) {
  const { rows } = await sql<{ how: "paper" | "telephone"; arrived_at: Date; entered_by_name: string; confirmed_at: Date | null; confirmed_by_name: string | null; joined: boolean; invited: string | null; invited_until: Date | null; invitation_open: boolean | null }>`
    select a.entered_how as how, a.arrived_at, enterer.name as entered_by_name, a.confirmed_at, confirmer.name as confirmed_by_name,
           exists (select 1 from role_held r where r.organisation_id = a.organisation_id and r.role = 'owner' and r.ended_at is null) as joined,
           link.email as invited, link.expires_at as invited_until, link.used_at is null and link.expires_at > clock_timestamp() as invitation_open
      from application a join person enterer on enterer.id = a.entered_by left join person confirmer on confirmer.id = a.confirmed_by
      left join lateral (select l.email, l.expires_at, l.used_at from account_link l where l.organisation_id = a.organisation_id and l.purpose = 'join-organisation' and l.role = 'owner'
                          order by l.created_at desc limit 1) link on true
     where a.id = ${applicationId}`.execute(db);
  return rows[0];
}

/** Invites the group's first owner anew, where nobody has joined: to another address, or because the link is too old. Throws WrongState, TooManyTries. */
export async function inviteAgain(context: Context, id: string, email: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    const person = tx.actor as PersonActor;
    permit(may.writeToGroup(person, await fundSideOf(tx.db, application, person.id)));
    if (!application.entered_how) throw new WrongState("The group wrote this application itself");
    const { fund_title } = await getPot(tx.db, application.pot_id);
    await inviteOwner(tx, { organisation_id: application.organisation_id, entered_how: application.entered_how, fund_title }, email);
  });
}

/** Tells the people of the group who are here already that there is something to confirm; who was invited has a link that leads to it. */
export async function askToConfirm(tx: TransactionContext, application: Application): Promise<void> {
  for (const writer of await listGroupWriters(tx.db, application.organisation_id))
    await queueMessage(tx, {
      to_email: writer.email, to_person_id: writer.id, template: "application.to-confirm",
      subject: `Please confirm your group's application ${application.reference}`,
      body: [`Hello ${writer.name},`, "", `The fund's team has typed in and sent application ${application.reference} for your group. Read it, and confirm that it is what your group said:`, paths.applicationReceipt(application.id)].join("\n"),
      dedupe_key: `application.to-confirm/${application.id}/${writer.id}`,
    });
}

/** The actor with the role that was given in this transaction: its own row says so from the next request on. */
function asHelper(tx: TransactionContext, organisation_id: string): TransactionContext {
  const actor = tx.actor as PersonActor;
  return { ...tx, actor: { ...actor, roles: [...actor.roles, { role: "helper", organisation_id, fund_id: null, area_code: null }] } };
}

/** By the database's clock: it came while the round was open, and not in the future. */
async function refuseUntimely(tx: TransactionContext, potId: string, arrivedAt: Date): Promise<void> {
  const { rows } = await sql<{ opens_at: Date | null; closes_at: Date | null; early: boolean | null; late: boolean | null; future: boolean }>`
    select p.opens_at, closing_told(p.id, null) as closes_at, ${arrivedAt}::timestamptz < p.opens_at as early, ${arrivedAt}::timestamptz >= last_moment(p.id, null) as late,
      ${arrivedAt}::timestamptz > clock_timestamp() as future from pot p where p.id = ${potId}`.execute(tx.db);
  const { opens_at, closes_at, early, late, future } = rows[0]!;
  if (!opens_at || early) throw new Invalid({ arrived_on: opens_at ? `This round opened on ${formatInstant(opens_at)}, and this came before` : "The dates of this round have not been set yet" });
  if (late) throw new Invalid({ arrived_on: `This round closed on ${formatInstant(closes_at!)}. If you accept it all the same, record more time for everyone first, with the reason` });
  if (future) throw new Invalid({ arrived_on: "This time is still to come. Enter when it came" });
}

/** The group says that what was entered is what it said. Its helpers leave. Throws WrongState before it is sent or where nobody entered it. */
export async function confirmEntered(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.confirmEntered(tx.actor, application));
    if (!application.entered_by) throw new WrongState("Your group wrote this application itself, so there is nothing to confirm");
    if (!application.received_at) throw new WrongState("The fund's team has not finished entering this application");
    if (application.confirmed_at) return;
    await tx.db
      .updateTable("application")
      .set((eb) => ({ confirmed_at: sql<Date>`clock_timestamp()`, confirmed_by: (tx.actor as PersonActor).id, version: eb("version", "+", 1) }))
      .where("id", "=", application.id)
      .execute();
    const helpers = await tx.db.selectFrom("role_held").select("id").where("organisation_id", "=", application.organisation_id).where("role", "=", "helper").where("ended_at", "is", null).execute();
    for (const held of helpers) await endRole(tx, held.id);
    await record(tx, "application.confirmed-by-group", { type: "application", id: application.id });
  });
}
