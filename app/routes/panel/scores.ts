/** Scores that save by themselves: what the script of the assessment's page sends. */
import { json } from "@remix-run/node";
import { autosaveScores } from "#app/domain/assessment/scores-autosave.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { findOwnSheet, getStanding } from "#app/domain/assessment/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formFields, text } from "#app/web/form.ts";
import { data, dataVerb, staff } from "#app/web/page.server.ts";

export const loader = data(async ({ lade, params }) => {
  const person = staff(lade);
  permit(may.score(person, await getStanding(lade.db, params.id ?? "", person.id)));
  const own = await findOwnSheet(lade.db, params.id ?? "", person.id);
  return { version: own?.version ?? 0, status: own?.status ?? "draft" };
});

export const action = dataVerb(async ({ lade, params, form }) => {
  const person = staff(lade);
  // What one person typed is never saved as another's, who signed in meanwhile in the same browser.
  if (text(form, "person") !== person.id) throw json({ message: "Somebody else has signed in here meanwhile" }, { status: 403 });
  return autosaveScores(lade, params.id ?? "", formFields(form));
});
