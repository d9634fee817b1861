/**
 * Between a decision and its release nobody outside learns anything: no page, feed, file, count, e-mail or answer to a program says
 * something else than before it, for the group, for another group, for anyone. And after the release each group reads its own.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "#app/domain/awards/decide.server.ts";
import { lapseOffers } from "#app/domain/awards/lapse.server.ts";
import { findLetter } from "#app/domain/awards/letters-read.server.ts";
import { draftLetters, writeLetter } from "#app/domain/awards/letters.server.ts";
import type { DecisionInput } from "#app/domain/awards/model.ts";
import { release } from "#app/domain/awards/release.server.ts";
import { moveUp } from "#app/domain/awards/reserve.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { anApplicant, aPot, as, awardOf, type Applicant } from "#tests/domain/awards/world.ts";
import { contextFor } from "#tests/support/database.ts";
import { readLetters } from "#tests/support/letters.ts";
import { betrayals, crawlAs, differences, type Crawler, type Seen } from "../support/crawl.ts";
import { testSite, type TestSite } from "../support/site.ts";

const outcomes = ["full", "part", "conditional", "reserve", "decline"] as const;
type Outcome = (typeof outcomes)[number];

let site: TestSite;
let world: Awaited<ReturnType<typeof aPot>>;
const bids = new Map<Outcome, Applicant & { crawler: Crawler }>();
let visitor: Crawler;
const before = new Map<Outcome | "visitor", Map<string, Seen>>();
const db = () => site.database.db;
const me = () => as(db(), world.administrator);

/** What gives a decision away: what the group is told, and what nobody outside is ever told. */
const told = (outcome: Outcome): string[] => ["feedback", "letter"].map((what) => `Numbat ${what} ${outcome}`);
const kept = (outcome: Outcome): string => `Numbat reasons ${outcome}`;
const amount = 123_400;
const input = (outcome: Outcome): DecisionInput => ({
  outcome, amount_pence: outcome === "full" || outcome === "decline" ? null : amount, reasons: kept(outcome), feedback: told(outcome)[0]!, conditions: outcome === "full" ? "Numbat conditions" : "",
  ...(outcome === "conditional" ? { conditions_to_meet: "Numbat lease" } : {}),
});
const secrets = (outcome: Outcome): string[] => [...told(outcome), kept(outcome)];

beforeAll(async () => {
  site = await testSite();
  world = await aPot(db(), 50_000_000);
  for (const outcome of outcomes) {
    const applicant = await anApplicant(db(), world.pot.id);
    bids.set(outcome, { ...applicant, crawler: crawlAs(site.origin, await site.signIn(applicant.owner.id)) });
  }
  visitor = crawlAs(site.origin, "");
  for (const outcome of outcomes) before.set(outcome, await walkAs(outcome));
  before.set("visitor", await visitor.walk(open(), { most: 3 }));
}, 300_000);
afterAll(() => site.close());

const open = (): string[] => [
  "/", "/funds", `/rounds/${world.round.code}`, "/awards", "/figures", "/figures/award-counts", "/figures/explore", "/open-data", "/awards.csv", "/open-data/grants.json", "/api/figures/award-counts",
  "/api/figures/award-counts.csv", "/figures/explore.csv", "/feeds/awards.atom", "/feeds/rounds.atom", "/feeds/releases.atom", "/sitemap.xml", "/common-grants/opportunities", "/publications",
];
const walkAs = (outcome: Outcome): Promise<Map<string, Seen>> => {
  const { application_id, organisation_id, crawler } = bids.get(outcome)!;
  const own = [paths.desk(), paths.application(application_id), paths.applicationDecision(application_id), paths.applicationMessages(application_id), paths.applicationReceipt(application_id), paths.applicationCopy(application_id, "txt"), paths.organisation(organisation_id)];
  const asData = [`${paths.applicationDecision(application_id)}?_data=routes%2Fapply%2Fdecision`, `${paths.desk()}?_data=routes%2Faccount%2Fdesk`, `${paths.application(application_id)}?_data=routes%2Fapply%2Fapplication`];
  const staff = [paths.manageLetter(application_id), paths.potLetters(world.pot.id), paths.potRelease(world.pot.id), paths.potReserve(world.pot.id), paths.decideApplication(application_id), `${paths.potLetters(world.pot.id)}?_data=routes%2Fmanage%2Fletters`];
  return crawler.walk([...own, ...asData, ...staff, "/awards", "/figures"], { most: 3 });
};
const messages = async () => (await db().selectFrom("message").select("id").execute()).length;
const changes = async (): Promise<string[]> => {
  const found = [...(await differences(visitor, before.get("visitor")!))];
  for (const outcome of outcomes) found.push(...(await differences(bids.get(outcome)!.crawler, before.get(outcome)!)));
  return found;
};

describe("before the release", () => {
  it("nothing changes for anybody outside, whatever is decided, drafted, written and marked as right", { timeout: 300_000 }, async () => {
    expect(before.get("full")!.get(paths.applicationDecision(bids.get("full")!.application_id))).toMatchObject({ status: 200 });
    const sent = await messages();
    for (const outcome of outcomes) await decide(me(), bids.get(outcome)!.application_id, input(outcome));
    expect(await changes()).toEqual([]);
    await draftLetters(me(), world.pot.id);
    for (const outcome of outcomes) {
      const id = bids.get(outcome)!.application_id;
      await writeLetter(me(), id, { version: (await findLetter(db(), world.pot.id, id))!.letter.version, words: told(outcome).join("\n") });
    }
    await readLetters(me(), world.pot.id);
    expect(await changes()).toEqual([]);
    for (const outcome of outcomes) expect(betrayals(await walkAs(outcome), outcomes.flatMap(secrets))).toEqual([]);
    expect(betrayals(await visitor.walk(open(), { most: 3 }), outcomes.flatMap(secrets))).toEqual([]);
    expect(await messages()).toBe(sent);
    expect(site.logged.join("\n")).not.toContain("Numbat");
  });

  it("each group then reads its own letter and no other's, and nobody the reasons for the record", { timeout: 300_000 }, async () => {
    await release(me(), world.pot.id);
    for (const outcome of outcomes) {
      const seen = await walkAs(outcome);
      const page = seen.get(paths.applicationDecision(bids.get(outcome)!.application_id))!;
      expect(page.text, outcome).toContain(told(outcome)[1]);
      expect(betrayals(seen, [...outcomes.filter((other) => other !== outcome).flatMap(secrets), kept(outcome)])).toEqual([]);
      const mail = await db().selectFrom("message").select("body").where("to_person_id", "=", bids.get(outcome)!.owner.id).execute();
      expect(mail).toHaveLength(1);
      for (const other of outcomes) for (const secret of secrets(other)) expect(mail[0]!.body.includes(secret), `${outcome} ${secret}`).toBe(other === outcome && secret !== kept(outcome));
    }
    expect(betrayals(await visitor.walk(open(), { most: 3 }), outcomes.flatMap(secrets))).toEqual([]);
  });

  it("a reserve that is moved up learns nothing of it before its turn is released, from its own pages or any count", { timeout: 300_000 }, async () => {
    const offered = await awardOf(db(), bids.get("full")!.application_id);
    await db().updateTable("award").set({ accept_by: addDays(londonDay(new Date()), -1) }).where("id", "=", offered.id).execute();
    expect(await lapseOffers(contextFor(db(), { kind: "system" }))).toBe(1);
    const [seen, anyone] = [await walkAs("reserve"), await visitor.walk(open(), { most: 3 })];
    const reserve = await db().selectFrom("decision").select("id").where("application_id", "=", bids.get("reserve")!.application_id).executeTakeFirstOrThrow();
    const sent = await messages();
    await moveUp(me(), world.pot.id, reserve.id);
    await readLetters(me(), world.pot.id);
    expect(await differences(bids.get("reserve")!.crawler, seen)).toEqual([]);
    expect(await differences(visitor, anyone)).toEqual([]);
    expect(await messages()).toBe(sent);
    await release(me(), world.pot.id);
    expect((await bids.get("reserve")!.crawler.ask(paths.applicationDecision(bids.get("reserve")!.application_id))).text).toContain("We will fund part of this project");
  });
});
