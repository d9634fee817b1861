/** The second step of signing in: a passkey, a code from the authenticator, or a recovery code. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { codeOnly, sameSitePath } from "#app/domain/accounts/model.ts";
import { hasPasskey, proveByPasskey } from "#app/domain/accounts/passkeys.server.ts";
import { passSecondFactor, secondFactorState } from "#app/domain/accounts/secondFactor.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Details, Inset } from "#app/ui/show.tsx";
import { hasStaffRole } from "#app/domain/kernel/actor.ts";
import { PasskeyForm, withPasskeys, WithoutPasskeys } from "#app/ui/passkey.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, verb, type Lade } from "#app/web/page.server.ts";
import { relyingParty, underAName } from "#app/web/passkey-site.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";

export const handle = withPasskeys;
export const meta: MetaFunction = () => title("Second step");

/** Signed in by a password or a link at least: this page is what stands between that and everything else. */
function halfway(lade: Lade, next: string | undefined): string {
  if (lade.actor.kind === "person" && lade.sessionId) return lade.sessionId;
  throw redirect(paths.signIn({ next: paths.secondFactor({ next }) }));
}

export const loader = page(async ({ lade, url }) => {
  const next = sameSitePath(url.searchParams.get("next"));
  halfway(lade, next);
  if (lade.actor.kind !== "person" || lade.actor.secondFactor) throw redirect(next ?? paths.desk());
  const authenticator = (await secondFactorState(lade.db, lade.actor.id)) === "set-up";
  const passkey = await hasPasskey(lade.db, lade.actor.id);
  // A passkey of somebody who is no staff need not be used: they may set up an authenticator beside it.
  if (!authenticator && !(passkey && hasStaffRole(lade.actor))) throw redirect(paths.secondFactorSetUp({ next }));
  return { next, authenticator, passkey, works: relyingParty(lade) !== undefined, elsewhere: underAName(lade, paths.signIn()), demonstration: lade.config.mode === "demonstration" };
});

export const action = verb(async ({ lade, form }) => {
  const next = sameSitePath(String(form.get("next")));
  const session = { sessionId: halfway(lade, next), device: lade.device };
  const site = relyingParty(lade);
  const byPasskey = text(form, "intent") === "passkey";
  if (byPasskey && !site) throw new NotFound();
  const opened = byPasskey ? await proveByPasskey(lade, site!, text(form, "response"), session) : await passSecondFactor(lade, parseForm(codeOnly, form).code, session);
  lade.setSession(opened.token, opened.expires_at);
  return redirect(next ?? paths.desk());
});

export default function SecondFactor() {
  const { next, authenticator, passkey, works, elsewhere, demonstration } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={authenticator ? "Enter your code" : "Use your passkey"} lead={authenticator ? "The first step is done. Now open the authenticator on your telephone." : "The first step is done. Staff pages open with your passkey."} />
      {passkey && works ? <PasskeyForm purpose="prove" button="Use a passkey" secondary={authenticator}>{next ? <Hidden name="next" value={next} /> : null}</PasskeyForm> : null}
      {passkey && !authenticator ? (
        <>
          {works ? <WithoutPasskeys><p>Passkeys need JavaScript, and a browser from the last few years. Turn it on, or sign in from the device you added the passkey on.</p></WithoutPasskeys> : null}
          {elsewhere ? <Inset><p>Passkeys need a name for an address, not numbers. In the demonstration, <a href={elsewhere}>sign in at localhost</a>.</p></Inset> : null}
          <Details summary="I don't have my passkey">
            <p>Ask the service's administrator to take your second step away. You then set up another.</p>
          </Details>
        </>
      ) : null}
      {authenticator ? <Code next={next} demonstration={demonstration} refused={refused} /> : null}
    </Article>
  );
}

function Code({ next, demonstration, refused }: { next: string | undefined; demonstration: boolean; refused: Refused | undefined }) {
  return (
    <>
      <Form refused={refused}>
        {next ? <Hidden name="next" value={next} /> : null}
        <TextField name="code" label="Code" width={20} inputMode="text" autoComplete="one-time-code" hint="6 digits, for example 492 039. Each code works once" />
        <Button>Continue</Button>
      </Form>
      {demonstration ? <Inset><p>In the demonstration you need no telephone: <a href={paths.demonstrationCodes()}>the codes page</a> shows a fresh one.</p></Inset> : null}
      <Details summary="I don't have my telephone">
        <p>Enter one of the recovery codes you wrote down when you set up the second step. Each works once. If you have none left, ask the service's administrator to take the second step away, and set it up anew.</p>
      </Details>
    </>
  );
}
