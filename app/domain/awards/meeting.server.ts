/** The meeting of a panel: who is there, who leaves for which application, notes, and the close. */
import { sql, type Selectable } from "kysely";
import { z } from "zod";
import type { MeetingTable } from "#db/types.ts";
import { isClosedTo } from "../assessment/read.server.ts";
import { record } from "../audit/change.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { lockPot } from "../funds/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { may } from "./policy.ts";
import { freezeSnapshot } from "./snapshot.server.ts";

type Meeting = Selectable<MeetingTable>;
const now = sql<Date>`clock_timestamp()`;

const typed = (most: number) => z.string().default("").transform((text) => text.trim()).pipe(z.string().max(most, `Use ${most.toLocaleString("en-GB")} characters or fewer`));
export const openMeetingForm = z.object({
  quorum: z.string().default("").transform((text) => text.trim()).pipe(z.string().regex(/^([1-9]|[1-4]\d|50)$/, "Enter a number from 1 to 50")).transform(Number),
  present: z.array(z.string()).default([]),
});
/** Somebody with an account, or a name. */
export const arrivalForm = z
  .object({ person: z.string().default(""), name: typed(200), role: typed(200), votes: z.string().optional().transform((box) => box === "yes") })
  .superRefine((form, at) => {
    if (form.person === "" && form.name === "") at.addIssue({ code: "custom", path: ["name"], message: "Choose a person, or enter the name of somebody without an account" });
  });
export const stepOutForm = z.object({ application: z.string().min(1, "Choose the application"), person: z.string().min(1, "Choose who leaves the room") });
export const notesForm = z.object({ version: z.string().regex(/^\d{1,9}$/, "Open the page again").transform(Number), notes: typed(20_000) });

/** Opens a meeting on a pot; those who are ticked are there. @returns its key. @throws WrongState while another is open */
export async function openMeeting(context: Context, potId: string, input: z.output<typeof openMeetingForm>): Promise<string> {
  try {
    return await inTransaction(context, async (tx) => {
      const pot = await lockPot(tx, potId);
      permit(may.holdMeeting(tx.actor, pot));
      const id = newId();
      await tx.db.insertInto("meeting").values({ id, pot_id: pot.id, quorum: input.quorum, opened_by: me(tx).id }).execute();
      const people = (await listMeetingPeople(tx, pot)).filter((person) => input.present.includes(person.id));
      if (people.length > 0)
        await tx.db.insertInto("meeting_attendance").values(people.map((person) => ({ id: newId(), meeting_id: id, person_id: person.id, name: person.name, role: person.role, recorded_by: me(tx).id }))).execute();
      await boardChanged(tx, pot.id);
      await record(tx, "meeting.opened", { type: "meeting", id }, { pot_id: pot.id, quorum: input.quorum, present: people.map((person) => person.id) });
      return id;
    });
  } catch (error) {
    if (refusedConstraint(error) === "meeting_open") throw new WrongState("A meeting on this round is open already");
    throw error;
  }
}

const me = (tx: TransactionContext): PersonActor => tx.actor as PersonActor;

/** The open meeting of a pot, both locked, the pot first. Throws NotFound, WrongState where none is open. */
async function lockOpen(tx: TransactionContext, potId: string): Promise<{ pot: Pot; meeting: Meeting }> {
  const pot = await lockPot(tx, potId);
  permit(may.holdMeeting(tx.actor, pot));
  const meeting = await tx.db.selectFrom("meeting").selectAll().where("pot_id", "=", pot.id).where("closed_at", "is", null).forUpdate().executeTakeFirst();
  if (!meeting) throw new WrongState("No meeting is open on this round");
  return { pot, meeting };
}

/** The fund's own people in the area who could be there: with an account, once each, with the roles they hold. */
export async function listMeetingPeople({ db }: Pick<TransactionContext, "db"> | Context, pot: Pick<Pot, "fund_id" | "area_code">) {
  return db
    .selectFrom("role_held as held")
    .innerJoin("person", "person.id", "held.person_id")
    .select(["person.id", "person.name", sql<string>`string_agg(distinct held.role, ', ' order by held.role)`.as("role")])
    .where("held.fund_id", "=", pot.fund_id)
    .where("held.area_code", "=", pot.area_code)
    .where("held.role", "in", ["administrator", "chair", "assessor"])
    .where("held.ended_at", "is", null)
    .where("person.disabled_at", "is", null)
    .groupBy(["person.id", "person.name"])
    .orderBy("person.name")
    .execute();
}

/** Somebody comes. @throws Invalid where they are there already, or not one of the fund's people */
export async function arrive(context: Context, potId: string, input: z.output<typeof arrivalForm>): Promise<void> {
  try {
    await inTransaction(context, async (tx) => {
      const { pot, meeting } = await lockOpen(tx, potId);
      const known = input.person === "" ? undefined : (await listMeetingPeople(tx, pot)).find((person) => person.id === input.person);
      if (input.person !== "" && !known) throw new Invalid({ person: "Choose one of the fund's people" });
      // A quorum is made of people: the same name without an account counts once.
      const again = known ? undefined : await tx.db.selectFrom("meeting_attendance").select("id").where("meeting_id", "=", meeting.id).where("left_at", "is", null).where(sql<string>`lower(name)`, "=", input.name.toLowerCase()).executeTakeFirst();
      if (again) throw new Invalid({ name: "Somebody of this name is in the room already. For another person add what tells them apart" });
      const id = newId();
      await tx.db
        .insertInto("meeting_attendance")
        .values({ id, meeting_id: meeting.id, person_id: known?.id ?? null, name: known?.name ?? input.name, role: input.role || (known?.role ?? ""), votes: input.votes, recorded_by: me(tx).id })
        .execute();
      await boardChanged(tx, pot.id);
      await record(tx, "meeting.arrived", { type: "meeting", id: meeting.id }, { attendance_id: id, person_id: known?.id ?? null, votes: input.votes });
    });
  } catch (error) {
    if (refusedConstraint(error) === "meeting_attendance_once") throw new Invalid({ person: "They are in the room already" });
    throw error;
  }
}

/** Somebody goes home. */
export async function depart(context: Context, potId: string, attendanceId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { pot, meeting } = await lockOpen(tx, potId);
    const gone = isId(attendanceId)
      ? await tx.db.updateTable("meeting_attendance").set({ left_at: now }).where("id", "=", attendanceId).where("meeting_id", "=", meeting.id).where("left_at", "is", null).returning("person_id").executeTakeFirst()
      : undefined;
    if (!gone) throw new NotFound();
    await boardChanged(tx, pot.id);
    await record(tx, "meeting.departed", { type: "meeting", id: meeting.id }, { attendance_id: attendanceId, person_id: gone.person_id });
  });
}

/**
 * Somebody leaves the room while an application is talked about: from now on it is closed to them everywhere, until they return.
 * @throws NotFound also for an application that is closed to the one who records it, Invalid where the person is not in the room or out already
 */
export async function stepOut(context: Context, potId: string, input: z.output<typeof stepOutForm>): Promise<void> {
  try {
    await inTransaction(context, async (tx) => {
      const { pot, meeting } = await lockOpen(tx, potId);
      const application = isId(input.application)
        ? await tx.db.selectFrom("application").select("id").where("id", "=", input.application).where("pot_id", "=", pot.id).where("received_at", "is not", null).executeTakeFirst()
        : undefined;
      if (!application || (await isClosedTo(tx.db, me(tx).id, application.id))) throw new NotFound();
      const there = isId(input.person)
        ? await tx.db.selectFrom("meeting_attendance").select("id").where("meeting_id", "=", meeting.id).where("person_id", "=", input.person).where("left_at", "is", null).executeTakeFirst()
        : undefined;
      if (!there) throw new Invalid({ person: "Choose somebody who is in the room" });
      const id = newId();
      await tx.db.insertInto("meeting_leave").values({ id, meeting_id: meeting.id, application_id: application.id, person_id: input.person, recorded_by: me(tx).id }).execute();
      await boardChanged(tx, pot.id);
      await record(tx, "meeting.stepped-out", { type: "meeting", id: meeting.id }, { leave_id: id, application_id: application.id, person_id: input.person });
    });
  } catch (error) {
    if (refusedConstraint(error) === "meeting_leave_once") throw new Invalid({ person: "They have left the room for it already" });
    throw error;
  }
}

/** Somebody returns. Another person says so: to the one who is out, nothing of the application can be shown. */
export async function comeBack(context: Context, potId: string, leaveId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { pot, meeting } = await lockOpen(tx, potId);
    const leave = isId(leaveId)
      ? await tx.db.selectFrom("meeting_leave").selectAll().where("id", "=", leaveId).where("meeting_id", "=", meeting.id).where("returned_at", "is", null).executeTakeFirst()
      : undefined;
    if (!leave || (await isClosedTo(tx.db, me(tx).id, leave.application_id))) throw new NotFound();
    await tx.db.updateTable("meeting_leave").set({ returned_at: now }).where("id", "=", leave.id).execute();
    await boardChanged(tx, pot.id);
    await record(tx, "meeting.came-back", { type: "meeting", id: meeting.id }, { leave_id: leave.id, application_id: leave.application_id, person_id: leave.person_id });
  });
}

/** Keeps the notes. @throws Conflict with what is saved where somebody else wrote meanwhile */
export async function saveNotes(context: Context, potId: string, input: z.output<typeof notesForm>): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { meeting } = await lockOpen(tx, potId);
    if (meeting.version !== input.version) throw new Conflict("Somebody else wrote in the notes meanwhile", { notes: meeting.notes });
    await tx.db.updateTable("meeting").set({ notes: input.notes, version: meeting.version + 1 }).where("id", "=", meeting.id).execute();
    await record(tx, "meeting.noted", { type: "meeting", id: meeting.id }, { version: meeting.version + 1 });
  });
}

/** Closes the meeting and freezes what its board shows. Nothing of it changes after. @returns its key */
export async function closeMeeting(context: Context, potId: string): Promise<string> {
  return inTransaction(context, async (tx) => {
    const { pot, meeting } = await lockOpen(tx, potId);
    await tx.db.updateTable("meeting_leave").set({ returned_at: now }).where("meeting_id", "=", meeting.id).where("returned_at", "is", null).execute();
    await tx.db.updateTable("meeting_attendance").set({ left_at: now }).where("meeting_id", "=", meeting.id).where("left_at", "is", null).execute();
    const sha256 = await freezeSnapshot(tx, pot, meeting);
    await tx.db.updateTable("meeting").set({ closed_at: now, closed_by: me(tx).id }).where("id", "=", meeting.id).execute();
    await boardChanged(tx, pot.id);
    await record(tx, "meeting.closed", { type: "meeting", id: meeting.id }, { pot_id: pot.id, sha256 });
    return meeting.id;
  });
}
