import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { addApplicationFile, removeApplicationFile } from "#app/domain/applications/files.server.ts";
import { getApplicationFile, listAnswerFiles, listOwnFiles, listSentFiles } from "#app/domain/applications/files-read.server.ts";
import { answersFrom, getSubmission, listSavedAnswers } from "#app/domain/applications/read.server.ts";
import { startApplication } from "#app/domain/applications/start.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import { snapshotHash, submit } from "#app/domain/applications/submit.server.ts";
import { sweepFiles } from "#app/domain/files/change.server.ts";
import { mostBytes } from "#app/domain/files/model.ts";
import { scanFile } from "#app/domain/files/scan.server.ts";
import { clamd } from "#app/domain/files/scanner.server.ts";
import { diskStore, type FileStore } from "#app/domain/files/store.server.ts";
import { publishForm } from "#app/domain/forms/change.server.ts";
import type { FormDefinition } from "#app/domain/forms/model.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { verify } from "#app/verify.server.ts";
import { eicar, testScanner } from "#tests/support/clamd.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { exif, jpeg, jpegSegment, pdf } from "./samples.ts";

/** A form whose answers are a few words, an amount and files. */
const form: FormDefinition = {
  code: "files-in-tests",
  title: "With files",
  sections: [
    {
      id: "all",
      title: "All",
      questions: [
        { id: "title", kind: "short-text", title: "Name of the project", limit: 100 },
        { id: "asked", kind: "money", title: "How much" },
        { id: "letters", kind: "files", title: "Letters of support", maxFiles: 3, accept: "Letters." },
        { id: "photos", kind: "files", title: "Photos", maxFiles: 1, accept: "Photos.", optional: true },
      ],
    },
  ],
};

let database: TestDatabase;
let folder: string;
let store: FileStore;
let pot: { id: string; area_code: string; round_id: string };
let place: { fund_id: string; area_code: string };
let organisation: { id: string };
let owner: PersonActor;
let application: string;
beforeAll(async () => {
  database = await testDatabase({ connections: 20 });
  const form_version_id = await database.db.transaction().execute((tx) => publishForm({ db: tx }, form));
  const round = await a.round(database.db, { form_version_id });
  pot = await a.pot(database.db, { round_id: round.id });
  place = { fund_id: round.fund_id, area_code: pot.area_code };
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lade-files-"));
  store = diskStore(folder);
  organisation = await a.organisation(database.db);
  owner = await an.actor(database.db, [{ role: "owner", organisation_id: organisation.id }]);
  application = (await startApplication(contextFor(database.db, owner), { pot_id: pot.id, organisation_id: organisation.id })).id;
  return () => rm(folder, { recursive: true, force: true });
});

const caught = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);
async function* inParts(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 7_000) yield bytes.subarray(at, at + 7_000);
}
const bytesOf = (text: string) => pdf(text);
const onDisk = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
const add = async (bytes = pdf(), { question_id = "letters", key = newId(), name = "Letter.pdf", actor = owner, to = store, id = application } = {}) =>
  addApplicationFile(contextFor(database.db, actor), to, id, { question_id, key, arrived: { ...(await to.put(inParts(bytes))), name } });
const remove = (file: string, actor = owner) => removeApplicationFile(contextFor(database.db, actor), store, application, file);
const answer = async (question = "letters") => answersFrom(await listSavedAnswers(database.db, application))[question];
const write = async () => saveSection(contextFor(database.db, owner), application, [{ question_id: "title", base_version: 0, value: "Walking" }, { question_id: "asked", base_version: 0, value: 500_000 }]);
const send = () => submit(contextFor(database.db, owner), application);
const reason = async (work: Promise<unknown>) => ((await caught(work)) as Invalid).fields?.file;

describe("a file joins an answer", () => {
  it("which is then the list of what is there, with its history, and leaves it again with its bytes", async () => {
    const [one, two] = [await add(bytesOf("1")), await add(bytesOf("2"))];
    expect(await answer()).toEqual([one.id, two.id]);
    expect(await listAnswerFiles(database.db, application)).toMatchObject([{ id: one.id, question_id: "letters", name: "Letter.pdf", scan: "not-scanned" }, { id: two.id }]);
    await remove(one.id);
    expect([await answer(), await onDisk()]).toEqual([[two.id], 1]);
    await remove(two.id);
    expect([await answer(), await onDisk()]).toEqual([undefined, 0]);
    const kept = await database.db.selectFrom("application_answer_history").select("value").where("application_id", "=", application).orderBy("version").execute();
    expect(kept.map(({ value }) => value)).toEqual([[one.id], [one.id, two.id], [two.id]]);
  });

  it("the audit says that it was added and taken out, not what it is called or what is in it", async () => {
    const { id } = await add(bytesOf("Canary inside"), { name: "Canary name.pdf" });
    await remove(id);
    const events = await database.db.selectFrom("audit_event").select(["action", "detail"]).where("subject_id", "=", application).where("action", "like", "application.file-%").orderBy("sequence").execute();
    expect(events.map(({ action }) => action)).toEqual(["application.file-added", "application.file-removed"]);
    expect(JSON.stringify(events)).not.toContain("Canary");
  });

  it("the same bytes twice are there once, also a photo whose place was taken out of it", async () => {
    const photo = jpeg({ more: [jpegSegment(0xe1, exif({ turn: 6 }))] });
    const first = await add(photo, { name: "a.jpg" });
    expect(await add(photo, { name: "b.jpg" })).toEqual({ ...first, already: true });
    expect([await answer(), await onDisk()]).toEqual([[first.id], 1]);
  });

  it("sent again under its key, because the answer was lost, it is there once; also from ten tries at once", async () => {
    const key = newId();
    const tries = await Promise.all(Array.from({ length: 10 }, () => add(bytesOf("once"), { key })));
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(tries.filter(({ already }) => !already)).toHaveLength(1);
    expect([await answer(), await onDisk()]).toEqual([[tries[0]!.id], 1]);
    expect(await reason(add(bytesOf("other"), { key }))).toMatch(/Another file was sent under the same key/);
    await remove(tries[0]!.id);
    expect(await reason(add(bytesOf("once"), { key }))).toMatch(/removed meanwhile/);
    expect(await caught(add(pdf(), { key: "x" }))).toBeInstanceOf(Invalid);
    expect(await onDisk()).toBe(0);
  });

  it("no more than the question takes, also when more come at once, and what is refused leaves nothing", async () => {
    const results = await Promise.all(Array.from({ length: 6 }, (_, number) => caught(add(bytesOf(String(number))))));
    expect(results.filter((error) => error === undefined)).toHaveLength(3);
    expect(results.filter((error) => error instanceof Invalid)).toHaveLength(3);
    expect([(await answer() as string[]).length, await onDisk()]).toEqual([3, 3]);
    expect(await reason(add())).toBe("There is room for 3 files here. Remove one first");
  });

  it("none where it is no file of ours, no question for files, or not theirs", async () => {
    const [stranger, viewer] = [await an.actor(database.db, [{ role: "owner", organisation_id: (await a.organisation(database.db)).id }]), await an.actor(database.db, [{ role: "viewer", organisation_id: organisation.id }])];
    expect(await reason(add(Buffer.from("MZ program")))).toMatch(/program/);
    expect(await caught(add(pdf(), { question_id: "title" }))).toBeInstanceOf(NotFound);
    expect(await caught(add(pdf(), { question_id: "x" }))).toBeInstanceOf(NotFound);
    expect(await caught(add(pdf(), { actor: stranger }))).toBeInstanceOf(NotFound);
    expect(await caught(add(pdf(), { actor: viewer }))).toBeInstanceOf(NotAllowed);
    expect(await caught(add(pdf(), { id: "x" }))).toBeInstanceOf(NotFound);
    const { id } = await add();
    expect(await caught(remove(id, stranger))).toBeInstanceOf(NotFound);
    expect(await caught(remove(id, viewer))).toBeInstanceOf(NotAllowed);
    expect(await caught(remove("x"))).toBeInstanceOf(NotFound);
    expect([await answer(), await onDisk()]).toEqual([[id], 1]);
  });

  it("no more than a group keeps in all, counted over its documents and every application", async () => {
    const old = { storage_key: "a".repeat(48), sha256: "a".repeat(64), media_type: "application/pdf", name: "a.pdf", kind: "accounts" as const };
    await database.db.insertInto("stored_file").values({ ...old, id: newId(), bytes: mostBytes - pdf().length, owner_type: "organisation", owner_id: organisation.id }).execute();
    await add();
    expect(await reason(add(bytesOf("x")))).toMatch(/keeps 500 MB of files/);
    expect(await onDisk()).toBe(1);
  });

  it("what the section's page says of a files question is never believed", async () => {
    const { readPatches } = await import("#app/domain/applications/model.ts");
    const { id } = await add();
    const posted = new FormData();
    for (const [name, value] of [["version.letters", "1"], ["letters", newId()], ["version.title", "0"], ["title", "x"]] as const) posted.append(name, value);
    expect(readPatches(form, "all", posted, {}).patches.map((patch) => patch.question_id)).toEqual(["title"]);
    expect(await answer()).toEqual([id]);
  });
});

describe("what is sent with an application", () => {
  it("names each file with its hash, inside what the receipt's hash is made from", async () => {
    await write();
    const [one, two] = [await add(bytesOf("1")), await add(bytesOf("2"))];
    const photo = await add(jpeg(), { question_id: "photos", name: "a.jpg" });
    const { sha256, reference } = await send();
    const { files, ...sent } = await getSubmission(database.db, application);
    expect(files).toMatchObject([{ question: "letters", id: one.id, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }, { id: two.id }, { question: "photos", id: photo.id, name: "a.jpg", media_type: "image/jpeg" }]);
    expect(snapshotHash({ ...sent, reference, files })).toBe(sha256);
    expect(snapshotHash({ ...sent, reference, files: (files as object[]).map((file) => ({ ...file, sha256: "0".repeat(64) })) as never })).not.toBe(sha256);
    expect((await verify(database.db, testSecret, store)).find(({ name }) => name === "Each submission is what was sent")!.findings).toEqual([]);
  });

  it("can never be deleted or altered in the database, nor its bytes by the sweep, whoever tries", async () => {
    await write();
    const { id } = await add();
    await send();
    const where = database.db.updateTable("stored_file").where("id", "=", id);
    for (const change of [{ removed_at: new Date() }, { sha256: "0".repeat(64) }, { storage_key: "b".repeat(48) }, { name: "x.pdf" }, { owner_id: newId() }] as const)
      expect(await caught(where.set(change).execute()).then(refusedConstraint), JSON.stringify(change)).toBe("sent_file_stays");
    expect(await caught(database.db.deleteFrom("stored_file").where("id", "=", id).execute())).toBeDefined();
    expect(await caught(database.db.deleteFrom("submission_file").where("stored_file_id", "=", id).execute())).toBeDefined();
    await sweepFiles(database.db, store, new Date(Date.now() + 10 * 86_400_000));
    expect(await onDisk()).toBe(1);
  });

  it("nothing is added or taken out after it is sent", async () => {
    await write();
    const { id } = await add();
    await send();
    expect(await caught(add(bytesOf("late")))).toBeInstanceOf(WrongState);
    expect(await caught(remove(id))).toBeInstanceOf(WrongState);
    expect([await answer(), await onDisk()]).toEqual([[id], 1]);
  });

  it("reopened, a file leaves the draft and stays in the copy that was sent, until another copy counts", async () => {
    await write();
    const { id } = await add(bytesOf("first"));
    await send();
    await database.db.updateTable("application").set({ reopened_at: new Date() }).where("id", "=", application).execute();
    await remove(id);
    const other = await add(bytesOf("second"));
    const administrator = await an.actor(database.db, [{ role: "administrator", ...place }]);
    const opens = async (actor: PersonActor, file: string) => (await caught(getApplicationFile(contextFor(database.db, actor), application, file))) === undefined;
    expect([await onDisk(), (await listSentFiles(database.db, application)).map((file) => file.id)]).toEqual([2, [id]]);
    expect([await opens(administrator, id), await opens(administrator, other.id)]).toEqual([true, false]);
    await send();
    expect((await listSentFiles(database.db, application)).map((file) => file.id)).toEqual([other.id]);
    expect([await opens(administrator, id), await opens(administrator, other.id), await opens(owner, id)]).toEqual([false, true, true]);
  });

  it("a missing file stops it with a message at its question; a file of another application, put there by hand, too", async () => {
    await write();
    expect(Object.keys(((await caught(send())) as Invalid).fields)).toEqual(["letters"]);
    const elsewhere = await a.organisation(database.db);
    const other = await an.actor(database.db, [{ role: "owner", organisation_id: elsewhere.id }]);
    const theirs = await startApplication(contextFor(database.db, other), { pot_id: pot.id, organisation_id: elsewhere.id });
    const stolen = await add(bytesOf("theirs"), { actor: other, id: theirs.id });
    await saveSection(contextFor(database.db, owner), application, [{ question_id: "letters", base_version: 0, value: [stolen.id] }]);
    expect(((await caught(send())) as Invalid).fields.letters).toMatch(/not here any more/);
    const own = await add();
    await saveSection(contextFor(database.db, owner), application, [{ question_id: "photos", base_version: 0, value: [own.id] }]);
    expect(Object.keys(((await caught(send())) as Invalid).fields)).toEqual(["photos"]);
    expect(await caught(getApplicationFile(contextFor(database.db, owner), application, stolen.id))).toBeInstanceOf(NotFound);
  });

  it("one that still waits for the scanner is sent in time; one with a virus is not, and says so", async () => {
    const held = diskStore(folder, { scanned: true });
    const scanner = await testScanner();
    try {
      await write();
      const bad = await add(pdf(eicar), { to: held });
      await scanFile(contextFor(database.db), held, clamd(scanner.address), bad.id);
      expect(((await caught(send())) as Invalid).fields.letters).toMatch(/A virus was found in “Letter.pdf”/);
      await remove(bad.id);
      const waiting = await add(pdf(`later ${eicar}`), { to: held });
      await send();
      await scanFile(contextFor(database.db), held, clamd(scanner.address), waiting.id);
      expect(await listSentFiles(database.db, application)).toMatchObject([{ id: waiting.id, scan: "infected" }]);
      const told = await database.db.selectFrom("message").select(["to_email", "body"]).where("dedupe_key", "like", `file.infected/${waiting.id}/%`).execute();
      expect(told.map(({ to_email }) => to_email)).toContain("fund@test.example");
    } finally {
      await scanner.close();
    }
  });
});

describe("who opens a file of an application", () => {
  let file: string;
  const opens = async (actor: PersonActor, id = application) => {
    const error = await caught(getApplicationFile(contextFor(database.db, actor), id, file));
    // Whoever may not open it is told nothing: neither that it is there nor that it is not for them.
    if (error) expect(error).toBeInstanceOf(NotFound);
    return !error;
  };
  const withRole = (role: "administrator" | "assessor" | "chair" | "finance", where = place) => an.actor(database.db, [{ role, ...where }]);
  const declare = (person: PersonActor, has_interest: boolean) =>
    database.db.insertInto("interest").values({ id: newId(), application_id: application, person_id: person.id, has_interest, explanation: has_interest ? "A cousin" : "" }).execute();
  const ask = (person: PersonActor) => database.db.insertInto("assignment").values({ id: newId(), application_id: application, person_id: person.id, assigned_by: person.id }).execute();
  beforeEach(async () => {
    await write();
    file = (await add()).id;
  });

  it("before it is sent its own people, and nobody else", async () => {
    expect(await opens(owner)).toBe(true);
    expect(await opens(await an.actor(database.db, [{ role: "viewer", organisation_id: organisation.id }]))).toBe(true);
    for (const role of ["administrator", "chair", "finance", "assessor"] as const) expect(await opens(await withRole(role)), role).toBe(false);
    for (const role of ["official", "publisher", "service-administrator"] as const) expect(await opens(await an.actor(database.db, [{ role }])), role).toBe(false);
    expect(await caught(listOwnFiles(contextFor(database.db, await withRole("administrator")), application))).toBeInstanceOf(NotFound);
  });

  it("after it is sent the fund's people of that place with the second step, and no other fund's or place's", async () => {
    await send();
    for (const role of ["administrator", "chair", "finance"] as const) {
      const person = await withRole(role);
      expect(await opens(person), role).toBe(true);
      expect(await opens({ ...person, secondFactor: false }), role).toBe(false);
    }
    expect(await opens(await withRole("administrator", { ...place, area_code: (await a.area(database.db, { code: "S12000046" })).code }))).toBe(false);
    expect(await opens(await withRole("administrator", { ...place, fund_id: (await a.fund(database.db)).id }))).toBe(false);
    expect(await opens(owner, newId())).toBe(false);
  });

  it("an assessor who was asked and declared no interest; not before, and nobody with one", async () => {
    await send();
    const [asked, interested, administrator] = [await withRole("assessor"), await withRole("assessor"), await withRole("administrator")];
    expect(await opens(asked)).toBe(false);
    await ask(asked);
    expect(await opens(asked)).toBe(false);
    await declare(asked, false);
    expect(await opens(asked)).toBe(true);
    await ask(interested);
    await declare(interested, true);
    expect(await opens(interested)).toBe(false);
    await declare(administrator, true);
    expect(await opens(administrator)).toBe(false);
  });

  it("officials only where an award rests on it, as with the application", async () => {
    await send();
    const official = await an.actor(database.db, [{ role: "official" }]);
    expect(await opens(official)).toBe(false);
    await an.award(database.db, { pot_id: pot.id, organisation_id: organisation.id, application_id: application });
    expect(await opens(official)).toBe(true);
    await database.db.updateTable("award").set({ status: "taken-back" }).where("application_id", "=", application).execute();
    expect(await opens(official)).toBe(false);
  });

  it("nobody of the fund after it is withdrawn", async () => {
    await send();
    const administrator = await withRole("administrator");
    expect(await opens(administrator)).toBe(true);
    await database.db.updateTable("application").set({ status: "withdrawn" }).where("id", "=", application).execute();
    expect(await opens(administrator)).toBe(false);
    expect(await opens(owner)).toBe(true);
  });
});

test("an application's file is no document of the group, nor the other way round", async () => {
  const { id } = await add();
  const { getDocument, listDocuments } = await import("#app/domain/files/read.server.ts");
  expect(await caught(getDocument(contextFor(database.db, owner), id))).toBeInstanceOf(NotFound);
  expect(await listDocuments(contextFor(database.db, owner), organisation.id)).toEqual([]);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from stored_file where owner_type = 'application' and kind <> 'answer'`.execute(database.db);
  expect(rows[0]!.count).toBe(0);
});
