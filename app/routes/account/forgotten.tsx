/** Ask for a link to choose a new password: the same answer for every address. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { requestPasswordReset } from "#app/domain/accounts/change.server.ts";
import { emailOnly } from "#app/domain/accounts/model.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Panel } from "#app/ui/show.tsx";
import { parseForm } from "#app/web/form.ts";
import { page, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Forgotten password");

export const loader = page(async ({ lade, url }) => ({ done: url.searchParams.has("done"), demonstration: lade.config.mode === "demonstration" }));

export const action = verb(async ({ lade, form }) => {
  await requestPasswordReset(lade, parseForm(emailOnly, form), lade);
  return redirect(`${paths.forgotten()}?done=sent`);
});

export default function Forgotten() {
  const { done, demonstration } = useLoaderData<typeof loader>();
  const refused = useRefused();
  if (done)
    return (
      <Article>
        <Panel title="Check your e-mail">If that address has an account, a link to choose a new password is on its way.</Panel>
        <p>The link works once, within 30 minutes. If nothing comes, look among unwanted mail, or <a href={paths.forgotten()}>ask again</a>.</p>
        {demonstration ? <Inset><p>In the demonstration no mail leaves: <a href={paths.demonstrationMail()}>read it on the mail page</a>.</p></Inset> : null}
      </Article>
    );
  return (
    <Article>
      <BackLink to={paths.signIn()}>Sign in</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Forgotten password" lead="We send you a link to choose a new one." />
      <Form refused={refused}>
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" />
        <Button>Send the link</Button>
      </Form>
    </Article>
  );
}
