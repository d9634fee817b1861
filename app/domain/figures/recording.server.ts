/** What the form for a new figure offers: the measures that its action has, and the sources that are known. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";

export async function recordingChoices(db: Kysely<DB>, actionId: string) {
  const measures = await db
    .selectFrom("measure")
    .select(["code", "title", "unit"])
    .where("computed_from", "is", null)
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(selectFrom("measure_action as link").select("link.action_id").where("link.action_id", "=", actionId).whereRef("link.measure_id", "=", "measure.id")),
        exists(
          selectFrom("observation_action as link")
            .innerJoin("observation", "observation.id", "link.observation_id")
            .select("link.action_id")
            .where("link.action_id", "=", actionId)
            .whereRef("observation.measure_id", "=", "measure.id"),
        ),
      ]),
    )
    .orderBy("position")
    .orderBy("title")
    .execute();
  return { measures, sources: await listSources(db) };
}

export const listSources = (db: Kysely<DB>) => db.selectFrom("source").select(["code", "title"]).orderBy("title").execute();

/** One figure with the measure that it is of. Throws NotFound. */
export async function findObservation(db: Kysely<DB>, id: string) {
  const found = isId(id)
    ? await db
        .selectFrom("observation")
        .innerJoin("measure", "measure.id", "observation.measure_id")
        .select(["observation.id", "observation.value", "observation.value_to", "observation.exact_value", "observation.qualifier", "observation.basis", "observation.period_from", "observation.period_to"])
        .select(["observation.as_at", "observation.evidence_class", "observation.source_released_on as released_on", "observation.note", "measure.code", "measure.title", "measure.unit"])
        .where("observation.id", "=", id)
        .executeTakeFirst()
    : undefined;
  if (!found) throw new NotFound();
  return found;
}
