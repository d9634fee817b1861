/** Show once more who you are, before what somebody who found your screen open should not be able to do. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requestLink } from "#app/domain/accounts/byLink.server.ts";
import { hasPassword, proveByPassword } from "#app/domain/accounts/change.server.ts";
import { passwordOnly, sameSitePath } from "#app/domain/accounts/model.ts";
import { hasPasskey, proveByPasskey } from "#app/domain/accounts/passkeys.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { PasskeyForm, withPasskeys } from "#app/ui/passkey.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { relyingParty } from "#app/web/passkey-site.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const handle = withPasskeys;
export const meta: MetaFunction = () => title("Show that it is you");

export const loader = page(async ({ lade, url }) => {
  const me = signedIn(lade);
  const next = sameSitePath(url.searchParams.get("next")) ?? paths.account();
  if (me.recentlyProved) throw redirect(next);
  return {
    next,
    email: me.email,
    sent: url.searchParams.get("done") === "link",
    demonstration: lade.config.mode === "demonstration",
    password: await hasPassword(lade.db, me.id),
    passkey: relyingParty(lade) !== undefined && (await hasPasskey(lade.db, me.id)),
  };
});

export const action = verb(async ({ lade, form }) => {
  const me = signedIn(lade);
  const next = sameSitePath(text(form, "next")) ?? paths.account();
  const session = { sessionId: lade.sessionId!, device: lade.device };
  const intent = text(form, "intent");
  if (intent === "link") {
    await requestLink(lade, { email: me.email, next }, lade);
    return redirect(paths.prove({ next, done: "link" }));
  }
  const site = relyingParty(lade);
  if (intent === "passkey" && !site) throw new NotFound();
  const opened = intent === "passkey" ? await proveByPasskey(lade, site!, text(form, "response"), session) : await proveByPassword(lade, parseForm(passwordOnly, form).password, session);
  lade.setSession(opened.token, opened.expires_at);
  return redirect(next);
});

export default function Prove() {
  const { next, email, sent, demonstration, password, passkey } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <ErrorSummary errors={refused?.errors} />
      {sent && !refused ? (
        <Notice kind="success" title="Check your e-mail">
          <p>The link we sent to {email} brings you back to where you were going.</p>
          {demonstration ? <p>In the demonstration no mail leaves: <a href={paths.demonstrationMail()}>read it on the mail page</a>.</p> : null}
        </Notice>
      ) : null}
      <PageHeader title="Show that it is you" lead="You signed in more than ten minutes ago. What comes next changes how your account is opened, so we ask once more." />
      {passkey ? <PasskeyForm purpose="prove" button="Use a passkey"><Hidden name="next" value={next} /></PasskeyForm> : null}
      {password ? (
        <Form refused={refused}>
          <Hidden name="intent" value="password" />
          <Hidden name="next" value={next} />
          <TextField name="password" label="Your password" type="password" autoComplete="current-password" />
          <Button secondary={passkey}>Continue</Button>
        </Form>
      ) : (
        <>
          <Inset>Your account has no password. We can send a link to {email}.</Inset>
          <Form>
            <Hidden name="intent" value="link" />
            <Hidden name="next" value={next} />
            <Button secondary={passkey}>Send me a link</Button>
          </Form>
        </>
      )}
    </Article>
  );
}
