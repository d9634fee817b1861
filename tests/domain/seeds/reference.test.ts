import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seedNames } from "#seeds/load.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { ask, fingerprint, load } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await load(database.db, "history");
});
afterAll(() => database.close());

describe("reference data", () => {
  test("32 areas stand on a map without two on one square, and Scotland stands on none", async () => {
    const areas = await ask(database.db, sql<{ kind: string; tile: string | null; code: string }>`select kind, code, tile_column || ',' || tile_row as tile from area`);
    const councils = areas.filter(({ kind }) => kind === "council");
    expect(councils).toHaveLength(32);
    expect(new Set(councils.map(({ tile }) => tile)).size).toBe(32);
    expect(areas.filter(({ kind }) => kind === "nation")).toEqual([{ kind: "nation", code: "S92000003", tile: null }]);
  });

  test("a superseded code leads to the area it became", async () => {
    const codes = await ask(database.db, sql<{ code: string; name: string }>`select s.code, a.name from superseded_area_code s join area a on a.code = s.area_code order by 1`);
    expect(codes).toEqual([
      { code: "S12000015", name: "Fife" },
      { code: "S12000024", name: "Perth and Kinross" },
      { code: "S12000044", name: "North Lanarkshire" },
      { code: "S12000046", name: "Glasgow City" },
    ]);
  });

  test("a body's name that was only remembered is not passed off as sourced", async () => {
    const bodies = await ask(database.db, sql<{ name_status: string; n: number }>`select name_status, count(*) as n from body where kind = 'third-sector-interface' group by 1 order by 1`);
    expect(bodies).toEqual([{ name_status: "sourced", n: 25 }, { name_status: "unconfirmed", n: 7 }]);
  });

  test("who served the Borders in the first year is not lost", async () => {
    const bodies = await ask(
      database.db,
      sql<{ name: string; valid_to: string | null }>`select b.name, x.valid_to::text from area_body x join body b on b.id = x.body_id where x.area_code = 'S12000026' order by x.valid_from`,
    );
    expect(bodies).toEqual([
      { name: "Third Sector Dumfries and Galloway (TSDG)", valid_to: "2022-03-31" },
      { name: "Borders Community Action", valid_to: null },
    ]);
  });

  test("focus groups 9 to 13 and the later additions say that they are not confirmed", async () => {
    const items = await ask(database.db, sql<{ version: number; position: number }>`select version, position from code_item where list_code = 'focus-group' and not confirmed order by 1, 2`);
    expect(items.filter(({ version }) => version === 1).map(({ position }) => position)).toEqual([9, 10, 11, 12, 13]);
    expect(items.filter(({ version }) => version === 2).map(({ position }) => position)).toEqual([9, 10, 11, 12, 13, 14, 15]);
  });

  test("the interim label of a focus group is a variant, and the family group of that name another code in another list", async () => {
    const variants = await ask(database.db, sql<{ list_code: string; code: string }>`select list_code, code from code_item_variant where label = 'minority ethnic families'`);
    expect(variants).toEqual([{ list_code: "focus-group", code: "minority-ethnic" }]);
    const families = await ask(database.db, sql<{ title: string }>`select title from code_item where list_code = 'family-group' order by position`);
    expect(families.map(({ title }) => title)).toEqual([
      "Lone parent families", "Minority ethnic families", "Families with a disabled adult or child",
      "Families with a mother aged under 25", "Families with a child under one", "Larger families (3+ children)",
    ]);
  });

  test("the project types break where the second list begins, and its ninth item says that its name was cut off", async () => {
    const versions = await ask(database.db, sql<{ version: number; valid_from: string; valid_to: string | null; n: number }>`
      select v.version, v.valid_from::text, v.valid_to::text, (select count(*) from code_item i where i.list_code = v.list_code and i.version = v.version) as n
        from code_list_version v where list_code = 'project-type' order by 1`);
    expect(versions).toEqual([
      { version: 1, valid_from: "2021-04-01", valid_to: "2023-10-31", n: 7 },
      { version: 2, valid_from: "2023-11-01", valid_to: null, n: 9 },
    ]);
    const unconfirmed = await ask(database.db, sql<{ code: string; position: number }>`select code, position from code_item where list_code = 'project-type' and not confirmed`);
    expect(unconfirmed).toEqual([{ code: "counselling-or-therapy", position: 9 }]);
  });

  test("the one priority whose wording is from memory is the only one not sourced", async () => {
    const numbers = await ask(database.db, sql<{ number: number }>`select number from priority where wording_status = 'unconfirmed'`);
    expect(numbers).toEqual([{ number: 6 }]);
  });

  test("28 strategic actions are known by number; those without a known subject say so and no title is invented", async () => {
    const [{ n } = { n: 0 }] = await ask(database.db, sql<{ n: number }>`select count(*) as n from action where scheme = 'strategic'`);
    expect(n).toBe(28);
    const unknown = await ask(database.db, sql<{ ref: string; title: string }>`select ref, title from action where title_basis = 'not-found' order by sort_order`);
    expect(unknown).toEqual(["4.4", "6.3", "10.1"].map((ref) => ({ ref, title: "Title not known yet" })));
  });

  test("the Communities Fund feeds outcome 4, which its priority does not list", async () => {
    const own = await ask(database.db, sql<{ number: number }>`select o.number from fund_outcome x join outcome o on o.id = x.outcome_id`);
    expect(own).toEqual([{ number: 4 }]);
    const ofPriority = await ask(database.db, sql<{ number: number }>`select o.number from priority_outcome x join outcome o on o.id = x.outcome_id join priority p on p.id = x.priority_id where p.number = 3`);
    expect(ofPriority.map(({ number }) => number)).not.toContain(4);
  });

  test("every amount falls in exactly one size band", async () => {
    const gaps = await ask(database.db, sql<{ code: string }>`
      select b.code from amount_band b
       where b.to_pence is not null and b.code <> 'band-1'
         and not exists (select 1 from amount_band n where n.fund_id = b.fund_id and n.from_pence = b.to_pence + 1)`);
    expect(gaps).toEqual([]);
  });

  test("loading publishes each form once", async () => {
    const forms = await ask(database.db, sql<{ form_code: string; version: number }>`select form_code, version from form_version order by 1`);
    expect(forms).toEqual(["communities-application", "communities-application-short", "grant-return", "perinatal-application"].map((form_code) => ({ form_code, version: 1 })));
  });
});

describe("history", () => {
  test("31 items are reported, 11 of them without a figure", async () => {
    const items = await ask(database.db, sql<{ line: number; figures: number }>`select i.line, (select count(*) from observation o where o.item_id = i.id) as figures from reported_item i order by 1`);
    expect(items).toHaveLength(31);
    expect(items.filter(({ figures }) => figures === 0).map(({ line }) => line)).toEqual([14, 17, 21, 28, 29, 31, 33, 34, 37, 38, 39]);
  });

  test("56 figures are kept, each under its actions; the one about the plan as a whole under the plan", async () => {
    const observations = await ask(database.db, sql<{ source_ref: string; refs: string | null; plan: boolean }>`
      select o.source_ref, (select string_agg(a.ref, ' ' order by a.sort_order) from observation_action x join action a on a.id = x.action_id where x.observation_id = o.id) as refs,
             exists (select 1 from observation_plan x where x.observation_id = o.id) as plan
        from observation o`);
    expect(observations).toHaveLength(56);
    expect(observations.filter(({ refs }) => refs === null)).toEqual([{ source_ref: "S05.3a", refs: null, plan: true }]);
    expect(observations.filter(({ refs }) => refs === "3.1 3.2").map(({ source_ref }) => source_ref).sort()).toEqual(["S19.1a", "S19.2a"]);
  });

  test("a range keeps both ends, a bound its direction, and no as-at date is made up", async () => {
    const rows = await ask(database.db, sql<{ source_ref: string; value: number; value_to: number | null; qualifier: string | null; comparator: string }>`
      select source_ref, value, value_to, qualifier, comparator from observation where source_ref in ('S11.3c', 'S19.1a', 'S18.2b') order by 1`);
    expect(rows).toEqual([
      { source_ref: "S11.3c", value: 35, value_to: 54, qualifier: null, comparator: "range" },
      { source_ref: "S18.2b", value: 150, value_to: null, qualifier: null, comparator: "eq" },
      { source_ref: "S19.1a", value: 83_000, value_to: null, qualifier: "almost", comparator: "lt" },
    ]);
    expect(await ask(database.db, sql`select 1 from observation where as_at is not null`)).toEqual([]);
  });

  test("allocations are there to the penny, with the joint row and the two pence that were lost", async () => {
    const sums = await ask(database.db, sql<{ code: string; n: number; pence: number; areas: number }>`
      select r.code, count(*) as n, sum(a.amount_pence) as pence, sum((select count(*) from published_allocation_area x where x.allocation_id = a.id)) as areas
        from published_allocation a join round r on r.id = a.round_id group by 1 order by 1`);
    expect(sums).toEqual([
      { code: "communities-2022-23", n: 31, pence: 1_500_000_000, areas: 32 },
      { code: "communities-2023-24", n: 32, pence: 1_499_999_998, areas: 32 },
    ]);
  });

  test("both published versions of the third year remain, the earlier one superseded", async () => {
    const totals = await ask(database.db, sql<{ published_text: string; awards: number; organisations: number; superseded: boolean }>`
      select t.published_text, t.awards, t.organisations, t.superseded_by is not null as superseded
        from published_total t join round r on r.id = t.round_id where r.code = 'communities-2023-24' order by 4`);
    expect(totals).toEqual([
      { published_text: "June 2025", awards: 1_430, organisations: 1_379, superseded: false },
      { published_text: "September 2024", awards: 1_515, organisations: 1_363, superseded: true },
    ]);
  });

  test("nothing published is marked as invented, and loading again changes nothing", async () => {
    expect(await ask(database.db, sql`select 1 from observation where synthetic union all select 1 from round where synthetic`)).toEqual([]);
    const before = await fingerprint(database.db);
    await load(database.db, "history");
    await load(database.db, "strategy");
    expect(await fingerprint(database.db)).toEqual(before);
  });

  test("what an official has edited stays when the seed is loaded again", async () => {
    await sql`update action set title = 'Ours', official_wording = 'Theirs' where ref = '4.4'`.execute(database.db);
    await sql`delete from aim_crosswalk where outcome_id is not null`.execute(database.db);
    await load(database.db, "reference");
    const [action] = await ask(database.db, sql<{ title: string; official_wording: string }>`select title, official_wording from action where ref = '4.4'`);
    expect(action).toEqual({ title: "Ours", official_wording: "Theirs" });
    expect(await ask(database.db, sql`select 1 from aim_crosswalk where outcome_id is not null`)).toEqual([]);
  });
});

test("reference and history load in production; everything invented is refused and leaves nothing behind", async () => {
  const production = await testDatabase();
  try {
    await load(production.db, "history", { mode: "production" });
    const before = await fingerprint(production.db);
    const invented = seedNames.filter((name) => name.startsWith("ledger") || name === "demonstration");
    for (const name of invented) await expect(load(production.db, name, { mode: "production" })).rejects.toThrow(/never loaded where LADE_MODE is production/);
    expect(invented).toHaveLength(3);
    expect(await fingerprint(production.db)).toEqual(before);
  } finally {
    await production.close();
  }
});
