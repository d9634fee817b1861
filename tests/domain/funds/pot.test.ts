/** What a pot must never lose: its money, its promises to applicants, and what somebody typed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeOpenPot, changeSettings, commitFromPot } from "#app/domain/funds/change.server.ts";
import { saveCriteria } from "#app/domain/funds/criteria.server.ts";
import type { Settings } from "#app/domain/funds/model.ts";
import { findPot, getPot, listCriteria, listFunds, listOpenPots, listPotsOf } from "#app/domain/funds/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 30 });
});
afterAll(() => test.close());

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);

/** A pot with its administrator. */
async function world(values: Parameters<typeof a.pot>[1] = {}) {
  const pot = await a.pot(test.db, values);
  const { fund_id } = await getPot(test.db, pot.id);
  const administrator = await an.actor(test.db, [{ role: "administrator", fund_id, area_code: pot.area_code }]);
  return { pot, fund_id, administrator };
}
const as = (actor: PersonActor) => contextFor(test.db, actor);
const settings = (changes: Partial<Settings> = {}): Settings => ({
  version: 1,
  allocation_pence: 5_000_000,
  opens_at: new Date("2030-01-08T10:00:00Z"),
  closes_at: new Date("2030-02-08T12:00:00Z"),
  decisions_by: "2030-03-31",
  min_amount_pence: 50_000,
  max_amount_pence: 1_000_000,
  income_cap_pence: null,
  unconstituted_max_pence: 200_000,
  assessors_needed: 2,
  grace_minutes: 0,
  sign_off: "none",
  guidance: "Read this first.",
  contact_email: "fund@test.example",
  second_person_above_pence: null,
  ...changes,
});
const caught = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);

describe("the money", () => {
  it("sixty people who commit at once never take more than the pot holds", async () => {
    const { pot } = await world({ allocation_pence: 1_000_000 });
    const take = () => inTransaction(contextFor(test.db), (tx) => commitFromPot(tx, pot.id, 70_000));
    const results = await Promise.allSettled(Array.from({ length: 60 }, take));
    const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(refusals).toHaveLength(46);
    expect(refusals.every((refusal) => refusal instanceof WrongState)).toBe(true);
    expect((await getPot(test.db, pot.id)).committed_pence).toBe(14 * 70_000);
  });

  it("a refusal says what remains, in words", async () => {
    const { pot } = await world({ allocation_pence: 1_000_000, committed_pence: 750_000 });
    const refusal = await caught(inTransaction(contextFor(test.db), (tx) => commitFromPot(tx, pot.id, 250_001)));
    expect(refusal).toBeInstanceOf(WrongState);
    expect((refusal as Error).message).toBe("£2,500 remains of the £10,000 in this pot, and this needs £2,500.01");
  });

  it("takes the last penny, gives money back, and never gives back more than was taken", async () => {
    const { pot } = await world({ allocation_pence: 1_000_000, committed_pence: 750_000 });
    const commit = (pence: number) => inTransaction(contextFor(test.db), (tx) => commitFromPot(tx, pot.id, pence));
    expect(await commit(250_000)).toEqual({ allocation_pence: 1_000_000, committed_pence: 1_000_000 });
    expect(await commit(-1_000_000)).toEqual({ allocation_pence: 1_000_000, committed_pence: 0 });
    expect(await caught(commit(-1))).toBeInstanceOf(WrongState);
  });

  it("a settings page in another hand cannot make the pot smaller than what is committed", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(24), committed_pence: 600_000 });
    const refusal = await caught(changeSettings(as(administrator), pot.id, settings({ allocation_pence: 599_999 })));
    expect(refusal).toBeInstanceOf(Invalid);
    expect((refusal as Invalid).fields).toHaveProperty("allocation_pence");
    expect((await getPot(test.db, pot.id)).allocation_pence).toBe(10_000_000);
  });
});

describe("the settings", () => {
  it("before it opens everything changes, the public pages are told, and the audit names the fields", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(24) });
    const version = async () => (await test.db.selectFrom("public_version").select("version").executeTakeFirstOrThrow()).version;
    const before = await version();
    await changeSettings(as(administrator), pot.id, settings());
    expect(await getPot(test.db, pot.id)).toMatchObject({ ...settings(), version: 2 });
    expect(await version()).toBe(before + 1);
    const event = await test.db.selectFrom("audit_event").selectAll().where("subject_id", "=", pot.id).executeTakeFirstOrThrow();
    expect(event).toMatchObject({ action: "pot.settings-changed", actor_id: administrator.id });
    expect((event.detail as { fields: string[] }).fields).toContain("closes_at");
    expect(JSON.stringify(event.detail)).not.toContain("Read this first");
  });

  it("a stale page is refused with what is saved now, and changes nothing", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(24) });
    await changeSettings(as(administrator), pot.id, settings({ guidance: "First" }));
    const refusal = await caught(changeSettings(as(administrator), pot.id, settings({ guidance: "Second", max_amount_pence: 2_000_000 })));
    expect(refusal).toBeInstanceOf(Conflict);
    expect((refusal as Conflict).theirs).toMatchObject({ guidance: "First", version: 2, max_amount_pence: 1_000_000 });
    expect(await getPot(test.db, pot.id)).toMatchObject({ guidance: "First", max_amount_pence: 1_000_000 });
  });

  it("of two people who save at once one is told, and the other's text stands whole", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(24) });
    const results = await Promise.all(["One", "Two"].map((guidance) => caught(changeSettings(as(administrator), pot.id, settings({ guidance })))));
    expect(results.filter((result) => result instanceof Conflict)).toHaveLength(1);
    expect(results.filter((result) => result === undefined)).toHaveLength(1);
    expect((await getPot(test.db, pot.id)).guidance).toBe(results[0] === undefined ? "One" : "Two");
  });

  it("once it is open limits and dates stay, guidance and a later closing do not", async () => {
    const { pot, administrator } = await world({ closes_at: inHours(48) });
    const { closes_at } = await getPot(test.db, pot.id);
    expect(await caught(changeSettings(as(administrator), pot.id, settings()))).toBeInstanceOf(WrongState);
    const later = { version: 1, guidance: "Bring a budget.", contact_email: "", second_person_above_pence: null, closes_at: new Date(closes_at!.getTime() + 3_600_000) };
    await changeOpenPot(as(administrator), pot.id, later);
    expect(await getPot(test.db, pot.id)).toMatchObject({ guidance: "Bring a budget.", closes_at: later.closes_at, version: 2 });
    const earlier = await caught(changeOpenPot(as(administrator), pot.id, { ...later, version: 2, closes_at: new Date(closes_at!.getTime() - 1) }));
    expect(earlier).toBeInstanceOf(Invalid);
  });

  it("once it is open, what one person decides alone is made less and never more, so that nobody lifts the limit, decides and puts it back", async () => {
    const { pot, administrator } = await world({ closes_at: inHours(48), second_person_above_pence: 500_000 });
    const { closes_at } = await getPot(test.db, pot.id);
    const change = (version: number, second_person_above_pence: number | null) =>
      caught(changeOpenPot(as(administrator), pot.id, { version, guidance: "", contact_email: "", second_person_above_pence, closes_at: closes_at! }));
    for (const more of [500_001, null]) expect(await change(1, more)).toMatchObject({ fields: { second_person_above_pence: expect.any(String) } });
    expect(await change(1, 300_000)).toBeUndefined();
    expect((await getPot(test.db, pot.id)).second_person_above_pence).toBe(300_000);
    const { detail } = await test.db.selectFrom("audit_event").select("detail").where("subject_id", "=", pot.id).where("action", "=", "pot.settings-changed").orderBy("at", "desc").executeTakeFirstOrThrow();
    expect(detail).toMatchObject({ second_person_above_pence: 300_000 });
  });

  it("once it has closed it is not opened again by moving the closing time", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(-48), closes_at: inHours(-1) });
    const { closes_at } = await getPot(test.db, pot.id);
    const change = { version: 1, guidance: "Thank you.", contact_email: "", second_person_above_pence: null };
    expect(await caught(changeOpenPot(as(administrator), pot.id, { ...change, closes_at: inHours(24) }))).toBeInstanceOf(WrongState);
    await changeOpenPot(as(administrator), pot.id, { ...change, closes_at: closes_at! });
    expect((await getPot(test.db, pot.id)).guidance).toBe("Thank you.");
  });

  it("an administrator of another area does not learn that the pot exists", async () => {
    const { pot, fund_id } = await world({ opens_at: inHours(24) });
    await a.area(test.db, { code: "S12000034" });
    const neighbour = await an.actor(test.db, [{ role: "administrator", fund_id, area_code: "S12000034" }]);
    const none = "00000000-0000-7000-8000-000000000000";
    const [theirs, nothing] = [await caught(changeSettings(as(neighbour), pot.id, settings())), await caught(changeSettings(as(neighbour), none, settings()))];
    expect(theirs).toBeInstanceOf(NotFound);
    expect((theirs as Error).message).toBe((nothing as Error).message);
    expect(await caught(saveCriteria(as(neighbour), pot.id, { version: 1, criteria: [] }))).toBeInstanceOf(NotFound);
  });
});

describe("the criteria", () => {
  const criterion = (title: string, weight: number, id?: string) => ({ ...(id ? { id } : {}), title, guidance: "", weight, max_points: 5 });

  it("are replaced as a whole, keep their keys, and stand in the order typed", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(24) });
    await saveCriteria(as(administrator), pot.id, { version: 1, criteria: [criterion("Need", 60), criterion("Reach", 40)] });
    const [need, reach] = await listCriteria(test.db, pot.id);
    await saveCriteria(as(administrator), pot.id, { version: 2, criteria: [criterion("Reach", 30, reach!.id), criterion("Value", 70)] });
    const after = await listCriteria(test.db, pot.id);
    expect(after.map(({ title, weight }) => [title, weight])).toEqual([["Reach", 30], ["Value", 70]]);
    expect(after[0]!.id).toBe(reach!.id);
    expect(after.some(({ id }) => id === need!.id)).toBe(false);
  });

  it("weights that miss 100 are refused and nothing of them is kept", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(24) });
    const refusal = await caught(saveCriteria(as(administrator), pot.id, { version: 1, criteria: [criterion("Need", 60), criterion("Reach", 39)] }));
    expect((refusal as Invalid).fields[""]).toBe("The weights add to 99. Add 1 more to make 100");
    expect(await listCriteria(test.db, pot.id)).toEqual([]);
  });

  it("do not change once the pot is open, nor from a stale page", async () => {
    const { pot, administrator } = await world({ opens_at: inHours(24) });
    await saveCriteria(as(administrator), pot.id, { version: 1, criteria: [criterion("Need", 100)] });
    expect(await caught(saveCriteria(as(administrator), pot.id, { version: 1, criteria: [criterion("Other", 100)] }))).toBeInstanceOf(Conflict);
    const open = await world();
    expect(await caught(saveCriteria(as(open.administrator), open.pot.id, { version: 1, criteria: [criterion("Need", 100)] }))).toBeInstanceOf(WrongState);
  });

  it("a key of another pot does not reach into that pot", async () => {
    const mine = await world({ opens_at: inHours(24) });
    const other = await a.pot(test.db, { opens_at: inHours(24) });
    const foreign = await a.criterion(test.db, { pot_id: other.id, title: "Theirs", weight: 100 });
    await saveCriteria(as(mine.administrator), mine.pot.id, { version: 1, criteria: [criterion("Mine", 100, foreign.id)] });
    expect((await listCriteria(test.db, other.id)).map(({ title }) => title)).toEqual(["Theirs"]);
    expect((await listCriteria(test.db, mine.pot.id)).map(({ title }) => title)).toEqual(["Mine"]);
  });
});

describe("the lists", () => {
  it("open pots are those that are open now, and a person's pots are those of their places", async () => {
    const open = await world();
    const before = await a.pot(test.db, { opens_at: inHours(24) });
    const closed = await a.pot(test.db, { opens_at: inHours(-48), closes_at: inHours(-1) });
    const listed = (await listOpenPots(test.db)).map(({ id }) => id);
    expect(listed).toContain(open.pot.id);
    expect(listed).not.toContain(before.id);
    expect(listed).not.toContain(closed.id);
    expect((await listPotsOf(test.db, open.administrator, ["administrator"])).map(({ id }) => id)).toEqual([open.pot.id]);
    expect(await listPotsOf(test.db, open.administrator, ["assessor"])).toEqual([]);
    const { round_code, area_slug, fund_code } = await getPot(test.db, open.pot.id);
    expect((await findPot(test.db, round_code, area_slug))?.id).toBe(open.pot.id);
    expect((await listFunds(test.db)).find(({ code }) => code === fund_code)?.open_pots).toBe(1);
  });
});
