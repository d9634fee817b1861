/** Sign in with address and password; who has a second factor is asked for it next. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { signIn } from "#app/domain/accounts/change.server.ts";
import { credentials, sameSitePath } from "#app/domain/accounts/model.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { parseForm } from "#app/web/form.ts";
import { page, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Sign in");

const notices: Record<string, { title: string; text: string }> = {
  password: { title: "Your new password is set", text: "Sign in with it. Everywhere else you have been signed out." },
  out: { title: "You are signed out", text: "" },
};

export const loader = page(async ({ lade, url }) => {
  const next = sameSitePath(url.searchParams.get("next"));
  if (lade.actor.kind === "person") throw redirect(next ?? paths.desk());
  return { next, notice: notices[url.searchParams.get("done") ?? ""], demonstration: lade.config.mode === "demonstration" };
});

export const action = verb(async ({ lade, form }) => {
  const opened = await signIn(lade, parseForm(credentials, form), { client: lade.client, device: lade.device, replaces: lade.sessionId });
  lade.setSession(opened.token, opened.expires_at);
  const next = sameSitePath(String(form.get("next")));
  return redirect(opened.secondFactorOwed ? paths.secondFactor({ next }) : (next ?? paths.desk()));
});

export default function SignIn() {
  const { next, notice, demonstration } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <ErrorSummary errors={refused?.errors} />
      {notice && !refused ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      <PageHeader title="Sign in" />
      <Form refused={refused}>
        {next ? <Hidden name="next" value={next} /> : null}
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" />
        <Button>Sign in</Button>
      </Form>
      <p><a href={paths.forgotten()}>Forgotten password</a></p>
      <p>You have no account yet? <a href={paths.register({ next })}>Register</a></p>
      {demonstration ? (
        <Inset><p>In the demonstration, staff are asked for a code next: <a href={paths.demonstrationCodes()}>the codes page</a> lists the accounts and shows one for each.</p></Inset>
      ) : null}
    </Article>
  );
}
