/** The only code that writes who sits on a pot's panel: inviting, seats, leaving. */
import { sql } from "kysely";
import { paths } from "#app/paths.ts";
import { findOrAddPerson } from "../accounts/invited.server.ts";
import { addRole } from "../accounts/roles.server.ts";
import { record } from "../audit/change.server.ts";
import { lockPot } from "../funds/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { actingPerson } from "./change.server.ts";
import type { movableSeats, PanelInvitation, ReadingPlan, Seat } from "./panel.ts";
import { may } from "./policy.ts";

/**
 * Gives somebody a seat on the panel of a pot, with the role that it needs, and writes to them. Who has no account gets one that their
 * mailbox opens. Answers the person's key.
 * @throws Invalid on `email` for oneself, for somebody with a seat, and for an account that can't take a role; TooManyTries
 */
export async function inviteToPanel(context: Context, potId: string, { name, email, seat }: PanelInvitation): Promise<string> {
  return inTransaction(context, async (tx) => {
    const actor = actingPerson(tx);
    const pot = await lockPot(tx, potId);
    permit(may.changePanel(actor, pot));
    if (email === actor.email) throw new Invalid({ email: "Somebody else has to invite you: nobody gives themselves a seat" });
    const person = await findOrAddPerson(tx, { email, name });
    const sits = await tx.db.selectFrom("panel_member").select("id").where("pot_id", "=", pot.id).where("person_id", "=", person.id).where("ended_at", "is", null).executeTakeFirst();
    if (sits) throw new Invalid({ email: "This person has a seat on this panel already" });
    const role_held_id = await roleFor(tx, pot, person.id, seat);
    await tx.db.insertInto("panel_member").values({ id: newId(), pot_id: pot.id, person_id: person.id, seat, role_held_id, invited_by: actor.id }).execute();
    await tellInvited(tx, pot, person);
    if (role_held_id) await record(tx, "role.granted", { type: "person", id: person.id }, { role: roleOf(seat), fund_id: pot.fund_id, area_code: pot.area_code });
    // Which seat it is stands nowhere but in the seat's own row: it may tell of somebody's health.
    await record(tx, "panel.member-invited", { type: "pot", id: pot.id }, { person_id: person.id });
    return person.id;
  });
}

const roleOf = (seat: Seat): "chair" | "assessor" => (seat === "chair" ? "chair" : "assessor");

/** Gives the role that a seat needs, where it is not held. Answers the new role's key, or that of a seat on another panel here that brought it. */
async function roleFor(tx: TransactionContext, pot: Pot, person_id: string, seat: Seat): Promise<string | null> {
  const place = { fund_id: pot.fund_id, area_code: pot.area_code };
  const held = await tx.db
    .selectFrom("role_held as r")
    .select(["r.id", sql<boolean>`exists (select 1 from panel_member m where m.role_held_id = r.id)`.as("came_with_a_seat")])
    .where("r.person_id", "=", person_id)
    .where("r.role", "=", roleOf(seat))
    .where("r.fund_id", "=", place.fund_id)
    .where("r.area_code", "=", place.area_code)
    .where("r.ended_at", "is", null)
    .executeTakeFirst();
  if (held) return held.came_with_a_seat ? held.id : null;
  try {
    return await addRole(tx, { person_id, role: roleOf(seat), ...place });
  } catch (error) {
    if (error instanceof WrongState) throw new Invalid({ email: error.message });
    throw error;
  }
}

async function tellInvited(tx: TransactionContext, pot: Pot, to: { id: string; email: string; name: string; isNew: boolean }): Promise<void> {
  await queueMessage(tx, {
    to_email: to.email,
    to_person_id: to.id,
    template: "panel-invited",
    subject: `You are invited to a panel: ${pot.round_title}, ${pot.area_name}`,
    body: [
      `Hello ${to.name}`,
      `You are invited to the panel that reads the applications to ${pot.round_title} in ${pot.area_name}.`,
      ...(to.isNew ? ["Your account goes by this e-mail address. You need no password: ask for a link where you sign in. Because the applications are confidential, we then ask you to set up a second step."] : []),
      "First you say whether you are close to any of the groups that applied. Only then does anything open.",
      paths.signIn({ next: paths.panel() }),
      `If you can't take part, or don't know what this is about, write to ${pot.contact_email || "the fund's team"}.`,
    ].join("\n\n"),
    dedupe_key: `panel-invited:${newId()}`,
  });
}

/** Changes a seat to another that needs the same role. Who had the role alone gets a seat of their own. Throws NotFound, WrongState for a chair. */
export async function changeSeat(context: Context, potId: string, personId: string, seat: (typeof movableSeats)[number]): Promise<void> {
  await inTransaction(context, async (tx) => {
    const actor = actingPerson(tx);
    const pot = await lockPot(tx, potId);
    permit(may.changePanel(actor, pot));
    const now = await seatOf(tx, pot.id, personId);
    if (now === "chair") throw new WrongState("A chair keeps that seat. Take them off the panel, then invite them to another seat");
    if (now === seat) return;
    const moved = await tx.db.updateTable("panel_member").set({ seat }).where("pot_id", "=", pot.id).where("person_id", "=", personId).where("ended_at", "is", null).executeTakeFirst();
    if (moved.numUpdatedRows === 0n) await tx.db.insertInto("panel_member").values({ id: newId(), pot_id: pot.id, person_id: personId, seat, invited_by: actor.id }).execute();
    await record(tx, "panel.seat-changed", { type: "pot", id: pot.id }, { person_id: personId });
  });
}

/** The seat somebody has. Throws NotFound where they have none. */
export async function seatOf({ db }: Pick<TransactionContext, "db">, potId: string, personId: string): Promise<Seat> {
  const { rows } = isId(personId) ? await sql<{ seat: Seat | null }>`select panel_seat(${potId}::uuid, ${personId}::uuid) as seat`.execute(db) : { rows: [] };
  if (!rows[0]?.seat) throw new NotFound();
  return rows[0].seat;
}

/**
 * Takes somebody off the panel: what they were asked to read is somebody else's now, scores that they sent stay and count, and a role that
 * came with the seat goes. Answers how many applications need another reader. Throws NotFound, NotAllowed
 */
export async function removeFromPanel(context: Context, potId: string, personId: string): Promise<number> {
  return inTransaction(context, async (tx) => {
    const actor = actingPerson(tx);
    const pot = await lockPot(tx, potId);
    permit(may.changePanel(actor, pot));
    const seat = await seatOf(tx, pot.id, personId);
    const ended_at = sql<Date>`clock_timestamp()`;
    const ended = await tx.db
      .updateTable("panel_member")
      .set({ ended_at, ended_by: actor.id })
      .where("pot_id", "=", pot.id)
      .where("person_id", "=", personId)
      .where("ended_at", "is", null)
      .returning("role_held_id")
      .executeTakeFirst();
    if (!ended) await tx.db.insertInto("panel_member").values({ id: newId(), pot_id: pot.id, person_id: personId, seat, invited_by: actor.id, ended_at, ended_by: actor.id }).execute();
    const applications = await endReading(tx, pot.id, personId);
    const role = ended?.role_held_id ? await endRoleOfSeat(tx, ended.role_held_id) : undefined;
    for (const { application_id } of applications) await record(tx, "application.unassigned", { type: "application", id: application_id }, { person_id: personId });
    if (role) await record(tx, "role.ended", { type: "person", id: personId }, role);
    await record(tx, "panel.member-left", { type: "pot", id: pot.id }, { person_id: personId });
    return applications.filter(({ scored }) => !scored).length;
  });
}

/** Ends everything they were asked to read; sheets that they sent stay and count. */
async function endReading({ db }: TransactionContext, potId: string, personId: string): Promise<{ application_id: string; scored: boolean }[]> {
  const { rows } = await sql<{ application_id: string; scored: boolean }>`
    update assignment s set ended_at = clock_timestamp(), ended_reason = 'Left the panel'
      from application a
     where a.id = s.application_id and a.pot_id = ${potId}::uuid and s.person_id = ${personId}::uuid and s.ended_at is null
    returning s.application_id, exists (select 1 from score_sheet t where t.application_id = s.application_id and t.person_id = s.person_id and t.status = 'sent') as scored`.execute(db);
  return rows.sort((a, b) => (a.application_id < b.application_id ? -1 : 1));
}

/** Ends a role that came with a seat, once no other panel here needs it. */
async function endRoleOfSeat({ db }: TransactionContext, roleId: string): Promise<{ role: string; fund_id: string | null; area_code: string | null } | undefined> {
  return db
    .updateTable("role_held")
    .set({ ended_at: sql<Date>`clock_timestamp()` })
    .where("id", "=", roleId)
    .where("ended_at", "is", null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom("panel_member as m").select("m.id").where("m.role_held_id", "=", roleId).where("m.ended_at", "is", null))))
    .returning(["role", "fund_id", "area_code"])
    .executeTakeFirst();
}

/** Asks the panel to declare for the round from now on, before anything opens. It can be asked for at any time, and is not given up. */
export async function needDeclaration(context: Context, potId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePanel(tx.actor, pot));
    if (pot.declaration_needed) return;
    await tx.db.updateTable("pot").set((eb) => ({ declaration_needed: true, version: eb("version", "+", 1) })).where("id", "=", pot.id).execute();
    await record(tx, "pot.settings-changed", { type: "pot", id: pot.id }, { fields: ["declaration_needed"] });
  });
}

/**
 * Says by when scores are wanted, and how many readers of each application have lived experience. Scoring itself ends when the chair closes it.
 * @throws Conflict when the pot was changed since the page was opened, Invalid for a day that is over or more such readers than readers
 */
export async function planReading(context: Context, potId: string, { version, ...plan }: ReadingPlan): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePanel(tx.actor, pot));
    if (pot.version !== version) throw new Conflict("A colleague changed this pot since you opened the page. Look at it again");
    if (plan.lived_experience_readers > pot.assessors_needed)
      throw new Invalid({ lived_experience_readers: `Each application has ${pot.assessors_needed} ${pot.assessors_needed === 1 ? "reader" : "readers"}, so it can't have more with lived experience` });
    const moved = plan.scoring_closes_at?.getTime() !== pot.scoring_closes_at?.getTime();
    if (moved && plan.scoring_closes_at) {
      const { rows } = await sql<{ over: boolean }>`select ${plan.scoring_closes_at}::timestamptz <= clock_timestamp() as over`.execute(tx.db);
      if (rows[0]!.over) throw new Invalid({ scoring_closes_on: "This time has passed. Choose one that is still to come" });
    }
    await tx.db.updateTable("pot").set({ ...plan, version: version + 1 }).where("id", "=", pot.id).execute();
    await record(tx, "pot.settings-changed", { type: "pot", id: pot.id }, { fields: ["scoring_closes_at", "lived_experience_readers"] });
  });
}
