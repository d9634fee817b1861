/** Where the links in our e-mails lead: opening one shows what it is for, its button does it. Mail scanners that open links use nothing up. */
import { json, redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { confirmEmail, joinOrganisation, resetPassword } from "#app/domain/accounts/change.server.ts";
import { getLink } from "#app/domain/accounts/links.server.ts";
import { newPasswordOnly, roleNames, shortestPassword } from "#app/domain/accounts/model.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import type { Role } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";

const titles = { "confirm-email": "Confirm your e-mail address", "reset-password": "Choose a new password", "join-organisation": "Join a group" } as const;

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data?.link ? titles[data.link.purpose] : "This link no longer works");

export const loader = page(async ({ lade, params }) => {
  const token = params.token ?? "";
  const link = await getLink(lade.db, token).catch((error: unknown) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  if (!link) return json({ link: null }, { status: 410 });
  const me = lade.actor.kind === "person" ? lade.actor : undefined;
  return json({
    link: {
      purpose: link.purpose,
      here: paths.accountLink(token),
      email: link.email,
      organisation: link.organisation_name,
      role: link.role,
      signedIn: me !== undefined,
      /** Signed in as the person the link is for. */
      mine: me !== undefined && (link.purpose === "join-organisation" ? me.email === link.email : me.id === link.person_id),
    },
  });
});

export const action = verb(async ({ lade, params, form }) => {
  const token = params.token ?? "";
  if (text(form, "purpose") === "reset-password") {
    await resetPassword(lade, { token, ...parseForm(newPasswordOnly, form) }, lade);
    lade.clearSession();
    return redirect(paths.signIn({ done: "password" }));
  }
  if (text(form, "purpose") === "join-organisation") {
    signedIn(lade);
    return redirect(paths.organisation(await joinOrganisation(lade, token)));
  }
  const opened = await confirmEmail(lade, { token, password: text(form, "password") }, lade);
  if (opened) lade.setSession(opened.token, opened.expires_at);
  return redirect(`${paths.account()}?done=confirmed`);
});

export default function LinkPage() {
  const { link } = useLoaderData<typeof loader>();
  const refused = useRefused();
  if (!link) return <NoLongerWorks />;
  return (
    <Article>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={link.purpose === "join-organisation" ? `Join ${link.organisation}` : titles[link.purpose]} />
      {link.purpose === "confirm-email" ? <Confirm {...link} refused={refused} /> : link.purpose === "reset-password" ? <Reset {...link} refused={refused} /> : <Join {...link} refused={refused} />}
    </Article>
  );
}

interface Shown {
  here: string;
  email: string;
  organisation: string | null;
  role: string | null;
  signedIn: boolean;
  mine: boolean;
  refused: Refused | undefined;
}

const Confirm = ({ email, mine, refused }: Shown) => (
  <>
    <p>The address is <strong className="ds_break-word">{email}</strong>. Once it is confirmed you can send applications and we can write to you.</p>
    <Form refused={refused}>
      <Hidden name="purpose" value="confirm-email" />
      {mine ? null : <TextField name="password" label="Password" type="password" autoComplete="current-password" hint="The one you chose when you registered, so that nobody else can open an account in your name" />}
      <Button>Confirm this address</Button>
    </Form>
    {mine ? null : <p>You don't know the password? <a href={paths.forgotten()}>Choose a new one</a>: that confirms the address too.</p>}
  </>
);

const Reset = ({ email, refused }: Shown) => (
  <>
    <p>For the account of <strong className="ds_break-word">{email}</strong>. Everywhere you are signed in now, you will be signed out.</p>
    <Form refused={refused}>
      <Hidden name="purpose" value="reset-password" />
      <TextField name="password" label="New password" type="password" autoComplete="new-password" hint={`At least ${shortestPassword} characters of any kind. Three words that have nothing to do with each other are good`} />
      <Button>Set the new password</Button>
    </Form>
  </>
);

function Join({ here, email, role, signedIn: present, mine, refused }: Shown) {
  if (!present)
    return (
      <>
        <p>The invitation is for <strong className="ds_break-word">{email}</strong>. Sign in with that address, or register with it; then open the link again.</p>
        <ButtonGroup>
          <Button to={paths.signIn({ next: here })}>Sign in</Button>
          <Button to={paths.register({ next: here })} secondary>Register</Button>
        </ButtonGroup>
      </>
    );
  if (!mine) return <Inset>The invitation is for {email}, and you are signed in with another address. Sign out, then open the link again.</Inset>;
  return (
    <>
      <p>You will be: <strong>{role ? roleNames[role as Role] : ""}</strong>.</p>
      <Form refused={refused}>
        <Hidden name="purpose" value="join-organisation" />
        <Button>Join</Button>
      </Form>
    </>
  );
}

const NoLongerWorks = () => (
  <Article>
    <PageHeader title="This link no longer works" lead="It has been used, or its time is over, or its last part got lost on the way." />
    <ul>
      <li>To confirm your address, <a href={paths.account()}>sign in and ask for another link</a>.</li>
      <li>To choose a new password, <a href={paths.forgotten()}>ask for another link</a>.</li>
      <li>To join a group, ask the person who invited you to send another invitation.</li>
    </ul>
  </Article>
);
