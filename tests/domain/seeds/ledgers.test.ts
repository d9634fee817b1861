import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareCommitments, compareCounts } from "#app/domain/awards/counts.server.ts";
import { drawLedger } from "#seeds/ledgers/picture.ts";
import { readAreas } from "#seeds/reference/areas.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { ask, fingerprint, load } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ seed: "reference" });
  await load(database.db, "ledger-communities-2023-24");
  await load(database.db, "ledger-perinatal-2024");
});
afterAll(() => database.close());

const round = sql`(select id from round where code = 'communities-2023-24')`;
const perinatal = sql`(select id from round where code = 'perinatal-infant-2024')`;

/** The awards of the round as the record stood at that instant. */
const asRecordedBy = (instant: string) =>
  ask(
    database.db,
    sql<{ awards: number; organisations: number; angus: number }>`
      select count(*) as awards, count(distinct organisation_id) as organisations, count(*) filter (where area_code = 'S12000041') as angus
        from award a
       where round_id = ${round} and recorded_at <= ${instant}::timestamptz and released_at <= ${instant}::timestamptz and (withdrawn_at is null or withdrawn_at > ${instant}::timestamptz)`,
  ).then((rows) => rows[0]);

describe("the Communities Fund's third year", () => {
  test("now it is 1,430 awards to 1,379 organisations, all made from November 2023 to March 2024", async () => {
    const [counted] = await ask(database.db, sql<{ awards: number; organisations: number; first: string; last: string }>`
      select count(*) as awards, count(distinct organisation_id) as organisations, min(awarded_on)::text as first, max(awarded_on)::text as last from award where round_id = ${round} and counted`);
    expect(counted).toMatchObject({ awards: 1_430, organisations: 1_379 });
    expect(counted!.first >= "2023-11-01" && counted!.last <= "2024-03-31").toBe(true);
  });

  test("as recorded by the end of September 2024 it was 1,515 awards to 1,363 organisations, none of them in Angus", async () => {
    expect(await asRecordedBy("2024-09-30T23:00:00Z")).toEqual({ awards: 1_515, organisations: 1_363, angus: 0 });
  });

  test("as recorded by June 2025 it was what it is now, with Angus", async () => {
    expect(await asRecordedBy("2025-06-01T00:00:00Z")).toEqual({ awards: 1_430, organisations: 1_379, angus: 31 });
  });

  test("the events tell both pictures too", async () => {
    const at = (instant: string) =>
      ask(database.db, sql<{ awards: number }>`
        select count(*) filter (where kind = 'released') - count(*) filter (where kind = 'withdrawn') as awards
          from award_event e join award a on a.id = e.award_id where a.round_id = ${round} and e.recorded_at <= ${instant}::timestamptz`);
    expect(await at("2024-09-30T23:00:00Z")).toEqual([{ awards: 1_515 }]);
    expect(await at("2025-06-01T00:00:00Z")).toEqual([{ awards: 1_430 }]);
  });

  test("T4: 554, 537 and 316 awards have the three focus groups; they overlap and some awards have none of the three", async () => {
    const three = sql`('socio-economic-disadvantage', 'long-term-condition-or-disability', 'minority-ethnic')`;
    const tags = await ask(database.db, sql<{ code: string; n: number }>`
      select t.code, count(*) as n from award_tag t join award a on a.id = t.award_id
       where a.round_id = ${round} and a.counted and t.list_code = 'focus-group' and t.list_version = 1 and t.code in ${three} group by 1 order by 2 desc`);
    expect(tags).toEqual([
      { code: "socio-economic-disadvantage", n: 554 },
      { code: "long-term-condition-or-disability", n: 537 },
      { code: "minority-ethnic", n: 316 },
    ]);
    const [{ none, several } = { none: 0, several: 0 }] = await ask(database.db, sql<{ none: number; several: number }>`
      select count(*) filter (where n = 0) as none, count(*) filter (where n > 1) as several
        from (select (select count(*) from award_tag t where t.award_id = a.id and t.list_code = 'focus-group' and t.code in ${three}) as n from award a where a.round_id = ${round} and a.counted) x`);
    expect(none).toBeGreaterThanOrEqual(23);
    expect(none).toBeLessThanOrEqual(876);
    expect(several).toBeGreaterThan(0);
  });

  test("T4: each award has one project type: the eight published counts, and the ninth is what remains", async () => {
    const types = await ask(database.db, sql<{ code: string; n: number }>`
      select i.code, count(a.id) as n from code_item i left join award_tag t on t.list_code = i.list_code and t.list_version = i.version and t.code = i.code
        left join award a on a.id = t.award_id and a.round_id = ${round} and a.counted
       where i.list_code = 'project-type' and i.version = 2 group by i.code, i.position order by i.position`);
    expect(types.map(({ n }) => n)).toEqual([110, 52, 27, 77, 13, 227, 434, 203, 287]);
  });

  test("an award for everyone names no focus group, and every other names one", async () => {
    const wrong = await ask(database.db, sql<{ reference: string }>`
      select reference from award a where round_id = ${round} and counted
         and (reach = 'general') = exists (select 1 from award_tag t where t.award_id = a.id and t.list_code = 'focus-group')`);
    expect(wrong).toEqual([]);
  });

  test("every pot holds after every event, in the order of the record", async () => {
    const broken = await ask(database.db, sql<{ area_code: string }>`
      select distinct area_code from (
        select p.area_code, p.allocation_pence, sum(e.change_pence) over (partition by p.id order by e.recorded_at, e.id) as held
          from award_event e join award a on a.id = e.award_id join pot p on p.id = a.pot_id) x
       where held > allocation_pence or held < 0`);
    expect(broken).toEqual([]);
  });

  test("each area's pot is its published allocation, with about 8% free outside Angus", async () => {
    const pots = await ask(database.db, sql<{ area_code: string; allocation_pence: number; committed_pence: number }>`select area_code, allocation_pence, committed_pence from pot where round_id = ${round}`);
    const allocations = new Map(readAreas().map((area) => [area.code, area.allocation_2023_24]));
    expect(pots).toHaveLength(32);
    for (const pot of pots) {
      expect(pot.allocation_pence).toBe(allocations.get(pot.area_code));
      expect(pot.committed_pence).toBeLessThanOrEqual(pot.allocation_pence);
    }
    const outside = pots.filter(({ area_code }) => area_code !== "S12000041");
    const free = 1 - outside.reduce((sum, pot) => sum + pot.committed_pence, 0) / outside.reduce((sum, pot) => sum + pot.allocation_pence, 0);
    expect(free).toBeGreaterThan(0.06);
    expect(free).toBeLessThan(0.12);
  });

  test("counts and commitments agree with the rows", async () => {
    expect(await compareCounts(database.db)).toEqual([]);
    expect(await compareCommitments(database.db)).toEqual([]);
  });

  test("amounts are whole pounds, none above what was asked, and every month has awards", async () => {
    expect(await ask(database.db, sql`select 1 from award where amount_pence % 100 <> 0 or amount_pence > asked_pence`)).toEqual([]);
    const months = await ask(database.db, sql<{ month: string }>`select distinct to_char(awarded_on, 'YYYY-MM') as month from award where round_id = ${round} and counted order by 1`);
    expect(months.map(({ month }) => month)).toEqual(["2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]);
  });

  test("a withdrawal says in its own words that its reason is invented", async () => {
    const reasons = await ask(database.db, sql<{ reason: string; n: number }>`select withdrawn_reason as reason, count(*) as n from award where status = 'withdrawn' group by 1 order by 2`);
    expect(reasons.map(({ n }) => n)).toEqual([15, 101]);
    for (const { reason } of reasons) expect(reason).toMatch(/^Invented for the demonstration/);
  });
});

describe("the Perinatal Fund's 2024 round", () => {
  test("16 awards add up to £1,500,000, each inside one of the three bands", async () => {
    const [sum] = await ask(database.db, sql<{ awards: number; organisations: number; pence: number }>`
      select count(*) as awards, count(distinct organisation_id) as organisations, sum(amount_pence) as pence from award where round_id = ${perinatal} and counted`);
    expect(sum).toEqual({ awards: 16, organisations: 16, pence: 150_000_000 });
    const bands = await ask(database.db, sql<{ code: string; n: number }>`
      select b.code, count(a.id) as n from amount_band b join award a on a.fund_id = b.fund_id and a.amount_pence between b.from_pence and b.to_pence
       where a.round_id = ${perinatal} group by 1 order by 1`);
    expect(bands).toEqual([{ code: "band-1", n: 7 }, { code: "band-2", n: 7 }, { code: "band-3", n: 2 }]);
  });

  test("they are made from October 2024 and run over two financial years", async () => {
    const wrong = await ask(database.db, sql`select 1 from award where round_id = ${perinatal} and (awarded_on < '2024-10-01' or starts_on > '2025-03-31' or ends_on <= '2025-03-31' or ends_on > '2026-03-31')`);
    expect(wrong).toEqual([]);
  });
});

describe("all that is invented", () => {
  test("says so, in every row", async () => {
    for (const table of ["award", "award_event", "organisation", "pot"])
      expect(await ask(database.db, sql`select 1 from ${sql.table(table)} where not synthetic`), table).toEqual([]);
  });

  test("bears no name twice, none with a place in it, and no number, postcode or telephone that could be real", async () => {
    const groups = await ask(database.db, sql<{ name: string; charity_number: string | null; company_number: string | null; postcode: string; telephone: string }>`select name, charity_number, company_number, postcode, telephone from organisation`);
    expect(groups).toHaveLength(1_410);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(1_410);
    const places = readAreas().map(({ name }) => name.replace(/^(City of|East|West|North|South) | (City|Islands|Council)$/g, ""));
    expect(groups.filter(({ name }) => places.some((place) => name.includes(place)))).toEqual([]);
    expect(groups.filter(({ charity_number }) => charity_number !== null && !/^SC9\d{5}$/.test(charity_number))).toEqual([]);
    expect(groups.filter(({ company_number, postcode, telephone }) => company_number !== null || postcode !== "" || telephone !== "")).toEqual([]);
  });

  test("is the same in every database, to the key", async () => {
    const another = await testDatabase({ seed: "reference" });
    try {
      await load(another.db, "ledger-perinatal-2024");
      await load(another.db, "ledger-communities-2023-24");
      const tables = ["award", "award_event", "award_tag", "award_count", "award_organisation_count", "organisation", "pot"];
      expect(await fingerprint(another.db, tables)).toEqual(await fingerprint(database.db, tables));
    } finally {
      await another.close();
    }
    expect(drawLedger()).toEqual(drawLedger());
  });

  test("is loaded once: a second load changes nothing, not even the audit", async () => {
    const before = await fingerprint(database.db);
    await load(database.db, "ledger-communities-2023-24");
    await load(database.db, "ledger-perinatal-2024");
    expect(await fingerprint(database.db)).toEqual(before);
  });
});
