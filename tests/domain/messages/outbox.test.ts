import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { queueMessage } from "#app/domain/messages/change.server.ts";
import { listMessages } from "#app/domain/messages/read.server.ts";
import { startJobs } from "#app/jobs.ts";
import { openPool } from "#db/connection.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { postOf, runJobs } from "../accounts/support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const letter = (changes: Partial<Parameters<typeof queueMessage>[1]> = {}) => ({ to_email: "reader@messages.example", template: "test", subject: "A subject", body: "A body", dedupe_key: newId(), ...changes });
const queue = (message = letter()) => inTransaction(contextFor(database.db), (tx) => queueMessage(tx, message));
const jobs = async () => Number((await sql<{ n: number }>`select count(*) as n from graphile_worker.jobs`.execute(database.db)).rows[0]!.n);

test("mail leaves only after the commit: what is rolled back was never written and has no job", async () => {
  const message = letter({ to_email: "rolled-back@messages.example" });
  const before = await jobs();
  await expect(
    inTransaction(contextFor(database.db), async (tx) => {
      await queueMessage(tx, message);
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  expect(await jobs()).toBe(before);
  await runJobs(database);
  expect(await postOf(database.db, message.to_email)).toEqual([]);
});

test("a message that is queued twice under one key is sent once", async () => {
  const message = letter({ to_email: "twice@messages.example" });
  expect(await queue(message)).toBe(true);
  expect(await queue(message)).toBe(false);
  const many = await Promise.all(Array.from({ length: 8 }, () => queue({ ...message, dedupe_key: `${message.dedupe_key}-more` })));
  expect(many.filter(Boolean)).toHaveLength(1);
  await runJobs(database);
  expect(await postOf(database.db, message.to_email)).toHaveLength(2);
});

test("a line end in an address is refused, and in a subject it becomes a space", async () => {
  for (const to_email of ["a@b.example\r\nBcc: c@d.example", "a@b.example\nx: y", "a@b.example,c@d.example", "<a@b.example>", "a b@c.example"])
    await expect(queue(letter({ to_email }))).rejects.toThrow("one mailbox");
  await queue(letter({ to_email: "subject@messages.example", subject: "Title\r\nBcc: victim@d.example\u2028more" }));
  expect((await postOf(database.db, "subject@messages.example"))[0]!.subject).toBe("Title Bcc: victim@d.example more");
  await expect(database.db.insertInto("message").values({ id: newId(), ...letter({ subject: "a\nb" }) }).execute()).rejects.toThrow("message_subject_check");
});

test("in the demonstration without a mail server the mail page is where a message arrives, its link still readable", async () => {
  const to_email = "page@messages.example";
  await queue(letter({ to_email, body: "Hello\n\n/account/link/abc_-123\n" }));
  expect((await postOf(database.db, to_email))[0]!.sent_at).toBeNull();
  await runJobs(database);
  const [message] = await postOf(database.db, to_email);
  expect(message!.sent_at).not.toBeNull();
  expect(message!.body).toContain("/account/link/abc_-123");
  expect((await listMessages(database.db, { to: " PAGE@messages.example " })).total).toBe(1);
});

test("a worker that is already running sends what is queued, under the application's role", async () => {
  const pool = openPool(database.url, { max: 2 });
  const faults: string[] = [];
  const worker = await startJobs({
    pool,
    db: database.db,
    config: { mode: "demonstration", publicUrl: new URL("http://lade.example"), secret: testSecret, dataDir: "" },
    log: { info: () => undefined, error: (message, facts) => void faults.push(`${message} ${JSON.stringify(facts)}`) },
  });
  try {
    const to_email = "worker@messages.example";
    await queue(letter({ to_email }));
    await expect.poll(async () => (await postOf(database.db, to_email))[0]!.sent_at, { timeout: 10_000, interval: 50 }).not.toBeNull();
  } finally {
    await worker.stop();
    await pool.end();
  }
  expect(faults).toEqual([]);
});

test("the application's role can use the queue and not change its tables", async () => {
  const { rows } = await sql<{ who: string }>`select current_user as who`.execute(database.db);
  const { rows: owners } = await sql<{ tableowner: string }>`select distinct tableowner from pg_tables where schemaname = 'graphile_worker'`.execute(database.db);
  if (owners[0]!.tableowner === rows[0]!.who) return;
  await expect(sql`drop table graphile_worker._private_jobs`.execute(database.db)).rejects.toThrow("must be owner");
  await expect(sql`delete from graphile_worker.migrations`.execute(database.db)).rejects.toThrow("permission denied");
});
