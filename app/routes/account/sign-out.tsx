/**
 * Sign out: a button of every page posts here. Opened by its address it asks first, because reading changes nothing; and so it does
 * where answers lie on this device that we have not got yet.
 */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { signOut } from "#app/domain/accounts/change.server.ts";
import { paths } from "#app/paths.ts";
import signOutScript from "#app/ui/form-engine/device/sign-out-script.js?url&no-inline";
import { Button, ButtonGroup, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Warning } from "#app/ui/show.tsx";
import { hasUnsent } from "#app/web/cookie.server.ts";
import { text } from "#app/web/form.ts";
import { page, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const handle = { module: signOutScript };
export const meta: MetaFunction = () => title("Sign out");

export const loader = page(async ({ lade }) => {
  const { actor } = lade;
  if (actor.kind !== "person") throw redirect(paths.signIn());
  return { unsentOf: hasUnsent(lade.request.headers.get("Cookie"), actor.id) ? actor.id : null };
});

export const action = verb(async ({ lade, form }) => {
  const { actor } = lade;
  if (actor.kind === "person" && text(form, "knowing") !== "yes" && hasUnsent(lade.request.headers.get("Cookie"), actor.id)) return redirect(paths.signOut());
  if (lade.sessionId) await signOut(lade, lade.sessionId);
  lade.clearSession();
  // Not "storage": sealed answers of everyone who uses this browser lie there, and open for none but their writer (docs/decisions/0008).
  return redirect(paths.signIn({ done: "out" }), { headers: { "Clear-Site-Data": '"cache"' } });
});

export default function SignOut() {
  const { unsentOf } = useLoaderData<typeof loader>();
  if (unsentOf) return <SignOutWithUnsent person={unsentOf} />;
  return (
    <Article>
      <PageHeader title="Sign out" lead="Everything you saved stays as it is." />
      <Form><Button>Sign out</Button></Form>
    </Article>
  );
}

const SignOutWithUnsent = ({ person }: { person: string }) => (
  <Article>
    <div data-unsent-of={person} data-part={paths.applicationSection("APPLICATION", "PART")}>
      <PageHeader title="Sign out" lead="Some of what you wrote on this device is not saved yet." />
      <Warning>Go to it while you are connected, and it is saved by itself.</Warning>
      <ul data-unsent-list=""><li><a href={paths.desk()}>Go to your desk</a></li></ul>
      <p>If you sign out now, it stays on this device for up to 14 days, locked: nobody can read it, and it is saved when you sign in here again and go on writing.</p>
      <Form>
        <Hidden name="knowing" value="yes" />
        <ButtonGroup>
          <Button secondary>Sign out and leave it here, locked</Button>
          <button className="ds_button ds_button--secondary" type="button" data-unsent-delete="" hidden>Sign out and delete it here</button>
        </ButtonGroup>
      </Form>
    </div>
  </Article>
);
