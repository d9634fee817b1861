/** Documents through the built site: what is sent, what comes back, who is told nothing. */
import { readdir } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { paths } from "#app/paths.ts";
import { docx, exif, jpeg, jpegSegment, pdf, place, zip } from "#tests/domain/files/samples.ts";
import { a } from "#tests/support/factories.ts";
import { testSite, type Answer, type TestSite } from "#tests/support/site.ts";

const mega = 1024 * 1024;
let site: TestSite;
let group: { id: string; name: string };
let token: string;
beforeAll(async () => {
  site = await testSite({ seed: "reference" });
  ({ group, token } = await member("owner"));
});
afterAll(() => site.close());

async function member(role: "owner" | "viewer", organisation?: { id: string; name: string }) {
  const { db } = site.database;
  const group = organisation ?? (await a.organisation(db));
  const { id } = await a.person(db);
  await a.role(db, { person_id: id, role, organisation_id: group.id });
  return { group, id, token: await site.signIn(id) };
}

const boundary = "----lade-test";
/** A form as a browser writes it. @param fields before the file */
function multipart(file: Buffer | undefined, name = "Our rules.pdf", fields: Record<string, string> = { kind: "governing-document" }, field = "file"): Buffer {
  const text = Object.entries(fields).map(([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`);
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n`;
  return Buffer.concat([Buffer.from(text.join("")), Buffer.from(head), file ?? Buffer.alloc(0), Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
const post = (body: Buffer, options: { token?: string; id?: string; headers?: Record<string, string> } = {}): Promise<Answer> =>
  site.ask(paths.organisationDocuments(options.id ?? group.id), { token: options.token ?? token, body, headers: { ...type, ...options.headers } });
const rows = () => site.database.db.selectFrom("stored_file").selectAll().where("removed_at", "is", null).orderBy("uploaded_at", "desc").execute();
const files = async (within = ""): Promise<number> => (await readdir(join(site.dataDir, "files", within), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).length;
/** A request that has sent this much and is not at its end. */
function begin(part: Buffer, as = token, agent: Agent | false = false) {
  const { hostname, port } = new URL(site.origin);
  const headers = { ...type, "content-length": String(10 * mega), cookie: `lade=${as}`, "sec-fetch-site": "same-origin" };
  const request = httpRequest({ agent, host: hostname, port, path: paths.organisationDocuments(group.id), method: "POST", headers });
  const closed = new Promise((resolve) => request.on("close", resolve).on("error", () => undefined));
  const answered = new Promise((resolve) => request.on("response", (response) => resolve(response.resume().statusCode)));
  request.write(part);
  return { request, closed, answered };
}
/** Nothing was kept of what the work sent. */
async function keepsNothing(work: () => Promise<void>): Promise<void> {
  const before = [(await rows()).length, await files()];
  await work();
  expect([(await rows()).length, await files()]).toEqual(before);
}

test("a group's owner adds a document, sees it, saves it and removes it, without a script", async () => {
  const added = await post(multipart(pdf()));
  expect([added.status, added.headers.location]).toEqual([302, `${paths.organisationDocuments(group.id)}?done=added`]);
  const [file] = await rows();
  const list = await site.ask(paths.organisationDocuments(group.id), { token });
  expect(list.text).toContain("Our rules.pdf");
  expect(list.text).toMatch(/<form[^>]*enctype="multipart\/form-data"/i);
  expect((await site.ask(paths.organisation(group.id), { token })).text).toContain(paths.organisationDocuments(group.id));

  const saved = await site.ask(paths.document(file!.id), { token });
  expect(saved.text).toBe(pdf().toString());
  expect(saved.headers).toMatchObject({
    "content-type": "application/pdf",
    "content-length": String(pdf().length),
    "content-disposition": `attachment; filename="Our rules.pdf"; filename*=UTF-8''Our%20rules.pdf`,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
  });

  const asked = await site.ask(`${paths.organisationDocuments(group.id)}?remove=${file!.id}`, { token });
  expect(asked.text).toContain("Remove this document?");
  expect((await rows()).map(({ id }) => id)).toContain(file!.id);
  const removed = await site.ask(paths.organisationDocuments(group.id), { token, form: { intent: "remove", document: file!.id } });
  expect(removed.headers.location).toBe(`${paths.organisationDocuments(group.id)}?done=removed`);
  expect((await site.ask(paths.document(file!.id), { token })).status).toBe(404);
  expect(await files()).toBe(0);
});

describe("refused in words beside the field, with what was chosen kept, and nothing is stored", () => {
  it.each([
    ["a renamed program", Buffer.from("MZ\x90\0"), "That file is a program"],
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), "SVG"],
    ["a web page", Buffer.from("<!doctype html><script>alert(1)</script>"), "web page"],
    ["a Word document with macros", docx([{ name: "word/vbaProject.bin", content: "x" }]), "macros"],
    ["a zip bomb", docx([{ name: "word/big.xml", content: Buffer.alloc(60 * mega) }]), "unpacks to more"],
    ["a packed folder", zip([{ name: "a.pdf", content: pdf() }]), "packed folder"],
    ["an empty file", Buffer.alloc(0), "That file is empty"],
  ])("%s", async (_name, bytes, words) => {
    await keepsNothing(async () => {
      const answer = await post(multipart(bytes, "constitution.pdf", { kind: "accounts" }));
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(new RegExp(`id="file-error"[^>]*>.*${words}`));
      expect(answer.text).toMatch(/<input(?=[^>]*value="accounts")(?=[^>]*checked)/);
    });
  });

  it("no file, or in another field, or no kind", async () => {
    await keepsNothing(async () => {
      for (const body of [multipart(undefined, ""), multipart(pdf(), "a.pdf", { kind: "accounts" }, "other")]) expect((await post(body)).text).toContain("Choose the file that you want to add");
      expect((await post(multipart(pdf(), "a.pdf", {}))).text).toContain("Choose what this document is");
    });
  });

  it("11 MB: a page that says so, with status 413", async () => {
    await keepsNothing(async () => {
      const answer = await post(multipart(Buffer.concat([pdf(), Buffer.alloc(11 * mega)])));
      expect(answer.status).toBe(413);
      expect(answer.text).toMatch(/id="file-error"[^>]*>.*larger than 10 MB/);
    });
  });
});

describe("what is too large never gets in", () => {
  /** Sends one piece again and again, so that the sender's memory stays flat too. */
  function sendLong(path: string, bytes: number): Promise<{ status: number; text: string }> {
    const piece = Buffer.alloc(64 * 1024, "a");
    const { hostname, port } = new URL(site.origin);
    return new Promise((resolve, reject) => {
      const headers = { ...type, "content-length": String(bytes), cookie: `lade=${token}`, "sec-fetch-site": "same-origin" };
      const request = httpRequest({ agent: false, host: hostname, port, path, method: "POST", headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      });
      request.on("error", reject);
      let left = bytes;
      const more = () => {
        while (left > 0) {
          left -= piece.length;
          if (!request.write(piece)) return void request.once("drain", more);
        }
        request.end();
      };
      more();
    });
  }

  it("100 MB, with memory flat", async () => {
    await sendLong(paths.organisationDocuments(group.id), 100 * mega);
    const before = process.memoryUsage().rss;
    const answer = await sendLong(paths.organisationDocuments(group.id), 100 * mega);
    expect(answer).toEqual({ status: 413, text: expect.stringContaining("10 MB") as string });
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * mega);
  });

  it("more than a form anywhere else, also one that only looks like the address of documents", async () => {
    for (const path of [paths.editOrganisation(group.id), `${paths.organisationDocuments(group.id)}/x`, `/x${paths.organisationDocuments(group.id)}`, paths.signIn()])
      expect((await sendLong(path, 600 * 1024)).status, path).toBe(413);
    const plain = await site.ask(paths.organisationDocuments(group.id), { token, body: Buffer.alloc(600 * 1024, "a") });
    expect(plain.status).toBe(413);
  });
});

describe("a form that breaks off or is none", () => {
  const whole = multipart(Buffer.concat([pdf(), Buffer.alloc(300_000, "x"), pdf()]));
  it.each([
    ["cut in the file", whole.subarray(0, 200_000), type],
    ["cut before the file", whole.subarray(0, 60), type],
    ["without its last line", whole.subarray(0, -8), type],
    ["with another boundary", whole, { "content-type": "multipart/form-data; boundary=other" }],
    ["without a boundary", whole, { "content-type": "multipart/form-data" }],
    ["with two files", Buffer.concat([whole.subarray(0, -(boundary.length + 6)), multipart(pdf())]), type],
    ["with a hundred fields", multipart(pdf(), "a.pdf", Object.fromEntries(Array.from({ length: 100 }, (_, field) => [`f${field}`, "x"]))), type],
    ["with a field of 20 kB", multipart(pdf(), "a.pdf", { kind: "x".repeat(20_000) }), type],
  ])("%s: 400, and nothing is kept", async (_name, body, headers) => {
    await keepsNothing(async () => {
      const answer = await post(body, { headers });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("did not arrive whole");
    });
  });

  it("a sender that goes away at any moment leaves nothing", async () => {
    await keepsNothing(async () => {
      for (const part of [0.05, 0.3, 0.6, 0.95]) {
        const { request, closed } = begin(whole.subarray(0, Math.ceil(whole.length * part)));
        // Only what is under way can be broken off: the store has begun once there is a temporary file.
        await expect.poll(() => files("incoming"), { interval: 5 }).toBe(1);
        request.destroy();
        await closed;
        await expect.poll(() => files("incoming"), { interval: 5 }).toBe(0);
      }
    });
  });

  it("nor one that goes away when the file has come whole and the form has not", async () => {
    const before = await files("kept");
    const { request, closed } = begin(Buffer.concat([multipart(pdf()).subarray(0, -4), Buffer.from('\r\nContent-Disposition: form-data; name="more"\r\n\r\nx')]));
    await expect.poll(() => files("kept"), { interval: 5 }).toBe(before + 1);
    request.destroy();
    await closed;
    await expect.poll(() => files("kept"), { interval: 5 }).toBe(before);
  });

  it("who may not send one is told so before the rest has come", async () => {
    const { request, closed, answered } = begin(whole.subarray(0, 100_000), (await member("owner")).token);
    expect(await answered).toBe(404);
    expect(await files("incoming")).toBe(0);
    request.destroy();
    await closed;
  });

  it("and what they send all the same is taken off the line, which then serves the next page", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { request, answered } = begin(Buffer.alloc(10 * mega), (await member("owner")).token, agent);
    request.end();
    expect(await answered).toBe(404);
    const line = request.socket!.localPort;
    const { hostname, port } = new URL(site.origin);
    const next = await new Promise((resolve, reject) => httpRequest({ agent, host: hostname, port, path: "/health" }, (response) => resolve([response.resume().statusCode, response.socket.localPort])).on("error", reject).end());
    expect(next).toEqual([200, line]);
    agent.destroy();
  });
});

describe("a name is only text", () => {
  it.each([
    ["../../../x", "x.pdf"],
    ["..\\\\..\\\\x.pdf", "x.pdf"],
    ["a%0D%0ASet-Cookie: lade=x.pdf", "a%0D%0ASet-Cookie_ lade=x.pdf"],
    ["<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"],
    ["Cunntasan 2026 – ùr 😀.pdf", "Cunntasan 2026 – ùr 😀.pdf"],
    ["x\u202Efdp.exe", "xfdp.exe.pdf"],
  ])("%s", async (given, shown) => {
    expect((await post(multipart(pdf(), given))).status).toBe(302);
    const [file] = await rows();
    expect(file!.name).toBe(shown);
    const { headers, status, cookies } = await site.ask(paths.document(file!.id), { token });
    expect([status, cookies]).toEqual([200, []]);
    const written = /^attachment; filename="([\x20-\x7e]+)"; filename\*=UTF-8''([\w%.~-]+)$/.exec(headers["content-disposition"]!);
    expect(decodeURIComponent(written![2]!)).toBe(shown);
    expect(written![1]).not.toMatch(/["\\%;]/);
  });

  it("with line breaks as no browser sends them, the file is not there at all", async () => {
    await keepsNothing(async () => expect((await post(multipart(pdf(), "a\r\nX-Evil: 1\r\n\r\n.pdf"))).status).toBeGreaterThanOrEqual(400));
  });
});

test("a photo's place is gone from what is kept and what is sent", async () => {
  expect((await post(multipart(jpeg({ more: [jpegSegment(0xe1, exif({ turn: 6 })), jpegSegment(0xfe, "<script>alert(1)</script>")], tail: "<script>" }), "letter.jpg"))).status).toBe(302);
  const [file] = await rows();
  const { text, headers } = await site.ask(paths.document(file!.id), { token });
  expect(text).not.toMatch(new RegExp(`${place}|script`));
  expect(headers["content-type"]).toBe("image/jpeg");
});

describe("whoever may not open a document is told nothing of it", () => {
  let id: string;
  let application: { id: string };
  let where: { fund_id: string; area_code: string };
  beforeAll(async () => {
    const { db } = site.database;
    await post(multipart(pdf("Canary"), "Canary name.pdf"));
    id = (await rows())[0]!.id;
    const pot = await a.pot(db);
    const round = await db.selectFrom("round").select("fund_id").where("id", "=", pot.round_id).executeTakeFirstOrThrow();
    where = { fund_id: round.fund_id, area_code: pot.area_code };
    const { an } = await import("#tests/support/factories.ts");
    application = await an.application(db, { pot_id: pot.id, organisation_id: group.id, status: "submitted" });
  });
  const get = (as: string | undefined, path = paths.document(id)) => site.ask(path, { token: as });
  async function staff(role: "administrator" | "assessor", options?: { secondFactor: boolean }) {
    const { id: person_id } = await a.person(site.database.db);
    await a.role(site.database.db, { person_id, role, ...where });
    return { person_id, token: await site.signIn(person_id, options) };
  }
  async function assign(person_id: string, has_interest: boolean) {
    const { db } = site.database;
    await db.insertInto("assignment").values({ id: newId(), application_id: application.id, person_id, assigned_by: person_id }).execute();
    await db.insertInto("interest").values({ id: newId(), application_id: application.id, person_id, has_interest, explanation: has_interest ? "A cousin" : "" }).execute();
  }

  it("another group's owner: the same 404 as for a document that never was", async () => {
    const other = await member("owner");
    const [hidden, never] = [await get(other.token), await get(other.token, paths.document(newId()))];
    expect([hidden.status, hidden.text]).toEqual([404, never.text]);
    expect(hidden.text).not.toContain("Canary");
    for (const path of [paths.organisationDocuments(group.id), paths.document("../x"), paths.document("x")]) expect((await get(other.token, path)).status, path).toBe(404);
  });

  it("another group's owner cannot add to it or remove from it, and what they send is not stored", async () => {
    const other = await member("owner");
    await keepsNothing(async () => {
      expect((await post(multipart(Buffer.concat([pdf(), Buffer.alloc(5 * mega)])), { token: other.token })).status).toBe(404);
      expect((await site.ask(paths.organisationDocuments(group.id), { token: other.token, form: { intent: "remove", document: id } })).status).toBe(404);
      expect((await site.ask(paths.organisationDocuments(other.group.id), { token: other.token, form: { intent: "remove", document: id } })).status).toBe(404);
    });
  });

  it("who only reads for the group opens it and is told who may add", async () => {
    const viewer = await member("viewer", group);
    expect((await get(viewer.token)).status).toBe(200);
    expect((await get(viewer.token, paths.organisationDocuments(group.id))).text).not.toContain("Add a document");
    await keepsNothing(async () => expect((await post(multipart(pdf()), { token: viewer.token })).status).toBe(403));
  });

  it("nobody: asked to sign in", async () => {
    expect((await get(undefined)).headers.location).toMatch(/^\/account\/sign-in\?next=/);
    await keepsNothing(async () => expect((await post(multipart(pdf()), { token: "x".repeat(43) })).headers.location).toMatch(/sign-in/));
  });

  it("the fund's administrator opens it from the group's application, with the second factor only", async () => {
    expect((await get((await staff("administrator")).token)).status).toBe(200);
    expect((await get((await staff("administrator", { secondFactor: false })).token)).status).not.toBe(200);
  });

  it("an assessor with an interest: 404; one without: the document", async () => {
    const [conflicted, clear] = [await staff("assessor"), await staff("assessor")];
    await assign(clear.person_id, false);
    await assign(conflicted.person_id, true).catch(() => undefined);
    expect((await get(conflicted.token)).status).toBe(404);
    expect((await get(clear.token)).status).toBe(200);
  });

  it("another site's form adds nothing", async () => {
    await keepsNothing(async () => expect((await post(multipart(pdf()), { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403));
  });
});
