/** The only code that writes applications: starting one, moving it between its states, withdrawing it. Saving and sending have files of their own. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Closed, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId, newReference } from "../kernel/ids.server.ts";
import { formatInstant } from "../kernel/time.ts";
import { getOrganisation } from "../organisations/read.server.ts";
import { eligibility } from "./eligibility.ts";
import { next, type ApplicationEvent } from "./model.ts";
import { may } from "./policy.ts";

/** The application, locked until the transaction ends. Throws NotFound. */
export async function lockApplication({ db }: Pick<TransactionContext, "db">, id: string) {
  const application = isId(id) ? await db.selectFrom("application").selectAll().where("id", "=", id).forUpdate().executeTakeFirst() : undefined;
  if (!application) throw new NotFound();
  return application;
}
export type Application = Awaited<ReturnType<typeof lockApplication>>;

/** Moves a locked application along one of its legal moves. Throws WrongState. The caller records it. */
export async function moveApplication(tx: Pick<TransactionContext, "db">, application: Pick<Application, "id" | "status">, event: Exclude<ApplicationEvent, "submit">): Promise<void> {
  const status = next(application.status, event);
  await tx.db
    .updateTable("application")
    .set((eb) => ({ status, version: eb("version", "+", 1) }))
    .where("id", "=", application.id)
    .execute();
}

/**
 * When the request began to arrive, by the database's clock, and whether the pot was open then. Throws Closed before the
 * opening and from the closing on: the time that we took over the request never counts against anybody.
 */
export async function receivedInTime(tx: Pick<TransactionContext, "db" | "elapsed">, pot: Pick<Pot, "id" | "opens_at" | "closes_at">): Promise<Date> {
  const { rows } = await sql<{ received_at: Date; opened: boolean | null; in_time: boolean | null }>`
    with received as materialized (select clock_timestamp() - ${tx.elapsed()} * interval '1 millisecond' as at)
    select date_trunc('milliseconds', received.at) as received_at, received.at >= pot.opens_at as opened, received.at < pot.closes_at as in_time
    from received, pot where pot.id = ${pot.id}`.execute(tx.db);
  const { received_at, opened, in_time } = rows[0]!;
  if (!opened) throw new Closed(pot.opens_at ? `This round opens on ${formatInstant(pot.opens_at)}. You can read all the questions now` : "The dates of this round have not been announced yet");
  if (!in_time) throw new Closed(`This round closed on ${formatInstant(pot.closes_at!)}, and this came after that. What you wrote is kept: talk to the fund's team about what you can do`);
  return received_at;
}

/**
 * Starts a group's application to a pot, or answers the one that is already there, however many press in the same moment.
 * Throws Closed while the pot is not open, Invalid with the reason where the group cannot apply.
 */
export async function startApplication(context: Context, input: { pot_id: string; organisation_id: string }): Promise<{ id: string; started: boolean }> {
  return inTransaction(context, async (tx) => {
    const organisation = await getOrganisation(tx, input.organisation_id);
    permit(may.start(tx.actor, { organisation_id: organisation.id }));
    const pot = await getPot(tx.db, input.pot_id);
    const live = await findLive(tx, pot.id, organisation.id);
    if (live) return { id: live, started: false };
    await receivedInTime(tx, pot);
    const { against } = eligibility(pot, groupFactsOf(organisation));
    if (against[0]) throw new Invalid({ organisation_id: `${against[0].reason} ${against[0].next}` });
    if (tx.actor.kind !== "person" || !pot.form_version_id) throw new NotFound();
    const id = newId();
    const inserted = await tx.db
      .insertInto("application")
      .values({
        id, reference: newReference("LA"), pot_id: pot.id, organisation_id: organisation.id, form_version_id: pot.form_version_id,
        created_by: tx.actor.id, synthetic: organisation.synthetic,
      })
      .onConflict((conflict) => conflict.columns(["pot_id", "organisation_id"]).where("status", "<>", "withdrawn").doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n) return { id: (await findLive(tx, pot.id, organisation.id)) ?? id, started: false };
    await record(tx, "application.started", { type: "application", id }, { pot_id: pot.id, organisation_id: organisation.id });
    return { id, started: true };
  });
}

/** What the profile says of a group. A host that was named has agreed as far as we know: the checks look at it. */
export const groupFactsOf = (organisation: { legal_form: string; annual_income_pence: number | null; host_name: string }) => ({
  legal_form: organisation.legal_form,
  annual_income_pence: organisation.annual_income_pence,
  has_host: organisation.host_name !== "",
});

async function findLive(tx: TransactionContext, potId: string, organisationId: string): Promise<string | undefined> {
  const live = await tx.db
    .selectFrom("application")
    .select("id")
    .where("pot_id", "=", potId)
    .where("organisation_id", "=", organisationId)
    .where("status", "<>", "withdrawn")
    .executeTakeFirst();
  return live?.id;
}

/** Takes an application back: a draft or one that waits for its decision. What was written stays readable to the group. Throws WrongState. */
export async function withdraw(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.withdraw(tx.actor, application));
    // Decided and not released: the refusal must not tell that there is a decision.
    if (application.status === "decided") throw new WrongState("This application is being considered, and can't be taken back here any more. Write to the fund's team");
    await moveApplication(tx, application, "withdraw");
    await record(tx, "application.withdrawn", { type: "application", id: application.id }, { from: application.status });
  });
}
