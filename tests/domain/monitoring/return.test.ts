import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decide } from "#app/domain/awards/decide.server.ts";
import { releaseRead as release } from "#tests/support/letters.ts";
import { withdraw } from "#app/domain/awards/vary.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { acceptOffer, saveReturn, sendReturn, settleText } from "#app/domain/monitoring/change.server.ts";
import { may } from "#app/domain/monitoring/policy.ts";
import { getReturn, listRefusedTexts, peopleReached } from "#app/domain/monitoring/read.server.ts";
import { anApplicant, aPot, as, awardOf, faults, inFull, type Applicant } from "#tests/domain/awards/world.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";

let test: TestDatabase;
let world: Awaited<ReturnType<typeof aPot>>;
let applicant: Applicant;
let return_id: string;
let award_id: string;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await aPot(test.db, 5_000_000);
  applicant = await anApplicant(test.db, world.pot.id);
  await decide(as(test.db, world.administrator), applicant.application_id, inFull);
  await release(as(test.db, world.administrator), world.pot.id);
  award_id = (await awardOf(test.db, applicant.application_id)).id;
  await acceptOffer(as(test.db, applicant.owner), award_id, { signatory_name: "Ailsa Muir", signatory_role: "Chair" });
  return_id = (await test.db.selectFrom("grant_return").select("id").where("award_id", "=", award_id).executeTakeFirstOrThrow()).id;
});

const story = (text: string, version: number) => ({ section: "story", version, answers: { done: text } });
const numbers = (values: { total?: number; spent?: number; all?: boolean; people?: Record<string, number> }, version: number) => ({
  section: "numbers", version,
  answers: { "people-total": values.total ?? 40, spent: values.spent ?? 500_000, "all-spent": values.all ?? true, "people-by-group": values.people ?? { women: 30, refugees: 12 } },
});
const mine = (): Parameters<typeof saveReturn>[0] => as(test.db, applicant.owner);
const filled = async (values: Parameters<typeof numbers>[0] = {}): Promise<number> => {
  await saveReturn(mine(), return_id, story("We walked", 1));
  return (await saveReturn(mine(), return_id, numbers(values, 2))).version;
};

describe("writing a return", () => {
  it("keeps both texts when two tabs answer the same question, until somebody chooses", async () => {
    expect(await saveReturn(mine(), return_id, story("From the first tab", 1))).toEqual({ version: 2, kept_beside: [] });
    expect(await saveReturn(mine(), return_id, story("From the second tab", 1))).toEqual({ version: 2, kept_beside: ["done"] });
    expect((await getReturn(test.db, return_id)).answers).toEqual({ done: "From the first tab" });
    const [beside] = await listRefusedTexts(test.db, return_id);
    expect(beside).toMatchObject({ question_id: "done", value: "From the second tab", saved_by_name: applicant.owner.name });
    await settleText(mine(), return_id, beside!.id, "use");
    expect((await getReturn(test.db, return_id)).answers).toEqual({ done: "From the second tab" });
    expect(await listRefusedTexts(test.db, return_id)).toEqual([]);
    await expect(settleText(mine(), return_id, beside!.id, "use")).rejects.toBeInstanceOf(NotFound);
    const kept = await test.db.selectFrom("grant_return_history").select("answers").where("return_id", "=", return_id).orderBy("kept_at").execute();
    expect(kept.map((row) => row.answers)).toEqual([{}, { done: "From the second tab" }, { done: "From the first tab" }]);
  });

  it("forgets the text beside an answer only when it is chosen against or written anew", async () => {
    await saveReturn(mine(), return_id, story("First", 1));
    await saveReturn(mine(), return_id, story("Second", 1));
    await saveReturn(mine(), return_id, numbers({}, 2));
    const [beside] = await listRefusedTexts(test.db, return_id);
    await settleText(mine(), return_id, beside!.id, "keep");
    expect((await getReturn(test.db, return_id)).answers.done).toBe("First");
    await saveReturn(mine(), return_id, story("Third", 1));
    expect(await listRefusedTexts(test.db, return_id)).toHaveLength(1);
    await saveReturn(mine(), return_id, story("Both together", 3));
    expect(await listRefusedTexts(test.db, return_id)).toEqual([]);
  });

  it("takes both when two tabs answer different questions, of two sections or of one", async () => {
    const answers = await Promise.all([saveReturn(mine(), return_id, story("We walked", 1)), saveReturn(mine(), return_id, numbers({}, 1))]);
    expect(answers.map((answer) => answer.kept_beside)).toEqual([[], []]);
    await saveReturn(mine(), return_id, numbers({ total: 99 }, 3));
    expect(await saveReturn(mine(), return_id, numbers({ spent: 450_000 }, 3))).toEqual({ version: 5, kept_beside: [] });
    expect((await getReturn(test.db, return_id)).answers).toMatchObject({ done: "We walked", "people-total": 99, spent: 450_000 });
  });

  it("takes the same text twice as saved, and an answer that was emptied as no answer", async () => {
    await saveReturn(mine(), return_id, story("We walked", 1));
    expect(await saveReturn(mine(), return_id, story("We walked", 1))).toEqual({ version: 2, kept_beside: [] });
    await saveReturn(mine(), return_id, { section: "story", version: 2, answers: { done: null } });
    expect((await getReturn(test.db, return_id)).answers).toEqual({});
  });

  it("is for the group's owners and editors", async () => {
    const viewer = await an.actor(test.db, [{ role: "viewer", organisation_id: applicant.organisation_id }]);
    await expect(saveReturn(as(test.db, viewer), return_id, story("x", 1))).rejects.toBeInstanceOf(NotAllowed);
    await expect(saveReturn(as(test.db, world.administrator), return_id, story("x", 1))).rejects.toBeInstanceOf(NotFound);
  });
});

describe("sending a return", () => {
  it("asks for what is missing and sends nothing meanwhile", async () => {
    const { version } = await saveReturn(mine(), return_id, story("We walked", 1));
    const refused = await sendReturn(mine(), return_id, { version, explained: false }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Invalid);
    expect(Object.keys((refused as Invalid).fields)).toEqual(["people-total", "spent", "all-spent"]);
    expect((await getReturn(test.db, return_id)).status).toBe("due");
  });

  it("writes its numbers as columns and by group, once, with one receipt", async () => {
    const version = await filled();
    await Promise.all([sendReturn(mine(), return_id, { version, explained: false }), sendReturn(mine(), return_id, { version, explained: false })]);
    expect(await getReturn(test.db, return_id)).toMatchObject({ status: "sent", people_total: 40, spent_pence: 500_000, sent_by: applicant.owner.id });
    const people = await test.db.selectFrom("grant_return_people").select(["code", "people"]).where("return_id", "=", return_id).orderBy("code").execute();
    expect(people).toEqual([{ code: "refugees", people: 12 }, { code: "women", people: 30 }]);
    expect(await test.db.selectFrom("message").select("id").where("template", "=", "grant-return.sent").where("to_email", "=", applicant.owner.email).execute()).toHaveLength(1);
    expect(await faults(test.db)).toEqual([]);
  });

  it("says where the numbers don't agree, and takes more spent than awarded only with an explanation", async () => {
    const over = await filled({ spent: 600_000 });
    await expect(sendReturn(mine(), return_id, { version: over, explained: false })).rejects.toMatchObject({ fields: { "spent-more": expect.stringContaining("£6,000") } });
    const under = (await saveReturn(mine(), return_id, numbers({ spent: 400_000 }, over))).version;
    await expect(sendReturn(mine(), return_id, { version: under, explained: false })).rejects.toMatchObject({ fields: { "all-spent": expect.any(String) } });
    const odd = (await saveReturn(mine(), return_id, numbers({ total: 10 }, under))).version;
    await expect(sendReturn(mine(), return_id, { version: odd, explained: false })).rejects.toMatchObject({ fields: { "people-by-group": expect.any(String) } });
    const again = (await saveReturn(mine(), return_id, numbers({ spent: 600_000 }, odd))).version;
    await sendReturn(mine(), return_id, { version: again, explained: true });
    expect((await getReturn(test.db, return_id)).spent_pence).toBe(600_000);
  });

  it("sends only what was checked: answers saved meanwhile are looked at first", async () => {
    const version = await filled();
    await saveReturn(mine(), return_id, story("Something else", version));
    await expect(sendReturn(mine(), return_id, { version, explained: false })).rejects.toBeInstanceOf(Conflict);
  });

  it("is not possible once the award was withdrawn", async () => {
    const version = await filled();
    await withdraw(as(test.db, world.administrator), award_id, { reason: "The group has closed" });
    await expect(sendReturn(mine(), return_id, { version, explained: false })).rejects.toBeInstanceOf(WrongState);
  });
});

describe("a sent return", () => {
  it("cannot be changed through the program, nor by SQL as the application's role, its people neither", async () => {
    const version = await filled();
    await sendReturn(mine(), return_id, { version, explained: false });
    await expect(saveReturn(mine(), return_id, story("Later", version + 1))).rejects.toBeInstanceOf(WrongState);
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    try {
      for (const statement of [
        "update grant_return set people_total = 1 where id = $1",
        "update grant_return set status = 'due' where id = $1",
        "delete from grant_return where id = $1",
        "update grant_return_people set people = 99 where return_id = $1",
        "delete from grant_return_people where return_id = $1",
        "insert into grant_return_people (return_id, list_code, list_version, code, people) values ($1, 'focus-group', 1, 'older-people', 5)",
      ])
        await expect(client.query(statement, [return_id]), statement).rejects.toMatchObject({ constraint: "grant_return_sent_stays" });
    } finally {
      await client.end();
    }
  });
});

describe("people reached", () => {
  it("adds up what was received, says of how many, and is null where nothing was", async () => {
    const { fund_id } = world.place;
    expect(await peopleReached(test.db, { fund_id })).toMatchObject({ received: 0, expected: 1, due: 0, people_total: null, spent_pence: null, rows: [] });
    await sendReturn(mine(), return_id, { version: await filled(), explained: false });
    const reached = await peopleReached(test.db, { fund_id });
    expect(reached).toMatchObject({ received: 1, expected: 1, people_total: 40, spent_pence: 500_000, synthetic: true });
    expect(reached.rows).toEqual([
      { code: "women", list_version: 1, title: "women", people: 30, returns: 1 },
      { code: "refugees", list_version: 1, title: "refugees", people: 12, returns: 1 },
    ]);
    expect(await peopleReached(test.db, { fund_id, area_code: "S12000034" })).toMatchObject({ expected: 0, people_total: null });
  });

  it("is for officials and the fund's staff, not for assessors, other groups or visitors", async () => {
    const award = { organisation_id: applicant.organisation_id, status: "sent" as const, ...world.place };
    for (const reader of [await an.actor(test.db, [{ role: "official" }]), await world.staff("finance")]) {
      expect(may.read(reader, award).allowed).toBe(true);
      expect(may.read(reader, { ...award, status: "due" }).allowed, "a draft is the group's own").toBe(false);
    }
    for (const other of [await world.staff("assessor"), await an.actor(test.db), { kind: "visitor" } as const] satisfies (PersonActor | { kind: "visitor" })[])
      expect(may.read(other, award).allowed).toBe(false);
  });
});
