/** Sending again before the closing: the copy that was sent counts until another is sent, and no copy ever changes. */
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leaveAsSent, lockApplication, moveApplication, reopen, withdraw } from "#app/domain/applications/change.server.ts";
import { getSubmission, listSubmissions } from "#app/domain/applications/read.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import { snapshotHash, submit } from "#app/domain/applications/submit.server.ts";
import type { Answers } from "#app/domain/forms/model.ts";
import type { Actor } from "#app/domain/kernel/actor.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { Closed, DomainError, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import type { OrganisationFacts } from "#app/domain/applications/model.ts";
import { changeOrganisation } from "#app/domain/organisations/change.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { draft, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 12 });
});
afterAll(() => database.close());

const as = (actor?: Actor) => contextFor(database.db, actor);
const sentOne = async () => {
  const around = await world(database.db);
  const id = await draft(database.db, around);
  const first = await submit(as(around.owner), id);
  return { ...around, id, first };
};
const close = (potId: string) => sql`update pot set closes_at = clock_timestamp() - interval '1 second' where id = ${potId}`.execute(database.db);
const versionOf = async (id: string, question: string) => (await database.db.selectFrom("application_answer").select("version").where("application_id", "=", id).where("question_id", "=", question).executeTakeFirst())?.version ?? 0;
const write = async (actor: Actor, id: string, question_id: string, value: string) => saveSection(as(actor), id, [{ question_id, base_version: await versionOf(id, question_id), value }]);

/** Every copy as it lies in the database, with its hash made again from it. */
async function copies(id: string) {
  const { reference } = await database.db.selectFrom("application").select("reference").where("id", "=", id).executeTakeFirstOrThrow();
  const rows = await database.db.selectFrom("submission").selectAll().where("application_id", "=", id).orderBy("number").execute();
  return rows.map((row) => ({
    number: row.number, sha256: row.sha256, whole: JSON.stringify(row),
    again: snapshotHash({ reference, form_version_id: row.form_version_id, received_at: row.received_at, answers: row.answers as Answers, organisation: row.organisation as unknown as OrganisationFacts, files: row.files }),
  }));
}

describe("opened again", () => {
  test("the sent copy counts until another is sent; then that one does, with a receipt of its own, and both are kept", async () => {
    const { id, owner, first } = await sentOne();
    await reopen(as(owner), id);
    expect(await write(owner, id, "title", "Harbour swimmers")).toMatchObject({ saved: ["title"], late: false });
    expect((await getSubmission(database.db, id)).answers).toMatchObject({ title: "Harbour walkers" });
    expect(await database.db.selectFrom("application").select(["status", "title"]).where("id", "=", id).executeTakeFirst()).toEqual({ status: "submitted", title: "Harbour walkers" });

    const second = await submit(as(owner), id);
    expect(second).toMatchObject({ number: 2, first: true, reference: first.reference });
    expect(second.sha256).not.toBe(first.sha256);
    expect((await getSubmission(database.db, id)).answers).toMatchObject({ title: "Harbour swimmers" });
    expect(await database.db.selectFrom("application").select(["status", "title", "reopened_at", "received_at"]).where("id", "=", id).executeTakeFirst()).toEqual({ status: "submitted", title: "Harbour swimmers", reopened_at: null, received_at: second.received_at });
    expect((await listSubmissions(database.db, id)).map(({ number, sha256 }) => [number, sha256])).toEqual([[2, second.sha256], [1, first.sha256]]);
    expect(await database.db.selectFrom("message").select("dedupe_key").where("dedupe_key", "like", `application.received/${id}%`).execute()).toHaveLength(2);
  });

  test("fifty presses send it anew once", async () => {
    const { id, owner } = await sentOne();
    await reopen(as(owner), id);
    const receipts = await Promise.all(Array.from({ length: 50 }, () => submit(as(owner), id)));
    expect(receipts.filter((receipt) => receipt.first)).toHaveLength(1);
    expect(new Set(receipts.map((receipt) => receipt.number))).toEqual(new Set([2]));
    expect(await copies(id)).toHaveLength(2);
  });

  test("tags and figures are those of the copy that counts", async () => {
    const { id, owner } = await sentOne();
    await reopen(as(owner), id);
    await saveSection(as(owner), id, [{ question_id: "focus-groups", base_version: await versionOf(id, "focus-groups"), value: ["not-known"] }]);
    await submit(as(owner), id);
    const tags = await database.db.selectFrom("application_tag").select("code").where("application_id", "=", id).execute();
    expect(tags.map(({ code }) => code)).toEqual(["older"]);
  });

  test("when the deadline comes first, the sent copy stands: later words are kept and not sent", async () => {
    const { id, owner, pot, first } = await sentOne();
    await reopen(as(owner), id);
    await write(owner, id, "story", "In time to write");
    await close(pot.id);
    await expect(submit(as(owner), id)).rejects.toThrow(Closed);
    expect(await write(owner, id, "story", "Too late")).toMatchObject({ refused: ["story"], late: true });
    expect((await getSubmission(database.db, id)).sha256).toBe(first.sha256);
    expect(await database.db.selectFrom("application").select("status").where("id", "=", id).executeTakeFirst()).toEqual({ status: "submitted" });
  });

  test("left as it was sent, it counts as before and is shut again", async () => {
    const { id, owner, first } = await sentOne();
    await reopen(as(owner), id);
    await leaveAsSent(as(owner), id);
    expect(await submit(as(owner), id)).toMatchObject({ number: 1, first: false, sha256: first.sha256 });
    expect(await write(owner, id, "story", "Shut")).toMatchObject({ late: true });
  });

  test("the fund cannot begin with a copy that its group may still replace, and can from the deadline on", async () => {
    const { id, owner, pot } = await sentOne();
    await reopen(as(owner), id);
    const assign = () => inTransaction(as(), async (tx) => moveApplication(tx, await lockApplication(tx, id), "assign"));
    await expect(assign()).rejects.toThrow(WrongState);
    await close(pot.id);
    await assign();
    expect(await database.db.selectFrom("application").select("status").where("id", "=", id).executeTakeFirst()).toEqual({ status: "in-assessment" });
  });

  test("not after the deadline, not once the fund has begun, not what was never sent, not by others", async () => {
    const late = await sentOne();
    await close(late.pot.id);
    await expect(reopen(as(late.owner), late.id)).rejects.toThrow(Closed);
    const begun = await sentOne();
    await inTransaction(as(), async (tx) => moveApplication(tx, await lockApplication(tx, begun.id), "assign"));
    await expect(reopen(as(begun.owner), begun.id)).rejects.toThrow(WrongState);
    const around = await world(database.db);
    await expect(reopen(as(around.owner), await draft(database.db, around))).rejects.toThrow(WrongState);
    const ours = await sentOne();
    await expect(reopen(as(late.owner), ours.id)).rejects.toThrow(NotFound);
    await expect(reopen(as(await an.actor(database.db, [{ role: "viewer", organisation_id: ours.organisation.id }])), ours.id)).rejects.toThrow(NotAllowed);
    for (const { id } of [late, begun, ours]) expect(await database.db.selectFrom("application").select("reopened_at").where("id", "=", id).executeTakeFirst()).toEqual({ reopened_at: null });
  });

  test("PostgreSQL itself refuses a second copy of what was not opened again, and a copy whose number leaves one out", async () => {
    const { id, owner } = await sentOne();
    const copy = await database.db.selectFrom("submission").selectAll().where("application_id", "=", id).executeTakeFirstOrThrow();
    const insert = (number: number) =>
      database.db.insertInto("submission").values({ ...copy, id: crypto.randomUUID(), number, answers: JSON.stringify(copy.answers), organisation: JSON.stringify(copy.organisation), files: JSON.stringify(copy.files) }).execute().then(() => "written", refusedConstraint);
    expect(await insert(2)).toBe("submission_once");
    await reopen(as(owner), id);
    expect(await insert(1)).toBe("submission_once");
    expect(await insert(3)).toBe("submission_once");
    expect(await copies(id)).toHaveLength(1);
  });
});

describe("what was sent", () => {
  const request = fc.oneof(
    fc.record({ kind: fc.constant("save" as const), question: fc.constantFrom("story", "title"), words: fc.string({ maxLength: 12 }) }),
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("reopen" as const, "submit" as const, "leave" as const, "rename" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("close" as const, "assign" as const, "withdraw" as const) }) },
  );

  test("never changes, nor does its hash, whatever is asked of the application afterwards", async () => {
    let sentAgain = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 4, maxLength: 12 }), async (requests) => {
        const { id, owner, pot, organisation } = await sentOne();
        const seen = new Map<number, string>();
        const check = async () => {
          for (const copy of await copies(id)) {
            expect(copy.again).toBe(copy.sha256);
            expect(seen.get(copy.number) ?? copy.whole).toBe(copy.whole);
            seen.set(copy.number, copy.whole);
          }
        };
        await check();
        for (const one of requests) {
          const ask = async (): Promise<unknown> => {
            switch (one.kind) {
              case "save": return write(owner, id, one.question, one.words.replaceAll("\0", "").toWellFormed() || "Words");
              case "reopen": return reopen(as(owner), id);
              case "submit": return submit(as(owner), id);
              case "leave": return leaveAsSent(as(owner), id);
              case "rename": {
                const { legal_form_list: _l, legal_form_version: _v, id: _i, version, created_at: _c, synthetic: _s, ...group } = await database.db.selectFrom("organisation").selectAll().where("id", "=", organisation.id).executeTakeFirstOrThrow();
                return changeOrganisation(as(owner), organisation.id, { ...group, name: `Renamed ${version}` }, version);
              }
              case "close": return close(pot.id);
              case "assign": return inTransaction(as(), async (tx) => moveApplication(tx, await lockApplication(tx, id), "assign"));
              case "withdraw": return withdraw(as(owner), id);
            }
          };
          await ask().catch((error: unknown) => {
            if (!(error instanceof DomainError)) throw error;
          });
          await check();
        }
        sentAgain += Math.max(0, seen.size - 1);
      }),
      { numRuns: 30 },
    );
    expect(sentAgain).toBeGreaterThan(0);
  }, 60_000);

});
