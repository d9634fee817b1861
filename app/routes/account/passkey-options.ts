/** What a browser needs before it can make or use a passkey: asked for by the small script of the pages that have them. */
import { beginAssertion, beginPasskey } from "#app/domain/accounts/passkeys.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { text } from "#app/web/form.ts";
import { data, dataVerb, signedIn } from "#app/web/page.server.ts";
import { relyingParty } from "#app/web/passkey-site.server.ts";
import { redirect } from "@remix-run/node";

/** Whether passkeys work at the address by which this page was opened. */
export const loader = data(async ({ lade }) => ({ works: relyingParty(lade) !== undefined }));

export const action = dataVerb(async ({ lade, form }) => {
  const site = relyingParty(lade);
  if (!site) throw new NotFound("Passkeys don't work at this address");
  const purpose = text(form, "intent");
  if (purpose === "sign-in") return beginAssertion(lade, site, purpose, lade.client);
  if (purpose === "prove") {
    // Also from a session that owes the second factor: this is how it is passed.
    if (lade.actor.kind !== "person") throw redirect(paths.signIn());
    return beginAssertion(lade, site, purpose, lade.client);
  }
  if (purpose !== "add") throw new NotFound();
  signedIn(lade);
  return beginPasskey(lade, site);
});
