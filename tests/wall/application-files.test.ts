/** Files of an application through the built site: with and without a script, broken off, hostile, large, infected. */
import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { publishForm } from "#app/domain/forms/change.server.ts";
import type { FormDefinition } from "#app/domain/forms/model.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { runDueJobs } from "#app/jobs.ts";
import { paths } from "#app/paths.ts";
import { openPool } from "#db/connection.ts";
import { docx, jpeg, pdf, png, zip } from "#tests/domain/files/samples.ts";
import { eicar, testScanner, type TestScanner } from "#tests/support/clamd.ts";
import { testSecret } from "#tests/support/database.ts";
import { a } from "#tests/support/factories.ts";
import { testSite, type TestSite } from "#tests/support/site.ts";

const mega = 1024 * 1024;
const form: FormDefinition = {
  code: "files-at-the-wall",
  title: "With files",
  sections: [{ id: "all", title: "All of it", questions: [
    { id: "title", kind: "short-text", title: "Name of the project", limit: 100 },
    { id: "papers", kind: "files", title: "Papers", maxFiles: 4, accept: "Letters and rules." },
  ] }],
};
let site: TestSite;
let scanner: TestScanner;
let potId: string;
let versionId: string;
let token: string;
let application: string;
beforeAll(async () => {
  scanner = await testScanner();
  site = await testSite({ seed: "reference", config: { clamd: scanner.address } });
  versionId = await site.database.db.transaction().execute((tx) => publishForm({ db: tx }, form));
  potId = (await a.pot(site.database.db, { round_id: (await a.round(site.database.db, { form_version_id: versionId })).id })).id;
});
beforeEach(async () => {
  ({ token, application } = await draft());
});
afterAll(async () => {
  await site.close();
  await scanner.close();
});

async function draft() {
  const { db } = site.database;
  const organisation = await a.organisation(db);
  const person = await a.person(db);
  await a.role(db, { person_id: person.id, role: "owner", organisation_id: organisation.id });
  const id = newId();
  await db.insertInto("application").values({ id, reference: `LA-${id.slice(-8)}`, pot_id: potId, organisation_id: organisation.id, form_version_id: versionId, created_by: person.id, synthetic: true }).execute();
  return { token: await site.signIn(person.id), application: id };
}

interface Sent {
  name: string;
  bytes: Buffer;
}
const boundary = "----lade-files";
const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
function multipart(files: readonly Sent[], fields: Record<string, string> = {}): Buffer {
  const text = Object.entries(fields).map(([key, value]) => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`));
  const parts = files.flatMap(({ name, bytes }) => [Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n`), bytes, Buffer.from("\r\n")]);
  return Buffer.concat([...text, ...parts, Buffer.from(`--${boundary}--\r\n`)]);
}
const page = () => paths.questionFiles(application, "papers");
const post = (files: readonly Sent[], to = page(), fields: Record<string, string> = {}, as = token) => site.ask(to, { token: as, body: multipart(files, fields), headers: type });
const byScript = async (files: readonly Sent[], key: string = newId(), question = "papers") => {
  const answer = await post(files, paths.applicationFiles(application), { question, key });
  return { status: answer.status, ...(JSON.parse(answer.text) as { results?: { id?: string; already?: boolean; refused?: string }[]; files?: { id: string; name: string; note: string; closed?: boolean }[] }) };
};
const letter = (text = "A letter", name = "Letter.pdf"): Sent => ({ name, bytes: pdf(text) });
const rows = () => site.database.db.selectFrom("application_file as f").innerJoin("stored_file as s", "s.id", "f.stored_file_id").selectAll("s").where("f.application_id", "=", application).where("f.removed_at", "is", null).orderBy("f.added_at").execute();
const onDisk = async (within = ""): Promise<number> => (await readdir(join(site.dataDir, "files", within), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).length;
async function runJobs(): Promise<void> {
  const pool = openPool(site.database.url, { max: 2 });
  try {
    await runDueJobs({ pool, db: site.database.db, config: { mode: "demonstration", publicUrl: new URL(site.origin), secret: testSecret, dataDir: site.dataDir, clamd: scanner.address }, log: { info: () => undefined, error: () => undefined } });
  } finally {
    await pool.end();
  }
}

test("without a script: what is typed is saved, the files' page says its limits, takes several at once, shows and removes them", async () => {
  const typed = await site.ask(paths.applicationSection(application, "all"), { token, form: { "version.title": "0", title: "Our walks", intent: "files:papers" } });
  expect(typed.headers.location).toBe(page());
  const answers = await site.database.db.selectFrom("application_answer").select(["question_id", "value"]).where("application_id", "=", application).execute();
  expect(answers).toEqual([{ question_id: "title", value: "Our walks" }]);
  const empty = await site.ask(page(), { token });
  for (const said of ["Letters and rules.", "Up to 4 files", "10 MB", "PDF, Word", 'accept="image/jpeg,image/png,.pdf', "multiple", 'encType="multipart/form-data"']) expect(empty.text).toContain(said);
  expect(empty.text).not.toMatch(/capture=|<script/);

  const added = await post([letter("1", "One.pdf"), { name: "Two.jpg", bytes: jpeg() }]);
  expect([added.status, added.headers.location]).toEqual([302, `${page()}?done=added`]);
  const [one, two] = await rows();
  const shown = await site.ask(page(), { token });
  expect(shown.text).toMatch(/One\.pdf[\s\S]*PDF, \d+ bytes\. Being checked for viruses/);
  expect(shown.text).toContain("2 of 4 files");
  await runJobs();
  expect((await site.ask(page(), { token })).text).toMatch(/href="[^"]*"[^>]*>One\.pdf<\/a>[\s\S]*Checked for viruses/);
  const asked = await site.ask(`${page()}?remove=${one!.id}`, { token });
  expect(asked.text).toContain("Remove this file?");
  const removed = await site.ask(page(), { token, form: { intent: "remove", file: one!.id } });
  expect(removed.headers.location).toBe(`${page()}?done=removed`);
  expect((await rows()).map(({ id }) => id)).toEqual([two!.id]);
  expect((await site.ask(paths.applicationSection(application, "all"), { token })).text).toContain("Two.jpg");
});

test("one that is refused keeps none of the others out, and each is told what became of it", async () => {
  const answer = await post([letter("1", "Good.pdf"), { name: "Bad.pdf", bytes: Buffer.from("MZ\x90\0") }, { name: "Large.pdf", bytes: Buffer.concat([pdf(), Buffer.alloc(11 * mega)]) }, letter("2", "Also.pdf"), letter("1", "Again.pdf")]);
  expect(answer.status).toBe(422);
  expect((await rows()).map(({ name }) => name)).toEqual(["Good.pdf", "Also.pdf"]);
  for (const said of [/Good\.pdf<\/span>: Added/, /Bad\.pdf<\/span>: That file is a program/, /Large\.pdf<\/span>: That file is larger than 10 MB/, /Again\.pdf<\/span>: You had added this file already/, /id="file-error"[^>]*>.*2 files were not added/]) expect(answer.text.replaceAll("<!-- -->", "")).toMatch(said);
});

describe("by the script of the section's page", () => {
  it("each file by itself under its key: sent again because the answer was lost, it is there once", async () => {
    const key = newId();
    const first = await byScript([letter()], key);
    expect(first).toMatchObject({ status: 200, results: [{ name: "Letter.pdf", already: false }], files: [{ name: "Letter.pdf", closed: true }] });
    expect((await byScript([letter()], key)).results).toEqual([{ name: "Letter.pdf", id: first.results![0]!.id, already: true }]);
    expect((await rows()).length).toBe(1);
    const left = await site.ask(paths.applicationFiles(application), { token, form: { intent: "remove", file: first.results![0]!.id! } });
    expect(JSON.parse(left.text)).toEqual({ results: [], files: [] });
  });

  it("a file that broke off leaves nothing, and comes whole when it is sent again under its key", async () => {
    const before = await onDisk();
    const key = newId();
    const whole = multipart([{ name: "Long.pdf", bytes: Buffer.concat([pdf(), Buffer.alloc(2 * mega, "x"), pdf()]) }], { question: "papers", key });
    const { hostname, port } = new URL(site.origin);
    for (const part of [0.1, 0.5, 0.9]) {
      const headers = { ...type, "content-length": String(whole.length), cookie: `lade=${token}`, "sec-fetch-site": "same-origin" };
      const request = httpRequest({ agent: false, host: hostname, port, path: paths.applicationFiles(application), method: "POST", headers });
      const closed = new Promise((resolve) => request.on("close", resolve).on("error", () => undefined));
      request.write(whole.subarray(0, Math.ceil(whole.length * part)));
      await expect.poll(() => onDisk("incoming"), { interval: 5, timeout: 15_000 }).toBe(1);
      request.destroy();
      await closed;
      await expect.poll(() => onDisk("incoming"), { interval: 5, timeout: 15_000 }).toBe(0);
    }
    expect([await onDisk(), await rows()]).toEqual([before, []]);
    const answer = await site.ask(paths.applicationFiles(application), { token, body: whole, headers: type });
    expect([answer.status, (await rows()).length]).toEqual([200, 1]);
  });

  it("is told 401 and never sent to another page where the session is over, and nothing is kept", async () => {
    const before = await onDisk();
    const answer = await post([letter()], paths.applicationFiles(application), { question: "papers", key: newId() }, "x".repeat(43));
    expect([answer.status, answer.text, await onDisk()]).toEqual([401, '{"signIn":true}', before]);
  });
});

describe("refused in words, and nothing is kept", () => {
  const bomb = docx([{ name: "word/big.xml", content: Buffer.alloc(60 * mega) }]);
  it.each<[string, Buffer, RegExp]>([
    ["a renamed program", Buffer.from("MZ\x90\0"), /program/],
    ["a script with a shebang", Buffer.from("#!/bin/sh\nrm -rf /"), /program/],
    ["an SVG", Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), /SVG/],
    ["a web page", Buffer.from("<!doctype html><script>alert(1)</script>"), /web page/],
    ["a Word document with macros", docx([{ name: "word/vbaProject.bin", content: "x" }]), /macros/],
    ["a zip bomb in a Word document", bomb, /unpacks to more/],
    ["a packed folder", zip([{ name: "a.pdf", content: pdf() }]), /packed folder/],
    ["a picture of 30,000 by 30,000", png({}, { width: 30_000, height: 30_000 }), /too many pixels/],
    ["a photo that says so", jpeg({ width: 30_000, height: 30_000 }), /too many pixels/],
    ["a program with a PDF behind it", Buffer.concat([Buffer.from("MZ\x90\0"), pdf()]), /program/],
    ["nothing", Buffer.alloc(0), /empty/],
  ])("%s", async (_name, bytes, words) => {
    const before = await onDisk();
    const answer = await byScript([{ name: "Our rules.pdf", bytes }]);
    expect(answer.results).toEqual([{ name: "Our rules.pdf", refused: expect.stringMatching(words) as string }]);
    expect([await rows(), await onDisk()]).toEqual([[], before]);
  });

  it("more than twenty in one form: none is kept, and it says so", async () => {
    const before = await onDisk();
    const answer = await post(Array.from({ length: 21 }, (_, number) => letter(String(number))));
    expect([answer.status, await rows(), await onDisk()]).toEqual([422, [], before]);
    expect(answer.text).toContain("Add up to 20 files at a time");
  });

  it("more than the question takes: the first are kept", async () => {
    const answer = await post(Array.from({ length: 6 }, (_, number) => letter(String(number), `${number}.pdf`)));
    expect(answer.status).toBe(422);
    expect((await rows()).length).toBe(4);
    expect(answer.text).toContain("There is room for 4 files here");
  });

  it("a form that is none, or of another kind", async () => {
    for (const headers of [{ "content-type": "multipart/form-data" }, { "content-type": "multipart/form-data; boundary=other" }]) {
      const answer = await site.ask(page(), { token, body: multipart([letter()]), headers });
      expect(answer.status).toBe(400);
    }
    expect((await site.ask(page(), { token, body: multipart([letter()]), headers: { "content-type": "application/json" } })).status).toBe(415);
    expect((await post([], page())).text).toContain("Choose the file that you want to add");
    expect(await rows()).toEqual([]);
  });
});

test("a picture with a page hidden behind it is kept as the picture only, and sent so that nothing runs it", async () => {
  const polyglot = jpeg({ tail: "<html><script>alert(document.domain)</script>" });
  const { results } = await byScript([{ name: "x.html", bytes: polyglot }]);
  await runJobs();
  const { text, headers } = await site.ask(paths.applicationFile(application, results![0]!.id!), { token });
  expect(text).not.toMatch(/script/);
  expect(headers).toMatchObject({
    "content-type": "image/jpeg", "content-disposition": `attachment; filename="x.html.jpg"; filename*=UTF-8''x.html.jpg`, "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "cross-origin-resource-policy": "same-origin", "cache-control": "no-store",
  });
});

test.each([["../../../etc/passwd.pdf", "passwd.pdf"], ["a\u0000b.pdf", "ab.pdf"], ["x\u202Efdp.exe", "xfdp.exe.pdf"], ["a%0D%0AX-Evil: 1.pdf", "a%0D%0AX-Evil_ 1.pdf"]])("the name %j is only text", async (given, kept) => {
  await byScript([letter("named", given)]);
  const [file] = await rows();
  expect(file!.name).toBe(kept);
  await runJobs();
  const { status, cookies, headers } = await site.ask(paths.applicationFile(application, file!.id), { token });
  expect([status, cookies, headers["x-evil"]]).toEqual([200, [], undefined]);
});

describe("viruses", () => {
  it("a file is not served before the scanner has called it clean; an infected one never, and its page says so", async () => {
    const [good, bad] = [(await byScript([letter("good")])).results![0]!.id!, (await byScript([{ name: "Bad.pdf", bytes: pdf(eicar) }])).results![0]!.id!];
    for (const id of [good, bad]) {
      const answer = await site.ask(paths.applicationFile(application, id), { token });
      expect([answer.status, answer.text]).toEqual([409, expect.stringContaining("still being checked for viruses") as string]);
    }
    await runJobs();
    expect((await site.ask(paths.applicationFile(application, good), { token })).status).toBe(200);
    const answer = await site.ask(paths.applicationFile(application, bad), { token });
    expect([answer.status, answer.text]).toEqual([409, expect.stringContaining("A virus was found") as string]);
    expect(answer.text).not.toContain(eicar);
    expect((await site.ask(page(), { token })).text).toMatch(/Bad\.pdf<\/span>[\s\S]*A virus was found in it/);
  });

  it("a document of a group goes through the same gate", async () => {
    const { organisation_id } = await site.database.db.selectFrom("application").select("organisation_id").where("id", "=", application).executeTakeFirstOrThrow();
    const body = multipart([{ name: "Rules.pdf", bytes: pdf(eicar) }], { kind: "accounts" });
    expect((await site.ask(paths.organisationDocuments(organisation_id), { token, body, headers: type })).status).toBe(302);
    const { id } = await site.database.db.selectFrom("stored_file").select("id").where("owner_id", "=", organisation_id).executeTakeFirstOrThrow();
    expect((await site.ask(paths.document(id), { token })).status).toBe(409);
    await runJobs();
    expect((await site.ask(paths.document(id), { token })).text).toContain("A virus was found");
    expect((await site.ask(paths.organisationDocuments(organisation_id), { token })).text).toContain("A virus was found in it");
  });
});

describe("memory stays flat", () => {
  /** The most that the process held while the work went on, over what it held before. */
  async function growth(work: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
    return most - before;
  }
  /** Sends one piece again and again, so that the sender's memory stays flat too. */
  function sendLong(path: string, length: number, head: Buffer, tail: Buffer): Promise<number> {
    const piece = Buffer.alloc(64 * 1024, "a");
    const { hostname, port } = new URL(site.origin);
    return new Promise((resolve, reject) => {
      const headers = { ...type, "content-length": String(head.length + length + tail.length), cookie: `lade=${token}`, "sec-fetch-site": "same-origin" };
      const request = httpRequest({ agent: false, host: hostname, port, path, method: "POST", headers }, (response) => void response.resume().on("end", () => resolve(response.statusCode ?? 0)));
      request.on("error", reject);
      request.write(head);
      let left = length;
      const more = () => {
        while (left > 0) {
          const part = piece.subarray(0, Math.min(left, piece.length));
          left -= part.length;
          if (!request.write(part)) return void request.once("drain", more);
        }
        request.end(tail);
      };
      more();
    });
  }
  const head = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="long.pdf"\r\n\r\n%PDF-1.7\n`);
  const tail = Buffer.from(`\n%%EOF\r\n--${boundary}--\r\n`);

  it("100 MB are turned away unread", async () => {
    const send = async () => expect(await sendLong(page(), 100 * mega, head, tail)).toBe(413);
    await send();
    expect(await growth(send)).toBeLessThan(20 * mega);
  });

  it("40 MB in one file are read, refused and forgotten", async () => {
    const send = async () => expect(await sendLong(page(), 40 * mega, head, tail)).toBe(422);
    await send();
    expect(await growth(send)).toBeLessThan(20 * mega);
    expect(await onDisk("incoming")).toBe(0);
  });

  it("eight files of 9 MB at once are looked into one after the other", async () => {
    const send = async () => {
      const statuses = await Promise.all(Array.from({ length: 8 }, () => sendLong(page(), 9 * mega, head, tail)));
      // The same bytes: kept once, the others are told that it is there.
      expect(new Set(statuses)).toEqual(new Set([302]));
    };
    await send();
    expect(await growth(send)).toBeLessThan(40 * mega);
    expect((await rows()).length).toBe(1);
  });

  it("a measure that can fail: the same bytes held in memory are seen", async () => {
    const held: Buffer[] = [];
    expect(await growth(async () => {
      for (let count = 0; count < 20; count += 1) {
        held.push(Buffer.alloc(16 * mega, count + 1));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })).toBeGreaterThan(100 * mega);
    expect(held.length).toBe(20);
  });
});
