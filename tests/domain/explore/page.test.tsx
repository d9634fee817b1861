import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dimensionsOf, measuresFor, type Audience, type ExploreCut } from "#app/domain/figures/explore/model.ts";
import { paths } from "#app/paths.ts";
import { ExploreView } from "#app/routes/parts/explore-view.tsx";
import { readExplorePage } from "#app/routes/parts/explore.server.ts";
import type { Lade } from "#app/web/page.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { aLedger, type Ledger } from "./ledger.ts";

let test: TestDatabase;
let ledger: Ledger;
let official: Awaited<ReturnType<typeof an.actor>>;
beforeAll(async () => {
  test = await testDatabase();
  ledger = await aLedger(test.db, 60, 5);
  official = await an.actor(test.db, [{ role: "official" }]);
});
afterAll(() => test.close());

async function draw(query: Record<string, string>, audience: Audience): Promise<{ status: number; html: string }> {
  const lade = contextFor(test.db, audience === "national" ? official : { kind: "visitor" }) as Lade;
  const answer = await readExplorePage(lade, new URL(`http://lade.example${paths.explore(query)}`), audience);
  const data = (await answer.json()) as Parameters<typeof ExploreView>[0]["data"];
  const ways = audience === "public" ? { explore: paths.explore, awards: paths.awards, round: paths.round, file: paths.exploreFile } : { explore: paths.nationalExplore, awards: paths.nationalAwards, applications: paths.nationalApplications, round: paths.round, file: paths.nationalExploreFile };
  return { status: answer.status, html: renderToStaticMarkup(<ExploreView data={data} audience={audience} ways={ways} />) };
}

it("draws every measure by every dimension with its table, its definition and its download", async () => {
  for (const audience of ["public", "national"] as const)
    for (const measure of measuresFor(audience))
      for (const by of dimensionsOf(measure)) {
        const { status, html } = await draw({ measure, by, fund: ledger.funds[0]! }, audience);
        expect({ measure, by, status }).toEqual({ measure, by, status: 200 });
        for (const part of ["What this counts", "Completeness", "Definition", "<table", "CSV"]) expect(html).toContain(part);
        expect(html).not.toMatch(/NaN|undefined|\[object/);
      }
});

it("keeps a table of two dimensions inside a frame of its own that the keyboard reaches", async () => {
  for (const [by, then] of [["area", "focus-group"], ["focus-group", "round"], ["project-type", "year"], ["band", "month"]] as [ExploreCut["by"], ExploreCut["by"]][]) {
    const { status, html } = await draw({ by, then, fund: ledger.funds[0]! }, "public");
    expect(status).toBe(200);
    expect(html).toMatch(/class="app-cross" role="region" aria-labelledby="cross-caption" tabindex="0"/);
    expect(html).toContain("app-multiples");
    expect(html).not.toMatch(/NaN|undefined/);
  }
});

it("says beside the field why a cut can't be made, keeps what was chosen, and shows no number", async () => {
  const { status, html } = await draw({ measure: "awards", by: "project-type", then: "project-type" }, "public");
  expect(status).toBe(400);
  expect(html).toContain("Choose something else than project type again");
  expect(html).not.toContain("<table");
  expect((await draw({ measure: "people", by: "area" }, "public")).html).toContain("these numbers are for signed-in officials");
});

it("offers the public no measure of people, applications, or money committed, paid or spent", async () => {
  const { html } = await draw({}, "public");
  for (const measure of ["people", "applications", "committed", "paid", "spent"]) expect(html).not.toContain(`<option value="${measure}"`);
  expect((await draw({}, "national")).html).toContain('<option value="people"');
});

it("says of what was paid that it is not known, never £0", async () => {
  const { html } = await draw({ measure: "paid", by: "fund" }, "national");
  expect(html).toContain("not known");
  expect(html).toContain("That is not the same as £0");
  expect(html.replaceAll("not the same as £0", "").replaceAll("that is not £0", "")).not.toContain("£0");
});
