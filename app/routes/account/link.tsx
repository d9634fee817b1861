/** Where the links in our e-mails lead: opening one shows what it is for, its button does it. Mail scanners that open links use nothing up. */
import { json, redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { registerByLink, signInByLink, type ByLink } from "#app/domain/accounts/byLink.server.ts";
import { confirmEmail, joinOrganisation, resetPassword } from "#app/domain/accounts/change.server.ts";
import { changeEmail } from "#app/domain/accounts/emailChange.server.ts";
import { getLink } from "#app/domain/accounts/links.server.ts";
import { nameAndShared, newPasswordOnly, roleNames, sharedOnly, shortestPassword } from "#app/domain/accounts/model.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import type { Role } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkbox, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb, type Lade } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";

const titles = {
  "confirm-email": "Confirm your e-mail address", "reset-password": "Choose a new password", "join-organisation": "Join a group",
  "sign-in": "Sign in", register: "Begin with Lade", "change-email": "Confirm your new e-mail address",
} as const;

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
      hasPassword: link.has_password,
      signedIn: me !== undefined,
      /** Signed in as the person the link is for. */
      mine: me !== undefined && (link.purpose === "join-organisation" ? me.email === link.email : me.id === link.person_id),
    },
  });
});

/** Signed in by the link: the second step where there is one, else where they were going. */
function enter(lade: Lade, opened: ByLink, to: string) {
  lade.setSession(opened.token, opened.expires_at);
  return redirect(opened.secondFactorOwed ? paths.secondFactor({ next: opened.next }) : to);
}

export const action = verb(async ({ lade, params, form }) => {
  const token = params.token ?? "";
  const purpose = text(form, "purpose");
  const from = { client: lade.client, device: lade.device, replaces: lade.sessionId };
  if (purpose === "sign-in") {
    const opened = await signInByLink(lade, { token, ...parseForm(sharedOnly, form) }, from);
    return enter(lade, opened, opened.claimed ? `${paths.account()}?done=claimed` : (opened.next ?? paths.desk()));
  }
  if (purpose === "register") {
    const opened = await registerByLink(lade, { token, ...parseForm(nameAndShared, form) }, from);
    return enter(lade, opened, opened.next ?? `${paths.account()}?done=begun`);
  }
  if (purpose === "change-email") {
    signedIn(lade);
    await changeEmail(lade, token, lade.sessionId!);
    return redirect(`${paths.account()}?done=email`);
  }
  if (purpose === "reset-password") {
    await resetPassword(lade, { token, ...parseForm(newPasswordOnly, form) }, lade);
    lade.clearSession();
    return redirect(paths.signIn({ done: "password" }));
  }
  if (purpose === "join-organisation") {
    signedIn(lade);
    return redirect(paths.organisation(await joinOrganisation(lade, token)));
  }
  const opened = await confirmEmail(lade, { token, password: text(form, "password"), ...parseForm(sharedOnly, form) }, from);
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
      <Body {...link} refused={refused} />
    </Article>
  );
}

interface Shown {
  purpose: keyof typeof titles;
  hasPassword: boolean;
  here: string;
  email: string;
  organisation: string | null;
  role: string | null;
  signedIn: boolean;
  mine: boolean;
  refused: Refused | undefined;
}

function Body(link: Shown) {
  switch (link.purpose) {
    case "confirm-email": return <Confirm {...link} />;
    case "reset-password": return <Reset {...link} />;
    case "join-organisation": return <Join {...link} />;
    case "sign-in": return <SignIn {...link} />;
    case "register": return <Begin {...link} />;
    case "change-email": return <NewEmail {...link} />;
  }
}

const Shared = () => <Checkbox name="shared_computer" label="This is a shared computer" hint="We keep nothing on it, and sign you out after half an hour" small />;

const SignIn = ({ email, refused }: Shown) => (
  <>
    <p>You sign in as <strong className="ds_break-word">{email}</strong>.</p>
    <Form refused={refused}>
      <Hidden name="purpose" value="sign-in" />
      <Shared />
      <Button>Sign in</Button>
    </Form>
  </>
);

const Begin = ({ email, refused }: Shown) => (
  <>
    <p>With an account for <strong className="ds_break-word">{email}</strong> you can apply for your group, come back to a draft, and read decisions. You need no password: we can send you a link each time.</p>
    <Form refused={refused}>
      <Hidden name="purpose" value="register" />
      <TextField name="name" label="Your name" autoComplete="name" hint="People in your group and at the fund see it" />
      <Shared />
      <Button>Open my account</Button>
    </Form>
  </>
);

function NewEmail({ here, email, signedIn: present, mine, refused }: Shown) {
  if (!present)
    return (
      <>
        <p>Sign in with the address your account has now. You then come back here and confirm <strong className="ds_break-word">{email}</strong>.</p>
        <Button to={paths.signIn({ next: here })}>Sign in</Button>
      </>
    );
  if (!mine) return <Inset>This link is for another account than the one you are signed in with. Sign out, then open the link again.</Inset>;
  return (
    <>
      <p>From now on your account goes by <strong className="ds_break-word">{email}</strong>: you sign in with it, and we write to it. Everywhere else you are signed in, you will be signed out.</p>
      <Form refused={refused}>
        <Hidden name="purpose" value="change-email" />
        <Button>Use this address</Button>
      </Form>
    </>
  );
}

const Confirm = ({ email, mine, hasPassword, refused }: Shown) => (
  <>
    <p>The address is <strong className="ds_break-word">{email}</strong>. Once it is confirmed you can send applications and we can write to you.</p>
    <Form refused={refused}>
      <Hidden name="purpose" value="confirm-email" />
      {mine || !hasPassword ? null : <TextField name="password" label="Password" type="password" autoComplete="current-password" hint="The one you chose when you registered, so that nobody else can open an account in your name" />}
      {mine ? null : <Shared />}
      <Button>Confirm this address</Button>
    </Form>
    {mine || !hasPassword ? null : <p>You don't know the password? <a href={paths.forgotten()}>Choose a new one</a>: that confirms the address too.</p>}
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
        <p>The invitation is for <strong className="ds_break-word">{email}</strong>. Sign in with that address, or register with it: then you come back here.</p>
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
      <li>To sign in or to begin, <a href={paths.signIn()}>ask for another link</a>.</li>
      <li>To confirm your address, <a href={paths.account()}>sign in and ask for another link</a>.</li>
      <li>To choose a new password, <a href={paths.forgotten()}>ask for another link</a>.</li>
      <li>To join a group, ask the person who invited you to send another invitation.</li>
    </ul>
  </Article>
);
