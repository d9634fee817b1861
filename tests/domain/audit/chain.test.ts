import { sql, type Kysely } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { record, type Subject } from "#app/domain/audit/change.server.ts";
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { openPool, overPool, type Database } from "#db/connection.ts";
import type { DB } from "#db/types.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";

let database: TestDatabase;
/** Someone with every right in the database, and without LADE_SECRET. */
let intruder: Database;

beforeAll(async () => {
  database = await testDatabase({ connections: 30 });
  intruder = overPool(openPool(database.superuserUrl, { max: 2 }));
});
beforeEach(() =>
  tamper(async (db) => {
    for (const table of ["audit_event", "audit_head", "audit_register"] as const) await db.deleteFrom(table).execute();
  }),
);
afterAll(async () => {
  await intruder.destroy();
  await database.close();
});

const recordIn = (subject: Subject, action = "thing.changed", detail: Record<string, number> = {}) =>
  inTransaction(contextFor(database.db), (tx) => record(tx, action, subject, detail));
const thing = (): Subject => ({ type: "thing", id: newId() });
const verified = () => verifyAudit(database.db, testSecret);

/** Three subjects with three events each; the second one is tampered with. */
async function threeChains(): Promise<[Subject, Subject, Subject]> {
  const subjects: [Subject, Subject, Subject] = [thing(), thing(), thing()];
  for (const number of [1, 2, 3]) for (const subject of subjects) await recordIn(subject, "thing.changed", { number });
  return subjects;
}

/** Changes what the triggers forbid. */
async function tamper(work: (db: Kysely<DB>) => Promise<unknown>): Promise<void> {
  await sql`alter table audit_event disable trigger user`.execute(intruder);
  await work(intruder);
  await sql`alter table audit_event enable trigger user`.execute(intruder);
}

test("an audit that nobody touched is whole", async () => {
  expect(await verified()).toEqual([]);
  await threeChains();
  expect(await verified()).toEqual([]);
});

test("what JSON and instants look like when PostgreSQL gives them back does not break a chain", async () => {
  const subject = thing();
  await inTransaction(contextFor(database.db), (tx) =>
    record(tx, "thing.changed", subject, { z: 1, a: [3, 1, { y: null, b: true }], pence: 9_007_199_254_740_991, half: 0.5, text: "“Ùist” \u{1F3F4}\n" }),
  );
  expect(await verified()).toEqual([]);
});

describe("someone with every right in the database is found out:", () => {
  test("an event that was changed is named", async () => {
    const [, subject] = await threeChains();
    await tamper((db) => db.updateTable("audit_event").set({ detail: JSON.stringify({ number: 7 }) }).where("subject_id", "=", subject.id).where("sequence", "=", 2).execute());
    expect(await verified()).toEqual([`thing ${subject.id}, event 2 (thing.changed) was changed after it was recorded`]);
  });

  test.each(["at", "action", "actor_id", "actor_kind"] as const)("so is one whose %s was changed", async (column) => {
    const [, subject] = await threeChains();
    const other = { at: new Date(0), action: "thing.removed", actor_id: newId(), actor_kind: "visitor" as const }[column];
    await tamper((db) => sql`update audit_event set ${sql.ref(column)} = ${other} where subject_id = ${subject.id} and sequence = 3`.execute(db));
    const [finding, ...more] = await verified();
    expect(more).toEqual([]);
    expect(finding).toContain(`thing ${subject.id}, event 3`);
    expect(finding).toContain("was changed after it was recorded");
  });

  test("an event that was deleted is named", async () => {
    const [, subject] = await threeChains();
    await tamper((db) => db.deleteFrom("audit_event").where("subject_id", "=", subject.id).where("sequence", "=", 2).execute());
    expect(await verified()).toEqual([`thing ${subject.id}, event 2 is missing: the next one here is number 3`]);
  });

  test("a tail that was cut off is named", async () => {
    const [, subject] = await threeChains();
    await tamper((db) => db.deleteFrom("audit_event").where("subject_id", "=", subject.id).where("sequence", ">=", 2).execute());
    expect(await verified()).toEqual([`thing ${subject.id} should have 3 events, 1 are here: its end was cut off`]);
  });

  test("a tail that was cut off with its head made to fit is named by the seal", async () => {
    const [, subject] = await threeChains();
    await tamper(async (db) => {
      await db.deleteFrom("audit_event").where("subject_id", "=", subject.id).where("sequence", "=", 3).execute();
      const last = await db.selectFrom("audit_event").select("hash").where("subject_id", "=", subject.id).where("sequence", "=", 2).executeTakeFirstOrThrow();
      await db.updateTable("audit_head").set({ count: 2, last_hash: last.hash }).where("subject_id", "=", subject.id).execute();
    });
    expect(await verified()).toEqual([`thing ${subject.id}: the seal on its head is not ours`]);
  });

  test("two events that changed places are named", async () => {
    const [, subject] = await threeChains();
    await tamper(async (db) => {
      for (const [from, to] of [[2, 99], [3, 2], [99, 3]] as const)
        await db.updateTable("audit_event").set({ sequence: to }).where("subject_id", "=", subject.id).where("sequence", "=", from).execute();
    });
    const findings = await verified();
    expect(findings).toEqual([`thing ${subject.id}, event 2 (thing.changed) does not follow from the event before it`]);
  });

  test("a whole chain that was deleted leaves a gap that is named", async () => {
    const [, subject, next] = await threeChains();
    await tamper(async (db) => {
      await db.deleteFrom("audit_event").where("subject_id", "=", subject.id).execute();
      await db.deleteFrom("audit_head").where("subject_id", "=", subject.id).execute();
    });
    expect(await verified()).toEqual([`The register jumps from entry 1 to entry 3: a chain is missing before thing ${next.id}`]);
  });

  test("the last chain that was deleted is missed too, and so is every one of them", async () => {
    const [first, , last] = await threeChains();
    const remove = (id: string) =>
      tamper(async (db) => {
        await db.deleteFrom("audit_event").where("subject_id", "=", id).execute();
        await db.deleteFrom("audit_head").where("subject_id", "=", id).execute();
      });
    await remove(last.id);
    expect(await verified()).toEqual(["The register says that 3 chains were begun, 2 are here: the last ones were cut off"]);
    await tamper(async (db) => {
      await db.deleteFrom("audit_event").execute();
      await db.deleteFrom("audit_head").execute();
    });
    expect(await verified()).toEqual(["The register says that 3 chains were begun, 0 are here: the last ones were cut off"]);
    expect(first.type).toBe("thing");
  });

  test("a register that was made to fit a deleted chain is not sealed by us", async () => {
    const [, , last] = await threeChains();
    await tamper(async (db) => {
      await db.deleteFrom("audit_event").where("subject_id", "=", last.id).execute();
      await db.deleteFrom("audit_head").where("subject_id", "=", last.id).execute();
      const before = await db.selectFrom("audit_head").select("register_hash").where("register_sequence", "=", 2).executeTakeFirstOrThrow();
      await db.updateTable("audit_register").set({ count: 2, last_hash: before.register_hash }).execute();
    });
    expect(await verified()).toEqual(["The register's seal is not ours"]);
  });

  test("events without an entry in the register are named", async () => {
    const [, subject] = await threeChains();
    await tamper((db) => sql`update audit_event set subject_id = ${newId()} where subject_id = ${subject.id}`.execute(db));
    const findings = await verified();
    expect(findings).toHaveLength(2);
    expect(findings[0]).toContain(`thing ${subject.id} should have 3 events, 0 are here`);
    expect(findings[1]).toContain("has events but no entry in the register");
  });

  test("seals made with another secret are not ours", async () => {
    await threeChains();
    const findings = await verifyAudit(database.db, `${testSecret}, another`);
    expect(findings).toHaveLength(4);
    expect(findings.every((finding) => finding.includes("not ours"))).toBe(true);
  });
});

test("nobody changes or deletes an event in the ordinary way, not even the owner of the tables", async () => {
  await threeChains();
  const owner = overPool(openPool(database.ownerUrl, { max: 1 }));
  try {
    await expect(owner.updateTable("audit_event").set({ action: "thing.removed" }).execute()).rejects.toThrow("never changed or deleted");
    await expect(owner.deleteFrom("audit_event").execute()).rejects.toThrow("never changed or deleted");
    await expect(sql`truncate audit_event`.execute(owner)).rejects.toThrow("never changed or deleted");
  } finally {
    await owner.destroy();
  }
});

test.skipIf(process.env.DATABASE_URL)("the application's own role has no right to change an event, nor to alter a table", async () => {
  await threeChains();
  await expect(database.db.updateTable("audit_event").set({ action: "thing.removed" }).execute()).rejects.toThrow("permission denied");
  await expect(database.db.deleteFrom("audit_event").execute()).rejects.toThrow("permission denied");
  await expect(sql`alter table audit_event disable trigger all`.execute(database.db)).rejects.toThrow("must be owner");
  await expect(sql`create table more (id int)`.execute(database.db)).rejects.toThrow("permission denied");
});

test("fifty people who record at once on many subjects neither wait for each other for ever nor break a chain", { timeout: 60_000 }, async () => {
  const subjects = Array.from({ length: 12 }, thing);
  const context = contextFor(database.db);
  await Promise.all(
    Array.from({ length: 50 }, (_, person) =>
      inTransaction(context, async (tx) => {
        // Each records on two subjects, every second person in the other order.
        const pair = [subjects[person % 12]!, subjects[(person * 7 + 1) % 12]!];
        for (const subject of person % 2 === 0 ? pair : pair.reverse()) await record(tx, "thing.changed", subject, { person });
      }),
    ),
  );
  expect(await database.db.selectFrom("audit_event").select((eb) => eb.fn.countAll<number>().as("events")).executeTakeFirst()).toEqual({ events: 100 });
  expect(await verified()).toEqual([]);
});

test("an event of a transaction that failed was never there", async () => {
  const subject = thing();
  await recordIn(subject);
  await expect(
    inTransaction(contextFor(database.db), async (tx) => {
      await record(tx, "thing.removed", subject);
      await record(tx, "thing.begun", thing());
      throw new Error("it failed");
    }),
  ).rejects.toThrow("it failed");
  await recordIn(thing());
  expect(await verified()).toEqual([]);
  expect(await database.db.selectFrom("audit_event").select("action").execute()).toEqual([{ action: "thing.changed" }, { action: "thing.changed" }]);
});
