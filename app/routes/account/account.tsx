/** Your account: name, address, password, second step, and where you are signed in. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeName, changePassword, choosePassword, hasPassword, resendConfirmation, signOutElsewhere } from "#app/domain/accounts/change.server.ts";
import { nameOnly, newPasswordOnly, passwordChange, roleNames, shortestPassword } from "#app/domain/accounts/model.ts";
import { listPasskeys } from "#app/domain/accounts/passkeys.server.ts";
import { listRoles } from "#app/domain/accounts/read.server.ts";
import { secondFactorState } from "#app/domain/accounts/secondFactor.server.ts";
import { joinByInvitation, listInvitationsTo } from "#app/domain/accounts/roles.server.ts";
import { listSessions } from "#app/domain/accounts/sessions.server.ts";
import { hasStaffRole } from "#app/domain/kernel/actor.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SummaryList, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, proved, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";
import { placeWords } from "../admin/words.ts";

export const meta: MetaFunction = () => title("Your account");

const notices: Record<string, { title: string; text: string; way?: { text: string; to: string } }> = {
  confirmed: { title: "Your e-mail address is confirmed", text: "You can now apply for your group.", way: { text: "Find a fund to apply to", to: paths.funds() } },
  claimed: { title: "Your e-mail address is confirmed", text: "A password that was chosen before is gone, because we couldn't know that it was yours. You can choose one below." },
  begun: { title: "Your account is open", text: "You can now apply for your group.", way: { text: "Find a fund to apply to", to: paths.funds() } },
  email: { title: "Your e-mail address is changed", text: "You sign in with it from now on. Everywhere else you have been signed out." },
  choose: { title: "Your password is set", text: "Everywhere else you have been signed out." },
  sent: { title: "We sent you another link", text: "Open the newest message: earlier links no longer work." },
  name: { title: "Your name is changed", text: "" },
  password: { title: "Your password is changed", text: "Everywhere else you have been signed out." },
  elsewhere: { title: "You are signed out everywhere else", text: "" },
};

export const loader = page(async ({ lade, url }) => {
  const me = signedIn(lade);
  const held = (await listRoles(lade.db, me.id)).filter((role) => role.ended_at === null);
  const passkeys = (await listPasskeys(lade.db, me.id)).length;
  const done = url.searchParams.get("done") ?? "";
  return {
    // At the beginning is when a passkey saves most.
    offerPasskey: passkeys === 0 && me.emailConfirmed && !me.sharedComputer && ["confirmed", "claimed", "begun"].includes(done),
    passkeys,
    password: await hasPassword(lade.db, me.id),
    recentlyProved: me.recentlyProved ?? false,
    invitations: (await listInvitationsTo(lade)).map(({ id, organisation, role }) => ({ id, organisation, role: roleNames[role] })),
    notice: notices[done],
    name: me.name,
    email: me.email,
    confirmed: me.emailConfirmed,
    isStaff: hasStaffRole(me),
    secondFactor: await secondFactorState(lade.db, me.id),
    roles: held.map((role) => ({ id: role.id, name: roleNames[role.role], place: placeWords(role) })),
    sessions: (await listSessions(lade.db, me.id, lade.sessionId)).map((session) => ({ ...session, since: formatInstant(session.created_at) })),
  };
});

export const action = verb(async ({ lade, form }) => {
  signedIn(lade);
  const intent = text(form, "intent");
  if (intent === "name") await changeName(lade, parseForm(nameOnly, form));
  else if (intent === "join") return redirect(paths.organisation(await joinByInvitation(lade, text(form, "invitation"))));
  else if (intent === "choose") {
    proved(lade);
    await choosePassword(lade, parseForm(newPasswordOnly, form), lade.sessionId!);
  } else if (intent === "password") await changePassword(lade, parseForm(passwordChange, form), lade.sessionId!);
  else if (intent === "elsewhere") await signOutElsewhere(lade, lade.sessionId!);
  else await resendConfirmation(lade);
  return redirect(`${paths.account()}?done=${intent in notices ? intent : "sent"}`);
});

export default function Account() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const refusedAs = (intent: string): Refused | undefined => (refused?.values.intent?.[0] === intent ? refused : undefined);
  return (
    <Article>
      <BackLink to={paths.desk()}>Your desk</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {data.notice && !refused ? <Notice kind="success" title={data.notice.title}>{data.notice.way ? <p>{data.notice.text} <a href={data.notice.way.to}>{data.notice.way.text}</a></p> : data.notice.text}</Notice> : null}
      <PageHeader title="Your account" />
      {data.confirmed ? null : <Unconfirmed email={data.email} />}
      {data.invitations.map((one) => (
        <Notice key={one.id} kind="info" title={`You are invited to join ${one.organisation}`}>
          <p>You will be: <strong>{one.role}</strong>.</p>
          <Form><Hidden name="intent" value="join" /><Hidden name="invitation" value={one.id} /><Button small>Join<span className="visually-hidden"> {one.organisation}</span></Button></Form>
        </Notice>
      ))}
      {data.offerPasskey ? (
        <Notice kind="info" title="Sign in more easily next time">
          <p>With a passkey you use the lock of your telephone or computer instead of a password or a link. <a href={paths.passkeys({ next: paths.desk() })}>Add a passkey</a>, or do it another day from this page.</p>
        </Notice>
      ) : null}
      <SummaryList
        rows={[
          { key: "E-mail address", value: <span className="ds_break-word">{data.email}</span>, action: { to: paths.accountEmail(), text: "Change", what: "your e-mail address" } },
          { key: "Passkeys", value: data.passkeys === 0 ? "None" : data.passkeys === 1 ? "1 passkey" : `${data.passkeys} passkeys`, action: { to: paths.passkeys(), text: data.passkeys === 0 ? "Add" : "Change", what: "passkeys" } },
          { key: "Second step", value: data.secondFactor === "set-up" ? "Set up" : data.passkeys > 0 ? "Your passkey is both steps in one" : data.isStaff ? "Not set up yet: staff pages ask for it" : "Not set up", action: { to: paths.secondFactorSetUp(), text: data.secondFactor === "set-up" ? "Change" : "Set up", what: "the second step for signing in" } },
          ...(data.roles.length > 0 ? [{ key: "Your roles", value: <ul className="ds_no-bullets">{data.roles.map((role) => <li key={role.id}>{role.name}{role.place ? `, ${role.place}` : ""}</li>)}</ul> }] : []),
        ]}
      />
      <h2>Name</h2>
      <Form refused={refusedAs("name")}>
        <Hidden name="intent" value="name" />
        <TextField name="name" label="Your name" value={data.name} autoComplete="name" hint="People in your group and at the fund see it" />
        <Button secondary>Save name</Button>
      </Form>
      <h2>Password</h2>
      {data.password ? (
        <Form refused={refusedAs("password")}>
          <Hidden name="intent" value="password" />
          <TextField name="current_password" label="The password you use now" type="password" autoComplete="current-password" />
          <TextField name="password" label="New password" type="password" autoComplete="new-password" hint={`At least ${shortestPassword} characters of any kind`} />
          <Button secondary>Change password</Button>
        </Form>
      ) : <NoPassword recentlyProved={data.recentlyProved} refused={refusedAs("choose")} />}
      <Sessions sessions={data.sessions} />
    </Article>
  );
}

const Unconfirmed = ({ email }: { email: string }) => (
  <Notice kind="warning" title="Your e-mail address isn't confirmed yet">
    <p>Open the link in the message we sent to {email}. Until then you can prepare an application but not send it.</p>
    <Form><Button name="intent" value="sent" secondary small>Send the link again</Button></Form>
  </Notice>
);

const NoPassword = ({ recentlyProved, refused }: { recentlyProved: boolean; refused: Refused | undefined }) => (
  <>
    <p>Your account has no password: you sign in with a link by e-mail or a passkey. You don't need one.</p>
    {recentlyProved ? (
      <Form refused={refused}>
        <Hidden name="intent" value="choose" />
        <TextField name="password" label="Choose a password" type="password" autoComplete="new-password" hint={`At least ${shortestPassword} characters of any kind. Three words that have nothing to do with each other are good`} />
        <Button secondary>Set this password</Button>
      </Form>
    ) : <p><a href={paths.prove({ next: paths.account() })}>Show that it is you, then choose one</a></p>}
  </>
);

interface SessionRow {
  mark: string;
  device: string;
  since: string;
  current: boolean;
}
const Sessions = ({ sessions }: { sessions: readonly SessionRow[] }) => (
  <>
    <h2>Where you are signed in</h2>
    <Table
      caption="Where you are signed in"
      captionHidden
      columns={[{ key: "device", heading: "Browser" }, { key: "since", heading: "Since" }]}
      rows={sessions.map((session) => ({ device: <span className="ds_break-word">{session.device || "Unknown browser"}{session.current ? <> <Tag>This one</Tag></> : null}</span>, since: session.since }))}
    />
    {sessions.length > 1 ? (
      <Form>
        <Hidden name="intent" value="elsewhere" />
        <Button secondary>Sign out everywhere else</Button>
      </Form>
    ) : null}
  </>
);
