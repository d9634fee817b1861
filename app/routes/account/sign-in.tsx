/** Sign in with a passkey, a password or a link by e-mail; who has a second factor is asked for it next. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requestLink } from "#app/domain/accounts/byLink.server.ts";
import { signIn } from "#app/domain/accounts/change.server.ts";
import { credentials, emailOnly, sameSitePath, sharedOnly } from "#app/domain/accounts/model.ts";
import { signInByPasskey } from "#app/domain/accounts/passkeys.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkbox, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { PasskeyForm, withPasskeys } from "#app/ui/passkey.tsx";
import { Inset, Notice, Panel } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, verb } from "#app/web/page.server.ts";
import { relyingParty } from "#app/web/passkey-site.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const handle = withPasskeys;
export const meta: MetaFunction = () => title("Sign in");

const notices: Record<string, { title: string; text: string }> = {
  password: { title: "Your new password is set", text: "Sign in with it. Everywhere else you have been signed out." },
  out: { title: "You are signed out", text: "" },
};

export const loader = page(async ({ lade, url }) => {
  const next = sameSitePath(url.searchParams.get("next"));
  const done = url.searchParams.get("done") ?? "";
  if (lade.actor.kind === "person") throw redirect(next ?? paths.desk());
  return { next, sent: done === "link", notice: notices[done], demonstration: lade.config.mode === "demonstration", passkeys: relyingParty(lade) !== undefined };
});

export const action = verb(async ({ lade, form }) => {
  const next = sameSitePath(text(form, "next"));
  const intent = text(form, "intent");
  if (intent === "link") {
    await requestLink(lade, { ...parseForm(emailOnly, form), next }, lade);
    return redirect(paths.signIn({ done: "link", next }));
  }
  const from = { client: lade.client, device: lade.device, replaces: lade.sessionId };
  if (intent === "passkey") {
    const site = relyingParty(lade);
    if (!site) throw new NotFound();
    const opened = await signInByPasskey(lade, site, { response: text(form, "response"), ...parseForm(sharedOnly, form) }, from);
    lade.setSession(opened.token, opened.expires_at);
    return redirect(next ?? paths.desk());
  }
  const opened = await signIn(lade, parseForm(credentials, form), from);
  lade.setSession(opened.token, opened.expires_at);
  return redirect(opened.secondFactorOwed ? paths.secondFactor({ next }) : (next ?? paths.desk()));
});

export default function SignIn() {
  const { next, sent, notice, demonstration, passkeys } = useLoaderData<typeof loader>();
  const refused = useRefused();
  if (sent && !refused) return <LinkSent next={next} demonstration={demonstration} />;
  return (
    <Article>
      <ErrorSummary errors={refused?.errors} />
      {notice && !refused ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      <PageHeader title="Sign in" />
      <Form refused={refused}>
        {next ? <Hidden name="next" value={next} /> : null}
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" hint="Leave it empty if you want a link by e-mail instead" />
        <Checkbox name="shared_computer" label="This is a shared computer" hint="In a library, for example. We keep nothing on it, and sign you out after half an hour" small />
        <ButtonGroup>
          <Button name="intent" value="password">Sign in</Button>
          <Button name="intent" value="link" secondary>Send me a link by e-mail</Button>
        </ButtonGroup>
      </Form>
      {passkeys ? (
        <PasskeyForm purpose="sign-in" button="Sign in with a passkey" secondary>
          {next ? <Hidden name="next" value={next} /> : null}
          <Hidden name="shared_computer" value="" />
        </PasskeyForm>
      ) : null}
      <p><a href={paths.forgotten()}>Forgotten password</a></p>
      <p>You have no account yet? <a href={paths.register({ next })}>Register</a></p>
      {demonstration ? (
        <Inset><p>In the demonstration, staff are asked for a code next: <a href={paths.demonstrationCodes()}>the codes page</a> lists the accounts and shows one for each.</p></Inset>
      ) : null}
    </Article>
  );
}

function LinkSent({ next, demonstration }: { next?: string | undefined; demonstration: boolean }) {
  return (
    <Article>
      <Panel title="Check your e-mail">We sent a link to the address you gave. It signs you in.</Panel>
      <p>The link works once, within 30 minutes. It can take a few minutes to come. If nothing comes, look among unwanted mail, or <a href={paths.signIn({ next })}>ask again</a>: perhaps the address was not typed quite right.</p>
      {demonstration ? <Inset><p>In the demonstration no mail leaves: <a href={paths.demonstrationMail()}>read it on the mail page</a>.</p></Inset> : null}
    </Article>
  );
}
