/** A fund with awards, an official who drafts, a publisher who approves, for the tests of publications. */
import { sql } from "kysely";
import { addTable, draftPublication } from "#app/domain/publications/draft.server.ts";
import { writeStatement } from "#app/domain/publications/statements.server.ts";
import { approvePublication, releaseDue, submitPublication } from "#app/domain/publications/release.server.ts";
import { answerFinding, findings } from "#app/domain/publications/checks.server.ts";
import { publicationSchema, tableSchema, usualStyles } from "#app/domain/publications/model.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { aberdeen, angus, anAward, aWorld, focus, glasgow, type World } from "#tests/domain/figures/world.ts";
import { contextFor } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import type { Database } from "#db/connection.ts";

export interface Publishing {
  world: World;
  official: Context;
  publisher: Context;
}

export const today = (): string => londonDay(new Date());
export const soon = (): string => addDays(today(), 40);

export async function aPublishing(db: Database): Promise<Publishing> {
  const world = await aWorld(db);
  await anAward(db, world, { area: aberdeen, on: "2023-11-10", tags: focus("women") });
  await anAward(db, world, { area: glasgow, on: "2024-01-20", tags: focus("women", "minority-ethnic") });
  await anAward(db, world, { area: angus, on: "2024-03-05" });
  return { world, official: contextFor(db, await an.actor(db, [{ role: "official" }])), publisher: contextFor(db, await an.actor(db, [{ role: "publisher" }])) };
}

export const typed = (world: World, changes: Record<string, unknown> = {}) =>
  publicationSchema.parse({
    title: "Awards of the year", summary: "What was awarded.", period_from: "2023-11-01", period_to: "2024-03-31", data_on: today(), release_on: soon(), announce: "yes", people_threshold: 5,
    funds: [world.fund.code], ...changes,
  });

export const sentence = (world: World, template = "From {from} to {to} there were {awards} awards, {women} for women.") => ({
  heading: "", template, styles: usualStyles,
  sources: { from: "period:from", to: "period:to", awards: `${world.fund.code}:awards`, women: `${world.fund.code}:focus-group/women` },
});
export const aTable = (world: World, changes: Record<string, unknown> = {}) =>
  tableSchema.parse({ title: "By focus group", fund: world.fund.code, measure: "awards", by_code: "focus-group", ...changes });

/** A draft with a statement and a table. */
export async function aDraft({ world, official }: Publishing, changes: Record<string, unknown> = {}): Promise<string> {
  const id = await draftPublication(official, typed(world, changes));
  await writeStatement(official, id, sentence(world));
  await addTable(official, id, aTable(world));
  return id;
}

/** Every finding that can be answered is. */
export async function answerAll(context: Context, id: string): Promise<void> {
  for (const finding of await findings(context.db, id)) if (finding.level === "answer" && finding.answer === null) await answerFinding(context, id, { finding: finding.code, answer: "Known, and right." });
}

export async function approved(publishing: Publishing, id: string): Promise<void> {
  await answerAll(publishing.official, id);
  await submitPublication(publishing.official, id);
  await approvePublication(publishing.publisher, id);
}

/** Its moment comes: nothing waits for half past nine here. */
export async function itsMomentComes(db: Database, id: string): Promise<void> {
  await sql`update publication set release_at = clock_timestamp() - interval '1 second' where id = ${id}`.execute(db);
}

export async function released(publishing: Publishing, id: string): Promise<void> {
  const { db } = publishing.official;
  await approved(publishing, id);
  await itsMomentComes(db as Database, id);
  await releaseDue(contextFor(db as Database, { kind: "visitor" }));
}

export const stateOf = async (db: Database, id: string): Promise<string> => (await db.selectFrom("publication").select("state").where("id", "=", id).executeTakeFirstOrThrow()).state;
export const filesOf = (db: Database, id: string) => db.selectFrom("publication_file").select(["format", "body", "sha256"]).where("publication_id", "=", id).orderBy("format").execute();
