/** The second step of signing in: a code from the authenticator, or a recovery code. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { codeOnly, sameSitePath } from "#app/domain/accounts/model.ts";
import { passSecondFactor, secondFactorState } from "#app/domain/accounts/secondFactor.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Details, Inset } from "#app/ui/show.tsx";
import { parseForm } from "#app/web/form.ts";
import { page, verb, type Lade } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Enter your code");

/** Signed in by the password at least: this page is what stands between that and everything else. */
function withPassword(lade: Lade, next: string | undefined): string {
  if (lade.actor.kind === "person" && lade.sessionId) return lade.sessionId;
  throw redirect(paths.signIn({ next: paths.secondFactor({ next }) }));
}

export const loader = page(async ({ lade, url }) => {
  const next = sameSitePath(url.searchParams.get("next"));
  withPassword(lade, next);
  if (lade.actor.kind !== "person" || lade.actor.secondFactor) throw redirect(next ?? paths.desk());
  if ((await secondFactorState(lade.db, lade.actor.id)) !== "set-up") throw redirect(paths.secondFactorSetUp({ next }));
  return { next, demonstration: lade.config.mode === "demonstration" };
});

export const action = verb(async ({ lade, form }) => {
  const next = sameSitePath(String(form.get("next")));
  const sessionId = withPassword(lade, next);
  const opened = await passSecondFactor(lade, parseForm(codeOnly, form).code, { sessionId, device: lade.device });
  lade.setSession(opened.token, opened.expires_at);
  return redirect(next ?? paths.desk());
});

export default function SecondFactor() {
  const { next, demonstration } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Enter your code" lead="Your password is right. Now open the authenticator on your telephone." />
      <Form refused={refused}>
        {next ? <Hidden name="next" value={next} /> : null}
        <TextField name="code" label="Code" width={20} inputMode="text" autoComplete="one-time-code" hint="6 digits, for example 492 039. Each code works once" />
        <Button>Continue</Button>
      </Form>
      {demonstration ? <Inset><p>In the demonstration you need no telephone: <a href={paths.demonstrationCodes()}>the codes page</a> shows a fresh one.</p></Inset> : null}
      <Details summary="I don't have my telephone">
        <p>Enter one of the recovery codes you wrote down when you set up the second step. Each works once. If you have none left, ask the service's administrator to take the second step away, and set it up anew.</p>
      </Details>
    </Article>
  );
}
