/** A pot in assessment: two criteria, an administrator, assessors, an application that was sent. */
import { getPot } from "#app/domain/funds/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { contextFor, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";

export const caught = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);

export async function assessmentWorld(test: TestDatabase) {
  const { db } = test;
  const pot = await a.pot(db);
  const { fund_id } = await getPot(db, pot.id);
  const place = { fund_id, area_code: pot.area_code };
  const criteria = [await a.criterion(db, { pot_id: pot.id, weight: 60, max_points: 5 }), await a.criterion(db, { pot_id: pot.id, weight: 40, max_points: 10 })];
  const person = (role: "administrator" | "assessor" | "chair") => an.actor(db, [{ role, ...place }]);
  return {
    pot,
    place,
    criteria,
    administrator: await person("administrator"),
    ann: await person("assessor"),
    bob: await person("assessor"),
    chair: await person("chair"),
    application: await sentApplication(test, pot.id),
    as: (actor: PersonActor) => contextFor(db, actor),
    sheet: (version: number, points: [number | null, number | null], reason = "Clear need") => ({
      version,
      overall: "",
      scores: criteria.map(({ id }, index) => ({ criterion_id: id, points: points[index]!, reason })),
    }),
  };
}

/** An application with the submission behind it. */
export async function sentApplication({ db }: TestDatabase, pot_id: string) {
  const application = await an.application(db, { pot_id, status: "submitted" });
  await db
    .insertInto("submission")
    .values({
      id: newId(),
      application_id: application.id,
      form_version_id: application.form_version_id,
      answers: JSON.stringify({ title: application.title }),
      organisation: JSON.stringify({ name: "As it was" }),
      sha256: "0".repeat(64),
      received_at: application.received_at!,
      submitted_by: application.created_by,
    })
    .execute();
  return application;
}

/** The actor again, with a membership of the organisation that was not there before. */
export async function joined({ db }: TestDatabase, actor: PersonActor, organisation_id: string): Promise<PersonActor> {
  await a.role(db, { person_id: actor.id, role: "viewer", organisation_id });
  return actorOf(db, actor.id);
}
