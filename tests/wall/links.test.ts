/** Links in e-mails, as scanners, people and strangers open them; and the ways into an account as a browser without script walks them. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requestLink } from "#app/domain/accounts/byLink.server.ts";
import { inviteToOrganisation, registerPerson, requestPasswordReset } from "#app/domain/accounts/change.server.ts";
import { requestEmailChange } from "#app/domain/accounts/emailChange.server.ts";
import { linkLasts, type LinkPurpose } from "#app/domain/accounts/model.ts";
import { readSession } from "#app/domain/accounts/sessions.server.ts";
import { contextFor } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { testSite, type Answer, type TestSite } from "#tests/support/site.ts";
import { Authenticator } from "../domain/accounts/authenticator.ts";
import { goodPassword, postOf, runJobs, someone, tokenFor } from "../domain/accounts/support.ts";

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
});
afterAll(() => site.close());

const db = () => site.database.db;
const tokenIn = (answer: Answer): string | undefined => answer.cookies.map((cookie) => /^lade=([\w-]+);/.exec(cookie)?.[1]).find(Boolean);
const visitor = () => contextFor(db(), { kind: "visitor" });
let counted = 0;
const address = () => `link-${(counted += 1)}@wall.example`;
const from = () => ({ client: `203.0.113.${(counted += 1)}`, device: "a test" });
const stale = (personId: string) => sql`update session set proved_at = proved_at - interval '11 minutes' where person_id = ${personId}`.execute(db());

/** For each purpose: a link to it, who uses it, what they send, and where they then are. */
const ways: Record<LinkPurpose, () => Promise<{ email: string; token?: string; form?: Record<string, string>; to: string }>> = {
  "confirm-email": async () => {
    const email = address();
    await registerPerson(visitor(), { name: "Morag Walker", email, password: "" }, from());
    return { email, to: "/account?done=confirmed" };
  },
  "reset-password": async () => {
    const { email } = await someone(db());
    await requestPasswordReset(visitor(), { email }, from());
    return { email, form: { password: "bracken turbine nephew salt" }, to: "/account/sign-in?done=password" };
  },
  "sign-in": async () => {
    const { email } = await someone(db());
    await requestLink(visitor(), { email, next: "/funds" }, from());
    return { email, to: "/funds" };
  },
  register: async () => {
    const email = address();
    await requestLink(visitor(), { email }, from());
    return { email, form: { name: "Morag Walker" }, to: "/account?done=begun" };
  },
  "change-email": async () => {
    const [me, email] = [await someone(db()), address()];
    await requestEmailChange(contextFor(db(), me), { email });
    return { email, token: await site.signIn(me.id), to: "/account?done=email" };
  },
  "join-organisation": async () => {
    const organisation = await a.organisation(db());
    const owner = await an.actor(db(), [{ role: "owner", organisation_id: organisation.id }]);
    const invited = await someone(db());
    await inviteToOrganisation(contextFor(db(), owner), organisation.id, { email: invited.email, role: "editor" });
    return { email: invited.email, token: await site.signIn(invited.id), to: `/organisations/${organisation.id}` };
  },
};

/** Everything that using a link could change. */
async function everything(): Promise<string> {
  const tables = ["account_link", "session", "person", "person_password", "role_held", "audit_event", "message", "passkey_challenge"] as const;
  const rows = await Promise.all(tables.map((table) => sql<{ hash: string | null }>`select md5(string_agg(t::text, '|' order by t::text)) as hash from ${sql.table(table)} t`.execute(db())));
  return rows.map(({ rows: [row] }) => row?.hash ?? "").join();
}

describe.each(Object.keys(linkLasts) as LinkPurpose[])("a link to %s", (purpose) => {
  test("is used up by no scanner that opens it, with and without a session, and then works once by its button", async () => {
    const way = await ways[purpose]();
    await runJobs(site.database);
    const link = `/account/link/${await tokenFor(db(), way.email)}`;
    const before = await everything();
    for (const token of [undefined, way.token])
      for (const path of [link, link, `${link}?_data=routes%2Faccount%2Flink`])
        for (const method of ["GET", "HEAD"]) expect((await site.ask(path, { method, token })).status, `${method} ${path}`).toBe(200);
    expect(await everything()).toBe(before);
    const done = await site.ask(link, { token: way.token, form: { purpose, ...way.form } });
    expect([done.status, done.headers.location]).toEqual([302, way.to]);
    expect((await site.ask(link, { token: way.token })).status).toBe(410);
    const again = await site.ask(link, { token: way.token, form: { purpose, ...way.form } });
    expect([404, 409], `${purpose} a second time: ${again.status}`).toContain(again.status);
  });
});

test("every address that holds a token is among those that were walked", async () => {
  const { default: routes } = await import("#app/routes.ts");
  const withToken = routes.filter(({ path }) => /:token|:link|:key\b/.test(path ?? "")).map(({ path }) => path);
  expect(withToken).toEqual(["account/link/:token"]);
});

test("a link from another site's page is not used: the button must be ours", async () => {
  const { email } = await someone(db());
  await requestLink(visitor(), { email }, from());
  await runJobs(site.database);
  const link = `/account/link/${await tokenFor(db(), email)}`;
  expect((await site.ask(link, { form: { purpose: "sign-in" }, headers: { "sec-fetch-site": "cross-site", origin: "https://evil.example" } })).status).toBe(403);
  expect((await site.ask(link)).status).toBe(200);
});

test("sign in by a link without script: the same page for every address, back where one was going", async () => {
  const known = await someone(db());
  const asked = async (email: string) => {
    const answer = await site.ask("/account/sign-in", { form: { intent: "link", email, password: "", next: "/funds" } });
    return [answer.status, answer.headers.location, answer.text];
  };
  expect(await asked(known.email)).toEqual(await asked("nobody@wall.example"));
  const page = await site.ask("/account/sign-in?done=link&next=%2Ffunds");
  expect(page.text).toContain("Check your e-mail");
  await runJobs(site.database);
  const link = `/account/link/${await tokenFor(db(), known.email)}`;
  const entered = await site.ask(link, { form: { purpose: "sign-in", shared_computer: "yes" } });
  expect(entered.headers.location).toBe("/funds");
  expect(entered.cookies[0]).not.toContain("Expires");
  expect((await readSession(db(), tokenIn(entered)!))?.actor.sharedComputer).toBe(true);
  const kept = await site.ask("/account/sign-in", { form: { email: known.email, password: goodPassword } });
  expect(kept.cookies[0]).toContain("Expires");
  expect((await readSession(db(), tokenIn(kept)!))?.actor.sharedComputer).toBe(false);
});

test("who registers without a password reads that a link is enough, and is in by the link", async () => {
  const email = address();
  expect((await site.ask("/account/register", { form: { name: "Morag Walker", email, password: "" } })).headers.location).toBe("/account/register?done=check");
  const link = `/account/link/${await tokenFor(db(), email)}`;
  expect((await site.ask(link)).text).not.toContain('type="password"');
  const entered = await site.ask(link, { form: { purpose: "confirm-email" } });
  const account = await site.ask(entered.headers.location!, { token: tokenIn(entered)! });
  expect(account.text).toContain("Add a passkey");
  expect(account.text).toContain("Your account has no password");
});

test("too many tries are answered 429 with when to come back, and the owner elsewhere still gets in", async () => {
  const known = await someone(db());
  const tries = async () => site.ask("/account/sign-in", { form: { email: known.email, password: "not the right one" } });
  const statuses: number[] = [];
  for (let time = 0; time < 5; time += 1) statuses.push((await tries()).status);
  expect(statuses).toEqual([422, 422, 422, 422, 422]);
  const refused = await tries();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect(refused.text).toContain("tried too often");
  const { signIn } = await import("#app/domain/accounts/change.server.ts");
  await expect(signIn(visitor(), { email: known.email, password: goodPassword }, from())).resolves.toBeDefined();
});

test("an open screen is asked once more before what changes how the account is opened, and then goes on", async () => {
  const me = await someone(db());
  const token = await site.signIn(me.id, { secondFactor: false });
  for (const path of ["/account/email", "/account/passkeys", "/account/second-factor/set-up"]) expect((await site.ask(path, { token })).status, path).toBe(200);
  await stale(me.id);
  for (const path of ["/account/email", "/account/passkeys", "/account/second-factor/set-up"]) {
    expect((await site.ask(path, { token })).headers.location, path).toBe(`/account/prove?next=${encodeURIComponent(path)}`);
    expect((await site.ask(path, { token, form: { intent: "begin" } })).headers.location, path).toMatch(/^\/account\/prove/);
  }
  const email = address();
  expect((await site.ask("/account/email", { token, form: { email } })).headers.location).toMatch(/^\/account\/prove/);
  expect(await postOf(db(), email)).toEqual([]);
  const wrong = await site.ask("/account/prove?next=%2Faccount%2Femail", { token, form: { intent: "password", password: "not the right one", next: "/account/email" } });
  expect(wrong.status).toBe(422);
  const proved = await site.ask("/account/prove?next=%2Faccount%2Femail", { token, form: { intent: "password", password: goodPassword, next: "/account/email" } });
  expect(proved.headers.location).toBe("/account/email");
  expect((await site.ask("/account/email", { token })).headers.location).toMatch(/^\/account\/sign-in/);
  expect((await site.ask("/account/email", { token: tokenIn(proved)!, form: { email } })).headers.location).toBe("/account/email?done=sent");
});

test("who has neither password nor passkey shows by a link who they are, and is nowhere sent to another site", async () => {
  const me = await an.actor(db());
  const token = await site.signIn(me.id, { secondFactor: false });
  await stale(me.id);
  const page = await site.ask("/account/prove?next=%2Faccount%2Fpasskeys", { token });
  expect(page.text).toContain("Send me a link");
  await site.ask("/account/prove", { token, form: { intent: "link", next: "/account/passkeys" } });
  await runJobs(site.database);
  const entered = await site.ask(`/account/link/${await tokenFor(db(), me.email)}`, { token, form: { purpose: "sign-in" } });
  expect(entered.headers.location).toBe("/account/passkeys");
  expect((await site.ask("/account/passkeys", { token: tokenIn(entered)! })).status).toBe(200);
  await stale(me.id);
  const elsewhere = await site.ask("/account/prove?next=%2F%2Fevil.example", { token: tokenIn(entered)! });
  expect(elsewhere.text).not.toContain("evil.example");
});

test("passkeys over the wire: the challenge by the page's own script only, the answer by the page's own form", async () => {
  const name = await testSite({ config: { publicUrl: new URL("http://lade.example") } });
  try {
    const origin = { origin: "http://lade.example", "sec-fetch-site": "same-origin" };
    const me = await someone(name.database.db);
    const token = await name.signIn(me.id, { secondFactor: false });
    expect((await name.ask("/account/passkeys/options", { form: { intent: "add" } })).status).toBe(401);
    expect((await name.ask("/account/passkeys/options", { form: { intent: "sign-in" }, headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await name.ask("/account/passkeys/options", { form: { intent: "nothing" } })).status).toBe(404);
    const asked = await name.ask("/account/passkeys/options", { token, form: { intent: "add" }, headers: origin });
    expect([asked.status, asked.headers["cache-control"]]).toEqual([200, "no-store"]);
    const device = new Authenticator({ id: "lade.example", origin: "http://lade.example" }, me.id);
    const added = await name.ask("/account/passkeys", { token, form: { intent: "passkey", name: "<b>Mine</b>", response: device.create(JSON.parse(asked.text) as { challenge: string }) } });
    expect([added.status, added.headers.location]).toEqual([302, "/account/passkeys?done=added"]);
    const page = await name.ask("/account/passkeys", { token: tokenIn(added)! });
    expect(page.text).toContain("&lt;b&gt;Mine&lt;/b&gt;");
    expect(page.text.match(/<script/g)).toHaveLength(1);
    const options = JSON.parse((await name.ask("/account/passkeys/options", { form: { intent: "sign-in" } })).text) as { challenge: string; allowCredentials: unknown[] };
    expect(options.allowCredentials ?? []).toEqual([]);
    const entered = await name.ask("/account/sign-in", { form: { intent: "passkey", response: device.get(options), next: "/funds" } });
    expect([entered.status, entered.headers.location]).toEqual([302, "/funds"]);
    expect((await readSession(name.database.db, tokenIn(entered)!))?.actor).toMatchObject({ id: me.id, secondFactor: true });
    const replayed = await name.ask("/account/sign-in", { form: { intent: "passkey", response: device.get(options) } });
    expect([replayed.status, tokenIn(replayed)]).toEqual([422, undefined]);
    for (const line of name.logged) for (const secret of [device.id, options.challenge, me.email]) expect(line).not.toContain(secret);
  } finally {
    await name.close();
  }
});

test("at an address of numbers the page says where passkeys work, and gives no challenge", async () => {
  const me = await someone(db());
  const token = await site.signIn(me.id, { secondFactor: false });
  const page = await site.ask("/account/passkeys", { token });
  expect(page.text).toMatch(/http:\/\/localhost:\d+\/account\/passkeys/);
  expect((await site.ask("/account/passkeys/options", { token, form: { intent: "add" } })).status).toBe(404);
  expect((await site.ask("/account/sign-in")).text).not.toContain("Sign in with a passkey");
});

test("roles and invitations of a group, without script: changed, withdrawn, and not by others", async () => {
  const organisation = await a.organisation(db());
  const owner = await an.actor(db(), [{ role: "owner", organisation_id: organisation.id }]);
  const member = await an.actor(db(), [{ role: "viewer", organisation_id: organisation.id }]);
  const token = await site.signIn(owner.id);
  const here = `/organisations/${organisation.id}/people`;
  const page = await site.ask(here, { token });
  const change = [...page.text.matchAll(/\?change=([0-9a-f-]+)/g)].map((match) => match[1]!);
  expect(change).toHaveLength(2);
  const { id: role_id } = await db().selectFrom("role_held").select("id").where("person_id", "=", member.id).executeTakeFirstOrThrow();
  expect((await site.ask(`${here}?change=${role_id}`, { token })).text).toContain(`What may ${member.name} do?`);
  expect((await site.ask(here, { token: await site.signIn(member.id), form: { intent: "change", role_id, role: "owner" } })).status).toBe(403);
  expect((await site.ask(here, { token, form: { intent: "change", role_id, role: "king" } })).status).toBe(422);
  expect((await site.ask(here, { token, form: { intent: "change", role_id, role: "editor" } })).headers.location).toBe(`${here}?done=changed`);
  await site.ask(here, { token, form: { email: "guest@wall.example", role: "viewer" } });
  const listed = await site.ask(here, { token });
  const invitation = /name="invitation" value="([0-9a-f-]+)"/.exec(listed.text)![1]!;
  expect(listed.text).toContain("guest@wall.example");
  expect((await site.ask(here, { token: await site.signIn(member.id), form: { intent: "withdraw", invitation } })).status).toBe(403);
  expect((await site.ask(here, { token, form: { intent: "withdraw", invitation } })).headers.location).toBe(`${here}?done=withdrawn`);
  expect((await site.ask(here, { token })).text).not.toContain("guest@wall.example");
});
