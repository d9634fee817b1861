/** Hints: they find what is there, and tell nobody a byte of what is closed to them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordAssurances } from "#app/domain/assessment/checks.server.ts";
import { accountHash, listHints } from "#app/domain/assessment/hints.server.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { assessmentWorld, joined, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.close());

let crowds = 0;

/** A world with, beside the application, another of each kind that a hint can be about: in another area, by another group. */
async function crowd() {
  const world = await assessmentWorld(test);
  const { pot, place, administrator, application, as } = world;
  const round = await a.round(test.db, { fund_id: place.fund_id });
  const far = await a.pot(test.db, { round_id: round.id, area_code: "S12000042" });
  const neighbour = await an.actor(test.db, [{ role: "administrator", fund_id: place.fund_id, area_code: far.area_code }]);
  const number = (crowds += 1);
  const account = { account: { sort_code: "987654", number: String(13_572_460 + number) }, remove: [], seen: { exception: "", fair_work: "", subsidy: "", account: "" } };
  const where = { address: `${number} Harbour Row`, postcode: "ZZ99 9ZZ", host_charity_number: `SC98000${number}` };
  await test.db.updateTable("organisation").set(where).where("id", "=", application.organisation_id).execute();
  const make = async (name: string, changes: Parameters<typeof an.organisation>[1], title: string) => {
    const made = await sentApplication(test, far.id);
    const group = await an.organisation(test.db, { name, ...changes });
    await test.db.updateTable("application").set({ organisation_id: group.id, title }).where("id", "=", made.id).execute();
    return { ...made, organisation_id: group.id };
  };
  const same = await sentApplication(test, far.id);
  await test.db.updateTable("application").set({ organisation_id: application.organisation_id, title: "Canary of the same group" }).where("id", "=", same.id).execute();
  const others = {
    same,
    address: await make("Canary Address", { address: `${number}, harbour row`, postcode: "zz999zz" }, "Aa"),
    host: await make("Canary Host", { host_charity_number: where.host_charity_number }, "Bb"),
    account: await make("Canary Account", {}, "Cc"),
    bid: await make("Canary Bid", {}, application.title!.toUpperCase()),
  };
  await recordAssurances(as(administrator), application.id, account);
  await recordAssurances(as(neighbour), others.account.id, account);
  return { ...world, pot, far, others };
}

describe("hints", () => {
  it("find the same group, account, address, host and bid elsewhere, earlier awards and overdue returns", async () => {
    const { administrator, application } = await crowd();
    const award = await an.award(test.db, { organisation_id: application.organisation_id, status: "accepted", amount_pence: 700_000 });
    const form = await a.formVersion(test.db);
    await test.db.insertInto("grant_return").values({ id: newId(), award_id: award.id, form_version_id: form.id, due_on: addDays(londonDay(new Date()), -1), synthetic: true }).execute();
    await an.award(test.db, { organisation_id: application.organisation_id, status: "decided" });
    const hints = await listHints(test.db, application.id, administrator.id);
    expect(hints.map(({ kind }) => kind)).toEqual(["bid", "group", "account", "address", "host", "award", "overdue"]);
    expect(hints.find(({ kind }) => kind === "overdue")!.words).toContain("has not come");
    expect(hints.filter(({ link }) => link?.to === "application")).toEqual([]);
  });

  it("link only to what the one who looks may open", async () => {
    const { pot, place, application, administrator } = await crowd();
    const later = await a.round(test.db, { fund_id: place.fund_id });
    const here = await sentApplication(test, (await a.pot(test.db, { round_id: later.id, area_code: pot.area_code })).id);
    await test.db.updateTable("application").set({ organisation_id: application.organisation_id }).where("id", "=", here.id).execute();
    const links = (await listHints(test.db, application.id, administrator.id)).flatMap(({ link }) => (link ? [link.id] : []));
    expect(links).toEqual([here.id]);
  });

  it("a day that is due today is not overdue, and a draft and what was withdrawn give no hint", async () => {
    const { administrator, application, others } = await crowd();
    const award = await an.award(test.db, { organisation_id: application.organisation_id, status: "accepted" });
    await test.db.insertInto("grant_return").values({ id: newId(), award_id: award.id, form_version_id: (await a.formVersion(test.db)).id, due_on: londonDay(new Date()), synthetic: true }).execute();
    await test.db.updateTable("application").set({ status: "withdrawn" }).where("id", "in", Object.values(others).map(({ id }) => id)).execute();
    await an.application(test.db, { organisation_id: application.organisation_id, status: "draft", title: "Canary draft" });
    expect((await listHints(test.db, application.id, administrator.id)).map(({ kind }) => kind)).toEqual(["award"]);
  });

  it.each(["interest", "membership"] as const)("%s in any of them takes it out of the hints, name, title, reference, amount and all", async (how) => {
    const { application, others, place } = await crowd();
    for (const [kind, other] of Object.entries(others)) {
      // Whoever belongs to the applying group itself is shut out of this page as well.
      if (how === "membership" && kind === "same") continue;
      let viewer = await an.actor(test.db, [{ role: "administrator", ...place }]);
      const before = await listHints(test.db, application.id, viewer.id);
      if (how === "membership") viewer = await joined(test, viewer, other.organisation_id);
      else await test.db.insertInto("interest").values({ id: newId(), application_id: other.id, person_id: viewer.id, has_interest: true }).execute();
      const after = await listHints(test.db, application.id, viewer.id);
      expect(after).toHaveLength(before.length - 1);
      const { name } = await test.db.selectFrom("organisation").select("name").where("id", "=", other.organisation_id).executeTakeFirstOrThrow();
      if (kind !== "same") expect(JSON.stringify(after)).not.toContain(name);
      else expect(JSON.stringify(after)).not.toContain("Canary of the same group");
      expect(JSON.stringify(after)).not.toContain(other.reference);
    }
  });

  it("an earlier award from an application that is closed to the one who looks is not told", async () => {
    const { application, others, place } = await crowd();
    await an.award(test.db, { organisation_id: application.organisation_id, application_id: others.same.id, status: "accepted", title: "Canary award" });
    const viewer = await an.actor(test.db, [{ role: "administrator", ...place }]);
    expect(JSON.stringify(await listHints(test.db, application.id, viewer.id))).toContain("Canary award");
    await test.db.insertInto("interest").values({ id: newId(), application_id: others.same.id, person_id: viewer.id, has_interest: true }).execute();
    expect(JSON.stringify(await listHints(test.db, application.id, viewer.id))).not.toContain("Canary award");
  });

  it("an account's hash depends on the secret, and not on how the number was typed", () => {
    expect(accountHash("one secret", "98-76-54", "13572468")).toBe(accountHash("one secret", "987654", "1357 2468"));
    expect(accountHash("one secret", "987654", "13572468")).not.toBe(accountHash("another", "987654", "13572468"));
    expect(accountHash("one secret", "987654", "13572468")).not.toBe(accountHash("one secret", "987641", "35724668"));
  });
});
