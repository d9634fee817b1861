import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { editActionWording, editCrosswalk } from "#app/domain/strategy/change.server.ts";
import { actionWordingSchema } from "#app/domain/strategy/model.ts";
import { getAction, getPlan, getPriority, listAims, listItems, listPriorities } from "#app/domain/strategy/read.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";

let test: TestDatabase;
let plan: string;
const ids = { action31: newId(), action32: newId(), item: newId() };
beforeAll(async () => {
  test = await testDatabase();
  const { db } = test;
  plan = newId();
  const [priority1, priority3, outcome1, outcome4, source] = [newId(), newId(), newId(), newId(), newId()];
  await db.insertInto("plan").values({ id: plan, code: "2023-2025", title: "The plan", valid_from: "2023-11-07" }).execute();
  await db.insertInto("priority").values([{ id: priority1, number: 1 }, { id: priority3, number: 3 }].map((one) => ({ ...one, plan_id: plan, title: `Priority ${one.number}`, wording_status: "sourced" as const }))).execute();
  await db.insertInto("outcome").values([{ id: outcome1, number: 1 }, { id: outcome4, number: 4 }].map((one) => ({ ...one, plan_id: plan, title: `Outcome ${one.number}` }))).execute();
  await db.insertInto("action").values([[ids.action31, "3.1"], [ids.action32, "3.2"]].map(([id, ref], index) => ({ id: id!, plan_id: plan, scheme: "strategic" as const, ref: ref!, priority_id: priority3, title: `Action ${ref}`, title_basis: "our-words" as const, sort_order: index }))).execute();
  // The workforce plan numbers its themes the same way: "3.2" alone is two things.
  await db.insertInto("action").values({ id: newId(), plan_id: plan, scheme: "workforce", ref: "3.2", title: "A theme of the workforce plan", title_basis: "our-words", sort_order: 9 }).execute();
  await db.insertInto("source").values({ id: source, code: "update", title: "Progress update" }).execute();
  await db.insertInto("reported_item").values({ id: ids.item, plan_id: plan, source_id: source, line: 19, programme: "Community supports", summary: "Used." }).execute();
  await db.insertInto("reported_item_action").values([{ item_id: ids.item, action_id: ids.action31 }, { item_id: ids.item, action_id: ids.action32, inherited: true }]).execute();
  await db.insertInto("aim").values({ id: newId(), number: 1, title: "Aim 1" }).execute();
});
afterAll(() => test.close());

const official = async () => contextFor(test.db, await an.actor(test.db, [{ role: "official" }]));
const wording = (seen: string, changes: Partial<{ title: string; official_wording: string }> = {}) =>
  actionWordingSchema.parse({ seen, title: "A title", title_basis: "our-words", official_wording: "Word for word.", ...changes });

describe("the plan", () => {
  it("keeps an item that cites two actions under both, each naming the other, and counts it once under their priority", async () => {
    expect(await listItems(test.db, ids.action31)).toMatchObject([{ line: 19, inherited: false, shared_with: ["3.2"], source: { title: "Progress update" } }]);
    expect(await listItems(test.db, ids.action32)).toMatchObject([{ line: 19, inherited: true, shared_with: ["3.1"] }]);
    expect((await listPriorities(test.db, plan)).find((priority) => priority.number === 3)).toMatchObject({ actions: 2, items: 1 });
  });

  it("takes 3.2 for the strategic action and never for the workforce theme of that number", async () => {
    expect((await getAction(test.db, plan, "3.2")).id).toBe(ids.action32);
    expect((await getPriority(test.db, plan, 3)).actions.map((action) => action.ref)).toEqual(["3.1", "3.2"]);
  });

  it("finds nothing under numbers that are not there", async () => {
    await expect(getPlan(test.db, "2099")).rejects.toBeInstanceOf(NotFound);
    await expect(getAction(test.db, plan, "3.22")).rejects.toBeInstanceOf(NotFound);
    for (const number of [2, -1, 1.5, 1e15, Number.NaN]) await expect(getPriority(test.db, plan, number)).rejects.toBeInstanceOf(NotFound);
  });
});

describe("wording an action", () => {
  it("is for officials, and changes the public version so that cached pages become stale", async () => {
    const { seen } = await getAction(test.db, plan, "3.1");
    const publisher = contextFor(test.db, await an.actor(test.db, [{ role: "publisher" }]));
    await expect(editActionWording(publisher, "2023-2025", "3.1", wording(seen))).rejects.toBeInstanceOf(NotAllowed);
    const version = async () => (await test.db.selectFrom("public_version").select("version").executeTakeFirstOrThrow()).version;
    const before = await version();
    await editActionWording(await official(), "2023-2025", "3.1", wording(seen));
    expect(await getAction(test.db, plan, "3.1")).toMatchObject({ title: "A title", official_wording: "Word for word." });
    expect(await version()).toBeGreaterThan(before);
  });

  it("never lets the second of two officials overwrite the first unseen", async () => {
    const { seen } = await getAction(test.db, plan, "3.2");
    await editActionWording(await official(), "2023-2025", "3.2", wording(seen, { title: "The first" }));
    await expect(editActionWording(await official(), "2023-2025", "3.2", wording(seen, { title: "The second" }))).rejects.toBeInstanceOf(Conflict);
    expect((await getAction(test.db, plan, "3.2")).title).toBe("The first");
    // Pressing the button twice is no conflict.
    await editActionWording(await official(), "2023-2025", "3.2", wording(seen, { title: "The first" }));
  });

  it("keeps the words themselves out of the audit", async () => {
    const { seen } = await getAction(test.db, plan, "3.1");
    await editActionWording(await official(), "2023-2025", "3.1", wording(seen, { official_wording: "Some new official words" }));
    const events = await test.db.selectFrom("audit_event").select("detail").where("subject_id", "=", ids.action31).execute();
    expect(events.at(-1)?.detail).toEqual({ fields: ["official_wording"] });
  });
});

describe("the crosswalk of the aims", () => {
  it("replaces where an aim leads, once for each, and refuses what the plan does not have", async () => {
    const context = await official();
    await editCrosswalk(context, "2023-2025", { aim: 1, priorities: [1, 3, 3], outcomes: [4], note: "Ours" });
    expect(await listAims(test.db, plan)).toMatchObject([{ number: 1, priorities: [{ number: 1 }, { number: 3 }], outcomes: [{ number: 4 }], note: "Ours" }]);
    await expect(editCrosswalk(context, "2023-2025", { aim: 1, priorities: [12], outcomes: [], note: "" })).rejects.toBeInstanceOf(Invalid);
    await expect(editCrosswalk(context, "2023-2025", { aim: 7, priorities: [], outcomes: [], note: "" })).rejects.toBeInstanceOf(Invalid);
    expect((await listAims(test.db, plan))[0]?.priorities).toHaveLength(2);
    await editCrosswalk(context, "2023-2025", { aim: 1, priorities: [], outcomes: [1], note: "" });
    expect((await listAims(test.db, plan))[0]).toMatchObject({ priorities: [], outcomes: [{ number: 1 }] });
  });

  it("is for officials", async () => {
    const publisher = contextFor(test.db, await an.actor(test.db, [{ role: "publisher" }]));
    await expect(editCrosswalk(publisher, "2023-2025", { aim: 1, priorities: [], outcomes: [], note: "" })).rejects.toBeInstanceOf(NotAllowed);
  });
});
