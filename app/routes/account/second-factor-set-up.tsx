/** Set up the second step of signing in, and read the recovery codes this once. */
import { json, redirect, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { codeOnly, sameSitePath } from "#app/domain/accounts/model.ts";
import { beginSecondFactor, confirmSecondFactor, countRecoveryCodes, renewRecoveryCodes, secondFactorState, secondFactorToScan } from "#app/domain/accounts/secondFactor.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, Warning } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, proved, verb } from "#app/web/page.server.ts";
import { title, useRefused, type Refused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Second step for signing in");

export const loader = page(async ({ lade, url }) => {
  const me = proved(lade);
  const next = sameSitePath(url.searchParams.get("next"));
  const state = await secondFactorState(lade.db, me.id);
  return { next, state, toScan: await secondFactorToScan(lade), codesLeft: await countRecoveryCodes(lade.db, me.id) };
});

export const action = verb(async ({ lade, form }) => {
  // Replacing what works is for the person, not for whoever found their screen open.
  proved(lade);
  const next = sameSitePath(String(form.get("next")));
  if (text(form, "intent") === "confirm") {
    const { codes, opened } = await confirmSecondFactor(lade, parseForm(codeOnly, form).code, { sessionId: lade.sessionId!, device: lade.device });
    lade.setSession(opened.token, opened.expires_at);
    return json({ codes });
  }
  if (text(form, "intent") === "renew") return json({ codes: await renewRecoveryCodes(lade) });
  await beginSecondFactor(lade);
  return redirect(paths.secondFactorSetUp({ next }));
});

export default function SetUpSecondFactor() {
  const { next, state, toScan, codesLeft } = useLoaderData<typeof loader>();
  const done = useActionData<{ codes?: string[] }>();
  const refused = useRefused();
  if (done?.codes) return <RecoveryCodes codes={done.codes} next={next} />;
  return (
    <Article>
      {state === "set-up" ? <BackLink to={paths.account()}>Your account</BackLink> : null}
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Second step for signing in" lead="With a code from your telephone, a password that got out opens nothing." />
      {toScan ? <Scan {...toScan} next={next} refused={refused} /> : state === "set-up" ? <Replace codesLeft={codesLeft} refused={refused} /> : <Begin next={next} />}
    </Article>
  );
}

const Begin = ({ next }: { next: string | undefined }) => (
  <>
    <p>Staff see other people's applications, so we ask them for a second step. You need an authenticator: an app on your telephone, or your password manager.</p>
    <p>Or <a href={paths.passkeys({ next })}>add a passkey</a>: it is both steps in one, and asks for no code.</p>
    <Form>
      <Hidden name="intent" value="begin" />
      {next ? <Hidden name="next" value={next} /> : null}
      <Button>Begin</Button>
    </Form>
  </>
);

interface ScanProps {
  secret: string;
  picture: { size: number; path: string };
  next: string | undefined;
  refused: Refused | undefined;
}
function Scan({ secret, picture, next, refused }: ScanProps) {
  const side = picture.size + 8;
  return (
    <>
      <h2>1. Add Lade to your authenticator</h2>
      <p>Scan this picture with the app:</p>
      <svg width="232" height="232" viewBox={`-4 -4 ${side} ${side}`} role="img" aria-labelledby="picture-title" shapeRendering="crispEdges">
        <title id="picture-title">QR code with the key that stands as text below</title>
        <rect x="-4" y="-4" width={side} height={side} fill="#fff" />
        <path d={picture.path} fill="#000" />
      </svg>
      <p>Or type this key into it: <strong className="ds_break-word">{secret}</strong></p>
      <h2>2. Enter the code it shows</h2>
      <Form refused={refused}>
        <Hidden name="intent" value="confirm" />
        {next ? <Hidden name="next" value={next} /> : null}
        <TextField name="code" label="Code" width={10} inputMode="numeric" autoComplete="one-time-code" hint="6 digits, for example 492 039" />
        <Button>Finish</Button>
      </Form>
    </>
  );
}

const Replace = ({ codesLeft, refused }: { codesLeft: number; refused: Refused | undefined }) => (
  <>
    <Notice kind="info" title="Your second step is set up">{codesLeft === 1 ? "You have one recovery code left." : `You have ${codesLeft} recovery codes left.`}</Notice>
    <p>With new recovery codes the old ones stop working. With another authenticator the one you use now stops working.</p>
    <Form refused={refused}>
      <ButtonGroup>
        <Button name="intent" value="renew">Make new recovery codes</Button>
        <Button name="intent" value="begin" secondary>Use another authenticator</Button>
      </ButtonGroup>
    </Form>
  </>
);

const RecoveryCodes = ({ codes, next }: { codes: readonly string[]; next: string | undefined }) => (
  <Article>
    <PageHeader title="Your recovery codes" lead="When you don't have your telephone, one of these lets you in. Each works once." />
    <Warning>Write them down or print this page now. We keep no copy that could be read, so they are never shown again.</Warning>
    <ul className="ds_no-bullets">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
    <Button to={next ?? paths.desk()}>I have kept them safe</Button>
  </Article>
);
