/** The pages of accounts, as a browser without script uses them: forms, redirects, cookies. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { grantRole } from "#app/domain/accounts/change.server.ts";
import { readSession } from "#app/domain/accounts/sessions.server.ts";
import { contextFor } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { testSite, type Answer, type TestSite } from "#tests/support/site.ts";
import { goodPassword, postOf, runJobs, someone } from "../domain/accounts/support.ts";

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
});
afterAll(() => site.close());

const tokenIn = (answer: Answer): string | undefined => answer.cookies.map((cookie) => /^lade=([\w-]+);/.exec(cookie)?.[1]).find(Boolean);
const secretKey = (html: string): string => /type this key into it: <strong[^>]*>([A-Z2-7 ]+)</.exec(html)![1]!;

test("register, confirm by the mail page, sign out, sign in: the whole way in without script", async () => {
  const email = "walk@wall.example";
  const refused = await site.ask("/account/register", { form: { name: "", email: "no address", password: "short" } });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("Enter your name");
  expect(refused.text).toContain('value="no address"');
  expect(refused.text).not.toContain("short<");

  const registered = await site.ask("/account/register", { form: { name: "Morag Walker", email, password: goodPassword } });
  expect([registered.status, registered.headers.location]).toEqual([302, "/account/register?done=check"]);
  const list = await site.ask("/demonstration/mail");
  const message = await site.ask(/href="(\/demonstration\/mail\/[0-9a-f-]+)"/.exec(list.text)![1]!);
  const link = /href="(\/account\/link\/[\w-]+)"/.exec(message.text)![1]!;
  expect((await site.ask(link)).status).toBe(200);
  const wrong = await site.ask(link, { form: { purpose: "confirm-email", password: "not the right one" } });
  expect([wrong.status, wrong.text.includes("the password this account was opened with")]).toEqual([422, true]);
  const confirmed = await site.ask(link, { form: { purpose: "confirm-email", password: goodPassword } });
  expect([confirmed.status, confirmed.headers.location]).toEqual([302, "/account?done=confirmed"]);
  const token = tokenIn(confirmed)!;
  const account = await site.ask("/account?done=confirmed", { token });
  expect(account.text).toContain("Your e-mail address is confirmed");
  expect((await site.ask(link)).status).toBe(410);

  const out = await site.ask("/account/sign-out", { token, form: {} });
  expect([out.status, out.headers["clear-site-data"]]).toEqual([302, '"cache"']);
  expect((await site.ask("/account", { token })).headers.location).toBe("/account/sign-in?next=%2Faccount");
  const back = await site.ask("/account/sign-in", { form: { email: email.toUpperCase(), password: goodPassword, next: "/account" } });
  expect(back.headers.location).toBe("/account");
  expect(tokenIn(back)).not.toBe(token);
});

test("registering a known address and an unknown one give the same bytes, and so does asking for a reset", async () => {
  const known = await someone(site.database.db);
  const answers = async (path: string, form: Record<string, string>) => {
    const { status, headers, text, cookies } = await site.ask(path, { form });
    return { status, location: headers.location, text, cookies };
  };
  const person = { name: "Morag Walker", password: goodPassword };
  expect(await answers("/account/register", { ...person, email: known.email })).toEqual(await answers("/account/register", { ...person, email: "unknown@wall.example" }));
  expect(await answers("/account/forgotten", { email: known.email })).toEqual(await answers("/account/forgotten", { email: "unknown-too@wall.example" }));
  const wrong = async (email: string) => (await site.ask("/account/sign-in", { form: { email, password: "not the right one" } })).text.replaceAll(email, "").replace(/nonce="[^"]*"/g, "");
  expect(await wrong(known.email)).toBe(await wrong("unknown-three@wall.example"));
});

test("a password by e-mail: the button sets it, every session ends, the second use says so kindly", async () => {
  const known = await someone(site.database.db);
  const token = await site.signIn(known.id, { secondFactor: false });
  await site.ask("/account/forgotten", { form: { email: known.email } });
  await runJobs(site.database);
  const link = /\/account\/link\/[\w-]+/.exec((await postOf(site.database.db, known.email))[0]!.body)![0];
  expect((await site.ask(link)).text).toContain("New password");
  const set = await site.ask(link, { form: { purpose: "reset-password", password: "bracken turbine nephew salt" } });
  expect(set.headers.location).toBe("/account/sign-in?done=password");
  expect(await readSession(site.database.db, token)).toBeUndefined();
  expect((await site.ask(link, { form: { purpose: "reset-password", password: "bracken turbine nephew salt" } })).status).toBe(409);
});

test("after signing in nobody is sent to another site", async () => {
  const known = await someone(site.database.db);
  for (const next of ["//evil.example", "https://evil.example/", "/\\evil.example", "/.//evil.example"]) {
    const answer = await site.ask("/account/sign-in", { form: { email: known.email, password: goodPassword, next } });
    expect(answer.headers.location, next).toBe("/desk");
  }
});

test("staff without a second factor set one up, read recovery codes once, and only then reach a staff page", async () => {
  const person = await someone(site.database.db);
  await grantRole(contextFor(site.database.db), { person_id: person.id, role: "service-administrator" });
  const first = tokenIn(await site.ask("/account/sign-in", { form: { email: person.email, password: goodPassword } }))!;
  expect((await site.ask("/admin/people", { token: first })).headers.location).toBe("/account/second-factor?next=%2Fadmin%2Fpeople");
  expect((await site.ask("/account/second-factor?next=%2Fadmin%2Fpeople", { token: first })).headers.location).toBe("/account/second-factor/set-up?next=%2Fadmin%2Fpeople");
  const begun = await site.ask("/account/second-factor/set-up", { token: first, form: { intent: "begin", next: "/admin/people" } });
  const scan = await site.ask(begun.headers.location!, { token: first });
  const { Secret, TOTP } = await import("otpauth");
  const totp = new TOTP({ secret: Secret.fromBase32(secretKey(scan.text).replaceAll(" ", "")) });
  const done = await site.ask("/account/second-factor/set-up", { token: first, form: { intent: "confirm", code: totp.generate(), next: "/admin/people" } });
  const codes = [...done.text.matchAll(/<code>([0-9A-Z-]{19})<\/code>/g)].map((match) => match[1]!);
  expect(codes).toHaveLength(10);
  expect((await site.ask("/admin/people", { token: first })).status).toBe(302);
  expect((await site.ask("/admin/people", { token: tokenIn(done)! })).status).toBe(200);

  const again = await site.ask("/account/sign-in", { form: { email: person.email, password: goodPassword, next: "/admin/people" } });
  expect(again.headers.location).toBe("/account/second-factor?next=%2Fadmin%2Fpeople");
  const owed = tokenIn(again)!;
  for (const path of ["/account", "/account/second-factor/set-up", "/admin/people", `/admin/people/${person.id}`, "/admin/audit"]) expect((await site.ask(path, { token: owed })).status, path).toBe(302);
  // What was typed is kept on a page that asks to sign in again; nothing is changed.
  expect((await site.ask("/account", { token: owed, form: { intent: "name", name: "A thief" } })).status).toBe(401);
  expect(await site.database.db.selectFrom("person").select("name").where("id", "=", person.id).executeTakeFirstOrThrow()).toEqual({ name: person.name });
  const wrong = await site.ask("/account/second-factor", { token: owed, form: { code: "0000-0000-0000-0000", next: "/admin/people" } });
  expect([wrong.status, wrong.text.includes("0000-0000")]).toEqual([422, false]);
  const passed = await site.ask("/account/second-factor", { token: owed, form: { code: codes[0]!, next: "/admin/people" } });
  expect(passed.headers.location).toBe("/admin/people");
  expect((await site.ask("/admin/people", { token: owed })).status).toBe(302);
});

test("people and the audit: seen and changed by a service administrator, unknown to everybody else", async () => {
  const { db } = site.database;
  const service = await an.actor(db, [{ role: "service-administrator" }]);
  const official = await an.actor(db, [{ role: "official" }]);
  const person = await someone(db);
  const token = await site.signIn(service.id);
  const pages = ["/admin/people", `/admin/people/${person.id}`, "/admin/audit"];
  for (const path of pages) {
    expect((await site.ask(path, { token })).status, path).toBe(200);
    expect((await site.ask(path, { token: await site.signIn(official.id) })).status, path).toBe(404);
    expect((await site.ask(path, { token: await site.signIn(person.id) })).status, path).toBe(403);
    expect((await site.ask(path)).headers.location, path).toMatch(/^\/account\/sign-in/);
  }
  const address = `/admin/people/${person.id}`;
  const fund = await a.fund(db);
  await a.area(db);
  const missing = await site.ask(address, { token, form: { intent: "granted", role: "assessor", fund_id: fund.id, area_code: "" } });
  expect([missing.status, missing.text.includes("Choose the area")]).toEqual([422, true]);
  const granted = await site.ask(address, { token, form: { intent: "granted", role: "assessor", fund_id: fund.id, area_code: "S12000033" } });
  expect(granted.headers.location).toBe(`${address}?done=granted`);
  const shown = await site.ask(granted.headers.location!, { token });
  expect(shown.text).toContain(fund.short_title);
  const role = /name="role_id" value="([0-9a-f-]+)"/.exec(shown.text)![1]!;
  expect((await site.ask(address, { token: await site.signIn(person.id), form: { intent: "ended", role_id: role } })).status).toBe(404);
  expect((await site.ask(address, { token, form: { intent: "ended", role_id: role } })).headers.location).toBe(`${address}?done=ended`);
  expect((await site.ask(`/admin/people/${service.id}`, { token, form: { intent: "granted", role: "official" } })).status).toBe(403);
  const audit = await site.ask(`/admin/audit?type=person&subject=${person.id}`, { token });
  expect(audit.text).toContain("role.granted");
  expect(audit.text).not.toContain(person.email);
  expect((await site.ask("/admin/audit?subject=nonsense", { token })).text).toContain("Enter a whole id");
  expect((await site.ask("/admin/people?search=%25%27%22%3Cscript%3E&role=owner&page=0", { token })).status).toBe(200);
});

test("an invitation is joined by its own address from the link in the mail", async () => {
  const { db } = site.database;
  const organisation = await a.organisation(db);
  const owner = await an.actor(db, [{ role: "owner", organisation_id: organisation.id }]);
  const invited = await someone(db);
  const { inviteToOrganisation } = await import("#app/domain/accounts/change.server.ts");
  await inviteToOrganisation(contextFor(db, owner), organisation.id, { email: invited.email, role: "editor" });
  const link = /\/account\/link\/[\w-]+/.exec((await postOf(db, invited.email))[0]!.body)![0];
  expect((await site.ask(link)).text).toContain(`/account/sign-in?next=${encodeURIComponent(link)}`);
  expect((await site.ask(link, { token: await site.signIn((await someone(db)).id, { secondFactor: false }) })).text).toContain("signed in with another address");
  const token = await site.signIn(invited.id, { secondFactor: false });
  expect((await site.ask(link, { form: { purpose: "join-organisation" } })).headers.location).toMatch(/^\/account\/sign-in/);
  expect((await site.ask(link, { token, form: { purpose: "join-organisation" } })).headers.location).toBe(`/organisations/${organisation.id}`);
});

test("in production the demonstration's pages are not there, and the cookie is bound to the host", async () => {
  const production = await testSite({ config: { mode: "production", publicUrl: new URL("https://lade.example"), smtpUrl: "smtp://127.0.0.1:1", trustProxy: 1 } });
  try {
    const message = await production.ask("/account/register", { form: { name: "Morag Walker", email: "production@wall.example", password: goodPassword } });
    expect(message.status).toBe(302);
    const { id } = await production.database.db.selectFrom("message").select("id").executeTakeFirstOrThrow();
    for (const path of ["/demonstration/mail", `/demonstration/mail/${id}`, "/demonstration/codes", "/demonstration/codes?_data=routes%2Fdemonstration%2Fcodes"]) expect((await production.ask(path)).status, path).toBe(404);
    expect(await production.database.db.selectFrom("person").select("synthetic").executeTakeFirstOrThrow()).toEqual({ synthetic: false });
    const signed = await production.ask("/account/sign-in", { form: { email: "production@wall.example", password: goodPassword } });
    expect(signed.cookies[0]).toMatch(/^__Host-lade=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=.*; Secure$/);
    expect((await production.ask("/account/sign-in")).text).not.toContain("emonstration");
  } finally {
    await production.close();
  }
});
