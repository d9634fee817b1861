import { createHash } from "node:crypto";
import { strFromU8, unzipSync } from "fflate";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionPage } from "#app/domain/figures/action-page.server.ts";
import { actionReport } from "#app/domain/figures/action-report.server.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { addRisk, giveBack, markReady, openReport, removeRisk, signStatus } from "#app/domain/publications/board/change.server.ts";
import { issueReport } from "#app/domain/publications/board/issue.server.ts";
import { draftPack, getReport, readFile, readPack, standingStatuses, statusPage } from "#app/domain/publications/board/read.server.ts";
import type { Status } from "#app/domain/strategy/status.ts";
import { issuedStatuses } from "#app/domain/strategy/status.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { refusedConstraint } from "#app/domain/kernel/errors.ts";
import { aPlan, both, official, publisher, type BoardWorld } from "./world.ts";

let test: TestDatabase;
let world: BoardWorld;
beforeAll(async () => {
  test = await testDatabase();
  world = await aPlan(test.db);
});
afterAll(() => test.close());

const secretReason = "A reason that nobody outside may read before it is issued";
const said = (status: Status, changes: Partial<Record<"seen" | "reason" | "mitigation" | "achievement", string>> = {}) => ({ seen: "", status, reason: "", mitigation: "", achievement: "", ...changes });
const open = (context: Context, code: string, meeting_on: string, data_on = "2026-01-31") => openReport(context, { code, reference: "LB(26)01", title: `Report ${code}`, plan: "2023-2025", data_on, meeting_on });

describe("the Board's cycle (requirements 23 and 24)", () => {
  const code = "2026-04";
  let writer: Context;
  beforeAll(async () => {
    writer = await official(test.db);
    await open(writer, code, "2026-04-15");
  });

  it("is prepared by officials only", async () => {
    await expect(open(await publisher(test.db), "2026-05", "2026-05-15")).rejects.toBeInstanceOf(NotAllowed);
    await expect(signStatus(await publisher(test.db), code, "strategic", "1.1", said("on-track"))).rejects.toBeInstanceOf(NotAllowed);
    await expect(open(writer, code, "2026-06-15")).rejects.toBeInstanceOf(Invalid);
    await expect(open(writer, "other", "2026-04-15")).rejects.toBeInstanceOf(Invalid);
  });

  it("keeps 1.1 Stigma and 1.1 Workforce data apart, and refuses a strategic action the six words", async () => {
    const split: [string, Status][] = [["1.1.1", "delivered"], ["1.1.2", "delivered"], ["1.1.3", "on-track"], ["1.1.4", "on-track"]];
    for (const [ref, status] of split) await signStatus(writer, code, "sub-action", ref, said(status, { achievement: status === "delivered" ? `Reached ${ref}` : "" }));
    await signStatus(writer, code, "sub-action", "1.1.5", said("off-track", { reason: "Late", mitigation: "More people" }));
    await expect(signStatus(writer, code, "strategic", "1.1", said("delivered"))).rejects.toBeInstanceOf(Invalid);
    await expect(signStatus(writer, code, "strategic", "1.1", said("on-track"))).rejects.toMatchObject({ fields: { reason: expect.stringContaining("under it") } });
    await signStatus(writer, code, "strategic", "1.1", said("on-track", { reason: secretReason }));
    await signStatus(writer, code, "workforce", "1.1", said("at-risk", { reason: "No data yet", mitigation: "Asking" }));
    const standing = await standingStatuses(test.db, (await getReport(test.db, code)).id);
    expect(standing.find((one) => one.action_id === world.ids["strategic 1.1"])?.status).toBe("on-track");
    expect(standing.find((one) => one.action_id === world.ids["workforce 1.1"])?.status).toBe("at-risk");
  });

  it("keeps the database from taking a status that an action can't have, or of another plan", async () => {
    const { id } = await getReport(test.db, code);
    const row = { id: crypto.randomUUID(), report_id: id, action_id: world.ids["strategic 1.1"]!, sequence: 9, status: "delivered" as const };
    await expect(test.db.insertInto("board_status").values(row).execute()).rejects.toSatisfy((error) => refusedConstraint(error) === "board_status_fits");
  });

  it("keeps every judgement, lets the last stand, and never loses one of two people's", async () => {
    const report = await getReport(test.db, code);
    const { stands } = await statusPage(test.db, report, "strategic", "1.1");
    const other = await official(test.db);
    await signStatus(other, code, "strategic", "1.1", said("at-risk", { seen: stands!.id, reason: secretReason, mitigation: "Plan B" }));
    await expect(signStatus(writer, code, "strategic", "1.1", said("off-track", { seen: stands!.id, reason: "Mine", mitigation: "Mine" }))).rejects.toBeInstanceOf(Conflict);
    await signStatus(other, code, "strategic", "1.1", said("at-risk", { seen: stands!.id, reason: secretReason, mitigation: "Plan B" }));
    const kept = await test.db.selectFrom("board_status").select("status").where("action_id", "=", world.ids["strategic 1.1"]!).orderBy("sequence").execute();
    expect(kept.map(({ status }) => status)).toEqual(["on-track", "at-risk"]);
    await expect(test.db.updateTable("board_status").set({ reason: "Softer" }).execute()).rejects.toThrow(/never changed/);
  });

  it("computes the split beside the judgement, with right percentages, and leaves the judgement alone", async () => {
    const pack = await draftPack(test.db, await getReport(test.db, code));
    const one = pack.strategic.find(({ ref }) => ref === "1.1")!;
    expect(one).toMatchObject({ status: "At Risk", split: { basis: "computed", signed: 5, known: 5 } });
    expect(one.split.shares).toEqual([{ status: "Delivered", count: 2, percent: 40 }, { status: "On Track", count: 2, percent: 40 }, { status: "Off Track", count: 1, percent: 20 }]);
    expect(pack.off_track).toMatchObject([{ ref: "1.1.5", lead: "The lead body", reason: "Late", mitigation: "More people", status: "Off Track" }]);
    expect(pack.at_risk.map(({ scheme, ref }) => `${scheme} ${ref}`)).toEqual(["strategic 1.1", "workforce 1.1"]);
  });

  it("is not handed over while a strategic action has no status, and takes nothing more once it is", async () => {
    await expect(markReady(writer, code)).rejects.toThrow(/1\.2/);
    await signStatus(writer, code, "strategic", "1.2", said("on-track"));
    await addRisk(writer, code, { kind: "risk", description: "Money ends", owner: "The Board", response: "Ask" });
    await addRisk(writer, code, { kind: "issue", description: "Entered by mistake", owner: "The Board", response: "None" });
    const wrong = await test.db.selectFrom("board_risk").select("id").where("kind", "=", "issue").executeTakeFirstOrThrow();
    await removeRisk(writer, code, wrong.id);
    await removeRisk(writer, code, "not-a-key");
    await markReady(writer, code);
    await expect(signStatus(writer, code, "strategic", "1.2", said("off-track", { reason: "x", mitigation: "y" }))).rejects.toBeInstanceOf(WrongState);
    await expect(addRisk(writer, code, { kind: "risk", description: "d", owner: "o", response: "r" })).rejects.toBeInstanceOf(WrongState);
    await giveBack(await publisher(test.db), code, "Say more of 1.2");
    expect(await getReport(test.db, code)).toMatchObject({ state: "preparing", given_back_reason: "Say more of 1.2" });
    await markReady(writer, code);
  });

  it("leaks nothing before it is issued: no status, no reason, on no public page, in no API, in no audit", async () => {
    expect((await issuedStatuses(test.db, world.plan)).size).toBe(0);
    const shown = JSON.stringify([await actionPage(test.db, undefined, "1.1", new Date()), await actionReport(test.db, undefined, "1.1", new Date())]);
    expect(shown).not.toContain(secretReason);
    expect(shown).not.toContain("at-risk");
    const audit = JSON.stringify(await test.db.selectFrom("audit_event").select("detail").execute());
    for (const word of [secretReason, "at-risk", "At Risk", "off-track", "Money ends"]) expect(audit).not.toContain(word);
  });

  it("is issued by a publisher who wrote nothing in it, never by its authors", async () => {
    await expect(issueReport(writer, code)).rejects.toBeInstanceOf(NotAllowed);
    const two = await both(test.db);
    await giveBack(two, code, "I want to write in it");
    await addRisk(two, code, { kind: "issue", description: "A second pair of hands", owner: "The Board", response: "None" });
    await markReady(writer, code);
    await expect(issueReport(two, code)).rejects.toBeInstanceOf(NotAllowed);
    await issueReport(await publisher(test.db), code);
    await expect(issueReport(await publisher(test.db), code)).rejects.toBeInstanceOf(WrongState);
    await expect(issueReport(await publisher(test.db), "2099-01")).rejects.toBeInstanceOf(NotFound);
  });

  it("shows the status in words on the action's page once it is issued, with both dates", async () => {
    const { issued } = await actionPage(test.db, undefined, "1.1", new Date());
    expect(issued).toMatchObject({ words: "At Risk", reason: secretReason, mitigation: "Plan B", report: { data_on: "2026-01-31", meeting_on: "2026-04-15" } });
  });
});

describe("an issued pack", () => {
  it("stays as it was, byte for byte, whatever happens to the actions after", async () => {
    const report = await getReport(test.db, "2026-04");
    const before = await Promise.all((["html", "pdf", "ods"] as const).map((format) => readFile(test.db, report.id, format)));
    for (const file of before) expect(createHash("sha256").update(file!.body).digest("hex")).toBe(file!.sha256);
    const { pack } = await readPack(test.db, report);
    await test.db.updateTable("action").set({ title: "Renamed after" }).where("id", "=", world.ids["strategic 1.1"]!).execute();
    const after = await Promise.all((["html", "pdf", "ods"] as const).map((format) => readFile(test.db, report.id, format)));
    after.forEach((file, index) => expect(file!.body.equals(before[index]!.body)).toBe(true));
    expect(await readPack(test.db, report)).toEqual({ pack, frozen: true });
    expect(JSON.stringify(pack)).not.toContain("Renamed after");
    await test.db.updateTable("action").set({ title: "Stigma" }).where("id", "=", world.ids["strategic 1.1"]!).execute();
  });

  it("can't be changed, deleted or added to by anyone with the application's rights", async () => {
    const { id } = await getReport(test.db, "2026-04");
    for (const change of [
      sql`update board_file set sha256 = repeat('0', 64)`,
      sql`delete from board_file`,
      sql`update board_report set data_on = '2026-01-01' where id = ${id}`,
      sql`delete from board_report where id = ${id}`,
      sql`insert into board_risk (id, report_id, kind, description, owner, response) values (gen_random_uuid(), ${id}, 'risk', 'Late', 'x', 'y')`,
      sql`delete from board_risk where report_id = ${id}`,
      sql`insert into board_split (report_id, action_id, status, percent) values (${id}, ${world.ids["strategic 1.1"]}, 'delivered', 100)`,
    ])
      await expect(change.execute(test.db)).rejects.toThrow(/never changed|being prepared|issued report/);
  });

  it("holds both dates, the off-track table and the overview as tagged PDF, accessible HTML and ODS", async () => {
    const report = await getReport(test.db, "2026-04");
    const [html, pdf, ods] = await Promise.all((["html", "pdf", "ods"] as const).map((format) => readFile(test.db, report.id, format)));
    const page = html!.body.toString("utf8");
    for (const text of ["31 January 2026", "15 April 2026", "Delivery Date Missed with Risk", "Mitigating Actions", "More people", "40%", '<html lang="en-GB">', "<caption>", 'scope="col"', 'scope="row"']) expect(page).toContain(text);
    expect(page).not.toMatch(/<script|Draft, not issued/);
    const structure = pdf!.body.toString("latin1");
    expect(structure).toMatch(/^%PDF-1\.7/);
    for (const mark of [/\/MarkInfo/, /\/Marked true/, /\/StructTreeRoot/, /\/Lang \(en-GB\)/, /\/DisplayDocTitle true/, /\/S \/H1/, /\/S \/H2/, /\/S \/Table/, /\/S \/TH/, /\/FontFile/, /pdfuaid:part/]) expect(structure).toMatch(mark);
    const content = strFromU8(unzipSync(ods!.body)["content.xml"]!);
    for (const text of ["31 January 2026", "15 April 2026", "Mitigating Actions", "More people", 'office:value="40"', "table:table-header-rows"]) expect(content).toContain(text);
  });

  it("escapes what people write", async () => {
    const writer = await official(test.db);
    await open(writer, "escaped", "2026-05-20");
    await addRisk(writer, "escaped", { kind: "risk", description: "<script>alert(1)</script> & more", owner: "x", response: "y" });
    const { packHtml } = await import("#app/domain/publications/board/html.ts");
    expect(packHtml(await draftPack(test.db, await getReport(test.db, "escaped")))).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more");
  });
});

describe("the next meeting", () => {
  it("says what changed and what was delivered since the last one, and an unissued report is no last one", async () => {
    const writer = await official(test.db);
    await open(writer, "2026-08", "2026-08-20", "2026-06-30");
    await signStatus(writer, "2026-08", "sub-action", "1.1.1", said("delivered"));
    await signStatus(writer, "2026-08", "sub-action", "1.1.3", said("delivered", { achievement: "It opened" }));
    await signStatus(writer, "2026-08", "strategic", "1.1", said("on-track"));
    await signStatus(writer, "2026-08", "strategic", "1.2", said("on-track"));
    const pack = await draftPack(test.db, await getReport(test.db, "2026-08"));
    expect(pack.previous).toMatchObject({ meeting_on: "2026-04-15" });
    expect(pack.delivered).toEqual([{ scheme: "Sub-action", ref: "1.1.3", title: "Part 3", achievement: "It opened" }]);
    expect(pack.changes.map(({ ref, from, to }) => [ref, from, to])).toEqual([["1.1", "At Risk", "On Track"], ["1.1.3", "On Track", "Delivered"]]);
  });

  it("does not show on public pages until it is issued: the earlier status stands", async () => {
    expect((await actionPage(test.db, undefined, "1.1", new Date())).issued?.words).toBe("At Risk");
    const writer = await official(test.db);
    await markReady(writer, "2026-08");
    await issueReport(await publisher(test.db), "2026-08");
    expect((await actionPage(test.db, undefined, "1.1", new Date())).issued?.words).toBe("On Track");
  });
});
