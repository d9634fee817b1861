/** A person's passkeys: add, name, remove. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { addPasskey, listPasskeys, removePasskey, renamePasskey } from "#app/domain/accounts/passkeys.server.ts";
import { addedPasskey, mostPasskeys, renamedPasskey } from "#app/domain/accounts/passkeys.ts";
import { sameSitePath } from "#app/domain/accounts/model.ts";
import { hasStaffRole } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { PasskeyForm, withPasskeys, WithoutPasskeys } from "#app/ui/passkey.tsx";
import { Details, Inset, Notice, SummaryCard, SummaryList, Warning } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, proved, signedIn, verb } from "#app/web/page.server.ts";
import { relyingParty, underAName } from "#app/web/passkey-site.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const handle = withPasskeys;
export const meta: MetaFunction = () => title("Passkeys");

const notices: Record<string, { title: string; text: string }> = {
  added: { title: "The passkey is added", text: "Next time, choose “Sign in with a passkey”. We sent you an e-mail about it." },
  renamed: { title: "The passkey has its new name", text: "" },
  removed: { title: "The passkey is removed", text: "It no longer signs you in, and everywhere else you have been signed out. You can delete it on your device too." },
};

const shownDay = (day: Date): string => formatDay(londonDay(day));

export const loader = page(async ({ lade, url }) => {
  // Who adds or removes one shows first that it is them; asked before anything is begun.
  const me = proved(lade);
  const passkeys = await listPasskeys(lade.db, me.id);
  return {
    notice: notices[url.searchParams.get("done") ?? ""],
    next: sameSitePath(url.searchParams.get("next")),
    confirmed: me.emailConfirmed,
    works: relyingParty(lade) !== undefined,
    elsewhere: underAName(lade, paths.passkeys()),
    shared: me.sharedComputer ?? false,
    staff: hasStaffRole(me),
    toRemove: passkeys.find(({ id }) => id === url.searchParams.get("remove"))?.id,
    full: passkeys.length >= mostPasskeys,
    passkeys: passkeys.map((one) => ({ id: one.id, name: one.name, added: shownDay(one.created_at), used: one.last_used_at ? shownDay(one.last_used_at) : "Not yet", synced: one.synced })),
  };
});

export const action = verb(async ({ lade, form }) => {
  const intent = text(form, "intent");
  if (intent === "rename") {
    signedIn(lade);
    const { passkey, name } = parseForm(renamedPasskey, form);
    await renamePasskey(lade, passkey, name);
    return redirect(paths.passkeys({ done: "renamed" }));
  }
  proved(lade);
  if (intent === "remove") {
    await removePasskey(lade, text(form, "passkey"), lade.sessionId!);
    return redirect(paths.passkeys({ done: "removed" }));
  }
  const site = relyingParty(lade);
  if (intent !== "passkey" || !site) throw new NotFound();
  const opened = await addPasskey(lade, site, parseForm(addedPasskey, form), { sessionId: lade.sessionId!, device: lade.device });
  lade.setSession(opened.token, opened.expires_at);
  return redirect(sameSitePath(text(form, "next")) ?? paths.passkeys({ done: "added" }));
});

export default function Passkeys() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const renaming = refused?.values.intent?.[0] === "rename" ? refused.values.passkey?.[0] : undefined;
  const addable = data.confirmed && data.works && !data.full;
  return (
    <Article>
      <BackLink to={paths.account()}>Your account</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {data.notice && !refused ? <Notice kind="success" title={data.notice.title}>{data.notice.text}</Notice> : null}
      <PageHeader title="Passkeys" lead="A passkey signs you in with the lock of your telephone or computer: your finger, your face or its PIN. There is no password to remember or to give away." />
      {data.passkeys.length === 0 ? <p>You have no passkey yet.</p> : null}
      {data.passkeys.map((one) => (
        <SummaryCard key={one.id} title={one.name}>
          <SummaryList
            rows={[
              { key: "Added", value: one.added },
              { key: "Last used", value: one.used },
              { key: "Kept", value: one.synced ? "In your password manager, on all your devices" : "On one device only" },
            ]}
          />
          {data.toRemove === one.id ? (
            <Form>
              <Hidden name="intent" value="remove" />
              <Hidden name="passkey" value={one.id} />
              <Warning>It will no longer sign you in, and everywhere else you are signed in you will be signed out. We send you an e-mail about it.</Warning>
              <ButtonGroup><Button>Remove this passkey</Button><a href={paths.passkeys()}>Keep it</a></ButtonGroup>
            </Form>
          ) : (
            <>
              <Details summary={`Give “${one.name}” another name`} open={renaming === one.id}>
                <Form refused={renaming === one.id ? refused : undefined}>
                  <Hidden name="intent" value="rename" />
                  <Hidden name="passkey" value={one.id} />
                  <TextField name="name" id={`name-${one.id}`} label="Name" value={one.name} autoComplete="off" />
                  <Button secondary small>Save name</Button>
                </Form>
              </Details>
              <p><a href={paths.passkeys({ remove: one.id })}>Remove<span className="visually-hidden"> {one.name}</span></a></p>
            </>
          )}
        </SummaryCard>
      ))}
      {data.toRemove ? null : (
        <>
          <h2>{data.passkeys.length === 0 ? "Add a passkey" : "Add another passkey"}</h2>
          {data.shared ? <Warning>You said that others use this computer too. Add a passkey only if it is kept on your own telephone.</Warning> : null}
          {data.confirmed ? null : <Inset><p>Confirm your e-mail address first: <a href={paths.account()}>ask for the link</a>.</p></Inset>}
          {data.full ? <p>You have {mostPasskeys} passkeys, which is as many as we keep. Remove one first.</p> : null}
          {data.elsewhere ? <Inset><p>Passkeys need a name for an address, not numbers. In the demonstration, open <a href={data.elsewhere}>this page at localhost</a> and sign in there.</p></Inset> : null}
          {addable ? (
            <>
              <PasskeyForm purpose="add" button="Add a passkey">
                {data.next ? <Hidden name="next" value={data.next} /> : null}
                <TextField name="name" label="What do you call it?" hint="For example: my telephone. You can leave it empty" optional autoComplete="off" width="two-thirds" />
              </PasskeyForm>
              <WithoutPasskeys><p>Your browser can't use passkeys here: they need JavaScript, and a browser from the last few years. Everything else works without. You can go on signing in with your password or a link by e-mail.</p></WithoutPasskeys>
            </>
          ) : null}
        </>
      )}
      {data.passkeys.length === 1 ? (
        <p>
          With two passkeys on two devices you can still sign in when one is lost.{" "}
          {data.staff ? <>Staff pages ask for a passkey or a code, so add a second one, or <a href={paths.secondFactorSetUp()}>set up an authenticator</a> with recovery codes.</> : "Your password and links by e-mail go on working too."}
        </p>
      ) : null}
      {data.next ? <p><a href={data.next}>Not now</a></p> : null}
    </Article>
  );
}
