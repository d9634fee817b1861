import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { keepDocument, removeDocument, sweepFiles } from "#app/domain/files/change.server.ts";
import { largestFile, mostDocuments } from "#app/domain/files/model.ts";
import { alteredDocuments, getDocument, listDocuments } from "#app/domain/files/read.server.ts";
import { diskStore, readAll, type FileStore } from "#app/domain/files/store.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { DomainError, Invalid, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { exif, jpeg, jpegSegment, pdf, place } from "./samples.ts";

let database: TestDatabase;
let folder: string;
let store: FileStore;
let group: { id: string };
let editor: PersonActor;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lade-files-"));
  store = diskStore(folder);
  group = await a.organisation(database.db);
  editor = await an.actor(database.db, [{ role: "editor", organisation_id: group.id }]);
  return async () => {
    // The next test has a store of its own, in which these documents would be lost.
    await database.db.updateTable("stored_file").set({ removed_at: new Date() }).execute();
    await rm(folder, { recursive: true, force: true });
  };
});
afterAll(() => database.close());

const caught = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);
async function* inParts(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 7_000) yield bytes.subarray(at, at + 7_000);
}
const arrive = async (bytes: Buffer, name = "Our rules.pdf") => ({ ...(await store.put(inParts(bytes))), name });
const keep = async (bytes = pdf(), { actor = editor, kind = "governing-document", name = "Our rules.pdf" } = {}) =>
  keepDocument(contextFor(database.db, actor), store, group.id, { arrived: await arrive(bytes, name), kind });
const keys = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key } of store.list()) found.push(key);
  return found;
};
const files = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
const rows = () => database.db.selectFrom("stored_file").selectAll().where("owner_id", "=", group.id).execute();

describe("the store", () => {
  it("gives back what was put, under a key that says nothing of it", async () => {
    const bytes = Buffer.alloc(100_000, "constitution");
    const kept = await store.put(inParts(bytes));
    expect(kept.key).toMatch(/^[0-9a-f]{48}$/);
    expect(kept.bytes).toBe(bytes.length);
    expect(await readAll(store, kept.key)).toEqual(bytes);
    expect(await files()).toBe(1);
    await store.remove(kept.key);
    await store.remove(kept.key);
    expect(await caught(store.open(kept.key))).toMatchObject({ code: "ENOENT" });
  });

  it("keeps nothing of what breaks off", async () => {
    async function* broken() {
      yield Buffer.alloc(50_000);
      throw new Error("gone");
    }
    expect(await caught(store.put(broken()))).toMatchObject({ message: "gone" });
    expect(await files()).toBe(0);
  });

  it("cannot be made to read or remove anything else", async () => {
    await writeFile(join(folder, "other"), "x");
    for (const key of ["../other", "../../other", "/etc/passwd", "", "a".repeat(48).toUpperCase()]) {
      expect(await caught(store.open(key))).toMatchObject({ code: "ENOENT" });
      expect(await caught(store.remove(key))).toBeInstanceOf(Error);
    }
    expect(await files()).toBe(1);
  });
});

describe("a document is kept", () => {
  it("with its kind, size and type; the audit names neither the file nor what is in it", async () => {
    const id = await keep(pdf(), { name: "Canary name.pdf" });
    expect(await rows()).toMatchObject([{ id, kind: "governing-document", name: "Canary name.pdf", media_type: "application/pdf", bytes: pdf().length, uploaded_by: editor.id }]);
    const [row] = await rows();
    const [event] = await database.db.selectFrom("audit_event").selectAll().where("subject_id", "=", group.id).where("action", "=", "organisation.document-added").execute();
    expect(event!.detail).toMatchObject({ file_id: id, kind: "governing-document", bytes: pdf().length, media_type: "application/pdf" });
    expect(JSON.stringify(event!.detail)).not.toMatch(new RegExp(`Canary|${row!.sha256}|${row!.storage_key}`));
  });

  it("a photo without where it was taken: not a byte of that is left anywhere", async () => {
    await keep(jpeg({ more: [jpegSegment(0xe1, exif({ turn: 6 }))], tail: place }), { name: "letter.jpg" });
    expect(await files()).toBe(1);
    const [row] = await rows();
    const bytes = await readAll(store, row!.storage_key);
    expect(bytes.includes(place)).toBe(false);
    expect(bytes.length).toBe(row!.bytes);
    expect(await alteredDocuments(database.db, store)).toEqual([]);
  });

  it.each([
    ["a program", Buffer.from("MZ"), "governing-document", { file: expect.stringMatching(/program/) as string }],
    ["nothing", Buffer.alloc(0), "governing-document", { file: expect.stringMatching(/empty/) as string }],
    ["an unknown kind", pdf(), "passport", { kind: "Choose what this document is" }],
  ])("refused, %s leaves neither row nor bytes", async (_name, bytes, kind, fields) => {
    const error = await caught(keep(bytes, { kind }));
    expect(error).toBeInstanceOf(Invalid);
    expect((error as Invalid).fields).toEqual(fields);
    expect([await rows(), await files()]).toEqual([[], 0]);
  });

  it("not by who may only read, nor by strangers, and their bytes go", async () => {
    const viewer = await an.actor(database.db, [{ role: "viewer", organisation_id: group.id }]);
    expect(await caught(keep(pdf(), { actor: viewer }))).toBeInstanceOf(NotAllowed);
    expect(await caught(keep(pdf(), { actor: await an.actor(database.db) }))).toBeInstanceOf(NotFound);
    expect([await rows(), await files()]).toEqual([[], 0]);
  });

  it("not beyond what a group may keep, also when two add the last one at once", async () => {
    for (let count = 1; count < mostDocuments; count += 1) await keep();
    const errors = (await Promise.all([caught(keep()), caught(keep()), caught(keep())])).filter(Boolean);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toBeInstanceOf(Invalid);
    expect([(await rows()).length, (await keys()).length]).toEqual([mostDocuments, mostDocuments]);
  });
});

test("a removed document is gone with its bytes; that it was there stays in the audit", async () => {
  const id = await keep();
  const context = contextFor(database.db, editor);
  const elsewhere = await a.organisation(database.db);
  expect(await caught(removeDocument(contextFor(database.db, await an.actor(database.db, [{ role: "owner", organisation_id: elsewhere.id }])), store, elsewhere.id, id))).toBeInstanceOf(NotFound);
  expect(await files()).toBe(1);
  await removeDocument(context, store, group.id, id);
  expect(await files()).toBe(0);
  expect(await caught(getDocument(context, id))).toBeInstanceOf(NotFound);
  expect(await listDocuments(context, group.id)).toEqual([]);
  expect(await caught(removeDocument(context, store, group.id, id))).toBeInstanceOf(NotFound);
  const events = await database.db.selectFrom("audit_event").select("action").where("subject_id", "=", group.id).where("action", "like", "organisation.document-%").orderBy("sequence").execute();
  expect(events.map(({ action }) => action)).toEqual(["organisation.document-added", "organisation.document-removed"]);
});

describe("who opens a group's documents", () => {
  let id: string;
  let pot: { id: string; area_code: string; round_id: string };
  let place_: { fund_id: string; area_code: string };
  let application: { id: string };
  const opens = async (actor: PersonActor) => {
    const context = contextFor(database.db, actor);
    const error = await caught(getDocument(context, id));
    // Whoever may not open it is told nothing: neither that it is there nor that it is not for them.
    if (error) expect(error).toBeInstanceOf(NotFound);
    expect((await listDocuments(context, group.id)).length).toBe(error ? 0 : 1);
    return !error;
  };
  const withRole = (role: "administrator" | "assessor" | "chair" | "finance", where = place_) => an.actor(database.db, [{ role, ...where }]);
  const declare = (person: PersonActor, has_interest: boolean) =>
    database.db.insertInto("interest").values({ id: newId(), application_id: application.id, person_id: person.id, has_interest, explanation: has_interest ? "A cousin" : "" }).execute();
  const ask = (person: PersonActor) => database.db.insertInto("assignment").values({ id: newId(), application_id: application.id, person_id: person.id, assigned_by: person.id }).execute();
  beforeEach(async () => {
    id = await keep();
    pot = await a.pot(database.db);
    const { fund_id } = await database.db.selectFrom("round").select("fund_id").where("id", "=", pot.round_id).executeTakeFirstOrThrow();
    place_ = { fund_id, area_code: pot.area_code };
    application = await an.application(database.db, { pot_id: pot.id, organisation_id: group.id, status: "submitted" });
  });

  it("its own people, whatever their role", async () => {
    expect(await opens(editor)).toBe(true);
    expect(await opens(await an.actor(database.db, [{ role: "viewer", organisation_id: group.id }]))).toBe(true);
  });

  it("the administrator, the chair and finance of a fund and area it applied to, with the second factor", async () => {
    for (const role of ["administrator", "chair", "finance"] as const) {
      const person = await withRole(role);
      expect(await opens(person), role).toBe(true);
      expect(await opens({ ...person, secondFactor: false }), role).toBe(false);
    }
  });

  it("nobody of another fund, another area, another group, of the nation or without a role", async () => {
    const other = await a.fund(database.db);
    const area = await a.area(database.db, { code: "S12000046" });
    expect(await opens(await withRole("administrator", { ...place_, fund_id: other.id }))).toBe(false);
    expect(await opens(await withRole("administrator", { ...place_, area_code: area.code }))).toBe(false);
    expect(await opens(await an.actor(database.db, [{ role: "owner", organisation_id: (await a.organisation(database.db)).id }]))).toBe(false);
    for (const role of ["official", "publisher", "service-administrator"] as const) expect(await opens(await an.actor(database.db, [{ role }])), role).toBe(false);
    expect(await opens(await an.actor(database.db))).toBe(false);
    expect(await caught(getDocument({ db: database.db, actor: { kind: "visitor" } }, id))).toBeInstanceOf(NotFound);
  });

  it("no staff before the application is sent, nor after it is withdrawn", async () => {
    const administrator = await withRole("administrator");
    expect(await opens(administrator)).toBe(true);
    await database.db.updateTable("application").set({ status: "withdrawn" }).where("id", "=", application.id).execute();
    expect(await opens(administrator)).toBe(false);
    group = await a.organisation(database.db);
    editor = await an.actor(database.db, [{ role: "editor", organisation_id: group.id }]);
    id = await keep();
    await an.application(database.db, { pot_id: pot.id, organisation_id: group.id });
    expect(await opens(administrator)).toBe(false);
  });

  it("an assessor who was asked and declared that there is no interest, and no other", async () => {
    const [idle, asked, interested] = [await withRole("assessor"), await withRole("assessor"), await withRole("assessor")];
    expect(await opens(idle)).toBe(false);
    await ask(asked);
    expect(await opens(asked)).toBe(false);
    await declare(asked, false);
    expect(await opens(asked)).toBe(true);
    await ask(interested);
    await declare(interested, true);
    expect(await opens(interested)).toBe(false);
  });

  it("nobody who declared an interest in its application, the administrator neither", async () => {
    const administrator = await withRole("administrator");
    await declare(administrator, true);
    expect(await opens(administrator)).toBe(false);
  });

  it("not who has left the group, from that moment", async () => {
    await database.db.updateTable("role_held").set({ ended_at: new Date() }).where("person_id", "=", editor.id).execute();
    expect(await opens(await actorOf(database.db, editor.id))).toBe(false);
  });

  it("nothing at an address that is no key", async () => {
    for (const wrong of [undefined, "x", "../../etc/passwd", newId()]) expect(await caught(getDocument(contextFor(database.db, editor), wrong))).toBeInstanceOf(NotFound);
  });
});

/** Ends the work's connection while it waits for the group's row, after its bytes are kept and before it has one. */
async function cutOff(work: () => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select 1 from organisation where id = $1 for update", [group.id]);
    const failed = caught(work());
    const kill = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await expect.poll(async () => (await client.query(kill)).rowCount, { interval: 10 }).toBe(1);
    const error = await failed;
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(DomainError);
  } finally {
    await client.query("rollback");
    await client.end();
  }
}

describe("no document without its bytes, no bytes for ever without a document", () => {
  it("what a lost database connection left is kept until the sweep, a day later, finds that no row has it", async () => {
    const arrived = await arrive(pdf());
    await cutOff(() => keepDocument(contextFor(database.db, editor), store, group.id, { arrived, kind: "accounts" }));
    expect([await rows(), await keys()]).toEqual([[], [arrived.key]]);
    const kept = await keep();
    expect(await sweepFiles(database.db, store, new Date())).toBe(0);
    expect(await sweepFiles(database.db, store, new Date(Date.now() + 2 * 86_400_000))).toBe(1);
    expect(await rows()).toMatchObject([{ id: kept, storage_key: (await keys())[0] }]);
    expect(await alteredDocuments(database.db, store)).toEqual([]);
  });

  it("a server that is killed while bytes arrive leaves a temporary file, which the sweep removes", async () => {
    const dying = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", `
      import { diskStore } from "#app/domain/files/store.server.ts";
      async function* endless() { for (;;) { yield Buffer.alloc(65_536); process.stdout.write("."); await new Promise((resolve) => setTimeout(resolve, 5)); } }
      await diskStore(${JSON.stringify(folder)}).put(endless());`], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => dying.stdout.once("data", resolve));
    dying.kill("SIGKILL");
    await new Promise((resolve) => dying.once("exit", resolve));
    expect([await keys(), await files()]).toEqual([[], 1]);
    const [name] = await readdir(join(folder, "incoming"));
    expect(await sweepFiles(database.db, store, new Date())).toBe(0);
    await utimes(join(folder, "incoming", name!), new Date(0), new Date(0));
    expect(await sweepFiles(database.db, store, new Date())).toBe(1);
    expect(await files()).toBe(0);
  });

  it("lost and altered bytes are found by name", async () => {
    const [lost, altered] = [await keep(), await keep()];
    const all = await rows();
    const keyOf = (id: string) => all.find((row) => row.id === id)!.storage_key;
    await store.remove(keyOf(lost));
    await writeFile(join(folder, "kept", keyOf(altered).slice(0, 2), keyOf(altered)), pdf("Another constitution"));
    const findings = await alteredDocuments(database.db, store);
    expect(findings.filter((finding) => finding.includes(lost))).toEqual([`Document ${lost} has lost its bytes`]);
    expect(findings.filter((finding) => finding.includes(altered))[0]).toMatch(/was changed where it is kept/);
  });
});

test("the largest file that is allowed is kept whole", async () => {
  const filling = Buffer.concat([pdf(), Buffer.alloc(largestFile - 2 * pdf().length, " "), pdf()]);
  await keep(filling);
  expect(await rows()).toMatchObject([{ bytes: largestFile }]);
});
