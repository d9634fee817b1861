/** Statements in two hands, and the figures that they may rest on. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { correctObservation, recordObservation } from "#app/domain/figures/change.server.ts";
import { measureSchema } from "#app/domain/figures/define-model.ts";
import { defineMeasure } from "#app/domain/figures/define.server.ts";
import { observationSchema } from "#app/domain/figures/observation-model.ts";
import { Conflict, Invalid } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { editPublication } from "#app/domain/publications/draft.server.ts";
import { usualStyles } from "#app/domain/publications/model.ts";
import { restate } from "#app/domain/publications/restate.server.ts";
import { reprint, writeStatement } from "#app/domain/publications/statements.server.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { cutsOf, sourceChoices } from "#app/domain/publications/slots.server.ts";
import { load } from "#tests/domain/seeds/support.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { aDraft, aPublishing, released, sentence, today, typed, type Publishing } from "./world.ts";

let test: TestDatabase;
let publishing: Publishing;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "history");
  publishing = await aPublishing(test.db);
});
afterAll(() => test.close());

const plan = "2023-2025";
const definition = {
  title: "People at sessions", unit: "people", kind: "count-people", result_type: "output", definition: "Each person once for each session.", population: "Adults", geography: "All 32 council areas",
  period_basis: "A stated range", origin: "asserted", fund: "", computed_code: "", actions: "1.1", outcomes: ["1"],
};
const statementOf = async (id: string) => (await getPublication(test.db, publishing.official.actor, id)).statements[0]!;

describe("two tabs with one statement", () => {
  it("the second to save is told, nothing of the first is overwritten, and it can be saved on top of what stands", async () => {
    const id = await aDraft(publishing);
    const seen = await statementOf(id);
    const inFirst = { ...sentence(publishing.world, "There were {awards} awards."), id: seen.id, version: seen.version };
    const inSecond = { ...sentence(publishing.world, "Awards made: {awards}."), id: seen.id, version: seen.version };
    await writeStatement(publishing.official, id, inFirst);
    await expect(writeStatement(publishing.official, id, inSecond)).rejects.toMatchObject({ constructor: Conflict, theirs: { printed: "There were 3 awards." } });
    expect((await statementOf(id)).printed).toBe("There were 3 awards.");
    await writeStatement(publishing.official, id, { ...inSecond, version: (await statementOf(id)).version });
    expect((await statementOf(id)).printed).toBe("Awards made: 3.");
  });

  it("nor is what a publication is about overwritten from a stale page", async () => {
    const id = await aDraft(publishing);
    const { version } = await getPublication(test.db, publishing.official.actor, id);
    await editPublication(publishing.official, id, typed(publishing.world, { title: "First" }), version);
    await expect(editPublication(publishing.official, id, typed(publishing.world, { title: "Second" }), version)).rejects.toBeInstanceOf(Conflict);
    expect((await getPublication(test.db, publishing.official.actor, id)).title).toBe("First");
  });

  it("a change keeps which reported item the statement words anew", async () => {
    const id = await aDraft(publishing);
    const item = await test.db.selectFrom("reported_item").select("id").limit(1).executeTakeFirstOrThrow();
    const { id: statement } = await statementOf(id);
    await writeStatement(publishing.official, id, { ...sentence(publishing.world), id: statement, item_id: item.id });
    await writeStatement(publishing.official, id, { ...sentence(publishing.world, "{awards} awards."), id: statement });
    expect((await statementOf(id)).item_id).toBe(item.id);
  });
});

describe("a figure that has been corrected", () => {
  it("is offered as corrected only; a draft that rests on the old one no longer holds; a restatement takes the new one", async () => {
    const measure = await defineMeasure(publishing.official, plan, measureSchema.parse(definition));
    const { code: source } = await test.db.selectFrom("source").select("code").limit(1).executeTakeFirstOrThrow();
    const typedFigure = (changes: Record<string, string>) => observationSchema.parse({
      id: newId(), measure, value_to: "", rounded_to: "", qualifier: "", basis: "stated", period_from: "2023-07-01", period_to: "2024-03-31", as_at: "2024-03-31", evidence_class: "B", source, ...changes,
    });
    const old = await recordObservation(publishing.official, plan, "1.1", typedFigure({ value: "83,000", exact_value: "82,938" }));
    const figure = (id: string) => ({ heading: "", template: "It was {figure}.", styles: usualStyles, sources: { figure: `figure:${id}` } });
    const id = await aDraft(publishing);
    await writeStatement(publishing.official, id, figure(old));
    await released(publishing, id);
    const draft = await aDraft(publishing, { title: "Another" });
    await writeStatement(publishing.official, draft, figure(old));
    const fresh = await correctObservation(publishing.official, old, typedFigure({ value: "84,000", exact_value: "83,950" }), "A late return came in");

    const offered = (await sourceChoices(test.db, await cutsOf(test.db, draft))).map(({ value }) => value);
    expect(offered).toContain(`figure:${fresh}`);
    expect(offered).not.toContain(`figure:${old}`);
    await expect(writeStatement(publishing.official, draft, figure(old))).rejects.toMatchObject({ fields: { "slot-figure": expect.stringContaining("has been corrected since") as string } });
    await expect(inTransaction(publishing.official, (tx) => reprint(tx, draft))).rejects.toBeInstanceOf(Invalid);

    const again = await restate(publishing.official, id, { reason: "A figure was corrected.", data_on: today() });
    expect((await getPublication(test.db, publishing.official.actor, again)).statements.map(({ printed }) => printed)).toContain("It was almost 84,000.");
    expect((await getPublication(test.db, publishing.official.actor, id)).statements.map(({ printed }) => printed)).toContain("It was almost 83,000.");
  });

  it("every source that is offered gives something: no choice is a trap", async () => {
    const id = await aDraft(publishing);
    const cuts = await cutsOf(test.db, id);
    const choices = (await sourceChoices(test.db, cuts)).filter(({ value }) => value.startsWith("figure"));
    expect(choices.length).toBeGreaterThan(50);
    for (const { value } of choices) await writeStatement(publishing.official, id, { heading: "", template: "{slot}", styles: usualStyles, sources: { slot: value } });
  });
});
