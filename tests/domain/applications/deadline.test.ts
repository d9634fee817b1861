/** The deadline: what was recorded in an applicant's favour counts, what was told is never shortened, and nobody is reminded of what is done. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withdraw } from "#app/domain/applications/change.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { readDeadline } from "#app/domain/applications/deadline.server.ts";
import { extendDeadline, findExtension, tellOfExtension } from "#app/domain/applications/extensions.server.ts";
import { extensionSchema, type ExtensionInput } from "#app/domain/applications/extensions.ts";
import { isPast } from "#app/domain/applications/model.ts";
import { listApplicationsOf } from "#app/domain/applications/read.server.ts";
import { remindOfDeadlines, setReminders } from "#app/domain/applications/reminders.server.ts";
import { getPot, listOpenPots } from "#app/domain/funds/read.server.ts";
import { potState } from "#app/domain/funds/model.ts";
import type { Actor } from "#app/domain/kernel/actor.ts";
import { Closed, Invalid, NotAllowed, NotFound, refusedConstraint } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { draft, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 12 });
});
afterAll(() => database.close());

const as = (actor?: Actor, changes = {}) => contextFor(database.db, actor, changes);
const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds);
const minute = 60_000;

/** A whole draft whose round closes so many milliseconds from now, and the fund's administrator there. */
async function closing(milliseconds: number, pot: Parameters<typeof world>[1] = {}) {
  const around = await world(database.db, pot);
  const id = await draft(database.db, around);
  await sql`update pot set closes_at = clock_timestamp() + ${milliseconds} * interval '1 millisecond' where id = ${around.pot.id}`.execute(database.db);
  const { fund_id } = await getPot(database.db, around.pot.id);
  const administrator = await an.actor(database.db, [{ role: "administrator", fund_id, area_code: around.pot.area_code }]);
  const { reference } = await database.db.selectFrom("application").select("reference").where("id", "=", id).executeTakeFirstOrThrow();
  return { ...around, id, reference, administrator, fund_id };
}
const more = (changes: Partial<ExtensionInput>): ExtensionInput => ({ whom: "all", reference: "", until: inMs(60 * minute), kind: "discretion", reason: "Power cut", ...changes });

describe("more time", () => {
  test("for one applicant lets that one send after the closing, and nobody else", async () => {
    const here = await closing(-5 * minute);
    const other = { ...here, organisation: await a.organisation(database.db) };
    const owner = await an.actor(database.db, [{ role: "owner", organisation_id: other.organisation.id }]);
    await sql`update pot set closes_at = clock_timestamp() + interval '1 minute' where id = ${here.pot.id}`.execute(database.db);
    const theirs = await draft(database.db, { ...other, owner });
    await sql`update pot set closes_at = clock_timestamp() - interval '5 minutes' where id = ${here.pot.id}`.execute(database.db);
    await extendDeadline(as(here.administrator), here.pot.id, more({ whom: "one", reference: here.reference }));
    await expect(submit(as(owner), theirs)).rejects.toThrow(Closed);
    expect(await submit(as(here.owner), here.id)).toMatchObject({ first: true });
  });

  test("for everyone lets all of them send, opens the round again, and every page tells the new closing", async () => {
    const here = await closing(-5 * minute);
    const until = inMs(90 * minute);
    await extendDeadline(as(here.administrator), here.pot.id, more({ until, kind: "our-outage" }));
    const pot = await getPot(database.db, here.pot.id);
    expect(pot.closes_told).toEqual(until);
    expect(potState(pot, new Date())).toBe("open");
    expect((await listOpenPots(database.db)).map(({ id }) => id)).toContain(pot.id);
    const [listed] = await listApplicationsOf(database.db, here.owner);
    expect(listed!.closes_at).toEqual(until);
    expect(await findExtension(database.db, { id: here.id, pot_id: pot.id })).toMatchObject({ kind: "our-outage" });
    expect(await submit(as(here.owner), here.id)).toMatchObject({ first: true });
  });

  test("ends: what comes after it is late", async () => {
    const here = await closing(-5 * minute);
    await extendDeadline(as(here.administrator), here.pot.id, more({ until: inMs(minute) }));
    // As if the request had begun two minutes from now: a negative delay is a later first byte.
    await expect(submit(as(here.owner, { elapsed: () => -2 * minute }), here.id)).rejects.toThrow(Closed);
    expect(isPast(await readDeadline(database.db, { id: here.id, pot_id: here.pot.id }, -2 * minute))).toBe(true);
  });

  test("is never shorter than what was told, in words and in PostgreSQL, and never changed or taken back", async () => {
    const here = await closing(60 * minute);
    await expect(extendDeadline(as(here.administrator), here.pot.id, more({ until: inMs(30 * minute) }))).rejects.toThrow(Invalid);
    await extendDeadline(as(here.administrator), here.pot.id, more({ until: inMs(120 * minute) }));
    await expect(extendDeadline(as(here.administrator), here.pot.id, more({ until: inMs(90 * minute) }))).rejects.toThrow(Invalid);
    await expect(extendDeadline(as(here.administrator), here.pot.id, more({ whom: "one", reference: here.reference, until: inMs(119 * minute) }))).rejects.toThrow(Invalid);
    const row = { id: crypto.randomUUID(), pot_id: here.pot.id, application_id: null, until: inMs(100 * minute), reason: "Shorter", kind: "discretion" as const, recorded_by: here.administrator.id };
    expect(await database.db.insertInto("deadline_extension").values(row).execute().catch(refusedConstraint)).toBe("deadline_extension_is_later");
    await expect(database.db.updateTable("deadline_extension").set({ until: inMs(minute) }).where("pot_id", "=", here.pot.id).execute()).rejects.toThrow();
    await expect(database.db.deleteFrom("deadline_extension").where("pot_id", "=", here.pot.id).execute()).rejects.toThrow();
    const there = await closing(60 * minute);
    expect(await database.db.insertInto("deadline_extension").values({ ...row, application_id: there.id, until: inMs(300 * minute) }).execute().catch(refusedConstraint)).toBe("deadline_extension_of_this_pot");
  });

  test("is given only by the fund's administrator in that area, and only to an application of that round", async () => {
    const here = await closing(-minute);
    const there = await closing(-minute);
    const chair = await an.actor(database.db, [{ role: "chair", fund_id: here.fund_id, area_code: here.pot.area_code }]);
    await expect(extendDeadline(as(chair), here.pot.id, more({}))).rejects.toThrow(NotAllowed);
    await expect(extendDeadline(as(there.administrator), here.pot.id, more({}))).rejects.toThrow(NotFound);
    await expect(extendDeadline(as(here.owner), here.pot.id, more({}))).rejects.toThrow(NotFound);
    await expect(extendDeadline(as(here.administrator), here.pot.id, more({ whom: "one", reference: there.reference }))).rejects.toThrow(Invalid);
    expect(await database.db.selectFrom("deadline_extension").select("id").where("pot_id", "in", [here.pot.id, there.pot.id]).execute()).toEqual([]);
  });

  test("is told by e-mail to those who write and have not sent, each once", async () => {
    const here = await closing(-minute);
    const editor = await an.actor(database.db, [{ role: "editor", organisation_id: here.organisation.id }]);
    await an.actor(database.db, [{ role: "viewer", organisation_id: here.organisation.id }]);
    await extendDeadline(as(here.administrator), here.pot.id, more({}));
    const { id } = await database.db.selectFrom("deadline_extension").select("id").where("pot_id", "=", here.pot.id).executeTakeFirstOrThrow();
    for (let times = 0; times < 2; times += 1) await tellOfExtension(as(), id);
    const told = await database.db.selectFrom("message").select(["to_email", "body"]).where("dedupe_key", "like", `application.more-time/${id}/%`).execute();
    expect(told.map(({ to_email }) => to_email).sort()).toEqual([here.owner.email, editor.email].sort());
    expect(told[0]!.body).not.toContain("Power cut");
  });

  test("leaves an event without the reason", async () => {
    const here = await closing(-minute);
    await extendDeadline(as(here.administrator), here.pot.id, more({ reason: "The applicant was in hospital" }));
    const events = await database.db.selectFrom("audit_event").select(["action", "detail"]).where("subject_id", "=", here.pot.id).execute();
    expect(events.map(({ action }) => action)).toContain("pot.deadline-extended");
    expect(JSON.stringify(events)).not.toContain("hospital");
  });

  test("is asked for with a reference, a real time and a reason", () => {
    const typed = { whom: "one", reference: "", until_on: "2026-03-29", until_time: "01:30", kind: "discretion", reason: " " };
    const refused = (changes: Partial<typeof typed>) => extensionSchema.safeParse({ ...typed, ...changes }).error?.issues.map((issue) => issue.path.join("."));
    expect(refused({})).toEqual(["reference", "until_on", "reason"]);
    expect(refused({ whom: "", kind: "toString" })).toEqual(["whom", "until_on", "kind", "reason"]);
    expect(refused({ reason: "a".repeat(1_001), until_time: "12:00", whom: "all" })).toEqual(["reason"]);
    expect(extensionSchema.parse({ ...typed, reference: " la-7km4-q2xw ", until_time: "12:00", reason: " Ill " })).toEqual({ whom: "one", reference: "LA-7KM4-Q2XW", until: new Date("2026-03-29T11:00:00Z"), kind: "discretion", reason: "Ill" });
  });
});

describe("grace", () => {
  test("takes what arrives within it, and nothing after", async () => {
    const here = await closing(-5 * minute, { grace_minutes: 10 });
    const deadline = await readDeadline(database.db, { id: here.id, pot_id: here.pot.id });
    expect(deadline.last_moment!.getTime() - deadline.closes_at!.getTime()).toBe(10 * minute);
    await expect(submit(as(here.owner, { elapsed: () => -6 * minute }), here.id)).rejects.toThrow(Closed);
    expect(await submit(as(here.owner), here.id)).toMatchObject({ first: true });
  });

  test("comes on top of more time", async () => {
    const here = await closing(-60 * minute, { grace_minutes: 10 });
    await extendDeadline(as(here.administrator), here.pot.id, more({ until: inMs(5 * minute) }));
    expect(await submit(as(here.owner, { elapsed: () => -14 * minute }), here.id)).toMatchObject({ first: true });
  });

  test("of the usual round is none: the closing itself is late, the moment before it is not", async () => {
    const closes = new Date("2026-05-08T11:00:00Z");
    const at = (milliseconds: number) => isPast({ now: new Date(closes.getTime() + milliseconds), last_moment: closes });
    expect([at(-1), at(0), at(1)]).toEqual([false, true, true]);
    const here = await closing(-10_000);
    await expect(submit(as(here.owner, { elapsed: () => 9_000 }), here.id)).rejects.toThrow(Closed);
    expect(await submit(as(here.owner, { elapsed: () => 11_000 }), here.id)).toMatchObject({ first: true });
  });
});

describe("reminders", () => {
  const remindersOf = (id: string) => database.db.selectFrom("message").select(["to_email", "subject", "body", "dedupe_key"]).where("dedupe_key", "like", `application.reminder/${id}/%`).orderBy("dedupe_key").execute();
  const hours = (count: number) => count * 60 * minute;
  /** The draft was begun long ago, so that none of the moments lies before it. */
  const begunLongAgo = (id: string) => sql`update application set created_at = clock_timestamp() - interval '60 days' where id = ${id}`.execute(database.db);

  test("come once at the nearest moment that has come: seven days, two days, six hours", async () => {
    for (const [left, nearest] of [[hours(200), null], [hours(167), 168], [hours(49), 168], [hours(47), 48], [hours(7), 48], [hours(5), 6], [-hours(1), null]] as const) {
      const here = await closing(left);
      await begunLongAgo(here.id);
      for (let times = 0; times < 3; times += 1) await remindOfDeadlines(as());
      const sent = await remindersOf(here.id);
      expect(sent.map(({ dedupe_key }) => Number(dedupe_key.split("/")[3]))).toEqual(nearest === null ? [] : [nearest]);
      for (const one of sent) expect(`${one.subject}\n${one.body}`).toContain("You have not applied yet");
    }
  });

  test("are none for a moment that lay before the draft was begun", async () => {
    const here = await closing(hours(47));
    await remindOfDeadlines(as());
    expect(await remindersOf(here.id)).toEqual([]);
  });

  test("stop when it is sent, given up, or switched off, and go to those who can write", async () => {
    const [sent, gone, off, on] = [await closing(hours(47)), await closing(hours(47)), await closing(hours(47)), await closing(hours(47))];
    for (const { id } of [sent, gone, off, on]) await begunLongAgo(id);
    await submit(as(sent.owner), sent.id);
    await withdraw(as(gone.owner), gone.id);
    const editor = await an.actor(database.db, [{ role: "editor", organisation_id: off.organisation.id }]);
    await an.actor(database.db, [{ role: "viewer", organisation_id: off.organisation.id }]);
    await an.actor(database.db, [{ role: "editor", organisation_id: off.organisation.id }], { email_confirmed_at: null });
    await setReminders(as(off.owner), off.id, false);
    await setReminders(as(on.owner), on.id, false);
    await setReminders(as(on.owner), on.id, true);
    await remindOfDeadlines(as());
    expect(await remindersOf(sent.id)).toEqual([]);
    expect(await remindersOf(gone.id)).toEqual([]);
    expect((await remindersOf(off.id)).map(({ to_email }) => to_email)).toEqual([editor.email]);
    expect((await remindersOf(on.id)).map(({ to_email }) => to_email)).toEqual([on.owner.email]);
  });

  test("come again for a later closing", async () => {
    const here = await closing(hours(5));
    await begunLongAgo(here.id);
    await remindOfDeadlines(as());
    await extendDeadline(as(here.administrator), here.pot.id, more({ until: inMs(hours(40)) }));
    await remindOfDeadlines(as());
    expect((await remindersOf(here.id)).map(({ dedupe_key }) => Number(dedupe_key.split("/")[3])).sort((x, y) => x - y)).toEqual([6, 48]);
  });
});
