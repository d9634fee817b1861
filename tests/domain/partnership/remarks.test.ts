/** Remarks on published figures: the answer stands beside, both remain, and the figure itself is never touched. */
import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDesk } from "#app/domain/desk/read.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { answerRemark, makeRemark, releaseRemark, withdrawRemark } from "#app/domain/partnership/change.server.ts";
import { findFigure, partsOf } from "#app/domain/partnership/figures.server.ts";
import { readAbout, writeAbout, type About, type Finding } from "#app/domain/partnership/model.ts";
import { getReleased } from "#app/domain/publications/read.server.ts";
import { getRemark, listRemarks, publicRemarks, publicRemarksOnPublication, remarksBeside } from "#app/domain/partnership/read.server.ts";
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { load } from "#tests/domain/seeds/support.ts";

let test: TestDatabase;
let [partner, official, publisher] = [] as unknown as [Context, Context, Context];
let body: { id: string; name: string };
const restated = "communities-fund-year-3-restated";
let calls = "";
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "ledger-communities-2023-24");
  body = await a.memberBody(test.db, { name: "Rowan Forum" });
  partner = contextFor(test.db, await an.actor(test.db, [{ role: "partner", member_body_id: body.id }], { name: "Person Whose Name Is Nobody's Business" }));
  official = contextFor(test.db, await an.actor(test.db, [{ role: "official" }], { name: "Official Of Unseen Name" }));
  publisher = contextFor(test.db, await an.actor(test.db, [{ role: "publisher" }]));
  calls = (await test.db.selectFrom("observation").select("id").where("source_ref", "=", "S26.1a").executeTakeFirstOrThrow()).id;
});
afterAll(() => test.close());

const figure = (): About => ({ kind: "observation", id: calls });
const say = (about: About = figure(), said = "These are calls, not callers.", kind: "annotation" | "dispute" = "dispute") => makeRemark(partner, about, { id: newId(), kind, said });
const answer = (id: string, seen = 0, finding: Finding = "noted", words = "Yes, calls.") => answerRemark(official, id, { seen, finding, answer: words });
const shown = () => [{ id: calls, origin: "asserted" as const }];
const version = async () => (await test.db.selectFrom("public_version").select("version").executeTakeFirstOrThrow()).version;
const superuser = async (text: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: test.superuserUrl });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
};

describe("making a remark", () => {
  it("keeps the figure's own words of that day, so that a later correction leaves the remark readable", async () => {
    const remark = await getRemark(test.db, official.actor, await say());
    expect(remark).toMatchObject({ body: "Rowan Forum", state: "open", figure: calls, said: "These are calls, not callers.", answers: [] });
    expect(remark.figure_said).toContain("over 180,000 calls");
  });

  it("can be on a figure counted here for a year, and on each part of a released publication", async () => {
    const counted = await getRemark(test.db, official.actor, await say({ kind: "computed", measure: "communities-awards", year: "2023-24" }));
    expect(counted).toMatchObject({ figure: "communities-awards-2023-24" });
    expect(counted.figure_said).toContain("1,430 awards");
    const statement = await getRemark(test.db, official.actor, await say({ kind: "publication", code: restated, part: "statement/1" }));
    expect(statement).toMatchObject({ publication: { code: restated }, figure: "statement/1" });
    expect(statement.figure_said).toContain("1,430");
    const parts = partsOf((await getReleased(test.db, restated)).content).map(({ part }) => part);
    expect(parts).toEqual(["statement/1", "statement/2", "table/communities-adults/awards/focus-group", "table/communities-adults/awards/project-type", "table/communities-adults/awards/area", "basis/communities-adults"]);
    for (const part of parts.slice(2)) {
      const about = readAbout(writeAbout({ kind: "publication", code: restated, part }))!;
      expect(await getRemark(test.db, official.actor, await say(about)), part).toMatchObject({ figure: part, figure_said: expect.stringContaining("1,430") as string });
    }
  });

  it("finds nothing where no figure is, and nothing that is not public yet", async () => {
    const draft = await test.db.insertInto("publication").values({ id: newId(), code: "still-a-draft", title: "Secret", period_from: "2023-11-01", period_to: "2024-03-31", data_on: "2025-05-30", synthetic: true }).returning("code").executeTakeFirstOrThrow();
    const absent: About[] = [
      { kind: "observation", id: newId() },
      { kind: "computed", measure: "communities-awards", year: "1999-00" },
      { kind: "computed", measure: "communities-people-reached", year: "2023-24" },
      { kind: "publication", code: restated, part: "statement/99" },
      { kind: "publication", code: draft.code, part: "statement/1" },
    ];
    for (const about of absent) await expect(say(about), writeAbout(about)).rejects.toThrow(NotFound);
  });

  it("a figure that stands only under a plan nobody has issued is not there", async () => {
    const [plan, action, observation] = [newId(), newId(), newId()];
    await test.db.insertInto("plan").values({ id: plan, code: "2099", series: "other", title: "A draft", valid_from: "2099-01-01", state: "draft" }).execute();
    await test.db.insertInto("action").values({ id: action, plan_id: plan, scheme: "strategic", ref: "1.1", title: "Secret action", title_basis: "our-words", sort_order: 1 }).execute();
    const { id: _old, source_ref: _ref, ...row } = await test.db.selectFrom("observation").selectAll().where("id", "=", calls).executeTakeFirstOrThrow();
    await test.db.insertInto("observation").values({ ...row, id: observation, source_ref: "draft" }).execute();
    await test.db.insertInto("observation_action").values({ observation_id: observation, action_id: action }).execute();
    await expect(findFigure(test.db, { kind: "observation", id: observation }, new Date())).rejects.toThrow(NotFound);
    await test.db.updateTable("plan").set({ state: "in-force" }).where("id", "=", plan).execute();
    await expect(findFigure(test.db, { kind: "observation", id: observation }, new Date())).resolves.toMatchObject({ observation_id: observation });
  });

  it("is for those who speak for a member, with their second step, as long as it is one", async () => {
    const half = { ...partner, actor: { ...(partner.actor as PersonActor), secondFactor: false } };
    for (const context of [official, publisher, half, contextFor(test.db, { kind: "visitor" })]) await expect(makeRemark(context, figure(), { id: newId(), kind: "dispute", said: "No." })).rejects.toThrow(NotAllowed);
    const gone = await a.memberBody(test.db);
    const stale = contextFor(test.db, await an.actor(test.db, [{ role: "partner", member_body_id: gone.id }]));
    await test.db.updateTable("member_body").set({ ended_at: new Date() }).where("id", "=", gone.id).execute();
    await expect(makeRemark(stale, figure(), { id: newId(), kind: "dispute", said: "Too late." })).rejects.toThrow(NotAllowed);
  });

  it("pressed twice is one remark, and a key that was used for other words is refused", async () => {
    const id = newId();
    const send = (said: string) => makeRemark(partner, figure(), { id, kind: "annotation", said });
    expect(await Promise.all([send("Once."), send("Once.")])).toEqual([id, id]);
    await expect(send("Something else.")).rejects.toThrow(Invalid);
    expect((await listRemarks(test.db, official.actor)).filter((remark) => remark.id === id)).toHaveLength(1);
  });

  it("an address that names no figure is none", () => {
    for (const text of ["", "observation/x", "computed/a", "publication/a/row/1", "publication/A/statement/1", "observation/../../etc"]) expect(readAbout(text), text).toBeUndefined();
    for (const about of [figure(), { kind: "computed", measure: "a-b", year: "2023-24" }, { kind: "publication", code: "a", part: "table/1" }] as const) expect(readAbout(writeAbout(about))).toEqual(about);
  });
});

describe("answering", () => {
  it("stands beside the remark, again and again, and no version is lost", async () => {
    const id = await say();
    await answer(id);
    await answer(id, 1, "will-be-corrected", "On reflection, in the next publication.");
    const { answers, state } = await getRemark(test.db, partner.actor, id);
    expect(answers.map(({ version, finding, answer: words }) => [version, finding, words])).toEqual([[1, "noted", "Yes, calls."], [2, "will-be-corrected", "On reflection, in the next publication."]]);
    expect(state).toBe("answered");
  });

  it("is for officials, and the second of two at once is told of the first", async () => {
    const id = await say();
    for (const context of [partner, publisher]) await expect(answerRemark(context, id, { seen: 0, finding: "noted", answer: "No." })).rejects.toThrow(NotAllowed);
    const both = await Promise.allSettled([answer(id), answer(id)]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((both.find(({ status }) => status === "rejected") as PromiseRejectedResult).reason).toBeInstanceOf(Conflict);
  });
});

describe("making both public", () => {
  it("nothing of a remark is seen by anyone before a second person has made it public with its answer", async () => {
    const id = await say(figure(), "Nobody reads this before its time.");
    const seen = async () => JSON.stringify(await publicRemarks(test.db, shown()));
    expect(await seen()).not.toContain("before its time");
    const first = await answer(id);
    expect(await seen()).not.toContain("before its time");
    const before = await version();
    await releaseRemark(publisher, id, first);
    expect(await seen()).toContain("before its time");
    expect(await version()).toBeGreaterThan(before);
  });

  it("names bodies only: neither who said it nor who answered is in what anyone, a member or an official reads", async () => {
    const everything = JSON.stringify([await publicRemarks(test.db, shown()), await listRemarks(test.db, official.actor), await remarksBeside(test.db, partner.actor, shown())]);
    expect(everything).toContain("Rowan Forum");
    for (const actor of [partner.actor, official.actor, publisher.actor] as PersonActor[]) for (const secret of [actor.name, actor.email, actor.id]) expect(everything).not.toContain(secret);
  });

  it("an answer that came later waits for its own release, and the one that was public stays", async () => {
    const id = await say(figure(), "Twice answered.");
    await releaseRemark(publisher, id, await answer(id, 0, "stands", "The first answer."));
    const second = await answer(id, 1, "has-been-corrected", "The second answer.");
    const answers = async () => Object.values(await publicRemarks(test.db, shown())).flat().find((remark) => remark.id === id)!.answers.map((one) => one.answer);
    expect(await answers()).toEqual(["The first answer."]);
    await releaseRemark(publisher, id, second);
    expect(await answers()).toEqual(["The first answer.", "The second answer."]);
    await expect(releaseRemark(publisher, id, second)).rejects.toThrow(WrongState);
  });

  it("is never done by who wrote the answer, by a member or before there is an answer; and only for the answer that was read", async () => {
    const both = contextFor(test.db, await an.actor(test.db, [{ role: "official" }, { role: "publisher" }]));
    const id = await say();
    await expect(releaseRemark(publisher, id, newId())).rejects.toThrow(WrongState);
    const own = await answerRemark(both, id, { seen: 0, finding: "stands", answer: "Mine." });
    await expect(releaseRemark(both, id, own)).rejects.toThrow(NotAllowed);
    await expect(releaseRemark(partner, id, own)).rejects.toThrow(NotAllowed);
    await expect(releaseRemark(official, id, own)).rejects.toThrow(NotAllowed);
    await answer(id, 1);
    await expect(releaseRemark(publisher, id, own)).rejects.toThrow(/later answer/);
    // The database refuses it too.
    await expect(superuser("insert into remark_release (id, answer_id, answered_by, released_by) values (gen_random_uuid(), $1, $2, $2)", [own, (both.actor as PersonActor).id])).rejects.toMatchObject({ constraint: "remark_release_second_person" });
    await expect(superuser("insert into remark_release (id, answer_id, answered_by, released_by) values (gen_random_uuid(), $1, $2, $3)", [own, (official.actor as PersonActor).id, (both.actor as PersonActor).id])).rejects.toMatchObject({ code: "23503" });
  });
});

describe("withdrawing", () => {
  it("marks the remark with its reason, where it stood, and adds nothing more to it", async () => {
    const id = await say(figure(), "We were wrong about this.");
    await releaseRemark(publisher, id, await answer(id));
    const before = await version();
    await withdrawRemark(partner, id, { reason: "We had misread it." });
    expect(await version()).toBeGreaterThan(before);
    const remark = Object.values(await publicRemarks(test.db, shown())).flat().find((one) => one.id === id);
    expect(remark).toMatchObject({ said: "We were wrong about this.", withdrawn_reason: "We had misread it.", state: "withdrawn" });
    expect(remark!.answers).toHaveLength(1);
    await expect(withdrawRemark(partner, id, { reason: "Again." })).rejects.toThrow(WrongState);
    await expect(answer(id, 1)).rejects.toThrow(WrongState);
  });

  it("is for the body that said it, and never makes public what was not", async () => {
    const id = await say(figure(), "Ours alone.");
    const other = await a.memberBody(test.db);
    await expect(withdrawRemark(contextFor(test.db, await an.actor(test.db, [{ role: "partner", member_body_id: other.id }])), id, { reason: "Theirs." })).rejects.toThrow(NotAllowed);
    const answered = await answer(id);
    await withdrawRemark(partner, id, { reason: "Not needed." });
    await expect(releaseRemark(publisher, id, answered)).rejects.toThrow(WrongState);
    expect(JSON.stringify(await publicRemarks(test.db, shown()))).not.toContain("Ours alone.");
  });

  it("is the only change that PostgreSQL takes of what was said, answered or released", async () => {
    const id = await say();
    const first = await answer(id);
    await releaseRemark(publisher, id, first);
    for (const change of ["update remark set said = 'Other words' where id = $1", "delete from remark where id = $1", "update remark set withdrawn_at = now(), withdrawn_reason = 'x', said = 'y' where id = $1"])
      await expect(superuser(change, [id]), change).rejects.toMatchObject({ constraint: "remark_stays" });
    for (const change of ["update remark_answer set answer = 'Other words' where id = $1", "delete from remark_answer where id = $1", "delete from remark_release where answer_id = $1"]) await expect(superuser(change, [first]), change).rejects.toThrow(/never changed or deleted/);
    for (const table of ["remark", "remark_answer", "remark_release"]) await expect(superuser(`truncate ${table} cascade`), table).rejects.toThrow(/never changed or deleted/);
  });
});

describe("a released publication", () => {
  it("is byte for byte what it was, however much is said of it, answered, made public and withdrawn", async () => {
    const files = () => test.db.selectFrom("publication_file as f").innerJoin("publication as p", "p.id", "f.publication_id").select(["p.code", "f.format", "f.body", "f.sha256"]).orderBy("p.code").orderBy("f.format").execute();
    const before = await files();
    expect(before.length).toBeGreaterThanOrEqual(6);
    for (const part of ["statement/1", "statement/2", "basis/communities-adults"]) {
      const id = await say({ kind: "publication", code: restated, part }, `Of ${part}: a remark that must not enter the file.`);
      await releaseRemark(publisher, id, await answer(id, 0, "has-been-corrected", "An answer that must not enter the file."));
      if (part === "statement/2") await withdrawRemark(partner, id, { reason: "Enough." });
    }
    expect(await files()).toEqual(before);
    for (const { body: bytes, sha256 } of await files()) expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    const beside = await publicRemarksOnPublication(test.db, restated);
    expect(Object.keys(beside).sort()).toEqual(["basis/communities-adults", "statement/1", "statement/2"]);
  });

  it("nothing said of one publication stands beside another", async () => {
    expect(await publicRemarksOnPublication(test.db, "communities-fund-year-3")).toEqual({});
  });
});

describe("who is told", () => {
  it("the official's desk counts disputes and annotations without an answer, the publisher's the answers of others, the member's what was answered", async () => {
    const desk = async (context: Context) => (await readDesk(test.db, context.actor as PersonActor)).remarks;
    const [before, waiting] = [(await desk(official))!, (await desk(publisher))!];
    const id = await say();
    expect(await desk(official)).toMatchObject({ disputes: before.disputes + 1, annotations: before.annotations });
    await answer(id);
    expect(await desk(official)).toMatchObject({ disputes: before.disputes, answers: [] });
    expect(await desk(publisher)).toMatchObject({ to_release: waiting.to_release + 1, disputes: 0 });
    expect((await desk(partner))!.answers.map((one) => one.id)).toContain(id);
    expect(await desk(contextFor(test.db, await an.actor(test.db)))).toBeUndefined();
    const other = await a.memberBody(test.db);
    expect((await desk(contextFor(test.db, await an.actor(test.db, [{ role: "partner", member_body_id: other.id }]))))!.answers).toEqual([]);
  });

  it("remarks that are not public are read by members and officials alone", async () => {
    for (const actor of [{ kind: "visitor" } as const, await an.actor(test.db), await an.actor(test.db, [{ role: "service-administrator" }])]) {
      await expect(listRemarks(test.db, actor)).rejects.toThrow(NotAllowed);
      await expect(remarksBeside(test.db, actor, shown())).rejects.toThrow(NotAllowed);
      await expect(getRemark(test.db, actor, newId())).rejects.toThrow(NotAllowed);
    }
  });

  it("the audit tells every step without a word of what was written", async () => {
    const id = await say(figure(), "Words that belong in no audit.");
    await releaseRemark(publisher, id, await answer(id, 0, "noted", "Nor do these."));
    await withdrawRemark(partner, id, { reason: "Nor these." });
    const events = await test.db.selectFrom("audit_event").select(["action", "detail"]).where("subject_type", "=", "remark").where("subject_id", "=", id).orderBy("sequence").execute();
    expect(events.map(({ action }) => action)).toEqual(["remark.made", "remark.answered", "remark.released", "remark.withdrawn"]);
    expect(JSON.stringify(events)).not.toMatch(/Words that|Nor do|Nor these/);
    expect(await verifyAudit(test.db, testSecret)).toEqual([]);
  });
});
