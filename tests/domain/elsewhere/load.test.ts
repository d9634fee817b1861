import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { discardUpload, findUpload, listUploads, loadUpload, stageUpload } from "#app/domain/awards/elsewhere/load.server.ts";
import { withdraw } from "#app/domain/awards/vary.server.ts";
import { NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { diskStore } from "#app/domain/files/store.server.ts";
import { verify } from "#app/verify.server.ts";
import { as, countOf, faults } from "#tests/domain/awards/world.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { awardsOf, aWorld, committedOf, fileOf, planOf, row, send, sentOf, type World } from "./world.ts";

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await testDatabase({ connections: 14 });
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await aWorld(test.db);
});

/** Nothing of the file is there: no award, no commitment, no organisation, no count. */
async function expectNothing(organisation = "Group number%") {
  expect(await awardsOf(test.db, world.pot.id)).toEqual([]);
  expect(await committedOf(test.db, world.pot.id)).toBe(0);
  expect((await countOf(test.db, world.pot.id)).awards).toBe(0);
  expect(await test.db.selectFrom("organisation").select("id").where("name", "like", organisation).where("created_at", ">", started).execute()).toEqual([]);
}
let started: Date;
beforeEach(async () => {
  ({ started } = (await sql<{ started: Date }>`select clock_timestamp() as started`.execute(test.db)).rows[0]!);
});

describe("loading", () => {
  it("makes the awards public, counted, committed and audited in one moment, and they verify", async () => {
    const known = await a.organisation(test.db, { name: "Known Here", area_code: world.pot.area_code });
    const csv = fileOf([row({ reference: "A-1", amount: "1000", capital: "250", coverage: "scotland", income: "18500" }), row({ reference: "A-2", organisation: "known here", legal_form: "", charity_number: known.charity_number!, amount: "2000.50" })]);
    expect(await send(test.db, world, csv)).toEqual({ awards_new: 2, awards_corrected: 0, awards_unchanged: 0, change_pence: 300_050 });
    const awards = await awardsOf(test.db, world.pot.id);
    expect(awards[0]).toMatchObject({ elsewhere_reference: "A-1", origin: "elsewhere", status: "accepted", counted: true, capital_pence: 25_000, coverage: "scotland", recipient_income_pence: 1_850_000, asked_pence: null, accepted_at: null, awarded_on: "2024-02-14", synthetic: true });
    expect(awards[0]!.reference).toMatch(/^LG-/);
    expect(awards[1]!.organisation_id).toBe(known.id);
    expect(await committedOf(test.db, world.pot.id)).toBe(300_050);
    expect(await countOf(test.db, world.pot.id)).toEqual({ awards: 2, amount_pence: 300_050 });
    expect(await countOf(test.db, world.pot.id, "focus-group", "women")).toEqual({ awards: 2, amount_pence: 300_050 });
    const { detail } = await test.db.selectFrom("audit_event").select("detail").where("subject_id", "=", world.pot.id).where("action", "=", "pot.awards-loaded").executeTakeFirstOrThrow();
    expect(detail).toMatchObject({ awards_new: 2, change_pence: 300_050, upload_id: awards[0]!.upload_id });
    expect(await faults(test.db)).toEqual([]);
    expect((await verify(test.db, testSecret, diskStore("none"))).filter(({ findings }) => findings.length > 0)).toEqual([]);
    expect(await listUploads(test.db, world.pot.id)).toMatchObject([{ file_name: "awards.csv", awards_new: 2, person_name: world.administrator.name }]);
  });

  it("loads nothing at all when row 4,999 of 5,000 is wrong, and all 5,000 in a few seconds when it is right", async () => {
    const big = { ...world, pot: (await aWorld(test.db, 10_000_000_000)).pot };
    const administrator = await an.actor(test.db, [{ role: "administrator", ...(await placeOf(big.pot.id)) }]);
    const here = { pot: big.pot, administrator };
    const rows = Array.from({ length: 5_000 }, (_, index) => row({ reference: `BIG-${index}`, organisation: `Big group ${index % 4_000}` }));
    const wrong = rows.map((cells, index) => (index === 4_997 ? { ...cells, amount: "nothing" } : cells));
    await expect(send(test.db, here, fileOf(wrong))).rejects.toMatchObject({ fields: { "": expect.stringContaining("Row 4999, amount") } });
    expect(await awardsOf(test.db, big.pot.id)).toEqual([]);
    expect(await committedOf(test.db, big.pot.id)).toBe(0);
    expect(await test.db.selectFrom("organisation").select("id").where("name", "like", "Big group%").execute()).toEqual([]);
    const began = performance.now();
    expect(await send(test.db, here, fileOf(rows))).toMatchObject({ awards_new: 5_000 });
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(await test.db.selectFrom("organisation").select("id").where("name", "like", "Big group%").execute()).toHaveLength(4_000);
    expect(await countOf(test.db, big.pot.id)).toEqual({ awards: 5_000, amount_pence: 5_000 * 250_000 });
    expect(await faults(test.db)).toEqual([]);
  });

  it("writes nothing when the last thing it does fails", async () => {
    const csv = fileOf([row(), row()]);
    const upload_id = await stageUpload(as(test.db, world.administrator), world.pot.id, sentOf(csv));
    const { sha256 } = await test.db.selectFrom("award_upload").select("sha256").where("id", "=", upload_id).executeTakeFirstOrThrow();
    const broken = { ...as(test.db, world.administrator), elapsed: () => 0, get secret(): string { throw new Error("the audit can't be sealed"); } };
    await expect(loadUpload(broken, world.pot.id, { upload_id, sha256, reason: "" })).rejects.toThrow();
    await expectNothing();
  });

  it("names the row with which the pot runs out, and loads nothing", async () => {
    const small = { ...world, ...(await aWorld(test.db, 700_000)) };
    const csv = fileOf([row({ amount: "3000" }), row({ amount: "3500" }), row({ amount: "1000" }), row({ amount: "10" })]);
    const { problems } = await planOf(test.db, small, csv);
    expect(problems).toEqual([{ row: 4, column: "amount", message: expect.stringMatching(/has £500 left for this row, and it needs £1,000; the whole file is £510 more/) }]);
    await expect(send(test.db, small, csv)).rejects.toMatchObject({ fields: { "": expect.stringContaining("Row 4, amount") } });
    expect(await committedOf(test.db, small.pot.id)).toBe(0);
    expect(await send(test.db, small, fileOf([row({ amount: "7000" })]))).toMatchObject({ awards_new: 1 });
    await expect(send(test.db, small, fileOf([row({ amount: "0.01" })]))).rejects.toMatchObject({ fields: { "": expect.stringContaining("£0 left") } });
  });
});

const placeOf = (potId: string) =>
  test.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select(["round.fund_id", "pot.area_code"]).where("pot.id", "=", potId).executeTakeFirstOrThrow();

describe("loading again", () => {
  it("ten people who load the same file in the same moment load it once", async () => {
    const place = await placeOf(world.pot.id);
    const people = await Promise.all(Array.from({ length: 10 }, () => an.actor(test.db, [{ role: "administrator", ...place }])));
    const csv = fileOf([row({ reference: "P-1", charity_number: "SC900777" }), row({ reference: "P-2" }), row({ reference: "P-3", tops_up: "P-2", organisation: "Same group" }), row({ reference: "P-4" })].map((cells, index) => (index === 1 ? { ...cells, organisation: "Same group" } : cells)));
    const results = await Promise.all(people.map((actor) => send(test.db, world, csv, { actor })));
    expect(results.map((one) => one.awards_new).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
    expect(results.every((one) => one.awards_new + one.awards_unchanged === 4)).toBe(true);
    expect(await awardsOf(test.db, world.pot.id)).toHaveLength(4);
    expect(await committedOf(test.db, world.pot.id)).toBe(1_000_000);
    expect(await faults(test.db)).toEqual([]);
  });

  it("the button pressed twice answers the same and changes nothing", async () => {
    const upload_id = await stageUpload(as(test.db, world.administrator), world.pot.id, sentOf(fileOf([row(), row()])));
    const { sha256 } = await test.db.selectFrom("award_upload").select("sha256").where("id", "=", upload_id).executeTakeFirstOrThrow();
    const press = () => loadUpload(as(test.db, world.administrator), world.pot.id, { upload_id, sha256, reason: "" });
    const [first, second] = await Promise.all([press(), press()]);
    expect(first).toEqual(second);
    expect(await awardsOf(test.db, world.pot.id)).toHaveLength(2);
  });

  it("a longer file adds what is new, leaves what is there, and says what is not in it", async () => {
    const rows = [row({ reference: "L-1" }), row({ reference: "L-2" })];
    await send(test.db, world, fileOf(rows));
    const plan = await planOf(test.db, world, fileOf([rows[1]!, row({ reference: "L-3" })]));
    expect(plan).toMatchObject({ unchanged: 1, left: 1, problems: [] });
    expect(plan.fresh.map((one) => one.reference)).toEqual(["L-3"]);
  });

  it("a changed row is named, wants a reason, and then corrects the award with its counts and its pot", async () => {
    const before = row({ reference: "C-1", amount: "1000", starts_on: "01/03/2024" });
    const other = row({ reference: "C-2" });
    await send(test.db, world, fileOf([before, other]));
    const after = fileOf([{ ...before, amount: "1500", focus_groups: "refugees", awarded_on: "20/02/2024" }, other]);
    expect(await planOf(test.db, world, after)).toMatchObject({ unchanged: 1, fresh: [], corrections: [{ changed: ["amount", "awarded on", "focus groups"], from_pence: 100_000, change_pence: 50_000 }] });
    await expect(send(test.db, world, after)).rejects.toMatchObject({ fields: { reason: expect.stringContaining("Say why") } });
    expect(await committedOf(test.db, world.pot.id)).toBe(350_000);
    expect(await send(test.db, world, after, { reason: "The panel's minutes say £1,500" })).toEqual({ awards_new: 0, awards_corrected: 1, awards_unchanged: 1, change_pence: 50_000 });
    expect(await committedOf(test.db, world.pot.id)).toBe(400_000);
    expect(await countOf(test.db, world.pot.id, "focus-group", "refugees")).toEqual({ awards: 1, amount_pence: 150_000 });
    const [award] = await awardsOf(test.db, world.pot.id);
    expect(await test.db.selectFrom("award_event").select(["kind", "change_pence", "reason"]).where("award_id", "=", award!.id).where("kind", "=", "corrected").execute()).toEqual([{ kind: "corrected", change_pence: 50_000, reason: "The panel's minutes say £1,500" }]);
    expect(await faults(test.db)).toEqual([]);
    expect((await verify(test.db, testSecret, diskStore("none"))).filter(({ findings }) => findings.length > 0)).toEqual([]);
  });

  it("a file without a column says nothing about it: what is there stays", async () => {
    const cells = row({ reference: "K-1", capital: "100", coverage: "scotland", families: "" });
    await send(test.db, world, fileOf([cells]));
    const { unchanged } = await planOf(test.db, world, fileOf([cells], ["reference", "organisation", "title", "description", "amount", "awarded_on", "project_type", "focus_groups", "issues", "reach", "standing"]));
    expect(unchanged).toBe(1);
  });

  it("a row for another organisation, or for an award that was withdrawn, is refused", async () => {
    const cells = row({ reference: "W-1" });
    const gone = row({ reference: "W-2" });
    await send(test.db, world, fileOf([cells, gone]));
    const second = (await awardsOf(test.db, world.pot.id))[1]!;
    await withdraw(as(test.db, world.administrator), second.id, { reason: "Handed back" });
    const { problems } = await planOf(test.db, world, fileOf([{ ...cells, organisation: "Somebody else" }, gone]));
    expect(problems.map((one) => [one.row, one.column])).toEqual([[2, "organisation name"], [3, "reference"]]);
    expect(await faults(test.db)).toEqual([]);
  });
});

describe("who may, and what waits", () => {
  it("only the administrator of the area, and nobody for a group of their own", async () => {
    const sent = sentOf(fileOf([row()]));
    await expect(stageUpload(as(test.db, await world.staff("chair")), world.pot.id, sent)).rejects.toThrow(NotAllowed);
    await expect(stageUpload(as(test.db, await an.actor(test.db, [{ role: "official" }])), world.pot.id, sent)).rejects.toThrow(NotFound);
    const own = await a.organisation(test.db, { area_code: world.pot.area_code });
    const both = await an.actor(test.db, [{ role: "administrator", ...(await placeOf(world.pot.id)) }, { role: "owner", organisation_id: own.id }]);
    const { problems } = await planOf(test.db, { pot: world.pot, administrator: both }, fileOf([row({ organisation: own.name })]));
    expect(problems).toMatchObject([{ row: 2, column: "organisation name", message: expect.stringContaining("a colleague") }]);
  });

  it("another file takes the waiting one's place, and a page that showed the first can't load the second", async () => {
    const mine = as(test.db, world.administrator);
    await stageUpload(mine, world.pot.id, sentOf(fileOf([row()])));
    const shown = (await findUpload(test.db, world.administrator, world.pot))!;
    await stageUpload(mine, world.pot.id, sentOf(fileOf([row(), row()])));
    await expect(loadUpload(mine, world.pot.id, { upload_id: shown.id, sha256: shown.sha256, reason: "" })).rejects.toThrow(/another file/);
    await discardUpload(mine, world.pot.id);
    expect(await findUpload(test.db, world.administrator, world.pot)).toBeUndefined();
    await expectNothing();
  });

  it("somebody else's waiting file is not there, and a loaded one stays as it is", async () => {
    const upload_id = await stageUpload(as(test.db, world.administrator), world.pot.id, sentOf(fileOf([row()])));
    const colleague = await an.actor(test.db, [{ role: "administrator", ...(await placeOf(world.pot.id)) }]);
    await expect(loadUpload(as(test.db, colleague), world.pot.id, { upload_id, sha256: "", reason: "" })).rejects.toThrow(NotFound);
    await send(test.db, world, fileOf([row()]));
    const { id } = (await listUploads(test.db, world.pot.id))[0]!;
    await expect(test.db.updateTable("award_upload").set({ content: "" }).where("id", "=", id).execute()).rejects.toMatchObject({ constraint: "award_upload_loaded_stays" });
  });
});

describe("top-ups", () => {
  it("go to the first award of the project, whatever the order of the rows, and never round in a circle", async () => {
    const organisation = "One project";
    const rows = [row({ reference: "T-3", tops_up: "T-2", organisation }), row({ reference: "T-2", tops_up: "T-1", organisation }), row({ reference: "T-1", organisation })];
    await send(test.db, world, fileOf(rows));
    const [first, second, third] = await awardsOf(test.db, world.pot.id);
    expect([first!.tops_up_award_id, second!.tops_up_award_id, third!.tops_up_award_id]).toEqual([null, first!.id, first!.id]);
    expect(await planOf(test.db, world, fileOf(rows))).toMatchObject({ unchanged: 3, problems: [] });
    const circle = await planOf(test.db, world, fileOf([row({ reference: "O-1", tops_up: "O-2", organisation }), row({ reference: "O-2", tops_up: "O-1", organisation })]));
    expect(circle.problems.map((one) => one.column)).toEqual(["tops up", "tops up"]);
  });

  it("may add to an award of the fund by its public reference, to the same organisation only", async () => {
    const first = await an.award(test.db, { pot_id: world.pot.id, status: "accepted" });
    const { name, charity_number } = await test.db.selectFrom("organisation").select(["name", "charity_number"]).where("id", "=", first.organisation_id).executeTakeFirstOrThrow();
    const right = row({ organisation: name, charity_number: charity_number!, tops_up: first.reference.toLowerCase() });
    expect((await planOf(test.db, world, fileOf([right]))).fresh[0]!.tops_up_award_id).toBe(first.id);
    expect((await planOf(test.db, world, fileOf([row({ tops_up: first.reference })]))).problems).toMatchObject([{ row: 2, column: "tops up", message: expect.stringContaining("another organisation") }]);
  });

  it("is refused by the database where it adds to another organisation's award or to a top-up", async () => {
    const first = await an.award(test.db, { pot_id: world.pot.id, status: "accepted" });
    await expect(an.award(test.db, { pot_id: world.pot.id, status: "accepted", tops_up_award_id: first.id })).rejects.toMatchObject({ constraint: "award_tops_up_a_first_award" });
    const second = await an.award(test.db, { pot_id: world.pot.id, status: "accepted", organisation_id: first.organisation_id, tops_up_award_id: first.id });
    await expect(an.award(test.db, { pot_id: world.pot.id, status: "accepted", organisation_id: first.organisation_id, tops_up_award_id: second.id })).rejects.toMatchObject({ constraint: "award_tops_up_a_first_award" });
  });
});
