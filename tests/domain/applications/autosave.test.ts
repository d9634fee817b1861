/** Answers that save by themselves: once for each key, never over somebody else's words, and nothing typed ever gone. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession, readSession } from "#app/domain/accounts/sessions.server.ts";
import { readAnswers, removeOldSaves, saveAnswers, type SaveAnswer } from "#app/domain/applications/autosave.server.ts";
import { versionField } from "#app/domain/applications/model.ts";
import { listAnswerHistory, listSavedAnswers } from "#app/domain/applications/read.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import type { Actor, PersonActor } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { draft, sectionOf, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 10 });
});
afterAll(() => database.close());

const as = (actor?: Actor) => contextFor(database.db, actor);

/** What the page's script sends for some answers: question → text and the version it was written on. */
const sent = (answers: Record<string, [text: string, version: number]>, key: string = randomUUID()) => {
  const data = new FormData();
  for (const [question, [text, version]] of Object.entries(answers)) {
    data.set(question, text);
    data.set(versionField(question), String(version));
  }
  return { section: sectionOf(Object.keys(answers)[0]!), key, form: data };
};
const here = async () => {
  const around = await world(database.db);
  return { ...around, id: await draft(database.db, around, {}) };
};
const eventsOf = (id: string, action: string) => database.db.selectFrom("audit_event").select("detail").where("subject_id", "=", id).where("action", "=", action).execute();

describe("a save", () => {
  test("keeps the answer, says its version and the time in London, and leaves an event without the words", async () => {
    const { id, owner } = await here();
    const answer = await saveAnswers(as(owner), id, sent({ story: ["We walk.\r\n\r\nThen tea.", 0] }));
    expect(answer).toEqual({ saved: [{ question: "story", version: 1, at: expect.stringMatching(/^\d\d:\d\d$/) as string }], refused: [], errors: {}, late: false, receipt: null, closed: false });
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ value: "We walk.\n\nThen tea.", version: 1, saved_by: owner.id });
    const events = await eventsOf(id, "application.saved");
    expect(events).toEqual([{ detail: { saved: ["story"], refused: [] } }]);
  });

  test("touches no answer whose version it does not carry", async () => {
    const { id, owner } = await here();
    await saveAnswers(as(owner), id, sent({ story: ["Ours", 0] }));
    await saveAnswers(as(owner), id, sent({ title: ["Walks", 0] }));
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ value: "Ours", version: 1 });
  });

  test("sent again after its answer was lost is answered as the first time, whatever was written meanwhile", async () => {
    const { id, owner } = await here();
    const first = sent({ story: ["First", 0] });
    const answer = await saveAnswers(as(owner), id, first);
    await saveAnswers(as(owner), id, sent({ story: ["Second", 1] }));
    expect(await saveAnswers(as(owner), id, first)).toEqual(answer);
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ value: "Second", version: 2 });
    expect((await listAnswerHistory(database.db, id, "story")).map((one) => one.value)).toEqual(["First"]);
  });

  test("fifty of one key at once make one version, one event and one answer for all", async () => {
    const { id, owner } = await here();
    const one = sent({ story: ["Once", 0] });
    const answers = await Promise.all(Array.from({ length: 50 }, () => saveAnswers(as(owner), id, one)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ version: 1 });
    expect(await eventsOf(id, "application.saved")).toHaveLength(1);
  });

  test("a key that came with other content before saves nothing, nor does anything without a key", async () => {
    const { id, owner } = await here();
    const first = sent({ story: ["First", 0] });
    await saveAnswers(as(owner), id, first);
    await expect(saveAnswers(as(owner), id, sent({ story: ["Other", 1] }, first.key))).rejects.toThrow(Invalid);
    for (const key of ["", "1", "not-a-key", first.key.toUpperCase(), `${first.key}0`]) await expect(saveAnswers(as(owner), id, sent({ story: ["Other", 1] }, key))).rejects.toThrow(Invalid);
    expect((await listSavedAnswers(database.db, id)).get("story")!.value).toBe("First");
  });

  test("on an older version gives both texts to choose from, and choosing by the same route settles it once", async () => {
    const { id, owner, organisation } = await here();
    const other = await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }]);
    await saveAnswers(as(other), id, sent({ story: ["Theirs", 0] }));
    const mine = await saveAnswers(as(owner), id, sent({ story: ["Mine", 0] }));
    expect(mine).toMatchObject({ saved: [], refused: [{ question: "story", version: 1, standing: { value: "Theirs", by: other.name }, mine: { value: "Mine" } }] });
    const [text] = mine.refused;
    const choose = { section: sectionOf("story"), key: randomUUID(), form: new FormData(), choice: { choice: "use" as const, refused: text!.id } };
    const chosen = await saveAnswers(as(owner), id, choose);
    expect(chosen).toMatchObject({ saved: [{ question: "story", version: 2 }], refused: [] });
    expect(await saveAnswers(as(owner), id, choose)).toEqual(chosen);
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ value: "Mine", version: 2 });
    expect((await listAnswerHistory(database.db, id, "story")).map((one) => one.value)).toEqual(expect.arrayContaining(["Theirs", "Mine"]));
  });

  test("of what is saved already tells the version it has, so that a second device learns it", async () => {
    const { id, owner } = await here();
    await saveAnswers(as(owner), id, sent({ story: ["One", 0] }));
    await saveAnswers(as(owner), id, sent({ story: ["Two", 1] }));
    expect(await saveAnswers(as(owner), id, sent({ story: ["Two", 1] }))).toMatchObject({ saved: [{ question: "story", version: 2 }], refused: [] });
    expect(await eventsOf(id, "application.saved")).toHaveLength(2);
  });

  test("that comes after sending is refused and shown, kept, and led to the receipt", async () => {
    const around = await world(database.db);
    const id = await draft(database.db, around);
    await submit(as(around.owner), id);
    const late = await saveAnswers(as(around.owner), id, sent({ story: ["Too late", 1] }));
    expect(late).toMatchObject({ saved: [], late: true, receipt: `/applications/${id}/receipt`, refused: [{ question: "story", mine: { value: "Too late" } }] });
    expect((await listSavedAnswers(database.db, id)).get("story")!.value).not.toBe("Too late");
    expect((await listAnswerHistory(database.db, id, "story")).map((one) => one.value)).toEqual(["Too late"]);
  });

  test("after the deadline still keeps the draft, and says that the round is closed", async () => {
    const { id, owner, pot } = await here();
    await sql`update pot set closes_at = clock_timestamp() - interval '1 second' where id = ${pot.id}`.execute(database.db);
    expect(await saveAnswers(as(owner), id, sent({ story: ["Kept", 0] }))).toMatchObject({ saved: [{ question: "story" }], closed: true, late: false });
  });

  test("what PostgreSQL cannot keep is taken out, and nothing that a person can type is refused", async () => {
    const { id, owner } = await here();
    let version = 0;
    for (const text of ["a\u0000b", "\ud800 half", "\u202e right to left", "👩‍👩‍👧 Gàidhlig", "'; drop table person; --", "{\"a\":1}", "\\u0000", "1e999"]) {
      const answer = await saveAnswers(as(owner), id, sent({ story: [text, version] }));
      expect(answer.saved).toHaveLength(1);
      version = answer.saved[0]!.version;
    }
  });

  test("is only for those who may write", async () => {
    const { id, organisation } = await here();
    const viewer = await an.actor(database.db, [{ role: "viewer", organisation_id: organisation.id }]);
    const stranger = (await world(database.db)).owner;
    for (const [actor, error] of [[viewer, NotAllowed], [stranger, NotFound], [{ kind: "visitor" } as Actor, NotFound]] as const) {
      await expect(saveAnswers(as(actor), id, sent({ story: ["Not ours", 0] }))).rejects.toThrow(error);
      await expect(readAnswers(as(actor), id, sectionOf("story"))).rejects.toThrow(error);
    }
    expect((await listSavedAnswers(database.db, id)).size).toBe(0);
  });

  test("a key of one application says nothing of another", async () => {
    const [mine, theirs] = [await here(), await here()];
    const one = sent({ story: ["Private words", 0] });
    await saveAnswers(as(theirs.owner), theirs.id, one);
    const answer = await saveAnswers(as(mine.owner), mine.id, { ...one, form: sent({ story: ["Mine", 0] }).form });
    expect(answer.saved).toHaveLength(1);
    expect(JSON.stringify(answer)).not.toContain("Private");
  });

  test("what saves were answered is forgotten after thirty days, and not before", async () => {
    const { id, owner } = await here();
    const [old, young] = [sent({ story: ["Old", 0] }), sent({ title: ["Young", 0] })];
    for (const one of [old, young]) await saveAnswers(as(owner), id, one);
    const aged = (key: string, days: number) => sql`update application_save set saved_at = clock_timestamp() - ${days} * interval '1 day' where key = ${key}`.execute(database.db);
    await aged(old.key, 30.01);
    await aged(young.key, 29.9);
    expect(await removeOldSaves(as())).toBe(1);
    expect((await database.db.selectFrom("application_save").select("key").where("application_id", "=", id).execute()).map(({ key }) => key)).toEqual([young.key]);
  });
});

describe("an open page", () => {
  test("learns the others' answers of its section, who is there, and how much time is left", async () => {
    const { id, owner, organisation, pot } = await here();
    const other = await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }]);
    await saveAnswers(as(other), id, sent({ story: ["Theirs", 0] }));
    const section = sectionOf("story");
    await readAnswers(as(other), id, section);
    const now = await readAnswers(as(owner), id, section);
    expect(now).toMatchObject({ person: owner.id, keep: true, closed: false, sent: false, closes_at: pot.closes_at!.toISOString(), here: [{ name: other.name, section }] });
    expect(now.changed).toEqual([{ question: "story", version: 1, value: "Theirs", by: other.name, at: expect.stringMatching(/^\d\d:\d\d$/) as string }]);
    expect(now.versions["story"]).toBe(1);
    expect((await readAnswers(as(other), id, section)).here).toEqual([{ name: owner.name, section }]);
    await sql`update application_presence set seen_at = clock_timestamp() - interval '46 seconds' where person_id = ${owner.id}`.execute(database.db);
    expect((await readAnswers(as(other), id, section)).here).toEqual([]);
  });

  test("gets a device key of 32 bytes that is the same tomorrow, and another for each person and application", async () => {
    const [first, second] = [await here(), await here()];
    const other = await an.actor(database.db, [{ role: "editor", organisation_id: first.organisation.id }]);
    const keyFor = async (actor: PersonActor, id: string) => (await readAnswers(as(actor), id, sectionOf("story"))).device_key;
    const key = await keyFor(first.owner, first.id);
    expect(Buffer.from(key, "base64")).toHaveLength(32);
    expect(await keyFor(first.owner, first.id)).toBe(key);
    expect(new Set([key, await keyFor(other, first.id), await keyFor(second.owner, second.id)]).size).toBe(3);
  });

  test("on a shared computer is told to keep nothing", async () => {
    const { id, owner } = await here();
    expect((await readAnswers(as({ ...owner, sharedComputer: true }), id, sectionOf("story"))).keep).toBe(false);
  });
});

describe("many at once", () => {
  for (const people of [50, 200])
    test(`${people} people saving in the same moment over ten connections are all answered`, async () => {
      const around = await world(database.db);
      const id = await draft(database.db, around, {});
      const elsewhere = await Promise.all(Array.from({ length: 10 }, () => here()));
      const token = (await openSession(database.db, { person_id: around.owner.id, device: "test" })).token;
      const saves = Array.from({ length: people }, async (_, number) => {
        await readSession(database.db, token);
        // Every fourth in the same application, the others spread over ten.
        const place = number % 4 === 0 ? { id, owner: around.owner } : elsewhere[number % 10]!;
        return saveAnswers(as(place.owner), place.id, sent({ [number % 2 ? "story" : "title"]: [`Words of ${number}`, 0] }));
      });
      const answers = await Promise.all(saves);
      expect(answers.every((answer) => answer.saved.length + answer.refused.length === 1)).toBe(true);
    }, 20_000);
});

describe("nothing typed is lost", () => {
  /** One thing that happens. Numbers choose among what is there at the time. */
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("type" as const), tab: fc.nat(1), question: fc.constantFrom("story", "title") }) },
    // A message arrives: any of those under way, its answer lost or not, once or twice at the same time.
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("arrive" as const), which: fc.nat(), answerLost: fc.boolean(), twice: fc.boolean() }) },
    // Two messages arrive in the same moment.
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("together" as const), which: fc.nat(), other: fc.nat() }) },
    // The same text comes again under a key of its own, as from a page that was sent as a whole.
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("again" as const), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reload" as const), tab: fc.nat(1) }) },
  );
  interface Message { tab: number; question: string; text: string; input: ReturnType<typeof sent> }

  test("of 1,000 edits from two tabs with delays, reorderings, losses and repeats, every text is the answer or in its history", async () => {
    const { id, owner, organisation } = await here();
    const people = [owner, await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }])];
    let typed = 0;
    const session = async (steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): Promise<void> => {
      const texts: Record<string, string[]> = { story: [], title: [] };
      const fresh = async () => new Map([...(await listSavedAnswers(database.db, id))].map(([question, { version }]) => [question, version]));
      const known = [await fresh(), await fresh()];
      const underWay: Message[] = [];
      const delivered: Message[] = [];
      const arrive = async (message: Message, answerLost: boolean): Promise<SaveAnswer> => {
        const answer = await saveAnswers(as(people[message.tab]!), id, message.input);
        if (!answerLost) for (const { question, version } of [...answer.saved, ...answer.refused]) known[message.tab]!.set(question, version);
        return answer;
      };
      const take = (which: number): Message | undefined => (underWay.length === 0 ? undefined : underWay[which % underWay.length]);
      const arrived = (message: Message) => {
        const at = underWay.indexOf(message);
        if (at >= 0) delivered.push(...underWay.splice(at, 1));
      };
      for (const one of steps) {
        if (one.kind === "type") {
          const text = `Text ${(typed += 1)}`;
          texts[one.question]!.push(text);
          underWay.push({ tab: one.tab, question: one.question, text, input: sent({ [one.question]: [text, known[one.tab]!.get(one.question) ?? 0] }) });
        } else if (one.kind === "reload") {
          known[one.tab] = await fresh();
        } else if (one.kind === "again") {
          const message = delivered[one.which % Math.max(1, delivered.length)];
          if (message) await saveAnswers(as(people[message.tab]!), id, { ...message.input, key: randomUUID() });
        } else {
          const message = take(one.which);
          if (!message) continue;
          if (one.kind === "together") {
            const other = take(one.other)!;
            await Promise.all([arrive(message, false), arrive(other, true)]);
            arrived(other);
          } else {
            const answers = await Promise.all(Array.from({ length: one.twice ? 2 : 1 }, () => arrive(message, one.answerLost)));
            for (const answer of answers) expect(answer).toEqual(answers[0]);
            // A message whose answer was lost is sent again later.
            if (one.answerLost) continue;
          }
          arrived(message);
        }
      }
      // The connection is back: what was not answered is sent in the end, latest first.
      for (const message of underWay.reverse()) await arrive(message, false);
      const saved = await listSavedAnswers(database.db, id);
      for (const [question, all] of Object.entries(texts)) {
        const kept = new Set([saved.get(question)?.value, ...(await listAnswerHistory(database.db, id, question)).map((text) => text.value)]);
        expect(all.filter((text) => !kept.has(text))).toEqual([]);
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120, size: "max" }), session), { numRuns: 45, interruptAfterTimeLimit: 110_000 });
    expect(typed).toBeGreaterThanOrEqual(1_000);
    // The versions count up one by one: none was skipped, none was written twice.
    for (const question of ["story", "title"]) {
      const replaced = (await listAnswerHistory(database.db, id, question)).filter((text) => text.kept === "replaced").map((text) => text.version).sort((a, b) => a - b);
      expect(replaced).toEqual(Array.from({ length: replaced.length }, (_, index) => index + 1));
    }
  }, 180_000);
});
