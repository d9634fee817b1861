import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { retag, withdraw } from "#app/domain/awards/vary.server.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { sha256 } from "#app/domain/kernel/ids.server.ts";
import { addDays } from "#app/domain/kernel/time.ts";
import { runDueJobs } from "#app/jobs.ts";
import { findings } from "#app/domain/publications/checks.server.ts";
import { composeContent } from "#app/domain/publications/content.server.ts";
import { addTable, draftPublication, editPublication } from "#app/domain/publications/draft.server.ts";
import { restate } from "#app/domain/publications/restate.server.ts";
import { writeStatement } from "#app/domain/publications/statements.server.ts";
import { calendarEvents, feedEntries } from "#app/domain/publications/feeds.ts";
import { printFiles } from "#app/domain/publications/print.ts";
import { getPublication, getReleased, getReleasedFile, listAnnounced, listPublications, listReleased } from "#app/domain/publications/read.server.ts";
import { abandonPublication, addReader, approvePublication, endHold, giveBackPublication, readBeforeRelease, releaseDue, removeReader, reschedulePublication, startHold, submitPublication } from "#app/domain/publications/release.server.ts";
import { aberdeen, anAward, angus, asking, focus } from "#tests/domain/figures/world.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { openPool } from "#db/connection.ts";
import { an } from "#tests/support/factories.ts";
import { aDraft, answerAll, approved, aPublishing, aTable, filesOf, itsMomentComes, released, sentence, soon, stateOf, today, typed } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const visitor = () => contextFor(test.db, { kind: "visitor" });

describe("two people stand behind a release", () => {
  it("an official drafts, a publisher approves, and nobody else does either", async () => {
    const publishing = await aPublishing(test.db);
    const outsider = contextFor(test.db, await an.actor(test.db, [{ role: "service-administrator" }]));
    await expect(draftPublication(outsider, typed(publishing.world))).rejects.toBeInstanceOf(NotAllowed);
    await expect(draftPublication(publishing.publisher, typed(publishing.world))).rejects.toBeInstanceOf(NotAllowed);
    await expect(draftPublication(visitor(), typed(publishing.world))).rejects.toBeInstanceOf(NotAllowed);
    const id = await aDraft(publishing);
    await answerAll(publishing.official, id);
    await expect(approvePublication(publishing.publisher, id)).rejects.toBeInstanceOf(WrongState);
    await submitPublication(publishing.official, id);
    await expect(approvePublication(publishing.official, id)).rejects.toBeInstanceOf(NotAllowed);
    await approvePublication(publishing.publisher, id);
    expect(await stateOf(test.db, id)).toBe("embargoed");
  });

  it("somebody who is both cannot approve what they have written in, and the database refuses it too", async () => {
    const publishing = await aPublishing(test.db);
    const both = contextFor(test.db, await an.actor(test.db, [{ role: "official" }, { role: "publisher" }]));
    const id = await aDraft(publishing);
    await writeStatement(both, id, sentence(publishing.world, "There were {awards} awards."));
    await answerAll(publishing.official, id);
    await submitPublication(publishing.official, id);
    await expect(approvePublication(both, id)).rejects.toThrow("You have written in this publication");
    await expect(sql`update publication set approved_by = drafted_by where id = ${id}`.execute(test.db)).rejects.toMatchObject({ constraint: "publication_second_person" });
  });

  it("nobody changes it while it waits or is under embargo; a publisher gives it back with a reason", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await approved(publishing, id);
    await expect(writeStatement(publishing.official, id, sentence(publishing.world))).rejects.toBeInstanceOf(NotAllowed);
    await expect(editPublication(publishing.official, id, typed(publishing.world))).rejects.toBeInstanceOf(NotAllowed);
    await expect(giveBackPublication(publishing.official, id, { reason: "x" })).rejects.toBeInstanceOf(NotAllowed);
    await giveBackPublication(publishing.publisher, id, { reason: "The second sentence is unclear." });
    expect(await stateOf(test.db, id)).toBe("draft");
    expect(await filesOf(test.db, id)).toEqual([]);
    expect((await getPublication(test.db, publishing.official.actor, id)).given_back_reason).toContain("unclear");
  });
});

describe("release", () => {
  it("happens at half past nine in London on its day, in summer and in winter", async () => {
    const publishing = await aPublishing(test.db);
    for (const [day, utc] of [["2027-01-12", "2027-01-12T09:30:00.000Z"], ["2027-07-13", "2027-07-13T08:30:00.000Z"]] as const) {
      const id = await draftPublication(publishing.official, typed(publishing.world, { release_on: day }));
      expect((await getPublication(test.db, publishing.official.actor, id)).release_at?.toISOString()).toBe(utc);
    }
  });

  it("never before its moment, and at the first request after it without any job", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await approved(publishing, id);
    expect(await releaseDue(visitor())).toBe(0);
    await itsMomentComes(test.db, id);
    expect(await releaseDue(visitor())).toBe(1);
    expect(await releaseDue(visitor())).toBe(0);
    expect(await stateOf(test.db, id)).toBe("released");
    const answer = await awardCounts(test.db, { ...asking(publishing.world), as_published: soon().slice(0, 7) }, new Date());
    expect(answer).toMatchObject({ total: { awards: 3 }, as_published: { title: "Awards of the year" } });
  });

  it("comes from a request that began after its moment only", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await approved(publishing, id);
    await itsMomentComes(test.db, id);
    expect(await releaseDue({ ...visitor(), elapsed: () => 60_000 })).toBe(0);
    expect(await releaseDue(visitor())).toBe(1);
  });

  it("is made by the job that approval set for that moment", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await approved(publishing, id);
    const { rows } = await sql<{ run_at: Date }>`select run_at from graphile_worker.jobs where task_identifier = 'release-publications' and key = ${`release-publications:${(await getPublication(test.db, publishing.official.actor, id)).release_at!.toISOString()}`}`.execute(test.db);
    expect(rows[0]!.run_at).toEqual((await getPublication(test.db, publishing.official.actor, id)).release_at);
    await itsMomentComes(test.db, id);
    await sql`select graphile_worker.add_job('release-publications', '{}')`.execute(test.db);
    const pool = openPool(test.url);
    try {
      await runDueJobs({ pool, db: test.db, config: { mode: "demonstration", publicUrl: new URL("http://localhost"), secret: testSecret, dataDir: "" }, log: { info: () => undefined, error: () => undefined } });
    } finally {
      await pool.end();
    }
    expect(await stateOf(test.db, id)).toBe("released");
  });

  it("makes the cached pages stale in the same moment", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await approved(publishing, id);
    await itsMomentComes(test.db, id);
    const version = () => test.db.selectFrom("public_version").select("version").executeTakeFirstOrThrow();
    const before = await version();
    await releaseDue(visitor());
    expect((await version()).version).toBeGreaterThan(before.version);
  });

  it("stops for a hold with its reason; what was missed waits for another day (requirement 30)", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await approved(publishing, id);
    await expect(startHold(publishing.official, { reason: "Election" })).rejects.toBeInstanceOf(NotAllowed);
    await startHold(publishing.publisher, { reason: "Scottish Parliament election" });
    await expect(startHold(publishing.publisher, { reason: "Again" })).rejects.toBeInstanceOf(WrongState);
    await sql`update publication set release_at = clock_timestamp() where id = ${id}`.execute(test.db);
    expect(await releaseDue(visitor())).toBe(0);
    await endHold(publishing.publisher);
    expect(await releaseDue(visitor())).toBe(0);
    await reschedulePublication(publishing.publisher, id, addDays(soon(), 1));
    await itsMomentComes(test.db, id);
    expect(await releaseDue(visitor())).toBe(1);
    expect((await filesOf(test.db, id)).find((file) => file.format === "json")!.body).toContain(addDays(soon(), 1));
  });
});

describe("what was released", () => {
  it("is drawn again to the byte after later awards, withdrawals, retags and a restatement (requirement 27)", async () => {
    const publishing = await aPublishing(test.db);
    const { world } = publishing;
    const id = await aDraft(publishing);
    await released(publishing, id);
    const kept = await filesOf(test.db, id);
    expect(kept.map((file) => [file.format, file.sha256 === sha256(file.body)])).toEqual([["csv", true], ["html", true], ["json", true]]);

    await anAward(test.db, world, { area: aberdeen, on: "2024-02-01", tags: focus("women") });
    const administrator = contextFor(test.db, await an.actor(test.db, [{ role: "administrator", fund_id: world.fund.id, area_code: aberdeen }]));
    const [first] = await test.db.selectFrom("award").select(["id", "version"]).where("round_id", "=", world.round.id).where("area_code", "=", aberdeen).orderBy("id").execute();
    await retag(administrator, first!.id, { version: first!.version, reason: "Wrong", tags: { "focus-group": ["socio-economic-disadvantage"], "family-group": [], "priority-issue": [], "project-type": [] } });
    const again = await test.db.selectFrom("award").select("version").where("id", "=", first!.id).executeTakeFirstOrThrow();
    await withdraw(administrator, first!.id, { version: again.version, reason: "The group closed" });
    const newer = await restate(publishing.official, id, { reason: "One award had been counted that was withdrawn.", data_on: today() });
    await editPublication(publishing.official, newer, { ...typed(world), title: "Awards of the year, restated" });
    await released(publishing, newer);

    const drawn = printFiles(await composeContent(test.db, id)).map(({ format, body }) => ({ format, body, sha256: sha256(body) }));
    expect(drawn.sort((a, b) => a.format.localeCompare(b.format))).toEqual(kept);
    const old = await getReleased(test.db, (await getPublication(test.db, publishing.official.actor, id)).code);
    expect(old).toMatchObject({ replaced_by: { title: "Awards of the year, restated" }, replaced_because: "One award had been counted that was withdrawn." });
    const restated = await getReleased(test.db, old.replaced_by!.code);
    expect(restated.content.replaces).toMatchObject({ title: "Awards of the year" });
    const women = restated.content.tables[0]!.rows.find((row) => row.code === "women")!;
    expect(women.cells[0]).toEqual({ value: 2, marks: [] });
    expect(restated.content.tables[0]!.rows.find((row) => row.code === "women")!.cells[1]!.marks).toEqual([]);
    expect(await awardCounts(test.db, { ...asking(world), as_published: soon().slice(0, 7) }, new Date())).toMatchObject({ total: { awards: 3 }, as_published: { superseded_by: soon() } });
    expect((await awardCounts(test.db, { ...asking(world), as_published: soon() }, new Date())).total.awards).toBe(3);
    await expect(restate(publishing.official, id, { reason: "Again", data_on: today() })).rejects.toThrow("has a restatement already");
  });

  it("can be changed by nobody, not with SQL either: not the words, the rows, the files nor the cut", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await released(publishing, id);
    const cut = sql`(select cut_id from publication_cut where publication_id = ${id})`;
    const statement = sql`(select id from publication_statement where publication_id = ${id})`;
    const attempts = {
      "publication title": sql`update publication set title = 'Other' where id = ${id}`,
      "publication state": sql`update publication set state = 'draft', released_at = null where id = ${id}`,
      publication: sql`delete from publication where id = ${id}`,
      statement: sql`update publication_statement set printed = 'Other' where publication_id = ${id}`,
      "new statement": sql`insert into publication_statement (id, publication_id, position, template, number_style, money_style, date_style, year_style, percent_style, printed) values (gen_random_uuid(), ${id}, 9, 'x', 'plain', 'full', 'day', 'dash', 'one', 'x')`,
      slot: sql`update publication_slot set value = 9 where statement_id in ${statement}`,
      table: sql`delete from publication_table where publication_id = ${id}`,
      file: sql`update publication_file set body = 'x' where publication_id = ${id}`,
      "file gone": sql`delete from publication_file where publication_id = ${id}`,
      cut: sql`update award_cut set note = 'x' where id in ${cut}`,
      "cut row": sql`update award_cut_award set amount_pence = 1 where cut_id in ${cut}`,
      "cut row gone": sql`delete from award_cut_tag where cut_id in ${cut}`,
      "cut row added": sql`insert into award_cut_award select cut_id, (select id from award where id not in (select award_id from award_cut_award) limit 1), round_id, area_code, organisation_id, awarded_on, 1, true from award_cut_award where cut_id in ${cut} limit 1`,
    };
    await anAward(test.db, publishing.world, { area: angus, on: "2024-03-06" });
    for (const [what, attempt] of Object.entries(attempts)) await expect(attempt.execute(test.db), what).rejects.toMatchObject({ code: "23001" });
  });
});

describe("before its release nothing leaks", () => {
  it("neither in a list, a file, a feed, the calendar, the API, the audit, a message nor a job", async () => {
    const publishing = await aPublishing(test.db);
    const canary = "Canary7QX";
    const id = await draftPublication(publishing.official, typed(publishing.world, { title: "Announced title", summary: canary, completeness_label: canary }));
    await writeStatement(publishing.official, id, { ...sentence(publishing.world, `${canary} {awards}`), heading: canary });
    await addTable(publishing.official, id, aTable(publishing.world, { title: canary }));
    await answerAll(publishing.official, id);
    await approved(publishing, id);
    const { code } = await getPublication(test.db, publishing.official.actor, id);
    const releases = await listReleased(test.db);
    const announced = await listAnnounced(test.db);
    const shown = JSON.stringify([releases, announced, feedEntries(releases, "http://localhost"), calendarEvents(announced, "http://localhost")]);
    expect(shown).toContain("Announced title");
    expect(shown).not.toContain(canary);
    await expect(getReleased(test.db, code)).rejects.toBeInstanceOf(NotFound);
    for (const format of ["html", "csv", "json"]) await expect(getReleasedFile(test.db, code, format)).rejects.toBeInstanceOf(NotFound);
    await expect(awardCounts(test.db, { ...asking(publishing.world), as_published: soon().slice(0, 7) }, new Date())).rejects.toBeInstanceOf(Invalid);
    await expect(listPublications(test.db, { kind: "visitor" })).rejects.toBeInstanceOf(NotAllowed);
    await expect(getPublication(test.db, (await an.actor(test.db, [{ role: "service-administrator" }])), id)).rejects.toBeInstanceOf(NotAllowed);
    // Every other table that a page, a message or a log is made of.
    for (const table of ["audit_event", "message", "measure", "observation", "award", "award_cut", "public_version"] as const) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)} t where t::text like ${`%${canary}%`} or t::text like '%Awards of the year%' and ${table} <> 'award_cut'`.execute(test.db);
      expect(rows[0]!.n, table).toBe(0);
    }
    const { rows } = await sql<{ n: number }>`select count(*) as n from graphile_worker._private_jobs j where j::text like ${`%${canary}%`}`.execute(test.db);
    expect(rows[0]!.n).toBe(0);
  });

  it("a draft that is not announced is in no calendar", async () => {
    const publishing = await aPublishing(test.db);
    await draftPublication(publishing.official, typed(publishing.world, { title: "Not to be known of", announce: undefined }));
    expect(JSON.stringify(await listAnnounced(test.db))).not.toContain("Not to be known of");
  });

  it("those named read it under embargo, each reading recorded; nobody else learns that it exists", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    const reader = await an.actor(test.db);
    const named = contextFor(test.db, reader);
    await expect(addReader(publishing.official, id, { email: reader.email, post: "Minister" })).rejects.toBeInstanceOf(NotAllowed);
    await addReader(publishing.publisher, id, { email: reader.email, post: "Private secretary" });
    await expect(readBeforeRelease(named, id)).rejects.toBeInstanceOf(NotFound);
    await approved(publishing, id);
    expect((await readBeforeRelease(named, id)).body).toContain("3 awards");
    await expect(readBeforeRelease(contextFor(test.db, await an.actor(test.db)), id)).rejects.toBeInstanceOf(NotFound);
    await expect(readBeforeRelease(visitor(), id)).rejects.toBeInstanceOf(NotFound);
    await expect(addReader(publishing.publisher, id, { email: "nobody@test.example", post: "x" })).rejects.toBeInstanceOf(Invalid);
    await removeReader(publishing.publisher, id, reader.id);
    await expect(readBeforeRelease(named, id)).rejects.toBeInstanceOf(NotFound);
    expect(await test.db.selectFrom("publication_reading").select("person_id").where("publication_id", "=", id).execute()).toEqual([{ person_id: reader.id }]);
    await expect(sql`delete from publication_reading where publication_id = ${id}`.execute(test.db)).rejects.toMatchObject({ code: "23001" });
  });
});

describe("the checks", () => {
  it("stop a release with an area missing until the label names it (requirement 11)", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing, { period_to: "2024-02-29" });
    await answerAll(publishing.official, id);
    await expect(submitPublication(publishing.official, id)).rejects.toThrow(/Area S12000041/);
    await editPublication(publishing.official, id, typed(publishing.world, { period_to: "2024-02-29", completeness_label: "Without Area S12000041." }));
    await submitPublication(publishing.official, id);
  });

  it("stop what says nothing, and what has no day", async () => {
    const publishing = await aPublishing(test.db);
    const id = await draftPublication(publishing.official, typed(publishing.world, { release_on: "" }));
    expect((await findings(test.db, id)).map((finding) => finding.code)).toEqual(["empty", "no-day"]);
    await expect(submitPublication(publishing.official, id)).rejects.toBeInstanceOf(WrongState);
  });

  it("want an answer for the same 2,585 applications in two years, and print it (requirement 12)", async () => {
    const publishing = await aPublishing(test.db);
    const source = await test.db.insertInto("source").values({ id: crypto.randomUUID(), code: `s-${crypto.randomUUID()}`, title: "Summary" }).returning("id").executeTakeFirstOrThrow();
    const other = await test.db.insertInto("round").values({ id: crypto.randomUUID(), fund_id: publishing.world.fund.id, code: `earlier-${crypto.randomUUID()}`, title: "Year 2", financial_year: "2022-23", kind: "history", lists: "{}", synthetic: true }).returning("id").executeTakeFirstOrThrow();
    for (const round_id of [publishing.world.round.id, other.id]) await test.db.insertInto("published_total").values({ id: crypto.randomUUID(), round_id, source_id: source.id, applications: 2_585, published_text: "2024" }).execute();
    const id = await aDraft(publishing);
    const found = (await findings(test.db, id)).filter((finding) => finding.code.startsWith("repeat/"));
    expect(found.map((finding) => finding.message)).toEqual([expect.stringContaining("2,585 applications are given for")]);
    await expect(submitPublication(publishing.official, id)).rejects.toThrow("2,585");
    await answerAll(publishing.official, id);
    await submitPublication(publishing.official, id);
    expect((await composeContent(test.db, id)).notes).toContainEqual({ finding: found[0]!.message, answer: "Known, and right." });
  });
});

describe("statements", () => {
  it("with a slot that gives nothing are refused by name, and nothing of them is saved", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    const before = await getPublication(test.db, publishing.official.actor, id);
    const broken = { ...sentence(publishing.world, "{awards} and {gone} and {empty}"), sources: { awards: `${publishing.world.fund.code}:awards`, gone: `${publishing.world.fund.code}:focus-group/no-such-group` } };
    await expect(writeStatement(publishing.official, id, { ...broken, id: before.statements[0]!.id })).rejects.toMatchObject({
      fields: { "slot-gone": expect.stringContaining("no code no-such-group") as string, "slot-empty": expect.stringContaining("Choose what {empty} is filled from") as string },
    });
    expect(await getPublication(test.db, publishing.official.actor, id)).toEqual(before);
  });

  it("stop an edit after which one no longer resolves, and the edit is not saved", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await writeStatement(publishing.official, id, { ...sentence(publishing.world, "In {year}"), sources: { year: "period:year" } });
    await expect(editPublication(publishing.official, id, typed(publishing.world, { period_from: "2022-11-01", title: "Never saved" }))).rejects.toThrow(/Statement 2 no longer holds.*not inside one financial year/);
    expect((await getPublication(test.db, publishing.official.actor, id)).title).toBe("Awards of the year");
  });

  it("and all words are literal: no slot in a value, no markup in a page, no formula in a file", async () => {
    const publishing = await aPublishing(test.db);
    const id = await draftPublication(publishing.official, typed(publishing.world, { title: "<b>{awards}</b>", summary: "<script>alert(1)</script> & {awards}" }));
    await writeStatement(publishing.official, id, { ...sentence(publishing.world, "<i>{awards}</i> & more"), heading: "=HYPERLINK(1)" });
    const [html, csv] = printFiles(await composeContent(test.db, id)).map((file) => file.body);
    expect(html).toContain("<h1>&lt;b&gt;{awards}&lt;/b&gt;</h1>");
    expect(html).toContain("&lt;i&gt;3&lt;/i&gt; &amp; more");
    expect(html).not.toContain("<script");
    expect(csv).toContain("'=HYPERLINK(1)");
  });

  it("can be abandoned, and a restatement that is abandoned leaves the way free", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await released(publishing, id);
    const newer = await restate(publishing.official, id, { reason: "Better data", data_on: today() });
    await abandonPublication(publishing.official, newer);
    expect(await stateOf(test.db, await restate(publishing.official, id, { reason: "Better data", data_on: today() }))).toBe("draft");
  });
});
