/** Sending: once, whole, in time by the database's clock, with a copy that never changes. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockApplication, moveApplication, withdraw } from "#app/domain/applications/change.server.ts";
import { getApplication, getSubmission } from "#app/domain/applications/read.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import { snapshotHash, submit } from "#app/domain/applications/submit.server.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { Closed, Invalid, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { changeOrganisation } from "#app/domain/organisations/change.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { draft, whole, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 12 });
});
afterAll(() => database.close());

const messagesAbout = (id: string) => database.db.selectFrom("message").selectAll().where("dedupe_key", "=", `application.received/${id}`).execute();
const hashNow = async (id: string): Promise<string> => {
  const submission = await getSubmission(database.db, id);
  const { reference } = await database.db.selectFrom("application").select("reference").where("id", "=", id).executeTakeFirstOrThrow();
  return snapshotHash({ reference, ...submission });
};

describe("once", () => {
  test("fifty presses at once send it once: one copy, one reference, one e-mail, the same receipt for all", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    const receipts = await Promise.all(Array.from({ length: 50 }, () => submit(contextFor(database.db, here.owner), id)));
    expect(receipts.filter((receipt) => receipt.first)).toHaveLength(1);
    expect(new Set(receipts.map(({ reference, sha256, received_at }) => `${reference} ${sha256} ${received_at.toISOString()}`)).size).toBe(1);
    expect(await database.db.selectFrom("submission").select("id").where("application_id", "=", id).execute()).toHaveLength(1);
    expect(await messagesAbout(id)).toHaveLength(1);
    expect(await database.db.selectFrom("audit_event").select("id").where("subject_id", "=", id).where("action", "=", "application.submitted").execute()).toHaveLength(1);
  });

  test("the receipt names the reference, the round and the time, and goes to who sent it", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    const { reference } = await submit(contextFor(database.db, here.owner), id);
    const [message] = await messagesAbout(id);
    expect(message).toMatchObject({ to_email: here.owner.email, to_person_id: here.owner.id });
    expect(message!.subject).toContain(reference);
    expect(message!.body).toContain(`/applications/${id}/receipt`);
  });
});

describe("whole", () => {
  test("what is missing is named by question, nothing is sent, and the draft stays", async () => {
    const here = await world(database.db);
    const { story: _story, ...answers }: typeof whole = { ...whole, asked: 100_000 };
    const id = await draft(database.db, here, answers);
    const refused = await submit(contextFor(database.db, here.owner), id).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Invalid);
    expect(Object.keys((refused as Invalid).fields).sort()).toEqual(["budget", "story"]);
    expect((await getApplication(contextFor(database.db, here.owner), id)).status).toBe("draft");
    expect(await messagesAbout(id)).toEqual([]);
  });

  test("an amount outside the pot's limits is not sent", async () => {
    const here = await world(database.db, { max_amount_pence: 200_000 });
    const id = await draft(database.db, here);
    await expect(submit(contextFor(database.db, here.owner), id)).rejects.toThrow(Invalid);
  });

  test("lists and figures find what was sent in typed columns and tags; answers off the path and exclusive answers are no tags", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    await submit(contextFor(database.db, here.owner), id);
    const row = await database.db.selectFrom("application").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ status: "submitted", title: "Harbour walkers", asked_pence: 250_050, synthetic: true });
    const tags = await database.db.selectFrom("application_tag").select(["list_code", "list_version", "code"]).where("application_id", "=", id).orderBy("code").execute();
    expect(tags).toEqual([{ list_code: "focus-group", list_version: 2, code: "minority-ethnic" }, { list_code: "focus-group", list_version: 2, code: "older" }]);

    const there = await world(database.db);
    const none = await draft(database.db, there, { ...whole, "main-group": "older", "focus-groups": ["not-known"] });
    await submit(contextFor(database.db, there.owner), none);
    expect(await database.db.selectFrom("application_tag").select("code").where("application_id", "=", none).execute()).toEqual([{ code: "older" }]);
    const elsewhere = await world(database.db);
    const off = await draft(database.db, elsewhere, { ...whole, reach: "all" });
    await submit(contextFor(database.db, elsewhere.owner), off);
    expect((await getSubmission(database.db, off)).answers).not.toHaveProperty("focus-groups");
  });
});

describe("in time", () => {
  /** A pot whose closing lies so many milliseconds from now by the database's clock. */
  const closing = async (milliseconds: number) => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    await sql`update pot set closes_at = clock_timestamp() + ${milliseconds} * interval '1 millisecond' where id = ${here.pot.id}`.execute(database.db);
    return { ...here, id };
  };

  test("what began to arrive before the closing counts, however long we took over it", async () => {
    const { id, owner, pot } = await closing(-400);
    const receipt = await submit(contextFor(database.db, owner, { elapsed: () => 5_000 }), id);
    const { closes_at } = await database.db.selectFrom("pot").select("closes_at").where("id", "=", pot.id).executeTakeFirstOrThrow();
    expect(receipt.received_at.getTime()).toBeLessThan(closes_at!.getTime());
  });

  test("what came after the closing is refused kindly, and the draft is kept", async () => {
    const { id, owner } = await closing(-400);
    await expect(submit(contextFor(database.db, owner, { elapsed: () => 50 }), id)).rejects.toThrow(Closed);
    expect((await getApplication(contextFor(database.db, owner), id)).status).toBe("draft");
    expect(await messagesAbout(id)).toEqual([]);
  });

  test("the server's own clock decides nothing: a request whose `now` is wrong is judged by the database", async () => {
    const late = await closing(-60_000);
    await expect(submit(contextFor(database.db, late.owner, { now: new Date(0) }), late.id)).rejects.toThrow(Closed);
    const early = await closing(60_000);
    await submit(contextFor(database.db, early.owner, { now: new Date("2199-01-01") }), early.id);
  });

  test("the credit for our own delay never opens a round early", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    await sql`update pot set opens_at = clock_timestamp() + interval '1 minute' where id = ${here.pot.id}`.execute(database.db);
    await expect(submit(contextFor(database.db, here.owner, { elapsed: () => 0 }), id)).rejects.toThrow(Closed);
  });

  test("a second press after the closing still gets the receipt of the first", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    const first = await submit(contextFor(database.db, here.owner), id);
    await sql`update pot set closes_at = clock_timestamp() - interval '1 second' where id = ${here.pot.id}`.execute(database.db);
    expect(await submit(contextFor(database.db, here.owner), id)).toEqual({ ...first, first: false });
  });
});

describe("the copy", () => {
  test("is the same after saving, changing the group, moving on and sending again", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    const context = contextFor(database.db, here.owner);
    const { sha256 } = await submit(context, id);
    expect(await hashNow(id)).toBe(sha256);
    await saveSection(context, id, [{ question_id: "story", base_version: 1, value: "Another story" }]);
    const { legal_form_list: _list, legal_form_version: _form, id: _id, version, created_at: _created, synthetic: _synthetic, ...group } = here.organisation;
    await changeOrganisation(context, here.organisation.id, { ...group, name: "Another name" }, version);
    await submit(context, id);
    await inTransaction(context, async (tx) => moveApplication(tx, await lockApplication(tx, id), "assign"));
    await withdraw(context, id);
    expect(await hashNow(id)).toBe(sha256);
    expect((await getSubmission(database.db, id)).organisation.name).toBe(here.organisation.name);
  });

  test("cannot be changed or removed, nor a second one written, whoever tries in the database", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    await submit(contextFor(database.db, here.owner), id);
    const copy = await database.db.selectFrom("submission").selectAll().where("application_id", "=", id).executeTakeFirstOrThrow();
    await expect(database.db.updateTable("submission").set({ sha256: "0" }).where("application_id", "=", id).execute()).rejects.toThrow();
    await expect(database.db.deleteFrom("submission").where("application_id", "=", id).execute()).rejects.toThrow();
    const second = database.db.insertInto("submission").values({ ...copy, id: here.pot.id, answers: JSON.stringify(copy.answers), organisation: JSON.stringify(copy.organisation), files: JSON.stringify(copy.files) }).execute();
    expect(await second.catch(refusedConstraint)).toBe("submission_once");
  });

  test("an application that was given up is not sent, and a sent one does not become a draft", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    await withdraw(contextFor(database.db, here.owner), id);
    await expect(submit(contextFor(database.db, here.owner), id)).rejects.toThrow(WrongState);
    const there = await world(database.db);
    const sent = await draft(database.db, there);
    await submit(contextFor(database.db, there.owner), sent);
    const back = database.db.updateTable("application").set({ status: "draft" }).where("id", "=", sent).execute();
    expect(await back.catch(refusedConstraint)).toBe("application_moves_legally");
  });
});
