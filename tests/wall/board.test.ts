/** The Board's cycle, a plan and a measure through the built site, by forms alone, and what anyone reads before and after. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { an } from "../support/factories.ts";
import { testSite, type TestSite } from "../support/site.ts";

let site: TestSite;
let official: string;
let publisher: string;
beforeAll(async () => {
  site = await testSite({ seed: "demonstration" });
  const { db } = site.database;
  official = await site.signIn((await an.actor(db, [{ role: "official" }])).id);
  publisher = await site.signIn((await an.actor(db, [{ role: "publisher" }])).id);
});
afterAll(() => site.close());

const page = async (path: string, token?: string) => {
  const answer = await site.ask(path, { token });
  expect(answer.status, `${path}\n${answer.text.slice(0, 300)}`).toBe(200);
  expect(answer.text.match(/<h1/g)).toHaveLength(1);
  return answer.text;
};
const post = (path: string, token: string, form: Record<string, string>) => site.ask(path, { token, form });
const day = (name: string, date: string) => Object.fromEntries(["year", "month", "day"].map((part, place) => [`${name}-${part}`, String(Number(date.split("-")[place]))]));
const reason = "Only those who prepare it may read this reason";

describe("a report to the Leadership Board", () => {
  const at = "/national/board/2026-12";

  it("is opened, signed and handed over by forms; a fault keeps what was typed", async () => {
    const wrong = await post("/national/board/new", official, { title: "Report 9", code: "2026-12", plan: "2023-2025", reference: "", ...day("data_on", "2026-11-30"), ...day("meeting_on", "2026-10-01") });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("before the data date");
    expect(wrong.text).toContain('value="Report 9"');
    expect((await post("/national/board/new", official, { title: "Report 9", code: "2026-12", plan: "2023-2025", reference: "", ...day("data_on", "2026-10-31"), ...day("meeting_on", "2026-12-02") })).status).toBe(302);
    expect(await page(at, official)).toContain("Not signed");
    expect((await post(`${at}/statuses/strategic/3.2`, official, { seen: "", status: "off-track", reason: "", mitigation: "" })).status).toBe(422);
    const refs = [...(await page(at, official)).matchAll(/statuses\/strategic\/([\d.]+)"/g)].map(([, ref]) => ref!);
    expect(refs.length).toBe(28);
    for (const ref of refs) {
      const off = ref === "3.2";
      const answer = await post(`${at}/statuses/strategic/${ref}`, official, { seen: "", status: off ? "off-track" : "on-track", reason: off ? reason : "", mitigation: off ? "A plan" : "" });
      expect(answer.status, ref).toBe(302);
    }
    expect(await page(`${at}/statuses/strategic/3.2`, official)).toContain(reason);
    expect((await post(`${at}/risks`, official, { kind: "risk", description: "A dry summer", owner: "The Board", response: "Watch" })).status).toBe(302);
    expect(await page(`${at}/risks`, official)).toContain("A dry summer");
    expect((await post(at, official, { intent: "ready" })).status).toBe(302);
    for (const [path, token] of [[at, publisher], [`${at}/pack`, publisher], [`${at}/issue`, publisher]] as const) expect(await page(path, token)).toContain("2 December 2026");
  });

  it("leaks to nobody before it is issued, on no public page and in no answer for programs", async () => {
    for (const path of ["/strategy", "/strategy/actions/3.2", "/strategy/priorities/3", "/api/strategy/actions/3.2", "/", "/figures"]) {
      const { text } = await site.ask(path);
      expect(text, path).not.toContain(reason);
      expect(text, path).not.toContain("Off Track");
      expect(text, path).not.toContain("Report 9");
    }
    for (const path of [at, `${at}/pack`, `${at}/pack/html`, `${at}/pack/pdf`]) expect((await site.ask(path)).text).not.toContain(reason);
  });

  it("is issued by the publisher alone; then anyone reads the status in words, and the files stay", async () => {
    expect((await post(`${at}/issue`, official, {})).status).toBe(403);
    expect((await post(`${at}/issue`, publisher, {})).status).toBe(302);
    const action = await page("/strategy/actions/3.2");
    for (const text of ["Off Track", reason, "A plan", "31 October 2026", "2 December 2026", "Invented"]) expect(action).toContain(text);
    expect(await page("/strategy")).toContain(reason);
    expect(await page("/strategy/priorities/3")).toContain("Off Track");
    const first = await site.ask(`${at}/pack/html`, { token: official });
    const again = await site.ask(`${at}/pack/html`, { token: publisher });
    expect(first.headers["content-disposition"]).toContain("leadership-board-2026-12.html");
    expect(first.text).toBe(again.text);
    expect((await site.ask(`${at}/pack/pdf`, { token: official })).text).toMatch(/^%PDF-1\.7/);
    expect((await site.ask(`${at}/pack/docx`, { token: official })).status).toBe(404);
    expect(await page(`${at}/pack`, official)).toContain("Frozen when it was issued");
    expect((await post(`${at}/statuses/strategic/3.2`, official, { seen: "", status: "on-track", reason: "", mitigation: "" })).status).toBe(409);
  });

  it("shows what was brought in of February 2025, the slip beside what is held", async () => {
    const pack = await page("/national/board/2025-02/pack", official);
    for (const text of ["73.5", "39.4", "69", "Brought in", "February 2025", "30 April 2025"]) expect(pack).toContain(text);
  });
});

describe("a new plan", () => {
  it("is prepared by an official and public only when a publisher brings it into force; the old address keeps its meaning", async () => {
    const at = "/national/plans/2026-2029";
    expect((await post("/national/plans/new", official, { title: "Plan 2026 to 2029", code: "2026-2029", follows: "2023-2025", note: "", ...day("valid_from", "2026-02-16") })).status).toBe(302);
    const bad = await post(`${at}/import`, official, { rows: "ref,title,priority,scheme\n2.3,Community capacity,33,strategic\n" });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain("Row 2, priority");
    expect(bad.text).toContain("Community capacity");
    expect((await post(`${at}/import`, official, { rows: "ref,title,priority,scheme\r\n2.3,Community capacity,3,strategic\r\n1.1,Data,,workforce" })).status).toBe(302);
    expect((await post(`${at}/crosswalk`, official, { from: "strategic 3.2", to: "2.3", note: "", ...day("dated_on", "2026-02-16") })).status).toBe(302);
    expect(await page(at, publisher)).toContain("Bring this plan into force");
    expect(await page(at, official)).not.toContain("Bring this plan into force");
    expect((await site.ask("/strategy/actions/2.3?plan=2026-2029")).status).toBe(404);
    expect(await page("/strategy/actions/3.2")).not.toContain("Became");
    expect((await post(at, official, {})).status).toBe(403);
    expect((await post(at, publisher, {})).status).toBe(302);
    expect(await page("/strategy/actions/3.2")).toMatch(/Became .*\/strategy\/actions\/2\.3\?plan=2026-2029/);
    expect(await page("/strategy/actions/2.3?plan=2026-2029")).toMatch(/Was .*\/strategy\/actions\/3\.2"/);
    expect(await page("/strategy?plan=2026-2029")).toContain("/strategy/priorities/3?plan=2026-2029");
    expect(await page("/strategy/priorities/3?plan=2026-2029")).toContain("Community capacity");
    expect(await page("/strategy/actions/2.3")).toContain("Lived experience");
  });

  it("prints the wording that is asked for, and none that nobody kept", async () => {
    expect(await page("/strategy/priorities/1?wording=easy-read")).toContain("Change how people think about mental health");
    expect(await page("/strategy/priorities/3?wording=delivery-plan")).toContain("community based");
    expect((await site.ask("/strategy/priorities/3?wording=nobodys")).status).toBe(404);
    expect((await post("/national/plans/2023-2025/wordings", official, { subject: "priority/5", label: "easy-read", document: "Easy Read", wording: "Working together" })).status).toBe(302);
    expect(await page("/strategy/priorities/5?wording=easy-read")).toContain("Working together");
  });
});

describe("a measure and its figures", () => {
  it("is defined, recorded with a checked word, corrected and contradicted, all on the action's public page", async () => {
    const answer = await post("/national/measures/new", official, {
      title: "People at sessions", unit: "people", kind: "count-people", result_type: "output", definition: "Each person once.", population: "Adults", geography: "Scotland", period_basis: "Nine months",
      origin: "asserted", fund: "", computed_code: "", actions: "4.2", outcomes: "1",
    });
    expect(answer.status).toBe(302);
    const at = answer.headers.location!.split("?")[0]!;
    const code = at.split("/").at(-1)!;
    const figure = (changes: Record<string, string> = {}) => ({
      id: crypto.randomUUID(), measure: code, value: "83,000", exact_value: "82,938", rounded_to: "", qualifier: "", value_to: "", basis: "stated", ...day("period_from", "2023-07-01"), ...day("period_to", "2024-03-31"), ...day("as_at", "2024-03-31"),
      evidence_class: "B", source: "progress-update-2025", source_ref: "", other_actions: "", note: "", ...changes,
    });
    const wrong = await post("/national/actions/4.2/observations/new", official, figure({ qualifier: "over" }));
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("would be false");
    expect((await post("/national/actions/4.2/observations/new", official, figure())).status).toBe(302);
    expect(await page("/strategy/actions/4.2")).toContain("almost 83,000");
    const measure = await page(at, official);
    expect(measure).toContain("82,938");
    const id = /\/national\/observations\/([0-9a-f-]+)\/correct/.exec(measure)![1]!;
    expect(await page(`/national/observations/${id}/correct`, official)).toContain("82938");
    expect((await post(`/national/observations/${id}/correct`, official, figure({ reason: "" }))).status).toBe(422);
    expect((await post(`/national/observations/${id}/correct`, official, figure({ reason: "A late return", value: "84,000", exact_value: "83,950" }))).status).toBe(302);
    expect(await page(`/national/observations/${id}/difference`, official)).toContain("almost 83,000");
    expect((await post(`/national/observations/${id}/difference`, official, { published_value: "82,000", source: "progress-update-2025", source_ref: "", note: "Printed otherwise" })).status).toBe(302);
    const shown = await page("/strategy/actions/4.2");
    for (const text of ["almost 84,000", "almost 83,000", "A late return", "82,000", "Printed otherwise", "An output"]) expect(shown).toContain(text);
    expect(await page(at, official)).toContain("nothing to add");
    expect(await page("/national/measures", official)).toContain("32 of 43");
  });

  it("says of a population metric that it shows no action's effect", async () => {
    expect(await page("/strategy/actions/6.1")).toContain("It does not show what any action caused");
  });
});
