import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { boardIsSame, previewOf, readBoardView, recordBoard, toRecord } from "#app/domain/awards/board-view.server.ts";
import { setTargets } from "#app/domain/awards/coverage.server.ts";
import { decide } from "#app/domain/awards/decide.server.ts";
import { endScenario, listScenarios, makeScenario, moveLine, proposalForm, propose, takeOverScenario } from "#app/domain/awards/scenario.server.ts";
import { askForShortlist } from "#app/domain/awards/shortlist/ask.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Conflict, Invalid, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { anApplicant, aPot, as, faults, inFull } from "./world.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A pot for £10,000 with four scored applications of £4,000, best first. */
async function round() {
  const { db } = database;
  const there = await aPot(db, 1_000_000);
  const assessor = await there.staff("assessor");
  const applications: string[] = [];
  for (const percent of [90, 80, 70, 60]) applications.push(await scored(there.pot.id, assessor, percent));
  const view = (actor: PersonActor = there.administrator, scenario: string | null = null) => readBoardView(db, actor, there.pot.id, scenario);
  return { ...there, db, assessor, applications: applications as [string, string, string, string], view };
}
async function scored(potId: string, assessor: PersonActor, percent: number): Promise<string> {
  const { db } = database;
  const { application_id } = await anApplicant(db, potId, 400_000);
  await db.insertInto("interest").values({ id: newId(), application_id, person_id: assessor.id, has_interest: false }).execute();
  await db.insertInto("score_sheet").values({ id: newId(), application_id, person_id: assessor.id, status: "sent", weighted_percent: percent, sent_at: new Date() }).execute();
  return application_id;
}
const conflict = (application_id: string, person_id: string) => database.db.insertInto("interest").values({ id: newId(), application_id, person_id, has_interest: true }).execute();

describe("the line", () => {
  test("before anybody draws it, it lies where the money runs out; where one person draws it, everybody sees it, and it is on the record", async () => {
    const { db, pot, administrator, staff, view } = await round();
    expect((await view()).at.above).toBe(2);
    const chair = await staff("chair");
    await moveLine(as(db, chair), pot.id, null, 1);
    expect((await view()).at).toMatchObject({ above: 1, proposed_pence: 400_000 });
    await moveLine(as(db, administrator), pot.id, null, "fits");
    expect((await view(chair)).at.above).toBe(2);
    const events = await db.selectFrom("audit_event").select(["action", "actor_id"]).where("action", "=", "scenario.line-moved").orderBy("at").execute();
    expect(events.slice(-2).map(({ actor_id }) => actor_id)).toEqual([chair.id, administrator.id]);
    expect(await faults(db)).toEqual([]);
  });

  test("moves no money and decides nothing", async () => {
    const { db, pot, administrator } = await round();
    await moveLine(as(db, administrator), pot.id, null, 4);
    expect(await db.selectFrom("pot").select("committed_pence").where("id", "=", pot.id).executeTakeFirstOrThrow()).toEqual({ committed_pence: 0 });
    expect(await db.selectFrom("decision").select("id").where("application_id", "in", db.selectFrom("application").select("id").where("pot_id", "=", pot.id)).execute()).toEqual([]);
  });

  test("is moved by those who decide and is not known to others", async () => {
    const { db, pot, assessor } = await round();
    await expect(moveLine(as(db, assessor), pot.id, null, 1)).rejects.toThrow(NotFound);
    await expect(readBoardView(db, assessor, pot.id, null)).rejects.toThrow(NotFound);
  });
});

describe("an open board asks cheaply whether anything is new", () => {
  test("a decision, a score, an interest, another line and a target each make it new, whoever wrote them and however", async () => {
    const { db, pot, administrator, staff, assessor, applications, view } = await round();
    const chair = await staff("chair");
    const isNew = async (change: () => Promise<unknown>) => {
      const { token } = await view();
      expect(await boardIsSame(db, administrator, pot.id, null, token)).toBe(true);
      await change();
      const same = await boardIsSame(db, administrator, pot.id, null, token);
      return !same && (await view()).token !== token;
    };
    expect(await isNew(() => moveLine(as(db, chair), pot.id, null, 3))).toBe(true);
    expect(await isNew(() => decide(as(db, chair), applications[0], inFull))).toBe(true);
    expect(await isNew(() => setTargets(as(db, chair), pot.id, { "focus-group/women": "3" }))).toBe(true);
    // Written without any verb: the tables themselves say that something changed.
    expect(await isNew(() => db.updateTable("score_sheet").set({ status: "void" }).where("application_id", "=", applications[3]).where("person_id", "=", assessor.id).execute())).toBe(true);
    expect(await isNew(() => db.updateTable("application").set({ asked_pence: 390_000 }).where("id", "=", applications[2]).execute())).toBe(true);
    expect(await isNew(() => scored(pot.id, assessor, 20))).toBe(true);
    expect(await isNew(() => conflict(applications[1], administrator.id))).toBe(true);
  });

  test("what happens to an application that is closed to a person makes nothing new to them: no order, no count, no token tells of it", async () => {
    const { db, pot, administrator, staff, assessor, applications, view } = await round();
    const chair = await staff("chair");
    await conflict(applications[2], administrator.id);
    await moveLine(as(db, chair), pot.id, null, 2);
    const before = await view();
    await db.updateTable("score_sheet").set({ weighted_percent: 99 }).where("application_id", "=", applications[2]).where("person_id", "=", assessor.id).execute();
    await propose(as(db, chair), pot.id, null, applications[2], { outcome: "part", amount_pence: 100_000 });
    const after = await view();
    expect(JSON.stringify([after.seen, after.at, after.words, after.token, after.rows])).toBe(JSON.stringify([before.seen, before.at, before.words, before.token, before.rows]));
    expect(after.seen.lines.map((line) => line.application_id)).not.toContain(applications[2]);
    expect((await view(chair)).seen.lines[0]!.application_id).toBe(applications[2]);
  });
});

describe("proposals", () => {
  test("an amount above the ask, below the smallest award, or of an application that is decided, closed or elsewhere is refused", async () => {
    const { db, pot, administrator, applications } = await round();
    const say = (application: string, outcome: "part" | "full", amount_pence: number | null) => propose(as(db, administrator), pot.id, null, application, { outcome, amount_pence });
    await expect(say(applications[0], "part", 400_001)).rejects.toThrow(Invalid);
    await expect(say(applications[0], "part", 49_999)).rejects.toThrow(Invalid);
    await expect(say(applications[0], "part", 400_000)).rejects.toThrow(/in full/);
    await expect(say(newId(), "full", null)).rejects.toThrow(NotFound);
    await conflict(applications[1], administrator.id);
    await expect(say(applications[1], "full", null)).rejects.toThrow(NotFound);
    await decide(as(db, administrator), applications[2], inFull);
    await expect(say(applications[2], "full", null)).rejects.toThrow(WrongState);
    expect(proposalForm.safeParse({ outcome: "part", amount: "" }).success).toBe(false);
    expect(proposalForm.safeParse({ outcome: "part", amount: "lots" }).success).toBe(false);
    expect(proposalForm.parse({ outcome: "part", amount: "2,500" })).toEqual({ outcome: "part", amount_pence: 250_000 });
  });

  test("all that the board proposes is recorded through the one way of deciding, or nothing of it", async () => {
    const { db, pot, administrator, applications, view } = await round();
    const context = as(db, administrator);
    await propose(context, pot.id, null, applications[2], { outcome: "part", amount_pence: 200_000 });
    await propose(context, pot.id, null, applications[3], { outcome: "decline", amount_pence: null });
    const { lines } = toRecord(await view());
    expect(lines.map(({ outcome, amount_pence }) => [outcome, amount_pence])).toEqual([["full", 400_000], ["full", 400_000], ["part", 200_000], ["decline", 0]]);
    const input = { preview: previewOf(lines), reasons: "Agreed by the panel", feedback: "Say more about the costs" };
    await propose(context, pot.id, null, applications[2], { outcome: "part", amount_pence: 300_000 });
    await expect(recordBoard(context, pot.id, null, input), "what nobody looked at").rejects.toThrow(Conflict);
    const over = { ...input, preview: previewOf(toRecord(await view()).lines) };
    await expect(recordBoard(context, pot.id, null, over), "more than the pot").rejects.toThrow(/Nothing was recorded/);
    expect((await view()).seen.lines.filter((line) => line.decision)).toEqual([]);
    await propose(context, pot.id, null, applications[2], { outcome: "part", amount_pence: 200_000 });
    expect(await recordBoard(context, pot.id, null, input)).toMatchObject({ recorded: 4 });
    expect((await view()).seen.lines.map((line) => line.decision?.outcome)).toEqual(["full", "full", "part", "decline"]);
    expect((await view()).at.limits[0]).toMatchObject({ committed_pence: 1_000_000, proposed_pence: 0, remaining_pence: 0 });
    expect(await faults(db)).toEqual([]);
  });

  test("everything scored that stands open below the line is declined in one press, what was looked at and nothing else", async () => {
    const { db, pot, administrator, staff, applications, view } = await round();
    const context = as(db, administrator);
    const chair = await staff("chair");
    const { application_id: unscored } = await anApplicant(db, pot.id);
    await conflict(applications[2], chair.id);
    await propose(context, pot.id, null, applications[1], { outcome: "decline", amount_pence: null });
    await moveLine(context, pot.id, null, 1);
    expect((await view()).words.texts.below).toBe("Decline the 3 below the line");
    expect((await view(chair)).words.texts.below, "without what is closed").toBe("Decline the 2 below the line");
    await propose(context, pot.id, null, applications[3], { outcome: "reserve", amount_pence: 400_000 });
    const { lines } = toRecord(await view(), true);
    expect(lines.map(({ application_id, outcome }) => [application_id, outcome])).toEqual([[applications[1], "decline"], [applications[2], "decline"]]);
    const input = { preview: previewOf(lines), reasons: "Below the line that the panel drew", feedback: "Say more about the costs", below: true };
    await expect(recordBoard(context, pot.id, null, { ...input, below: false }), "another list").rejects.toThrow(Conflict);
    await moveLine(context, pot.id, null, 3);
    await expect(recordBoard(context, pot.id, null, input), "the line moved meanwhile").rejects.toThrow(Conflict);
    await moveLine(context, pot.id, null, 1);
    expect(await recordBoard(context, pot.id, null, input)).toMatchObject({ recorded: 2 });
    const open = (await view()).seen.lines.filter((line) => !line.decision).map((line) => line.application_id);
    expect(open).toEqual([applications[0], applications[3], unscored]);
    expect(await faults(db)).toEqual([]);
  });

  test("an award on a condition is in no list that is recorded at once, and the board says so", async () => {
    const { db, pot, administrator, applications, view } = await round();
    await propose(as(db, administrator), pot.id, null, applications[0], { outcome: "conditional", amount_pence: 400_000 });
    await propose(as(db, administrator), pot.id, null, applications[3], { outcome: "reserve", amount_pence: 400_000 });
    const board = await view();
    expect(toRecord(board)).toMatchObject({ conditional: 1, lines: [{ application_id: applications[1] }, { application_id: applications[3] }] });
    expect(board.words.texts.record).toBe("Record 2 decisions");
    expect(board.words.texts["one-by-one"]).toMatch(/^1 award on a condition is not recorded with the others/);
  });

  test("what a group asks for that it changed since somebody looked is not awarded by their press", async () => {
    const { db, pot, administrator, applications, view } = await round();
    const context = as(db, administrator);
    const { lines } = toRecord(await view());
    await db.updateTable("application").set({ asked_pence: 600_000 }).where("id", "=", applications[0]).execute();
    await expect(decide(context, applications[0], { ...inFull, seen_asked_pence: 400_000 })).rejects.toThrow(/asks for £6,000 now, not £4,000/);
    await expect(recordBoard(context, pot.id, null, { preview: previewOf(lines), reasons: "Agreed", feedback: "" })).rejects.toThrow(Conflict);
    await decide(context, applications[0], { ...inFull, seen_asked_pence: 600_000 });
    expect(await faults(db)).toEqual([]);
  });

  test("two who record the same board in the same moment, and one who decides on its last line: each is decided once, nobody waits for ever", async () => {
    const { db, pot, administrator, staff, applications, view } = await round();
    const chair = await staff("chair");
    await moveLine(as(db, chair), pot.id, null, 1);
    const below = toRecord(await view(), true).lines;
    const input = { preview: previewOf(below), reasons: "Below the line", feedback: "Say more", below: true };
    const answers = await Promise.allSettled([recordBoard(as(db, administrator), pot.id, null, input), recordBoard(as(db, chair), pot.id, null, input), decide(as(db, administrator), applications[3], inFull)]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(answers.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : [])).every((error) => error instanceof WrongState || error instanceof Conflict)).toBe(true);
    expect(await faults(db)).toEqual([]);
  });
});

describe("scenarios by name", () => {
  test("a scenario keeps its own line and proposals beside the board, is taken over whole, and its name is its own", async () => {
    const { db, pot, administrator, applications, view } = await round();
    const context = as(db, administrator);
    await moveLine(context, pot.id, null, 1);
    const other = await makeScenario(context, pot.id, "More of them", { scenario: null });
    await moveLine(context, pot.id, other, 2);
    await propose(context, pot.id, other, applications[3], { outcome: "part", amount_pence: 100_000 });
    expect([(await view()).at.proposed_pence, (await view(administrator, other)).at.proposed_pence]).toEqual([400_000, 900_000]);
    await expect(makeScenario(context, pot.id, "MORE OF THEM", { scenario: null })).rejects.toThrow(Invalid);
    await takeOverScenario(context, pot.id, other);
    expect((await view()).at).toMatchObject({ above: 2, proposed_pence: 900_000 });
    await endScenario(context, pot.id, other);
    await expect(view(administrator, other)).rejects.toThrow(NotFound);
    const [board] = await listScenarios(db, pot.id);
    await expect(endScenario(context, pot.id, board!.id)).rejects.toThrow(WrongState);
  });

  test("what a balanced shortlist chose becomes a scenario with its amounts; who asked and what was taken is on the record", async () => {
    const { db, pot, administrator, view } = await round();
    const context = as(db, administrator);
    const shortlist = await askForShortlist(context, pot.id, { least_percent: 50, floors: {} });
    const id = await makeScenario(context, pot.id, "Balanced", { shortlist });
    const { at } = await view(administrator, id);
    expect(at).toMatchObject({ above: 0, awards: 3, proposed_pence: 1_000_000 });
    expect(await db.selectFrom("audit_event").select("detail").where("subject_id", "=", id).where("action", "=", "scenario.made").executeTakeFirstOrThrow()).toMatchObject({ detail: { shortlist_id: shortlist, proposals: 3 } });
  });

  test("a scenario of another pot is not there", async () => {
    const [one, two] = [await round(), await round()];
    const id = await makeScenario(as(one.db, one.administrator), one.pot.id, "Mine", { scenario: null });
    await expect(two.view(two.administrator, id)).rejects.toThrow(NotFound);
    await expect(moveLine(as(two.db, two.administrator), two.pot.id, id, 1)).rejects.toThrow(NotFound);
  });

  test("two who move the line in the same moment leave one whole line", async () => {
    const { db, pot, administrator, staff, view } = await round();
    const chair = await staff("chair");
    await Promise.all([1, 2, 3, 4, 1, 3].map((to, index) => moveLine(as(db, index % 2 === 0 ? administrator : chair), pot.id, null, to)));
    expect([1, 2, 3, 4]).toContain((await view()).at.above);
    expect((await view(chair)).at.above).toBe((await view()).at.above);
    expect(await faults(db)).toEqual([]);
  });
});

test("a shortlist keeps to each part of the pot", async () => {
  const { db, pot, administrator, assessor } = await round();
  await db.insertInto("sub_pot").values([
    { id: newId(), pot_id: pot.id, position: 1, title: "Up to £4,000", kind: "grant-size", from_pence: null, to_pence: 400_000, allocation_pence: 400_000 },
  ]).execute();
  const large = await an.application(db, { pot_id: pot.id, status: "in-assessment", asked_pence: 500_000 });
  await db.insertInto("interest").values({ id: newId(), application_id: large.id, person_id: assessor.id, has_interest: false }).execute();
  await db.insertInto("score_sheet").values({ id: newId(), application_id: large.id, person_id: assessor.id, status: "sent", weighted_percent: 10, sent_at: new Date() }).execute();
  const shortlist = await askForShortlist(as(db, administrator), pot.id, { least_percent: 100, floors: {} });
  const id = await makeScenario(as(db, administrator), pot.id, "In parts", { shortlist });
  const { at } = await readBoardView(db, administrator, pot.id, id);
  expect(at.limits.map(({ kind, proposed_pence }) => [kind, proposed_pence])).toEqual([["pot", 900_000], ["part", 400_000], ["outside", 500_000], ["year", 900_000]]);
});
