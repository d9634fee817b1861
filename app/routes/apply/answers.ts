/** Answers that save by themselves: what the script of a section's page sends and asks. */
import { json } from "@remix-run/node";
import { readAnswers, saveAnswers } from "#app/domain/applications/autosave.server.ts";
import { text } from "#app/web/form.ts";
import { data, dataVerb, signedIn } from "#app/web/page.server.ts";

export const loader = data(async ({ lade, params, url }) => {
  signedIn(lade);
  return readAnswers(lade, params.id ?? "", url.searchParams.get("section") ?? "");
});

export const action = dataVerb(async ({ lade, params, form }) => {
  const me = signedIn(lade);
  // What one person typed is never saved as another's, who signed in meanwhile in the same browser.
  const writer = text(form, "person");
  if (writer !== "" && writer !== me.id) throw json({ otherPerson: true }, { status: 403 });
  const [choice, refused = ""] = text(form, "intent").split(":");
  return saveAnswers(lade, params.id ?? "", {
    section: text(form, "section"),
    key: text(form, "key"),
    form,
    choice: choice === "use" || choice === "keep" ? { choice, refused } : undefined,
  });
});
