import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { SMTPServer } from "smtp-server";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { queueMessage } from "#app/domain/messages/change.server.ts";
import { smtpCarrier } from "#app/domain/messages/send.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { runJobs } from "../accounts/support.ts";

interface Received {
  from: string;
  to: string[];
  raw: string;
}

let database: TestDatabase;
let received: Received[] = [];
let refuse = false;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      if (refuse) return done(Object.assign(new Error("try later, reader@smtp.example"), { responseCode: 451 }));
      const { mailFrom, rcptTo } = session.envelope;
      received.push({ from: mailFrom ? mailFrom.address : "", to: rcptTo.map((recipient) => recipient.address), raw: Buffer.concat(chunks).toString("utf8") });
      done();
    });
  },
});
let smtpUrl = "";

beforeAll(async () => {
  database = await testDatabase();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received = [];
  refuse = false;
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await database.close();
});

const config = () => ({ mode: "production" as const, publicUrl: new URL("https://lade.example"), smtpUrl });
const queue = (changes: Partial<Parameters<typeof queueMessage>[1]>) => {
  const message = { to_email: "reader@smtp.example", template: "test", subject: "A subject", body: "A body", dedupe_key: newId(), ...changes };
  return inTransaction(contextFor(database.db), (tx) => queueMessage(tx, message));
};
const rowFor = (to_email: string) => database.db.selectFrom("message").selectAll().where("to_email", "=", to_email).executeTakeFirstOrThrow();
const runAgain = async () => {
  await sql`select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), run_at := now())`.execute(database.db);
  await runJobs(database, config());
};

test("a message reaches the mail server as one plain mail from us, its addresses in full", async () => {
  await queue({ subject: "Fàilte: your application", body: "Hello\n\nOpen this page:\n\n/account/link/abc_-123\n\nIt costs £5." });
  await runJobs(database, config());
  expect(received).toHaveLength(1);
  const [mail] = received;
  expect(mail).toMatchObject({ from: "lade@lade.example", to: ["reader@smtp.example"] });
  expect(mail!.raw).toContain("https://lade.example/account/link/abc_-123");
  expect(mail!.raw).toMatch(/^Message-ID: <[0-9a-f]{40}@lade\.example>\r$/m);
  expect(mail!.raw).toMatch(/^Content-Type: text\/plain/m);
  const row = await rowFor("reader@smtp.example");
  expect(row.sent_at).not.toBeNull();
  expect(row.body).not.toContain("abc_-123");
});

test("a mail that was refused is tried again, keeps its Message-ID, and the fault that is kept names nobody", async () => {
  refuse = true;
  await queue({ to_email: "again@smtp.example" });
  await runJobs(database, config());
  expect(received).toHaveLength(0);
  const waiting = await rowFor("again@smtp.example");
  expect(waiting).toMatchObject({ sent_at: null, attempts: 1 });
  expect(waiting.last_error).toMatch(/451/);
  expect(waiting.last_error).not.toContain("@");
  const { rows } = await sql<{ last_error: string; run_at: Date }>`select last_error, run_at from graphile_worker.jobs`.execute(database.db);
  expect(rows[0]!.last_error).not.toContain("@");
  expect(rows[0]!.run_at.getTime()).toBeGreaterThan(Date.now());
  refuse = false;
  await runAgain();
  expect(received).toHaveLength(1);
  expect(await rowFor("again@smtp.example")).toMatchObject({ attempts: 2, last_error: null });
  await runAgain();
  expect(received).toHaveLength(1);
});

test("a title with line ends in it makes one mail with one recipient and no header of its own", async () => {
  await queue({ to_email: "inject@smtp.example", subject: "Hello\r\nBcc: victim@smtp.example\r\n\r\nbody of theirs", body: ".\r\nRCPT TO:<victim@smtp.example>\r\n.\r\nQUIT" });
  await runJobs(database, config());
  expect(received.map((mail) => mail.to)).toEqual([["inject@smtp.example"]]);
  expect(received[0]!.raw).not.toMatch(/^Bcc:/im);
});

test("even past the outbox's own check an address cannot add a recipient", async () => {
  const carrier = smtpCarrier(smtpUrl, "https://lade.example");
  const outcome = await carrier.carry({ to: "a@smtp.example\r\nRCPT TO:<victim@smtp.example>", subject: "x", text: "y", messageId: "<1@lade.example>" }).then(
    () => "sent",
    () => "refused",
  );
  carrier.close();
  expect([outcome, ...received.flatMap((mail) => mail.to)]).not.toContain("victim@smtp.example");
});

test("a mail server that is away delays a message and loses none", async () => {
  await queue({ to_email: "away@smtp.example" });
  await runJobs(database, { ...config(), smtpUrl: "smtp://127.0.0.1:1" });
  expect(await rowFor("away@smtp.example")).toMatchObject({ sent_at: null, attempts: 1, last_error: expect.stringMatching(/^(ESOCKET|ECONNECTION|ECONNREFUSED)/) });
  await runAgain();
  expect(received.map((mail) => mail.to)).toEqual([["away@smtp.example"]]);
});
