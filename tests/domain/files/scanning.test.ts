import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { keepDocument, sweepFiles } from "#app/domain/files/change.server.ts";
import { quarantineDays } from "#app/domain/files/model.ts";
import { alteredDocuments, getDocument, toSend } from "#app/domain/files/read.server.ts";
import { scanFile, scanWaiting } from "#app/domain/files/scan.server.ts";
import { clamd, ScannerAway } from "#app/domain/files/scanner.server.ts";
import { diskStore, readAll, type FileStore } from "#app/domain/files/store.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { WrongState } from "#app/domain/kernel/errors.ts";
import { runDueJobs } from "#app/jobs.ts";
import { eicar, testScanner, type Mood, type TestScanner } from "#tests/support/clamd.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { openPool } from "#db/connection.ts";
import { pdf } from "./samples.ts";

let database: TestDatabase;
let folder: string;
let store: FileStore;
let scanner: TestScanner;
let group: { id: string };
let editor: PersonActor;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lade-scan-"));
  store = diskStore(join(folder, "files"), { scanned: true });
  scanner = await testScanner();
  group = await a.organisation(database.db);
  editor = await an.actor(database.db, [{ role: "owner", organisation_id: group.id }]);
});
afterEach(async () => {
  await scanner.close();
  await database.db.updateTable("stored_file").set({ removed_at: new Date() }).execute();
  await rm(folder, { recursive: true, force: true });
});

const caught = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);
async function* inPieces(bytes: Buffer, size = 5_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const infectedPdf = pdf(eicar);
const ask = (bytes: Buffer, wait = 5_000) => clamd(scanner.address, { wait }).scan(inPieces(bytes));
const keep = async (bytes = pdf(), to = store) =>
  keepDocument(contextFor(database.db, editor), to, group.id, { arrived: { ...(await to.put(inPieces(bytes))), name: "Our rules.pdf" }, kind: "governing-document" });
const row = (id: string) => database.db.selectFrom("stored_file").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const look = (id: string) => scanFile(contextFor(database.db), store, clamd(scanner.address, { wait: 2_000 }), id);
const opens = async (id: string) => toSend(store, await getDocument(contextFor(database.db, editor), id));

describe("what the scanner says", () => {
  it("of a file without a virus, and of one with: by what is in it, however it is cut into pieces", async () => {
    const large = Buffer.alloc(3_000_000, "a constitution ");
    expect(await ask(large)).toEqual({ infected: false });
    expect(scanner.seen).toEqual([3_000_000]);
    expect(await ask(Buffer.concat([large.subarray(0, 4_980), Buffer.from(eicar), large]))).toEqual({ infected: true, name: "Eicar-Test-Signature" });
  });

  const doubtful: [string, Mood][] = [
    ["hangs up", "hangs-up"],
    ["cuts the connection while it is sent", "cuts"],
    ["calls it clean before it has seen it", "hasty"],
    ["says something else", { says: "hello\0" }],
    ["breaks off before the end of its answer", { says: "stream: OK" }],
    ["says that it was too large", { says: "INSTREAM size limit exceeded. ERROR\0" }],
    ["failed over it", { says: "stream: Can't allocate memory ERROR\0" }],
    ["names another file", { says: "other: OK\0" }],
    ["never ends its answer", { says: "stream: ".repeat(2_000) }],
    ["answers with nothing", { says: "\0" }],
  ];
  it.each(doubtful)("is not taken for clean where it %s", async (_name, mood) => {
    scanner.mood = mood;
    // More than the network takes at once: the scanner's word comes while it is sent.
    expect(await caught(clamd(scanner.address, { wait: 5_000 }).scan(inPieces(Buffer.alloc(24_000_000, "x"), 65_536)))).toBeInstanceOf(ScannerAway);
  });

  it("is not waited for for ever", async () => {
    scanner.mood = "silent";
    expect(await caught(ask(pdf(), 200))).toBeInstanceOf(ScannerAway);
  });

  it("nor where nobody is there", async () => {
    await scanner.close();
    expect(await caught(ask(pdf()))).toMatchObject({ name: "ScannerAway", message: "ECONNREFUSED" });
    expect(await caught(clamd({ path: join(folder, "no.sock") }).scan(inPieces(pdf())))).toMatchObject({ name: "ScannerAway", message: "ENOENT" });
  });

  it("a name that it gives never reaches a page as more than letters and marks", async () => {
    scanner.mood = { says: `stream: <b> Bcc: x@y ${"z".repeat(300)} FOUND\0` };
    expect(await ask(pdf())).toMatchObject({ infected: true, name: expect.not.stringMatching(/[<>@]|.{201}/) as string });
    scanner.mood = { says: "stream: Some\nBcc: x FOUND\0" };
    expect(await caught(ask(pdf()))).toBeInstanceOf(ScannerAway);
  });
});

describe("a file that comes while there is a scanner", () => {
  it("is served to nobody until the scanner has called it clean, and then as it came", async () => {
    const id = await keep();
    expect(await row(id)).toMatchObject({ scan: "held", scanned_at: null });
    expect(await caught(opens(id))).toMatchObject({ name: "WrongState", message: expect.stringContaining("still being checked") as string });
    await look(id);
    expect(await row(id)).toMatchObject({ scan: "clean" });
    expect(await readAll({ open: (await opens(id)).open }, "")).toEqual(pdf());
  });

  it.each<Mood>(["silent", "hangs-up", "cuts", "hasty", { says: "stream: OK" }])("stays held while the scanner is not well (%j), and is looked at when it is", async (mood) => {
    const id = await keep();
    scanner.mood = mood;
    expect(await caught(scanFile(contextFor(database.db), store, clamd(scanner.address, { wait: 300 }), id))).toBeInstanceOf(ScannerAway);
    expect(await row(id)).toMatchObject({ scan: "held", scan_tries: 1 });
    expect(await caught(opens(id))).toBeInstanceOf(WrongState);
    scanner.mood = "well";
    expect(await scanWaiting(contextFor(database.db), store, clamd(scanner.address))).toBe(1);
    expect(await row(id)).toMatchObject({ scan: "clean" });
  });

  it("is looked at by the job that came with it, and by that job again where the scanner was away", async () => {
    const pool = openPool(database.url, { max: 2 });
    const config = { mode: "demonstration" as const, publicUrl: new URL("http://lade.example"), secret: testSecret, dataDir: folder, clamd: scanner.address };
    const run = () => runDueJobs({ pool, db: database.db, config, log: { info: () => undefined, error: () => undefined } });
    try {
      const id = await keep();
      scanner.mood = "hangs-up";
      await run();
      expect(await row(id)).toMatchObject({ scan: "held", scan_tries: 1 });
      scanner.mood = "well";
      await expect.poll(async () => (await run(), (await row(id)).scan), { timeout: 15_000 }).toBe("clean");
    } finally {
      await pool.end();
    }
  });

  it("with a virus is opened by nobody, also by those who could open it before, and everyone concerned is told once", async () => {
    const service = await an.actor(database.db, [{ role: "service-administrator" }]);
    const id = await keep(infectedPdf);
    await Promise.all([look(id), look(id)]);
    expect(await row(id)).toMatchObject({ scan: "infected", finding: "Eicar-Test-Signature", bytes_removed_at: null });
    expect(await caught(opens(id))).toMatchObject({ message: expect.stringContaining("A virus was found") as string });
    const letters = await database.db.selectFrom("message").select(["to_person_id", "subject", "body"]).where("dedupe_key", "like", `file.infected/${id}/%`).execute();
    expect(letters.map(({ to_person_id }) => to_person_id).sort()).toEqual([editor.id, service.id].sort());
    expect(letters.find(({ to_person_id }) => to_person_id === service.id)!.body).not.toContain("Our rules");
    const events = await database.db.selectFrom("audit_event").select(["action", "actor_kind"]).where("subject_id", "=", group.id).where("action", "=", "organisation.file-infected").execute();
    expect(events).toEqual([{ action: "organisation.file-infected", actor_kind: "system" }]);
  });

  it("one that the scanner can't read keeps no other waiting; a scanner that is away is not asked for each", async () => {
    const [first, second] = [await keep(), await keep(pdf("another"))];
    await store.remove((await row(first)).storage_key);
    expect(await scanWaiting(contextFor(database.db), store, clamd(scanner.address))).toBe(2);
    expect(await row(second)).toMatchObject({ scan: "clean" });
    await database.db.updateTable("stored_file").set({ removed_at: new Date() }).where("id", "=", first).execute();
    for (const text of ["a", "b", "c", "d", "e"]) await keep(pdf(text));
    scanner.mood = "hangs-up";
    const before = await tries();
    expect(await scanWaiting(contextFor(database.db), store, clamd(scanner.address))).toBe(0);
    expect((await tries()) - before).toBe(3);
  });
  const tries = async () => Number((await database.db.selectFrom("stored_file").select(({ fn }) => fn.sum<number>("scan_tries").as("tries")).executeTakeFirstOrThrow()).tries);
});

test("without a scanner a file is not called checked, and is checked once there is one", async () => {
  const plain = diskStore(join(folder, "files"));
  const [id, bad] = [await keep(pdf(), plain), await keep(infectedPdf, plain)];
  expect(await row(id)).toMatchObject({ scan: "not-scanned", scanned_at: null });
  expect((await opens(id)).name).toBe("Our rules.pdf");
  await scanFile(contextFor(database.db), plain, undefined, id);
  expect(await scanWaiting(contextFor(database.db), plain, undefined)).toBe(0);
  expect(await row(id)).toMatchObject({ scan: "not-scanned" });
  expect(await scanWaiting(contextFor(database.db), store, clamd(scanner.address))).toBe(2);
  expect([(await row(id)).scan, (await row(bad)).scan]).toEqual(["clean", "infected"]);
});

test("a held file stays held where the scanner's address is taken away", async () => {
  const id = await keep();
  await scanFile(contextFor(database.db), store, undefined, id);
  await scanWaiting(contextFor(database.db), store, undefined);
  expect(await row(id)).toMatchObject({ scan: "held" });
});

test("the bytes of an infected file go after the quarantine, and only those", async () => {
  const [clean, infected] = [await keep(), await keep(infectedPdf)];
  await Promise.all([look(clean), look(infected)]);
  await sweepFiles(database.db, store, new Date());
  expect((await row(infected)).bytes_removed_at).toBeNull();
  await database.db.updateTable("stored_file").set({ scanned_at: new Date(Date.now() - (quarantineDays * 24 + 1) * 3_600_000) }).where("id", "in", [clean, infected]).execute();
  expect(await sweepFiles(database.db, store, new Date())).toBe(1);
  expect((await row(infected)).bytes_removed_at).not.toBeNull();
  expect(await caught(store.open((await row(infected)).storage_key))).toMatchObject({ code: "ENOENT" });
  expect(await readAll(store, (await row(clean)).storage_key)).toEqual(pdf());
  expect(await alteredDocuments(database.db, store)).toEqual([]);
});
