import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionPage } from "#app/domain/figures/action-page.server.ts";
import { recordObservation } from "#app/domain/figures/change.server.ts";
import { observationSchema } from "#app/domain/figures/observation-model.ts";
import { Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { getAction, getPlan, getPriority, listOutcomes, listPriorities } from "#app/domain/strategy/read.server.ts";
import { readActionRows } from "#app/domain/strategy/versions-model.ts";
import { addWording, createPlan, importActions, issuePlan, linkCrosswalk, listActions, listPlans, otherReferences, wordingsOfPriority } from "#app/domain/strategy/versions.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { aPlan, both, official, publisher, type BoardWorld } from "./world.ts";

let test: TestDatabase;
let world: BoardWorld;
beforeAll(async () => {
  test = await testDatabase();
  world = await aPlan(test.db);
});
afterAll(() => test.close());

const draft = { code: "2026-2029", title: "The plan 2026 to 2029", follows: "2023-2025", valid_from: "2026-02-16", published_on: null, note: "" };
const rows = "ref,title,priority,scheme\n1.1,Workforce first,,workforce\n2.3,Stigma goes on,1,strategic\n2.4,Stigma in schools,1,Strategic action\n2.3.1,\"A part, with a comma\",1,sub-action\n34.2,Delivery,,workforce-action\n";
const count = async () => (await test.db.selectFrom("action").innerJoin("plan", "plan.id", "action.plan_id").select("action.id").where("plan.code", "=", draft.code).execute()).length;

describe("a new plan version (requirement 3)", () => {
  it("begins as a draft with the priorities and outcomes of the plan it follows, seen by nobody else", async () => {
    await expect(createPlan(await publisher(test.db), draft)).rejects.toBeInstanceOf(NotAllowed);
    const context = await official(test.db);
    await createPlan(context, draft);
    await expect(createPlan(context, draft)).rejects.toBeInstanceOf(Invalid);
    await expect(createPlan(context, { ...draft, code: "earlier", valid_from: "2023-11-07" })).rejects.toBeInstanceOf(Invalid);
    await expect(getPlan(test.db, draft.code)).rejects.toBeInstanceOf(NotFound);
    expect((await listPlans(test.db)).map(({ code }) => code)).toEqual(["2023-2025"]);
    const plan = await getPlan(test.db, draft.code, { drafts: true });
    expect(await listPriorities(test.db, plan.id)).toMatchObject([{ number: 1, official_wording: "The plan’s own words." }]);
    expect(await listOutcomes(test.db, plan.id)).toMatchObject([{ number: 1 }]);
    expect((await listPlans(test.db, { drafts: true }))[0]).toMatchObject({ code: draft.code, version: 2, state: "draft", follows: "2023-2025" });
  });

  it.each([
    ["a missing column", "ref,title,scheme\n1.1,A,strategic\n", /lacks priority/],
    ["an unknown column", "ref,title,priority,scheme,colour\n1.1,A,1,strategic,red\n", /no column called/],
    ["a priority the plan lacks", "ref,title,priority,scheme\n1.1,A,7,strategic\n", /Row 2, priority/],
    ["a reference twice under one scheme", "ref,title,priority,scheme\n1.1,A,1,strategic\n1.1,B,1,strategic\n", /Row 3, ref.*row 2/],
    ["an unknown scheme", "ref,title,priority,scheme\n1.1,A,1,tactical\n", /Row 2, scheme/],
    ["a sub-action under nothing", "ref,title,priority,scheme\n9.9.1,A,1,sub-action\n", /no strategic action 9\.9/],
    ["a reference that a spreadsheet made a date", "ref,title,priority,scheme\n01-Feb,A,1,strategic\n", /Row 2, ref/],
    ["no title", "ref,title,priority,scheme\n1.1,,1,strategic\n", /Row 2, title/],
    ["a quotation mark that does not close", "ref,title,priority,scheme\n1.1,\"A,1,strategic\n", /quotation mark/],
    ["no rows", "ref,title,priority,scheme\n", /no rows/],
  ])("refuses %s with its row and what to do, and keeps nothing", async (_what, csv, message) => {
    await expect(importActions(await official(test.db), draft.code, `${csv}`)).rejects.toMatchObject({ fields: { rows: expect.stringMatching(message) } });
    expect(await count()).toBe(0);
  });

  it("keeps nothing of a file with one bad row among good ones", async () => {
    await expect(importActions(await official(test.db), draft.code, `${rows}5.5,Bad,99,strategic\n`)).rejects.toBeInstanceOf(Invalid);
    expect(await count()).toBe(0);
  });

  it("brings actions in, the same number under two schemes, and is safe to repeat", async () => {
    const context = await official(test.db);
    await expect(importActions(await publisher(test.db), draft.code, rows)).rejects.toBeInstanceOf(NotAllowed);
    expect(await importActions(context, draft.code, rows)).toBe(5);
    expect(await importActions(context, draft.code, rows.replaceAll(",", "\t").replace('"A part\t with a comma"', "A part, with a comma"))).toBe(0);
    await expect(importActions(context, draft.code, "ref,title,priority,scheme\n2.3,Another title,1,strategic\n")).rejects.toBeInstanceOf(Invalid);
    expect(await count()).toBe(5);
    const plan = await getPlan(test.db, draft.code, { drafts: true });
    expect((await listActions(test.db, plan.id)).find(({ ref }) => ref === "2.3.1")).toMatchObject({ title: "A part, with a comma", parent_ref: "2.3" });
  });

  it("names every fault of a file at once, in the order of its rows", () => {
    const lines = ["ref,title,priority,scheme", "x,,9,strategic", "1.1,Good,1,strategic", "1.1,Again,1,strategic"].map((line, index) => ({ row: index + 1, cells: line.split(",") }));
    const { problems } = readActionRows(lines, { priorities: [1], actions: [] });
    expect(problems.map(({ row, column }) => `${row} ${column}`)).toEqual(["2 ref", "2 title", "2 priority", "4 ref"]);
  });

  it("links one old action to several new ones with a date, both ways, and not to what is not there", async () => {
    const context = await official(test.db);
    const link = { from: "strategic 1.1", to: "2.3, 2.4", dated_on: "2026-02-16", note: "Split in two" };
    await expect(linkCrosswalk(context, draft.code, { ...link, to: "2.3, 9.9" })).rejects.toMatchObject({ fields: { to: expect.stringContaining("9.9") } });
    await expect(linkCrosswalk(context, "2023-2025", link)).rejects.toBeInstanceOf(WrongState);
    await linkCrosswalk(context, draft.code, link);
    await linkCrosswalk(context, draft.code, link);
    expect(await otherReferences(test.db, world.ids["strategic 1.1"]!)).toEqual({ became: [], came_from: [] });
    const seen = await otherReferences(test.db, world.ids["strategic 1.1"]!, { drafts: true });
    expect(seen.became.map(({ ref }) => ref)).toEqual(["2.3", "2.4"]);
  });

  it("comes into force by a second person, and then old and new actions name each other while figures stay where they were", async () => {
    await expect(issuePlan(await official(test.db), draft.code)).rejects.toBeInstanceOf(NotAllowed);
    const two = await both(test.db);
    await createPlan(two, { ...draft, code: "2030", title: "Next", valid_from: "2030-01-01" });
    await expect(issuePlan(two, "2030")).rejects.toBeInstanceOf(NotAllowed);
    await expect(issuePlan(await publisher(test.db), "2030")).rejects.toBeInstanceOf(WrongState);
    await test.db.insertInto("source").values({ id: newId(), code: "s", title: "Source" }).execute();
    const figure = observationSchema.parse({
      id: newId(), measure: "another", measure_title: "People", measure_unit: "people", measure_kind: "count-people", value: "10", value_to: "", qualifier: "", basis: "as-at", period_from: "", period_to: "",
      as_at: "2025-03-31", evidence_class: "B", source: "s",
    });
    await recordObservation(await official(test.db), "2023-2025", "1.1", figure);
    await issuePlan(await publisher(test.db), draft.code);
    await expect(issuePlan(await publisher(test.db), draft.code)).rejects.toBeInstanceOf(WrongState);
    const old = await actionPage(test.db, undefined, "1.1", new Date());
    expect(old.plan.code).toBe("2023-2025");
    expect(old.references.became).toMatchObject([{ plan: draft.code, ref: "2.3", dated_on: "2026-02-16" }, { ref: "2.4" }]);
    expect(old.measures.flatMap(({ observations }) => observations)).toMatchObject([{ value: 10 }]);
    const later = await actionPage(test.db, draft.code, "2.3", new Date());
    expect(later.references.came_from).toMatchObject([{ plan: "2023-2025", ref: "1.1" }]);
    expect(later.measures).toEqual([]);
    expect((await getPlan(test.db)).code).toBe("2023-2025");
    expect((await test.db.selectFrom("plan").select("valid_to").where("code", "=", "2023-2025").executeTakeFirstOrThrow()).valid_to).toBe("2026-02-15");
  });

  it("finds by plan, scheme and reference: 1.1 is three things", async () => {
    const later = await getPlan(test.db, draft.code);
    expect((await getAction(test.db, world.plan, "1.1")).title).toBe("Stigma");
    await expect(getAction(test.db, later.id, "1.1")).rejects.toBeInstanceOf(NotFound);
    expect((await listActions(test.db, later.id)).find(({ scheme, ref }) => scheme === "workforce" && ref === "1.1")?.title).toBe("Workforce first");
    expect((await getPriority(test.db, world.plan, 1)).actions.map(({ ref }) => ref)).toEqual(["1.1", "1.2"]);
  });
});

describe("wordings by document (requirement 2)", () => {
  it("keeps each under its label and never overwrites one", async () => {
    const context = await official(test.db);
    const wording = { subject: "priority/1", label: "easy-read", document: "Easy Read", wording: "Shorter words" };
    await addWording(context, "2023-2025", wording);
    await expect(addWording(context, "2023-2025", { ...wording, wording: "Others" })).rejects.toMatchObject({ fields: { label: expect.any(String) } });
    await expect(addWording(context, "2023-2025", { ...wording, subject: "priority/8" })).rejects.toBeInstanceOf(Invalid);
    await expect(addWording(await publisher(test.db), "2023-2025", { ...wording, label: "x" })).rejects.toBeInstanceOf(NotAllowed);
    const priority = await getPriority(test.db, world.plan, 1);
    expect(await wordingsOfPriority(test.db, priority.id)).toEqual([{ label: "easy-read", document: "Easy Read", wording: "Shorter words" }]);
    expect(priority.official_wording).toBe("The plan’s own words.");
  });
});
