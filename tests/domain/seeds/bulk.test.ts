/** A ledger of any size: drawn from a seed, counted as it should be, and told apart from everything real. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareCommitments, compareCounts, rebuildCounts } from "#app/domain/awards/counts.server.ts";
import { diskStore } from "#app/domain/files/store.server.ts";
import { verify } from "#app/verify.server.ts";
import { bulkRounds, loadBulk, type BulkOptions } from "#seeds/bulk/load.ts";
import { drawAwards, drawGroups, groupCounts } from "#seeds/bulk/draw.ts";
import { SeedRefused } from "#seeds/load.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { ask, fingerprint } from "./support.ts";

const small: BulkOptions = { awards: 900, applications: 12, seed: 7 };
const load = ({ db, ownerUrl }: TestDatabase, options: BulkOptions, mode: "demonstration" | "production" = "demonstration") =>
  loadBulk({ db, ownerUrl, now: new Date("2026-11-20T10:00:00Z"), mode, secret: testSecret }, options);
const drawn = ["organisation", "award", "award_tag", "pot", "award_count", "award_month_count", "award_organisation_count", "round"];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ seed: "reference" });
  await load(database, small);
});
afterAll(() => database.close());

describe("what is loaded", () => {
  test("is as many awards as were asked for, and the counts and commitments agree with them", async () => {
    const [counted] = await ask(database.db, sql<{ awards: number; counted: number; in_months: number }>`
      select count(*) as awards, count(*) filter (where counted) as counted,
             (select sum(awards) from award_month_count where list_code = 'all')::bigint as in_months from award`);
    expect(counted!.awards).toBe(small.awards);
    expect(counted!.in_months).toBe(counted!.counted);
    expect(await compareCounts(database.db)).toEqual([]);
    expect(await compareCommitments(database.db)).toEqual([]);
  });

  test("passes every check of npm run verify", async () => {
    const checked = await verify(database.db, testSecret, diskStore("/nonexistent"));
    expect(checked.filter(({ findings }) => findings.length > 0)).toEqual([]);
  });

  test("is spread over areas as the money is, over many months, and over groups of which some hold several awards", async () => {
    const [spread] = await ask(database.db, sql<{ glasgow: number; orkney: number; months: number; several: number; groups: number }>`
      select count(*) filter (where area_code = 'S12000049') as glasgow, count(*) filter (where area_code = 'S12000023') as orkney,
             count(distinct date_trunc('month', awarded_on)) as months, count(distinct organisation_id) as groups,
             (select count(*) from (select organisation_id from award group by 1 having count(*) > 1) held) as several from award`);
    expect(spread!.glasgow).toBeGreaterThan(5 * spread!.orkney);
    expect(spread!.orkney).toBeGreaterThan(0);
    expect(spread!.months).toBeGreaterThan(30);
    expect(spread!.several).toBeGreaterThan(50);
    expect(spread!.groups).toBeGreaterThan(200);
  });

  test("carries one to four focus groups unless it is for everyone, at least one issue, and one project type", async () => {
    const rows = await ask(database.db, sql<{ reach: string; focus: number; issues: number; types: number }>`
      select a.reach, count(*) filter (where t.list_code = 'focus-group') as focus, count(*) filter (where t.list_code = 'priority-issue') as issues,
             count(*) filter (where t.list_code = 'project-type') as types from award a join award_tag t on t.award_id = a.id group by a.id`);
    expect(rows.length).toBe(small.awards);
    expect(rows.filter(({ reach, focus, issues, types }) => (reach === "general" ? focus !== 0 : focus < 1 || focus > 4) || issues < 1 || types !== 1)).toEqual([]);
    expect(new Set(rows.map(({ focus }) => focus))).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  test("says of every row that it is invented, and bears numbers that no charity has", async () => {
    const [real] = await ask(database.db, sql<{ real: number }>`
      select (select count(*) from award where not synthetic) + (select count(*) from organisation where not synthetic) + (select count(*) from application where not synthetic)
           + (select count(*) from organisation where charity_number !~ '^SC9') + (select count(*) from pot where not synthetic) as real`);
    expect(real!.real).toBe(0);
  });

  test("holds the applications that were asked for, sent by the same verbs as everyone's", async () => {
    const [sent] = await ask(database.db, sql<{ sent: number; whole: number }>`
      select count(*) as sent, count(*) filter (where a.status = 'submitted' and s.id is not null and a.asked_pence > 0) as whole
        from application a left join submission s on s.application_id = a.id`);
    expect(sent).toEqual({ sent: small.applications, whole: small.applications });
  });
});

test("a month whose count no longer agrees with the awards is named, though its days agree, and rebuilding puts it right", async () => {
  const changed = await sql<{ month: string }>`
    update award_month_count set awards = awards + 1
     where (list_code, fund_id, month, round_id, area_code, list_version, code) = (
       select list_code, fund_id, month, round_id, area_code, list_version, code from award_month_count where list_code = 'all' order by month limit 1)
     returning to_char(month, 'YYYY-MM') as month`.execute(database.db);
  const said = await compareCounts(database.db);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`the month ${changed.rows[0]!.month}`);
  await rebuildCounts(database.db);
  expect(await compareCounts(database.db)).toEqual([]);
});

test("the same seed gives the same rows with the same keys; loading it again changes nothing, and another ledger is refused", async () => {
  const before = await fingerprint(database.db, drawn);
  const twin = await testDatabase({ seed: "reference" });
  try {
    await load(twin, { ...small, applications: 0 });
    const only = drawn.filter((table) => table !== "organisation" && table !== "pot" && table !== "round");
    expect(await fingerprint(twin.db, only)).toEqual(await fingerprint(database.db, only));
    await load(database, small);
    expect(await fingerprint(database.db, drawn)).toEqual(before);
    await expect(load(database, { ...small, awards: 901 })).rejects.toBeInstanceOf(SeedRefused);
    expect(await fingerprint(database.db, drawn)).toEqual(before);
  } finally {
    await twin.close();
  }
});

test("it goes on where it stopped: a round is there whole, with its counts, or not at all", async () => {
  const broken = await testDatabase({ seed: "reference" });
  try {
    // The last round meets a reference that is taken, as if the power had failed in the middle of it.
    const last = bulkRounds.at(-1)!;
    const [, , , fourth] = [...drawAwards(last, small)];
    const group = [...drawGroups(groupCounts(small), 99)][0]!;
    await sql`insert into organisation (id, name, legal_form, area_code, synthetic) values (${group.id}, 'In the way', 'scio', 'S12000049', true)`.execute(broken.db);
    await sql`insert into fund (id, code, title, short_title, summary, shape, position) values (${group.id}, 'in-the-way', 'In the way', 'Way', '', 'areas', 99)`.execute(broken.db);
    await sql`insert into round (id, fund_id, code, title, financial_year, kind, synthetic) values (${group.id}, ${group.id}, 'in-the-way', 'In the way', '2020-21', 'history', true)`.execute(broken.db);
    await sql`insert into pot (id, round_id, area_code, allocation_pence, committed_pence, synthetic) values (${group.id}, ${group.id}, 'S12000049', 0, 0, true)`.execute(broken.db);
    await sql`insert into award (id, reference, fund_id, round_id, pot_id, area_code, organisation_id, title, amount_pence, status, awarded_on, synthetic)
      values (${group.id}, ${fourth!.reference}, ${group.id}, ${group.id}, ${group.id}, 'S12000049', ${group.id}, 'In the way', 1, 'decided', '2020-05-01', true)`.execute(broken.db);
    await expect(load(broken, { ...small, applications: 0 })).rejects.toThrow(/award_reference_key/);
    expect(await compareCounts(broken.db)).toEqual([]);
    const ofLast = () => ask(broken.db, sql<{ awards: number }>`select count(*) as awards from award where round_id = ${last.id}`);
    expect((await ofLast())[0]!.awards).toBe(0);
    await sql`delete from award where id = ${group.id}`.execute(broken.db);
    await load(broken, { ...small, applications: 0 });
    expect((await ofLast())[0]!.awards).toBeGreaterThan(80);
    expect((await ask(broken.db, sql<{ awards: number }>`select count(*) as awards from award`))[0]!.awards).toBe(small.awards);
    expect(await compareCounts(broken.db)).toEqual([]);
  } finally {
    await broken.close();
  }
});

test("it never enters a production database", async () => {
  const empty = await testDatabase();
  try {
    await expect(load(empty, small, "production")).rejects.toBeInstanceOf(SeedRefused);
    expect((await ask(empty.db, sql<{ rows: number }>`select count(*) as rows from organisation`))[0]!.rows).toBe(0);
  } finally {
    await empty.close();
  }
});

test("another seed draws other awards, and no two awards of one share a key or a reference", () => {
  const of = (seed: number) => bulkRounds.flatMap((round) => [...drawAwards(round, { awards: 5_000, applications: 0, seed })]);
  const [one, other] = [of(1), of(2)];
  expect(new Set(one.map(({ id }) => id)).size).toBe(5_000);
  expect(new Set(one.map(({ reference }) => reference)).size).toBe(5_000);
  expect(one.map(({ amount_pence }) => amount_pence)).not.toEqual(other.map(({ amount_pence }) => amount_pence));
});
