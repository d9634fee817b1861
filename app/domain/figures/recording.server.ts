/** What the form for a new figure offers: the measures that its action has, and the sources that are known. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";

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
  const sources = await db.selectFrom("source").select(["code", "title"]).orderBy("title").execute();
  return { measures, sources };
}
