/**
 * What was reported, on the pages that anyone reads: each of the 31 items and 56 figures under its action, with its word, period, basis and
 * source, as the source has it. Held against the record of the source itself, not against what the pages' own rules would say.
 */
import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { load } from "#tests/domain/seeds/support.ts";
import { an } from "#tests/support/factories.ts";
import { testSite, type TestSite } from "#tests/support/site.ts";

interface Reported {
  id: string;
  line: number;
  value: number | [number, number];
  unit: string;
  qualifier: string | null;
  statedPeriod: string | null;
  periodBasis: string;
  actions: string[];
}
const reported = JSON.parse(readFileSync(new URL("../../seeds/history/reported-figures.json", import.meta.url), "utf8")) as Reported[];
/** What each basis means, in the words of those who read it. */
const bases: Record<string, RegExp> = {
  stated: /Between the dates stated/, context: /sentences around/, "year-bound": /Some time in that year/, "open-ended": /Since a date, with no end/, "cumulative-no-start": /Cumulative/, "as-at": /one moment/,
  "undated-duration": /without dates/, derived: /derived, not stated/, unstated: /No period stated/, none: /Not tied to a period/,
};

let site: TestSite;
beforeAll(async () => {
  site = await testSite({ seed: "reference" });
  await load(site.database.db, "history");
  await load(site.database.db, "ledger-communities-2023-24");
  await load(site.database.db, "ledger-perinatal-2024");
});
afterAll(() => site.close());

const plain = (html: string): string =>
  html.replace(/<!--.*?-->/gs, "").replace(/<[^>]+>/g, " ").replaceAll("&#x27;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&").replace(/\s+/g, " ");
const pages = new Map<string, string>();
async function read(path: string): Promise<string> {
  const known = pages.get(path);
  if (known !== undefined) return known;
  const { status, text } = await site.ask(path);
  expect(status, path).toBe(200);
  pages.set(path, text);
  return text;
}
/** The cards of a page, each with one figure. */
const cards = (html: string): string[] => html.split('<div class="app-stat">').slice(1).map(plain);

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 4 });
const wanted = ({ value, unit, qualifier }: Reported): string => {
  const one = (amount: number) => `${unit.startsWith("GBP") ? "£" : ""}${number.format(amount)}`;
  return `${qualifier ? `${qualifier.toLowerCase()} ` : ""}${Array.isArray(value) ? value.map(one).join(" to ") : one(value)}${unit.startsWith("percent") ? "%" : ""}`;
};

describe("the 56 figures", () => {
  it.each(reported.map((one) => [one.id, one] as const))("%s stands on the page of each of its actions with its word, period, basis and source", async (id, figure) => {
    const where = figure.actions.length > 0 ? figure.actions.map((ref) => `/strategy/actions/${ref}`) : ["/strategy"];
    for (const path of where) {
      const own = cards(await read(path)).filter((card) => card.includes(`(${id})`));
      expect(own, `${path} has one card of ${id}`).toHaveLength(1);
      const [card] = own;
      expect(card!.trim().toLowerCase().startsWith(`${wanted(figure)} `.toLowerCase()), `${path}: ${card!.slice(0, 60)} begins with ${wanted(figure)}`).toBe(true);
      expect(card).toMatch(bases[figure.periodBasis]!);
      expect(card).toContain(figure.statedPeriod ? `Period: ${figure.statedPeriod}` : "No period stated");
      expect(card).toContain("Reported by its source; not computed here");
      expect(card).toContain("The source gives no as-at date");
      expect(card).toMatch(/Evidence/);
    }
  });

  it("are 55 under the actions and one, the count of priorities, on the Strategy's own page", () => {
    expect(reported).toHaveLength(56);
    expect(reported.filter((one) => one.actions.length === 0).map((one) => one.id)).toEqual(["S05.3a"]);
  });
});

describe("the 31 items", () => {
  it("stand under their actions; where one is cited under two, under both, each naming the other (T17)", async () => {
    const { rows } = await sql<{ line: number; programme: string; refs: string[] }>`
      select i.line, i.programme, array_agg(a.ref order by a.sort_order) as refs from reported_item i join reported_item_action x on x.item_id = i.id join action a on a.id = x.action_id group by 1, 2 order by 1`.execute(site.database.db);
    expect(rows).toHaveLength(31);
    for (const { line, programme, refs } of rows)
      for (const ref of refs) {
        const text = plain(await read(`/strategy/actions/${ref}`));
        expect(text, `${ref} has line ${line}`).toContain(`line ${line} of its summary of achievements`);
        expect(text).toContain(programme);
        for (const other of refs.filter((one) => one !== ref)) expect(text).toContain(`action ${other}`);
      }
  });

  it("are there for priorities 5, 8 and 9, of which none has a figure", async () => {
    for (const [priority, ref] of [[5, "5.1"], [8, "8.1"], [9, "9.1"]] as const) {
      const html = await read(`/strategy/priorities/${priority}`);
      expect(html).toContain(`/strategy/actions/${ref}`);
      const action = await read(`/strategy/actions/${ref}`);
      expect(plain(action)).toMatch(/line \d+ of its summary of achievements/);
      expect(cards(action)).toEqual([]);
    }
  });
});

describe("what the sources get wrong", () => {
  it("is kept beside what is right: 69 printed in February 2025, 66 held, each with its percentage and the note", async () => {
    const official = await an.actor(site.database.db, [{ role: "official" }]);
    const { status, text } = await site.ask("/national/board/2025-02/pack", { token: await site.signIn(official.id) });
    expect(status).toBe(200);
    expect(plain(text)).toContain("the printed counts add up to 69, and the printed percentages are not of 69. All are right of 66 with 26 for the printed 29.");
    expect(plain(text)).toMatch(/On Track 29 39% 26 66 39\.4%|On Track 29 39 26 66 39\.4/);
  });
});
