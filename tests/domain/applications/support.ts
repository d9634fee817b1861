/** A pot whose round asks every kind of question, and a group with people who apply to it. */
import type { Database } from "#db/connection.ts";
import { publishForm } from "#app/domain/forms/change.server.ts";
import { startApplication } from "#app/domain/applications/start.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { FormDefinition } from "#app/domain/forms/model.ts";
import type { Insertable } from "kysely";
import type { DB } from "#db/types.ts";
import { contextFor } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { everyKind, wholeAnswers } from "../forms/every-kind.ts";

const renamed: Readonly<Record<string, string>> = { name: "title", groups: "focus-groups" };
const files = everyKind.sections.flatMap((section) => section.questions).filter((question) => question.kind === "files").map((question) => question.id);

/** The form of every kind, with the names that become typed columns. Files have tests of their own: an answer to them needs real ones. */
export const form: FormDefinition = {
  ...everyKind,
  code: "apply-in-tests",
  sections: everyKind.sections.map((section) => ({
    ...section,
    questions: section.questions.filter((question) => !files.includes(question.id)).map((question) => ({ ...question, id: renamed[question.id] ?? question.id })),
  })),
};
/** The section in which a question is asked. */
export const sectionOf = (questionId: string): string => form.sections.find((section) => section.questions.some((question) => question.id === questionId))!.id;
export const whole = Object.fromEntries(Object.entries(wholeAnswers).filter(([id]) => !files.includes(id)).map(([id, value]) => [renamed[id] ?? id, value]));

export async function world(db: Database, values: Partial<Insertable<DB["pot"]>> = {}) {
  await a.codeList(db, "focus-group", ["older", "minority-ethnic"], 2);
  const form_version_id = await db.transaction().execute((tx) => publishForm({ db: tx }, form));
  const round = await a.round(db, { form_version_id, lists: { "focus-group": 2 } });
  const pot = await a.pot(db, { round_id: round.id, ...values });
  const organisation = await a.organisation(db);
  const owner = await an.actor(db, [{ role: "owner", organisation_id: organisation.id }]);
  return { pot, organisation, owner };
}

/** A draft with these answers. */
export async function draft(db: Database, { pot, organisation, owner }: { pot: { id: string }; organisation: { id: string }; owner: PersonActor }, answers: typeof whole = whole): Promise<string> {
  const { id } = await startApplication(contextFor(db, owner), { pot_id: pot.id, organisation_id: organisation.id });
  await saveSection(contextFor(db, owner), id, Object.entries(answers).map(([question_id, value]) => ({ question_id, base_version: 0, value })));
  return id;
}
