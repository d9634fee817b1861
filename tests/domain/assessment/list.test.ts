/** The list of applications: what is kept about each is what its records say, every filter finds what its count promises, and nothing of a closed one is in it. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare, endAssignment } from "#app/domain/assessment/change.server.ts";
import { recordChecks } from "#app/domain/assessment/checks.server.ts";
import { raiseFlag, resolveFlag } from "#app/domain/assessment/flags.server.ts";
import { applicationsCsv } from "#app/domain/assessment/list-file.ts";
import { compareWork, listApplications, listChoices, listChosen, listFound, mendWork } from "#app/domain/assessment/list.server.ts";
import { alsoStates, assessorStates, facetCounts, filterQuery, flagStates, readFilters, readSelection, selectionPairs, type Facet } from "#app/domain/assessment/list.ts";
import { checkStates } from "#app/domain/assessment/checks-model.ts";
import { listedStatuses, nextStep, nextSteps, waitsFor, type NextStep, type WorkFacts } from "#app/domain/assessment/next-step.ts";
import { sendScores } from "#app/domain/assessment/scores.server.ts";
import { markRead, say } from "#app/domain/applications/thread.server.ts";
import { withdraw } from "#app/domain/applications/change.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { assessmentWorld, joined, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };
const filters = (query = "") => readFilters(new URLSearchParams(query));
const today = londonDay(new Date());
type World = Awaited<ReturnType<typeof assessmentWorld>>;
const world = async (): Promise<World> => {
  const made = await assessmentWorld(test);
  await test.db.updateTable("pot").set({ declaration_needed: false }).where("id", "=", made.pot.id).execute();
  return made;
};
const list = ({ pot, administrator }: World, query = "") => listApplications(test.db, pot.id, administrator.id, filters(query), new Date());
const row = async (made: World, id: string) => (await list(made)).rows.find((one) => one.id === id)!;
/** Every check of the pot answered. */
async function checkAll({ pot, administrator, as }: World, id: string, outcome: "met" | "not-met" = "met"): Promise<void> {
  const codes = await test.db.selectFrom("pot_check").select("code").where("pot_id", "=", pot.id).execute();
  await recordChecks(as(administrator), id, codes.map(({ code }, index) => ({ code, outcome: index === 0 ? outcome : "met", note: "As seen", seen: "" })));
}
const flagFor = (owner_id: string, due_on = addDays(today, 5)) => ({ title: "Look again", risk: "low" as const, words: "Something to follow up", owner_id, due_on });

describe("what is next, and by whom", () => {
  const all = <T>(...values: T[]): T[] => values;
  const undecided = all("submitted", "in-assessment", "withdrawn").flatMap((status) => all(true, false).flatMap((change_asked) => all("to-do", "problem", "done").flatMap((checks) => all(0, 2).flatMap((flags_open) => all(true, false).flatMap((moderating) =>
    all(0, 1, 2, 3).flatMap((readers) => all(0, 1, 2, 3).flatMap((sheets_sent) => all(0, 1).map((to_declare) => ({ status, change_asked, checks, flags_open, moderating, readers, sheets_sent, to_declare, outcome: null, to_confirm: false, released: false, to_meet: false, award_status: null })))))))));
  const decided = all("full", "part", "conditional", "reserve", "decline", null).flatMap((outcome) => all(true, false).flatMap((to_confirm) => all(true, false).flatMap((released) => all(true, false).flatMap((to_meet) => all("decided", "released", "accepted", "withdrawn", "not-taken-up", null).flatMap((award_status) =>
    all("problem", "done").map((checks) => ({ status: "decided", change_asked: true, checks, flags_open: 1, moderating: true, readers: 0, sheets_sent: 0, to_declare: 0, outcome, to_confirm, released, to_meet, award_status })))))));

  it("is the same in the program and in the database for every combination of facts", async () => {
    const client = new pg.Client({ connectionString: test.ownerUrl });
    await client.connect();
    try {
      await client.query("create temp table twin (like application_work including generated)");
      const combinations = [...undecided, ...decided].map((facts) => ({ ...facts, needed: 2, application_id: newId(), pot_id: newId(), received_at: "2026-01-01T12:00:00Z", asked_pence: 100, unconfirmed: false, unread: 0, words: "" }));
      const columns = Object.keys(combinations[0]!).join(", ");
      const { rows } = await client.query<{ application_id: string; next_step: NextStep }>(`insert into twin (${columns}) select ${columns} from json_populate_recordset(null::twin, $1::json) returning application_id, next_step`, [JSON.stringify(combinations)]);
      const said = new Map(rows.map(({ application_id, next_step }) => [application_id, next_step]));
      const differ = combinations.filter((facts) => said.get(facts.application_id) !== nextStep(facts as unknown as WorkFacts));
      expect(differ).toEqual([]);
      expect(new Set(said.values()).size).toBe(Object.keys(nextSteps).length);
    } finally {
      await client.end();
    }
  });

  it("follows an application from its receipt to the decision, with the names of those it waits for", async () => {
    const made = await world();
    const { application, administrator, ann, bob, as, sheet } = made;
    const next = async () => {
      const { next_step, waits_for } = await row(made, application.id);
      return [next_step, waits_for];
    };
    expect(await next()).toEqual(["check", null]);
    await checkAll(made, application.id, "not-met");
    expect(await next()).toEqual(["settle-check", null]);
    await test.db.updateTable("application_check").set({ outcome: "met" }).where("application_id", "=", application.id).execute();
    const flag = await raiseFlag(as(administrator), application.id, flagFor(administrator.id));
    expect(await next()).toEqual(["settle-flag", administrator.name]);
    await resolveFlag(as(administrator), application.id, flag, { version: 1, resolution: "Seen" });
    expect(await next()).toEqual(["assign", null]);
    for (const person of [ann, bob]) await assign(as(administrator), application.id, person.id);
    expect(await next()).toEqual(["declare", [ann.name, bob.name].sort().join(", ")]);
    await declare(as(ann), application.id, noInterest);
    expect(await next()).toEqual(["declare", bob.name]);
    await declare(as(bob), application.id, noInterest);
    await sendScores(as(ann), application.id, sheet(0, [4, 6]));
    expect(await next()).toEqual(["score", bob.name]);
    await sendScores(as(bob), application.id, sheet(0, [5, 10]));
    expect(await next()).toEqual(["decide", null]);
  });
});

describe("what is kept about an application", () => {
  it("follows whatever changes it, whoever changes it and in which table", async () => {
    const made = await world();
    const { pot, application, administrator, ann, bob, as, sheet } = made;
    const { db } = test;
    const other = await sentApplication(test, pot.id);
    const group = await an.actor(db, [{ role: "owner", organisation_id: application.organisation_id }]);
    const steps: Record<string, () => Promise<unknown>> = {
      "checks": () => checkAll(made, application.id),
      "a check put on the list": () => db.insertInto("pot_check").values({ pot_id: pot.id, code: "own-1", position: 90, title: "Our own", asks: "Is it so?" }).execute(),
      "a check taken off it": () => db.deleteFrom("pot_check").where("pot_id", "=", pot.id).where("code", "=", "own-1").execute(),
      "a message": () => say(as(group), application.id, "group", { text: "Hello" }),
      "a message read": () => markRead(as(administrator), application.id, "fund"),
      "two assessors": async () => { for (const person of [ann, bob]) for (const one of [application, other]) await assign(as(administrator), one.id, person.id); },
      "declarations": async () => { for (const person of [ann, bob]) for (const one of [application, other]) await declare(as(person), one.id, noInterest); },
      "scores": async () => { await sendScores(as(ann), application.id, sheet(0, [1, 1])); await sendScores(as(bob), application.id, sheet(0, [5, 10])); },
      "somebody who cannot": () => db.insertInto("score_sheet").values({ id: newId(), application_id: other.id, person_id: ann.id, status: "cannot", cannot_reason: "I know too little of it" }).execute(),
      "an ending": () => endAssignment(as(administrator), other.id, bob.id),
      "more assessors wanted": () => db.updateTable("pot").set({ assessors_needed: 3 }).where("id", "=", pot.id).execute(),
      "a sub-pot": () => db.insertInto("sub_pot").values({ id: newId(), pot_id: pot.id, position: 1, title: "Small", kind: "grant-size", from_pence: 1, allocation_pence: 100 }).execute(),
      "a group's new name": () => db.updateTable("organisation").set({ name: "Åsgard Ǿ Group" }).where("id", "=", other.organisation_id).execute(),
      "another title": () => db.updateTable("application").set({ title: "A new title" }).where("id", "=", other.id).execute(),
      "another amount": () => db.updateTable("application").set({ asked_pence: 777 }).where("id", "=", other.id).execute(),
      "a decision": () => db.transaction().execute(async (tx) => {
        await tx.updateTable("application").set({ status: "decided" }).where("id", "=", application.id).execute();
        await tx.insertInto("decision").values({ id: newId(), application_id: application.id, outcome: "decline", decided_by: administrator.id, needs_second: true }).execute();
      }),
      "a group that an assessor joins": () => joined(test, bob, application.organisation_id),
      "an interest in a group": () => db.insertInto("interest_in_organisation").values({ id: newId(), pot_id: pot.id, person_id: ann.id, organisation_id: application.organisation_id, has_interest: true }).execute(),
      "a withdrawal": async () => withdraw(as(await an.actor(db, [{ role: "owner", organisation_id: other.organisation_id }])), other.id),
    };
    const kept = async () => JSON.stringify(await db.selectFrom("application_work").selectAll().where("pot_id", "=", pot.id).orderBy("application_id").execute());
    const quiet: string[] = [];
    for (const [name, step] of Object.entries(steps)) {
      const before = await kept();
      await step();
      expect(await compareWork(db), name).toEqual([]);
      if (before === (await kept())) quiet.push(name);
    }
    expect(quiet, "each of these changes something that the list shows").toEqual([]);
  });

  it("a score of somebody who joined the group or is close to it no longer counts in the mean", async () => {
    const made = await world();
    const { pot, application, administrator, ann, bob, as, sheet } = made;
    for (const person of [ann, bob]) {
      await assign(as(administrator), application.id, person.id);
      await declare(as(person), application.id, noInterest);
    }
    await sendScores(as(ann), application.id, sheet(0, [5, 10]));
    await sendScores(as(bob), application.id, sheet(0, [0, 0]));
    expect(await row(made, application.id)).toMatchObject({ mean_percent: 50, sheets_sent: 2 });
    await test.db.insertInto("interest_in_organisation").values({ id: newId(), pot_id: pot.id, person_id: bob.id, organisation_id: application.organisation_id, has_interest: true }).execute();
    expect(await row(made, application.id)).toMatchObject({ mean_percent: 100, sheets_sent: 1 });
    await joined(test, ann, application.organisation_id);
    expect(await row(made, application.id)).toMatchObject({ mean_percent: null, sheets_sent: 0 });
  });

  it("two changes at once leave both: neither overwrites what the other has just made of it", async () => {
    const made = await world();
    const { application, administrator } = made;
    const [one, other] = [await test.db.startTransaction().execute(), await test.db.startTransaction().execute()];
    await one.insertInto("application_flag").values({ id: newId(), application_id: application.id, ...flagFor(administrator.id), raised_by: administrator.id }).execute();
    const waiting = other.insertInto("application_message").values({ id: newId(), application_id: application.id, side: "group", person_id: administrator.id, text: "Hello", at: new Date() }).execute();
    await untilWaiting();
    await one.commit().execute();
    await waiting;
    await other.commit().execute();
    expect(await row(made, application.id)).toMatchObject({ flags_open: 1, unread: 1 });
    expect(await compareWork(test.db)).toEqual([]);
  });
});

/** Until some statement of this database waits for a lock. */
async function untilWaiting(): Promise<void> {
  const client = new pg.Client({ connectionString: test.superuserUrl });
  await client.connect();
  try {
    for (;;) {
      const { rowCount } = await client.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
      if (rowCount) return;
    }
  } finally {
    await client.end();
  }
}

describe("filters", () => {
  /** Nineteen applications in many states. */
  async function many(): Promise<World> {
    const made = await world();
    const { pot, administrator, ann, bob, as, sheet } = made;
    const sub = newId();
    await test.db.insertInto("sub_pot").values({ id: sub, pot_id: pot.id, position: 1, title: "Small grants", kind: "grant-size", from_pence: 1, to_pence: 300_000, allocation_pence: 100 }).execute();
    for (let index = 0; index < 18; index += 1) {
      const { id, organisation_id } = await sentApplication(test, pot.id);
      await test.db.updateTable("application").set({ asked_pence: 100_000 + index * 30_000, received_at: new Date(Date.now() - index * 3_600_000) }).where("id", "=", id).execute();
      if (index % 2 === 0) await checkAll(made, id, index % 6 === 0 ? "not-met" : "met");
      if (index % 5 === 0) await raiseFlag(as(administrator), id, flagFor(administrator.id));
      if (index % 10 === 0) await test.db.updateTable("application_flag").set({ due_on: addDays(today, -2) }).where("application_id", "=", id).execute();
      if (index % 3 === 0) for (const person of [ann, bob]) {
        await assign(as(administrator), id, person.id);
        await declare(as(person), id, noInterest);
        if (index % 6 === 0 || person === ann) await sendScores(as(person), id, sheet(0, [index % 5, index % 10]));
      }
      if (index % 7 === 0) await say(as(await an.actor(test.db, [{ role: "owner", organisation_id }])), id, "group", { text: "Hello" });
      if (index === 17) await withdraw(as(await an.actor(test.db, [{ role: "owner", organisation_id }])), id);
    }
    return made;
  }
  const values = (parts: string[]): Record<Facet, string[]> => ({
    status: Object.keys(listedStatuses), next: Object.keys(nextSteps), by: Object.keys(waitsFor), checks: Object.keys(checkStates), assessors: Object.keys(assessorStates), flags: Object.keys(flagStates), also: Object.keys(alsoStates), part: parts,
  });

  it("each finds as many as the count beside it promises, alone and with any other", async () => {
    const made = await many();
    const parts = [...(await listChoices(test.db, await getPot(test.db, made.pot.id))).parts.map(({ id }) => id), "none"];
    let compared = 0;
    for (const base of ["", "checks=done", "by=administrator", "flags=open", "search=Test", "asks_from=2000", "score_to=60", "status=withdrawn"]) {
      const { counts } = await list(made, base);
      for (const [facet, choices] of Object.entries(values(parts)) as [Facet, string[]][]) {
        const promised = facetCounts(counts, filters(base), facet, choices);
        for (const value of choices) {
          const query = new URLSearchParams(base);
          query.set(facet, value);
          const { found, rows } = await list(made, query.toString());
          expect([query.toString(), found, rows.length]).toEqual([query.toString(), promised[value], Math.min(found, 50)]);
          compared += found;
        }
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  it("each order is the order it says, pages hold every application once, and the file holds them all", async () => {
    const made = await many();
    const all = await listFound(test.db, made.pot.id, made.administrator.id, filters(), new Date(), 1_000);
    const by = async (sort: string) => (await list(made, `sort=${sort}`)).rows;
    expect((await by("amount")).map(({ asked_pence }) => asked_pence)).toEqual(all.map(({ asked_pence }) => asked_pence).sort((one, other) => other - one));
    expect((await by("name")).map(({ organisation_name }) => organisation_name.toLowerCase())).toEqual(all.map(({ organisation_name }) => organisation_name.toLowerCase()).sort());
    const scored = (await by("score")).map(({ mean_percent }) => mean_percent);
    expect(scored).toEqual([...scored].sort((one, other) => (other ?? -1) - (one ?? -1)));
    expect((await by("flag"))[0]!.flag_due).toBe(addDays(today, -2));
    expect(new Set(all.map(({ id }) => id)).size).toBe((await list(made)).total);
    expect(applicationsCsv(all).trimEnd().split("\r\n")).toHaveLength(all.length + 1);
  });

  it("those by a person's name or a focus group find what was asked of them", async () => {
    const made = await many();
    const mine = await test.db.selectFrom("assignment").select("application_id").where("person_id", "=", made.ann.id).execute();
    expect((await list(made, `reader=${made.ann.id}`)).rows.map(({ id }) => id).sort()).toEqual(mine.map(({ application_id }) => application_id).sort());
    await a.codeList(test.db, "focus-group", ["older-people", "women"]);
    await test.db.insertInto("application_tag").values({ application_id: made.application.id, list_code: "focus-group", list_version: 1, code: "women" }).execute();
    expect((await list(made, "group=women")).rows.map(({ id }) => id)).toEqual([made.application.id]);
    expect((await list(made, "group=older-people")).found).toBe(0);
  });

  it("an address with nonsense in it opens the list; what is kept of one opens the same list", () => {
    const odd = "status=x&by=__proto__&next=constructor&part=1&reader=%27&group=a%27b&score_from=-1&score_to=1e3&asks_from=9999999999&page=0&size=7&sort=toString&search=++";
    expect(filterQuery(filters(odd))).toEqual(filterQuery(filters()));
    const query = "status=decided&by=group&flags=late&asks_from=%C2%A32,500&score_to=60%25&size=100&sort=newest&search=a%26b";
    const again = Object.entries(filterQuery(filters(query))).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
    expect(filters(new URLSearchParams(again).toString())).toEqual(filters(query));
    expect(readSelection(new URLSearchParams("chosen=LA-2222-3333&chosen=LA-2222-3333&chosen=x"))).toEqual({ chosen: ["LA-2222-3333"] });
    expect(readSelection(new URLSearchParams(selectionPairs({ found: filters(query) })))).toEqual({ found: filters(query) });
    expect(readSelection(new URLSearchParams("status=decided"))).toBeUndefined();
  });
});

describe("what is closed to the one who looks", () => {
  it.each(["interest", "membership", "round", "left the room"] as const)("by %s is in no row, count, search, order or file", async (how) => {
    const made = await world();
    const { pot, application, administrator } = made;
    const other = await sentApplication(test, pot.id);
    const { name } = await test.db.selectFrom("organisation").select("name").where("id", "=", application.organisation_id).executeTakeFirstOrThrow();
    expect((await list(made)).total).toBe(2);
    if (how === "interest") await test.db.insertInto("interest").values({ id: newId(), application_id: application.id, person_id: administrator.id, has_interest: true }).execute();
    if (how === "membership") await joined(test, administrator, application.organisation_id);
    if (how === "round") await test.db.insertInto("interest_in_organisation").values({ id: newId(), pot_id: pot.id, person_id: administrator.id, organisation_id: application.organisation_id, has_interest: true }).execute();
    if (how === "left the room") {
      const meeting = newId();
      await test.db.insertInto("meeting").values({ id: meeting, pot_id: pot.id, quorum: 1, opened_by: made.chair.id }).execute();
      await test.db.insertInto("meeting_leave").values({ id: newId(), meeting_id: meeting, application_id: application.id, person_id: administrator.id, recorded_by: made.chair.id }).execute();
    }
    const seen = async (query: string) => JSON.stringify(await list(made, query));
    for (const query of ["", `search=${application.reference}`, `search=${encodeURIComponent(name)}`, "sort=score", "status=submitted", "next=check"]) {
      const text = await seen(query);
      for (const secret of [application.id, application.reference, name, application.title!]) expect(text.includes(secret), `${query}: ${secret}`).toBe(false);
    }
    const all = await list(made);
    expect([all.total, all.found, all.counts.reduce((sum, { count }) => sum + count, 0)]).toEqual([1, 1, 1]);
    expect((await listChosen(test.db, pot.id, administrator.id, [application.reference, other.reference])).map(({ id }) => id)).toEqual([other.id]);
    expect(applicationsCsv(await listFound(test.db, pot.id, administrator.id, filters(), new Date(), 100))).not.toContain(name);
  });

  it("others' scores are in no mean, filter, order or file while the viewer owes their own", async () => {
    const made = await world();
    const { pot, place, application, administrator, ann, as, sheet } = made;
    await a.role(test.db, { person_id: administrator.id, role: "assessor", ...place });
    const both = await actorOf(test.db, administrator.id);
    const other = await sentApplication(test, pot.id);
    for (const person of [ann, both]) {
      await assign(as(administrator), application.id, person.id);
      await declare(as(person), application.id, noInterest);
    }
    await assign(as(administrator), other.id, ann.id);
    await declare(as(ann), other.id, noInterest);
    await sendScores(as(ann), application.id, sheet(0, [5, 10]));
    await sendScores(as(ann), other.id, sheet(0, [1, 1]));
    expect((await list(made, "sort=score")).rows.map(({ id, mean_percent }) => [id, mean_percent])).toEqual([[other.id, 16], [application.id, null]]);
    expect((await list(made, "score_from=90")).found).toBe(0);
    expect(applicationsCsv(await listFound(test.db, pot.id, both.id, filters(), new Date(), 10))).not.toMatch(/,100,/);
    await sendScores(as(both), application.id, sheet(0, [5, 10]));
    expect((await list(made, "score_from=90")).rows.map(({ id }) => id)).toEqual([application.id]);
  });

  it("a name that a spreadsheet would run is text in the file", async () => {
    const made = await world();
    await test.db.updateTable("organisation").set({ name: "=HYPERLINK(\"https://x.example\")" }).where("id", "=", made.application.organisation_id).execute();
    expect(applicationsCsv(await listFound(test.db, made.pot.id, made.administrator.id, filters(), new Date(), 10))).toContain(`"'=HYPERLINK(""https://x.example"")"`);
  });
});

it("what a list kept wrongly is put right by the night's job, and named until then", async () => {
  const { application } = await assessmentWorld(test);
  await test.db.updateTable("application_work").set({ needed: 9, checks: "done" }).where("application_id", "=", application.id).execute();
  expect(await compareWork(test.db)).toEqual([expect.stringContaining(application.id)]);
  await mendWork(test.db);
  expect(await compareWork(test.db)).toEqual([]);
  expect(await test.db.selectFrom("application_work").select(["needed", "checks"]).where("application_id", "=", application.id).executeTakeFirstOrThrow()).toEqual({ needed: 2, checks: "to-do" });
});
