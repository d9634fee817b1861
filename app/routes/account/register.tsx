/** Register: the answer is the same whether the address is known or not. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { registerPerson } from "#app/domain/accounts/change.server.ts";
import { registration, sameSitePath, shortestPassword } from "#app/domain/accounts/model.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Panel } from "#app/ui/show.tsx";
import { parseForm } from "#app/web/form.ts";
import { page, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Register");

export const loader = page(async ({ lade, url }) => {
  if (lade.actor.kind === "person") throw redirect(paths.desk());
  return { done: url.searchParams.get("done") === "check", next: sameSitePath(url.searchParams.get("next")), demonstration: lade.config.mode === "demonstration" };
});

export const action = verb(async ({ lade, form }) => {
  await registerPerson(lade, parseForm(registration, form), lade);
  return redirect(paths.register({ done: "check", next: sameSitePath(String(form.get("next"))) }));
});

export default function Register() {
  const { done, next, demonstration } = useLoaderData<typeof loader>();
  const refused = useRefused();
  if (done) return <CheckYourMail next={next} demonstration={demonstration} />;
  return (
    <Article>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Register" lead="With an account you can apply for your group, come back to a draft, and read decisions." />
      <Form refused={refused}>
        {next ? <Hidden name="next" value={next} /> : null}
        <TextField name="name" label="Your name" autoComplete="name" />
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" hint="We send you a link to confirm it, and later our receipts and decisions" />
        <TextField
          name="password" label="Choose a password" type="password" autoComplete="new-password" optional
          hint={`At least ${shortestPassword} characters of any kind: three words that have nothing to do with each other are good. Leave it empty if you would rather sign in with a link by e-mail`}
        />
        <Button>Register</Button>
      </Form>
      <p>You have an account? <a href={paths.signIn({ next })}>Sign in</a></p>
    </Article>
  );
}

function CheckYourMail({ next, demonstration }: { next?: string | undefined; demonstration: boolean }) {
  return (
    <Article>
      <Panel title="Check your e-mail">We sent a message to the address you gave. It says what to do next.</Panel>
      <p>It can take a few minutes. If nothing comes, look among unwanted mail, then <a href={paths.register({ next })}>register again</a>: perhaps the address was not typed quite right.</p>
      {demonstration ? <Inset><p>In the demonstration no mail leaves: <a href={paths.demonstrationMail()}>read it on the mail page</a>.</p></Inset> : null}
      <p><a href={paths.signIn({ next })}>Sign in</a></p>
    </Article>
  );
}
