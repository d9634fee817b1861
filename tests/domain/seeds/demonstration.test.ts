import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isCommonPassword } from "#app/domain/accounts/passwords.ts";
import { potState } from "#app/domain/funds/model.ts";
import { addDays, londonClock, londonDay } from "#app/domain/kernel/time.ts";
import { diskStore } from "#app/domain/files/store.server.ts";
import { verify } from "#app/verify.server.ts";
import { datesOf, type Stage } from "#seeds/demonstration/calendar.ts";
import { demonstrationPassword, demonstrationSignIns } from "#seeds/demonstration/people.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { ask, fingerprint, load } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ seed: "reference" });
  await load(database.db, "demonstration");
});
afterAll(() => database.close());

const live = sql`round_id in (select id from round where kind = 'live')`;

describe("the demonstration world", () => {
  test("all that must hold does, the audit included", async () => {
    const checked = await verify(database.db, testSecret, diskStore("none"));
    expect(checked.length).toBeGreaterThan(5);
    expect(checked.filter(({ findings }) => findings.length > 0)).toEqual([]);
  });

  test("everyone in it is invented and can sign in; staff have their second factor", async () => {
    expect(await ask(database.db, sql`select 1 from person where not synthetic`)).toEqual([]);
    const people = await ask(database.db, sql<{ email: string; name: string; password: boolean; factor: boolean; staff: boolean }>`
      select p.email, p.name, w.person_id is not null as password, f.confirmed_at is not null as factor,
             exists (select 1 from role_held r where r.person_id = p.id and r.organisation_id is null) as staff
        from person p left join person_password w on w.person_id = p.id left join second_factor f on f.person_id = p.id`);
    const signIns = people.filter(({ password }) => password);
    expect(signIns.map(({ email }) => email).sort()).toEqual(demonstrationSignIns.map(({ email }) => email).sort());
    expect(signIns.filter(({ factor, staff }) => factor !== staff)).toEqual([]);
    expect(isCommonPassword(demonstrationPassword)).toBe(false);
  });

  test("there is a person for every role", async () => {
    const roles = await ask(database.db, sql<{ role: string }>`select distinct r.role from role_held r join person_password w on w.person_id = r.person_id order by 1`);
    expect(roles.map(({ role }) => role)).toEqual(["administrator", "assessor", "chair", "editor", "finance", "official", "owner", "partner", "publisher", "service-administrator", "viewer"]);
  });

  test("the round is open in at least four areas, and so is the Perinatal Fund's", async () => {
    const pots = await ask(database.db, sql<{ code: string; opens_at: Date; closes_at: Date }>`select r.code, p.opens_at, p.closes_at from pot p join round r on r.id = p.round_id where r.kind = 'live'`);
    const open = pots.filter((pot) => potState(pot, new Date()) === "open").map(({ code }) => code);
    expect(open.filter((code) => code === "communities-2026-27").length).toBeGreaterThanOrEqual(4);
    expect(open).toContain("perinatal-infant-2026");
  });

  test("applications stand at every stage, and awards and returns after them", async () => {
    const states = await ask(database.db, sql<{ status: string }>`select distinct status from application order by 1`);
    expect(states.map(({ status }) => status)).toEqual(["decided", "draft", "in-assessment", "submitted", "withdrawn"]);
    const outcomes = await ask(database.db, sql<{ outcome: string }>`select distinct outcome from decision where released_at is not null and feedback <> '' order by 1`);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["decline", "full", "part"]);
    const awards = await ask(database.db, sql<{ status: string }>`select distinct status from award where ${live} order by 1`);
    expect(awards.map(({ status }) => status)).toEqual(["accepted", "not-taken-up", "released"]);
    const returns = await ask(database.db, sql<{ status: string }>`select distinct status from grant_return order by 1`);
    expect(returns.map(({ status }) => status)).toEqual(["due", "sent"]);
    const sheets = await ask(database.db, sql<{ status: string }>`select distinct status from score_sheet order by 1`);
    expect(sheets.map(({ status }) => status)).toEqual(["draft", "sent"]);
    expect(await ask(database.db, sql`select 1 from interest where has_interest`)).toHaveLength(1);
  });

  test("no application came in outside its pot's dates, and nothing that staff did lies in the future", async () => {
    const outside = await ask(database.db, sql`
      select 1 from application a join pot p on p.id = a.pot_id where a.received_at < p.opens_at or a.received_at >= p.closes_at or a.received_at > now()`);
    expect(outside).toEqual([]);
    const ahead = await ask(database.db, sql`
      select 1 from assignment where assigned_at > now() union all select 1 from interest where declared_at > now() union all select 1 from score_sheet where sent_at > now()
      union all select 1 from decision where decided_at > now() or released_at > now() union all select 1 from grant_return where sent_at > now()`);
    expect(ahead).toEqual([]);
  });

  test("criteria weigh 100 in every pot", async () => {
    const wrong = await ask(database.db, sql`select p.id from pot p left join criterion c on c.pot_id = p.id where p.${live} group by p.id having coalesce(sum(c.weight), 0) <> 100`);
    expect(wrong).toEqual([]);
  });

  test("telephone numbers, addresses and postcodes are nobody's", async () => {
    const wrong = await ask(database.db, sql`
      select 1 from organisation where postcode <> '' or (telephone <> '' and telephone !~ '^01632 960[0-9]{3}$') or (website <> '' and website !~ '\\.example$')
      union all select 1 from person where email !~ '@lade\\.example$'`);
    expect(wrong).toEqual([]);
  });

  test("loading it again changes nothing", async () => {
    const before = await fingerprint(database.db);
    await load(database.db, "demonstration");
    expect(await fingerprint(database.db)).toEqual(before);
  });
});

describe("two months later", () => {
  const later = new Date(Date.now() + 60 * 86_400_000);
  beforeAll(() => load(database.db, "demonstration", { now: later, refresh: true }));

  test("refreshing opens what was open again, and leaves closed pots and their applications as they were", async () => {
    const pots = await ask(database.db, sql<{ area_code: string; opens_at: Date; closes_at: Date }>`select area_code, opens_at, closes_at from pot where ${live}`);
    const stateOf = (area: string) => potState(pots.find(({ area_code }) => area_code === area)!, later);
    expect(["S12000049", "S12000036", "S12000042", "S12000027", "S92000003"].map(stateOf)).toEqual(Array(5).fill("open"));
    expect(["S12000017", "S12000047", "S12000023"].map(stateOf)).toEqual(Array(3).fill("closed"));
    expect(stateOf("S12000020")).toBe("before");
  });

  test("an offer can be accepted again and a return is due again", async () => {
    const today = londonDay(later);
    expect(await ask(database.db, sql`select 1 from award where ${live} and status = 'released' and accept_by < ${today}`)).toEqual([]);
    expect(await ask(database.db, sql`select 1 from grant_return where status = 'due' and due_on < ${today}`)).toEqual([]);
  });

  test("all that must hold still does", async () => {
    expect((await verify(database.db, testSecret, diskStore("none"))).filter(({ findings }) => findings.length > 0)).toEqual([]);
  });
});

test("whatever the day of loading, pots open on a Monday morning, close on a Friday at noon and stand at their stage", () => {
  const stages: Record<Stage, string> = { before: "before", open: "open", "in-assessment": "closed", "to-decide": "closed", released: "closed" };
  for (let day = "2026-01-01"; day < "2027-01-01"; day = addDays(day, 1)) {
    const now = new Date(`${day}T15:30:00Z`);
    for (const [stage, state] of Object.entries(stages)) {
      const dates = datesOf(stage as Stage, now);
      expect(potState(dates, now), `${stage} on ${day}`).toBe(state);
      expect([dates.opens_at.getUTCDay(), londonClock(dates.opens_at).hour, dates.closes_at.getUTCDay(), londonClock(dates.closes_at).hour]).toEqual([1, 10, 5, 12]);
    }
  }
});
