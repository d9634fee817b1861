/** Another e-mail address for the account. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requestEmailChange } from "#app/domain/accounts/emailChange.server.ts";
import { emailOnly } from "#app/domain/accounts/model.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Panel } from "#app/ui/show.tsx";
import { parseForm } from "#app/web/form.ts";
import { page, proved, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Change your e-mail address");

export const loader = page(async ({ lade, url }) => {
  const done = url.searchParams.get("done") === "sent";
  return { done, email: proved(lade).email, demonstration: lade.config.mode === "demonstration" };
});

export const action = verb(async ({ lade, form }) => {
  proved(lade);
  await requestEmailChange(lade, parseForm(emailOnly, form));
  return redirect(`${paths.accountEmail()}?done=sent`);
});

export default function Email() {
  const { done, email, demonstration } = useLoaderData<typeof loader>();
  const refused = useRefused();
  if (done && !refused)
    return (
      <Article>
        <BackLink to={paths.account()}>Your account</BackLink>
        <Panel title="Check your new mailbox">We sent a message to the new address. It says what to do next.</Panel>
        <p>Until the link in it is used, your account goes by <strong className="ds_break-word">{email}</strong>. The link works once, within 24 hours. If nothing comes, <a href={paths.accountEmail()}>try again</a>: perhaps the address was not typed quite right.</p>
        {demonstration ? <Inset><p>In the demonstration no mail leaves: <a href={paths.demonstrationMail()}>read it on the mail page</a>.</p></Inset> : null}
      </Article>
    );
  return (
    <Article>
      <BackLink to={paths.account()}>Your account</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Change your e-mail address" lead="We send a link to the new address. When you have used it, you sign in with that one." />
      <p>Your address now: <strong className="ds_break-word">{email}</strong>. We write to it too, so that you would know if somebody else did this.</p>
      <Form refused={refused}>
        <TextField name="email" label="New e-mail address" type="email" autoComplete="email" />
        <Button>Send the link</Button>
      </Form>
    </Article>
  );
}
