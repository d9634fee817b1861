/** What waits on a publisher's desk, and on an author's. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { readDesk } from "#app/domain/desk/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { approvePublication, giveBackPublication, submitPublication } from "#app/domain/publications/release.server.ts";
import { writeStatement } from "#app/domain/publications/statements.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { aDraft, answerAll, aPublishing, sentence, soon } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const desk = async (actor: unknown) => {
  const { toApprove, givenBack } = await readDesk(test.db, actor as PersonActor);
  return { toApprove: toApprove.map(({ at }) => at), givenBack: givenBack.map(({ id }) => id) };
};

it("a publication waits for the second person: every publisher but those who wrote in it, from its handing over to its approval", async () => {
  const publishing = await aPublishing(test.db);
  const { official, publisher } = publishing;
  const both = contextFor(test.db, await an.actor(test.db, [{ role: "official" }, { role: "publisher" }]));
  const id = await aDraft(publishing);
  await writeStatement(both, id, sentence(publishing.world, "There were {awards} awards."));
  await answerAll(official, id);
  expect(await desk(publisher.actor)).toEqual({ toApprove: [], givenBack: [] });
  await submitPublication(official, id);
  expect(await desk(publisher.actor)).toEqual({ toApprove: [id], givenBack: [] });
  expect((await readDesk(test.db, publisher.actor as PersonActor)).toApprove).toEqual([{ what: "publication", at: id, title: "Awards of the year", day: soon() }]);
  for (const other of [both.actor, official.actor, { ...(publisher.actor as PersonActor), secondFactor: false }]) expect(await desk(other)).toEqual({ toApprove: [], givenBack: [] });

  await giveBackPublication(publisher, id, { reason: "The second sentence is unclear." });
  expect(await desk(publisher.actor)).toEqual({ toApprove: [], givenBack: [] });
  expect(await desk(official.actor)).toEqual({ toApprove: [], givenBack: [id] });

  await submitPublication(official, id);
  await approvePublication(publisher, id);
  for (const { actor } of [publisher, official]) expect(await desk(actor)).toEqual({ toApprove: [], givenBack: [] });
});
