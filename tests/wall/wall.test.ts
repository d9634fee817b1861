import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSite, type TestSite } from "../support/site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await testSite({ seed: "reference" });
});
afterAll(() => site.close());

const form = { email: "nobody@test.example", password: "a wrong password here" };

describe("a form that another site sends changes nothing", () => {
  it.each([
    ["from another site, as the browser says", { "sec-fetch-site": "cross-site" }],
    ["from a sister domain", { "sec-fetch-site": "same-site" }],
    ["typed into the address bar", { "sec-fetch-site": "none" }],
    ["from an old browser with another origin", { "sec-fetch-site": "", origin: "https://evil.example" }],
    ["with a null origin", { "sec-fetch-site": "", origin: "null" }],
    ["with no origin at all", { "sec-fetch-site": "", origin: "" }],
  ])("%s", async (_name, headers) => {
    const answer = await site.ask("/account/sign-in", { form, headers });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("did not come from a page of this site");
  });

  it("an address that serves programs is no way round", async () => {
    expect((await site.ask("/api/figures/award-counts", { form, headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  });

  it("our own page is let through, by either name of this machine", async () => {
    const { port } = new URL(site.origin);
    const old = { "sec-fetch-site": "", origin: `http://localhost:${port}`, host: `localhost:${port}` };
    expect((await site.ask("/account/sign-in", { form, headers: old })).status).toBe(422);
    expect((await site.ask("/account/sign-in", { form })).status).toBe(422);
  });
});

describe("what no page of ours sends is refused before it is read", () => {
  it.each(["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])("method %s", async (method) => {
    const answer = await site.ask("/", { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("GET, HEAD, POST");
  });

  it("a body of 100 MB, with memory flat", async () => {
    const body = Buffer.alloc(100 * 1024 * 1024, "a");
    const before = process.memoryUsage().rss;
    const answer = await site.ask("/account/sign-in", { body });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain("512 kB");
    // The client's own copy of the body is in this process too.
    expect(process.memoryUsage().rss - before).toBeLessThan(160 * 1024 * 1024);
  });

  it("a body that does not say how long it is", async () => {
    expect((await site.ask("/account/sign-in", { body: "email=a", headers: { "content-length": "", "transfer-encoding": "chunked" } })).status).toBe(411);
  });

  it("JSON, which no action here reads", async () => {
    expect((await site.ask("/account/sign-in", { body: "{}", headers: { "content-type": "application/json" } })).status).toBe(415);
  });

  it("a multipart form that breaks off is told so kindly, not as a fault of ours", async () => {
    const answer = await site.ask("/account/sign-in", { body: "--x\r\nContent-Disposition: form-data", headers: { "content-type": "multipart/form-data; boundary=x" } });
    expect(answer.status).toBe(400);
  });

  it("an address of more than 2,048 characters", async () => {
    expect((await site.ask(`/awards?q=${"a".repeat(3000)}`)).status).toBe(414);
  });

  it("an address that is not written correctly", async () => {
    expect((await site.ask("/awards/%E0%A4%A")).status).toBe(400);
    expect((await site.ask("/awards/%00")).status).toBe(400);
  });

  it("the manifest whose patterns could stop the service", async () => {
    const started = performance.now();
    expect((await site.ask(`/__manifest?version=1&p=${"/a".repeat(900)}`)).status).toBe(404);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("every answer carries its shields, errors included", () => {
  it.each(["/", "/awards", "/account/sign-in", "/desk", "/nowhere", "/api/figures/award-counts?fund=none", "/health", "/awards/%E0%A4%A", "/assets/none.js"])("%s", async (path) => {
    const { headers, text } = await site.ask(path);
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'/);
    expect(headers["content-security-policy"]).toMatch(/frame-ancestors 'none'/);
    expect(headers["content-security-policy"]).not.toMatch(/unsafe-inline|unsafe-eval/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    if (text) expect(headers["content-type"]).toMatch(/charset=utf-8|image|font/i);
  });

  it("pages of people are not kept by anything between us and them", async () => {
    for (const path of ["/account/sign-in", "/desk", "/nowhere"]) expect((await site.ask(path)).headers["cache-control"]).toBe("no-store");
  });

  it("HSTS only where there is TLS, and the cookie's name with it", async () => {
    expect((await site.ask("/")).headers["strict-transport-security"]).toBeUndefined();
    const overTls = await testSite({ config: { publicUrl: new URL("https://lade.example"), mode: "production" } });
    try {
      expect((await overTls.ask("/account/sign-in")).headers["strict-transport-security"]).toMatch(/max-age=63072000/);
      expect((await overTls.ask("/account/sign-in", { form, headers: { "sec-fetch-site": "", origin: `http://${new URL(overTls.origin).host}` } })).status).toBe(403);
    } finally {
      await overTls.close();
    }
  });

  it("each page has a nonce of its own", async () => {
    const nonce = async () => /'nonce-([^']+)'/.exec((await site.ask("/account/sign-in")).headers["content-security-policy"] ?? "")?.[1];
    const [first, second] = [await nonce(), await nonce()];
    expect(first).toBeTruthy();
    expect(first).not.toBe(second);
  });
});

describe("public pages", () => {
  it("send no script and forbid it", async () => {
    for (const path of ["/", "/funds", "/awards", "/figures", "/strategy"]) {
      const answer = await site.ask(path);
      expect(answer.status, path).toBe(200);
      expect(answer.text, path).not.toMatch(/<script/i);
      expect(answer.headers["content-security-policy"]).toContain("script-src 'none'");
    }
  });

  it("are the same bytes for someone signed in", async () => {
    const { person } = (await import("../support/factories.ts")).a;
    const who = await person(site.database.db, { name: "Canary Name" });
    const token = await site.signIn(who.id);
    const anonymous = await site.ask("/awards");
    const signedIn = await site.ask("/awards", { token });
    expect(signedIn.text).toBe(anonymous.text);
    expect(signedIn.text).not.toContain("Canary Name");
  });

  it("answer 304 to who has them, and draw afresh at the next request after a change", async () => {
    const first = await site.ask("/funds");
    const second = await site.ask("/funds");
    const etag = second.headers.etag!;
    expect(etag).toBeTruthy();
    const again = await site.ask("/funds", { headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    await site.database.db.updateTable("fund").set({ title: "A title changed for this test" }).where("code", "=", "communities-adults").execute();
    await site.database.db.updateTable("public_version").set((eb) => ({ version: eb("version", "+", 1) })).execute();
    const after = await site.ask("/funds", { headers: { "if-none-match": etag } });
    expect(after.status).toBe(200);
    expect(after.text).toContain("A title changed for this test");
    expect(first.text).not.toContain("A title changed for this test");
  });
});

it("without its database the service says so and stays up", async () => {
  const away = await testSite({ seed: "reference" });
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: away.database.ownerUrl.replace(/\/[^/]*$/, "/postgres") });
  await client.connect();
  const name = new URL(away.database.url).pathname.slice(1);
  try {
    await client.query(`alter database ${pg.escapeIdentifier(name)} allow_connections false`);
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    const page = await away.ask("/desk", { token: "x".repeat(43) });
    expect([page.status, page.headers["retry-after"]]).toEqual([503, "30"]);
    expect(page.text).not.toMatch(/at .*\.ts:\d+/);
    expect((await away.ask("/health")).status).toBe(503);
  } finally {
    await client.query(`alter database ${pg.escapeIdentifier(name)} allow_connections true`);
    await client.end();
  }
  expect((await away.ask("/health")).text).toBe('{"status":"ok"}');
  await away.close();
});
