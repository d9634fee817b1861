/** Sign out: a button of every page posts here. Opened by its address it asks first, because reading changes nothing. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { signOut } from "#app/domain/accounts/change.server.ts";
import { paths } from "#app/paths.ts";
import { Button, Form } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { page, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Sign out");

export const loader = page(async ({ lade }) => {
  if (lade.actor.kind !== "person") throw redirect(paths.signIn());
  return null;
});

export const action = verb(async ({ lade }) => {
  if (lade.sessionId) await signOut(lade, lade.sessionId);
  lade.clearSession();
  // What the pages kept in the browser (a draft being typed) goes too: the next person at this computer is another.
  return redirect(paths.signIn({ done: "out" }), { headers: { "Clear-Site-Data": '"cache", "storage"' } });
});

export default function SignOut() {
  return (
    <Article>
      <PageHeader title="Sign out" lead="Everything you saved stays as it is." />
      <Form><Button>Sign out</Button></Form>
    </Article>
  );
}
