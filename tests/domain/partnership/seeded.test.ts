/** The lenses and the Easy Read pages over everything that publications say: nothing lost, nothing twice. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { easyReadContents, easyReadPage } from "#app/domain/figures/easy-read/read.server.ts";
import { lineFault, linesOf, slotsOf } from "#app/domain/figures/easy-read/model.ts";
import { aimPage, aimsOverview, approachesOverview, approachPage } from "#app/domain/partnership/lens.server.ts";
import { approachCodes } from "#app/domain/strategy/approach.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { easyRead } from "#seeds/history/easy-read.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { load } from "#tests/domain/seeds/support.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "ledger-communities-2023-24");
  await load(test.db, "ledger-perinatal-2024");
});
afterAll(() => test.close());

describe("through the six aims", () => {
  it("no reported figure of a mapped priority is missing, and one that is cited twice counts once", async () => {
    const { aims, plan } = await aimsOverview(test.db);
    expect(aims.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const aim of aims) {
      const page = await aimPage(test.db, plan.code, aim.number, new Date());
      const shown = page.priorities.flatMap(({ actions }) => actions.flatMap(({ measures }) => measures.flatMap(({ observations }) => observations.filter(({ origin }) => origin === "asserted").map(({ id }) => id))));
      expect(new Set(shown).size, `aim ${aim.number}`).toBe(aim.tally.figures);
    }
    // Aim 3 holds priority 3, where one item and two figures are cited under 3.1 and 3.2 both.
    expect(aims[2]!.tally).toMatchObject({ items: 5 });
  });

  it("every figure that is counted here says who has reported", async () => {
    const page = await aimPage(test.db, undefined, 3, new Date());
    const computed = page.priorities.flatMap(({ actions }) => actions.flatMap(({ measures }) => measures.flatMap(({ observations }) => observations.filter(({ origin }) => origin === "computed"))));
    expect(computed.length).toBeGreaterThan(5);
    for (const { id } of computed) expect(page.reporters[id], id).toMatchObject({ expected: expect.any(Number) as number });
    expect(page.reporters["communities-awards-2023-24"]).toEqual({ reported: 32, expected: 32, missing: [] });
  });
});

describe("prevention apart from crisis and treatment", () => {
  it("each action stands in one place, those of which nothing is known apart, and each reading says that it is Lade's own", async () => {
    const { parts } = await approachesOverview(test.db, undefined, new Date());
    const refs = parts.flatMap(({ actions }) => actions.map(({ ref }) => ref));
    expect(new Set(refs).size).toBe(refs.length);
    expect(refs).toHaveLength(28);
    expect(parts.find(({ code }) => code === null)!.actions.map(({ ref }) => ref)).toEqual(["4.4", "6.3", "10.1"]);
    for (const { code, actions } of parts) if (code !== null) for (const { reading } of actions) expect(reading).toMatchObject({ basis: "own-reading", source: "", approach: code });
    expect(parts.map(({ actions }) => actions.length > 0)).toEqual(parts.map(() => true));
  });

  it("the money for children's supports, cited twice, stands once; the crisis money stands under crisis alone", async () => {
    const { parts } = await approachesOverview(test.db, undefined, new Date());
    const sums = (code: string) => parts.find((part) => part.code === code)!.money.reported.map(({ title, value, refs }) => [title, value, refs]);
    expect(sums("early-help")).toContainEqual(["Community supports for children and young people: yearly money to councils", 15_000_000, ["3.1", "3.2"]]);
    expect(sums("crisis").map(([, value]) => value)).toEqual([2_800_000, 9_000_000]);
    expect(sums("prevention")).toEqual([]);
  });

  it("every approach has its page", async () => {
    for (const approach of approachCodes) expect((await approachPage(test.db, undefined, approach, new Date())).actions.length, approach).toBeGreaterThan(0);
  });
});

describe("the Strategy in Easy Read", () => {
  it("has its ten parts, in lines that keep to the rules they are written by", async () => {
    const plan = await getPlan(test.db);
    expect((await easyReadContents(test.db, plan.id)).map(({ version }) => version)).toEqual(Array(10).fill(1));
    for (const { lines } of easyRead) for (const line of lines) expect(lineFault(line), line).toBeUndefined();
  });

  it("loses no sentence for want of its figure, and says each number plainly", async () => {
    const said: Record<string, string> = {};
    for (const { number, lines } of easyRead) {
      const page = await easyReadPage(test.db, undefined, number, new Date());
      expect(page.lines, `part ${number}`).toHaveLength(linesOf(lines.join("\n")).length);
      expect(page.figures.map(({ measure }) => measure).sort()).toEqual(slotsOf(lines.join("\n")).sort());
      for (const figure of page.figures) said[figure.measure] = figure.said;
      for (const { text } of page.lines) expect(text).not.toMatch(/[{}%]|\d{5}/);
    }
    expect(said).toMatchObject({
      "see-me-people-trained": "about 300", "see-me-employers": "more than 2,200", "extra-time-clubs": "5", "aye-feel-people": "about 53 thousand", "nttp-survey-respondents": "about 5,100",
      "nttp-survey-trained-confident": "about 7 out of every 10", "nttp-survey-untrained-confident": "about 4 out of every 10", "cyp-supports-people": "nearly 83 thousand", "cyp-supports-money": "£15 million",
      "communities-reported-awards": "about 1,400", "suicide-prevention-budget": "about £3 million", "self-harm-network-referrals": "nearly 520", "dbi-people-referred": "about 84 thousand",
      "mental-health-hub-calls": "more than 180 thousand", "camhs-within-18-weeks": "about 9 out of every 10", "prison-model-coverage": "all", "perinatal-invested": "£1 and a half million", "perinatal-organisations": "16",
    });
  });

  it("tells how the work is going from the last issued report, and where nobody knows, that nobody knows", async () => {
    const [second, eighth] = [await easyReadPage(test.db, undefined, 2, new Date()), await easyReadPage(test.db, undefined, 8, new Date())];
    expect(second.standing).toEqual(["We know of 7 actions in this part of the plan.", "5 are going to plan.", "2 might be late."]);
    expect(eighth.standing).toEqual(["We know of 1 action in this part of the plan.", "We do not know yet how the work is going."]);
    expect(eighth.figures).toEqual([]);
  });
});
