/** The applications behind a number: submitted ones, to officials, and never one that is the reader's own business. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getApplicationNationally, listApplicationsNationally } from "#app/domain/figures/applications.server.ts";
import { exploreNationally } from "#app/domain/figures/explore/query.server.ts";
import { readAwardFilters } from "#app/domain/figures/register-model.ts";
import { NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { anApplicant, aPot } from "#tests/domain/awards/world.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";

let test: TestDatabase;
let pot: { id: string };
let fund: string;
let official: PersonActor;
let applicants: Awaited<ReturnType<typeof anApplicant>>[];
beforeAll(async () => {
  test = await testDatabase();
  const made = await aPot(test.db, 5_000_000);
  ({ pot } = made);
  official = await an.actor(test.db, [{ role: "official" }]);
  applicants = [await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id)];
  const draft = await an.application(test.db, { pot_id: pot.id });
  expect(draft.status).toBe("draft");
  fund = (await test.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").innerJoin("fund", "fund.id", "round.fund_id").select("fund.code").where("pot.id", "=", pot.id).executeTakeFirstOrThrow()).code;
});
afterAll(() => test.close());

const ask = (actor: PersonActor, query: Record<string, string> = {}, page = 1) => listApplicationsNationally(test.db, actor, readAwardFilters(new URLSearchParams({ fund, ...query })).filters, page);

describe("the list of applications", () => {
  it("holds those that were sent, as many as the figure counts, and no draft", async () => {
    const figure = await exploreNationally(test.db, official, { measure: "applications", by: "fund", filters: { fund } }, { now: new Date() });
    const list = await ask(official);
    expect(list.count).toBe(figure.whole.value);
    expect(list.applications.map(({ id }) => id).sort()).toEqual(applicants.map(({ application_id }) => application_id).sort());
  });

  it("is for officials with the second factor only", async () => {
    for (const actor of [{ ...official, secondFactor: false }, applicants[0]!.owner, await an.actor(test.db, [{ role: "service-administrator" }])]) await expect(ask(actor)).rejects.toBeInstanceOf(NotAllowed);
  });

  it("leaves out what is closed to its reader and says how many: their own group's, and where they have declared an interest", async () => {
    const [own, interested] = applicants as [(typeof applicants)[0], (typeof applicants)[0]];
    const both: PersonActor = { ...own.owner, secondFactor: true, roles: [...own.owner.roles, ...official.roles] };
    await test.db.insertInto("interest").values({ id: newId(), application_id: interested.application_id, person_id: both.id, has_interest: true }).execute();
    const list = await ask(both);
    expect(list).toMatchObject({ count: 1, closed: 2 });
    for (const { application_id } of [own, interested]) await expect(getApplicationNationally(test.db, both, application_id)).rejects.toBeInstanceOf(NotFound);
    expect((await ask(official)).count).toBe(3);
  });

  it("answers a page that there is not with the last one, and a search with those it names", async () => {
    expect((await ask(official, {}, 1_000_000)).page).toBe(1);
    expect((await ask(official, { q: "nobody is called so" })).applications).toEqual([]);
  });
});

describe("one application", () => {
  it("shows what was sent, without a score or a comment, and is not there while it is a draft", async () => {
    const found = await getApplicationNationally(test.db, official, applicants[2]!.application_id);
    expect(Object.keys(found).sort()).toEqual(["answers", "definition", "files", "head", "lists", "organisation"]);
    expect(found.head.award_reference).toBeNull();
    const draft = await test.db.selectFrom("application").select("id").where("status", "=", "draft").executeTakeFirstOrThrow();
    await expect(getApplicationNationally(test.db, official, draft.id)).rejects.toBeInstanceOf(NotFound);
  });
});
